"""The command line: arguments in, a build, what there is to tell, an exit status.

0: all is well. 1: the site has problems. 2: the command was used wrongly.
"""

import datetime
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import click
import msgspec
from click.core import ParameterSource

from sitegen import __version__
from sitegen.cache import FOLDER as CACHE
from sitegen.cache import Busy, removed
from sitegen.config import fault_of_base_url
from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.disk import CONTENT, LAYOUTS, OUTPUT, STATIC, Wishes, shipped_folder
from sitegen.publish import Published, refusal, unpublish
from sitegen.rebuild import Built, Order, available_processors, rebuild
from sitegen.report import counted, excerpt, report
from sitegen.text import with_newlines

HOST, PORT = "127.0.0.1", 8000
ONLY_BUILD = ("output", "strict", "verify", "no_cache", "quiet", "verbose", "as_json")
ONLY_WATCH = ("port", "host", "opens", "polls", "no_drafts")


class Told(msgspec.Struct, frozen=True):
    """How the user wants to hear of it."""

    root: Path
    quiet: bool
    verbose: bool
    as_json: bool


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def cli() -> None:
    """A static generator for multilingual technical blogs."""


@cli.command("build")
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where the site is written.  [default: ROOT/dist]"
)
@click.option("--base-url", help="Where the site will be published, in place of the settings' url.")
@click.option(
    "-c",
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings other than ROOT/site.toml.",
)
@click.option("-D", "--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--future", is_flag=True, help="Publish posts of days to come too.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--verify", is_flag=True, help="Build a second time, clean, and compare the two byte by byte.")
@click.option("--no-cache", is_flag=True, help="Build all of it anew, and remember nothing.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="How many processes to use.  [default: one a processor]")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file that is written or removed.")
@click.option("--json", "as_json", is_flag=True, help="Say all of it as one JSON object on standard output.")
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
        _preview(root, base_url, config, jobs, Door(host, port, opens, polls), shows_all=not no_drafts)
    started = time.perf_counter()
    folder = output or root / OUTPUT
    _refuse_wrong_usage(root, folder, base_url)
    order = Order(
        root=root,
        output=folder,
        wishes=Wishes(today=_today(), config=config, base_url=base_url, output=folder, drafts=drafts, future=future),
        strict=strict,
        cached=not no_cache,
        jobs=jobs or available_processors(),
        shows_progress=sys.stderr.isatty() and not quiet and not as_json,
    )
    built = rebuild(order, _say)
    if verify:
        from sitegen.verify import differences

        built = msgspec.structs.replace(built, about_writing=(*built.about_writing, *differences(order, built, _say)))
    _finish(Told(root, quiet, verbose, as_json), built, started)


@cli.command("serve")
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="The next free one, if it is taken."
)
@click.option("--host", default=HOST, show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@click.option("--poll", "polls", is_flag=True, help="Look each second: for file systems of networks and containers.")
@click.option("--no-drafts", is_flag=True, help="Leave out drafts and posts of days to come, as a build does.")
@click.option("--base-url", help="Where the site will be published, in place of the settings' url.")
@click.option(
    "-c",
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings other than ROOT/site.toml.",
)
@click.option("-j", "--jobs", type=click.IntRange(1), help="Processes for the first build.  [default: one a processor]")
def serve_command(
    root: Path,
    port: int,
    host: str,
    opens: bool,
    polls: bool,
    no_drafts: bool,
    base_url: str | None,
    config: Path | None,
    jobs: int | None,
) -> None:
    """Show the site in the folder ROOT in a browser, and each change as soon as it is saved. Nothing is written."""
    _preview(root, base_url, config, jobs, Door(host, port, opens, polls), shows_all=not no_drafts)


class Door(msgspec.Struct, frozen=True):
    """Where a preview is to be found, and how it learns of changes."""

    host: str
    port: int
    opens: bool
    polls: bool


def _preview(
    root: Path, base_url: str | None, config: Path | None, jobs: int | None, door: Door, *, shows_all: bool
) -> NoReturn:
    # A build goes without a server, a watch, and all that they import.
    from sitegen.preview import Wanted, preview

    _refuse_wrong_usage(root, root / OUTPUT, base_url)
    read_line, told = _line_reader(root), Told(root, quiet=False, verbose=False, as_json=False)
    wanted = Wanted(
        root=root,
        wishes=lambda: Wishes(today=_today(), config=config, base_url=base_url, drafts=shows_all, future=shows_all),
        excerpt=lambda one: excerpt(one, read_line),
        report=lambda diagnostics: _show_diagnostics(told, diagnostics),
        say=_say,
        host=door.host,
        port=door.port,
        jobs=jobs or available_processors(),
        opens=door.opens,
        polls=door.polls,
        shows_progress=sys.stderr.isatty(),
    )
    try:
        preview(wanted)
    except KeyboardInterrupt:
        sys.exit(0)


@cli.command("clean")
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where the site was written.  [default: ROOT/dist]"
)
def clean_command(root: Path, output: Path | None) -> None:
    """Remove what was built from the site in the folder ROOT, and what is remembered of it.

    Files that sitegen did not write, and those that were changed since, are kept.
    """
    folder = output or root / OUTPUT
    _refuse_wrong_usage(root, folder, None)
    try:
        with removed(root, _say):
            published = unpublish(folder)
    except Busy:
        raise click.ClickException("a build of this site is under way and does not end; nothing was removed") from None
    _show_diagnostics(Told(root, quiet=False, verbose=False, as_json=False), published.diagnostics)
    click.echo(f"{len(published.removed)} files removed")
    sys.exit(1 if has_errors(published.diagnostics) else 0)


