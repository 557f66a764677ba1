"""What the rules share while one body is worked on: its place in the file and what there is to tell."""

from collections.abc import MutableMapping
from typing import Any, cast

import msgspec

from sitegen.diagnostics import Diagnostic, Place, warning
from sitegen.model import Heading, Link

KEY = "sitegen"  # markdown-it hands a dictionary to every rule; ours is one entry of it


class Notes(msgspec.Struct):
    """The one mutable value of a body's way through the rules; it never leaves `document.understand`."""

    path: str
    body: str
    first_line: int
    """The line of the file that the body begins on."""
    takes_title: bool
    links: list[Link] = msgspec.field(default_factory=list)
    headings: list[Heading] = msgspec.field(default_factory=list)
    diagnostics: list[Diagnostic] = msgspec.field(default_factory=list)
    title: str | None = None
    summary: str = ""

    def find(self, needle: str, line: int, lines: int = 1) -> Place | None:
        """The place in the file of `needle` in the `lines` lines of the body from `line` (from 0).

        markdown-it knows the lines of a block and nothing of columns, so the text is searched.
        """
        for offset, row in enumerate(self.body.split("\n")[line : line + lines]):
            if needle and (column := row.find(needle)) >= 0:
                return Place(self.first_line + line + offset, column + 1)
        return None

    def beginning(self, line: int) -> Place:
        return Place(self.first_line + line)

    def warn(self, place: Place, code: str, message: str, advice: str = "") -> None:
        self.diagnostics.append(warning(self.path, place, code, message, advice))


def notes_of(env: MutableMapping[str, Any]) -> Notes:
    return cast("Notes", env[KEY])
