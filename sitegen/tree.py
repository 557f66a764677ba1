"""YAML and TOML as one kind of tree, in which every key and value knows its place in the file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from sitegen.diagnostics import Place

Scalar = str | int | float | bool | None


class Malformed(Exception):
    """A text that its format's rules don't allow."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint


class Entry(msgspec.Struct, frozen=True):
    key: str
    place: Place
    node: Node


class Node(msgspec.Struct, frozen=True):
    """A value: one of a scalar, a map or a list."""

    place: Place
    scalar: Scalar = None
    raw: str = ""
    """A scalar as it is written: `012` where the value is 12."""
    entries: tuple[Entry, ...] | None = None
    items: tuple[Node, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """True for null: a key with nothing after it."""
        return self.scalar is None and self.entries is None and self.items is None

    @property
    def what(self) -> str:
        """The kind of value in an author's words."""
        if self.entries is not None:
            return "a map"
        if self.items is not None:
            return "a list"
        kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", type(None): "empty"}
        return kinds[type(self.scalar)]

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries or () if entry.key == key), None)

    def find(self, dotted: str) -> Entry | None:
        """The entry of a key, or of a key inside a key: `cover.alt`."""
        first, _, rest = dotted.partition(".")
        found = self.entry(first)
        return found.node.find(rest) if found and rest else found

    def plain(self) -> Any:  # noqa: ANN401 - any JSON-like value
        """The value without places."""
        if self.entries is not None:
            return {entry.key: entry.node.plain() for entry in self.entries}
        if self.items is not None:
            return [item.plain() for item in self.items]
        # JSON has no such numbers: layouts get them as they are written.
        return self.raw if isinstance(self.scalar, float) and not math.isfinite(self.scalar) else self.scalar

    def at(self, *steps: str | int) -> Node | None:
        """The value that the steps through maps and lists lead to."""
        node: Node | None = self
        for step in steps:
            if node is None:
                return None
            if isinstance(step, int):
                node = node.items[step] if node.items and step < len(node.items) else None
            else:
                found = node.entry(step)
                node = found.node if found else None
        return node

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries or ())
