"""A heading of level 1 that begins the body is the page's title, if the frontmatter gives none."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("title", _title)


def _title(state: StateCore) -> None:
    notes = notes_of(state.env)
    if notes.takes_title and state.tokens and state.tokens[0].tag == "h1":
        notes.title = text_of(state.tokens[1].children or [])
        del state.tokens[:3]  # its opening, its text, its closing: the layout shows it
