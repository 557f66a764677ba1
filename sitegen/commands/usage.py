"""What is wrong usage of a command, whichever it is; and the day of a build."""

import datetime
import os
from pathlib import Path

import click

from sitegen.cache import FOLDER as CACHE
from sitegen.config import fault_of_base_url
from sitegen.disk import CONTENT, LAYOUTS, STATIC, shipped_folder
from sitegen.publish import refusal


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
