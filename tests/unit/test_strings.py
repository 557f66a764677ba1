import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import languages
from sitegen.languages import PLURAL_CATEGORIES, plural_categories, plural_category
from sitegen.strings import PLACES, body_words, counted, filled, names_of, words_for
from sitegen.word_files import about_words, overridden, read_strings
from tests.support import PROJECT, build_site
from tests.unit.tables import marked, rows

SHIPPED = sorted((PROJECT / "layouts/strings").glob("*.toml"))
ALL = {path.stem: read_strings(path.read_text("utf-8"), path.name).value or {} for path in SHIPPED}
ENGLISH = {"by": "by {author}", "draft": "Draft", "tags": "Tags"}
KNOWN = {
    "en": ENGLISH,
    "ja": {"by": "{author}著", "draft": "下書き", "tags": "タグ"},
    "pt-BR": {"by": "por {author}", "draft": "Rascunho", "tags": "Etiquetas"},
    "zh-Hans": {"by": "作者 {author}", "draft": "草稿", "tags": "标签"},
    "zh-Hant": {"by": "作者 {author}", "draft": "草稿", "tags": "標籤"},
    "sr": {"by": "{author}", "draft": "Нацрт", "tags": "Ознаке"},
    "sr-Latn": {"by": "{author}", "draft": "Nacrt", "tags": "Oznake"},
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
        ("by = 'x'\n[▸draft]\n", "wrong-type"),
        ("by = 'x'\n[draft]\none = 'x'\n▸x = 'y'", "unknown-plural"),
        ("a.▸b = 'x'", "unknown-plural"),
        ("draft = {one = 'x', ▸two_ = 'y'}", "unknown-plural"),
        ("draft = {one = 'x', other = ▸1}", "wrong-type"),
        ("draft = {other = ▸{one = 'x'}}", "wrong-type"),
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
    zh-CN   | 标签
    zh-SG   | 标签
    zh-Hans-HK | 标签
    zh-Hant | 標籤
    zh-Hant-TW | 標籤
    zh-TW   | 標籤
    zh-HK   | 標籤
    zh-SG   | 标签
    zh-MO   | 標籤
    sr      | Ознаке
    sr-Cyrl-RS | Ознаке
    sr-Latn | Oznake
    sr-Latn-RS | Oznake
    sr-ME   | Oznake
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
    (one,) = about_words("tag = 'x'\nmy_own_word = 'y'\nby = 'z'\n", "layouts/strings/en.toml", ENGLISH)
    assert (one.severity, one.code, one.line, one.column) == ("hint", "unknown-word", 1, 1)
    assert "“tags”" in one.hint


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("by = 'von ▸{autor}'", "did you mean “{author}”?"),
        ('draft = \'x\'\n  by = """von\n ▸{name}"""', "its places are {author}"),
        ("draft = 'Entwurf ▸{date}'", "leave it out"),
        ("page_number = 'Seite {number} von ▸{total}'", "its places are {number}, {count}"),
        ("[post_count]\none = '{count} x'\nother = '▸{counts} x'", "did you mean “{count}”?"),
        ("post_count = {one = '{count} x', other = '▸{n} x'}", "its places are {count}"),
    ],
)
def test_a_place_that_nothing_fills_in_is_told_where_it_stands(text: str, advice: str) -> None:
    plain, place = marked(text)
    (one,) = about_words(plain, "layouts/strings/x.toml", ALL["en"])
    assert (one.severity, one.code, one.line, one.column) == ("warning", "unknown-place", place.line, place.column)
    assert one.hint == advice


@pytest.mark.parametrize("word", ["by = 'by {autor}'", "draft = 'x {y}'"])
def test_a_place_that_nothing_fills_in_is_told_in_a_site_s_own_english_too(tmp_path: Path, word: str) -> None:
    built = build_site(
        tmp_path, f"-- site.toml --\nurl = 'https://example.org'\n-- layouts/strings/en.toml --\n{word}\n"
    )
    assert built.codes() == ["unknown-place"]


def test_the_places_of_the_words_are_those_of_english() -> None:
    found: dict[str, set[str]] = {}
    for key, word in ALL["en"].items():
        for place in re.findall(r"{(\w+)}", word):
            found.setdefault(key.partition(".")[0], set()).add(place)
    assert found == {word: {*places} for word, places in PLACES.items()}


def test_plural_forms_of_a_word_that_nothing_counts_are_told_and_left_out() -> None:
    text = "by = 'x {author}'\n▸latest_posts = {one = 'a', other = 'b'}\n[mine]\none = 'c'\n"
    plain, place = marked(text)
    own = read_strings(plain, "x.toml").value or {}
    english = overridden(ALL["en"], own)
    assert english["latest_posts"] == "Latest posts"
    assert english["mine.one"] == "c"
    (one,) = about_words(plain, "layouts/strings/en.toml", english)
    assert (one.severity, one.code, one.line, one.column) == ("warning", "not-counted", place.line, place.column)
    words = words_for("sw", {"en": ALL["en"], "sw": own}).value or {}
    assert (words["latest_posts"], words["by"]) == ("Latest posts", "x {author}")


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


