"""An Each over processes, for stages that are slow enough and items that are many enough to pay for them."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TypeVar

from sitegen.diagnostics import Outcome
from sitegen.progress import Bar

Item = TypeVar("Item")
Value = TypeVar("Value")
# Measured: with fewer items than this, starting processes costs more than they save.
FEWEST_ITEMS = 48 if sys.platform == "linux" else 256
BATCH = 16  # items a process takes at a time
# A forked process has all modules already. Elsewhere than on Linux forking is not safe, or not there.
START = "fork" if sys.platform == "linux" else "spawn"


class Pool:
    """Items in batches to processes, outcomes back in order. One process, or few items, are a plain loop."""

    def __init__(self, workers: int, bar: Bar) -> None:
        self.workers = workers
        self.bar = bar
        self.executor: ProcessPoolExecutor | None = None

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
        batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
        if self.workers > 1 and len(items) >= FEWEST_ITEMS:
            try:
                return self._spread(stage, batches)
            except BrokenProcessPool:
                self.executor = None  # a process was killed, as when memory ran out: go on without
        return [outcome for batch in batches for outcome in self._looped(stage, batch)]

    def _looped(self, stage: Callable[[Item], Outcome[Value]], batch: Sequence[Item]) -> list[Outcome[Value]]:
        outcomes = _applied(stage, batch)
        self.bar.advance(len(batch))
        return outcomes

    def _spread(
        self, stage: Callable[[Item], Outcome[Value]], batches: Sequence[Sequence[Item]]
    ) -> list[Outcome[Value]]:
        executor = self._started()
        futures = [executor.submit(_applied, stage, batch) for batch in batches]
        outcomes: list[Outcome[Value]] = []
        for future in futures:
            outcomes += future.result()
            self.bar.advance(len(future.result()))
        return outcomes

    def _started(self) -> ProcessPoolExecutor:
        if self.executor is None:
            self.executor = ProcessPoolExecutor(self.workers, get_context(START), _prepare)
        return self.executor

    def close(self) -> None:
        if self.executor:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = None


def _applied(stage: Callable[[Item], Outcome[Value]], batch: Sequence[Item]) -> list[Outcome[Value]]:
    return [stage(item) for item in batch]


def _prepare() -> None:
    """What each process does first: leave Ctrl-C to the one that started it, and end when that one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
