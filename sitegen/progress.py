"""How far a long stage is, shown on a terminal."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from sitegen.diagnostics import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress

    from sitegen.pipeline import Each

Item = TypeVar("Item")
Value = TypeVar("Value")
PATIENCE = 0.5  # seconds without a word before a bar appears
REFRESH = 0.1  # seconds


class Bar:
    """One bar for each stage that takes long; a short stage shows nothing. One that is not `shown` never does."""

    def __init__(self, shown: bool = False) -> None:
        self.shown = shown
        self.drawn: Progress | None = None
        self.name = ""
        self.total = 0
        self.done = 0
        self.due = 0.0
        """When the bar is to be drawn again."""

    @contextlib.contextmanager
    def stage(self, name: str, total: int) -> Iterator[None]:
        """Counts the items of a stage while it runs."""
        self.name, self.total, self.done, self.due = name, total, 0, time.monotonic() + PATIENCE
        try:
            yield
        finally:
            if self.drawn:
                self.drawn.stop()
            self.drawn = None

    def advance(self) -> None:
        """One more item is done."""
        self.done += 1
        if not self.shown or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + REFRESH
        if self.drawn is None:
            self.drawn = _drawn(f"{self.name:8}", self.total)
        self.drawn.update(self.drawn.task_ids[0], completed=self.done)


class Watched:
    """An Each that tells a bar when a stage begins and ends."""

    def __init__(self, inner: "Each", bar: Bar) -> None:
        self.inner = inner
        self.bar = bar

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        with self.bar.stage(stage.__name__, len(items)):
            for outcome in self.inner(stage, items):
                yield outcome
                self.bar.advance()


def _drawn(title: str, total: int) -> "Progress":
    # rich takes 50 ms to import: only a build that takes long pays.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
    bar.add_task(title, total=total)
    bar.start()
    return bar
