"""Emphasis and strikethrough that work beside the full-width punctuation of Chinese, Japanese and Korean too.

CommonMark looks for spaces to tell an opening run of `*` from a closing one; where there are none, as in
`これは**「重要」**です`, it finds neither. As the CJK-friendly amendment to CommonMark has it, full-width punctuation
counts as a letter here, and an East Asian letter beside a run does what a space does elsewhere. Where no East Asian
letter stands beside a run, nothing differs from CommonMark.
"""

from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from sitegen.markdown.letters import is_east_asian, is_punctuation, is_space

LONGEST_STRIKE = 2  # as on GitHub, a longer run of tildes is text
VARIATION_SELECTORS = ("\ufe00", "\ufe0e")  # those that do not make an emoji of the letter before
IDEOGRAPHIC_SELECTORS = ("\U000e0100", "\U000e01ef")


class Run(NamedTuple):
    """Equal signs in a row, and what they may begin and end."""

    length: int
    opens: bool
    closes: bool


class Neighbour(NamedTuple):
    """The letter beside a run."""

    is_space: bool
    is_punctuation: bool
    is_east_asian: bool

    @property
    def is_narrow_punctuation(self) -> bool:
        return self.is_punctuation and not self.is_east_asian

    @property
    def is_edge(self) -> bool:
        """Whether a run may part from it, even where punctuation is on the other side."""
        return self.is_space or self.is_punctuation or self.is_east_asian


def add(parser: MarkdownIt) -> None:
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.inline.ruler.at("strikethrough", _strikethrough)


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Each sign is a token by itself: how they pair is known at the end of the text."""
    sign = state.src[state.pos]
    if silent or sign not in "*_":
        return False
    run = _run(state)
    if not (run.opens or run.closes):
        state.append_pending(sign * run.length)  # as one with the text around it: it may be an address
    else:
        for _ in range(run.length):
            _push(state, sign, run, run.length)
    state.pos += run.length
    return True


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """The signs of a run are one token."""
    if silent or state.src[state.pos] != "~":
        return False
    run = _run(state)
    if run.length == 1 and not state.md.options.get("strikethrough_single_tilde", True):
        return False  # where one tilde lowers letters
    if run.length > LONGEST_STRIKE:
        state.push("text", "", 0).content = "~" * run.length
    else:
        _push(state, "~" * run.length, run, 0)
    state.pos += run.length
    return True


def _push(state: StateInline, text: str, run: Run, length: int) -> None:
    state.push("text", "", 0).content = text
    state.delimiters.append(Delimiter(ord(text[0]), length, len(state.tokens) - 1, -1, run.opens, run.closes))


def _run(state: StateInline) -> Run:
    """The run at the state's position. Underscores do not begin or end anything within a word."""
    start, sign = state.pos, state.src[state.pos]
    end = start
    while end < state.posMax and state.src[end] == sign:
        end += 1
    before = _before(state.src, start)
    after = _neighbour(state.src[end] if end < state.posMax else " ")
    begins = not after.is_space and (not after.is_narrow_punctuation or before.is_edge)
    ends = not before.is_space and (not before.is_narrow_punctuation or after.is_edge)
    if sign != "_":
        return Run(end - start, begins, ends)
    opens = begins and (not ends or before.is_punctuation)
    closes = ends and (not begins or after.is_punctuation)
    return Run(end - start, opens, closes)


def _before(text: str, at: int) -> Neighbour:
    """The letter before a place, or the one whose shape the selector there chooses."""
    last = text[at - 1] if at else " "
    if IDEOGRAPHIC_SELECTORS[0] <= last <= IDEOGRAPHIC_SELECTORS[1]:
        return Neighbour(is_space=False, is_punctuation=False, is_east_asian=True)
    if VARIATION_SELECTORS[0] <= last <= VARIATION_SELECTORS[1] and at > 1:
        return _neighbour(text[at - 2])
    return _neighbour(last)


@lru_cache(maxsize=4096)
def _neighbour(letter: str) -> Neighbour:
    return Neighbour(is_space(letter), is_punctuation(letter), is_east_asian(letter))
