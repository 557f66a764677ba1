"""Code as pieces of text, each with one of Pygments' short classes, and pieces as HTML."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from sitegen.markdown.code_languages import lexer_of
from sitegen.markdown.lexing import Piece, Unfaithful, pieces_by

MARKUP = re.compile(r"</[\w.]*>|/>")
NUL = "\0"
MATTER = re.compile(r"---\n.*?^---$", re.DOTALL | re.MULTILINE)


def pieces_of(code: str, name: str, matter: str = "") -> list[Piece]:
    """The code in pieces; `matter` is the lexer of the lines between two `---` at the top, where they have one."""
    top = MATTER.match(code) if matter else None
    if top:
        return [*pieces_of(top[0], matter), *pieces_of(code[top.end() :], name)]
    # React's markup in JavaScript. Its lexer would take `i<n` for a tag, so it reads only what has one that ends.
    has_markup = name in ("js", "javascript") and MARKUP.search(code)
    lexer = lexer_of("jsx" if has_markup else name)
    try:
        return pieces_by(lexer, code) if lexer else [("", code)]
    except Unfaithful:
        return [("", code)]


@lru_cache(maxsize=1024)
def highlighted(code: str, name: str, matter: str = "") -> str:
    """The code as HTML. Translations of a post repeat its code, so what was made is kept for a while."""
    return html_of(pieces_of(code, name, matter))


def html_of(pieces: Sequence[Piece]) -> str:
    """A span for each piece with a class. Escaped as text: no attribute is made of code."""
    # All are escaped in one go: no body holds a NUL. Of no pieces, one empty text is left over.
    escaped = escape(NUL.join([text for _, text in pieces]), quote=False).split(NUL)
    return "".join(
        [
            f'<span class="{classes}">{text}</span>' if classes and text else text
            for (classes, _), text in zip(pieces, escaped, strict=False)
        ]
    )
