"""Curly quotes, dashes and ellipses, as Astro makes them by default; never in code or in bare addresses."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

DASHES = re.compile(r"(?<!-)(-{2,3})(?!-)")
EN_DASH, EM_DASH, ELLIPSIS = "–", "—", "…"


# Opening and closing, outer and inner, where they are not those of English.
QUOTES = {"de": "„“‚‘"}
ENGLISH = "“”‘’"


def quotes_of(lang: str) -> str:
    return QUOTES.get(lang.partition("-")[0], ENGLISH)


def add(parser: MarkdownIt) -> None:
    parser.enable("smartquotes")
    parser.core.ruler.after("smartquotes", "dashes", _dashes)


def _dashes(state: StateCore) -> None:
    if not state.md.options.typographer:
        return
    for token in state.tokens:
        if token.type == "inline" and ("--" in token.content or "..." in token.content):
            _in_inline(token.children or [])


def _in_inline(children: list[Token]) -> None:
    in_bare_address = False
    for child in children:
        if child.type in ("link_open", "link_close") and child.info == "auto":
            in_bare_address = child.type == "link_open"
        elif child.type == "text" and not in_bare_address:
            dashed = DASHES.sub(lambda found: EN_DASH if len(found[1]) == 2 else EM_DASH, child.content)
            child.content = dashed.replace("...", ELLIPSIS)
