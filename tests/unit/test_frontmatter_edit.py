"""One value of the frontmatter written: what it may look like before and after, and that nothing else changes."""

import codecs
import difflib
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.frontmatter_edit import Doubtful, spelled, with_value
from sitegen.matter import halves
from sitegen.text import with_newlines

KEY = ("translatedFrom",)
VALUE = "en:aaaaaaaa.bbbbbbbb"
# Before, and after; the value is written as VALUE.
CASES = {
    "a last line": ("---\ntitle: A\n---\nB\n", "---\ntitle: A\ntranslatedFrom: VALUE\n---\nB\n"),
    "the line that is there": (
        "---\ntranslatedFrom: ja:cccccccc # mine\ntitle: A\n---\n",
        "---\ntranslatedFrom: VALUE # mine\ntitle: A\n---\n",
    ),
    "in the quotes that are there": (
        "---\ntranslatedFrom: 'ja:cccccccc'\n---\n",
        "---\ntranslatedFrom: 'VALUE'\n---\n",
    ),
    "a key without a value": ("---\ntranslatedFrom:\ntitle: A\n---\n", "---\ntranslatedFrom: VALUE\ntitle: A\n---\n"),
    "comments and order": (
        "---\n# first\ntitle: A # last\n\ndate:   2025-01-15\n# end\n---\n",
        "---\n# first\ntitle: A # last\n\ndate:   2025-01-15\n# end\ntranslatedFrom: VALUE\n---\n",
    ),
    "below a block of text": (
        "---\ntitle: A\ndescription: |\n  one\n\n  two\n\n---\nB",
        "---\ntitle: A\ndescription: |\n  one\n\n  two\n\ntranslatedFrom: VALUE\n---\nB",
    ),
    "below a map": ("---\na:\n  b: c\n---\n", "---\na:\n  b: c\ntranslatedFrom: VALUE\n---\n"),
    "indented keys": ("---\n  a: b\n  c: d\n---\n", "---\n  a: b\n  c: d\n  translatedFrom: VALUE\n---\n"),
    "an explicit key": ("---\n? title\n: A\n---\nB", "---\n? title\n: A\ntranslatedFrom: VALUE\n---\nB"),
    "indented explicit keys": (
        "---\n  ? title\n  : A\n  ? b\n  : c\n---\n",
        "---\n  ? title\n  : A\n  ? b\n  : c\n  translatedFrom: VALUE\n---\n",
    ),
    "a map in braces": (
        "---\n{title: A, tags: [x]}\n---\n",
        "---\n{title: A, tags: [x], translatedFrom: VALUE}\n---\n",
    ),
    "braces over lines": ("---\n{\n  a: b,\n}\n---\n", "---\n{\n  a: b, translatedFrom: VALUE\n}\n---\n"),
    "braces with the key": ("---\n{translatedFrom: x, a: b}\n---\n", "---\n{translatedFrom: VALUE, a: b}\n---\n"),
    "empty braces": ("---\n{}\n---\n", "---\n{ translatedFrom: VALUE}\n---\n"),
    "empty frontmatter": ("---\n---\nB", "---\ntranslatedFrom: VALUE\n---\nB"),
    "only a comment": ("---\n# x\n---\nB", "---\n# x\ntranslatedFrom: VALUE\n---\nB"),
    "no frontmatter": ("# A\n\nB", "---\ntranslatedFrom: VALUE\n---\n# A\n\nB"),
    "an empty file": ("", "---\ntranslatedFrom: VALUE\n---\n"),
    "blank lines above": ("\n\n---\na: b\n---\n", "\n\n---\na: b\ntranslatedFrom: VALUE\n---\n"),
    "CRLF": ("---\r\na: b\r\n---\r\nB\r\n", "---\r\na: b\r\ntranslatedFrom: VALUE\r\n---\r\nB\r\n"),
    "CRLF without frontmatter": ("A\r\nB", "---\r\ntranslatedFrom: VALUE\r\n---\r\nA\r\nB"),
    "mixed line ends": ("---\r\na: b\n---\rB\r\n", "---\r\na: b\ntranslatedFrom: VALUE\r\n---\rB\r\n"),
    "no last newline": ("---\na: b\n---", "---\na: b\ntranslatedFrom: VALUE\n---"),
    "a mark of byte order": ("\ufeff---\na: b\n---\n", "\ufeff---\na: b\ntranslatedFrom: VALUE\n---\n"),
    "TOML": ('+++\na = "b"\n+++\nB', '+++\na = "b"\ntranslatedFrom = "VALUE"\n+++\nB'),
    "TOML with the key": (
        "+++\ntranslatedFrom = 'x' # y\na = 1\n+++\n",
        "+++\ntranslatedFrom = 'VALUE' # y\na = 1\n+++\n",
    ),
    "TOML with tables": (
        "+++\na = [\n[1], # [\n]\n\n# of the table\n[extra]\nb = 1\n+++\n",
        '+++\na = [\n[1], # [\n]\ntranslatedFrom = "VALUE"\n\n# of the table\n[extra]\nb = 1\n+++\n',
    ),
    "TOML with nothing but tables": (
        "+++\n[extra]\nb = 1\n+++\n",
        '+++\ntranslatedFrom = "VALUE"\n[extra]\nb = 1\n+++\n',
    ),
    "empty TOML": ("+++\n+++\n", '+++\ntranslatedFrom = "VALUE"\n+++\n'),
}
REFUSED = {
    "no closing mark": "---\ntitle: A\n",
    "no opening mark": "title: A\ndate: 2025-01-15\n---\nB\n",
    "broken YAML": "---\ntitle: 'A\n---\n",
    "a list": "---\n- a\n---\n",
    "a value over lines": "---\ntranslatedFrom: >\n  x\n  y\n---\n",
    "an anchor": "---\ntranslatedFrom: &a x\nb: *a\n---\n",
    "broken TOML": "+++\na = \n+++\n",
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_one_value_is_written_and_all_else_stays(before: str, after: str) -> None:
    wanted = after.replace("VALUE", VALUE).encode()
    assert with_value(before.encode(), KEY, VALUE) == wanted
    assert with_value(wanted, KEY, VALUE) == wanted


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_doubtful_is_refused(text: str) -> None:
    with pytest.raises(Doubtful):
        with_value(text.encode(), KEY, VALUE)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Doubtful):
        with_value(b"---\na: \xff\n---\n", KEY, VALUE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntranslations:\n  en: /x/\ntitle: A\n---\n", "---\ntranslations:\n  en: /x/\n  ja: /y/\ntitle: A\n---\n"),
        ("---\ntranslations: {en: /x/}\n---\n", "---\ntranslations: {en: /x/, ja: /y/}\n---\n"),
        ("---\ntranslations: {}\na: {}\n---\n", "---\ntranslations: { ja: /y/}\na: {}\n---\n"),
        ("---\ntranslations:\n  ja: /z/\n---\n", "---\ntranslations:\n  ja: /y/\n---\n"),
        ('+++\n[translations]\nen = "/x/"\n+++\n', '+++\n[translations]\nen = "/x/"\nja = "/y/"\n+++\n'),
        (
            '+++\ntranslations.en = "/x/"\nb = 1\n+++\n',
            '+++\ntranslations.en = "/x/"\ntranslations.ja = "/y/"\nb = 1\n+++\n',
        ),
        ('+++\ntranslations = { en = "/x/" }\n+++\n', '+++\ntranslations = { en = "/x/", ja = "/y/" }\n+++\n'),
    ],
)
def test_a_value_is_written_into_a_map_that_is_there(before: str, after: str) -> None:
    assert with_value(before.encode(), ("translations", "ja"), "/y/").decode() == after


