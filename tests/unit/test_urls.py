import posixpath
import unicodedata
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import urls
from tests.unit.tables import rows

LANGUAGES = ("en", "ja", "pt-BR")
# What is dangerous in a path, with some letters to stand between.
DANGEROUS = st.text(alphabet="./\\\0\n~ %?#:aé日", max_size=14)


def cell(text: str) -> str:
    """A dash stands for nothing at all."""
    return "" if text == "-" else text


@pytest.mark.parametrize(
    ("path", "role", "lang", "section", "url"),
    rows("""
    path under content/         | role      | lang  | section   | url
    ----------------------------|-----------|-------|-----------|-------------------------
    index.md                    | home      | en    | -         | /
    _index.md                   | home      | en    | -         | /
    index.ja.md                 | home      | ja    | -         | /ja/
    _index.ja.md                | home      | ja    | -         | /ja/
    ja/index.md                 | home      | ja    | -         | /ja/
    ja/_index.md                | home      | ja    | -         | /ja/
    404.md                      | not_found | en    | -         | /404.html
    404.ja.md                   | not_found | ja    | -         | /ja/404.html
    ja/404.md                   | not_found | ja    | -         | /ja/404.html
    blog/404.md                 | post      | en    | blog      | /blog/404/
    about.md                    | page      | en    | -         | /about/
    about.ja.md                 | page      | ja    | -         | /ja/about/
    ja/about.md                 | page      | ja    | -         | /ja/about/
    about.en.md                 | page      | en    | -         | /about/
    blog/_index.md              | section   | en    | blog      | /blog/
    blog/_index.ja.md           | section   | ja    | blog      | /ja/blog/
    ja/blog/_index.md           | section   | ja    | blog      | /ja/blog/
    blog/ja/_index.md           | section   | ja    | blog      | /ja/blog/
    blog/x.md                   | post      | en    | blog      | /blog/x/
    blog/x.markdown             | post      | en    | blog      | /blog/x/
    blog/x.ja.md                | post      | ja    | blog      | /ja/blog/x/
    blog/x.JA.md                | post      | ja    | blog      | /ja/blog/x/
    blog/x.pt_br.md             | post      | pt-BR | blog      | /pt-BR/blog/x/
    ja/blog/x.md                | post      | ja    | blog      | /ja/blog/x/
    blog/ja/x.md                | post      | ja    | blog      | /blog/ja/x/
    ja/blog/x.ja.md             | post      | ja    | blog      | /ja/blog/x/
    pt_BR/x.md                  | page      | pt-BR | -         | /pt_BR/x/
    blog/x/index.md             | post      | en    | blog      | /blog/x/
    blog/x/index.ja.md          | post      | ja    | blog      | /ja/blog/x/
    blog/2025/x.md              | post      | en    | blog/2025 | /blog/2025/x/
    blog/x.fr.md                | post      | en    | blog      | /blog/x.fr/
    blog/v1.2.md                | post      | en    | blog      | /blog/v1.2/
    blog/Foo Bar.md             | post      | en    | blog      | /blog/Foo Bar/
    blog/日本語.md               | post      | en    | blog      | /blog/日本語/
    """),
)
def test_a_path_says_what_its_page_is(path: str, role: str, lang: str, section: str, url: str) -> None:
    found = urls.locate(path, LANGUAGES, "en", strip_dates=True)
    assert (found.role, found.lang, found.section, found.url) == (role, lang, cell(section), url)


@pytest.mark.parametrize(
    ("path", "lang"),
    rows("""
    path           | lang
    ---------------|-----
    x.iw.md        | he
    x.he-IL.md     | he
    x.en-US.md     | en
    en-GB/x.md     | en
    x.zh-TW.md     | zh-TW
    x.zh-HK.md     | de
    x.fr.md        | de
    may/x.md       | de
    x.deu.md       | de
    it-help/x.md   | de
    """),
)
def test_a_language_in_a_path_is_read_as_in_the_frontmatter(path: str, lang: str) -> None:
    known = ("de", "en", "he", "ms", "it", "zh-TW")
    assert urls.locate(path, known, "de", strip_dates=True).lang == lang


