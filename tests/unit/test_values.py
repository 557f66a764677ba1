import pytest

from sitegen import values
from sitegen.diagnostics import Place
from sitegen.matter import CoreYamlHandler
from sitegen.model import Author, Declaration
from sitegen.tree import Node
from sitegen.values import Misread, Reader
from tests.unit.tables import marked, rows


def node(written: str) -> Node:
    """The value as it stands behind a key of one letter, so that its own text begins at column 4."""
    found = CoreYamlHandler().load(f"k: {written}").at("k")
    assert isinstance(found, Node)
    return found


def misread(reader: Reader, written: str) -> Misread:
    with pytest.raises(Misread) as caught:
        reader(node(written))
    return caught.value


def place_of(reader: Reader, written: str) -> Place:
    """Where a fault is told: at its own place, else where its value begins."""
    return misread(reader, written).place or node(written).place


@pytest.mark.parametrize(
    ("written", "text"),
    rows("""
    written       | text
    --------------|--------
    abc           | abc
    " abc "       | abc
    'it''s'       | it's
    012           | 012
    1e3           | 1e3
    no            | no
    2025-01-15    | 2025-01-15
    12:30         | 12:30
    """),
)
def test_text_is_text_and_a_number_as_it_is_written(written: str, text: str) -> None:
    assert values.text(node(written)) == text


@pytest.mark.parametrize(
    ("reader", "written", "words"),
    [
        (values.text, "[a]", "a list"),
        (values.text, "{a: b}", "a map"),
        (values.text, "true", "true or false"),
        (values.flag, "yes", "text"),
        (values.flag, "1", "a number"),
        (values.flag, "[true]", "a list"),
        (values.date, "[2025-01-15]", "a list"),
        (values.words, "true", "true or false"),
        (values.paths, "{a: b}", "a map"),
        (values.authors, "true", "true or false"),
        (values.language, "[ja]", "a list"),
        (values.translations, "/blog/x/", "text"),
        (values.translations, "[ja]", "a list"),
        (values.accent, "[red]", "a list"),
        (values.image, "[a.png]", "a list"),
        (values.web_address, "{url: x}", "a map"),
        (values.permalink, "[/x/]", "a list"),
        (values.slug, "{a: b}", "a map"),
        (values.text, "[post]", "a list"),
        (values.joined, "{a: b}", "a map"),
    ],
)
def test_a_value_of_the_wrong_type_is_told_by_what_it_is(reader: Reader, written: str, words: str) -> None:
    told = misread(reader, written)
    assert told.code == "wrong-type"
    assert f"this is {words}" in told.message
    assert told.hint


def test_a_flag_is_true_or_false() -> None:
    assert values.flag(node("true")) is True
    assert values.flag(node("false")) is False


@pytest.mark.parametrize("written", ["2025-01-15", '"2025-01-15"', "Jan 15 2025"])
def test_a_date_may_be_quoted_or_not(written: str) -> None:
    found = values.date(node(written))
    assert found
    assert found.machine_readable == "2025-01-15"


@pytest.mark.parametrize("written", ["Nov. 21", "25 Dez 2025", "2025", "tomorrow", "2025-02-30"])
def test_an_unreadable_date_shows_the_form_to_write(written: str) -> None:
    told = misread(values.date, written)
    assert told.code == "unreadable-date"
    assert f"“{written}”" in told.message
    assert "2025-01-15" in told.hint


def test_published_is_a_date_or_a_boolean() -> None:
    assert values.date(node("true")) is None
    assert values.switched_off(node("false")) is True
    assert values.switched_off(node("true")) is False
    assert values.switched_off(node("2025-01-15")) is None


def test_only_the_status_draft_means_a_draft() -> None:
    assert values.draft_status(node("draft")) is True
    assert values.draft_status(node("published")) is None


@pytest.mark.parametrize(
    ("written", "words"),
    rows("""
    written                               | words
    --------------------------------------|---------
    a                                     | a
    a, b ,c                               | a b c
    [a, b]                                | a b
    [a, b, a]                             | a b
    [a, "", null, b]                      | a b
    [2025, 1e3]                           | 2025 1e3
    [{name: a, color: red}, {name: b}]    | a b
    [{label: a}, {title: b}, c]           | a b c
    {name: a}                             | a
    []                                    | -
    ","                                   | -
    """),
)
def test_words_are_a_list_or_a_text_with_commas_or_maps_with_names(written: str, words: str) -> None:
    assert values.words(node(written)) == (() if words == "-" else tuple(words.split()))


def test_a_comma_inside_a_list_does_not_part_words() -> None:
    assert values.words(node('["a, b"]')) == ("a, b",)


def test_paths_are_a_list_or_one() -> None:
    assert values.paths(node("/a")) == ("/a",)
    assert values.paths(node("[/a, /b, /a]")) == ("/a", "/b")


@pytest.mark.parametrize(
    ("written", "shown"),
    rows("""
    written          | shown
    -----------------|--------------
    Go               | Go
    [Go, Redis]      | Go, Redis
    Go, Redis        | Go, Redis
    """),
)
def test_a_list_is_shown_as_one_line(written: str, shown: str) -> None:
    assert values.joined(node(written)) == shown


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Jane", [Author("Jane")]),
        ('"Jane, PhD"', [Author("Jane, PhD")]),
        ("[Jane, Joe]", [Author("Jane"), Author("Joe")]),
        ("{name: Jane, url: https://e.org}", [Author("Jane", "https://e.org")]),
        ("[{name: Jane, url: /jane/}, Joe]", [Author("Jane", "/jane/"), Author("Joe")]),
        ("{name: Jane}", [Author("Jane")]),
        ("[Jane, null]", [Author("Jane")]),
        ("[]", []),
        ('""', []),
        ('["", Jane]', [Author("Jane")]),
    ],
)
def test_authors_are_names_or_maps_with_name_and_address(written: str, authors: list[Author]) -> None:
    assert list(values.authors(node(written))) == authors


