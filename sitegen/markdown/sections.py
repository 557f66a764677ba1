"""The sections of a body, each by a digest of its words: by these a translation knows what has changed."""

import hashlib
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import text_of
from sitegen.model import Section

DIGEST_SIZE = 5  # bytes, which is eight letters: two states of a section are the same once in 10**12
ADDRESSES = ("href", "src")
CODE = ("code_inline", "code_block", "fence")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Authors write them as they like: on the page they are what the site has.
MARKS = re.compile("[“”„‟«»]|([‘’‚‛‹›])")


def add(parser: MarkdownIt) -> None:
    # Right after the text is read: typography and ids are settings, and change no translation.
    parser.core.ruler.after("inline", "sections", _sections)


def _sections(state: StateCore) -> None:
    sections = notes_of(state.env).sections
    title, first = "", 0
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            sections += _section(title, state.tokens[first:at])
            title, first = text_of(state.tokens[at + 1].children or []), at
    sections += _section(title, state.tokens[first:])


def _section(title: str, tokens: list[Token]) -> list[Section]:
    """The section as a list of one; of none if it says nothing."""
    said = "".join("".join(_words(tokens)).split())  # without any space, which scripts put differently
    digest = hashlib.blake2b(said.encode(), digest_size=DIGEST_SIZE).digest()
    return [Section(title, digest)] if said else []


def _words(tokens: list[Token]) -> list[str]:
    """What a reader sees or is led to, whatever signs it is written with."""
    words = []
    for token in tokens:
        if token.children is not None:
            words += _words(token.children)
        elif token.content:
            words.append(_seen(token))
        if token.attrs:
            words += [str(token.attrs[name]) for name in ADDRESSES if name in token.attrs]
    return words


def _seen(token: Token) -> str:
    """The content of a token, without comments, and quotation marks all alike."""
    if token.type in CODE:
        return token.content
    seen = COMMENT.sub("", token.content) if token.type.startswith("html") else token.content
    return seen if seen.isascii() else MARKS.sub(lambda mark: "'" if mark[1] else '"', seen)
