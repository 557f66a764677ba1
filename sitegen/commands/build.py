"""`sitegen build`."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import click

from sitegen.commands import options
from sitegen.second_process import IS_POSSIBLE, SecondProcess, available_processors

ONLY_BUILD = ("output", "strict", "verify", "no_cache", "quiet", "verbose", "as_json")
ONLY_WATCH = ("port", "host", "opens", "polls", "no_drafts")
# What it needs for the first question, and then for a file that has changed: between two of them a question is heard.
AHEAD = (
    *("sitegen.store", "yaml", "markdown_it", "sitegen.matter", "sitegen.markdown.dialect", "sitegen.parse"),
    "sitegen.memo",
)


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
    "--port", type=click.IntRange(0, 65535), default=options.PORT, show_default=True, help="With --watch, as in serve."
)
@click.option("--host", default=options.HOST, show_default=True, help="With --watch, as in serve.")
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
    started = time.perf_counter()
    if watch:
        from sitegen.commands.serve import Door, show_preview

        show_preview(root, base_url, config, jobs, Door(host, port, opens, polls), shows_all=not no_drafts)
    processes = jobs or available_processors()
    with _second_process(processes, no_cache) as second:
        # All that a build needs is imported meanwhile, there and here.
        from sitegen.commands.one_build import Asked, build_once

        asked = Asked(root, output, base_url, config, drafts, future, strict, verify, no_cache, processes)
        build_once(asked, quiet, verbose, as_json, second, started)


@contextlib.contextmanager
def _second_process(processes: int, no_cache: bool) -> Iterator[SecondProcess | None]:
    """Started while there is little in memory; none where there is but one processor, or nothing to do ahead."""
    second = None
    if processes > 1 and IS_POSSIBLE and not no_cache:
        with contextlib.suppress(OSError):  # no more processes are to be had: it goes without
            second = SecondProcess(AHEAD, twins=processes - 1)
    try:
        yield second
    finally:
        if second:
            second.close()


def _refuse_what_does_not_go_together(watch: bool) -> None:
    """An option that would be passed over in silence is a mistake."""
    for option in options.given(ONLY_BUILD if watch else ONLY_WATCH):
        raise click.UsageError(f"{option.opts[-1]} {'has no effect with' if watch else 'needs'} --watch")
