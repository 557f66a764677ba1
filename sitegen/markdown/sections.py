"""The sections of a body, each by a digest of its words: by these a translation knows what has changed."""

import base64
import hashlib
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of
from sitegen.model import Section

DIGEST_SIZE = 5  # bytes, which is eight letters: two states of a section are the same once in 10**12
ADDRESSES = ("href", "src")


def add(parser: MarkdownIt) -> None:
    # Right after the text is read: typography and ids are settings, and change no translation.
    parser.core.ruler.after("inline", "sections", _sections)


def _sections(state: StateCore) -> None:
    sections = notes_of(state.env).sections
    title = ""
    words: list[str] = []
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            sections += _section(title, words)
            title, words = text_of(state.tokens[at + 1].children or []), [token.tag]
        else:
            words += _words(token)
    sections += _section(title, words)


def _section(title: str, words: Iterable[str]) -> list[Section]:
    """The section as a list of one; of none if it says nothing."""
    said = "".join("".join(words).split())  # without any space, which scripts put differently
    digest = hashlib.blake2b(said.encode(), digest_size=DIGEST_SIZE).digest()
    return [Section(title, base64.b32encode(digest).decode().lower())] if said else []


def _words(token: Token) -> Iterator[str]:
    """What a reader sees or is led to, whatever signs it is written with."""
    yield token.content if token.children is None else ""
    for child in token.children or []:
        yield from _words(child)
        yield from (str(child.attrs.get(name, "")) for name in ADDRESSES)
