import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import (
    Diagnostic,
    Place,
    Severity,
    did_you_mean,
    error,
    has_errors,
    hint,
    in_order,
    made_strict,
    nearest,
    warning,
)
from tests.unit.tables import rows

KEYS = ("title", "subtitle", "date", "pubDate", "tags", "canonicalURL")


def test_a_place_counts_from_one() -> None:
    assert Place() == Place(1, 1)


def test_an_error_a_warning_and_a_hint_differ_in_severity_only() -> None:
    told = [tell("a.md", Place(2, 3), "code", "message", "advice") for tell in (error, warning, hint)]
    assert [one.severity for one in told] == ["error", "warning", "hint"]
    assert {(one.path, one.line, one.column, one.code, one.message, one.hint) for one in told} == {
        ("a.md", 2, 3, "code", "message", "advice")
    }


def test_diagnostics_are_ordered_by_file_then_line_then_column() -> None:
    wanted = [
        warning("a.md", Place(2, 9), "x", "m"),
        error("a.md", Place(10, 1), "x", "m"),
        error("a.md", Place(10, 2), "x", "m"),
        hint("b.md", Place(1, 1), "x", "m"),
    ]
    shuffled = list(wanted)
    random.Random(1).shuffle(shuffled)
    assert list(in_order(shuffled)) == wanted


def test_what_is_said_twice_is_told_once() -> None:
    one = error("a.md", Place(), "x", "m")
    assert in_order([one, one, error("a.md", Place(), "x", "m")]) == (one,)


def test_only_errors_are_errors() -> None:
    tame = [warning("a.md", Place(), "x", "m"), hint("a.md", Place(), "x", "m")]
    assert not has_errors(())
    assert not has_errors(tame)
    assert has_errors([*tame, error("a.md", Place(), "x", "m")])


def test_a_strict_build_makes_errors_of_warnings_and_leaves_hints() -> None:
    told = [tell("a.md", Place(2, 3), "x", "m", "h") for tell in (error, warning, hint)]
    strict = made_strict(told)
    assert [one.severity for one in strict] == [Severity.ERROR, Severity.ERROR, Severity.HINT]
    assert [msgspec.structs.replace(one, severity=Severity.HINT) for one in strict] == [
        msgspec.structs.replace(one, severity=Severity.HINT) for one in told
    ]


def test_a_diagnostic_is_json_with_the_fields_that_were_promised() -> None:
    told = warning("a.md", Place(2, 3), "no-title", "there is no title", "add one")
    assert msgspec.to_builtins(told) == {
        "path": "a.md",
        "line": 2,
        "column": 3,
        "severity": "warning",
        "code": "no-title",
        "message": "there is no title",
        "hint": "add one",
    }
    assert msgspec.json.decode(msgspec.json.encode(told), type=Diagnostic) == told


@pytest.mark.parametrize(
    ("word", "match"),
    rows("""
    word         | nearest
    -------------|--------------
    titel        | title
    Title        | title
    TITLE        | title
    pubdate      | pubDate
    canonicalUrl | canonicalURL
    tag          | tags
    """),
)
def test_the_nearest_word_is_found_in_its_own_spelling(word: str, match: str) -> None:
    assert nearest(word, KEYS) == match
    assert did_you_mean(word, KEYS) == f"did you mean “{match}”?"


@pytest.mark.parametrize("word", ["", "zzzz", "日本語"])
def test_nothing_is_near_to_a_word_of_another_kind(word: str) -> None:
    assert nearest(word, KEYS) is None
    assert did_you_mean(word, KEYS, "look around") == "look around"


def test_of_no_choices_none_is_near() -> None:
    assert nearest("title", ()) is None


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=6))
def test_the_nearest_word_does_not_depend_on_the_order_of_the_choices(word: str, choices: list[str]) -> None:
    assert nearest(word, choices) == nearest(word, reversed(choices))
