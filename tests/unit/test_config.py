import itertools
import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.config import Config, LanguageSettings, NavigationEntry, fault_of_base_url, read_config
from sitegen.diagnostics import Diagnostic
from sitegen.model import MarkdownSettings
from tests.unit.tables import marked, rows


def config(text: str) -> Config:
    found = read_config(text, "site.toml")
    assert found.value, found.diagnostics
    assert found.diagnostics == ()
    return found.value


def faults(text: str) -> tuple[Diagnostic, ...]:
    found = read_config(text, "site.toml")
    assert found.diagnostics
    assert {one.severity for one in found.diagnostics} == {"error"}
    return found.diagnostics


FULL = """
title = "Notes"
description = "Of a developer"
url = "https://example.org/notes/"
author = "Jane"
language = "DE"
theme_color = "rebeccapurple"
entries_per_page = 5
feed_entries = 6
dated_file_names = "keep"
untranslated_posts = "after"
stale_notes = false


[markdown]
smart_punctuation = false

[languages.ja_jp]
title = "ノート"
description = "開発者の"
author = "ジェーン"

[languages.pt-br]

[[navigation]]
url = "/blog/"
title = { en = "Blog", JA_JP = "ブログ" }
color = "#f00"

[[navigation]]
url = "https://example.com"
title = "Elsewhere"
"""


def test_every_setting_is_read_and_languages_are_spelled_canonically() -> None:
    assert config(FULL) == Config(
        title="Notes",
        description="Of a developer",
        url="https://example.org/notes/",
        author="Jane",
        language="de",
        theme_color="rebeccapurple",
        entries_per_page=5,
        feed_entries=6,
        dated_file_names="keep",
        untranslated_posts="after",
        stale_notes=False,
        markdown=MarkdownSettings(smart_punctuation=False),
        languages={
            "ja-JP": LanguageSettings("ノート", "開発者の", "ジェーン"),
            "pt-BR": LanguageSettings(),
        },
        navigation=(
            NavigationEntry("/blog/", {"en": "Blog", "ja-JP": "ブログ"}, "#f00"),
            NavigationEntry("https://example.com", "Elsewhere"),
        ),
    )


def test_the_full_example_leaves_no_setting_out() -> None:
    found = config(FULL)
    assert all(getattr(found, field.name) != field.default for field in msgspec.structs.fields(Config))


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n"])
def test_a_site_without_settings_has_the_defaults(text: str) -> None:
    assert config(text) == Config()


def test_no_navigation_is_not_an_empty_one() -> None:
    assert config("").navigation is None
    assert config("navigation = []").navigation == ()


def test_settings_with_windows_line_ends_are_read_and_told_alike() -> None:
    assert config(FULL.replace("\n", "\r\n")) == config(FULL)
    lines = 'title = "x"\n\ntitel = "y"\n'
    assert faults(lines.replace("\n", "\r\n")) == faults(lines)


@pytest.mark.parametrize(
    ("url", "base"),
    [("https://e.org", "https://e.org"), ("https://e.org/", "https://e.org"), ("https://e.org/a/", "https://e.org/a")],
)
def test_the_base_url_has_no_slash_at_its_end(url: str, base: str) -> None:
    assert config(f'url = "{url}"').base_url == base


def test_without_an_address_the_base_url_is_empty() -> None:
    assert config("").base_url == ""


def test_files_are_read_by_the_languages_that_the_site_declares_or_its_posts_name() -> None:
    assert config('language = "ja"\n[languages.en]\n[languages.ja]').languages_with(()) == ("ja", "en")
    assert config("").languages_with(("ja", "en")) == ("en", "ja")


# ---- every wrong key and every wrong value, each with its place

FORMS: dict[type[msgspec.Struct], tuple[str, ...]] = {
    Config: ("{key} = {value}", "# 日本\n\n  {key}   = {value}"),
    LanguageSettings: (
        "[languages.ja]\n{key} = {value}",
        "languages.ja.{key} = {value}",
        'description = "日本"\nlanguages = {{ "ja" = {{ {key} = {value} }} }}',
    ),
    NavigationEntry: (
        "[[navigation]]\n{others}{key} = {value}",
        "[[navigation]]\nurl = '/'\ntitle = '日本'\n[[navigation]]\n{others}{key} = {value}",
    ),
}
EVERY_KEY = [(structure, field.name) for structure in FORMS for field in msgspec.structs.fields(structure)]


def written(structure: type[msgspec.Struct], key: str, mark: str, value: str) -> list[str]:
    """Every form in which the key can be set, `mark` standing for key and equals sign."""
    required = [field.name for field in msgspec.structs.fields(structure) if field.required and field.name != key]
    others = "".join(f"{name} = '/'\n" for name in required)
    return [form.format(key=mark, value=value, others=others) for form in FORMS[structure]]


