"""Work on a site's files that goes on until they stayed as they were meanwhile."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sitegen.diagnostics import Outcome, Place, error
from sitegen.digests import Changed

Value = TypeVar("Value")
TRIES = 5  # how often a site may change while it is read


def patiently(root: Path, work: Callable[[bool], Value]) -> Outcome[Value]:
    """What the work gives, which is told whether this is its first attempt; an error if a file changes each time."""
    for attempt in range(TRIES):
        try:
            return Outcome(work(attempt == 0))
        except Changed as changed:
            path = os.path.relpath(str(changed), root).replace(os.sep, "/")
    message = "this file changes again and again while the site is built"
    return Outcome(None, (error(path, Place(), "restless-file", message, "build when whatever writes it is done"),))
