"""Code blocks: highlighted with classes, so that a stylesheet decides the colours; framed, numbered and marked."""

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.code_diff import without_signs
from sitegen.markdown.code_faults import tell_settings, tell_unknown_language
from sitegen.markdown.code_frame import framed, kind_of_frame, label_of
from sitegen.markdown.code_languages import ANSI, MATTER_OF, is_known, lexer_name
from sitegen.markdown.code_lines import html_in_lines
from sitegen.markdown.code_title import without_title
from sitegen.markdown.fence_settings import FenceSettings, read_settings
from sitegen.markdown.highlighting import highlighted, html_of, pieces_of
from sitegen.markdown.notes import Notes, notes_of
from sitegen.markdown.terminal import pieces_of_terminal

FEATURE = "code"  # by which a layout knows that a page has code to be copied


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("code", _code)


def _code(state: StateCore) -> None:
    """Every block's token becomes one of ready HTML. After the rule for links, which would look into it."""
    notes = notes_of(state.env)
    for token in state.tokens:
        if token.type in ("fence", "code_block"):
            token.type, token.content = "html_block", _block(token, notes)
            notes.features.add(FEATURE)


def _block(token: Token, notes: Notes) -> str:
    settings, code = read_settings(token.info), token.content
    language, title = settings.language, settings.title
    if language.lower() == "diff" and settings.diff_of:
        language = settings.diff_of
        code, changed = without_signs(code)
        settings = msgspec.structs.replace(settings, lines=(*changed, *settings.lines))
    elif not title and settings.frame != "none":
        title, code = without_title(code, language)
    if not is_known(language):
        tell_unknown_language(language, token, notes)
    tell_settings(settings, code, token, notes)
    kind = kind_of_frame(settings, title, code)
    label = label_of(language, title, kind, notes.body.words)
    return framed(_body(settings, code, language), settings, kind, label, title, code.count("\n"))


def _body(settings: FenceSettings, code: str, language: str) -> str:
    """Lines only where something needs them: a plain block stays small."""
    name, matter = lexer_name(language), MATTER_OF.get(language.lower(), "")
    if language.lower() != ANSI and not settings.needs_lines:
        return highlighted(code, name, matter)
    pieces = pieces_of_terminal(code) if language.lower() == ANSI else pieces_of(code, name, matter)
    return html_in_lines(pieces, settings.lines, settings.texts) if settings.needs_lines else html_of(pieces)
