"""Links and images that lead to this site become holes: what fills them is known when all pages are.

A hole is `\\0N\\0` in the HTML, N counting from 0; one for width and height of a picture is an attribute of its own.
No body can hold a NUL: markdown-it replaces it first.
"""

import re
from functools import partial
from html import escape, unescape
from typing import Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.diagnostics import Place
from sitegen.markdown.notes import Notes, notes_of
from sitegen.markdown.raw_html import Tags
from sitegen.model import Link
from sitegen.urls import TEXT_FRAGMENT, is_elsewhere, leads_out

SIZE = "data-size"
HOLE = "\0"  # on both sides of its number
ATTRIBUTES: dict[str, tuple[str, Literal["link", "image"]]] = {
    "link_open": ("href", "link"),
    "image": ("src", "image"),
}
LEADING = frozenset((*ATTRIBUTES, "html_inline"))
SET = "srcset"
# An address in a set: up to a space, or to a comma that ends it.
CANDIDATE = re.compile(r"(?<![^\s,])(?![\d.]+[xwh](?:[\s,]|$))[^\s,](?:\S*[^\s,])?(?=\s|,|$)")
REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
RAW_NAMES = frozenset(("href", "src", "poster"))  # the attributes of raw HTML that hold one URL
RAW_ATTRIBUTE = re.compile(r"""(\s)([^\s=>/"']+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")


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
            if child.type in LEADING:
                _in_inline(child, notes, lines)


def _lines_of(token: Token) -> tuple[int, int] | None:
    """First line and number of lines. A cell of a table has no lines of its own, so its row's hold."""
    return (token.map[0], token.map[1] - token.map[0]) if token.map else None


def _in_inline(child: Token, notes: Notes, lines: tuple[int, int]) -> None:
    if child.type in ATTRIBUTES:
        attribute, kind = ATTRIBUTES[child.type]
        target = str(child.attrGet(attribute) or "")
        if not is_elsewhere(target):
            child.attrSet(attribute, _hole(target, notes, lines, kind))
            if kind == "image":
                child.attrSet(SIZE, _hole(target, notes, lines, "size"))
        elif target.startswith("#"):
            _look_for(target, notes, lines)
        elif kind == "link" and notes.body.settings.external_rel and leads_out(target, notes.body.own_urls):
            child.attrSet("rel", notes.body.settings.external_rel)
    elif child.type == "html_inline":
        child.content = _raw(child.content, notes, lines)
    for inner in child.children or []:
        _in_inline(inner, notes, lines)


def _raw(html: str, notes: Notes, lines: tuple[int, int]) -> str:
    if not any(name in html.lower() for name in (SET, *RAW_NAMES)):
        return html
    pieces, end = [], 0
    for start, tag, _, _ in Tags(html).found:
        pieces += [html[end:start], RAW_ATTRIBUTE.sub(partial(_filled, notes=notes, lines=lines), tag)]
        end = start + len(tag)
    return "".join([*pieces, html[end:]])


def _filled(attribute: re.Match[str], notes: Notes, lines: tuple[int, int]) -> str:
    space, name, equals, value = attribute.groups()
    # In an attribute, HTML leaves a reference without its semicolon alone: `?a=1&copy=2` means what it says.
    text = REFERENCE.sub(lambda found: unescape(found[0]), value.strip("\"'")).strip()
    if name.lower() == SET:
        filled = CANDIDATE.sub(partial(_candidate, notes=notes, lines=lines), text)
    elif name.lower() in RAW_NAMES and not is_elsewhere(text):
        filled = _hole(text, notes, lines)
    else:
        return attribute[0]
    return f'{space}{name}{equals}"{filled}"'


def _candidate(found: re.Match[str], notes: Notes, lines: tuple[int, int]) -> str:
    """One picture of a `srcset`; its width or density stays as it is."""
    return escape(found[0]) if is_elsewhere(found[0]) else _hole(found[0], notes, lines)


def _look_for(target: str, notes: Notes, lines: tuple[int, int]) -> None:
    """A link to a place on the page itself. `#` and `#top` are its beginning, in every browser."""
    fragment = unquote(target[1:])
    if fragment not in notes.ids and fragment.lower() not in ("", "top") and not fragment.startswith(TEXT_FRAGMENT):
        notes.unknown.append(Link(target, _place(target, notes, lines), "fragment"))


def _hole(target: str, notes: Notes, lines: tuple[int, int], kind: Literal["link", "image", "size"] = "link") -> str:
    place = notes.links[-1].place if kind == "size" else _place(target, notes, lines)
    notes.links.append(Link(target, place, kind))
    return f"\0{len(notes.links) - 1}\0"


def _place(target: str, notes: Notes, lines: tuple[int, int]) -> Place:
    """Where the target stands: after the place of the link before, and where links have their targets."""
    # markdown-it has percent-encoded what the author may have written in letters.
    needles = dict.fromkeys((target, unquote(target)))
    for needle in needles:
        if found := _in_its_place(needle, notes, lines):
            notes.last_link = found
            return found
    defined = [found for needle in needles if (found := _definition(needle, notes))]
    return defined[0] if defined else notes.beginning(lines[0])


def _in_its_place(needle: str, notes: Notes, lines: tuple[int, int]) -> Place | None:
    """In the text itself. What was not found there once is not beyond the next link either."""
    if (needle, lines) in notes.not_there:
        return None
    pattern = re.compile(rf"(?:\]\(\s*<?|=\s*[\"']?)({re.escape(needle)})(?=[\s)>\"'])")
    found = notes.find(pattern, *lines, after=notes.last_link, outside_code=True)
    if found is None:
        notes.not_there.add((needle, lines))
    return found


def _definition(needle: str, notes: Notes) -> Place | None:
    """Below or above, as the target of a reference."""
    if needle not in notes.definitions:
        pattern = re.compile(rf"^ {{0,3}}\[[^\]]+\]:\s*<?({re.escape(needle)})(?=[\s>]|$)")
        notes.definitions[needle] = notes.find(pattern, 0, None)
    return notes.definitions[needle]
