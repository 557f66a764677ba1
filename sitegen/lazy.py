"""Values known by their fingerprints, which are loaded only when somebody asks for them.

A fingerprint is 16 bytes of BLAKE2b over the packed value, in which another lazy value stands for itself by its own
fingerprint: so each part of a large value is packed once, however many others hold it.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

Value = TypeVar("Value")
DIGEST_SIZE = 16  # bytes: 2**64 values before two are likely to be taken for one another
EXTENSION = 1  # MessagePack's type for a fingerprint in place of a value


class Frozen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A value that passes from stage to stage. It is packed as a list, and never part of a cycle."""


class Joint(Frozen, frozen=True):
    """A value of lazy values and little else. Its fingerprint is made of theirs, which is less work than to pack it."""

    def joined(self) -> bytes:
        """All that it is made of, in such a way that no other value has the same."""
        raise NotImplementedError


class Lazy(Generic[Value]):
    """A value, or the fingerprint of one and a way to get it. Two of one fingerprint are equal."""

    __slots__ = ("_extension", "_fingerprint", "_value", "load")

    def __init__(
        self, fingerprint: bytes | None, load: Callable[[bytes], Value] | None, value: Value | None = None
    ) -> None:
        self._fingerprint = fingerprint
        self._extension: msgspec.msgpack.Ext | None = None
        self._value = value
        self.load = load
        """Gets the value of a fingerprint; None if the value is at hand."""

    @classmethod
    def of(cls, value: Value) -> "Lazy[Value]":
        """A value that is at hand."""
        return cls(None, None, value)

    @property
    def fingerprint(self) -> bytes:
        if self._fingerprint is None:
            self._fingerprint = fingerprint(self._value)
        return self._fingerprint

    @property
    def known_fingerprint(self) -> bytes | None:
        """The fingerprint, if it has been asked for before."""
        return self._fingerprint

    def knowing(self, fingerprint: bytes) -> bytes:
        """Note what somebody has computed already."""
        self._fingerprint = fingerprint
        return fingerprint

    @property
    def extension(self) -> msgspec.msgpack.Ext:
        """What stands for it where it is packed."""
        if self._extension is None:
            self._extension = msgspec.msgpack.Ext(EXTENSION, self.fingerprint)
        return self._extension

    @property
    def value(self) -> Value:
        """The value; one that has to be loaded is loaded each time, so that no more than needed is in memory."""
        return self.load(self.fingerprint) if self.load else self._value  # type: ignore[return-value]  # one of the two is there

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lazy) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[Any, ...]:
        return Lazy, (self._fingerprint, self.load, self._value)

    def __repr__(self) -> str:
        return f"Lazy({self.fingerprint.hex()})"


def values_of(lazies: Sequence[Lazy[Value]]) -> list[Value]:
    """The values of many, in one go if one loader has them all and knows how to."""
    loads = {id(lazy.load): lazy.load for lazy in lazies}
    together = getattr(next(iter(loads.values())), "together", None) if len(loads) == 1 else None
    return together([lazy.fingerprint for lazy in lazies]) if together else [lazy.value for lazy in lazies]


class Recent(Generic[Value]):
    """Values of lazy ones, of which many are soon asked for again."""

    def __init__(self, most: int) -> None:
        """`most` are kept, or as many as were asked for at once."""
        self.most = most
        self.values: dict[bytes, Value] = {}

    def values_of(self, lazies: Sequence[Lazy[Value]]) -> list[Value]:
        missing = self._missing(lazies)
        if len(self.values) + len(missing) > self.most:
            self.values.clear()
            missing = self._missing(lazies)
        self.values.update(zip(missing, values_of([*missing.values()]), strict=True))
        return [self.values[one.fingerprint] for one in lazies]

    def _missing(self, lazies: Sequence[Lazy[Value]]) -> dict[bytes, Lazy[Value]]:
        return {one.fingerprint: one for one in lazies if one.fingerprint not in self.values}


def digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST_SIZE).digest()


def fingerprint(value: object) -> bytes:
    """The fingerprint of a value; that of bytes is the digest of a file that holds them."""
    if isinstance(value, Joint):
        return digest(value.joined())
    return digest(value if isinstance(value, bytes) else pack(value))


class Unmade(Sequence[Value]):
    """Items that are made when they are asked for, and whose fingerprints are known before."""

    def fingerprints(self) -> list[bytes]:
        raise NotImplementedError


def fingerprints_of(items: Sequence[object]) -> list[bytes]:
    return items.fingerprints() if isinstance(items, Unmade) else [fingerprint(item) for item in items]


def joined(*lazies: Sequence[Lazy[Any]]) -> bytes:
    """The fingerprints of lazy values, and how many there are in each sequence."""
    lengths = b"%d " * len(lazies) % tuple([len(some) for some in lazies])
    # Most are known: to ask each by its property took twice as long.
    return lengths + b"".join([one._fingerprint or one.fingerprint for some in lazies for one in some])  # noqa: SLF001 - our own


def _extension(value: object) -> msgspec.msgpack.Ext:
    if type(value) is Lazy:
        return value.extension
    raise TypeError(f"{type(value).__name__} is no frozen value")


# The order of dictionaries is kept, not sorted: the order of a site's languages means something.
_encoder = msgspec.msgpack.Encoder(enc_hook=_extension)


def pack(value: object) -> bytes:
    """A frozen value as MessagePack, every lazy value in it by its fingerprint.

    Raises TypeError for anything that is not a frozen value.
    """
    return _encoder.encode(value)


def pack_apart(value: object) -> tuple[bytes, dict[bytes, bytes]]:
    """A value as `pack` has it, and each lazy value in it that is at hand, packed, by its fingerprint."""
    parts: dict[bytes, bytes] = {}

    def hook(found: object) -> msgspec.msgpack.Ext:
        if type(found) is Lazy and found.load is None and found.known_fingerprint not in parts:
            packed = encoder.encode(found.value)
            parts[found.knowing(digest(packed))] = packed
        return found.extension if type(found) is Lazy else _extension(found)

    encoder = msgspec.msgpack.Encoder(enc_hook=hook)
    return encoder.encode(value), parts


def unpacker(kind: Any, loader_of: Callable[[Any], Callable[[bytes], Any]]) -> Callable[[bytes], Any]:  # noqa: ANN401
    """The way back for values of a type. `loader_of` a type gets the values of the lazy ones in it."""

    loaders: dict[int, Callable[[bytes], Any]] = {}  # by identity: a type is hashed slowly, and those here live on

    def hook(expected: Any, found: Any) -> Lazy[Any]:  # noqa: ANN401 - as msgspec has it
        load = loaders.get(id(expected))
        if load is None:
            load = loaders[id(expected)] = loader_of(expected.__args__[0])
        return Lazy(found.data, load)

    return msgspec.msgpack.Decoder(kind, dec_hook=hook).decode
