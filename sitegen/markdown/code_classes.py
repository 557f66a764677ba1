"""The kinds of tokens that Pygments knows, as short classes for the style sheet."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.token import _TokenType

# What is so common that a class for it would only make pages heavy, and what Pygments takes for a mistake.
UNMARKED = frozenset(("", "w", "n", "nx", "p", "x", "err", "g", "l", "ld", "esc"))


class _Classes(dict["_TokenType", str]):
    """The class of each kind of token; a kind without one has that of the kind above it."""

    def __missing__(self, kind: "_TokenType") -> str:
        from pygments.token import STANDARD_TYPES

        known = kind
        while known not in STANDARD_TYPES and known.parent is not None:  # the root is an empty tuple
            known = known.parent
        name = STANDARD_TYPES[known]
        self[kind] = "" if name in UNMARKED else name
        return self[kind]


CLASSES = _Classes()
