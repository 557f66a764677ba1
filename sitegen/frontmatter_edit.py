"""One value of a file's frontmatter changed or added, and not one byte beside it.

Where the value may stand in the file is guessed in several ways; the first guess that reads back as the old
frontmatter with this one value in it is taken. So a guess may be wrong, but never the result.
"""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from sitegen.diagnostics import Place
from sitegen.matter import Halves, TomlHandler, Unclosed, halves, read_head
from sitegen.text import with_newlines
from sitegen.tree import Entry, Malformed, Node

MOST_BRACES = 20  # that are tried as the end of a map
# Words that YAML 1.1 takes for something else than text; our reader does not, another of the author's tools may.
AMBIGUOUS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
PLAIN = re.compile(r"[A-Za-z/](?:[\w./:-]*[\w./-])?", re.ASCII)
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\n]|\'\')*\'|[^\s,\[\]{}#"\'&*!|>][^\s,\[\]{}]*')
BLANK_LINES = re.compile(r"\A(?:\s*\n)+")
Steps = tuple[str, ...]


class Doubtful(Exception):
    """A file in which the value can't be written without touching anything else, with the reason in words."""


class _Edit(msgspec.Struct, frozen=True):
    at: int
    length: int
    """Of what goes, in characters of the text whose line ends are newlines."""
    inserted: str

    def applied(self, text: str) -> str:
        return text[: self.at] + self.inserted + text[self.at + self.length :]

    def applied_to_raw(self, raw: str) -> str:
        """The same in a text with line ends of any kind; new lines end as the first one does."""
        starts = [match.start() for match in re.finditer(r"\r\n|[\s\S]", raw)] + [len(raw)]
        end = re.search(r"\r\n|\r|\n", raw)
        inserted = self.inserted.replace("\n", end[0] if end else "\n")
        return raw[: starts[self.at]] + inserted + raw[starts[self.at + self.length] :]


def with_value(data: bytes, steps: Steps, value: str) -> bytes:
    """The bytes of a file with a text at a key, or at a key inside a map that is there. Raises Doubtful."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        raw = data.removeprefix(mark).decode()
    except UnicodeDecodeError:
        raise Doubtful("the file is not UTF-8") from None
    text = with_newlines(raw)
    wanted = _wanted(text, steps, value)
    for edit in _guesses(text, steps, value):
        if _meaning(edit.applied(text)) == wanted:
            changed = edit.applied_to_raw(raw)
            assert with_newlines(changed) == edit.applied(text)
            return mark + changed.encode()
    raise Doubtful("the frontmatter is written in a way that can't be changed safely")


def spelled(data: bytes, names: Sequence[str]) -> str:
    """The first of a key's names that the frontmatter of a file has; else the first of them."""
    try:
        cut = halves(with_newlines(data.removeprefix(codecs.BOM_UTF8).decode()))
        tree = cut.load() if cut else Node(Place())
    except (UnicodeDecodeError, Unclosed, Malformed):
        return names[0]
    return next((name for name in names if tree.entry(name)), names[0])


def _wanted(text: str, steps: Steps, value: str) -> tuple[str, str]:
    """What the file is to mean afterwards."""
    if any(one.code == "unopened-frontmatter" for one in read_head(text, "").diagnostics):
        raise Doubtful("the frontmatter has no opening mark")
    before = _meaning(text)
    if before is None:
        raise Doubtful("the frontmatter can't be read")
    values = json.loads(before[0])
    *above, last = steps
    inner = values
    for step in above:
        inner = inner.get(step) if isinstance(inner, dict) else None
    if not isinstance(inner, dict):
        raise Doubtful(f"there is no map “{'.'.join(above)}”")
    inner[last] = value
    return _written(values), before[1]


def _meaning(text: str) -> tuple[str, str] | None:
    """The values of the frontmatter, and the body without the blank lines above it; None if it can't be read."""
    try:
        cut = halves(text)
        values = cut.load().plain() if cut else {}
    except (Unclosed, Malformed):
        return None
    if values is not None and not isinstance(values, dict):
        return None
    return _written(values or {}), BLANK_LINES.sub("", cut.body if cut else text)


def _written(values: dict[str, Any]) -> str:
    """As text, in which 1 and true are not the same, as they are to Python."""
    return json.dumps(values, sort_keys=True)


