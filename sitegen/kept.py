"""An Each that keeps, in memory, what the stages made in the last build: the next one makes only what is new."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sitegen.diagnostics import Outcome
from sitegen.lazy import fingerprint
from sitegen.pipeline import Each

Item = TypeVar("Item")
Value = TypeVar("Value")


class Kept:
    """Hands the items that are new to `inner`. Two builds in a row have nearly the same items in the same order."""

    def __init__(self, inner: Each) -> None:
        self.inner = inner
        self.last: dict[str, tuple[Sequence[Any], list[Outcome[Any]]]] = {}

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
        before, made = self.last.get(stage.__name__, ((), []))
        start = _length_of_common(before, items)
        end = _length_of_common(before[start:][::-1], items[start:][::-1])
        middle = slice(start, len(items) - end)
        outcomes = self._among(stage, items[middle], before[start : len(before) - end], made[start : len(made) - end])
        outcomes = [*made[:start], *outcomes, *made[len(made) - end :]]
        self.last[stage.__name__] = (items, outcomes)
        return outcomes

    def _among(
        self,
        stage: Callable[[Item], Outcome[Value]],
        items: Sequence[Item],
        before: Sequence[Item],
        made: Sequence[Outcome[Value]],
    ) -> list[Outcome[Value]]:
        if not before:
            return list(self.inner(stage, items))
        known = {fingerprint(item): outcome for item, outcome in zip(before, made, strict=True)}
        found = [known.get(fingerprint(item)) for item in items]
        fresh = iter(self.inner(stage, [item for item, outcome in zip(items, found, strict=True) if outcome is None]))
        return [outcome or next(fresh) for outcome in found]


def _length_of_common(some: Sequence[object], others: Sequence[object]) -> int:
    """How many items two sequences begin with alike."""
    pairs = zip(some, others, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(some), len(others)))
