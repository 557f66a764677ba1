"""A long stage shows a bar, a short one nothing, and the outcomes are the same."""

import pytest

from sitegen import progress
from sitegen.diagnostics import Outcome
from sitegen.pipeline import straight
from sitegen.progress import Bar, Watched


def doubled(number: int) -> Outcome[int]:
    return Outcome(number * 2)


def advance(bar: Bar) -> None:
    with bar.stage("parse", 3):
        for _ in range(3):
            bar.advance()


@pytest.mark.parametrize("count", [0, 1, 100])
def test_the_outcomes_are_those_of_a_loop(count: int) -> None:
    assert list(Watched(straight, Bar())(doubled, range(count))) == list(straight(doubled, range(count)))


def test_a_short_stage_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    advance(Bar(shown=True))
    assert capsys.readouterr().err == ""


def test_a_long_stage_shows_a_bar_on_the_error_stream_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(progress, "REFRESH", -1.0)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    advance(Bar(shown=True))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "3/3" in shown.err
    assert "parse" in shown.err


def test_a_silent_bar_stays_silent(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(progress, "REFRESH", -1.0)
    advance(Bar())
    assert capsys.readouterr().err == ""
