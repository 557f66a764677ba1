"""Formulas: TeX between dollars to MathML, which browsers show without a script."""

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from sitegen.diagnostics import Place
from sitegen.markdown.notes import Notes, notes_of

if TYPE_CHECKING:
    from math_core import LatexToMathML

INLINE, IN_LINE_BUT_LARGE, BLOCK = "math_inline", "math_inline_double", "math_block"
# What math-core tells: where in the formula, counted in bytes, and what.
TOLD = re.compile(r"(\d+): (.*)", re.DOTALL)


def add(parser: MarkdownIt) -> None:
    # As GitHub and pandoc have it: $5 and $10 are money.
    dollarmath_plugin(
        parser, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True
    )


def add_last(parser: MarkdownIt) -> None:
    """What the tokens become; after the rules that read their text."""
    parser.core.ruler.push("formulas", _formulas)


def _formulas(state: StateCore) -> None:
    notes = notes_of(state.env)
    if not notes.body.settings.math:
        return
    for token in state.tokens:
        line = token.map[0] if token.map else 0
        if token.type == BLOCK:
            token.type, token.content = "html_block", _block(_formula(token, line, notes))
        for child in token.children or []:
            if child.type in (INLINE, IN_LINE_BUT_LARGE):
                child.type, child.content = "html_inline", _formula(child, line, notes)


def _block(formula: str) -> str:
    return f'<div class="formula" tabindex="0">{formula}</div>\n'


def _formula(token: Token, line: int, notes: Notes) -> str:
    """The MathML; what can't be read is shown as it is written, and told."""
    from math_core import LatexError

    try:
        return _converter().convert_with_local_state(token.content.strip(), displaystyle=token.type != INLINE)
    except LatexError as problem:
        found = TOLD.fullmatch(str(problem))
        at, said = (int(found[1]), found[2]) if found else (0, str(problem))
        place = _place(token.content, at, line, notes)
        notes.warn(place, "unreadable-formula", f"this formula can't be read: {said}", "it is shown as it is written")
        return f"<code>{escape(token.content.strip(), quote=False)}</code>"


def _place(content: str, at: int, line: int, notes: Notes) -> Place:
    """Where in the file a byte of a formula stands."""
    stripped = content.strip()
    before = content[: len(content) - len(content.lstrip())] + stripped.encode()[:at].decode("utf-8", "ignore")
    first = content.split("\n", maxsplit=1)[0]
    beginning = notes.find(re.compile(rf"\$({re.escape(first)})"), line, None)
    if beginning is None:
        return notes.beginning(line)
    below = before.count("\n")
    column = len(before) - before.rfind("\n") if below else beginning.column + len(before)
    return Place(beginning.line + below, column)


@lru_cache(maxsize=1)
def _converter() -> "LatexToMathML":
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)
