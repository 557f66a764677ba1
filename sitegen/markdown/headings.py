"""Ids of headings, by the rules of github-slugger; never empty, never twice on a page."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import exact_text_of, text_of
from sitegen.model import Heading
from sitegen.urls import slug

# Ids of layouts and of footnotes.
RESERVED = re.compile(r"page-main|fn(?:ref)?\d+")
NAMELESS = "section"  # for a heading without any letter, such as an emoji


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("headings", _headings)


def _headings(state: StateCore) -> None:
    notes = notes_of(state.env)
    found, trims = notes.headings, notes.body.settings.trim_heading_ids
    taken: dict[str, int] = {}
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            text = text_of(inline.children or [])
            identifier = _unused(_wanted(exact_text_of(inline.children or []), trims), taken)
            opening.attrSet("id", identifier)
            found.append(Heading(int(opening.tag[1]), identifier, text))


def _wanted(text: str, trims: bool) -> str:
    """Astro 5 cuts one hyphen at the end, Astro 6 and GitHub don't."""
    words = slug(text)
    return (words.removesuffix("-") if trims else words) if words.strip("-") else NAMELESS


def _unused(wanted: str, taken: dict[str, int]) -> str:
    """The wanted id, else with a number; `taken` holds the last number of each."""
    identifier, number = wanted, taken.get(wanted, 0)
    while identifier in taken or RESERVED.fullmatch(identifier):
        number += 1
        identifier = f"{wanted}-{number}"
    taken[wanted] = number
    taken.setdefault(identifier, 0)
    return identifier
