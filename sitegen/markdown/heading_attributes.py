"""An id and classes that the author gives a heading: `## Title {#id .class}`."""

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import Notes, notes_of

AT_END = re.compile(r"[ \t]*\{[ \t]*((?:[#.][^\s{}#.][^\s{}#]*[ \t]*)+)\}[ \t]*$")


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("heading_attributes", _attributes)


def _attributes(state: StateCore) -> None:
    notes = notes_of(state.env)
    if "}" not in notes.body.text:
        return
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open" and inline.content.rstrip().endswith("}"):
            _take(opening, inline.children or [], notes)


def _take(opening: Token, children: list[Token], notes: Notes) -> None:
    last = children[-1] if children else None
    found = AT_END.search(last.content) if last and last.type == "text" else None
    if last is None or found is None:
        return
    last.content = last.content[: found.start()]
    words = found[1].split()
    identifier = next((word[1:] for word in words if word[0] == "#"), "")
    classes = [one for word in words if word[0] == "." for one in word[1:].split(".")]
    if classes:
        opening.attrSet("class", " ".join(classes))
    if identifier:
        opening.attrSet("id", _once(identifier, opening, notes))


def _once(identifier: str, opening: Token, notes: Notes) -> str:
    line = opening.map[0] if opening.map else 0
    claimed = notes.claim(identifier)
    if claimed != identifier:
        place = notes.find(re.compile(rf"\{{[^{{}}]*(#{re.escape(identifier)})\b"), line) or notes.beginning(line)
        message = f"the id “{identifier}” is on this page already; the heading's is “{claimed}”"
        notes.warn(place, "duplicate-id", message, "give each heading an id of its own")
    return claimed
