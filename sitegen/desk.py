"""What the preview shows right now, and the waiting for something else to show."""

import threading
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.snapshot import Snapshot


class Shown(msgspec.Struct, frozen=True):
    """One state of the preview, whole."""

    number: int
    """Counts the states, from 1."""
    snapshot: Snapshot | None
    """The last sound one; None before there is one."""
    told: tuple[Diagnostic, ...]
    """What there is to tell of the newest state of the files, which may not be sound."""
    excerpts: tuple[str, ...]
    """The same, each with its excerpt."""
    changed_files: Mapping[str, int]
    """The numbers of the states in which copied files changed, by their URLs."""

    @property
    def is_sound(self) -> bool:
        return self.snapshot is not None and not has_errors(self.told)


class Desk:
    """Where the builder lays down each new state, and where those who serve take it up."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._shown: Shown | None = None

    @property
    def shown(self) -> Shown | None:
        return self._shown

    def show(self, snapshot: Snapshot | None, told: Sequence[Diagnostic], excerpts: Sequence[str]) -> Shown:
        """Lay down a new state. Without a sound snapshot the last one stays."""
        with self._condition:
            last = self._shown
            number = last.number + 1 if last else 1
            before = last.snapshot if last else None
            changed = dict(last.changed_files) if last else {}
            if snapshot and before:
                changed.update((url, number) for url in _changed(before, snapshot))
            self._shown = Shown(number, snapshot or before, tuple(told), tuple(excerpts), changed)
            self._condition.notify_all()
            return self._shown

    def wait(self, number: int, seconds: float) -> Shown | None:
        """The first state after the number-th; what is there if there is none within the time."""
        with self._condition:
            self._condition.wait_for(lambda: self._shown is not None and self._shown.number > number, seconds)
            return self._shown


def _changed(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """The URLs of the files that have other bytes than before, or have come or gone."""
    for path in before.files.keys() | after.files.keys():
        if _signature(before, path) != _signature(after, path):
            yield f"{after.base_path}/{path}"


def _signature(snapshot: Snapshot, path: str) -> bytes | None:
    asset = snapshot.files.get(path)
    return snapshot.signatures.get(asset.origin) if asset else None
