"""What can be done ahead when a file has changed: to import what its stages need, and to try them on it."""

import contextlib
import datetime
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from sitegen.lazy import Lazy
from sitegen.model import Manuscript, MarkdownSettings, Reading, Source
from sitegen.stages import name_languages, parse
from sitegen.urls import CONTENT, MARKDOWN_SUFFIXES

LARGEST = 64 * 1024  # bytes: to parse a larger file twice takes longer than what it saves


def preparations(origin: str) -> tuple[Callable[[], None], ...]:
    """In the order in which they are needed. Each may be called in another process, and can't fail."""
    if not origin.lower().endswith(MARKDOWN_SUFFIXES):
        return prepare_parsing, prepare_rendering
    return prepare_parsing, partial(rehearse, origin), prepare_rendering, partial(prepare_languages, origin)


def prepare_parsing() -> None:
    import sitegen.parse  # noqa: F401 - for later


def rehearse(origin: str) -> None:
    """Parse a file for what is made on the way when it is needed first, such as the lexers of its code."""
    settings = MarkdownSettings()
    reading = Reading(languages=("en",), default_language="en", strip_dates=False, markdown=settings)
    with contextlib.suppress(OSError):
        if Path(origin).stat().st_size <= LARGEST:
            parse(Manuscript(_source(origin), Lazy.of(reading)))


def prepare_rendering() -> None:
    import sitegen.layouts
    import sitegen.render  # noqa: F401 - for later


def prepare_linking(langs: Iterable[str]) -> None:
    import sitegen.link  # noqa: F401 - for later
    from sitegen.languages import plural_categories

    for lang in langs:
        plural_categories(lang)


def prepare_languages(origin: str) -> None:
    """Load what is known of the languages that a file names."""
    with contextlib.suppress(OSError):
        prepare_dates(name_languages(_source(origin)).value or ())


def prepare_dates(langs: Iterable[str]) -> None:
    from sitegen.languages import written_date

    for lang in langs:
        written_date(datetime.date.min, lang)


def _source(origin: str) -> Source:
    """The name decides nothing here. Raises OSError."""
    return Source(f"{CONTENT}rehearsed.md", Lazy.of(Path(origin).read_bytes()))
