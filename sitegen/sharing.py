"""The items of one stage, done in this process and in others at once, outcomes in the order of the items."""

import contextlib
import gc
import select
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sitegen.diagnostics import Outcome
from sitegen.second_process import CYCLES_SOUGHT_AFTER, Gone, OtherProcess, question

Item = TypeVar("Item")
Value = TypeVar("Value")
BATCH = 16  # items another process is given at a time, at most
FIRST_BATCH = 4  # before it is twinned: enough to compile most of what all of them need
ROUNDS = 4  # at the end of a stage batches become small: so often is what is left dealt out
AHEAD = 2  # batches another process has, so that it need not wait for the next one


class Hand:
    """Another process, and what it has to do."""

    def __init__(self, process: OtherProcess) -> None:
        self.process = process
        process.widen()
        self.under_way: deque[range] = deque()
        self.held: tuple[range, bytes] | None = None
        """A question that is too large to be asked before the last one is answered: this process might wait for the
        other one to read it, and that one for this one to read an answer."""

    def left_undone(self) -> list[range]:
        return [*self.under_way, *([self.held[0]] if self.held else [])]


class Crew(NamedTuple):
    """Who works."""

    others: list[OtherProcess]
    """Those that there are, be they needed or not. Twins are added to them."""
    workers: int
    """How many processes are to work."""
    works_here: bool
    """Whether this one is among them: if not, it takes items only where there are too few others."""


class Sharing(Generic[Item, Value]):
    """Others take batches of what is next, this process takes single items. What one that is gone leaves is done here.

    If there are fewer than are wanted, the first of the others is twinned as soon as it has answered once. This process
    takes items after its errands. Processes with questions that nobody will read the answers of are closed.
    """

    def __init__(
        self,
        stage: Callable[[Item], Outcome[Value]],
        items: Sequence[Item],
        crew: Crew,
        begun: int = 0,
        errands: Iterable[Callable[[], object]] = (),
        ahead: Sequence[Callable[[], object]] = (),
    ) -> None:
        """So many items were `begun` before. At the end others do what is `ahead`: one less than workers."""
        self.stage = stage
        self.items = items
        self.others, self.workers, works_here = crew
        self.begun = begun
        self.errands = deque(errands)
        self.ahead = ahead
        self.hands = [Hand(other) for other in self.others[: self.workers - works_here]]
        wanted = self.workers - works_here - len(self.others)
        self.twins = max(0, min(wanted, len(self.others[0].spares))) if self.others else 0
        """How many are still to come."""
        self.left: list[range] = []
        self.made: dict[int, list[Outcome[Value]]] = {}
        """Outcomes by the place of the first of them."""

    def outcomes(self) -> Iterator[Outcome[Value]]:
        """Of all items that were not begun before."""
        at = self.begun
        try:
            with cycles_sought():
                while at < len(self.items):
                    while at not in self.made:
                        self._do_some()
                    for outcome in self.made.pop(at):
                        yield outcome
                        at += 1
        finally:
            for hand in self.hands:
                if hand.under_way:
                    hand.process.close()

    def _do_some(self) -> None:
        for hand in self.hands[:1] if self.twins else tuple(self.hands):
            self._unless_gone(hand, self._hand_out)
        if self.begun == len(self.items):
            self._prepare()
        if self.errands:
            self.errands.popleft()()
            self._take_what_is_done(waits=False)
        elif self.left or (self._works_here() and self.begun < len(self.items)):
            self._do_here()
            self._take_what_is_done(waits=False)
        else:
            self._take_what_is_done(waits=True)

    def _prepare(self) -> None:
        for hand in self.hands[: max(1, self.workers - 1)]:
            hand.process.prepare(self.ahead)
        self.ahead = ()

    def _works_here(self) -> bool:
        return not self.hands or len(self.hands) + self.twins < self.workers

    def _do_here(self) -> None:
        span = self.left.pop() if self.left else self._next(1)
        self.made[span.start] = [self.stage(item) for item in self.items[span.start : span.stop]]

    def _next(self, most: int) -> range:
        size = (len(self.items) - self.begun) // (ROUNDS * self.workers)
        start = self.begun
        self.begun = min(start + max(1, min(size, most)), len(self.items))
        return range(start, self.begun)

    def _hand_out(self, hand: Hand) -> None:
        ahead, most = (1, FIRST_BATCH) if self.twins else (AHEAD, BATCH)
        while len(hand.under_way) < ahead and (hand.held or self.begun < len(self.items)):
            span, asked = hand.held or self._question(self._next(most))
            if hand.under_way and len(asked) > hand.process.room:
                hand.held = span, asked
                return
            hand.held = None
            hand.under_way.append(span)
            hand.process.send(asked)

    def _question(self, span: range) -> tuple[range, bytes]:
        return span, question(applied, (self.stage, self.items[span.start : span.stop]))

    def _take_what_is_done(self, waits: bool) -> None:
        busy = {hand.process.replies: hand for hand in self.hands if hand.under_way}
        for reply in select.select(list(busy), [], [], None if waits else 0)[0]:
            self._unless_gone(busy[reply], self._take)

    def _take(self, hand: Hand) -> None:
        made = hand.process.answer()
        self.made[hand.under_way.popleft().start] = made
        while self.twins:
            twin = hand.process.twin()
            self.twins = self.twins - 1 if twin else 0
            if twin:
                self.others.append(twin)
                self.hands.append(Hand(twin))

    def _unless_gone(self, hand: Hand, work: Callable[[Hand], None]) -> None:
        if hand.process.is_closed:
            return  # it ended with another one, and what it left undone is known
        try:
            work(hand)
        except Gone:
            self.twins = 0
            hand.process.close()  # and its twins, if it has some
            ended = [one for one in self.hands if one.process.is_closed]
            self.left += [span for one in ended for span in one.left_undone()]
            self.hands = [one for one in self.hands if not one.process.is_closed]


def applied(stage: Callable[[Any], Outcome[Any]], batch: Sequence[Any]) -> list[Outcome[Any]]:
    return [stage(item) for item in batch]


@contextlib.contextmanager
def cycles_sought() -> Iterator[None]:
    """Python's collector at work, at a slow pace: parsers may make cycles, and a process parses for long."""
    was_enabled, thresholds = gc.isenabled(), gc.get_threshold()
    gc.set_threshold(CYCLES_SOUGHT_AFTER)
    gc.freeze()  # what is there need not be searched
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        if not was_enabled:
            gc.disable()
