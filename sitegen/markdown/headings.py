"""Headings: ids by the rules of github-slugger, never empty, never twice on a page; and a quiet link to each."""

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import Notes, notes_of
from sitegen.markdown.plain import exact_text_of, text_of
from sitegen.model import Heading
from sitegen.urls import slug

LINKS = ("link_open", "footnote_ref")
LINK_IN_RAW_HTML = re.compile(r"<a\b", re.IGNORECASE)
NAMELESS = "section"  # for a heading without any letter, such as an emoji
# The sign of the link is the style sheet's: it is no part of the heading's text.
CLASS = "heading-link"


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("headings", _headings)


def _headings(state: StateCore) -> None:
    notes = notes_of(state.env)
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open":
            children = inline.children or []
            inline.children = _linked(children, _heading(opening, children, notes), notes)


def _heading(opening: Token, children: list[Token], notes: Notes) -> Heading:
    given = opening.attrGet("id")
    identifier = str(given) if given else notes.claim(_wanted(children, notes.body.settings.trim_heading_ids))
    opening.attrSet("id", identifier)
    heading = Heading(int(opening.tag[1]), identifier, text_of(children))
    notes.headings.append(heading)
    return heading


def _wanted(children: list[Token], trims: bool) -> str:
    """Astro 5 cuts one hyphen at the end, Astro 6 and GitHub don't."""
    words = slug(exact_text_of(children))
    return (words.removesuffix("-") if trims else words) if words.strip("-") else NAMELESS


def _linked(children: list[Token], heading: Heading, notes: Notes) -> list[Token]:
    """The heading as a link to itself; one that holds links has its own beside them, for links hold no links."""
    if any(child.type in LINKS or LINK_IN_RAW_HTML.match(child.content) for child in children):
        label = notes.word("link_to_heading", heading=heading.text or heading.id)
        return [*children, Token("text", "", 0, content=" "), _opening(heading, {"aria-label": label}), _closing()]
    return [_opening(heading, {}), *children, _closing()]


def _opening(heading: Heading, more: dict[str, str | int | float]) -> Token:
    return Token("link_open", "a", 1, attrs={"class": CLASS, "href": f"#{heading.id}", **more})


def _closing() -> Token:
    return Token("link_close", "a", -1)
