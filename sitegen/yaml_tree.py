"""YAML 1.2 text to a tree with places, as js-yaml 4 and therefore Astro read it.

Only the core schema of YAML 1.2 resolves plain scalars: `no` and `2025-01-15` are text, `012` is twelve.
"""

import re
from typing import TYPE_CHECKING, Any

import yaml

from sitegen.diagnostics import Place
from sitegen.tree import Entry, Malformed, Node, Scalar

if TYPE_CHECKING:
    BaseLoader = yaml.SafeLoader
else:
    # libyaml is six times as fast; it is in every wheel, but not in every build from source.
    BaseLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NULL, BOOL, INT, FLOAT, STR = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str"))
# The core schema's table of plain scalars: https://yaml.org/spec/1.2.2/#103-core-schema
CORE_SCHEMA = (
    (NULL, re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
    (BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    (INT, re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")),
    (
        FLOAT,
        re.compile(r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"),
        list("-+0123456789."),
    ),
)  # fmt: skip
# Aliases can make a small text very large or endless; no frontmatter comes near this.
MOST_NODES = 10_000
DEEPEST = 50
LONGEST_NUMBER = 300  # characters; Python refuses to write longer ones
SURELY_SHALLOW = 500  # brackets and dashes in one frontmatter

# What libyaml says, and what an author can do about it.
ADVICE = (
    ("mapping values are not allowed", "a “: ” inside a value needs quotes around the value"),
    ("found a tab character", "indent with spaces, not tabs"),
    ("cannot start any token", "indent with spaces, not tabs; quote a value that begins with @, ` or %"),
    ("found unexpected end of stream", "a quote is opened and not closed"),
    ("did not find expected ',' or '}'", "a “{” is opened and not closed"),
    ("did not find expected ',' or ']'", "a “[” is opened and not closed"),
    ("did not find expected key", "check the indentation and the quotes of the lines above"),
    ("could not find expected ':'", "every line has the form “key: value”"),
    ("undefined alias", "quote a value that begins with “*”"),
    ("found unknown escape", "in double quotes write “\\\\” for a backslash, or use single quotes"),
)
# For these the place to show is where the quote, bracket or line began, not where libyaml gave up.
UNCLOSED = ("found unexpected end of stream", "did not find expected ','", "could not find expected ':'")
# Ends of lines for YAML 1.1 and so for libyaml, characters like any other since YAML 1.2: they go by in disguise.
DISGUISES = {"\u0085": "\U000f0085", "\u2028": "\U000f2028", "\u2029": "\U000f2029"}
DISGUISE = str.maketrans(DISGUISES)
UNDISGUISE = str.maketrans({mask: character for character, mask in DISGUISES.items()})


class CoreLoader(BaseLoader):
    """Hands out the tree in place of Python values."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream.translate(DISGUISE))

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own attribute

    def get_single_data(self) -> Node:
        node = self.get_single_node()
        return Node(Place()) if node is None else _Converter().convert(node)


for _tag, _pattern, _firsts in CORE_SCHEMA:
    CoreLoader.add_implicit_resolver(_tag, _pattern, _firsts)


class _Converter:
    """PyYAML's nodes to ours, once; counts them, so that aliases can't blow a text up."""

    def __init__(self) -> None:
        self.count = 0

    def convert(self, node: yaml.Node, depth: int = 0) -> Node:
        self.count += 1
        place = _place(node.start_mark)
        if self.count > MOST_NODES or depth > DEEPEST:
            raise Malformed(place, "the values in here are nested or repeated without end", "write them out simply")
        if isinstance(node, yaml.MappingNode):
            return Node(place, entries=tuple(self._entries(node, depth)))
        if isinstance(node, yaml.SequenceNode):
            return Node(place, items=tuple(self.convert(item, depth + 1) for item in node.value))
        return Node(place, scalar=_scalar(node, place), raw=node.value.translate(UNDISGUISE))

    def _entries(self, node: yaml.MappingNode, depth: int) -> list[Entry]:
        found: dict[str, Entry] = {}
        for key, value in node.value:
            place = _place(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                raise Malformed(place, "a key must be text", "quote a value that begins with “[” or “{”")
            if key.value in found:
                raise Malformed(place, f"the key “{key.value}” is there twice", "keep one of the two")
            found[key.value] = Entry(key.value, place, self.convert(value, depth + 1))
        return list(found.values())


def _scalar(node: yaml.Node, place: Place) -> Scalar:
    text: str = node.value.translate(UNDISGUISE)
    if node.tag in (INT, FLOAT) and len(text) > LONGEST_NUMBER:
        raise Malformed(place, "this number has no end", "quote it if it is text")
    if node.tag == NULL:
        return None
    if node.tag == BOOL:
        return text.lower() == "true"
    try:
        if node.tag == INT:
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if node.tag == FLOAT:
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        raise Malformed(place, f"“{text}” is no number", "quote it if it is text") from None
    if node.tag in (STR, "!"):
        return text
    raise Malformed(place, f"the tag “{node.tag}” has no meaning here", "leave it out, or quote the value")


def _place(mark: Any) -> Place:  # noqa: ANN401 - PyYAML's two mark classes share no base
    return Place(mark.line + 1, mark.column + 1)


def refuse_deep_nesting(text: str) -> None:
    """Raises Malformed for a text nested so deeply that libyaml, which recurses in C, would crash on it."""
    if sum(text.count(opener) for opener in ("[", "{", "- ", "? ")) <= SURELY_SHALLOW:
        return
    depth = 0
    for event in yaml.parse(text, Loader=CoreLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Malformed(
                _place(event.start_mark), "the values in here are nested too deeply", "write them out simply"
            )


def explained(problem: yaml.YAMLError, text: str) -> Malformed:
    """A YAML error in an author's words, with its place in the text."""
    mark = getattr(problem, "problem_mark", None)
    if mark is None:
        return _unprintable(text)
    said = str(getattr(problem, "problem", "") or getattr(problem, "context", ""))
    if said.startswith(UNCLOSED):
        mark = getattr(problem, "context_mark", None) or mark
    advice = next((advice for part, advice in ADVICE if part in said), "check the indentation, quotes and colons here")
    return Malformed(_place(mark), f"this is not valid YAML: {said}", advice)


def _unprintable(text: str) -> Malformed:
    position = next(
        (at for at, character in enumerate(text) if not (character.isprintable() or character in "\n\t")), 0
    )
    line = text.count("\n", 0, position)
    column = position - text.rfind("\n", 0, position)
    return Malformed(Place(line + 1, column), "there is a control character in here", "delete it")
