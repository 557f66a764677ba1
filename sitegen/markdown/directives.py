"""Directives: `:::note[Title]`, any blocks, `:::`. They nest, and end at the latest with what holds them."""

import re
from itertools import chain

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

KINDS = ("note", "tip", "info", "important", "warning", "caution", "danger", "details")
# A title stands in brackets, as the directives proposal of CommonMark has it, or after a space, as with VitePress.
OPENING = re.compile(rf"(:{{3,}})[ \t]*({'|'.join(KINDS)})(?:\[(.*)\]|[ \t]+(\S.*?))?[ \t]*", re.IGNORECASE)
CLOSING = re.compile(r"(:{3,})[ \t]*")
FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)")
MAY_FOLLOW = ["paragraph", "reference", "blockquote", "list", "footnote_def"]


class Directive(msgspec.Struct, frozen=True):
    kind: str
    title: str
    """As Markdown; empty for the usual one."""
    is_closed: bool


def add(parser: MarkdownIt) -> None:
    parser.block.ruler.before("fence", "directive", _directive, {"alt": MAY_FOLLOW})


def _directive(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    if not state.src.startswith(":::", state.bMarks[first] + state.tShift[first]):
        return False
    opening = None if state.is_code_block(first) else OPENING.fullmatch(_line(state, first))
    if opening is None or silent:
        return opening is not None
    last, is_closed = _last_line(state, first, end, len(opening[1]))
    tag = "details" if opening[2].lower() == "details" else "div"
    token = state.push("directive_open", tag, 1)
    token.meta = {"directive": Directive(opening[2].lower(), (opening[3] or opening[4] or "").strip(), is_closed)}
    token.map = [first, last]
    parent, maximum = state.parentType, state.lineMax
    state.parentType, state.lineMax = "directive", last  # so that no paragraph runs on beyond its end
    state.md.block.tokenize(state, first + 1, last)
    state.parentType, state.lineMax = parent, maximum
    state.push("directive_close", tag, -1)
    state.line = last + is_closed
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _last_line(state: StateBlock, first: int, end: int, colons: int) -> tuple[int, bool]:
    """The line that closes a directive, and whether one does: those of inner ones and in code don't."""
    open_ones, fence = [colons], ""
    for number in range(first + 1, end):
        line = _line(state, number)
        if line and state.sCount[number] < state.blkIndent:
            return number, False
        found = FENCE.fullmatch(line)
        if fence:
            fence = "" if found and found[1].startswith(fence) and not found[2].strip() else fence
        elif found:
            fence = found[1]
        elif inner := OPENING.fullmatch(line):
            open_ones.append(len(inner[1]))
        elif closing := CLOSING.fullmatch(line):
            open_ones = _without_closed(open_ones, len(closing[1]))
            if not open_ones:
                return number, True
    return end, False


def _without_closed(open_ones: list[int], colons: int) -> list[int]:
    """What stays open: the innermost with as many colons is closed, else the innermost with fewer."""
    from_within = range(len(open_ones) - 1, -1, -1)
    as_many = (at for at in from_within if open_ones[at] == colons)
    fewer = (at for at in from_within if open_ones[at] < colons)
    return open_ones[: next(chain(as_many, fewer), len(open_ones))]
