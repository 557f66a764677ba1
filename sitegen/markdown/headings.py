"""Headings: ids by the rules of github-slugger, never empty, never twice on a page; and a quiet link to each."""

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import Notes, notes_of
from sitegen.markdown.plain import exact_text_of, text_of
from sitegen.model import Heading
from sitegen.urls import slug

NAMELESS = "section"  # for a heading without any letter, such as an emoji
# The sign of the link is the style sheet's: it is no part of the heading's text.
LINK = '<a class="heading-link" href="#{id}" aria-label="{label}"></a></div>\n'


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("headings", _headings)


def _headings(state: StateCore) -> None:
    notes = notes_of(state.env)
    tokens: list[Token] = []
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            heading = _heading(token, state.tokens[at + 1].children or [], notes)
            tokens += [Token("html_block", "", 0, content='<div class="heading">\n'), token]
        elif token.type == "heading_close":
            tokens += [token, Token("html_block", "", 0, content=_link(heading, notes))]
        else:
            tokens.append(token)
    state.tokens = tokens


def _heading(opening: Token, children: list[Token], notes: Notes) -> Heading:
    given = opening.attrGet("id")
    identifier = str(given) if given else notes.claim(_wanted(children, notes.body.settings.trim_heading_ids))
    opening.attrSet("id", identifier)
    heading = Heading(int(opening.tag[1]), identifier, text_of(children))
    notes.headings.append(heading)
    return heading


def _wanted(children: list[Token], trims: bool) -> str:
    """Astro 5 cuts one hyphen at the end, Astro 6 and GitHub don't."""
    words = slug(exact_text_of(children))
    return (words.removesuffix("-") if trims else words) if words.strip("-") else NAMELESS


def _link(heading: Heading, notes: Notes) -> str:
    label = notes.word("link_to_heading", heading=heading.text or heading.id)
    return LINK.format(id=escape(heading.id), label=escape(label))