@pytest.mark.parametrize("path", ["blog/let-it.md", "blog/building-scalable-apis-ja.md", "blog/start-en.md"])
def test_the_end_of_a_name_after_a_hyphen_is_never_a_language(path: str) -> None:
    found = urls.locate(path, ("de", "it", "ja", "en"), "de", strip_dates=True)
    assert found.lang == "de"
    assert found.url == f"/{path.removesuffix('.md')}/"


def test_the_default_language_has_no_folder_whichever_it_is() -> None:
    assert urls.locate("blog/x.md", LANGUAGES, "ja", strip_dates=True).url == "/blog/x/"
    assert urls.locate("blog/x.ja.md", LANGUAGES, "ja", strip_dates=True).url == "/blog/x/"
    assert urls.locate("blog/x.en.md", LANGUAGES, "ja", strip_dates=True).url == "/en/blog/x/"


@pytest.mark.parametrize(
    "paths",
    [
        ("blog/x.md", "blog/x.ja.md", "ja/blog/x.md", "blog/ja/x.md", "blog/x.pt-BR.md"),
        ("blog/x/index.md", "blog/x/index.ja.md", "ja/blog/x/index.md"),
        ("_index.md", "_index.ja.md", "ja/_index.md"),
        ("x.md", "x.ja-JP.md", "ja_JP/x.md", "x.pt_br.md"),
        ("x.md", "x/index.ja.md", "ja/x/index.md", "x.ja.md", "x/ja/index.md"),
    ],
)
def test_the_files_of_one_family_are_translations_of_each_other(paths: tuple[str, ...]) -> None:
    assert len({urls.locate(path, LANGUAGES, "en", strip_dates=True).family for path in paths}) == 1


@pytest.mark.parametrize(
    ("name", "day", "stripped", "kept"),
    rows("""
    name                 | day        | stripped           | kept
    ---------------------|------------|--------------------|---------------------
    2025-01-15-title     | 2025-01-15 | /b/title/          | /b/2025-01-15-title/
    2025-01-15-a-b       | 2025-01-15 | /b/a-b/            | /b/2025-01-15-a-b/
    2025-01-15           | -          | /b/2025-01-15/     | /b/2025-01-15/
    2025-99-99-x         | -          | /b/2025-99-99-x/   | /b/2025-99-99-x/
    25-01-15-x           | -          | /b/25-01-15-x/     | /b/25-01-15-x/
    x-2025-01-15         | -          | /b/x-2025-01-15/   | /b/x-2025-01-15/
    """),
)
def test_a_date_in_front_of_a_name_is_the_day_and_stays_in_the_url_only_if_wanted(
    name: str, day: str, stripped: str, kept: str
) -> None:
    without, with_date = (urls.locate(f"b/{name}.md", LANGUAGES, "en", strip) for strip in (True, False))
    assert (without.url, with_date.url) == (stripped, kept)
    assert {str(without.day), str(with_date.day)} == {day if day != "-" else "None"}


def test_letters_that_a_file_system_takes_apart_are_put_together() -> None:
    path = unicodedata.normalize("NFD", "blog/über-パイ.md")
    assert urls.locate(path, LANGUAGES, "en", strip_dates=True).url == "/blog/über-パイ/"


@pytest.mark.parametrize(
    ("lang", "section", "number", "url"),
    rows("""
    lang | section | page | url
    -----|---------|------|------------------
    en   | -       | 1    | /
    en   | blog    | 1    | /blog/
    en   | blog    | 2    | /blog/page/2/
    ja   | -       | 1    | /ja/
    ja   | -       | 3    | /ja/page/3/
    ja   | blog    | 1    | /ja/blog/
    """),
)
def test_a_list_has_its_url_and_each_further_page_a_number(lang: str, section: str, number: str, url: str) -> None:
    assert urls.page_of_list(urls.list_url(lang, "en", cell(section)), int(number)) == url