@pytest.mark.parametrize(
    ("written", "lang"),
    rows("""
    written | lang
    --------|-------
    ja      | ja
    ja_JP   | ja-JP
    pt-br   | pt-BR
    no      | no
    "en"    | en
    """),
)
def test_a_language_is_normalised(written: str, lang: str) -> None:
    assert values.language(node(written)) == lang


@pytest.mark.parametrize(("country", "lang"), [("jp", "ja"), ("cn", "zh"), ("kr", "ko"), ("JP", "ja")])
def test_the_code_of_a_country_is_told_with_its_language(country: str, lang: str) -> None:
    told = misread(values.language, country)
    assert told.code == "unknown-language"
    assert f"“{country}”" in told.message
    assert "country" in told.hint
    assert f"“{lang}”" in told.hint


def test_an_unknown_language_is_told_with_codes_that_are_known() -> None:
    told = misread(values.language, "english")
    assert told.code == "unknown-language"
    assert "en" in told.hint


def test_translations_are_a_map_from_language_to_page() -> None:
    found = values.translations(node("{ja: /blog/x-jp, pt_br: x.pt.md, de: ''}"))
    assert found == (Declaration("ja", "/blog/x-jp", Place(1, 9)), Declaration("pt-BR", "x.pt.md", Place(1, 28)))


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (values.translations, "{ja: /x, ▸jp: /y}"),
        (values.translations, "{ja: ▸[/x]}"),
        (values.translations, "\n  ja: /x\n  ▸kr: /y"),
        (values.words, "[a, ▸[b]]"),
        (values.words, "\n  - a\n  - ▸true"),
        (values.words, "\n  - name: a\n  - name: ▸[b]"),
        (values.paths, "\n  - /a\n  - ▸{b: c}"),
        (values.permalinks, "\n  - /a/\n  - ▸../x"),
        (values.authors, "\n  - Jane\n  - ▸url: /joe/"),
        (values.authors, "\n  - name: Jane\n    url: ▸javascript:x"),
        (values.authors, "{name: ▸[Jane]}"),
        (values.image, "\n  alt: x\n  src: ▸javascript:x"),
        (values.image, "\n  src: ▸[x]"),
        (values.joined, "\n  - Go\n  - ▸{a: b}"),
    ],
)
def test_a_fault_inside_a_value_is_told_at_its_own_place(reader: Reader, written: str) -> None:
    plain, place = marked(f"k: {written}")
    assert place_of(reader, plain.removeprefix("k: ")) == place


@pytest.mark.parametrize("written", ["red", '"#f59e0b"', "rgb(1 2 3)"])
def test_any_css_colour_is_an_accent(written: str) -> None:
    assert values.accent(node(written)).on_light.startswith("#")


@pytest.mark.parametrize("written", ["blurple", '"red;}</style><script>"', "var(--x)", "12"])
def test_a_colour_that_is_none_is_told(written: str) -> None:
    told = misread(values.accent, written)
    assert told.code == "unknown-colour"
    assert "#f59e0b" in told.hint


@pytest.mark.parametrize(
    ("written", "target"),
    rows("""
    written                              | target
    -------------------------------------|------------------
    cover.png                            | cover.png
    https://e.org/a.png                  | https://e.org/a.png
    {src: a.png, alt: x}                 | a.png
    {url: /a.png, caption: x}            | /a.png
    {image: a.png}                       | a.png
    {src: {url: a.png}}                  | a.png
    """),
)
def test_an_image_is_an_address_or_a_map_with_one(written: str, target: str) -> None:
    assert values.image(node(written)) == target


def test_a_map_without_an_address_is_no_image() -> None:
    assert misread(values.image, "{alt: x}").code == "wrong-type"


@pytest.mark.parametrize("reader", [values.image, values.web_address])
@pytest.mark.parametrize("written", ["javascript:alert(1)", '" JavaScript:x"', "data:text/html,x", '"java\\nscript:x"'])
def test_an_address_that_could_run_a_script_is_refused(reader: Reader, written: str) -> None:
    assert misread(reader, written).code == "unsafe-url"


@pytest.mark.parametrize(
    ("reader", "written", "url"),
    [
        (values.permalink, "blog/x", "/blog/x/"),
        (values.permalink, "/x.html", "/x.html"),
        (values.slug, "/a-b/", "a-b"),
        (values.slug, "2025", "2025"),
        (values.slug, "a/b", "a/b"),
        (values.permalinks, "[/old, older.html]", ("/old/", "/older.html")),
    ],
)
def test_an_address_of_the_site_is_mended(reader: Reader, written: str, url: object) -> None:
    assert reader(node(written)) == url


@pytest.mark.parametrize("reader", [values.permalink, values.slug, values.permalinks])
@pytest.mark.parametrize("written", ["../x", "a/../../x", "a//b", '"a\\\\b"', '"a\\0b"', '"a\\nb"', "a" * 300])
def test_an_address_that_no_page_can_have_is_refused(reader: Reader, written: str) -> None:
    assert misread(reader, written).code == "impossible-url"


@pytest.mark.parametrize(
    ("written", "switch"),
    [("true", True), ("false", False), ("{depth: 2}", True), ("1", True), ("[]", True), ("top", True)],
)
def test_a_switch_is_on_unless_it_is_false(written: str, switch: bool) -> None:
    assert values.anything(node(written)) is switch
