"""TOML text to a tree with places.

`tomli` says whether a text is TOML and what it means; the tree is for telling where something stands, so most
builds never import it.
"""

import re
from collections.abc import Iterator
from typing import Any

import tomli

from sitegen.diagnostics import Place
from sitegen.tree import Entry, Malformed, Node

MOST_BITS = 1024


def load(text: str) -> dict[str, Any]:
    """The values. Raises Malformed with the place."""
    try:
        values = tomli.loads(text)
    except RecursionError:
        raise _too_deep() from None
    except tomli.TOMLDecodeError as problem:
        said = str(problem)
        where = re.search(r"\(at line (\d+), column (\d+)\)", said)
        at_end = Place(text.count("\n") + 1, len(text) - text.rfind("\n"))
        place = Place(int(where[1]), int(where[2])) if where else at_end
        message = f"this is not valid TOML: {said.partition(' (at ')[0].lower()}"
        raise Malformed(place, message, 'text stands in quotes: key = "value"') from None
    except ValueError:
        raise _endless_number() from None
    if any(_is_endless(value) for value in _scalars(values)):
        raise _endless_number()
    return values


def _too_deep() -> Malformed:
    return Malformed(Place(), "the values in here are nested too deeply", "write them out simply")


def _endless_number() -> Malformed:
    return Malformed(Place(), "there is a number without end in here", "write a number of usual size")


def _scalars(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any TOML value
    """All values that hold no others; without recursion, because a dotted key can be very deep."""
    queue = [value]
    while queue:
        one = queue.pop()
        if isinstance(one, dict | list):
            queue.extend(one.values() if isinstance(one, dict) else one)
        else:
            yield one


def _is_endless(value: Any) -> bool:  # noqa: ANN401 - any TOML value
    """Python can read a hexadecimal number that it then refuses to write."""
    return isinstance(value, int) and value.bit_length() > MOST_BITS


def parse(text: str) -> Node:
    """The values with their places. Raises Malformed with the place."""
    values = load(text)
    try:
        return _placed(values, _places(text), ())
    except RecursionError:
        raise _too_deep() from None


Step = str | int
Places = dict[tuple[Step, ...], tuple[Place, Place]]  # path to the places of key and value


def _placed(value: Any, places: Places, path: tuple[Step, ...]) -> Node:  # noqa: ANN401 - any TOML value
    _, place = places.get(path, (Place(), Place()))
    if isinstance(value, dict):
        entries = [
            Entry(key, places.get((*path, key), (place, place))[0], _placed(inner, places, (*path, key)))
            for key, inner in value.items()
        ]
        return Node(place, entries=tuple(entries))
    if isinstance(value, list):
        return Node(place, items=tuple(_placed(inner, places, (*path, at)) for at, inner in enumerate(value)))
    if not isinstance(value, str | int | float | bool):
        value = value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "day") else value.isoformat()
    return Node(place, scalar=value, raw=str(value))


def _places(text: str) -> Places:
    import tree_sitter
    import tree_sitter_toml

    source = text.encode()
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    places: Places = {}
    counts: dict[tuple[Step, ...], int] = {}
    for child in parser.parse(source).root_node.named_children:
        if child.type == "pair":
            _note_pair(child, (), places, source)
        elif child.type in ("table", "table_array_element"):
            _note_table(child, places, counts, source)
    return places


def _note_table(table: Any, places: Places, counts: dict[tuple[Step, ...], int], source: bytes) -> None:  # noqa: ANN401 - untyped wheel
    header, *rows = table.named_children
    path: tuple[Step, ...] = ()
    for name, node in _names(header):
        path = (*path, name)
        places.setdefault(path, (_place(node, source),) * 2)
        if path in counts and node.end_byte != header.end_byte:
            path = (*path, counts[path] - 1)
    if table.type == "table_array_element":
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
        places[path] = (_place(header, source),) * 2
    for row in rows:
        if row.type == "pair":
            _note_pair(row, path, places, source)


def _note_pair(pair: Any, above: tuple[Step, ...], places: Places, source: bytes) -> None:  # noqa: ANN401 - untyped wheel
    key, *rest = pair.named_children
    path = above
    for name, node in _names(key):
        path = (*path, name)
        places.setdefault(path, (_place(node, source),) * 2)
    if rest:
        places[path] = (places[path][0], _place(rest[0], source))
        _note_value(rest[0], path, places, source)


def _note_value(value: Any, path: tuple[Step, ...], places: Places, source: bytes) -> None:  # noqa: ANN401 - untyped wheel
    if value.type == "inline_table":
        for pair in value.named_children:
            if pair.type == "pair":
                _note_pair(pair, path, places, source)
    if value.type == "array":
        items = [item for item in value.named_children if item.type != "comment"]
        for at, item in enumerate(items):
            places[(*path, at)] = (_place(item, source),) * 2
            _note_value(item, (*path, at), places, source)


def _names(key: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - untyped wheel
    """The parts of a key, dotted or not, as text and syntax node."""
    if key.type == "dotted_key":
        return [part for child in key.named_children for part in _names(child)]
    text = key.text.decode()
    return [(next(iter(tomli.loads(f"{text} = 0"))) if key.type == "quoted_key" else text, key)]


def _place(node: Any, source: bytes) -> Place:  # noqa: ANN401 - untyped wheel
    """tree-sitter counts bytes from 0; places count characters from 1."""
    line, column = node.start_point
    start_of_line = node.start_byte - column
    return Place(line + 1, len(source[start_of_line : node.start_byte].decode()) + 1)
