"""The text that a reader sees of a piece of Markdown."""

from collections.abc import Iterable

from markdown_it.token import Token

VISIBLE = ("text", "code_inline", "text_special")


def exact_text_of(children: Iterable[Token]) -> str:
    """As `text_of` without images, every space kept."""
    return "".join(_piece(child, with_images=False) for child in children)


def text_of(children: Iterable[Token], with_images: bool = False) -> str:
    """Words and inline code, without tags and footnote marks; images by their alternative texts or not at all."""
    return " ".join("".join(_piece(child, with_images) for child in children).split())


def _piece(child: Token, with_images: bool) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return " "
    if child.type == "image" and with_images:
        return text_of(child.children or [])
    return child.content if child.type in VISIBLE else ""


def in_bare_addresses(children: Iterable[Token]) -> list[bool]:
    """Whether each piece is of a link that is nothing but its address."""
    found, inside = [], False
    for child in children:
        if child.info == "auto" and child.type in ("link_open", "link_close"):
            inside = child.type == "link_open"
        found.append(inside)
    return found
