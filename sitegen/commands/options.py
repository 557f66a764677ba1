"""What commands have in common: their arguments, and what of them is wrong usage."""

import datetime
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from sitegen.cache import FOLDER as CACHE
from sitegen.config import fault_of_base_url
from sitegen.disk import CONTENT, LAYOUTS, STATIC, shipped_folder
from sitegen.publish import refusal

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


def refuse_wrong_usage(root: Path, folder: Path, base_url: str | None) -> None:
    if not (root / CONTENT).is_dir():
        raise click.UsageError(
            f"there is no folder “{CONTENT}” in {root}; posts live there, as {CONTENT}/blog/my-post.md"
        )
    refuse_wrong_base_url(base_url)
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


def refuse_wrong_base_url(base_url: str | None) -> None:
    if base_url and (wrong := fault_of_base_url(base_url)):
        raise click.BadParameter(f"“{base_url}” is no address of a site: {wrong}", param_hint="--base-url")


def today() -> datetime.date:
    """The day in UTC, so that it is the same for every builder. SOURCE_DATE_EPOCH (seconds since 1970) sets it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = (
            datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
        )
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is “{epoch}”, and that is no number of seconds since 1970") from None
    return moment.date()
