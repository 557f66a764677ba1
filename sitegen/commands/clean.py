"""`sitegen clean`."""

import sys
from pathlib import Path

import click

from sitegen.cache import Busy, removed
from sitegen.commands import options
from sitegen.commands.terminal import Told, say, show_diagnostics
from sitegen.commands.usage import refuse_wrong_usage
from sitegen.diagnostics import has_errors
from sitegen.disk import OUTPUT
from sitegen.publish import unpublish


@click.command("clean")
@options.root_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where the site was written.  [default: ROOT/dist]"
)
def clean_command(root: Path, output: Path | None) -> None:
    """Remove what was built from the site in the folder ROOT, and what is remembered of it.

    Files that sitegen did not write, and those that were changed since, are kept.
    """
    folder = output or root / OUTPUT
    refuse_wrong_usage(root, folder, None)
    try:
        with removed(root, say):
            published = unpublish(folder)
    except Busy:
        raise click.ClickException("a build of this site is under way and does not end; nothing was removed") from None
    show_diagnostics(Told(root, quiet=False, verbose=False, as_json=False), published.diagnostics)
    click.echo(f"{len(published.removed)} files removed")
    sys.exit(1 if has_errors(published.diagnostics) else 0)
