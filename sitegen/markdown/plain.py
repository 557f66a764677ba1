"""The text that a reader sees of a piece of Markdown."""

from collections.abc import Iterable

from markdown_it.token import Token

VISIBLE = ("text", "code_inline", "text_special")


def text_of(children: Iterable[Token]) -> str:
    """Words and inline code, without tags, images and footnote marks."""
    pieces = (
        " " if child.type in ("softbreak", "hardbreak") else child.content if child.type in VISIBLE else ""
        for child in children
    )
    return " ".join("".join(pieces).split())
