"""No end of a label is looked for where there is none.

From each bracket that may open the label of a link or a footnote, markdown-it reads on to the end of the text.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from mdit_py_plugins.footnote.index import footnote_ref

# As CommonMark has it for links, a label is not longer.
FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,999}\]")


def add(parser: MarkdownIt) -> None:
    parser.inline.ruler.at("link", _link)
    parser.inline.ruler.at("image", _image)
    parser.inline.ruler.at("footnote_ref", _footnote)


def _link(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "[" and _is_closed(state) and link(state, silent)


def _image(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "!" and _is_closed(state) and image(state, silent)


def _is_closed(state: StateInline) -> bool:
    return state.html_terminator_last("]") > state.pos


def _footnote(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos) or not FOOTNOTE.match(state.src, state.pos, state.posMax):
        return False
    return footnote_ref(state, silent)
