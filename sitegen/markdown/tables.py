"""Tables in a box that scrolls sideways by itself, and that a keyboard can reach."""

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of

OPENING = '<div class="table" tabindex="0" role="group" aria-label="{label}">\n'


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("tables", _tables)


def _tables(state: StateCore) -> None:
    notes = notes_of(state.env)
    if "|" not in notes.body.text:
        return
    opening = OPENING.format(label=escape(notes.word("table")))
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "table_open":
            tokens += [Token("html_block", "", 0, content=opening), token]
        elif token.type == "table_close":
            tokens += [token, Token("html_block", "", 0, content="</div>\n")]
        else:
            tokens.append(token)
    state.tokens = tokens
