"""The summary: the text before a `<!-- more -->`, else the first paragraph."""

import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of

MORE = re.compile(r"<!--\s*(?:more|truncate)\s*-->", re.IGNORECASE)


class Paragraph(msgspec.Struct, frozen=True):
    text: str
    is_at_the_top: bool
    """Whether it stands by itself, not in a list or a quotation."""


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("summary", _summary)


def _summary(state: StateCore) -> None:
    before = _before_the_mark(state.tokens)
    own = [one.text for one in before if one.is_at_the_top] or [one.text for one in before]
    first = (one.text for one in _paragraphs(state.tokens) if one.is_at_the_top)
    notes_of(state.env).summary = " ".join(own) or next(first, "")


def _before_the_mark(tokens: list[Token]) -> list[Paragraph]:
    """Wherever it stands: by itself, within a line, in a list. Nothing without a mark."""
    for at, token in enumerate(tokens):
        if token.type == "html_block" and MORE.search(token.content):
            return list(_paragraphs(tokens[:at]))
        if token.type == "inline" and "<!--" in token.content:
            children = token.children or []
            mark = next((place for place, child in enumerate(children) if _is_mark(child)), None)
            if mark is not None:
                return [*_paragraphs(tokens[:at]), *_paragraph(tokens[at - 1], children[:mark])]
    return []


def _is_mark(child: Token) -> bool:
    return child.type == "html_inline" and MORE.fullmatch(child.content) is not None


def _paragraphs(tokens: list[Token]) -> Iterator[Paragraph]:
    for opening, inline in pairwise(tokens):
        yield from _paragraph(opening, inline.children or [])


def _paragraph(opening: Token, children: list[Token]) -> Iterator[Paragraph]:
    """The one that is opened, if there are words in it."""
    if opening.type == "paragraph_open" and text_of(children):
        yield Paragraph(text_of(children, with_images=True), opening.level == 0)
