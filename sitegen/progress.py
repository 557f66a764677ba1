"""How far a long stage is, shown on a terminal."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sitegen.diagnostics import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress

    from sitegen.pipeline import Each

Item = TypeVar("Item")
Value = TypeVar("Value")
PATIENCE = 0.5  # seconds without a word before a bar appears


class Bar:
    """One bar for each stage that takes long; a short stage shows nothing. One that is not `shown` never does."""

    def __init__(self, shown: bool = False) -> None:
        self.shown = shown
        self.drawn: Progress | None = None
        self.stage = ""
        self.total = 0
        self.done = 0
        self.started = 0.0

    def begin(self, stage: str, total: int) -> None:
        self.stage, self.total, self.done, self.started = stage, total, 0, time.monotonic()

    def advance(self, count: int) -> None:
        self.done += count
        if self.shown and self.drawn is None and time.monotonic() - self.started > PATIENCE:
            self.drawn = _drawn(f"{self.stage:8}", self.total)
        if self.drawn:
            self.drawn.update(self.drawn.task_ids[0], completed=self.done)

    def end(self) -> None:
        if self.drawn:
            self.drawn.stop()
        self.drawn = None


class Watched:
    """An Each that tells a bar when a stage begins and ends."""

    def __init__(self, inner: "Each", bar: Bar) -> None:
        self.inner = inner
        self.bar = bar

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
        self.bar.begin(stage.__name__, len(items))
        try:
            return self.inner(stage, items)
        finally:
            self.bar.end()


def _drawn(title: str, total: int) -> "Progress":
    # rich takes 50 ms to import: only a build that takes long pays.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
    bar.add_task(title, total=total)
    bar.start()
    return bar