def _guesses(text: str, steps: Steps, value: str) -> Iterator[_Edit]:
    cut = halves(text)
    if cut is None:
        yield _Edit(0, 0, f"---\n{_pair(steps[-1], value, is_toml=False)}\n---\n")
        return
    tree = cut.load()
    if tree.at(*steps):
        yield from _in_place_of(tree, cut, steps, value)
    elif isinstance(cut.handler, TomlHandler):
        yield from _new_in_toml(tree, cut, steps, value)
    else:
        yield from _new_in_yaml(tree, cut, steps, value)


def _in_place_of(tree: Node, cut: Halves, steps: Steps, value: str) -> Iterator[_Edit]:
    is_toml = isinstance(cut.handler, TomlHandler)
    parent, node = tree.at(*steps[:-1]), tree.at(*steps)
    entry = parent.entry(steps[-1]) if parent else None
    assert node
    assert entry
    at = _offset(cut, node.place)
    found = TOKEN.match(cut.front, at)
    if found:
        quote = found[0][0] if found[0][0] in "\"'" else ""
        written = f"{quote}{value}{quote}" if quote else _scalar(value, is_toml)
        yield _Edit(cut.front_at + at, len(found[0]), written)
    empty = re.compile(r"[^:\n]*:").match(cut.front, _offset(cut, entry.place))
    if empty and node.is_empty:
        yield _Edit(cut.front_at + empty.end(), 0, f" {_scalar(value, is_toml)}")


def _new_in_yaml(tree: Node, cut: Halves, steps: Steps, value: str) -> Iterator[_Edit]:
    parent = tree.at(*steps[:-1])
    entries = (parent and parent.entries) or ()
    pair = _pair(steps[-1], value, is_toml=False)
    for line in (f"{indent}{pair}\n" for indent in _indents(cut, entries)):
        if len(steps) == 1:
            yield _Edit(cut.front_at + len(cut.front), 0, line)
        else:
            yield from (_Edit(_below(cut, entry.node.place), 0, line) for entry in entries[-1:])
    yield from _before_a_brace(cut, pair)


def _indents(cut: Halves, entries: Sequence[Entry]) -> list[str]:
    """How far keys are indented: as the first one is, or as its line is, if that begins with `? `."""
    if not entries:
        return [""]
    first = entries[0].place
    row = cut.front.split("\n")[first.line - 1]
    return list(dict.fromkeys((" " * (first.column - 1), row[: len(row) - len(row.lstrip(" "))])))


def _new_in_toml(tree: Node, cut: Halves, steps: Steps, value: str) -> Iterator[_Edit]:
    pair = _pair(steps[-1], value, is_toml=True)
    if len(steps) == 1:
        yield _Edit(cut.front_at + len(cut.front), 0, f"{pair}\n")
        # Not into the last table; comments and blank lines above a table belong to it.
        for table in re.finditer(r"(?m)^(?:[ \t]*(?:#.*)?\n)*[ \t]*\[", cut.front):
            yield _Edit(cut.front_at + max(table.start(), 1), 0, f"{pair}\n")
        return
    parent = tree.at(*steps[:-1])
    for entry in ((parent and parent.entries) or ())[-1:]:
        below = _below(cut, entry.node.place)
        yield _Edit(below, 0, f"{pair}\n")
        yield _Edit(below, 0, f"{'.'.join(steps[:-1])}.{pair}\n")
    yield from _before_a_brace(cut, pair)


def _before_a_brace(cut: Halves, pair: str) -> Iterator[_Edit]:
    """At the end of a map in braces, whichever it is."""
    braces = [match.start() for match in re.finditer(r"\s*\}", cut.front)]
    for at in braces[: -MOST_BRACES - 1 : -1]:
        for written in (f", {pair}", f" {pair}", pair):
            yield _Edit(cut.front_at + at, 0, written)


def _offset(cut: Halves, place: Place) -> int:
    """Where a place is in the frontmatter."""
    rows = cut.front.split("\n")
    return sum(len(row) + 1 for row in rows[: place.line - 1]) + place.column - 1


def _below(cut: Halves, place: Place) -> int:
    """Where the line under a place begins in the text."""
    return cut.front_at + sum(len(row) + 1 for row in cut.front.split("\n")[: place.line])


def _pair(key: str, value: str, is_toml: bool) -> str:
    name = json.dumps(key) if key.lower() in AMBIGUOUS and not is_toml else key
    return f"{name} = {_scalar(value, is_toml)}" if is_toml else f"{name}: {_scalar(value, is_toml)}"


def _scalar(value: str, is_toml: bool) -> str:
    is_plain = PLAIN.fullmatch(value) and value.lower() not in AMBIGUOUS
    return value if is_plain and not is_toml else json.dumps(value, ensure_ascii=False)
