"""Diagnostics for people: place, excerpt with a caret, what is wrong, what to do."""

from collections.abc import Callable, Iterable

from sitegen.diagnostics import Diagnostic, Severity

RED, YELLOW, BLUE, BOLD, DIM = "31", "33", "34", "1", "2"
COLOURS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.HINT: BLUE}
LONGEST_EXCERPT = 160  # columns; a minified line would fill the screen
TAB = "    "

LineReader = Callable[[str, int], str | None]
"""The text of a line of a file, by the diagnostic's path and the line's number; None if there is none to show."""


def report(
    diagnostics: Iterable[Diagnostic], read_line: LineReader, show_path: Callable[[str], str], colour: bool
) -> str:
    """All of them, one under another."""
    return "\n".join(_one(each, read_line(each.path, each.line), show_path(each.path), colour) for each in diagnostics)


def _one(diagnostic: Diagnostic, line: str | None, path: str, colour: bool) -> str:
    place = styled(f"{visible(path)}:{diagnostic.line}:{diagnostic.column}", BOLD, colour)
    severity = styled(str(diagnostic.severity), COLOURS[diagnostic.severity], colour)
    rows = [f"{place}: {severity}: {visible(diagnostic.message)} {styled(f'[{diagnostic.code}]', DIM, colour)}"]
    if line and line.strip():
        rows += _excerpt(line, diagnostic, colour)
    if diagnostic.hint:
        rows.append(f"  → {visible(diagnostic.hint)}")
    return "\n".join(rows) + "\n"


def excerpt(diagnostic: Diagnostic, read_line: LineReader) -> str:
    """The line that it is about, and a caret; empty if there is none to show."""
    line = read_line(diagnostic.path, diagnostic.line)
    return "\n".join(_excerpt(line, diagnostic, colour=False)) if line and line.strip() else ""


def _excerpt(line: str, diagnostic: Diagnostic, colour: bool) -> list[str]:
    """The line, and a caret under the column. Wide characters and tabs take the room they take on the terminal."""
    from rich.cells import cell_len

    start = max(0, diagnostic.column - LONGEST_EXCERPT // 2) if len(line) > LONGEST_EXCERPT else 0
    shown = visible(line[start : start + LONGEST_EXCERPT])
    before = cell_len(visible(line[start : diagnostic.column - 1]))
    number = f"{diagnostic.line:>5}"
    caret = styled("^", COLOURS[diagnostic.severity], colour)
    return [
        f"{styled(f'{number} |', DIM, colour)} {shown}",
        f"{styled('      |', DIM, colour)} {' ' * before}{caret}",
    ]


def visible(text: str) -> str:
    """Control characters could move the cursor or change the colours of an author's terminal."""
    return "".join(character if character.isprintable() else "�" for character in text.replace("\t", TAB))


def styled(text: str, code: str, colour: bool) -> str:
    return f"\033[{code}m{text}\033[0m" if colour else text


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`; empty if there are neither."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = [(severities.count(each), str(each)) for each in (Severity.ERROR, Severity.WARNING)]
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in counts if count)