@pytest.mark.parametrize(("structure", "key"), EVERY_KEY)
def test_a_misspelt_key_is_told_at_its_place_with_the_nearest_right_key(
    structure: type[msgspec.Struct], key: str
) -> None:
    for text in written(structure, key, f"▸{key}x", "'x'"):
        plain, place = marked(text)
        (one,) = (one for one in faults(plain) if one.code == "unknown-setting")
        assert (one.path, one.severity, one.line, one.column) == ("site.toml", "error", place.line, place.column)
        assert one.hint == f"did you mean “{key}”?"


@pytest.mark.parametrize("value", ["[[1]]", "2025-01-15", "1.5", "-1"])
@pytest.mark.parametrize(("structure", "key"), [pair for pair in EVERY_KEY if pair != (Config, "navigation")])
def test_a_value_of_the_wrong_type_is_told_at_its_place(structure: type[msgspec.Struct], key: str, value: str) -> None:
    for text in written(structure, key, key, f"▸{value}"):
        plain, place = marked(text)
        (one,) = faults(plain)
        assert (one.path, one.severity, one.code) == ("site.toml", "error", "wrong-type")
        assert (one.line, one.column) == (place.line, place.column)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        # keys
        ("▸nonsense = 1", "unknown-setting", "the keys here are title"),
        ("▸日本 = 1".replace("日本", "'日本'"), "unknown-setting", "the keys here are"),
        ("title = 'x'\n▸themeColor = 'red'", "unknown-setting", "“theme_color”"),
        ("▸titel = 'x'", "unknown-setting", "“title”"),
        ("▸Title = 'x'", "unknown-setting", "“title”"),
        ("[▸language.ja]\ntitle = 'x'", "wrong-type", "text"),
        ("[languages.ja]\n▸titel = 'x'", "unknown-setting", "“title”"),
        ("[languages.ja]\n▸url = 'x'", "unknown-setting", "the keys here are title"),
        ("languages.ja.▸titel = 'x'", "unknown-setting", "“title”"),
        ("languages = { ja = { ▸titel = 'x' } }", "unknown-setting", "“title”"),
        ("description = '日本'\nlanguages = { 'ja' = { title = '日本', ▸auther = 'x' } }",
         "unknown-setting", "“author”"),
        ("[[navigation]]\nurl = '/'\ntitle = 'x'\n▸colour = 'red'", "unknown-setting", "“color”"),
        ("navigation = [\n  { url = '/', title = 'x' },\n  { url = '/', title = 'あ', ▸colour = 'red' },\n]",
         "unknown-setting", "“color”"),
        ("[[▸navigation]]\nurl = '/'", "missing-setting", "“title”"),
        ("[[navigation]]\nurl = '/'\ntitle = 'x'\n[[▸navigation]]\ntitle = 'x'", "missing-setting", "“url”"),
        # types
        ("title = ▸5", "wrong-type", "text"),
        ("title = ▸true", "wrong-type", "text"),
        ("title = ▸['x']", "wrong-type", "text"),
        ("entries_per_page = ▸'20'", "wrong-type", "a whole number"),
        ("entries_per_page = ▸0", "wrong-type", "at least 1"),
        ("feed_entries = ▸1.5", "wrong-type", "a whole number"),
        ("[markdown]\nsmart_punctuation = ▸'yes'", "wrong-type", "true or false"),
        ("dated_file_names = ▸'stirp'", "wrong-type", "keep"),
        ("dated_file_names = ▸1", "wrong-type", "keep"),
        ("languages = ▸['ja']", "wrong-type", "a table"),
        ("[languages]\nja = ▸'x'", "wrong-type", "a table"),
        ("[▸navigation]\nurl = '/'", "wrong-type", "a list"),
        ("navigation = [▸'/blog/']", "wrong-type", "a table"),
        ("[[navigation]]\nurl = '/'\ntitle = ▸1", "wrong-type", "text or a table"),
        ("[[navigation]]\nurl = '/'\ntitle = { ja = ▸1 }", "wrong-type", "text"),
        ("[[navigation]]\nurl = '/'\n[navigation.title]\nen = 'x'\nja = ▸1", "wrong-type", "text"),
        ("[[navigation]]\nurl = ▸1\ntitle = 'x'", "wrong-type", "text"),
        # meanings
        ("language = ▸'jp'", "unknown-language", "“ja”"),
        ("language = ▸'english'", "unknown-language", "en, ja"),
        ("language = ▸''", "unknown-language", "en, ja"),
        ("[languages.▸cn]\ntitle = 'x'", "unknown-language", "“zh”"),
        ("languages.▸kr.title = 'x'", "unknown-language", "“ko”"),
        ("languages = { '日本' = {} }".replace("'日本'", "▸'日本'"), "unknown-language", "en, ja"),
        ("[[navigation]]\nurl = '/'\ntitle = { en = 'あ', ▸jp = 'x' }", "unknown-language", "“ja”"),
        ("[[navigation]]\nurl = '/'\n[navigation.title]\n▸jp = 'x'", "unknown-language", "“ja”"),
        ("theme_color = ▸'blurple'", "unknown-colour", "#f59e0b"),
        ("theme_color = ▸'red;}</style>'", "unknown-colour", "#f59e0b"),
        ("theme_color = ▸''", "unknown-colour", "#f59e0b"),
        ("[[navigation]]\nurl = '/'\ntitle = 'x'\ncolor = ▸'blurple'", "unknown-colour", "#f59e0b"),
        ("url = ▸'example.org'", "impossible-url", "https://example.org"),
        ("url = ▸''", "impossible-url", "https://example.org"),
        ("[[navigation]]\nurl = ▸'blog'\ntitle = 'x'", "impossible-url", "begin it with"),
        ("[[navigation]]\nurl = ▸'javascript:alert(1)'\ntitle = 'x'", "impossible-url", "begin it with"),
        # no TOML at all
        ("title = ▸x", "broken-settings", "quotes"),
        ("'日本' = 1\ntitle = ▸x", "broken-settings", "quotes"),
        ("title = 'x'\ntitle = 'y'▸", "broken-settings", "quotes"),
        ("title = 'x▸", "broken-settings", "quotes"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_at_its_place(text: str, code: str, words: str) -> None:
    plain, place = marked(text)
    (one,) = faults(plain)
    assert (one.path, one.severity, one.code) == ("site.toml", "error", code)
    assert (one.line, one.column) == (place.line, place.column)
    assert words in f"{one.message} {one.hint}"


@pytest.mark.parametrize(
    "text",
    ["titel = 1", "title = 5", "entries_per_page = 0", "language = 'jp'", "url = 'x'", "[[navigation]]\nurl = '/'"],
)
def test_every_fault_says_what_to_do(text: str) -> None:
    assert all(one.hint for one in faults(text))


def test_all_faults_are_told_at_once() -> None:
    found = faults("titel = 'x'\nlanguage = 'jp'\nentries_per_page = 'x'\n[languages.cn]\n[[navigation]]\nurl = 1\n")
    assert sorted((one.line, one.code) for one in found) == [
        (1, "unknown-setting"),
        (2, "unknown-language"),
        (3, "wrong-type"),
        (4, "unknown-language"),
        (5, "missing-setting"),
        (6, "wrong-type"),
    ]


def test_what_an_author_reads_has_no_words_of_the_programmer() -> None:
    values = ("1", "1.5", "true", "'x'", "[1]", "{ a = 1 }", "2025-01-15", "10:30:00")
    for field, value in itertools.product(msgspec.structs.fields(Config), values):
        for one in read_config(f"{field.name} = {value}", "site.toml").diagnostics:
            assert not set("`$<>_") & set(one.message.replace(field.name, "")), one.message


@pytest.mark.parametrize(
    ("url", "fault"),
    rows("""
    url                          | fault
    -----------------------------|------------------
    https://example.org          | -
    http://localhost:8000/base   | -
    https://user@example.org/    | -
    https://例え.jp/ブログ         | -
    ftp://example.org            | does not begin
    example.org                  | does not begin
    //example.org                | does not begin
    /notes/                      | does not begin
    https://                     | does not begin
    https:///notes               | does not begin
    https://e.org:0              | does not begin
    https://e.org:99999          | can't be read
    https://e.org:x              | can't be read
    https://[::1                 | can't be read
    https://e.org/?a=b           | more than a host
    https://e.org/#a             | more than a host
    https://e.org/a b            | more than a host
    https://e.org/"<script>      | more than a host
    """),
)
def test_a_site_is_published_at_a_host_and_a_path(url: str, fault: str) -> None:
    found = fault_of_base_url(url)
    assert found is None if fault == "-" else fault in (found or "")


SCALAR = st.one_of(st.text("ax日", max_size=3), st.integers(-2, 2), st.booleans(), st.just(1.5))
ANY_VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["url", "title", "en", "jp"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def toml(value: Any) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.sampled_from([*Config.__struct_fields__, "x"]), ANY_VALUE, max_size=4))
@example({"navigation": [{"url": "/", "title": {"en": 1}}, 1]})
def test_settings_of_any_shape_are_understood_or_told_on_their_own_line(values: dict[str, Any]) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in values.items())
    found = read_config(text, "site.toml")
    assert found.value or found.diagnostics
    lines = text.split("\n")
    for one in found.diagnostics:
        assert one.code != "broken-settings"
        assert 1 <= one.column <= len(lines[one.line - 1])


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(max_size=40), st.text("title=.[]{}'\"\n 1x,", max_size=40)))
def test_any_text_is_understood_or_told(text: str) -> None:
    found = read_config(text, "site.toml")
    assert found.value or found.diagnostics


@pytest.mark.parametrize("text", ["a." * 3000 + "a = 1", f"title = {'[' * 3000}", f"entries_per_page = {'9' * 5000}"])
def test_what_is_too_large_to_be_meant_is_told_and_not_raised(text: str) -> None:
    assert all(one.line == 1 for one in faults(text))


def test_one_language_in_two_spellings_is_told_and_none_is_lost_in_silence() -> None:
    assert [(one.line, one.code) for one in faults("[languages.en]\ntitle = 'a'\n[languages.EN]\ntitle = 'b'\n")] == [
        (3, "language-twice")
    ]
