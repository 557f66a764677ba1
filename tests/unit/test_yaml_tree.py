"""YAML through the handler that reads frontmatter, as no one reads it in another way."""

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sitegen
from sitegen.diagnostics import Place
from sitegen.matter import CoreYamlHandler
from sitegen.tree import Malformed, Node, Scalar
from tests.unit.tables import marked, rows

# Letters that mean something in YAML, and some that are hard to count.
YAML_LETTERS = "ab:-? \n\t[]{},#&*!|>'\"%@`~019.xe+<=\x07\x85\u2028\ufeffあ🚀"


def load(text: str) -> Node:
    tree = CoreYamlHandler().load(text)
    assert isinstance(tree, Node)
    return tree


def malformed(text: str) -> Malformed:
    with pytest.raises(Malformed) as caught:
        load(text)
    return caught.value


def value(text: str) -> Scalar:
    """What a plain value is understood as."""
    found = load(f"a: {text}").at("a")
    assert found
    return found.scalar


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes", "no", "No", "on", "off", "y", "n", "12:30", "1_000", "2025-01-15", "2025-1-5", "2025-01-15T10:30",
     "2025-01-15 10:30:00", "0o8", "0x", "0xg", "1e", "e3", "tRUE", "nULL", ".INFO", "inf", "nan", "=", "<<", "1.2.3",
     "++1", "0b1", "190:20:30", "日本"],
)  # fmt: skip
def test_what_yaml_1_2_does_not_name_is_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    rows("""
    text   | value
    -------|-------
    12     | 12
    -12    | -12
    +12    | 12
    012    | 12
    00     | 0
    0o17   | 15
    0x1F   | 31
    1e3    | 1000.0
    1.     | 1.0
    .5     | 0.5
    -1.5e2 | -150.0
    true   | True
    True   | True
    TRUE   | True
    false  | False
    FALSE  | False
    null   | None
    Null   | None
    NULL   | None
    ~      | None
           | None
    .inf   | inf
    .Inf   | inf
    .INF   | inf
    +.inf  | inf
    -.inf  | -inf
    -.INF  | -inf
    """),
)
def test_the_core_schema_of_yaml_1_2_decides_what_a_plain_value_is(text: str, expected: str) -> None:
    assert str(value(text)) == expected


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number_is_a_number(text: str) -> None:
    found = value(text)
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize("text", ['"12"', "'12'", "!!str 12", "|-\n  12", ">-\n  12"])
def test_a_quoted_value_is_text(text: str) -> None:
    assert value(text) == "12"


def test_a_number_remembers_how_it_is_written() -> None:
    node = load("a: 012").at("a")
    assert node
    assert (node.scalar, node.raw) == (12, "012")


def test_keys_are_text_whatever_they_look_like() -> None:
    assert load("1: a\ntrue: b\n~: c\n2025-01-15: d\n<<: e").plain() == {
        "1": "a", "true": "b", "~": "c", "2025-01-15": "d", "<<": "e",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "null", "~"])
def test_nothing_is_an_empty_tree(text: str) -> None:
    assert load(text).is_empty


def test_maps_and_lists_become_a_tree() -> None:
    tree = load("a: [1, {b: x}]\nc:\n  - d: [e]\n  - f\n")
    assert tree.plain() == {"a": [1, {"b": "x"}], "c": [{"d": ["e"]}, "f"]}
    assert [node.what for node in (tree, *(entry.node for entry in tree))] == ["a map", "a list", "a list"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("▸a: 1", ()),
        ("a: ▸1", ("a",)),
        ("\n\na: 1\nb: ▸2", ("b",)),
        ("a:\n  ▸b: 1", ("a",)),
        ("a:\n  b: ▸'1'", ("a", "b")),
        ("a:\n  ▸- 1\n  - 2", ("a",)),
        ("a:\n  - 1\n  - ▸2", ("a", 1)),
        ("a: ▸[1, 2]", ("a",)),
        ("a: [1, ▸2]", ("a", 1)),
        ("a: {b: 1, c: ▸{d: 2}}", ("a", "c")),
        ("a: {b: 1, c: {d: ▸2}}", ("a", "c", "d")),
        ("日本語: ▸x", ("日本語",)),
        ("🚀🚀: [あ, ▸い]", ("🚀🚀", 1)),
        ("a: |\n  x\n  y\nb: ▸z", ("b",)),
        ("a: >-\n  x\n\n  y\nb: ▸z", ("b",)),
        ("a: 'x\n\n  y'\nb: ▸z", ("b",)),
        ("# comment\na: ▸x # comment", ("a",)),
        ('"a": ▸"x"', ("a",)),
        ('a: "x\u2028y"\nb: ▸z', ("b",)),
        ('a: "x\u2029y"\nb: ▸z', ("b",)),
        ('a: "x\x85y"\nb: ▸z', ("b",)),
    ],
)
def test_every_value_knows_its_place(text: str, steps: tuple[str | int, ...]) -> None:
    plain, place = marked(text)
    node = load(plain).at(*steps)
    assert node
    assert node.place == place


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_only_line_feeds_end_a_line(separator: str) -> None:
    assert load(f"a: x{separator}y\nb: z").plain() == {"a": f"x{separator}y", "b": "z"}


