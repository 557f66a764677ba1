"""Code as pieces of text, each with one of Pygments' short classes, and pieces as HTML."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from sitegen.markdown.code_languages import lexer_of
from sitegen.markdown.lexing import tokens_of

if TYPE_CHECKING:
    from pygments.token import _TokenType

Piece = tuple[str, str]  # classes, and text
# What is so common that a class for it would only make pages heavy, and what Pygments takes for a mistake.
UNMARKED = frozenset(("", "w", "n", "nx", "p", "x", "err", "g", "l", "ld", "esc"))
MARKUP = re.compile(r"</[\w.]*>|/>")
NUL = "\0"
MATTER = re.compile(r"---\n.*?^---$", re.DOTALL | re.MULTILINE)


class _Classes(dict["_TokenType", str]):
    """The class of each kind of token; a kind without one has that of the kind above it."""

    def __missing__(self, kind: "_TokenType") -> str:
        from pygments.token import STANDARD_TYPES

        known = kind
        while known not in STANDARD_TYPES and known.parent:
            known = known.parent
        name = STANDARD_TYPES[known]
        self[kind] = "" if name in UNMARKED else name
        return self[kind]


CLASSES = _Classes()


def pieces_of(code: str, name: str, matter: str = "") -> list[Piece]:
    """The code in pieces; `matter` is the lexer of the lines between two `---` at the top, where they have one."""
    top = MATTER.match(code) if matter else None
    if top:
        return [*pieces_of(top[0], matter), *pieces_of(code[top.end() :], name)]
    # React's markup in JavaScript. Its lexer would take `i<n` for a tag, so it reads only what has one that ends.
    has_markup = name in ("js", "javascript") and MARKUP.search(code)
    lexer = lexer_of("jsx" if has_markup else name)
    tokens = tokens_of(lexer, code) if lexer else []
    # A lexer that would change the text is not believed.
    if "".join([text for _, text in tokens]) != code:
        return [("", code)]
    return [(CLASSES[kind], text) for kind, text in tokens]


@lru_cache(maxsize=1024)
def highlighted(code: str, name: str, matter: str = "") -> str:
    """The code as HTML. Translations of a post repeat its code, so what was made is kept for a while."""
    return html_of(pieces_of(code, name, matter))


def html_of(pieces: Iterable[Piece]) -> str:
    """One span for neighbours of one class. Escaped as text: no attribute is made of code."""
    classes, runs = [""], [""]
    for own, text in pieces:
        if own == classes[-1]:
            runs[-1] += text
        elif text:
            classes.append(own)
            runs.append(text)
    # All runs are escaped in one go: no body holds a NUL.
    escaped = escape(NUL.join(runs), quote=False).split(NUL)
    return "".join(
        [f'<span class="{one}">{run}</span>' if one else run for one, run in zip(classes, escaped, strict=True)]
    )
