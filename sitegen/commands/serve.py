"""`sitegen serve`."""

import sys
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from sitegen.commands import options
from sitegen.commands.terminal import Told, line_reader, say, show_diagnostics
from sitegen.commands.usage import refuse_wrong_usage, today
from sitegen.disk import OUTPUT, Wishes
from sitegen.report import excerpt
from sitegen.second_process import available_processors


@click.command("serve")
@options.root_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=options.PORT,
    show_default=True,
    help="The next free one, if it is taken.",
)
@click.option("--host", default=options.HOST, show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@click.option("--poll", "polls", is_flag=True, help="Look each second: for file systems of networks and containers.")
@click.option("--no-drafts", is_flag=True, help="Leave out drafts and posts of days to come, as a build does.")
@options.base_url_option
@options.config_option
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
    show_preview(root, base_url, config, jobs, Door(host, port, opens, polls), shows_all=not no_drafts)


class Door(msgspec.Struct, frozen=True):
    """Where a preview is to be found, and how it learns of changes."""

    host: str
    port: int
    opens: bool
    polls: bool


def show_preview(
    root: Path, base_url: str | None, config: Path | None, jobs: int | None, door: Door, *, shows_all: bool
) -> NoReturn:
    # A build goes without a server, a watch, and all that they import.
    from sitegen.preview import Wanted, preview

    refuse_wrong_usage(root, root / OUTPUT, base_url)
    read_line, told = line_reader(root), Told(root, quiet=False, verbose=False, as_json=False)
    wanted = Wanted(
        root=root,
        wishes=lambda: Wishes(today=today(), config=config, base_url=base_url, drafts=shows_all, future=shows_all),
        excerpt=lambda one: excerpt(one, read_line),
        report=lambda diagnostics: show_diagnostics(told, diagnostics),
        say=say,
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
