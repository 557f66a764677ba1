"""How long the text takes to read, by the scripts that it is written in.

Blocks of code are looked over rather than read, and formulas and raw HTML are no words: none of them counts.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import exact_text_of

LETTERS_A_MINUTE = 500
WORDS_A_MINUTE = 200
# Chinese and Japanese, and the scripts of South East Asia that put no spaces between words either.
UNSPACED = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1780-\u17d3\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u3105-\u312f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\ua48f\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003fffd]+"
)
WORD = re.compile(r"\w\S*")


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("reading_time", _reading_time)


def _reading_time(state: StateCore) -> None:
    text = " ".join([exact_text_of(token.children or []) for token in state.tokens if token.type == "inline"])
    notes_of(state.env).minutes = minutes_of(text)


def minutes_of(text: str) -> int:
    """Whole minutes, the last one begun; none for no words."""
    rest = [text] if text.isascii() else UNSPACED.split(text)
    letters = len(text) - sum(map(len, rest))
    words = len(WORD.findall(" ".join(rest)))
    return -(-(letters * WORDS_A_MINUTE + words * LETTERS_A_MINUTE) // (LETTERS_A_MINUTE * WORDS_A_MINUTE))
