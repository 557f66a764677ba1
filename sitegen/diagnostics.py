"""What an author is told, as values: a place, what is wrong, what to do."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from sitegen.lazy import Frozen

Value = TypeVar("Value")


class Severity(StrEnum):
    ERROR = "error"  # would publish something wrong: nothing is written
    WARNING = "warning"  # worth mending, the site is published all the same
    HINT = "hint"  # good to know; never stops a build, not even a strict one


class Place(Frozen, frozen=True, order=True):
    """A position in a text file. Both numbers count from 1; columns count characters, not bytes."""

    line: int = 1
    column: int = 1


START = Place()


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """One thing to tell. The order of the fields is the order in which diagnostics are shown."""

    path: str
    """The file, relative to the folder of the site, with forward slashes; in full if it lies in the output folder."""
    line: int
    column: int
    severity: Severity
    code: str
    """A short stable name, such as `unknown-layout`."""
    message: str
    hint: str = ""


class Outcome(msgspec.Struct, Generic[Value], frozen=True):
    """What a stage returns: a value, unless there is none to be had, and what it has to tell."""

    value: Value | None
    diagnostics: tuple[Diagnostic, ...] = ()


def error(path: str, place: Place, code: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(path, place.line, place.column, Severity.ERROR, code, message, hint)


def warning(path: str, place: Place, code: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(path, place.line, place.column, Severity.WARNING, code, message, hint)


def hint(path: str, place: Place, code: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(path, place.line, place.column, Severity.HINT, code, message, hint)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """All of them once, by file and place. One faulty template is told once, however many pages use it."""
    return tuple(sorted(set(diagnostics)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def made_strict(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Every warning as an error."""
    return tuple(
        msgspec.structs.replace(diagnostic, severity=Severity.ERROR)
        if diagnostic.severity is Severity.WARNING
        else diagnostic
        for diagnostic in diagnostics
    )


def nearest(word: str, choices: Iterable[str], likeness: float = 0.6) -> str | None:
    """The choice most like `word`, or None if none is like it (0 takes anything, 1 only the same)."""
    from difflib import get_close_matches

    folded = {choice.casefold(): choice for choice in sorted(choices, reverse=True)}
    found = get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    match = nearest(word, choices)
    return f"did you mean “{match}”?" if match else otherwise
