import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.strings import filled, read_strings, unknown_words, words_for
from tests.support import PROJECT
from tests.unit.tables import marked, rows

SHIPPED = sorted((PROJECT / "layouts/strings").glob("*.toml"))
ENGLISH = {"by": "by {author}", "draft": "Draft", "tags": "Tags"}
KNOWN = {
    "en": ENGLISH,
    "ja": {"by": "{author}著", "draft": "下書き", "tags": "タグ"},
    "pt-BR": {"by": "por {author}", "draft": "Rascunho", "tags": "Etiquetas"},
    "zh-Hans": {"by": "作者 {author}", "draft": "草稿", "tags": "标签"},
    "zh-Hant": {"by": "作者 {author}", "draft": "草稿", "tags": "標籤"},
    "de": {"by": "von {author}"},
}


def test_a_file_of_words_is_read() -> None:
    found = read_strings('by = "by {author}" # comment\n\ndraft = "Draft"\n', "layouts/strings/en.toml")
    assert (found.value, found.diagnostics) == ({"by": "by {author}", "draft": "Draft"}, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("by = ▸by", "broken-strings"),
        ("'日本' = 'x'\nby = 'x▸", "broken-strings"),
        ("by = 'x'\ndraft = ▸1", "wrong-type"),
        ("'日本' = '語'\ndraft = ▸['x']", "wrong-type"),
        ("by = 'x'\n[▸draft]\nx = 'y'", "wrong-type"),
        ("a.b = 'x'".replace("a.b", "▸a.b"), "wrong-type"),
    ],
)
def test_a_broken_file_has_no_words_and_a_fault_at_its_place(text: str, code: str) -> None:
    plain, place = marked(text)
    found = read_strings(plain, "layouts/strings/en.toml")
    assert found.value is None
    (one,) = found.diagnostics
    assert (one.severity, one.code, one.line, one.column) == ("error", code, place.line, place.column)
    assert one.path == "layouts/strings/en.toml"


def test_all_words_that_are_no_text_are_told_at_once() -> None:
    found = read_strings("a = 1\nb = 'x'\nc = true\n", "x.toml")
    assert [one.line for one in found.diagnostics] == [1, 3]


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(max_size=30), st.text("ab.='\"\n[]{}1", max_size=30)))
def test_any_text_is_read_or_told(text: str) -> None:
    found = read_strings(text, "x.toml")
    assert (found.value is None) == bool(found.diagnostics)


@pytest.mark.parametrize(
    ("lang", "tags"),
    rows("""
    lang    | the word for tags
    --------|------------------
    en      | Tags
    en-GB   | Tags
    ja      | タグ
    ja-JP   | タグ
    pt      | Etiquetas
    pt-PT   | Etiquetas
    zh      | 标签
    zh-Hant | 標籤
    zh-Hant-TW | 標籤
    """),
)
def test_a_language_has_the_words_of_the_one_nearest_to_it(lang: str, tags: str) -> None:
    found = words_for(lang, KNOWN)
    assert found.value
    assert found.value["tags"] == tags
    assert found.diagnostics == ()


def test_words_that_a_language_lacks_are_english_and_told_once() -> None:
    found = words_for("de", KNOWN)
    assert found.value == {"by": "von {author}", "draft": "Draft", "tags": "Tags"}
    (one,) = found.diagnostics
    assert (one.severity, one.code, one.path) == ("warning", "missing-words", "layouts/strings/de.toml")
    assert "draft, tags" in one.message


def test_a_language_without_any_words_is_english_and_told_once() -> None:
    found = words_for("sw", KNOWN)
    assert found.value == ENGLISH
    (one,) = found.diagnostics
    assert (one.severity, one.code, one.path) == ("warning", "missing-words", "layouts/strings/sw.toml")
    assert "“sw”" in one.message


def test_a_word_that_no_layout_asks_for_is_worth_a_hint_if_it_is_near_to_one() -> None:
    (one,) = unknown_words("tag = 'x'\nmy_own_word = 'y'\nby = 'z'\n", "layouts/strings/en.toml", ENGLISH)
    assert (one.severity, one.code, one.line, one.column) == ("hint", "unknown-word", 1, 1)
    assert "“tags”" in one.hint


def test_a_word_is_filled_in() -> None:
    words = {"page": "Page {number} of {count}", "by": "by {author}"}
    assert filled(words, "page", number=2, count=5) == "Page 2 of 5"
    assert filled(words, "by", author="Jane") == "by Jane"


@pytest.mark.parametrize("author", ["{date}", "{author}", "{0}", "{}", "%s", "{author.__class__}", "\\1", "{{", "<b>"])
def test_what_is_filled_in_has_no_meaning_of_its_own(author: str) -> None:
    words = {"by": "by {author} on {date}"}
    assert filled(words, "by", author=author, date="May 1") == f"by {author} on May 1"
    assert filled(words, "by", date="May 1", author=author) == f"by {author} on May 1"


def test_other_braces_stay() -> None:
    assert filled({"x": "{a} {b} { {}"}, "x", a="1") == "1 {b} { {}"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_language_has_every_word_with_the_same_places_to_fill(path: object) -> None:
    english = tomllib.loads((PROJECT / "layouts/strings/en.toml").read_text("utf-8"))
    own = tomllib.loads(next(file for file in SHIPPED if file == path).read_text("utf-8"))
    assert own.keys() == english.keys()
    for key, text in english.items():
        assert sorted(re.findall(r"{\w+}", own[key])) == sorted(re.findall(r"{\w+}", text)), key
        assert own[key].strip() == own[key]
