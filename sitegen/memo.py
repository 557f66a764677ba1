"""An Each that remembers: what a stage has made of an item before is looked up by the item's fingerprint."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args, get_type_hints

from sitegen.diagnostics import Outcome
from sitegen.digests import Digests, FileBytes
from sitegen.lazy import Frozen, Lazy, fingerprint, pack, pack_apart
from sitegen.model import Output
from sitegen.pipeline import Each
from sitegen.progress import Bar
from sitegen.store import Part, Remembered, Store, part_of, split_parts, unpack_told

Item = TypeVar("Item")
Value = TypeVar("Value")
SLICE = 1024  # items between two writes to the store: what is in memory at once, and what a killed build loses


class Record(Frozen, frozen=True):
    """What a stage made, packed where it was made."""

    value: bytes | None
    parts: dict[bytes, Part]
    body: FileBytes | bytes | None = None
    """The bytes of an Output."""


Numbered = tuple[int, Outcome[Record]]
"""A record, with the place of the item that it was made of."""


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
            return Outcome(Record(None, {}), outcome.diagnostics)
        if isinstance(value, Output):
            return Outcome(Record(pack(value), {}, self.staged(value)), outcome.diagnostics)
        packed, parts = pack_apart(value)
        return Outcome(Record(packed, {one: part_of(data) for one, data in parts.items()}), outcome.diagnostics)

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
    """

    def __init__(self, inner: Each, store: Store, staging: str, folder: str, there: Digests, bar: Bar) -> None:
        self.inner = inner
        self.store = store
        self.staging = staging
        self.folder = folder
        self.there = there
        self.bar = bar

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
        kind = get_args(get_type_hints(stage)["return"])[0]
        fingerprints = [fingerprint(item) for item in items]
        known = self.store.outcomes(stage.__name__)
        outcomes = [self._known(kind, known.get(one)) for one in fingerprints]
        missing = [at for at, outcome in enumerate(outcomes) if outcome is None]
        held = _parts_of(known.values()) if missing else set()
        records = self.inner(Recorded(stage, self.staging), [items[at] for at in missing])
        with self.bar.stage(stage.__name__, len(missing)):
            for some in self._in_slices(zip(missing, records, strict=True)):
                self._keep(stage.__name__, [(fingerprints[at], record) for at, record in some], held)
                for at, record in some:
                    outcomes[at] = self._fresh(kind, record)
        self._forget(stage.__name__, known, set(fingerprints))
        return [outcome for outcome in outcomes if outcome is not None]

    def _known(self, kind: Any, known: Remembered | None) -> Outcome[Any] | None:  # noqa: ANN401 - a type
        if known is None:
            return None
        value = self._unpacked(kind, known.value)
        if isinstance(value, Output):
            origin = f"{self.folder}/{value.path}"
            if self.there.at(value.path, origin) != value.body.fingerprint:
                return None
            value = _with_body(value, FileBytes(origin))
        return Outcome(value, unpack_told(known.told) if known.told else ())

    def _fresh(self, kind: Any, record: Outcome[Record]) -> Outcome[Any]:  # noqa: ANN401 - a type
        assert record.value is not None
        value = self._unpacked(kind, record.value.value)
        if isinstance(value, Output) and record.value.body is not None:
            value = _with_body(value, record.value.body)
        return Outcome(value, record.diagnostics)

    def _unpacked(self, kind: Any, data: bytes | None) -> Any:  # noqa: ANN401 - a type, and a value of it
        return None if data is None else self.store.unpacked(kind, data)

    def _keep(self, name: str, records: Iterable[tuple[bytes, Outcome[Record]]], held: Collection[bytes]) -> None:
        made: list[Remembered] = []
        parts: dict[bytes, Part] = {}
        for item, outcome in records:
            record = outcome.value
            assert record is not None
            told = pack(outcome.diagnostics) if outcome.diagnostics else None
            made.append(Remembered(item, record.value, told, b"".join(record.parts)))
            parts.update((part, data) for part, data in record.parts.items() if part not in held)
        self.store.keep(name, made, parts)

    def _in_slices(self, records: Iterable[Numbered]) -> Iterator[list[Numbered]]:
        some: list[Numbered] = []
        for record in records:
            some.append(record)
            self.bar.advance()
            if len(some) == SLICE:
                yield some
                some = []
        yield some

    def _forget(self, name: str, known: Mapping[bytes, Remembered], live: set[bytes]) -> None:
        """Let go of what no item of this build has led to, and of the parts that nothing else holds."""
        stale = known.keys() - live
        if stale:
            parts = _parts_of(known[item] for item in stale)
            used = _parts_of(self.store.outcomes(name).values(), stale) if parts else set()
            self.store.forget(name, stale, parts - used)


def _parts_of(remembered: Iterable[Remembered], without: Collection[bytes] = ()) -> set[bytes]:
    return {part for one in remembered if one.item not in without for part in split_parts(one.parts)}


def _with_body(output: Output, body: FileBytes | bytes) -> Output:
    return Output(output.path, Lazy.of(body) if isinstance(body, bytes) else Lazy(output.body.fingerprint, body))
