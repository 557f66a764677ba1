"""An Each that shows how far a long stage is, on a terminal."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sitegen.diagnostics import Outcome
from sitegen.pipeline import Each

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")
Value = TypeVar("Value")
PATIENCE = 0.5  # seconds without a word before a bar appears
BATCH = 32  # items between two looks at the clock


class Shown:
    """Hands the items on in batches and moves a bar between them; a short stage shows nothing."""

    def __init__(self, inner: Each) -> None:
        self.inner = inner

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
        outcomes: list[Outcome[Value]] = []
        bar: Progress | None = None
        started = time.monotonic()
        try:
            for start in range(0, len(items), BATCH):
                outcomes += self.inner(stage, items[start : start + BATCH])
                if bar is None and time.monotonic() - started > PATIENCE:
                    bar = _bar(f"{stage.__name__:8}", len(items))
                if bar:
                    bar.update(bar.task_ids[0], completed=len(outcomes))
        finally:
            if bar:
                bar.stop()
        return outcomes


def _bar(title: str, total: int) -> "Progress":
    # rich takes 50 ms to import: only a build that takes long pays.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
    bar.add_task(title, total=total)
    bar.start()
    return bar
