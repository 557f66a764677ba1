"""What the last build knew, in one SQLite file in the site's cache folder.

Every row is true for ever: these bytes have this digest, this stage makes this of that. So a store that is cut short or
behind the times is never wrong, only less useful, and nothing has to wait for the disk. The name of the file has the
version of all code in it: what another version knew is not even opened.
"""

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar
from zlib import crc32

import msgspec

from sitegen.diagnostics import Diagnostic
from sitegen.digests import NEVER, Digests, Row
from sitegen.lazy import Frozen, digest, pack, unpacker

Told = tuple[Diagnostic, ...]
Gathered = TypeVar("Gathered")
# Commits don't wait for the disk: after a power cut the file may be older or broken, and both are harmless.
# Its journal stays: to make and to remove it for each of some ten commits takes as long as all that they write.
SETTINGS = (
    "PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA journal_mode = TRUNCATE;"
)
FILES = "(name TEXT PRIMARY KEY, signature BLOB, digest BLOB, sum INTEGER)"
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS inputs {FILES} WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs {FILES} WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outcomes (
    stage TEXT, item BLOB, value BLOB, told BLOB, parts BLOB, sum INTEGER, PRIMARY KEY (stage, item)
);
CREATE TABLE IF NOT EXISTS gathered (name TEXT PRIMARY KEY, data BLOB, sum INTEGER);
CREATE TABLE IF NOT EXISTS parts (fingerprint BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS texts (fingerprint BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, data BLOB, sum INTEGER);
"""
MOST_ASKED = 500  # parts in one question
MOST_APART = 512  # rows: so many are read fast enough one by one, more of them are gathered in one piece
GONE = b""  # in place of a digest, or of what there is to tell: the row that was gathered holds no longer
LIST_BEGINS = b"\xdd"  # in MessagePack; four bytes with its length follow
LARGE = 2048  # bytes: small parts lie close together for who wants many, large ones are compressed and lie apart
TABLES = ("parts", "texts")
SOUND_PART = "typeof(data) = 'blob'"
SOUND_FILE = "typeof(name) = 'text' AND typeof(signature) = 'blob' AND typeof(digest) = 'blob'"
SOUND_OUTCOME = (
    "typeof(item) = 'blob' AND typeof(value) IN ('blob', 'null') AND typeof(told) IN ('blob', 'null')"
    " AND typeof(parts) = 'blob'"
)
_stores: dict[tuple[int, str], "Store"] = {}
"""The open stores of each process: a connection must not be carried into another one."""


class Lost(Exception):
    """The store lacks, or has broken, what it should have."""


class Remembered(Frozen, frozen=True):
    """What a stage made of an item, packed."""

    item: bytes
    """The item's fingerprint."""
    value: bytes | None
    told: bytes | None
    parts: bytes
    """The fingerprints of the lazy values in it, one after another."""


class Parts(Frozen, frozen=True):
    """Lazy values, packed, by their fingerprints, as they are kept. To compress them takes half of the time of it."""

    small: dict[bytes, bytes]
    large: dict[bytes, bytes]
    """Compressed."""

    def of(self, fingerprints: AbstractSet[bytes]) -> "Parts":
        some = ({one: data for one, data in kind.items() if one in fingerprints} for kind in (self.small, self.large))
        return Parts(*some)


def as_kept(packed: Mapping[bytes, bytes]) -> Parts:
    return Parts(
        {one: data for one, data in packed.items() if len(data) < LARGE},
        {one: zlib.compress(data, 1) for one, data in packed.items() if len(data) >= LARGE},
    )


def sum_of_file(name: str, signature: bytes, digest: bytes) -> int:
    """A checksum of a row: one that a power cut has torn, or that somebody has tampered with, is as good as none."""
    return crc32(digest, crc32(signature, crc32(name.encode())))


def sum_of_outcome(item: bytes, value: bytes | None, told: bytes | None, parts: bytes) -> int:
    return crc32(parts, crc32(told or b"", crc32(value or b"", crc32(item))))


class PartLoader(Frozen, frozen=True):
    """Loads lazy values of one kind from a store, in whichever process they are asked for."""

    path: str
    kind: Any

    def __call__(self, fingerprint: bytes) -> Any:  # noqa: ANN401 - a value of the kind
        return self.together([fingerprint])[0]

    def together(self, fingerprints: Sequence[bytes]) -> list[Any]:
        return store_at(self.path).many_parts(self.kind, fingerprints)


class Store:
    """One open file. Every method may raise sqlite3.Error; `many_parts` raises Lost."""

    def __init__(self, path: str) -> None:
        self.path = path
        # The preview builds in a thread of its own, one build at a time.
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level="DEFERRED")
        self.connection.executescript(SETTINGS)
        self.connection.executescript(SCHEMA)
        self.loaders: dict[int, PartLoader] = {}
        self.homes: dict[int, str] = {}
        self.unpackers: dict[Any, Callable[[bytes], Any]] = {}
        _stores[os.getpid(), path] = self

    def close(self) -> None:
        _stores.pop((os.getpid(), self.path), None)
        self.connection.close()

    def files(self, table: str) -> dict[str, Row]:
        """The rows of `inputs` or `outputs` by their names."""
        found = {row[0]: row for row in self._gathered(table, _read_files)}  # none of these is gone
        query = f"SELECT name, signature, digest, sum FROM {table} WHERE {SOUND_FILE}"  # noqa: S608 - one of our two names
        for *row, sum_ in self.connection.execute(query):
            name, signature, digest = row
            if sum_of_file(name, signature, digest) == sum_:
                found[name] = (name, signature, digest)
                if digest == GONE:
                    del found[name]
        return found

    def keep_files(self, table: str, fresh: Iterable[Row], gone: Iterable[str]) -> None:
        rows = [(*row, sum_of_file(*row)) for row in (*fresh, *((name, NEVER, GONE) for name in gone))]
        self.connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608
        if rows and self._are_many(table):
            self._gather(table, list(self.files(table).values()))
            self.connection.execute(f"DELETE FROM {table}")  # noqa: S608
        self.connection.commit()

    def outcomes(self, stage: str) -> dict[bytes, Remembered]:
        """All that a stage made, by the fingerprints of the items."""
        found = {one.item: one for one in self._gathered(_name_of(stage), _read_outcomes)}  # as in `files`
        query = f"SELECT item, value, told, parts, sum FROM outcomes WHERE stage = ? AND {SOUND_OUTCOME}"  # noqa: S608
        for item, value, told, parts, sum_ in self.connection.execute(query, (stage,)):
            if sum_of_outcome(item, value, told, parts) == sum_:
                found[item] = Remembered(item, value, told, parts)
                if told == GONE:
                    del found[item]
        return found

    def keep(self, stage: str, made: Iterable[Remembered], parts: "Parts") -> None:
        """Keep outcomes, and the parts in them that are not kept yet: all that a stage remade is mostly as it was."""
        found = [(one.item, one.value, one.told, one.parts) for one in made]
        rows = [(stage, *row, sum_of_outcome(*row)) for row in found]
        self.connection.executemany("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?)", rows)
        held = self._held([*parts.small, *parts.large])
        for table, data in zip(TABLES, (parts.small, parts.large), strict=True):
            fresh = [row for row in data.items() if row[0] not in held]
            self.connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", fresh)  # noqa: S608
        self.connection.commit()

    def forget(self, stage: str, items: Iterable[bytes], parts: Iterable[bytes]) -> None:
        stale = list(items)
        self.connection.executemany(
            "DELETE FROM outcomes WHERE stage = ? AND item = ?", [(stage, item) for item in stale]
        )
        if self.connection.execute("SELECT 1 FROM gathered WHERE name = ?", (_name_of(stage),)).fetchone():
            rows = [(stage, item, None, GONE, b"", sum_of_outcome(item, None, GONE, b"")) for item in stale]
            self.connection.executemany("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?)", rows)
        gone = [(part,) for part in parts]
        for table in TABLES:
            self.connection.executemany(f"DELETE FROM {table} WHERE fingerprint = ?", gone)  # noqa: S608 - as above
        self.connection.commit()

    def gather(self, stage: str) -> None:
        """Lay the outcomes of a stage together, if there are many: to read them one by one takes longer."""
        if self._are_many("outcomes", stage):
            self._gather(_name_of(stage), list(self.outcomes(stage).values()))
            self.connection.execute("DELETE FROM outcomes WHERE stage = ?", (stage,))
            self.connection.commit()

    def _are_many(self, table: str, stage: str | None = None) -> bool:
        """Whether more rows stand by themselves than are read fast enough."""
        query = f"SELECT count(*) FROM {table}" + (" WHERE stage = ?" if stage else "")  # noqa: S608
        (count,) = self.connection.execute(query, (stage,) if stage else ()).fetchone()
        return bool(count >= MOST_APART)

    def _gather(self, name: str, rows: list[Row] | list[Remembered]) -> None:
        data = pack(rows)
        self.connection.execute("INSERT OR REPLACE INTO gathered VALUES (?, ?, ?)", (name, data, crc32(data)))

    def _gathered(self, name: str, read: Callable[[bytes], list[Gathered]]) -> list[Gathered]:
        """The rows that lie together; none if they are broken."""
        query = f"SELECT data, sum FROM gathered WHERE name = ? AND {SOUND_PART}"  # noqa: S608 - as above
        row = self.connection.execute(query, (name,)).fetchone()
        try:
            return read(row[0]) if row and crc32(row[0]) == row[1] else []
        except (msgspec.MsgspecError, ValueError):
            return []

    def fact(self, name: str) -> bytes | None:
        query = f"SELECT data, sum FROM facts WHERE name = ? AND {SOUND_PART}"  # noqa: S608 - as above
        row = self.connection.execute(query, (name,)).fetchone()
        return row[0] if row and crc32(row[0]) == row[1] else None

    def keep_fact(self, name: str, data: bytes) -> None:
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", (name, data, crc32(data)))
        self.connection.commit()

    def many_parts(self, kind: Any, fingerprints: Sequence[bytes]) -> list[Any]:  # noqa: ANN401 - values of the kind
        found: dict[bytes, bytes] = {}
        # Where the last one of a kind was, the next ones are likely to be.
        for table in sorted(TABLES, key=lambda name: name != self.homes.get(id(kind), TABLES[0])):
            missing = [one for one in fingerprints if one not in found]
            if missing:
                found |= self._data(table, missing)
                self.homes[id(kind)] = table
        unpacked = self.unpacker_of(kind)
        return [unpacked(_checked(one, found.get(one))) for one in fingerprints]

    def _data(self, table: str, fingerprints: Sequence[bytes]) -> dict[bytes, bytes]:
        found = dict(self._about("fingerprint, data", table, fingerprints))
        try:
            return found if table == "parts" else {one: zlib.decompress(data) for one, data in found.items()}
        except zlib.error:
            raise Lost(table) from None

    def _held(self, fingerprints: Sequence[bytes]) -> set[bytes]:
        return {row[0] for table in TABLES for row in self._about("fingerprint", table, fingerprints)}

    def _about(self, columns: str, table: str, fingerprints: Sequence[bytes]) -> Iterator[Any]:
        for start in range(0, len(fingerprints), MOST_ASKED):
            asked = fingerprints[start : start + MOST_ASKED]
            places = ", ".join("?" * len(asked))
            query = f"SELECT {columns} FROM {table} WHERE fingerprint IN ({places}) AND {SOUND_PART}"  # noqa: S608
            yield from self.connection.execute(query, asked)

    def loader_of(self, kind: Any) -> PartLoader:  # noqa: ANN401 - a type
        # By identity: a type is hashed slowly, and those in the annotations of structs live as long as these do.
        found = self.loaders.get(id(kind))
        if found is None:
            found = self.loaders[id(kind)] = PartLoader(self.path, kind)
        return found

    def unpacker_of(self, kind: Any) -> Callable[[bytes], Any]:  # noqa: ANN401 - a type
        """The way from packed values to those whose lazy values are loaded from here; it raises Lost."""
        if kind not in self.unpackers:
            self.unpackers[kind] = _raising_lost(unpacker(kind, self.loader_of))
        return self.unpackers[kind]

    def unpack_all(self, kind: Any, packed: Sequence[bytes]) -> Iterator[Any]:  # noqa: ANN401 - as above
        """Values of one type, read as one list of them. Raises Lost."""
        return iter(self.unpacker_of(list[kind])(LIST_BEGINS + len(packed).to_bytes(4) + b"".join(packed)))


