"""Kinds of letters, as far as the rules for text ask for them."""

import re
import unicodedata

# By East_Asian_Width wide, full or half, and all of Hangul; without emoji, which stand beside any script.
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u20a9\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uffee\U00016fe0-\U0001b2ff\U0001d300-\U0001d37f\U00020000-\U0003fffd]"
)
_HANGUL = re.compile(
    "[\u1100-\u11ff\u302e\u302f\u3131-\u318e\u3200-\u321e\u3260-\u327e\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]"
)
_FIRST_EAST_ASIAN = "\u1100"
# Chosen by East Asian fonts to be wide: quotation marks, dashes and dots as written in Chinese and Japanese.
_WIDE_AMONG_WIDE = frozenset("‘’“”—―…‥·•")


def is_east_asian(letter: str) -> bool:
    """Whether it is Chinese, Japanese or Korean, punctuation included."""
    return letter >= _FIRST_EAST_ASIAN and _EAST_ASIAN.match(letter) is not None


def is_unspaced(letter: str) -> bool:
    """Whether it is East Asian and of a script that puts no spaces between words: Korean does."""
    return is_east_asian(letter) and not _HANGUL.match(letter)


def may_be_unspaced(letter: str) -> bool:
    """Whether it is, or looks so beside a letter that is."""
    return letter in _WIDE_AMONG_WIDE or is_unspaced(letter)


def is_punctuation(letter: str) -> bool:
    """What CommonMark calls a Unicode punctuation character."""
    return not letter.isalnum() and unicodedata.category(letter)[0] in "PS"


def is_space(letter: str) -> bool:
    """What CommonMark calls Unicode whitespace."""
    return letter in "\t\n\f\r" or unicodedata.category(letter) == "Zs"
