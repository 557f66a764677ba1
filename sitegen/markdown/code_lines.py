"""Code in lines, where something needs them: numbers, marks of lines, marks of text."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sitegen.markdown.fence_settings import LineMark, TextMark
from sitegen.markdown.highlighting import html_of
from sitegen.markdown.lexing import Piece

ROW = re.compile(r"[^\n]*\n|[^\n]+")
Line = list[Piece]


def html_in_lines(pieces: Iterable[Piece], lines: Sequence[LineMark], texts: Sequence[TextMark]) -> str:
    """Every line in a span, with its newline inside: the text as a whole stays the author's."""
    rows = list(_lines(pieces))
    kinds = _kinds(lines, len(rows))
    return "".join(
        f'<span class="{" ".join(("line", *kinds.get(number, ())))}">{_line_html(row, texts)}</span>'
        for number, row in enumerate(rows, start=1)
    )


def _lines(pieces: Iterable[Piece]) -> Iterator[Line]:
    line: Line = []
    for classes, text in pieces:
        for part in ROW.findall(text):
            line.append((classes, part))
            if part.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _kinds(marks: Sequence[LineMark], count: int) -> dict[int, list[str]]:
    """The marks of each line. One line may have several."""
    kinds: dict[int, list[str]] = {}
    for mark in marks:
        for number in range(mark.first, min(mark.last, count) + 1):
            if mark.kind not in (own := kinds.setdefault(number, [])):
                own.append(mark.kind)
    return kinds


def _line_html(line: Line, texts: Sequence[TextMark]) -> str:
    spans = list(_spans("".join([text for _, text in line]), texts)) if texts else []
    if not spans:
        return html_of(line)
    edges = [edge for start, end, _ in spans for edge in (start, end)]
    tags = ["", *(name for _, _, tag in spans for name in (tag, ""))]  # of every second part
    return "".join(_element(tag, html_of(part)) for tag, part in zip(tags, _cut(line, edges), strict=True))


def _element(tag: str, html: str) -> str:
    return f"<{tag}>{html}</{tag}>" if tag else html


def _spans(text: str, marks: Sequence[TextMark]) -> Iterator[tuple[int, int, str]]:
    """Where marked text starts and ends, and its element. Where two would overlap, there is the first one only."""
    found = [(one.start(), one.end(), mark.tag) for mark in marks for one in re.finditer(re.escape(mark.text), text)]
    reached = 0
    for start, end, tag in sorted(found):
        if start >= reached:
            yield start, end, tag
            reached = end


def _cut(line: Line, edges: Sequence[int]) -> Iterator[Line]:
    """The line in one part more than there are edges."""
    part: Line = []
    at = 0
    waiting = iter((*edges, None))
    edge = next(waiting)
    for classes, text in line:
        used = 0  # of this piece: a long one may be cut often, so it is not cut down each time
        while edge is not None and edge <= at + len(text):
            yield [*part, (classes, text[used : edge - at])]
            part, used = [], edge - at
            edge = next(waiting)
        part.append((classes, text[used:]))
        at += len(text)
    yield part