_read_files: Callable[[bytes], list[Row]] = msgspec.msgpack.Decoder(list[Row]).decode
_read_outcomes: Callable[[bytes], list[Remembered]] = msgspec.msgpack.Decoder(list[Remembered]).decode


def _name_of(stage: str) -> str:
    return f"outcomes of {stage}"


def _checked(fingerprint: bytes, data: bytes | None) -> bytes:
    if data is None or digest(data) != fingerprint:
        raise Lost(fingerprint.hex())
    return data


def store_at(path: str) -> Store:
    """The store that is open at a path; a process that has none there opens it."""
    return _stores.get((os.getpid(), path)) or Store(path)


def unlike(path: str, folder: str) -> list[str]:
    """The names of the outputs in a folder that are not as the store at a path knows them."""
    return Digests(store_at(path).files("outputs")).unlike(folder)


def _raising_lost(unpack: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    def unpacked(data: bytes) -> Any:  # noqa: ANN401 - whatever is unpacked
        try:
            return unpack(data)
        except (msgspec.MsgspecError, ValueError):
            raise Lost from None

    return unpacked


def unpack_told(data: bytes) -> Told:
    """Raises Lost for what is no list of diagnostics."""
    try:
        return _told_decoder.decode(data)
    except (msgspec.MsgspecError, ValueError):
        raise Lost("diagnostics") from None


_told_decoder = msgspec.msgpack.Decoder(Told)
