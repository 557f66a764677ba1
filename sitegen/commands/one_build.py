"""One build as it was asked for, and what is said of it."""

import sys
import time
from pathlib import Path

import click
import msgspec

from sitegen.commands.terminal import Told, say, show_diagnostics
from sitegen.commands.usage import refuse_wrong_usage, today
from sitegen.diagnostics import has_errors
from sitegen.disk import OUTPUT, Wishes
from sitegen.publish import Published
from sitegen.rebuild import Built, Order, rebuild
from sitegen.report import counted
from sitegen.second_process import SecondProcess


class Asked(msgspec.Struct, frozen=True):
    """The arguments that decide what is built."""

    root: Path
    output: Path | None
    base_url: str | None
    config: Path | None
    drafts: bool
    future: bool
    strict: bool
    verify: bool
    no_cache: bool
    processes: int


def build_once(
    asked: Asked, quiet: bool, verbose: bool, as_json: bool, second: SecondProcess | None, started: float
) -> None:
    """Build, say what happened, and end with the exit status. `second` and the clock were started before."""
    order = _order(asked, shows_progress=sys.stderr.isatty() and not quiet and not as_json)
    built = rebuild(order, say, second)
    if asked.verify:
        from sitegen.verify import differences

        built = msgspec.structs.replace(built, about_writing=(*built.about_writing, *differences(order, built, say)))
    _finish(Told(asked.root, quiet, verbose, as_json), built, started)


def _order(asked: Asked, shows_progress: bool) -> Order:
    folder = asked.output or asked.root / OUTPUT
    refuse_wrong_usage(asked.root, folder, asked.base_url)
    wishes = Wishes(
        today=today(),
        config=asked.config,
        base_url=asked.base_url,
        output=folder,
        drafts=asked.drafts,
        future=asked.future,
    )
    return Order(
        root=asked.root,
        output=folder,
        wishes=wishes,
        strict=asked.strict,
        cached=not asked.no_cache,
        jobs=asked.processes,
        shows_progress=shows_progress,
    )


def _finish(told: Told, built: Built, started: float) -> None:
    """Say what happened, and end with the exit status."""
    seconds = time.perf_counter() - started
    if told.as_json:
        click.echo(_as_json(built, seconds))
    else:
        show_diagnostics(told, built.diagnostics)
        if not told.quiet:
            _show_files(told, built.published)
            _show_summary(built, seconds)
    sys.exit(1 if has_errors(built.diagnostics) else 0)


def _as_json(built: Built, seconds: float) -> str:
    import json

    published = built.published
    return json.dumps(
        {
            "pages": built.pages,
            "written": len(published.written),
            "unchanged": len(published.unchanged),
            "removed": len(published.removed),
            "seconds": round(seconds, 3),
            "held_back": list(built.held_back),
            "diagnostics": msgspec.to_builtins(list(built.diagnostics)),
        }
    )


def _show_files(told: Told, published: Published) -> None:
    if told.verbose:
        for verb, paths in (("wrote", published.written), ("removed", published.removed)):
            for path in paths:
                click.echo(f"{verb} {path}")


def _show_summary(built: Built, seconds: float) -> None:
    counts, published = counted(built.diagnostics), built.published
    if has_errors(built.diagnostics):
        done = f"Stopped after {len(published.written)} files" if published.written else "Nothing was written"
        click.echo(f"{done}: {counts}. ({seconds:.2f} s)", err=True)
        return
    if built.held_back:
        click.echo(f"Held back as drafts or for a day to come: {', '.join(built.held_back)}")
    written, unchanged, removed = len(published.written), len(published.unchanged), len(published.removed)
    files = f"{written} files written, {unchanged} unchanged, {removed} removed"
    click.echo(f"{built.pages} pages: {files} in {seconds:.2f} s" + (f"; {counts}" if counts else ""))
