"""The label of a footnote has an end as near as CommonMark wants that of a link; no text is searched for it in vain."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_ref

REFERENCE = re.compile(r"\[\^[^\]\s]{1,999}\]")


def add(parser: MarkdownIt) -> None:
    parser.inline.ruler.at("footnote_ref", _reference)


def _reference(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos) or not REFERENCE.match(state.src, state.pos, state.posMax):
        return False
    return footnote_ref(state, silent)