# Words that depend on a number

SLAVIC = {"post_count.one": "{count} запись", "post_count.few": "{count} записи", "post_count.other": "{count} записей"}


def test_a_table_is_a_word_in_its_plural_forms() -> None:
    found = read_strings("[post_count]\none = '{count} post'\nother = '{count} posts'\n", "en.toml")
    assert found.value == {"post_count.one": "{count} post", "post_count.other": "{count} posts"}


@pytest.mark.parametrize(
    ("lang", "count", "text"),
    rows("""
    lang  | count   | text
    ------|---------|-------------------
    ru    | 1       | 1 запись
    ru    | 21      | 21 запись
    ru    | 3       | 3 записи
    ru    | 11      | 11 записей
    ar    | 0       | لا تدوينات
    ar    | 2       | تدوينتان
    ar    | 3       | 3 تدوينات
    ar    | 11      | 11 تدوينة
    en    | 1       | 1 post
    en    | 0       | 0 posts
    en-GB | 1234    | 1,234 posts
    de    | 1234567 | 1.234.567 Beiträge
    hi    | 100000  | 1,00,000 पोस्ट
    fr    | 0       | 0 article
    fr    | 1000000 | 1 000 000 d’articles
    pl    | 22      | 22 wpisy
    ja    | 1       | 1件の記事
    """),
)
def test_a_number_chooses_the_form_and_is_written_as_its_language_has_it(lang: str, count: str, text: str) -> None:
    found = words_for(lang, ALL)
    assert found.diagnostics == ()
    assert counted(found.value or {}, "post_count", int(count), lang) == text


def test_a_form_that_is_missing_is_told_and_another_one_shown() -> None:
    found = words_for("ru", {"ru": SLAVIC, "en": {"post_count.one": "x", "post_count.other": "x"}})
    (one,) = found.diagnostics
    assert (one.severity, one.code, one.path) == ("warning", "missing-plural", "layouts/strings/ru.toml")
    assert "many" in one.message
    assert counted(found.value or {}, "post_count", 5, "ru") == "5 записей"
    assert counted({"post_count.few": "{count} x"}, "post_count", 5, "ru") == "5 x"


def test_a_language_that_lacks_a_word_has_it_in_all_forms_of_english() -> None:
    found = words_for("ja", {"ja": {"by": "x"}, "en": {"by": "y", "post_count.one": "one", "post_count.other": "more"}})
    assert found.value == {"by": "x", "post_count.one": "one", "post_count.other": "more"}
    assert ["post_count" in one.message for one in found.diagnostics] == [True]


def test_a_site_overrides_a_word_form_by_form_or_as_a_whole() -> None:
    shipped = {"a": "x", "n.one": "1", "n.other": "2"}
    assert overridden(shipped, {"n.one": "y"}) == {"a": "x", "n.one": "y", "n.other": "2"}
    assert overridden(shipped, {"n": "y"}) == {"a": "x", "n": "y"}
    assert overridden({"n": "x"}, {"n.other": "y"}) == {"n": "x"}, "nothing counts it"
    assert counted({"n": "{count}"}, "n", 7, "en") == "7"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_language_has_every_word_with_the_same_places_to_fill(path: Path) -> None:
    english, own = ALL["en"], ALL[path.stem]
    assert names_of(own).keys() == names_of(english).keys()
    for key, text in own.items():
        assert text.strip() == text
        if "." not in key:
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", english[key])), key


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_language_has_all_plural_forms_and_no_others(path: Path) -> None:
    """A form for one number only (`two`) may say it in a word; a form for several must show which."""
    own = ALL[path.stem]
    for name in names_of(key for key in own if "." in key):
        forms = {key.partition(".")[2]: word for key, word in own.items() if key.startswith(f"{name}.")}
        assert tuple(form for form in PLURAL_CATEGORIES if form in forms) == plural_categories(path.stem)
        numbers = {form: [one for one in range(200) if plural_category(one, path.stem) == form] for form in forms}
        for form, word in forms.items():
            assert "{count}" in word or len(numbers[form]) == 1, (name, form)


def test_the_words_of_bodies_are_found_without_the_grammar_of_twenty_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build needs these words, and to load the rules of a language takes 15 ms."""
    monkeypatch.setattr(languages, "plural_categories", lambda lang: pytest.fail(f"{lang} was asked for"))
    english, own = {"note": "Note", "tip": "Tip", "home": "Home"}, {"tip": "ヒント"}
    assert body_words({"ja": own, "en": english}) == (
        ("en", (("note", "Note"), ("tip", "Tip"))),
        ("ja", (("note", "Note"), ("tip", "ヒント"))),
    )
