"""A diff of code in a language of its own: the column of signs is taken out, and the lines are marked instead."""

from sitegen.markdown.fence_settings import LineMark

KINDS = {"+": "inserted", "-": "deleted"}


def without_signs(code: str) -> tuple[str, tuple[LineMark, ...]]:
    """Where no line lacks the column, the space that keeps it goes too."""
    rows = code.split("\n")
    marks = tuple(LineMark(KINDS[row[0]], at, at) for at, row in enumerate(rows, start=1) if row[:1] in KINDS)
    has_column = all(row[:1] in ("", " ", *KINDS) for row in rows)
    return "\n".join([row[1:] if row[:1] in KINDS or has_column else row for row in rows]), marks
