"""The arguments that commands have in common. Nothing of a build is imported here."""

from collections.abc import Collection, Iterator
from pathlib import Path

import click
from click.core import ParameterSource

PORT, HOST = 8000, "127.0.0.1"
root_argument = click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
base_url_option = click.option("--base-url", help="Where the site will be published, in place of the settings' url.")
config_option = click.option(
    "-c",
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings other than ROOT/site.toml.",
)
drafts_option = click.option("-D", "--drafts", is_flag=True, help="Publish drafts too.")
future_option = click.option("--future", is_flag=True, help="Publish posts of days to come too.")
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Say all of it as one JSON object on standard output."
)


def given(names: Collection[str]) -> Iterator[click.Parameter]:
    """Those of some options of the command that were written out."""
    context = click.get_current_context()
    for option in context.command.params:
        if option.name in names and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
            yield option
