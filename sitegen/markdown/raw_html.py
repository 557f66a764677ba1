"""The opening tags of raw HTML, not those that a comment or a script only speaks of; and the ids that they give."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of

MAY_NAME = re.compile(r"\b(?:id|name)\s*=", re.IGNORECASE)
Attributes = list[tuple[str, str | None]]


class Tags(HTMLParser):
    """The opening tags of a piece of HTML: where each begins, its text, its name and its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str, Attributes]] = []
        self.starts = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        line, column = self.getpos()
        self.found.append((self.starts[line - 1] + column, self.get_starttag_text() or "", tag, attrs))


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("raw_ids", _ids)


def _ids(state: StateCore) -> None:
    """What the author names by hand keeps its name; ids that are made give way."""
    notes = notes_of(state.env)
    for token in raw_tokens(state.tokens):
        if MAY_NAME.search(token.content):
            for _, _, tag, attributes in Tags(token.content).found:
                named = dict(attributes)
                notes.ids.update(filter(None, (named.get("id"), named.get("name") if tag == "a" else None)))


def raw_tokens(tokens: list[Token]) -> Iterator[Token]:
    """Every piece of raw HTML, in its order."""
    for token in tokens:
        if token.type in ("html_block", "html_inline"):
            yield token
        if token.children:
            yield from raw_tokens(token.children)
