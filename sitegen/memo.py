"""An Each that remembers: what a stage has made of an item before is looked up by the item's fingerprint."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar, get_args, get_type_hints

from sitegen.diagnostics import Outcome
from sitegen.digests import Digests, FileBytes
from sitegen.lazy import DIGEST_SIZE, Frozen, Lazy, fingerprint, fingerprints_of, pack, pack_apart
from sitegen.model import Output
from sitegen.pipeline import Each
from sitegen.progress import Bar
from sitegen.store import Parts, Remembered, Store, as_kept, unpack_told

Item = TypeVar("Item")
Value = TypeVar("Value")
FEW_PARTS = 64  # so many are sought one by one: to take all others apart takes longer
NO_PARTS = Parts({}, {})
# Items between two writes to the store, at first and at most: what is written while others work need not be at the end.
FIRST_SLICE, SLICE = 32, 256


class Record(Frozen, frozen=True):
    """What a stage made, packed where it was made."""

    value: bytes | None
    parts: Parts
    """The lazy values in it."""
    body: FileBytes | bytes | None = None
    """The bytes of an Output."""


Numbered = tuple[int, Outcome[Record]]
"""A record, with the place of the item that it was made of."""


class Known(Frozen, frozen=True):
    """All that is remembered of a stage, by the fingerprints of the items."""

    rows: dict[bytes, Remembered]
    outcomes: dict[bytes, Outcome[Any]]


class Recorded:
    """A stage that packs what it makes. The bodies of outputs go to files, ready to be moved to their places."""

    def __init__(self, stage: Callable[[Any], Outcome[Any]], staging: str) -> None:
        self.stage = stage
        self.staging = staging
        self.__name__ = stage.__name__

    def __call__(self, item: Any) -> Outcome[Record]:  # noqa: ANN401 - whatever the stage takes
        outcome = self.stage(item)
        value = outcome.value
        if value is None:
            return Outcome(Record(None, NO_PARTS), outcome.diagnostics)
        if isinstance(value, Output):
            return Outcome(Record(pack(value), NO_PARTS, self.staged(value)), outcome.diagnostics)
        packed, parts = pack_apart(value)
        return Outcome(Record(packed, as_kept(parts)), outcome.diagnostics)

    def staged(self, output: Output) -> FileBytes | bytes:
        """The body in a file of its own; as it is if no file can be written."""
        origin = f"{self.staging}/{fingerprint(output.path).hex()}"
        try:
            with open(origin, "wb") as stream:  # noqa: PTH123 - Path.open takes twice as long
                stream.write(output.body.value)
        except OSError:
            return output.body.value
        return FileBytes(origin, is_staged=True)


class Memo:
    """Looks up each item, and hands those that are new to `inner`. Raises what its store raises.

    An output counts as known only while its file in the output folder holds it: `there` knows what is there.
    A stage is remembered by its name, or by the one that `names` has for it.
    """

    def __init__(
        self,
        inner: Each,
        store: Store,
        staging: str,
        folder: str,
        there: Digests,
        bar: Bar,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.inner = inner
        self.store = store
        self.staging = staging
        self.folder = folder
        self.there = there
        self.bar = bar
        self.names = names or {}
        self.looked_up: dict[str, Known] = {}

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
        name = self._name_of(stage)
        unpacked = self.store.unpacker_of(_kind_of(stage))
        fingerprints = fingerprints_of(items)
        known = self.looked_up.pop(name, None) or self._look_up(stage)
        outcomes = [self._if_there(known.outcomes.get(one)) for one in fingerprints]
        missing = [at for at, outcome in enumerate(outcomes) if outcome is None]
        held = _joined_parts(known.rows.values()) if missing else b""
        records = self.inner(Recorded(stage, self.staging), [items[at] for at in missing])
        fresh: list[Remembered] = []
        with self.bar.stage(name, len(missing)):
            for some in self._in_slices(zip(missing, records, strict=True)):
                fresh += self._keep(name, [(fingerprints[at], record) for at, record in some], held)
                for at, record in some:
                    outcomes[at] = self._fresh(unpacked, record)
        self._forget(name, known.rows, set(fingerprints), fresh)
        if missing:
            self.store.gather(name)
        return [outcome for outcome in outcomes if outcome is not None]

    def look_ahead(self, *stages: Callable[[Any], Outcome[Any]]) -> None:
        """Look up what is remembered of stages that come later."""
        for stage in stages:
            self.looked_up[self._name_of(stage)] = self._look_up(stage)

    def _name_of(self, stage: Callable[[Any], Outcome[Any]]) -> str:
        return self.names.get(stage.__name__, stage.__name__)

    def _look_up(self, stage: Callable[[Any], Outcome[Any]]) -> Known:
        rows = self.store.outcomes(self._name_of(stage))
        values = self.store.unpack_all(_kind_of(stage), [row.value for row in rows.values() if row.value is not None])
        outcomes = {
            item: Outcome(None if row.value is None else next(values), unpack_told(row.told) if row.told else ())
            for item, row in rows.items()
        }
        return Known(rows, outcomes)

    def _if_there(self, outcome: Outcome[Any] | None) -> Outcome[Any] | None:
        """The outcome, but of an output only if the file in the output folder holds it; from there it is loaded."""
        output = outcome.value if outcome else None
        if type(output) is not Output:
            return outcome
        origin = f"{self.folder}/{output.path}"
        output.body.load = FileBytes(origin)
        return outcome if self.there.at(output.path, origin) == output.body.fingerprint else None

    def _fresh(self, unpacked: Callable[[bytes], Any], record: Outcome[Record]) -> Outcome[Any]:
        assert record.value is not None
        value = None if record.value.value is None else unpacked(record.value.value)
        if type(value) is Output and record.value.body is not None:
            value = _with_body(value, record.value.body)
        return Outcome(value, record.diagnostics)

    def _keep(self, name: str, records: Iterable[tuple[bytes, Outcome[Record]]], held: bytes) -> list[Remembered]:
        made: list[Remembered] = []
        parts = Parts({}, {})
        for item, outcome in records:
            record = outcome.value
            assert record is not None
            told = pack(outcome.diagnostics) if outcome.diagnostics else None
            made.append(Remembered(item, record.value, told, b"".join([*record.parts.small, *record.parts.large])))
            parts.small.update(record.parts.small)
            parts.large.update(record.parts.large)
        fresh = _not_among(parts.small.keys() | parts.large.keys(), held)
        self.store.keep(name, made, parts.of(fresh))
        return [Remembered(one.item, None, None, one.parts) for one in made]  # the values are in the store now

    def _in_slices(self, records: Iterable[Numbered]) -> Iterator[list[Numbered]]:
        some: list[Numbered] = []
        size = FIRST_SLICE
        for record in records:
            some.append(record)
            self.bar.advance()
            if len(some) == size:
                yield some
                some, size = [], min(2 * size, SLICE)
        yield some

    def _forget(
        self, name: str, known: Mapping[bytes, Remembered], live: set[bytes], fresh: Iterable[Remembered]
    ) -> None:
        """Let go of what no item of this build has led to, and of the parts that nothing else holds."""
        stale = known.keys() - live
        if stale:
            gone = _parts_in(_joined_parts(known[item] for item in stale))
            rest = [*(one for item, one in known.items() if item not in stale), *fresh] if gone else []
            self.store.forget(name, stale, _not_among(gone, _joined_parts(rest)))


def _kind_of(stage: Callable[[Any], Outcome[Any]]) -> Any:  # noqa: ANN401 - the type of what it makes
    return get_args(get_type_hints(stage)["return"])[0]


def _joined_parts(remembered: Iterable[Remembered]) -> bytes:
    return b"".join([one.parts for one in remembered])


def _parts_in(joined: bytes) -> set[bytes]:
    return {joined[start : start + DIGEST_SIZE] for start in range(0, len(joined), DIGEST_SIZE)}


def _not_among(parts: AbstractSet[bytes], joined: bytes) -> AbstractSet[bytes]:
    """Those of some parts that are not among many."""
    if len(parts) <= FEW_PARTS:
        # To be found across two fingerprints is as unlikely as that two are equal.
        return {part for part in parts if part not in joined}
    return parts - _parts_in(joined)


def _with_body(output: Output, body: FileBytes | bytes) -> Output:
    return Output(output.path, Lazy.of(body) if isinstance(body, bytes) else Lazy(output.body.fingerprint, body))
