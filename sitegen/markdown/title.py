"""The first heading of level 1 is the page's title, if the frontmatter gives none or the same."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("title", _title)


def _title(state: StateCore) -> None:
    notes = notes_of(state.env)
    tokens = state.tokens
    first = next((at for at, token in enumerate(tokens) if token.tag == "h1" and token.level == 0), None)
    heading = text_of(tokens[first + 1].children or []) if first is not None else ""
    is_repeated = first == 0 and notes.body.given_title == heading
    if first is not None and (notes.body.given_title is None or is_repeated):
        notes.title = heading
        del tokens[first : first + 3]  # its opening, its text, its closing: the layout shows it
