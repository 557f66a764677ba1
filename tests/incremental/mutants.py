"""Fingerprints that leave something out, to see that it is missed."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unittest.mock import patch

import msgspec

from sitegen import lazy, memo, rebuild, store
from sitegen.lazy import Lazy, digest
from sitegen.site import Site


class Mutant:
    """Fingerprints over all fields but those that are left out, each named `Type.field`."""

    def __init__(self, *left_out: str) -> None:
        self.left_out = frozenset(left_out)
        self.met: dict[str, tuple[str, ...]] = {}
        """The fields of every type that was met in a fingerprint."""

    def bare(self, value: Any) -> Any:
        """A value as lists, without what is left out."""
        match value:
            case msgspec.Struct():
                fields = {name: getattr(value, name) for name in value.__struct_fields__}
                return self._kept(type(value).__name__, fields)
            case (Site() as site, tuple() as files, bytes() as folder):  # of a whole build
                return self._kept("Build", {"site": site, "files": files, "folder": folder})
            case Lazy():
                return value.fingerprint
            case tuple() | list():
                return [self.bare(one) for one in value]
            case dict():
                pairs = sorted(value.items()) if "order" in self.left_out else value.items()
                return [[key, self.bare(one)] for key, one in pairs]
            case _:
                return value

    def _kept(self, kind: str, fields: Mapping[str, Any]) -> list[Any]:
        self.met[kind] = tuple(fields)
        return [kind, *(self.bare(one) for name, one in fields.items() if f"{kind}.{name}" not in self.left_out)]

    def fingerprint(self, value: Any) -> bytes:
        return digest(value if isinstance(value, bytes) else msgspec.msgpack.encode(self.bare(value)))

    def fingerprints_of(self, items: Sequence[Any]) -> list[bytes]:
        """Each item is made: what knows the fingerprints before would leave nothing out."""
        return [self.fingerprint(item) for item in items]

    def pack_apart(self, value: Any) -> tuple[bytes, dict[bytes, bytes]]:
        """As sitegen's own, but the parts are known by these fingerprints."""
        parts: dict[bytes, bytes] = {}

        def hook(found: Any) -> msgspec.msgpack.Ext:
            if found.load is None:
                parts[found.fingerprint] = encoder.encode(found.value)
            extension: msgspec.msgpack.Ext = found.extension
            return extension

        encoder = msgspec.msgpack.Encoder(enc_hook=hook)
        return encoder.encode(value), parts

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Builds go by these fingerprints; no part is held against its own."""
        with (
            patch.object(lazy, "fingerprint", self.fingerprint),
            patch.object(memo, "fingerprint", self.fingerprint),
            patch.object(memo, "fingerprints_of", self.fingerprints_of),
            patch.object(rebuild, "fingerprint", self.fingerprint),
            patch.object(memo, "pack_apart", self.pack_apart),
            patch.object(store, "_checked", _trusted),
        ):
            yield


def _trusted(fingerprint: bytes, data: bytes | None) -> bytes:
    if data is None:
        raise store.Lost(fingerprint.hex())
    return data
