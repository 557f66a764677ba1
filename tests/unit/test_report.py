"""Diagnostics as a person sees them."""

import re

import pytest

from sitegen.diagnostics import Diagnostic, Place, error, hint, warning
from sitegen.report import LONGEST_EXCERPT, counted, report


def shown(diagnostic: Diagnostic, line: str | None, colour: bool = False) -> str:
    return report([diagnostic], lambda _path, _line: line, lambda path: f"site/{path}", colour)


def test_a_diagnostic_has_its_place_an_excerpt_with_a_caret_and_what_to_do() -> None:
    fault = error("content/x.md", Place(3, 8), "unknown-colour", "“redd” is no colour", "did you mean “red”?")
    assert shown(fault, "color: redd").splitlines() == [
        "site/content/x.md:3:8: error: “redd” is no colour [unknown-colour]",
        "    3 | color: redd",
        "      |        ^",
        "  → did you mean “red”?",
    ]


@pytest.mark.parametrize(
    ("line", "column", "indent"),
    [("abc", 2, 1), ("日本語", 3, 4), ("\tx", 2, 4), ("é́x", 3, 1), ("🚀x", 2, 2), ("ab", 3, 2)],
)
def test_the_caret_stands_under_the_column_whatever_room_the_characters_take(
    line: str, column: int, indent: int
) -> None:
    rows = shown(error("x", Place(1, column), "c", "m"), line).splitlines()
    assert rows[2] == "      | " + " " * indent + "^"


def test_of_a_very_long_line_only_the_neighbourhood_is_shown() -> None:
    line = "x" * 5000 + "HERE" + "y" * 5000
    rows = shown(error("x", Place(1, 5001), "c", "m"), line).splitlines()
    assert len(rows[1]) <= LONGEST_EXCERPT + 8
    assert rows[1][rows[2].index("^") :].startswith("HERE")


def test_without_a_line_to_show_there_is_no_empty_frame() -> None:
    assert shown(warning("x", Place(), "c", "m"), None) == "site/x:1:1: warning: m [c]\n"
    assert shown(warning("x", Place(), "c", "m"), "   ") == "site/x:1:1: warning: m [c]\n"


def test_colour_is_only_added_to_what_is_said_without() -> None:
    fault = error("x", Place(1, 2), "c", "m", "h")
    assert re.sub(r"\033\[\d+m", "", shown(fault, "abc", colour=True)) == shown(fault, "abc")


def test_errors_and_warnings_are_counted_and_hints_are_not() -> None:
    told = [error("x", Place(), "c", "m"), warning("x", Place(), "c", "m"), warning("x", Place(), "c", "n")]
    assert counted(told) == "1 error, 2 warnings"
    assert counted([hint("x", Place(), "c", "m")]) == ""
