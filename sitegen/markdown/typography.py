"""Dashes and ellipses, as Astro makes them by default; never in code, in HTML or in bare addresses."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import in_bare_addresses

DASHES = re.compile(r"(?<!-)(-{2,3})(?!-)")
EN_DASH, EM_DASH, ELLIPSIS = "–", "—", "…"


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.before("text_join", "dashes", _dashes)


def _dashes(state: StateCore) -> None:
    if not notes_of(state.env).body.settings.smart_punctuation:
        return
    for token in state.tokens:
        if token.type == "inline" and ("--" in token.content or "..." in token.content):
            _in_inline(token.children or [])


def _in_inline(children: list[Token]) -> None:
    for child, is_address in zip(children, in_bare_addresses(children), strict=True):
        if child.type == "text" and not is_address:
            dashed = DASHES.sub(lambda found: EN_DASH if len(found[1]) == 2 else EM_DASH, child.content)
            child.content = dashed.replace("...", ELLIPSIS)
        elif child.type == "image":
            _in_inline(child.children or [])
