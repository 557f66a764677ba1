import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Place
from sitegen.toml_tree import load, parse
from sitegen.tree import Malformed, Node
from tests.unit.tables import marked

Steps = tuple[str | int, ...]

TOML_LETTERS = "ab=.[]{},#'\"\n\t 0189-:TZ+_exinf\\uあ🚀\x07\r"


def malformed(text: str) -> Malformed:
    with pytest.raises(Malformed) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a = ▸1", ("a",)),
        ("\n# comment\n\na = ▸1 # comment", ("a",)),
        ("a   =   ▸'x'", ("a",)),
        ("a.b.c = ▸1", ("a", "b", "c")),
        ("a . b = ▸1", ("a", "b")),
        ("'a.b' = ▸1", ("a.b",)),
        ('"\\u0061".b = ▸1', ("a", "b")),
        ('"あ🚀" = ▸1', ("あ🚀",)),
        ("あ = '日本' # 日本\nb = ▸1".replace("あ", "'あ'"), ("b",)),
        ('"日本" = { "語" = ▸1 }', ("日本", "語")),
        ('a = ["日本", ▸"語"]', ("a", 1)),
        ("a = ▸[1, 2]", ("a",)),
        ("a = [1, ▸2]", ("a", 1)),
        ("a = [\n  1, # one\n  ▸2,\n]", ("a", 1)),
        ("a = [[1], [2, ▸3]]", ("a", 1, 1)),
        ("a = ▸{ b = 1 }", ("a",)),
        ("a = { b = ▸1 }", ("a", "b")),
        ("a = { b.c = ▸1 }", ("a", "b", "c")),
        ("a = [{ b = 1 }, ▸{ b = 2 }]", ("a", 1)),
        ("a = [{ b = 1 }, { b = ▸2 }]", ("a", 1, "b")),
        ("[▸a]\nb = 1", ("a",)),
        ("[a]\nb = ▸1", ("a", "b")),
        ("[a.▸b]\nc = 1", ("a", "b")),
        ("[ a . b ]\nc = ▸1", ("a", "b", "c")),
        ("[a.b]\nc.d = ▸1", ("a", "b", "c", "d")),
        ("[a.'b.c']\nd = ▸1", ("a", "b.c", "d")),
        ("[[▸a]]\nb = 1\n[[a]]\nb = 2", ("a", 0)),
        ("[[a]]\nb = 1\n[[▸a]]\nb = 2", ("a", 1)),
        ("[[a]]\nb = 1\n[[a]]\nb = ▸2", ("a", 1, "b")),
        ("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = ▸2", ("a", 1, "b", "c")),
        ("[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2\n[[a]]\n[[a.b]]\nc = ▸3", ("a", 1, "b", 0, "c")),
        ("[[a.b]]\nc = 1\n[[a.b]]\nc = ▸2", ("a", "b", 1, "c")),
        ("[a]\n[a.b]\n[c]\nd = ▸1", ("c", "d")),
        ('a = """\nx\ny"""\nb = ▸1', ("b",)),
        ("a = '''\nx = 2\n'''\nb = ▸1", ("b",)),
        ("a = ▸2025-01-15", ("a",)),
        ("a = ▸2025-01-15T10:30:00Z", ("a",)),
        ("a = ▸true", ("a",)),
        ("\r\na = 1\r\nb = ▸2\r\n", ("b",)),
    ],
)
def test_every_value_knows_its_place(text: str, steps: Steps) -> None:
    plain, place = marked(text)
    node = parse(plain).at(*steps)
    assert node
    assert node.place == place


