"""A bar for long stages, and nothing but the outcomes for everybody else."""

import pytest

from sitegen import progress
from sitegen.diagnostics import Outcome
from sitegen.pipeline import straight
from sitegen.progress import BATCH, Shown


def doubled(number: int) -> Outcome[int]:
    return Outcome(2 * number)


@pytest.mark.parametrize("count", [0, 1, BATCH - 1, BATCH, BATCH + 1, 5 * BATCH])
def test_the_outcomes_are_those_of_the_inner_each_in_order(count: int) -> None:
    assert Shown(straight)(doubled, range(count)) == straight(doubled, range(count))


def test_a_short_stage_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Shown(straight)(doubled, range(1000))
    assert capsys.readouterr() == ("", "")


def test_a_long_stage_shows_a_bar_on_the_error_stream_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    Shown(straight)(doubled, range(3 * BATCH))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{3 * BATCH}" in shown.err
    assert "doubled" in shown.err
