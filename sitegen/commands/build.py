"""`sitegen build`."""

import sys
import time
from pathlib import Path

import click
import msgspec

from sitegen.commands import options
from sitegen.commands.options import refuse_wrong_usage, today
from sitegen.commands.serve import HOST, PORT, Door, show_preview
from sitegen.commands.terminal import Told, say, show_diagnostics
from sitegen.diagnostics import has_errors
from sitegen.disk import OUTPUT, Wishes
from sitegen.publish import Published
from sitegen.rebuild import Built, Order, available_processors, rebuild
from sitegen.report import counted

ONLY_BUILD = ("output", "strict", "verify", "no_cache", "quiet", "verbose", "as_json")
ONLY_WATCH = ("port", "host", "opens", "polls", "no_drafts")


@click.command("build")
@options.root_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where the site is written.  [default: ROOT/dist]"
)
@options.base_url_option
@options.config_option
@options.drafts_option
@options.future_option
@options.strict_option
@click.option("--verify", is_flag=True, help="Build a second time, clean, and compare the two byte by byte.")
@click.option("--no-cache", is_flag=True, help="Build all of it anew, and remember nothing.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="How many processes to use.  [default: one a processor]")
@options.quiet_option
@click.option("-v", "--verbose", is_flag=True, help="Name every file that is written or removed.")
@options.json_option
@click.option("-w", "--watch", is_flag=True, help="Write nothing: serve the site, and build again when a file changes.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="With --watch, as in serve."
)
@click.option("--host", default=HOST, show_default=True, help="With --watch, as in serve.")
@click.option("--open", "opens", is_flag=True, help="With --watch, as in serve.")
@click.option("--poll", "polls", is_flag=True, help="With --watch, as in serve.")
@click.option("--no-drafts", is_flag=True, help="With --watch, as in serve.")
def build_command(
    root: Path,
    output: Path | None,
    base_url: str | None,
    config: Path | None,
    drafts: bool,
    future: bool,
    strict: bool,
    verify: bool,
    no_cache: bool,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    watch: bool,
    port: int,
    host: str,
    opens: bool,
    polls: bool,
    no_drafts: bool,
) -> None:
    """Build the site in the folder ROOT (here, if none is given)."""
    _refuse_what_does_not_go_together(watch)
    if watch:
        show_preview(root, base_url, config, jobs, Door(host, port, opens, polls), shows_all=not no_drafts)
    started = time.perf_counter()
    folder = output or root / OUTPUT
    refuse_wrong_usage(root, folder, base_url)
    order = Order(
        root=root,
        output=folder,
        wishes=Wishes(today=today(), config=config, base_url=base_url, output=folder, drafts=drafts, future=future),
        strict=strict,
        cached=not no_cache,
        jobs=jobs or available_processors(),
        shows_progress=sys.stderr.isatty() and not quiet and not as_json,
    )
    built = rebuild(order, say)
    if verify:
        from sitegen.verify import differences

        built = msgspec.structs.replace(built, about_writing=(*built.about_writing, *differences(order, built, say)))
    _finish(Told(root, quiet, verbose, as_json), built, started)


def _refuse_what_does_not_go_together(watch: bool) -> None:
    """An option that would be passed over in silence is a mistake."""
    for option in options.given(ONLY_BUILD if watch else ONLY_WATCH):
        raise click.UsageError(f"{option.opts[-1]} {'has no effect with' if watch else 'needs'} --watch")


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
