"""Cases as text: tables in which a row is a case, and texts that mark a place."""

from sitegen.diagnostics import Place

MARK = "▸"


def rows(table: str) -> list[tuple[str, ...]]:
    """The rows of a table: cells between bars, blank lines and the head above a line of dashes left out."""
    lines = [line.strip() for line in table.splitlines() if line.strip()]
    first = next((number + 1 for number, line in enumerate(lines) if set(line) <= set("-| ")), 0)
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines[first:]]


def marked(text: str) -> tuple[str, Place]:
    """A text without its one `▸`, and the place that the mark stood at."""
    before, mark, after = text.partition(MARK)
    assert mark, f"no {MARK} in {text!r}"
    return before + after, Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
