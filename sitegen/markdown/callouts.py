"""Callouts: GitHub's alerts (`> [!NOTE]`) and directives (`:::note[Title]`), each with its title in words."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.diagnostics import nearest
from sitegen.markdown.directives import KINDS, Directive
from sitegen.markdown.notes import Notes, notes_of

UNKNOWN = re.compile(r":{3,}[ \t]*([A-Za-z][\w-]*)")


def add(parser: MarkdownIt) -> None:
    parser.options["alerts"] = True
    # Before the rule for inline text, which reads the titles.
    parser.core.ruler.before("inline", "callouts", _callouts)


def _callouts(state: StateCore) -> None:
    notes = notes_of(state.env)
    if ":::" not in notes.body.text and "[!" not in notes.body.text:
        return
    tokens: list[Token] = []
    is_title = False  # one that markdown-it has written, in English
    for token in state.tokens:
        is_title = is_title or token.type == "alert_title_open"
        if token.type in ("alert_open", "directive_open"):
            tokens += _opening(token, notes)
        elif not is_title:
            tokens.append(token)
            _tell_of_leftovers(token, notes)
        is_title = is_title and token.type != "alert_title_close"
    state.tokens = tokens


def _opening(token: Token, notes: Notes) -> list[Token]:
    """What opens a callout, and its title."""
    directive = token.meta.get("directive") or Directive(str(token.meta.get("kind")).lower(), "", is_closed=True)
    line = token.map[0] if token.map else 0
    if not directive.is_closed:
        message = f"nothing closes this “:::{directive.kind}”, so all that follows stands in it"
        notes.warn(notes.beginning(line), "open-directive", message, "end it with a line “:::”")
    token.attrs = {"class": f"callout callout-{directive.kind}"}
    if token.tag == "div":
        token.attrSet("role", "note")
    tag = "p" if token.tag == "div" else "summary"
    title = Token(
        "inline", "", 0, content=directive.title or notes.word(directive.kind), map=[line, line + 1], children=[]
    )
    opening, closing = (
        Token("callout_title_open", tag, 1, block=True),
        Token("callout_title_close", tag, -1, block=True),
    )
    opening.attrSet("class", "callout-title")
    return [token, opening, title, closing]


def _tell_of_leftovers(token: Token, notes: Notes) -> None:
    """A directive that is unknown, or colons that close nothing, are text."""
    if token.type != "inline" or not token.content.startswith(":::"):
        return
    line = token.map[0] if token.map else 0
    unknown = UNKNOWN.match(token.content)
    if unknown:
        match = nearest(unknown[1].lower(), KINDS)
        message = f"“{unknown[1]}” is no directive, so its colons are shown as text"
        advice = f"did you mean “{match}”?" if match else f"the directives are {', '.join(KINDS)}"
        place = notes.find(re.compile(rf":::[ \t]*({re.escape(unknown[1])})"), line)
        notes.warn(place or notes.beginning(line), "unknown-directive", message, advice)
    elif not token.content.strip(": \t"):
        place = notes.find(re.compile(r"(:::)"), line) or notes.beginning(line)
        notes.warn(place, "unopened-directive", "these colons close nothing and are shown as text", "take them out")
