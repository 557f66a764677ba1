"""Pictures: all but the first are loaded when they come near; one without a text for those who don't see it is told."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.diagnostics import Place
from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of

WITHOUT_TEXT = re.compile(r"(!\[\s*\])")


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("images", _images)


def _images(state: StateCore) -> None:
    notes = notes_of(state.env)
    if "![" not in notes.body.text:
        return
    last, is_first = Place(), True
    for inline in state.tokens:
        line, below = inline.map or (0, 1)
        for image in (child for child in inline.children or [] if child.type == "image"):
            if not is_first:
                image.attrSet("loading", "lazy")
                image.attrSet("decoding", "async")
            is_first = False
            if not text_of(image.children or [], with_images=True):
                last = notes.find(WITHOUT_TEXT, line, below - line, after=last) or notes.beginning(line)
                message = "this picture says nothing to readers who can't see it"
                advice = 'say what it shows: ![text](…); for mere decoration write <img src="…" alt="">'
                notes.warn(last, "missing-alt", message, advice)
