"""What the last build knew, in one SQLite file in the site's cache folder.

Every row is true for ever: these bytes have this digest, this stage makes this of that. So a store that is cut short or
behind the times is never wrong, only less useful, and nothing has to wait for the disk. The name of the file has the
version of all code in it: what another version knew is not even opened.
"""

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sitegen.diagnostics import Diagnostic
from sitegen.digests import Row
from sitegen.lazy import DIGEST_SIZE, Frozen, digest, unpacker

Told = tuple[Diagnostic, ...]
# Commits don't wait for the disk: after a power cut the file may be older or broken, and both are harmless.
SETTINGS = "PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;"
FILES = "(name TEXT PRIMARY KEY, signature BLOB, digest BLOB)"
SCHEMA = f"""
CREATE TABLE inputs {FILES} WITHOUT ROWID;
CREATE TABLE outputs {FILES} WITHOUT ROWID;
CREATE TABLE outcomes (stage TEXT, item BLOB, value BLOB, told BLOB, parts BLOB, PRIMARY KEY (stage, item));
CREATE TABLE parts (fingerprint BLOB PRIMARY KEY, data BLOB);
CREATE TABLE texts (fingerprint BLOB PRIMARY KEY, data BLOB);
CREATE TABLE facts (name TEXT PRIMARY KEY, data BLOB);
"""
MOST_ASKED = 500  # parts in one question
LARGE = 2048  # bytes, packed
TABLES = (("parts", False), ("texts", True))
# A row that somebody has tampered with, or that a power cut has torn, is as good as none.
SOUND_PART = "typeof(data) = 'blob'"
SOUND_FILE = "typeof(name) = 'text' AND typeof(signature) = 'blob' AND typeof(digest) = 'blob'"
SOUND_OUTCOME = (
    f"typeof(item) = 'blob' AND typeof(value) IN ('blob', 'null') AND typeof(told) IN ('blob', 'null')"
    f" AND typeof(parts) = 'blob' AND length(parts) % {DIGEST_SIZE} = 0"
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


class Part(Frozen, frozen=True):
    """A packed value that others hold: small ones lie close together for who wants many, large ones are compressed."""

    data: bytes
    is_large: bool


def part_of(packed: bytes) -> Part:
    return Part(packed, is_large=False) if len(packed) < LARGE else Part(zlib.compress(packed, 1), is_large=True)


class PartLoader(Frozen, frozen=True):
    """Loads lazy values of one kind from a store, in whichever process they are asked for."""

    path: str
    kind: Any

    def __call__(self, fingerprint: bytes) -> Any:  # noqa: ANN401 - a value of the kind
        return self.together([fingerprint])[0]

    def together(self, fingerprints: Sequence[bytes]) -> list[Any]:
        return store_at(self.path).many_parts(self.kind, fingerprints)


class Store:
    """One open file. Every method may raise sqlite3.Error; `part` and `unpacked` raise Lost."""

    def __init__(self, path: str) -> None:
        self.path = path
        is_new = not os.path.exists(path)
        # The preview builds in a thread of its own, one build at a time.
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level="DEFERRED")
        self.connection.executescript(SETTINGS)
        if is_new:
            self.connection.executescript(SCHEMA)
        self.loaders: dict[int, PartLoader] = {}
        self.unpackers: dict[Any, Callable[[bytes], Any]] = {}
        _stores[os.getpid(), path] = self

    def close(self) -> None:
        _stores.pop((os.getpid(), self.path), None)
        self.connection.close()

    def files(self, table: str) -> dict[str, Row]:
        """The rows of `inputs` or `outputs` by their names."""
        rows = self.connection.execute(f"SELECT name, signature, digest FROM {table} WHERE {SOUND_FILE}").fetchall()  # noqa: S608
        return {row[0]: row for row in rows}

    def keep_files(self, table: str, fresh: Iterable[Row], gone: Iterable[str]) -> None:
        self.connection.executemany(f"DELETE FROM {table} WHERE name = ?", [(name,) for name in gone])  # noqa: S608
        self.connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", fresh)  # noqa: S608
        self.connection.commit()

    def outcomes(self, stage: str) -> dict[bytes, Remembered]:
        """All that a stage made, by the fingerprints of the items."""
        query = f"SELECT item, value, told, parts FROM outcomes WHERE stage = ? AND {SOUND_OUTCOME}"  # noqa: S608
        return {row[0]: Remembered(*row) for row in self.connection.execute(query, (stage,))}

    def keep(self, stage: str, made: Iterable[Remembered], parts: Mapping[bytes, Part]) -> None:
        rows = [(stage, one.item, one.value, one.told, one.parts) for one in made]
        self.connection.executemany("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)", rows)
        for table, is_large in TABLES:
            rows_of_parts = [(one, part.data) for one, part in parts.items() if part.is_large is is_large]
            self.connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows_of_parts)  # noqa: S608
        self.connection.commit()

    def forget(self, stage: str, items: Iterable[bytes], parts: Iterable[bytes]) -> None:
        self.connection.executemany(
            "DELETE FROM outcomes WHERE stage = ? AND item = ?", [(stage, item) for item in items]
        )
        gone = [(part,) for part in parts]
        for table, _ in TABLES:
            self.connection.executemany(f"DELETE FROM {table} WHERE fingerprint = ?", gone)  # noqa: S608 - as above
        self.connection.commit()

    def fact(self, name: str) -> bytes | None:
        row = self.connection.execute("SELECT data FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else None

    def keep_fact(self, name: str, data: bytes | None) -> None:
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, data))
        self.connection.commit()

    def many_parts(self, kind: Any, fingerprints: Sequence[bytes]) -> list[Any]:  # noqa: ANN401 - values of the kind
        found = self._data("parts", fingerprints)
        missing = [one for one in fingerprints if one not in found]
        try:
            found.update((one, zlib.decompress(data)) for one, data in self._data("texts", missing).items())
        except zlib.error:
            raise Lost("texts") from None
        return [self.unpacked(kind, _checked(one, found.get(one))) for one in fingerprints]

    def _data(self, table: str, fingerprints: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(fingerprints), MOST_ASKED):
            asked = fingerprints[start : start + MOST_ASKED]
            places = ", ".join("?" * len(asked))
            query = f"SELECT fingerprint, data FROM {table} WHERE fingerprint IN ({places}) AND {SOUND_PART}"  # noqa: S608
            found.update(self.connection.execute(query, asked))
        return found

    def loader_of(self, kind: Any) -> PartLoader:  # noqa: ANN401 - a type
        # By identity: a type is hashed slowly, and those in the annotations of structs live as long as these do.
        found = self.loaders.get(id(kind))
        if found is None:
            found = self.loaders[id(kind)] = PartLoader(self.path, kind)
        return found

    def unpacked(self, kind: Any, data: bytes) -> Any:  # noqa: ANN401 - a value of the kind
        """A packed value whose lazy values are loaded from here."""
        if kind not in self.unpackers:
            self.unpackers[kind] = unpacker(kind, self.loader_of)
        try:
            return self.unpackers[kind](data)
        except msgspec.MsgspecError:
            raise Lost(f"{kind}") from None


def _checked(fingerprint: bytes, data: bytes | None) -> bytes:
    if data is None or digest(data) != fingerprint:
        raise Lost(fingerprint.hex())
    return data


def store_at(path: str) -> Store:
    """The store that is open at a path; a process that has none there opens it."""
    return _stores.get((os.getpid(), path)) or Store(path)


def split_parts(parts: bytes) -> list[bytes]:
    return [parts[start : start + DIGEST_SIZE] for start in range(0, len(parts), DIGEST_SIZE)]


def unpack_told(data: bytes) -> Told:
    """Raises Lost for what is no list of diagnostics."""
    try:
        return _told_decoder.decode(data)
    except msgspec.MsgspecError:
        raise Lost("diagnostics") from None


_told_decoder = msgspec.msgpack.Decoder(Told)