def test_a_map_that_is_not_there_is_not_made() -> None:
    with pytest.raises(Doubtful):
        with_value(b"---\na: b\n---\n", ("translations", "ja"), "/y/")


@pytest.mark.parametrize("value", ["en:", "no", "a b", 'it\'s "x"', "# x", "日本", "a: b", "[x]", "1"])
def test_a_value_that_needs_quotes_gets_them(value: str) -> None:
    for text in (b"---\na: b\n---\n", b"+++\na = 1\n+++\n", b"---\n{a: b}\n---\n", b"x"):
        assert values_of(with_value(text, KEY, value))["translatedFrom"] == value


def test_the_spelling_that_is_there_is_found() -> None:
    names = ("translatedFrom", "translated_from")
    assert spelled(b"---\ntranslated_from: x\n---\n", names) == "translated_from"
    assert spelled(b"---\ntitle: x\n---\n", names) == spelled(b"\xff", names) == "translatedFrom"


def values_of(data: bytes) -> Any:
    cut = halves(with_newlines(data.decode("utf-8-sig")))
    return (cut.load().plain() or {}) if cut else {}


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-1000, 1000), TEXTS, st.sampled_from(["a: b", "no", "|", "}"])
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abcd}"), inner, max_size=3)),
    max_leaves=8,
)
FRONTS = st.dictionaries(st.sampled_from(["title", "date", "tags", "translatedFrom", "x y", "lang"]), TREES, max_size=5)


@settings(deadline=None)
@given(
    values=FRONTS,
    style=st.sampled_from([None, True, False]),
    comment=st.sampled_from(["", "# x }\n", "\n"]),
    body=st.text(max_size=40),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    has_mark=st.booleans(),
)
def test_any_frontmatter_keeps_every_byte_but_those_of_the_value(
    values: dict[str, Any], style: bool | None, comment: str, body: str, end: str, has_mark: bool
) -> None:
    front = yaml.safe_dump(values, default_flow_style=style, allow_unicode=True, sort_keys=False)
    text = f"---\n{comment}{front}---\n{body}".replace("\n", end)
    before = (codecs.BOM_UTF8 if has_mark else b"") + text.encode("utf-8", "replace")
    try:
        after = with_value(before, KEY, VALUE)
    except Doubtful:
        return
    assert values_of(after) == {**values_of(before), "translatedFrom": VALUE}
    old, new = before.decode(), after.decode()
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [one for one in blocks if one[0] != "equal"]
    first, last = changed[0], changed[-1]
    assert end not in old[first[1] : last[2]]
    assert with_value(after, KEY, VALUE) == after


@settings(deadline=None)
@given(data=st.binary(max_size=60) | st.text("-+a:{}[]\n '\"#=", max_size=60).map(str.encode))
def test_any_bytes_are_changed_soundly_or_refused(data: bytes) -> None:
    try:
        after = with_value(data, KEY, VALUE)
    except Doubtful:
        return
    assert values_of(after)["translatedFrom"] == VALUE
