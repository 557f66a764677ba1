"""What authors are told about their fences. The block is shown all the same, without what was not understood."""

import re

from markdown_it.token import Token

from sitegen.diagnostics import Place, nearest
from sitegen.markdown.code_languages import names
from sitegen.markdown.fence_settings import FenceSettings
from sitegen.markdown.notes import Notes

# For so many unknown languages of one body the nearest name is looked for: it takes milliseconds each.
MOST_ADVICE = 20


def tell_unknown_language(language: str, token: Token, notes: Notes) -> None:
    """Once for each language."""
    if language in notes.unknown_languages:
        return
    notes.unknown_languages.add(language)
    match = nearest(language.lower(), names()) if len(notes.unknown_languages) <= MOST_ADVICE else None
    notes.warn(
        _place(rf"[`~]\s*({re.escape(language)})", token, notes),
        "unknown-code-language",
        f"“{language}” is no language that can be highlighted; the block is plain",
        f"did you mean “{match}”?" if match else "leave the name out, or write “text”, for a plain block",
    )


def tell_settings(settings: FenceSettings, code: str, token: Token, notes: Notes) -> None:
    """The settings that have no effect: unknown ones, and marks of what is not in the code."""
    for fault in settings.faults:
        _hint(fault.piece, token, notes, fault.message, fault.advice)
    if settings.diff_of and settings.language.lower() != "diff":
        _hint("lang", token, notes, "“lang” is for the language “diff” only", "name the language right after the fence")
    count = code.count("\n")
    for line in settings.lines:
        if line.first > count or line.last < line.first:
            _hint(str(line.first), token, notes, f"there is no line {line.first} to be marked", f"the last is {count}")
    for mark in settings.texts:
        if mark.text not in code:
            _hint(
                mark.text, token, notes, f"“{mark.text}” is nowhere in the code", "copy it from there, letter by letter"
            )


def _hint(piece: str, token: Token, notes: Notes, message: str, advice: str) -> None:
    place = _place(rf"[`~].*?[\s,{{=/\"']({re.escape(piece)})", token, notes)
    notes.hint(place, "code-setting", message, advice)


def _place(pattern: str, token: Token, notes: Notes) -> Place:
    line = token.map[0] if token.map else 0
    return notes.find(re.compile(pattern), line) or notes.beginning(line)
