"""Processes where they can't be forked: they begin with nothing, and all that they need is sent to them."""

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TypeVar

from sitegen.diagnostics import Outcome
from sitegen.second_process import CYCLES_SOUGHT_AFTER, deaf_to_interrupts, undisturbed
from sitegen.sharing import BATCH, applied

Item = TypeVar("Item")
Value = TypeVar("Value")


class FreshProcesses:
    """Items in batches to so many processes, outcomes back in order."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.executor: ProcessPoolExecutor | None = None

    def outcomes(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        """Those of the first items only, if a process is killed, as when memory runs out, or none can be started."""
        batches = (items[start : start + BATCH] for start in range(0, len(items), BATCH))
        try:
            executor = self._started()
            futures = deque(executor.submit(applied, stage, batch) for batch in batches)
            while futures:
                yield from futures.popleft().result()
        except (BrokenProcessPool, OSError):
            self.executor = None

    def _started(self) -> ProcessPoolExecutor:
        if self.executor is None:
            with undisturbed():
                self.executor = ProcessPoolExecutor(self.workers, get_context("spawn"), _prepare)
                self.executor.submit(os.getpid)  # starts the processes
        return self.executor

    def close(self) -> None:
        if self.executor:
            self.executor.shutdown(cancel_futures=True)
            self.executor = None


def _prepare() -> None:
    """What each process does first: leave Ctrl-C to the one that started it, and end when that one ends."""
    gc.set_threshold(CYCLES_SOUGHT_AFTER)
    deaf_to_interrupts()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