def _refuse_what_does_not_go_together(watch: bool) -> None:
    """An option that would be passed over in silence is a mistake."""
    context = click.get_current_context()
    for option in context.command.params:
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if is_given and option.name in (ONLY_BUILD if watch else ONLY_WATCH):
            raise click.UsageError(f"{option.opts[-1]} {'has no effect with' if watch else 'needs'} --watch")


def _refuse_wrong_usage(root: Path, folder: Path, base_url: str | None) -> None:
    if not (root / CONTENT).is_dir():
        raise click.UsageError(
            f"there is no folder “{CONTENT}” in {root}; posts live there, as {CONTENT}/blog/my-post.md"
        )
    if base_url and (wrong := fault_of_base_url(base_url)):
        raise click.BadParameter(f"“{base_url}” is no address of a site: {wrong}", param_hint="--base-url")
    sources = (
        root / CONTENT,
        root / LAYOUTS,
        root / STATIC,
        root / CACHE,
        shipped_folder() / LAYOUTS,
        shipped_folder() / STATIC,
    )
    if wrong := refusal(folder, root, sources):
        raise click.BadParameter(f"nothing is written to {folder}: {wrong}", param_hint="--output")


def _today() -> datetime.date:
    """The day in UTC, so that it is the same for every builder. SOURCE_DATE_EPOCH (seconds since 1970) sets it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = (
            datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
        )
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is “{epoch}”, and that is no number of seconds since 1970") from None
    return moment.date()


def _say(message: str) -> None:
    click.echo(f"sitegen: {message}", err=True)


def _finish(told: Told, built: Built, started: float) -> None:
    """Say what happened, and end with the exit status."""
    seconds = time.perf_counter() - started
    if told.as_json:
        click.echo(_as_json(built, seconds))
    else:
        _show_diagnostics(told, built.diagnostics)
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


def _show_diagnostics(told: Told, diagnostics: Sequence[Diagnostic]) -> None:
    shown = [one for one in diagnostics if not told.quiet or has_errors([one])]
    if shown:
        click.echo(report(shown, _line_reader(told.root), _path_shower(told.root), _has_colour()), err=True)


def _line_reader(root: Path) -> Callable[[str, int], str | None]:
    def read_line(path: str, line: int) -> str | None:
        origin = shipped_folder() / LAYOUTS / path.removeprefix("theme/") if path.startswith("theme/") else root / path
        try:
            rows = with_newlines(origin.read_bytes().decode("utf-8-sig", "replace")).split("\n")
        except OSError:
            return None
        return rows[line - 1] if line <= len(rows) else None

    return read_line


def _path_shower(root: Path) -> Callable[[str], str]:
    """Paths as seen from where the user is, so that a terminal or an editor can open them."""
    return lambda path: path if path.startswith("theme/") else os.path.relpath(root / path).replace(os.sep, "/")


def _has_colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


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


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """`main`, and the end of the process: to free the values of a large build one by one took 5% of its time."""
    status = 0
    try:
        main(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1  # whoever was to read it is gone
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> None:
    gc.disable()  # a build makes many values and no cycles: looking for some took 5% of its time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows few characters gets question marks
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="sitegen")
    except OSError as problem:
        # Such as a full disk behind standard output; faults of the site's own files are diagnostics.
        click.echo(f"sitegen: {problem}", err=True)
        sys.exit(1)
