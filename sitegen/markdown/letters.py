"""Kinds of letters, as far as the rules for text ask for them."""

import unicodedata
from bisect import bisect
from itertools import chain


def _edges(*runs: str) -> tuple[str, ...]:
    """Where runs of letters begin and where they have ended, in turns; a run is its first and its last letter.

    A regular expression of so many takes 5 ms to compile.
    """
    return tuple(chain.from_iterable((run[0], chr(ord(run[1]) + 1)) for run in runs))


# By East_Asian_Width wide, full or half, and all of Hangul; without emoji, which stand beside any script.
_EAST_ASIAN = _edges(
    *("\u1100\u11ff", "\u20a9\u20a9", "\u2329\u232a", "\u2e80\u303e", "\u3041\u4dbf", "\u4e00\ua4cf", "\ua960\ua97f"),
    *("\uac00\ud7ff", "\uf900\ufaff", "\ufe10\ufe1f", "\ufe30\ufe6f", "\uff01\uffee"),
    *("\U00016fe0\U0001b2ff", "\U0001d300\U0001d37f", "\U00020000\U0003fffd"),
)
_HANGUL = _edges(
    *("\u1100\u11ff", "\u302e\u302f", "\u3131\u318e", "\u3200\u321e", "\u3260\u327e", "\ua960\ua97f", "\uac00\ud7ff"),
    "\uffa0\uffdc",
)
# Chosen by East Asian fonts to be wide: quotation marks, dashes and dots as written in Chinese and Japanese.
_WIDE_AMONG_WIDE = frozenset("‘’“”—―…‥·•")


def _is_within(letter: str, edges: tuple[str, ...]) -> bool:
    return bisect(edges, letter) % 2 == 1


def is_east_asian(letter: str) -> bool:
    """Whether it is Chinese, Japanese or Korean, punctuation included."""
    return letter >= _EAST_ASIAN[0] and _is_within(letter, _EAST_ASIAN)


def is_unspaced(letter: str) -> bool:
    """Whether it is East Asian and of a script that puts no spaces between words: Korean does."""
    return is_east_asian(letter) and not _is_within(letter, _HANGUL)


def may_be_unspaced(letter: str) -> bool:
    """Whether it is, or looks so beside a letter that is."""
    return letter in _WIDE_AMONG_WIDE or is_unspaced(letter)


def is_punctuation(letter: str) -> bool:
    """What CommonMark calls a Unicode punctuation character."""
    return not letter.isalnum() and unicodedata.category(letter)[0] in "PS"


def is_space(letter: str) -> bool:
    """What CommonMark calls Unicode whitespace."""
    return letter in "\t\n\f\r" or unicodedata.category(letter) == "Zs"
