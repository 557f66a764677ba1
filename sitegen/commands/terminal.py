"""What commands say, and how."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TextIO

import click
import msgspec

from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.disk import LAYOUTS, shipped_folder
from sitegen.report import report
from sitegen.text import with_newlines


class Told(msgspec.Struct, frozen=True):
    """How the user wants to hear of it."""

    root: Path
    quiet: bool
    verbose: bool
    as_json: bool


def say(message: str) -> None:
    click.echo(f"sitegen: {message}", err=True)


def show_diagnostics(told: Told, diagnostics: Sequence[Diagnostic]) -> None:
    shown = [one for one in diagnostics if not told.quiet or has_errors([one])]
    if shown:
        read_line = line_reader(told.root, remembers=True)
        click.echo(report(shown, read_line, path_shower(told.root), has_colour(sys.stderr)), err=True)


def line_reader(root: Path, *, remembers: bool = False) -> Callable[[str, int], str | None]:
    """Reads lines of the site's files; one that remembers reads a file once, as long as no other comes between."""

    def read_rows(path: str) -> list[str]:
        origin = shipped_folder() / LAYOUTS / path.removeprefix("theme/") if path.startswith("theme/") else root / path
        try:
            return with_newlines(origin.read_bytes().decode("utf-8-sig", "replace")).split("\n")
        except OSError:
            return []

    rows_of = lru_cache(maxsize=1)(read_rows) if remembers else read_rows

    def read_line(path: str, line: int) -> str | None:
        rows = rows_of(path)
        return rows[line - 1] if line <= len(rows) else None

    return read_line


def path_shower(root: Path) -> Callable[[str], str]:
    """Paths as seen from where the user is, so that a terminal or an editor can open them."""
    return lambda path: path if path.startswith("theme/") else os.path.relpath(root / path).replace(os.sep, "/")


def has_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")
