"""The summary: the text before a `<!-- more -->`, else the first paragraph."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of

MORE = re.compile(r"\s*<!--\s*(?:more|truncate)\s*-->\s*")


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("summary", _summary)


def _summary(state: StateCore) -> None:
    mark = next(
        (at for at, token in enumerate(state.tokens) if token.type == "html_block" and MORE.fullmatch(token.content)),
        None,
    )
    paragraphs = _paragraphs(state.tokens[:mark])
    notes_of(state.env).summary = " ".join(paragraphs) if mark is not None else next(paragraphs, "")


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0 and text_of(inline.children or []):
            yield text_of(inline.children or [], with_images=True)
