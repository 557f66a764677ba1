"""What the rules share while one body is worked on: its place in the file and what there is to tell."""

import re
from collections.abc import Mapping, MutableMapping
from functools import cached_property
from itertools import count
from typing import Any, cast

import msgspec

from sitegen.diagnostics import START, Diagnostic, Place, hint, warning
from sitegen.model import Heading, Link, MarkdownSettings, Section
from sitegen.strings import filled

CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
KEY = "sitegen"  # markdown-it hands a dictionary to every rule; ours is one entry of it


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body to be understood, with all that decides how."""

    text: str
    path: str
    first_line: int = 1
    """The line of the file that the body begins on."""
    given_title: str | None = None
    """The title of the frontmatter, if it gives one."""
    lang: str = "en"
    settings: MarkdownSettings = MarkdownSettings()
    own_urls: tuple[str, ...] = ()
    """The addresses of the site, if they decide which links lead out of it."""
    words: Mapping[str, str] = {}
    """`strings.BODY_WORDS` in the language of the post."""


class Notes(msgspec.Struct, dict=True):
    """The one mutable value of a body's way through the rules; it never leaves `document.understand`."""

    body: Body
    links: list[Link] = msgspec.field(default_factory=list)
    """What the holes in the HTML are for."""
    unknown: list[Link] = msgspec.field(default_factory=list)
    """Links to places on the page itself that the body does not have."""
    headings: list[Heading] = msgspec.field(default_factory=list)
    sections: list[Section] = msgspec.field(default_factory=list)
    ids: set[str] = msgspec.field(default_factory=lambda: {"page-main"})
    """Every id on the page; the first is the layout's."""
    features: set[str] = msgspec.field(default_factory=set)
    """What the body has that asks for a script or a style sheet."""
    claimed: dict[str, int] = msgspec.field(default_factory=dict)
    """The last number given to each id that was wanted more than once."""
    diagnostics: list[Diagnostic] = msgspec.field(default_factory=list)
    title: str | None = None
    summary: str = ""
    unknown_languages: set[str] = msgspec.field(default_factory=set)
    last_link: Place = START
    """Where the last link stood that has its target beside it."""
    not_there: set[tuple[str, tuple[int, int]]] = msgspec.field(default_factory=set)
    """Targets that were looked for in some lines in vain."""
    definitions: dict[str, Place | None] = msgspec.field(default_factory=dict)
    """Where targets that were looked for are defined."""
    minutes: int = 0
    """How long the body takes to read."""

    @cached_property
    def rows(self) -> list[str]:
        return self.body.text.split("\n")

    @cached_property
    def rows_without_code(self) -> list[str]:
        return [_without_code(row) for row in self.rows]

    def find(
        self,
        pattern: re.Pattern[str],
        line: int,
        lines: int | None = 1,
        after: Place = START,
        outside_code: bool = False,
    ) -> Place | None:
        """The place in the file of the pattern's first group in the `lines` lines of the body from `line` (from 0).

        markdown-it knows the lines of a block and nothing of columns, so the text is searched, beyond `after`.
        """
        rows = self.rows_without_code if outside_code else self.rows
        end = len(rows) if lines is None else min(line + lines, len(rows))
        for at in range(max(line, after.line - self.body.first_line), end):
            number = self.body.first_line + at
            start = after.column if number == after.line and after != START else 0
            if found := pattern.search(rows[at], start):
                return Place(number, found.start(1) + 1)
        return None

    def word(self, key: str, **values: object) -> str:
        """A word of the interface in the language of the post; its key for a body without words, as in a test."""
        return filled(self.body.words, key, **values) if key in self.body.words else key

    def claim(self, wanted: str) -> str:
        """An id that is not on the page yet: the wanted one, else with a number. From now on it is."""
        numbers = (f"{wanted}-{number}" for number in count(self.claimed.get(wanted, 0) + 1))
        found = wanted if wanted not in self.ids else next(one for one in numbers if one not in self.ids)
        if found != wanted:
            self.claimed[wanted] = int(found.rpartition("-")[2])
        self.ids.add(found)
        return found

    def beginning(self, line: int) -> Place:
        return Place(self.body.first_line + line)

    def warn(self, place: Place, code: str, message: str, advice: str = "") -> None:
        self.diagnostics.append(warning(self.body.path, place, code, message, advice))

    def hint(self, place: Place, code: str, message: str, advice: str = "") -> None:
        self.diagnostics.append(hint(self.body.path, place, code, message, advice))


def _without_code(row: str) -> str:
    """The row with blanks for its code spans, so that columns stay."""
    return CODE_SPAN.sub(lambda found: " " * len(found[0]), row)


def notes_of(env: MutableMapping[str, Any]) -> Notes:
    return cast("Notes", env[KEY])
