"""Footnotes as GitHub and Astro have them: a list at the end with a heading for screen readers, and links both ways."""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.markdown.notes import Notes, notes_of

LABEL = "footnote-label"
REFERENCE = '<sup><a href="#{note}" id="{reference}" role="doc-noteref" aria-describedby="{label}">{number}</a></sup>'
OPENING = (
    '<section class="footnotes" role="doc-endnotes">\n<h2 class="visually-hidden" id="{id}">{heading}</h2>\n<ol>\n'
)
BACK = ' <a class="footnote-back" href="#{reference}" role="doc-backlink" aria-label="{label}">↩{count}</a>'
# A footnote that nobody defines is text.
UNDEFINED = re.compile(r"\[\^([^\]\s]+)\](?!:)")


def add(parser: MarkdownIt) -> None:
    footnote_plugin(parser, inline=False)  # ^[...] is pandoc's, not GitHub's
    parser.core.ruler.push("footnotes", _footnotes)


def _footnotes(state: StateCore) -> None:
    """Every token of a footnote becomes one of ready HTML."""
    notes = notes_of(state.env)
    if "[^" not in notes.body.text:
        return
    _tell(state, notes)
    names: dict[int, str] = {}
    for token in _of_footnotes(state.tokens):
        number = token.meta.get("id", -1)
        if token.type == "footnote_ref" and number not in names:
            names[number] = _name(token.meta["label"], notes)
        token.content = _html(token, names.get(number, ""), notes)
        token.type = "html_inline" if token.type in ("footnote_ref", "footnote_anchor") else "html_block"


def _of_footnotes(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type.startswith("footnote_"):
            yield token
        yield from _of_footnotes(token.children or [])


def _name(label: str, notes: Notes) -> str:
    """What the ids of a footnote end in. Labels that differ only in case are two footnotes here."""
    return notes.claim(f"user-content-fn-{quote(label.lower())}").removeprefix("user-content-fn-")


def _html(token: Token, name: str, notes: Notes) -> str:
    count = token.meta.get("subId", 0) + 1
    more = f"-{count}" if count > 1 else ""
    reference = escape(f"user-content-fnref-{name}{more}")
    number = token.meta.get("id", 0) + 1
    match token.type:
        case "footnote_ref":
            return REFERENCE.format(
                note=escape(f"user-content-fn-{name}"), reference=reference, label=LABEL, number=number
            )
        case "footnote_anchor":
            label = notes.word("back_to_reference", number=f"{number}{more}")
            return BACK.format(reference=reference, label=escape(label), count=f"<sup>{count}</sup>" if more else "")
        case "footnote_block_open":
            notes.ids.add(LABEL)
            return OPENING.format(id=LABEL, heading=escape(notes.word("footnotes")))
        case "footnote_open":
            return f'<li id="{escape(f"user-content-fn-{name}")}">\n'
        case "footnote_close":
            return "</li>\n"
        case _:
            return "</ol>\n</section>\n"


def _tell(state: StateCore, notes: Notes) -> None:
    """Footnotes without a text, and texts that no footnote asks for and that are not shown."""
    known = state.env.get("footnotes", {}).get("refs", {})
    for label in [key.removeprefix(":") for key, number in known.items() if number < 0]:
        place = notes.find(re.compile(rf"^[ >\t]*(\[\^{re.escape(label)}\]):"), 0, None) or notes.beginning(0)
        message = f"nothing refers to the footnote “{label}”, so it is not shown"
        notes.warn(place, "unused-footnote", message, f"write [^{label}] where it belongs, or take it out")
    for token in state.tokens:
        if token.type == "inline" and "[^" in token.content:
            _tell_of_undefined(token, notes)


def _tell_of_undefined(inline: Token, notes: Notes) -> None:
    shown = "".join(child.content for child in inline.children or [] if child.type == "text")
    line, below = inline.map or (0, 1)
    for label in UNDEFINED.findall(shown):
        place = notes.find(re.compile(rf"(\[\^{re.escape(label)}\])(?!:)"), line, below - line, outside_code=True)
        message = f"there is no footnote “{label}”; it is shown as text"
        notes.warn(place or notes.beginning(line), "missing-footnote", message, f"add a line “[^{label}]: …”")
