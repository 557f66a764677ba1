"""An Each over processes, for stages that are slow enough and items that are many enough to pay for them."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sitegen.diagnostics import Outcome
from sitegen.second_process import IS_POSSIBLE, Gone, SecondProcess

if TYPE_CHECKING:
    from sitegen.fresh_processes import FreshProcesses

Item = TypeVar("Item")
Value = TypeVar("Value")
# Measured: with fewer items than this, starting processes costs more than they save.
FEWEST_ITEMS = 48 if IS_POSSIBLE else 256
AT_HOME = "link"  # it gets all there is, and to send that takes longer than it saves


class Pool:
    """Few items go to the second process, if there is one; many are shared between this process and new ones.

    What no other process does is done in a plain loop.
    """

    def __init__(self, workers: int, second: SecondProcess | None = None) -> None:
        self.workers = workers
        """How many processes work, this one among them where processes can be forked."""
        self.second = second
        self.meanwhile: Sequence[Callable[[], object]] = ()
        """What is done here, one by one, until the second process has done its first work: one of them at least."""
        self.ahead: Sequence[Callable[[], object]] = ()
        """What new processes do once, when there is nothing else for them."""
        self.ahead_here: Sequence[Callable[[], object]] = ()
        """What is done here once, as soon as they have work."""
        self.others: list[SecondProcess] = []
        self.fresh: FreshProcesses | None = None

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        done = 0
        for outcome in self._elsewhere(stage, items):
            yield outcome
            done += 1
        yield from map(stage, items[done:])

    def _elsewhere(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        if self.workers == 1 or not items or stage.__name__ == AT_HOME:
            return iter(())
        if len(items) >= FEWEST_ITEMS:
            return self._shared(stage, items) if IS_POSSIBLE else self._spread(stage, items)
        return self._beside(self.second, stage, items) if self.second else iter(())

    def _beside(
        self, second: SecondProcess, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]
    ) -> Iterator[Outcome[Value]]:
        try:
            outcomes = second.ask(map, stage, items)
            works, self.meanwhile = self.meanwhile, ()
            for work in works:
                work()
                if second.has_answered():
                    break
            yield from outcomes
        except Gone:
            self.second = None  # what stopped it will be told by a plain loop

    def _shared(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        from sitegen.sharing import Sharing  # most builds make few items

        self.others = [other for other in self.others if not other.is_closed]
        missing = self.workers - 1 - len(self.others)
        if missing:
            yield stage(items[0])  # what it needs is in all processes that are forked now
        fresh = self._started(missing)
        self.others += fresh
        outcomes = Sharing(stage, items, self.others, begun=1 if missing else 0).outcomes()
        yield from islice(outcomes, 1)
        for other in fresh:
            other.prepare(self.ahead)
        works, self.ahead_here = self.ahead_here, ()
        for work in works:
            work()
        yield from outcomes

    def _started(self, count: int) -> list[SecondProcess]:
        if self.second:
            self.second.close()  # what it still prepares would take time from these
            self.second = None
        started: list[SecondProcess] = []
        with contextlib.suppress(OSError):  # no more processes are to be had: it goes with those that are there
            while len(started) < count:
                started.append(SecondProcess())
        return started

    def _spread(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        from sitegen.fresh_processes import FreshProcesses  # where processes can be forked, nobody needs it

        self.fresh = self.fresh or FreshProcesses(self.workers)
        return self.fresh.outcomes(stage, items)

    def close(self) -> None:
        for other in self.others:
            other.close()
        if self.fresh:
            self.fresh.close()