WORD = st.from_regex("[a-zぁ-ん🚀][a-z0-9ぁ-ん_-]{0,6}", fullmatch=True)
VALUE = st.sampled_from(
    ["x", "'quoted: text'", "[a, b]", "{p: q}", "|\n  line\n\n  line", ">\n  a\n  b", "1.5", "~", ""]
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(WORD, VALUE, min_size=1, max_size=6), st.sampled_from(["", "\n", "# c\n\n"]))
def test_the_place_of_a_key_is_where_it_is_found_by_searching(pairs: dict[str, str], between: str) -> None:
    text = between.join(f"{key}: {written}\n" for key, written in pairs.items())
    lines = text.split("\n")
    for entry in load(text):
        assert lines[entry.place.line - 1][entry.place.column - 1 :].startswith(f"{entry.key}: ")


@pytest.mark.parametrize(
    ("text", "words", "advice"),
    [
        ("title: a▸: b", "mapping values", "needs quotes"),
        ("a: 1\n▸\tb: 2", "tab character", "spaces, not tabs"),
        ("a:\n▸\tb: 2", "cannot start any token", "spaces, not tabs"),
        ("a: 1\nb: ▸\"x", "end of stream", "a quote is opened"),
        ("a: 1\nb: ▸'x\nc: 2", "end of stream", "a quote is opened"),
        ("a: ▸[1, 2\nb: 3", "','", "“[” is opened"),
        ("a: ▸{b: 1\nc: 3", "','", "“{” is opened"),
        ("a: 1\n▸b\nc: 2", "':'", "key: value"),
        ("a: 1\n▸b c\n", "':'", "key: value"),
        ("a: ▸@x", "cannot start any token", "quote a value"),
        ("a: ▸`x`", "cannot start any token", "quote a value"),
        ("a: ▸%x", "cannot start any token", "quote a value"),
        ("a: ▸*x", "undefined alias", "quote a value"),
        ('a: "x▸\\d"', "unknown escape", "backslash"),
        ("a: 1\n▸a: 2", "the key “a” is there twice", "keep one"),
        ("a: {b: 1, ▸b: 2}", "the key “b” is there twice", "keep one"),
        ("a: {▸{ x }}", "a key must be text", "quote a value"),
        ("▸[a]: b", "a key must be text", "quote a value"),
        ("a: ▸!!python/object:os.system x", "has no meaning here", "leave it out"),
        ("a: ▸!!binary x", "has no meaning here", "leave it out"),
        ("a: ▸!!int x", "“x” is no number", "quote it"),
        ("a: x\nb: y▸\x07", "control character", "delete it"),
        ("あ: [🚀, ▸@x]", "cannot start any token", "quote a value"),
        ("a: ▸'it's'", "expected", "quotes"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_with_its_place(text: str, words: str, advice: str) -> None:
    plain, place = marked(text)
    told = malformed(plain)
    assert words in told.message
    assert advice in told.hint
    assert told.place.line == place.line
    if text != "a: ▸'it's'":  # the parser can't know which quote was not meant
        assert told.place == place


def test_a_number_too_long_to_read_is_told_and_not_raised() -> None:
    assert malformed(f"a: {'9' * 5000}").place == Place(1, 4)


def test_an_alias_repeats_what_it_names() -> None:
    assert load("a: &x [1]\nb: *x").plain() == {"a": [1], "b": [1]}


BILLION_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)
)
ENDLESS = {
    "aliases of aliases": BILLION_LAUGHS,
    "an alias inside itself": "a: &a [*a]",
    "a map inside itself": "a: &a {b: {c: *a}}",
    "open lists": "[" * 100_000,
    "closed lists": "a: " + "[" * 100_000 + "]" * 100_000,
    "open maps": "{a: " * 50_000,
    "dashes": "- " * 100_000 + "a",
    "question marks": "? " * 100_000 + "a",
    "mixed": "- [{? " * 30_000,
    "indented maps": "".join(" " * depth + "a:\n" for depth in range(2000)),
    "indented lists": "".join(" " * depth + "-\n" for depth in range(2000)),
}


def test_nothing_that_is_nested_or_repeated_without_end_ends_the_process() -> None:
    """libyaml recurses in C, where Python can't catch anything; so this runs in a process that may die."""
    code = """
import sys
from sitegen.matter import CoreYamlHandler
from sitegen.tree import Malformed
for text in sys.stdin.read().split("\\0"):
    name, _, yaml = text.partition("=")
    try:
        CoreYamlHandler().load(yaml)
    except Malformed as told:
        print(name, "is told", flush=True)
"""
    found = subprocess.run(
        [sys.executable, "-c", code],
        input="\0".join(f"{name}={text}" for name, text in ENDLESS.items()),
        env={**os.environ, "PYTHONPATH": str(Path(sitegen.__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert found.stdout.splitlines() == [f"{name} is told" for name in ENDLESS]
    assert found.returncode == 0


def test_what_is_merely_long_is_read() -> None:
    text = "a:\n" + "".join(f"  - {{b: [{number}]}}\n" for number in range(600))
    assert len(load(text).plain()["a"]) == 600


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=40), st.text(YAML_LETTERS, max_size=40)))
@example("%YAML 1.1\n---\na: b")
def test_any_text_is_read_or_malformed(text: str) -> None:
    try:
        place = load(text).place
    except Malformed as told:
        place = told.place
    assert place.line >= 1
    assert place.column >= 1
