"""An Each over processes, for stages that are slow enough and items that are many enough to pay for them."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from sitegen.diagnostics import Outcome
from sitegen.second_process import IS_POSSIBLE, Gone, OtherProcess, SecondProcess

if TYPE_CHECKING:
    from sitegen.fresh_processes import FreshProcesses

Item = TypeVar("Item")
Value = TypeVar("Value")
# Measured: with fewer items than this, more processes cost more than they save.
FEWEST_ITEMS = 24 if IS_POSSIBLE else 256
HERE_TOO = "render"  # a stage that this process has what it needs for: it knows the templates
ALL_AT_ONCE = "link"  # a stage that gets all there is: to send that takes longer than it saves


class Pool:
    """Few items go to the second process, if there is one; many are shared between this process and others.

    What no other process does is done in a plain loop.
    """

    def __init__(self, workers: int, second: SecondProcess | None = None) -> None:
        self.workers = workers
        """How many processes work, this one among them where processes can be forked."""
        self.others: list[OtherProcess] = [second] if second else []
        self.at_home: Collection[str] = (ALL_AT_ONCE,)
        """Stages with few items that are nevertheless done here."""
        self.errands: Sequence[Callable[[], object]] = ()
        """What is done here once, as soon as another process has something to do."""
        self.ahead: Sequence[Callable[[], object]] = ()
        """What others do once, when the items of a stage are done and this process is at the next."""
        self.fresh: FreshProcesses | None = None

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        done = 0
        for outcome in self._elsewhere(stage, items):
            yield outcome
            done += 1
        yield from map(stage, items[done:])

    def _elsewhere(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        self.others = [other for other in self.others if not other.is_closed]
        if self.workers > 1 and len(items) >= max(1, FEWEST_ITEMS):
            return self._shared(stage, items) if IS_POSSIBLE else self._spread(stage, items)
        if items and self.others and stage.__name__ not in self.at_home:
            return self._beside(self.others[0], stage, items)
        return iter(())

    def _beside(
        self, second: OtherProcess, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]
    ) -> Iterator[Outcome[Value]]:
        try:
            outcomes = second.ask(map, stage, items)
            errands, ahead = self._once()
            second.prepare(ahead)
            for errand in errands:
                errand()
            yield from outcomes
        except Gone:
            second.close()  # what stopped it will be told by a plain loop

    def _shared(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        from sitegen.sharing import Crew, Sharing  # most builds make few items

        begun = 0
        if not self.others:
            yield stage(items[0])  # what it needs is in all processes that are forked now
            begun = 1
            with contextlib.suppress(OSError):  # no more processes are to be had: it goes with those that are there
                while len(self.others) < self.workers - 1:
                    self.others.append(SecondProcess())
        crew = Crew(self.others, self.workers, works_here=begun > 0 or stage.__name__ == HERE_TOO)
        yield from Sharing(stage, items, crew, begun, *self._once()).outcomes()

    def _once(self) -> tuple[Sequence[Callable[[], object]], Sequence[Callable[[], object]]]:
        """The errands, and what others do ahead. There are none the next time."""
        errands, ahead = self.errands, self.ahead
        self.errands = self.ahead = ()
        return errands, ahead

    def _spread(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterator[Outcome[Value]]:
        from sitegen.fresh_processes import FreshProcesses  # where processes can be forked, nobody needs it

        self.fresh = self.fresh or FreshProcesses(self.workers)
        return self.fresh.outcomes(stage, items)

    def dismiss(self) -> None:
        """Nothing more is to be done: others may end, while this process goes on."""
        for other in self.others:
            other.dismiss()

    def close(self) -> None:
        for other in self.others:
            other.close()
        if self.fresh:
            self.fresh.close()
