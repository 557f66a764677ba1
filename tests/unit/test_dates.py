import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.dates import FORMATS, When, read
from tests.unit.tables import rows

WRITTEN_AND_READ = rows("""
    written                         | machine readable
    --------------------------------|---------------------
    2025-01-15                      | 2025-01-15
    2025-1-5                        | 2025-01-05
    2025/01/15                      | 2025-01-15
    2025.01.15                      | 2025-01-15
    2026-01-13T07:05                | 2026-01-13T07:05:00Z
    2025-01-15 07:05                | 2025-01-15T07:05:00Z
    2025-01-15T07:05:09             | 2025-01-15T07:05:09Z
    2025-01-15T07:05:09Z            | 2025-01-15T07:05:09Z
    2025-01-15T07:05Z               | 2025-01-15T07:05:00Z
    2025-01-15T07:05:09.123Z        | 2025-01-15T07:05:09Z
    2025-01-15T07:05:09.123456789Z  | 2025-01-15T07:05:09Z
    2025-01-15T07:05+09:00          | 2025-01-14T22:05:00Z
    2025-01-15T07:05:09+0900        | 2025-01-14T22:05:09Z
    2025-01-15T07:05:09.5-05:00     | 2025-01-15T12:05:09Z
    2018-05-01 17:56:37 +0800       | 2018-05-01T09:56:37Z
    2025-01-15 10:30:00             | 2025-01-15T10:30:00Z
    2025-01-15 10:30:00 UTC         | 2025-01-15T10:30:00Z
    2025-01-15 10:30:00 GMT         | 2025-01-15T10:30:00Z
    2013/7/13 20:46:25              | 2013-07-13T20:46:25Z
    2013/7/13 20:46                 | 2013-07-13T20:46:00Z
    Dec 27 2023                     | 2023-12-27
    Mar 22 23                       | 2023-03-22
    Jan 15, 2025                    | 2025-01-15
    January 15, 2025                | 2025-01-15
    15 Jan 2025                     | 2025-01-15
    15 January 2025                 | 2025-01-15
    Wed Jan 15 2025                 | 2025-01-15
    Wed, 15 Jan 2025 07:05:09 +0100 | 2025-01-15T06:05:09Z
    Wed, 15 Jan 2025 07:05:09 GMT   | 2025-01-15T07:05:09Z
""")


@pytest.mark.parametrize(("written", "expected"), WRITTEN_AND_READ)
def test_a_date_is_read_as_authors_write_it(written: str, expected: str) -> None:
    found = read(written)
    assert found
    assert found.machine_readable == expected


@pytest.mark.parametrize(
    "written",
    ["", " ", "Nov. 21", "25 Dez 2025", "2025", "20250115", "2025-13-01", "2025-02-30", "2025-01-15T25:00", "tomorrow",
     "10:30:00", "01/02/2025", "2025-01", "2025-01-15 and more", "0001-01-01T00:00+14:00", "2025年1月15日"],
)  # fmt: skip
def test_a_date_that_can_be_read_in_two_ways_or_none_is_not_read(written: str) -> None:
    assert read(written) is None


def test_a_date_without_a_time_is_a_calendar_date() -> None:
    assert read("2025-01-15") == When(datetime.date(2025, 1, 15), None)


def test_a_time_keeps_the_day_that_its_author_wrote() -> None:
    found = read("2025-01-15T23:30-05:00")
    assert found
    assert found.day == datetime.date(2025, 1, 15)
    assert found.timestamp == "2025-01-16T04:30:00Z"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"])
def test_a_date_is_the_same_in_every_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = ("2025-01-15", "2025-01-15T07:05", "2025-01-15T07:05+09:00")
    before = [read(text) for text in written]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [read(text) for text in written] == before
    finally:
        monkeypatch.undo()
        time.tzset()


def test_dates_sort_by_their_instant_and_a_day_alone_by_its_midnight() -> None:
    written = ["2025-01-15T01:00+09:00", "2025-01-15", "2025-01-15T00:00:01", "2025-01-16"]
    found = {text: when.sort_key for text in reversed(written) if (when := read(text))}
    assert sorted(found, key=lambda text: found[text]) == written


def test_a_feed_has_a_time_even_for_a_day_alone() -> None:
    assert When(datetime.date(2025, 1, 15)).timestamp == "2025-01-15T00:00:00Z"


@settings(deadline=None, max_examples=100)
@given(
    day=st.dates(datetime.date(1970, 1, 1), datetime.date(2068, 12, 31)),
    form=st.sampled_from([form for form in FORMATS if "%H" not in form]),
)
def test_every_form_of_a_day_is_read_as_that_day(day: datetime.date, form: str) -> None:
    assert read(day.strftime(form)) == When(day)


@settings(deadline=None, max_examples=100)
@given(
    st.datetimes(
        datetime.datetime(1000, 1, 2),
        datetime.datetime(9998, 12, 30),
        timezones=st.timedeltas(datetime.timedelta(hours=-14), datetime.timedelta(hours=14)).map(
            lambda offset: datetime.timezone(datetime.timedelta(minutes=offset // datetime.timedelta(minutes=1)))
        ),
    )
)
def test_every_iso_time_is_read_as_that_instant(instant: datetime.datetime) -> None:
    found = read(instant.isoformat())
    assert found
    assert found.day == instant.date()
    assert found.instant == instant.replace(microsecond=0)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=30), st.text("0123456789-+:/.TZ ,JanUTC", max_size=30)))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = read(text)
    assert found is None or found.timestamp.endswith("Z")
