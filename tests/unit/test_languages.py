import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import languages
from tests.unit.tables import rows


@pytest.mark.parametrize(
    ("written", "canonical"),
    rows("""
    written       | canonical
    --------------|-----------
    en            | en
    EN            | en
    ja_JP         | ja-JP
    ja-jp         | ja-JP
    pt_br         | pt-BR
    ZH-hant       | zh-Hant
    zh_hans_cn    | zh-Hans-CN
    es-419        | es-419
    yue           | yue
    no            | no
    sr-latn-rs    | sr-Latn-RS
    iw            | he
    IW-il         | he-IL
    in            | id
    ji            | yi
    jw            | jv
    mo            | ro
    jpn           | ja
    ger-AT        | de-AT
    cmn-hant      | zh-Hant
    en-UK         | en-GB
    zh-TW         | zh-TW
    zh-cn         | zh-CN
    pt            | pt
    nb            | nb
    tl            | tl
    fil           | fil
    tw            | tw
    sr-ME         | sr-ME
    """),
)
def test_a_code_is_spelled_canonically(written: str, canonical: str) -> None:
    assert languages.canonical(written) == canonical


@pytest.mark.parametrize(
    "written",
    ["", "jp", "cn", "kr", "xx", "english", "日本語", "e", "en-", "-en", "en ", "en/../x", "en-US-x-y", "root", "und",
     "mul", "zxx", "en--US", "<b>", "it-help", "no-code", "my-life"],
)  # fmt: skip
def test_what_is_no_language_has_no_canonical_spelling(written: str) -> None:
    assert languages.canonical(written) is None


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(max_size=8), st.from_regex(languages.TAG, fullmatch=True)))
def test_the_canonical_spelling_of_a_canonical_spelling_is_itself(written: str) -> None:
    found = languages.canonical(written)
    assert found is None or languages.canonical(found) == found


@pytest.mark.parametrize(
    ("tag", "script"),
    rows("""
    tag        | script
    -----------|-------
    en         | Latn
    en-GB      | Latn
    ja         | Jpan
    zh         | Hans
    zh-CN      | Hans
    zh-SG      | Hans
    zh-TW      | Hant
    zh-HK      | Hant
    zh-MO      | Hant
    zh-Hans-HK | Hans
    sr         | Cyrl
    sr-ME      | Latn
    sr-Latn    | Latn
    az-IR      | Arab
    """),
)
def test_a_language_knows_its_script(tag: str, script: str) -> None:
    assert languages.script(tag) == script


@pytest.mark.parametrize(
    ("country", "language"),
    rows("""
    country | language
    --------|---------
    jp      | ja
    JP      | ja
    cn      | zh
    kr      | ko
    ua      | uk
    dk      | da
    """),
)
def test_a_country_code_tells_its_language(country: str, language: str) -> None:
    assert languages.language_spoken_in(country) == language


@pytest.mark.parametrize("text", ["", "xx", "english", "ja-JP"])
def test_what_is_no_country_has_no_language(text: str) -> None:
    assert languages.language_spoken_in(text) is None


@pytest.mark.parametrize(
    ("tag", "site", "found"),
    rows("""
    tag        | languages of the site | found
    -----------|-----------------------|--------
    ja         | en ja                 | ja
    ja-JP      | en ja                 | ja
    ja-JP      | en ja ja-JP           | ja-JP
    zh-Hant-TW | zh zh-Hant            | zh-Hant
    zh-TW      | en zh-Hant            | zh-TW
    pt         | pt-BR                 | pt
    de         | en ja                 | de
    """),
)
def test_a_tag_is_spelled_as_its_site_spells_it(tag: str, site: str, found: str) -> None:
    assert languages.among(tag, site.split()) == found


@pytest.mark.parametrize(
    ("tag", "direction", "name", "open_graph"),
    rows("""
    tag        | direction | own name            | Open Graph
    -----------|-----------|---------------------|-----------
    en         | ltr       | English             | en_US
    ja         | ltr       | 日本語               | ja_JP
    es         | ltr       | Español             | es_ES
    pt-BR      | ltr       | Português (Brasil)  | pt_BR
    ar         | rtl       | العربية             | ar_EG
    he         | rtl       | עברית               | he_IL
    fa         | rtl       | فارسی               | fa_IR
    ur         | rtl       | اردو                | ur_PK
    ru         | ltr       | Русский             | ru_RU
    zh-Hans    | ltr       | 中文 (简体)          | zh_CN
    zh-Hant    | ltr       | 中文 (繁體)          | zh_TW
    zh-Hant-TW | ltr       | 中文 (繁體, 台灣)     | zh_TW
    """),
)
def test_a_language_knows_its_name_its_direction_and_its_home(
    tag: str, direction: str, name: str, open_graph: str
) -> None:
    assert languages.direction(tag) == direction
    assert languages.own_name(tag) == name
    assert languages.open_graph_locale(tag) == open_graph


@pytest.mark.parametrize(
    ("tag", "written"),
    rows("""
    tag        | written
    -----------|------------------------
    en         | January 15, 2025
    en-GB      | 15 January 2025
    ja         | 2025年1月15日
    de         | 15. Januar 2025
    pt-BR      | 15 de janeiro de 2025
    zh-Hans    | 2025年1月15日
    ko         | 2025년 1월 15일
    """),
)
def test_a_date_is_written_out_in_its_language(tag: str, written: str) -> None:
    assert languages.written_date(datetime.date(2025, 1, 15), tag) == written


@pytest.mark.parametrize("tag", ["xx", "", "日本", "en-US-x-y"])
def test_an_unknown_language_is_shown_as_well_as_can_be(tag: str) -> None:
    assert languages.direction(tag) == "ltr"
    assert languages.own_name(tag).casefold().startswith(tag.casefold()[:2])
    assert "2025" in languages.written_date(datetime.date(2025, 1, 15), tag)


@pytest.mark.parametrize(
    ("words", "tag", "joined"),
    rows("""
    words | tag | joined
    ------|-----|-------------
    A     | en  | A
    A B   | en  | A and B
    A B C | en  | A, B, and C
    A B C | ja  | A、B、C
    A B   | de  | A und B
    """),
)
def test_a_list_is_joined_as_its_language_does(words: str, tag: str, joined: str) -> None:
    assert languages.joined(words.split(), tag) == joined


def test_no_words_joined_are_no_words() -> None:
    assert languages.joined([], "en") == ""