@pytest.mark.parametrize(
    ("url", "slug", "result"),
    rows("""
    url       | slug    | result
    ----------|---------|------------
    /blog/x/  | y       | /blog/y/
    /blog/x/  | /y/     | /blog/y/
    /blog/x/  | y/z     | /blog/y/z/
    /x/       | y       | /y/
    /ja/a/x/  | 日本     | /ja/a/日本/
    """),
)
def test_a_slug_replaces_the_last_part(url: str, slug: str, result: str) -> None:
    assert urls.with_slug(url, slug) == result


@pytest.mark.parametrize(
    ("written", "served"),
    rows("""
    written       | served
    --------------|--------------
    /blog/x/      | /blog/x/
    /blog/x       | /blog/x/
    blog/x        | /blog/x/
    blog/x.html   | /blog/x.html
    /             | /
    //host/x      | /host/x/
    /v1.2/x       | /v1.2/x/
    """),
)
def test_a_permalink_is_served_as_written_with_its_slashes_mended(written: str, served: str) -> None:
    assert urls.as_permalink(written) == served


@pytest.mark.parametrize(
    "url", ["/", "/x/", "/blog/x/", "/blog/x.html", "/.well-known/x", "/日本 語/", "/a..b/", "/..a/"]
)
def test_a_usual_url_has_no_fault(url: str) -> None:
    assert urls.fault(url) is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("x/", "does not begin"),
        ("", "does not begin"),
        ("//", "part “”"),
        ("/a//b/", "part “”"),
        ("//host/", "part “”"),
        ("/../x/", "part “..”"),
        ("/a/..", "part “..”"),
        ("/./", "part “.”"),
        ("/a\\b/", "backslash"),
        ("/a\0b/", "control character"),
        ("/a\nb/", "control character"),
        ("/\ud800/", "control character"),
        (f"/{'a' * 256}/", "longer than 255 bytes"),
        (f"/{'あ' * 86}/", "longer than 255 bytes"),
    ],
)
def test_a_url_that_no_file_can_have_is_refused_in_words(url: str, words: str) -> None:
    assert words in (urls.fault(url) or "")


@settings(deadline=None, max_examples=150)
@given(written=st.one_of(DANGEROUS, st.text(max_size=14)), folder=st.sampled_from(["/x/", "/blog/x/"]))
def test_a_url_without_fault_stays_in_the_output_folder(written: str, folder: str) -> None:
    for url in (urls.as_permalink(written), urls.with_slug(folder, written), written):
        if urls.fault(url) is None:
            path = urls.output_path(url)
            assert path
            assert path == posixpath.normpath(path)
            assert not path.startswith("/")
            assert ".." not in path.split("/")
            assert not set(path) & {"\0", "\\"}


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(DANGEROUS, st.sampled_from(["..", ".", "ja", "index"])), min_size=1, max_size=3))
def test_a_source_without_fault_stays_in_the_output_folder(parts: list[str]) -> None:
    url = urls.locate("/".join(parts) + ".md", LANGUAGES, "en", strip_dates=True).url
    if urls.fault(url) is None:
        joined = posixpath.normpath(posixpath.join("/out", urls.output_path(url)))
        assert joined == "/out/" + urls.output_path(url)


@pytest.mark.parametrize(
    ("url", "path"),
    rows("""
    url        | path
    -----------|--------------------
    /          | index.html
    /blog/x/   | blog/x/index.html
    /404.html  | 404.html
    /日本/      | 日本/index.html
    """),
)
def test_a_url_is_a_folder_with_an_index_or_a_file(url: str, path: str) -> None:
    assert urls.output_path(url) == path


