"""Straight quotation marks and apostrophes become those of the language; never in code, in HTML or in bare addresses.

One pass over the text of a block: what a mark is depends on the letters beside it and on the marks that are open.
"""

import re
import unicodedata
from enum import Enum

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.letters import is_east_asian, is_space
from sitegen.markdown.notes import notes_of
from sitegen.markdown.plain import in_bare_addresses
from sitegen.markdown.quotation import Marks, marks_of

DOUBLE, SINGLE = '"', "'"
APOSTROPHE = "’"
GERESH, GERSHAYIM = "׳", "״"  # Hebrew's own signs for what is left out of a word
RUN = re.compile("[\"']+")
# A height in feet and inches, in which the marks stay as they are.
HEIGHT = re.compile(r"(?<=\d)'\d+(?:\.\d+)?\"")
# Something is left out at the beginning of a word: a year's century, or an English word's first letters.
ELISION = re.compile(r"'(?=\d\ds\b|(?:tis|twas|twere|twill|em|til|cause|cuz|bout|round)\b(?!'))", re.IGNORECASE)
HEBREW = re.compile("[א-ת]")
LAST_HEBREW = re.compile("[א-ת](?![א-ת])")
ENDING = frozenset(".,;:!?…。、，；：！？．،؛؟।")
OPENED, CLOSED = "(", ")"  # what the mark before one of the same run counts as
THING = "\ufffc"  # stands for what is no text, such as code and images, and for marks that stay
BREAK = re.compile(r"<br\b", re.IGNORECASE)


class Side(Enum):
    """What the letters around a mark say about it."""

    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"
    NEITHER = "neither"


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.before("text_join", "quotes", _quotes)


def _quotes(state: StateCore) -> None:
    body = notes_of(state.env).body
    if not body.settings.smart_punctuation:
        return
    marks = marks_of(body.lang)
    for token in state.tokens:
        if token.type == "inline" and (DOUBLE in token.content or SINGLE in token.content):
            _in_inline(token.children or [], marks)


def _in_inline(children: list[Token], marks: Marks) -> None:
    addresses = in_bare_addresses(children)
    pieces = [_as_seen(child, is_address) for child, is_address in zip(children, addresses, strict=True)]
    letters = _Letters("".join(pieces), marks).curled()
    end = 0
    for child, is_address, piece in zip(children, addresses, pieces, strict=True):
        start, end = end, end + len(piece)
        if child.type == "text" and not is_address:
            child.content = "".join(letters[start:end])
        if child.type == "image":
            _in_inline(child.children or [], marks)


def _as_seen(child: Token, is_address: bool) -> str:
    """What a piece of the text is to the marks beside it."""
    match child.type:
        case "text" if not is_address:
            return child.content
        case "text" | "text_special":
            return RUN.sub(THING, child.content)
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline":
            return " " if BREAK.match(child.content) else ""
        case _:
            return THING if child.content or child.type == "image" else ""


class _Letters:
    """A text in which the marks are decided one after another."""

    def __init__(self, text: str, marks: Marks) -> None:
        self.text, self.marks = text, marks
        self.letters = list(text)
        self.open: list[int] = []
        """Where the marks stand that are open. A single one is an apostrophe for as long as it is."""
        self.open_doubles = 0

    def curled(self) -> list[str]:
        """The text by letters; one may have become two, as in French."""
        heights = {at for found in HEIGHT.finditer(self.text) for at in (found.start(), found.end() - 1)}
        for run in RUN.finditer(self.text):
            before = self.text[run.start() - 1] if run.start() else " "
            after = self.text[run.end()] if run.end() < len(self.text) else " "
            for at in range(run.start(), run.end()):
                if at not in heights:
                    decide = self._double if self.text[at] == DOUBLE else self._single
                    decide(at, before, after)
                before = OPENED if self.open and self.open[-1] == at else CLOSED
        return self.letters

    def _double(self, at: int, before: str, after: str) -> None:
        side = _side(before, after)
        if HEBREW.match(before) and LAST_HEBREW.match(self.text, at + 1):
            self.letters[at] = GERSHAYIM
        elif side is Side.OPENS or (side is Side.EITHER and not self.open_doubles and not before.isdigit()):
            self.letters[at] = self.marks.double_opening
            self.open.append(at)
            self.open_doubles += 1
        elif self.open_doubles and side is not Side.NEITHER:
            self._close_double()
            self.letters[at] = self.marks.double_closing
        elif side is Side.CLOSES and not before.isdigit():  # after a digit, inches
            self.letters[at] = self.marks.double_closing

    def _close_double(self) -> None:
        """A single one that is open within it stays an apostrophe."""
        while self.text[self.open.pop()] != DOUBLE:
            pass
        self.open_doubles -= 1

    def _single(self, at: int, before: str, after: str) -> None:
        side = _side(before, after)
        is_open = bool(self.open) and self.text[self.open[-1]] == SINGLE
        if _is_within_word(before, after) or ELISION.match(self.text, at):
            self.letters[at] = GERESH if HEBREW.match(before) else APOSTROPHE
        elif is_open and side in (Side.CLOSES, Side.EITHER):
            self.letters[self.open.pop()] = self.marks.single_opening
            self.letters[at] = self.marks.single_closing
        elif side is Side.OPENS or (side is Side.EITHER and (is_east_asian(before) or is_east_asian(after))):
            self.letters[at] = APOSTROPHE
            self.open.append(at)
        elif side in (Side.CLOSES, Side.EITHER) and not before.isdigit():  # after a digit, feet
            self.letters[at] = GERESH if HEBREW.match(before) else APOSTROPHE


def _side(before: str, after: str) -> Side:
    if is_space(after):
        return Side.NEITHER if is_space(before) else Side.CLOSES
    if is_space(before) or unicodedata.category(before) in ("Ps", "Pi", "Pd"):
        return Side.OPENS
    if after in ENDING or unicodedata.category(after) in ("Pe", "Pf"):
        return Side.CLOSES
    return Side.EITHER


def _is_within_word(before: str, after: str) -> bool:
    """Whether letters that words are made of stand on both sides."""
    return all((one.isalnum() or one == THING) and not is_east_asian(one) for one in (before, after))
