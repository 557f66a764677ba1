"""Links and images that lead to this site become holes: what fills them is known when all pages are.

A hole is `\\0N\\0` in the HTML, N counting from 0. No body can hold a NUL: markdown-it replaces it first.
"""

import re
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.diagnostics import Place
from sitegen.markdown.notes import Notes, notes_of
from sitegen.model import Link
from sitegen.urls import is_elsewhere

HOLE = re.compile("\0\\d+\0")
ATTRIBUTES = {"link_open": "href", "image": "src"}
# The attributes of raw HTML that hold one URL, inside a tag.
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
RAW_URL = re.compile(r"""(?<=\s)((?:href|src|poster)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("links", _links)


def _links(state: StateCore) -> None:
    notes = notes_of(state.env)
    lines = (0, 1)
    for token in state.tokens:
        lines = _lines_of(token) or lines
        if token.type == "html_block":
            token.content = _raw(token.content, notes, lines)
        for child in token.children or []:
            _in_inline(child, notes, lines)


def _lines_of(token: Token) -> tuple[int, int] | None:
    """First line and number of lines. A cell of a table has no lines of its own, so its row's hold."""
    return (token.map[0], token.map[1] - token.map[0]) if token.map else None


def _in_inline(child: Token, notes: Notes, lines: tuple[int, int]) -> None:
    if attribute := ATTRIBUTES.get(child.type):
        target = str(child.attrGet(attribute) or "")
        if not is_elsewhere(target):
            child.attrSet(attribute, _hole(target, notes, lines))
    elif child.type == "html_inline":
        child.content = _raw(child.content, notes, lines)
    for inner in child.children or []:
        _in_inline(inner, notes, lines)


def _raw(html: str, notes: Notes, lines: tuple[int, int]) -> str:
    def in_tag(tag: re.Match[str]) -> str:
        return RAW_URL.sub(in_attribute, tag[0])

    def in_attribute(found: re.Match[str]) -> str:
        quote, target = found[2][0], found[2][1:-1]
        if is_elsewhere(target.strip()) or "&" in target:
            return found[0]
        return f"{found[1]}{quote}{_hole(target.strip(), notes, lines)}{quote}"

    return TAG.sub(in_tag, html)


def _hole(target: str, notes: Notes, lines: tuple[int, int]) -> str:
    notes.links.append(Link(target, _place(target, notes, lines)))
    return f"\0{len(notes.links) - 1}\0"


def _place(target: str, notes: Notes, lines: tuple[int, int]) -> Place:
    first, count = lines
    # markdown-it has percent-encoded what the author may have written in letters.
    return notes.find(target, first, count) or notes.find(unquote(target), first, count) or notes.beginning(first)