@pytest.mark.parametrize(
    ("url", "base", "href", "absolute"),
    rows("""
    url          | base                       | href                       | absolute
    -------------|----------------------------|----------------------------|----------------------------------------------
    /            | -                          | /                          | /
    /blog/x/     | -                          | /blog/x/                   | /blog/x/
    /            | https://example.org        | /                          | https://example.org/
    /blog/x/     | https://example.org        | /blog/x/                   | https://example.org/blog/x/
    /blog/x/     | https://example.org/notes  | /notes/blog/x/             | https://example.org/notes/blog/x/
    /blog/x/     | https://example.org/notes/ | /notes/blog/x/             | https://example.org/notes/blog/x/
    /            | http://localhost:8000/a/b  | /a/b/                      | http://localhost:8000/a/b/
    /日本/        | https://example.org        | /%E6%97%A5%E6%9C%AC/       | https://example.org/%E6%97%A5%E6%9C%AC/
    /a b%c?d#e/  | -                          | /a%20b%25c%3Fd%23e/        | /a%20b%25c%3Fd%23e/
    /"<&>'/      | -                          | /%22%3C&%3E'/              | /%22%3C&%3E'/
    """),
)
def test_a_page_links_with_the_base_path_and_percent_signs(url: str, base: str, href: str, absolute: str) -> None:
    assert urls.href(url, cell(base)) == href
    assert urls.absolute(url, cell(base)) == absolute


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=20).filter(lambda text: urls.fault(f"/{text}/") is None))
def test_what_is_linked_is_what_is_served(text: str) -> None:
    linked = urls.href(f"/{text}/", "https://example.org/base")
    assert unquote(urljoin("https://example.org/", linked)) == f"https://example.org/base/{text}/"


@pytest.mark.parametrize(
    ("target", "elsewhere"),
    rows("""
    target               | elsewhere
    ---------------------|----------
    https://example.org  | yes
    //example.org        | yes
    mailto:x@example.org | yes
    JAVASCRIPT:x         | yes
    #part                | yes
    ?page=2              | yes
                         | yes
    x.md                 | no
    ../x.md#part         | no
    /blog/               | no
    a/b:c                | no
    日本:x                | no
    """),
)
def test_a_target_with_a_scheme_or_a_host_leads_elsewhere(target: str, elsewhere: str) -> None:
    assert urls.is_elsewhere(target) is (elsewhere == "yes")


@pytest.mark.parametrize(
    "target", ["/x/", "x.png", "../x:y", "?a:b", "#a:b", "https://e.org", "HTTP://e.org", "mailto:a@b.c", "tel:+1"]
)
def test_a_harmless_address_is_safe(target: str) -> None:
    assert urls.is_safe(target)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "  javascript:alert(1)",
        "\tjava\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript :alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "blob:x",
    ],
)
def test_a_scheme_that_is_not_known_to_be_harmless_is_not_safe(target: str) -> None:
    assert not urls.is_safe(target)


@pytest.mark.parametrize(
    ("text", "slug"),
    rows("""
    text                 | slug
    ---------------------|--------------------
    Hello World          | hello-world
    Hello,  World!       | hello--world
    a_b-c                | a_b-c
    It’s — “q”           | its--q
    C++ & C#             | c--c
    Größe ÜBER           | größe-über
    日本語、テスト         | 日本語テスト
    हिन्दी                | हिन्दी
    1.2.3                | 123
    🚀                   | -
    """),
)
def test_a_slug_is_what_github_makes_of_a_heading(text: str, slug: str) -> None:
    assert urls.slug(text) == cell(slug)


@pytest.mark.parametrize(
    ("tag", "slug"),
    rows("""
    tag            | slug
    ---------------|----------------
    C              | c
    C++            | c-plus-plus
    C#             | c-sharp
    Web Design     | web-design
    CI/CD          | ci-cd
    日本語          | 日本語
    node.js        | nodejs
    🚀             | u1f680
    ...            | u2e-u2e-u2e
    """),
)
def test_a_tag_has_a_part_of_a_url_that_can_be_read(tag: str, slug: str) -> None:
    assert urls.tag_slug(tag) == slug


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip))
def test_every_tag_has_a_page(tag: str) -> None:
    assert urls.fault(f"/tags/{urls.tag_slug(tag)}/") is None


@given(st.text(st.characters(max_codepoint=127)))
def test_a_text_of_ascii_has_the_slug_that_it_has_among_other_letters(text: str) -> None:
    assert urls.slug(f"{text}é").removesuffix("é") == urls.slug(text)
