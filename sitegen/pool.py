"""An Each over processes, for stages that are slow enough and items that are many enough to pay for them."""

import gc
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from sitegen.diagnostics import Outcome
from sitegen.second_process import Gone, SecondProcess, deaf_to_interrupts, undisturbed

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Item = TypeVar("Item")
Value = TypeVar("Value")
# Measured: with fewer items than this, starting processes costs more than they save.
FEWEST_ITEMS = 48 if sys.platform == "linux" else 256
CYCLES_SOUGHT_AFTER = 50_000  # objects, of which a post makes some thousands; Python's 700 cost 7% of a build
AT_HOME = "link"  # it gets all there is, and to send that takes longer than it saves
BATCH = 16  # items a process takes at a time
# A forked process has all modules already. Elsewhere than on Linux forking is not safe, or not there.
START = "fork" if sys.platform == "linux" else "spawn"


class Pool:
    """Items in batches to processes, outcomes back in order.

    With one process, or few items, a plain loop; with a second process at hand, that is where it runs.
    """

    def __init__(self, workers: int, second: SecondProcess | None = None) -> None:
        self.workers = workers
        self.second = second
        self.meanwhile: Callable[[], object] | None = None
        """Called once, while the second process does its first work."""
        self.executor: ProcessPoolExecutor | None = None

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        done = 0
        if self.workers > 1 and len(items) >= FEWEST_ITEMS:
            # This takes some 10 ms to import: a build of a few items goes without.
            from concurrent.futures.process import BrokenProcessPool

            try:
                for outcomes in self._spread(stage, items):
                    yield from outcomes
                    done += len(outcomes)
            except (BrokenProcessPool, OSError):
                # A process was killed, as when memory ran out, or none could be started: go on without.
                self.executor = None
        elif self.second and items and stage.__name__ != AT_HOME:
            for outcome in self._beside(self.second, stage, items):
                yield outcome
                done += 1
        yield from map(stage, items[done:])

    def _beside(
        self, second: SecondProcess, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]
    ) -> Iterator[Outcome[Value]]:
        try:
            outcomes = second.ask(map, stage, items)
            if self.meanwhile:
                self.meanwhile()
                self.meanwhile = None
            yield from outcomes
        except Gone:
            self.second = None  # what stopped it will be told by a plain loop

    def _spread(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[list[Outcome[Value]]]:
        executor = self._started()
        batches = (items[start : start + BATCH] for start in range(0, len(items), BATCH))
        futures = deque(executor.submit(_applied, stage, batch) for batch in batches)
        while futures:
            yield futures.popleft().result()

    def _started(self) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        if self.executor is None:
            if self.second:
                self.second.close()  # what it still prepares would take time from these
                self.second = None
            with undisturbed():
                self.executor = ProcessPoolExecutor(self.workers, get_context(START), _prepare)
                self.executor.submit(os.getpid)  # starts the processes
        return self.executor

    def close(self) -> None:
        if self.executor:
            self.executor.shutdown(cancel_futures=True)
            self.executor = None


def _applied(stage: Callable[[Item], Outcome[Value]], batch: Sequence[Item]) -> list[Outcome[Value]]:
    return [stage(item) for item in batch]


def _prepare() -> None:
    """What each process does first: leave Ctrl-C to the one that started it, and end when that one ends."""
    # Parsers may make cycles, and a process parses for long; what it was born with is not searched again and again.
    gc.freeze()
    gc.set_threshold(CYCLES_SOUGHT_AFTER)
    gc.enable()
    deaf_to_interrupts()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