@pytest.mark.parametrize(
    ("text", "above", "key"),
    [
        ("a = 1\n▸b = 2", (), "b"),
        ("  ▸a = 1", (), "a"),
        ("a.▸b = 1", ("a",), "b"),
        ("▸a.b = 1", (), "a"),
        ("a = { b = 1, ▸c = 2 }", ("a",), "c"),
        ('"日本" = { "あ" = 1, ▸"い" = 2 }', ("日本",), "い"),
        ("[a.▸b]", ("a",), "b"),
        ("[▸a.b]", (), "a"),
        ("[[a]]\nb = 1\n[[a]]\n  ▸b = 2", ("a", 1), "b"),
        ("[[a]]\n[a.▸b]", ("a", 0), "b"),
        ("a = [\n  { b = 1 },\n  { ▸b = 2 },\n]", ("a", 1), "b"),
        ("▸'a b' = 1", (), "a b"),
    ],
)
def test_every_key_knows_its_place(text: str, above: Steps, key: str) -> None:
    plain, place = marked(text)
    node = parse(plain).at(*above)
    entry = node.entry(key) if node else None
    assert entry
    assert entry.place == place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = ▸x", "invalid value"),
        ("a = 1\nb = ▸", "invalid value"),
        ("a = 1 ▸b", "expected newline"),
        ("a = 'x▸", "expected"),
        ("a = [1, 2▸", "unclosed array"),
        ("▸= 1", "invalid statement"),
        ("a = 1\n▸日本 = 2", "invalid statement"),
        ("# ▸\x07", "invalid character"),
        ("'日本' = ▸x", "invalid value"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(text: str, words: str) -> None:
    plain, place = marked(text)
    told = malformed(plain)
    assert words in told.message
    assert told.place == place
    assert told.hint


@pytest.mark.parametrize("text", ["a = 1\na = 2", "a = 1\n[a]", "a = 1\n[a.b]", "[a]\n[a]"])
def test_a_key_that_is_there_twice_is_told_on_the_line_of_the_second(text: str) -> None:
    assert malformed(text).place.line == 2


@pytest.mark.parametrize(
    "text",
    [f"a = {'[' * 5000}{']' * 5000}", f"a = {'{b = ' * 5000}", f"{'a.' * 5000}a = 1", f"[{'a.' * 5000}a]"],
    ids=["lists", "inline tables", "dotted key", "header"],
)
def test_what_is_nested_too_deeply_is_told_and_not_raised(text: str) -> None:
    assert "nested" in malformed(text).message


def test_a_number_too_long_to_read_is_told_and_not_raised() -> None:
    assert malformed(f"a = {'9' * 5000}").place.line == 1


def test_dates_and_times_are_text_as_an_author_would_write_them() -> None:
    tree = parse("a = 2025-01-15\nb = 2025-01-15T10:30:00Z\nc = 2025-01-15 10:30:00\nd = 10:30:00")
    assert tree.plain() == {
        "a": "2025-01-15",
        "b": "2025-01-15 10:30:00+00:00",
        "c": "2025-01-15 10:30:00",
        "d": "10:30:00",
    }


KEY = st.one_of(
    st.from_regex("[a-z][a-z0-9_-]{0,4}", fullmatch=True),
    st.text("ab .日🚀", min_size=1, max_size=4).map(lambda text: f"'{text}'"),
)
LITERAL = st.sampled_from(["1", "-2.5", "true", "'日本'", '"x"', "2025-01-15", "[]"])
VALUE = st.recursive(
    LITERAL,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"[ {', '.join(items)} ]"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: "[\n  " + ", # あ\n  ".join(items) + "\n]"),
        st.tuples(KEY, inner).map(lambda pair: f"{{ {pair[0]} = {pair[1]} }}"),
    ),
    max_leaves=4,
)
PAIR = st.tuples(st.lists(KEY, min_size=1, max_size=3).map(".".join), VALUE).map(lambda pair: f"{pair[0]} = {pair[1]}")
HEADER = st.lists(KEY, min_size=1, max_size=3).map(lambda names: f"[{'.'.join(names)}]")
STATEMENT = st.one_of(PAIR, PAIR, HEADER, HEADER.map(lambda header: f"[{header}]"), st.just(""), st.just("# 日本"))


def shown_at(text: str, place: Place) -> str:
    """What a reader sees at a place, up to the end of the text."""
    return "\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]


def check(node: Node, text: str) -> None:
    """At the place of every key stands the key, at the place of every scalar what is read as this scalar."""
    for entry in node:
        assert shown_at(text, entry.place).startswith((entry.key, f"'{entry.key}'"))
        check(entry.node, text)
    for item in node.items or ():
        check(item, text)
    if node.entries is None and node.items is None:
        literal = shown_at(text, node.place).split("\n")[0]
        candidates = (literal[:length] for length in range(1, len(literal) + 1))
        assert any(str(read_alone(candidate)) == node.raw for candidate in candidates)


def read_alone(literal: str) -> object:
    try:
        return tomllib.loads(f"a = {literal}")["a"]
    except tomllib.TOMLDecodeError:
        return None


@settings(deadline=None, max_examples=100)
@given(st.lists(STATEMENT, max_size=7).map("\n".join))
@example("[[a]]\nb = 1\n[a.c]\nb = 2\n[[a]]\nb = 3")
def test_at_the_place_of_each_key_and_value_stands_what_was_read(text: str) -> None:
    try:
        values = load(text)
    except Malformed:
        return
    tree = parse(text)
    check(tree, text)
    assert tree.plain().keys() == values.keys()


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=40), st.text(TOML_LETTERS, max_size=40)))
def test_any_text_is_read_or_malformed(text: str) -> None:
    try:
        place = parse(text).place
    except Malformed as told:
        place = told.place
    assert 1 <= place.line <= text.count("\n") + 1
    assert place.column >= 1
