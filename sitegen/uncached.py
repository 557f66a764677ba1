"""A site's folder read and worked upon, and nothing written: neither output nor cache."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from sitegen.diagnostics import Outcome
from sitegen.disk import Wishes, read_site
from sitegen.model import Result
from sitegen.patience import patiently
from sitegen.pipeline import Each, build
from sitegen.pool import Pool
from sitegen.progress import Bar, Watched
from sitegen.site import Site
from sitegen.survey import Survey, survey

Value = TypeVar("Value")


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be looked at, and how."""

    root: Path
    wishes: Wishes
    jobs: int
    """Processes."""
    shows_progress: bool = False


def checked(work: Work) -> Outcome[Result]:
    """All that a build makes, and all that it tells."""
    outcome = _done(work, build)
    return Outcome(outcome.value, (*outcome.diagnostics, *(outcome.value.diagnostics if outcome.value else ())))


def surveyed(work: Work) -> Outcome[Survey]:
    """The groups of translations, and the files that can't be read."""
    outcome = _done(work, survey)
    return Outcome(outcome.value, (*outcome.diagnostics, *(outcome.value.told if outcome.value else ())))


def _done(work: Work, stage: Callable[[Site, Each], Value]) -> Outcome[Value]:
    def attempt(_is_first: bool) -> Outcome[Value]:
        site = read_site(work.root, work.wishes)
        if site.value is None:
            return Outcome(None, site.diagnostics)
        with contextlib.closing(Pool(work.jobs)) as pool:
            return Outcome(stage(site.value, Watched(pool, Bar(work.shows_progress))), site.diagnostics)

    found = patiently(work.root, attempt)
    return found.value or Outcome(None, found.diagnostics)
