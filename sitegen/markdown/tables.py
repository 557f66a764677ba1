"""Tables in a box that scrolls sideways by itself, and that a keyboard can reach."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

BOX = {"table_open": '<div class="table" tabindex="0">\n', "table_close": "</div>\n"}


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("tables", _tables)


def _tables(state: StateCore) -> None:
    tokens: list[Token] = []
    for token in state.tokens:
        box = [Token("html_block", "", 0, content=BOX[token.type])] if token.type in BOX else []
        tokens += [*box, token] if token.type == "table_open" else [token, *box]
    state.tokens = tokens
