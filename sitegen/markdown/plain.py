"""The text that a reader sees of a piece of Markdown."""

from collections.abc import Iterable

from markdown_it.token import Token

VISIBLE = frozenset(("text", "code_inline", "text_special"))
BREAKS = frozenset(("softbreak", "hardbreak"))
TOLD = VISIBLE | BREAKS


def exact_text_of(children: Iterable[Token]) -> str:
    """As `text_of` without images, every space kept."""
    # In one expression: all text of a site passes here three times.
    return "".join([" " if child.type in BREAKS else child.content for child in children if child.type in TOLD])


def text_of(children: Iterable[Token], with_images: bool = False) -> str:
    """Words and inline code, without tags and footnote marks; images by their alternative texts or not at all."""
    if with_images:
        text = "".join([_of_image(child) if child.type == "image" else exact_text_of([child]) for child in children])
    else:
        text = exact_text_of(children)
    return " ".join(text.split())


def _of_image(image: Token) -> str:
    return text_of(image.children or [])


def in_bare_addresses(children: Iterable[Token]) -> list[bool]:
    """Whether each piece is of a link that is nothing but its address."""
    found, inside = [], False
    for child in children:
        if child.info == "auto" and child.type in ("link_open", "link_close"):
            inside = child.type == "link_open"
        found.append(inside)
    return found
