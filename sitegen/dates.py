"""Dates as authors write them.

A date without a time is a calendar date: it is the same day in every time zone.
"""

import contextlib
import datetime
import re

from sitegen.lazy import Frozen

# Only what can be read in one way. Month names are English: another language's would need its own table and guess.
FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
    "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M %z", "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S.%f %z",
    "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S",
    "%b %d %Y", "%b %d %y", "%d %b %Y", "%B %d %Y", "%d %B %Y", "%a %b %d %Y", "%a %d %b %Y",
    "%a %d %b %Y %H:%M:%S %z",
)  # fmt: skip


USUAL = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")  # what nearly all are: to try the formats takes fifty times as long


class When(Frozen, frozen=True, order=True):
    """A calendar day as the author wrote it, and the instant if there was a time."""

    day: datetime.date
    instant: datetime.datetime | None = None
    """In UTC. A time without a zone is taken as UTC, as YAML readers do."""

    @property
    def sort_key(self) -> datetime.datetime:
        """The instant; for a day alone, its midnight in UTC."""
        return self.instant or datetime.datetime.combine(self.day, datetime.time(), datetime.UTC)

    @property
    def machine_readable(self) -> str:
        """For `<time datetime>`: `2025-01-15` or `2025-01-15T07:05:00Z`."""
        return self.timestamp if self.instant else self.day.isoformat()

    @property
    def timestamp(self) -> str:
        """RFC 3339, for feeds: `2025-01-15T00:00:00Z`."""
        return self.sort_key.isoformat().replace("+00:00", "Z")


def read(text: str) -> When | None:
    """The date in a text such as `2025-01-15`, `2025-01-15T07:05+09:00`, `Jan 15, 2025`; None if it can't be read."""
    if USUAL.fullmatch(text):
        with contextlib.suppress(ValueError):  # it is no day of the calendar
            return When(datetime.date.fromisoformat(text))
    words = re.sub(r"^(\d{4}-\d\d?-\d\d?)T", r"\1 ", text.strip())
    words = re.sub(r"[\s,]+", " ", words)
    words = re.sub(r"(\d)\s?(?:Z|UTC|GMT)$", r"\1 +0000", words)
    words = re.sub(r"(:\d\d(?:\.\d+)?)([+-]\d\d):?(\d\d)$", r"\1 \2\3", words)
    words = re.sub(r"(\.\d{6})\d+", r"\1", words)
    for form in FORMATS:
        try:
            found = datetime.datetime.strptime(words, form)
        except ValueError:
            continue
        return _understood(found, has_time="%H" in form)
    return None


def _understood(found: datetime.datetime, has_time: bool) -> When | None:
    if not has_time:
        return When(found.date())
    aware = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
    try:
        return When(found.date(), aware.astimezone(datetime.UTC).replace(microsecond=0))
    except OverflowError:
        return None
