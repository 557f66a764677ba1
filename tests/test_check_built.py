"""`check --built`: the languages of any built site, proven from its files."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.built_addresses import base_url_of, file_at, normalized
from sitegen.built_page import LONGEST_HEAD, BuiltPage, read_page
from sitegen.languages import fault_of_tag
from tests.support import PROJECT, command, write_site
from tests.unit.tables import rows

SITE = "https://example.org"
HEAD = '<link rel="alternate" hreflang="{lang}" href="{address}">\n'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def page(lang: str, url: str, links: dict[str, str], more: str = "") -> str:
    alternates = "".join(HEAD.format(lang=one, address=address) for one, address in links.items())
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<link rel="canonical" href="{SITE}{url}">\n'
        f"{alternates}{more}</head>\n<body><p>{lang}</p></body>\n</html>\n"
    )


LINKS = {"en": f"{SITE}/a/", "ja": f"{SITE}/ja/a/", "x-default": f"{SITE}/a/"}


def sound() -> dict[str, str]:
    return {"a/index.html": page("en", "/a/", LINKS), "ja/a/index.html": page("ja", "/ja/a/", LINKS)}


def sitemap(links: dict[str, dict[str, str]]) -> str:
    entries = "".join(
        f"<url><loc>{address}</loc>\n"
        + "".join(f'<xhtml:link rel="alternate" hreflang="{one}" href="{to}"/>' for one, to in others.items())
        + "</url>\n"
        for address, others in links.items()
    )
    return f"<urlset {XMLNS}>\n{entries}</urlset>\n"


def folder_of(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


def told(folder: Path, *options: str) -> list[str]:
    said = json.loads(command("check", "--built", folder, "--json", *options).stdout)
    return [f"{one['path']}:{one['line']}:{one['column']} {one['code']}" for one in said["diagnostics"]]


def changed(path: str, old: str, new: str, also: dict[str, str] | None = None) -> dict[str, str]:
    files = sound() | (also or {})
    assert old in files[path]
    return files | {path: files[path].replace(old, new)}


BOTH = {f"{SITE}/a/": LINKS, f"{SITE}/ja/a/": LINKS}
ONE_FAULT: dict[str, tuple[dict[str, str], list[str]]] = {
    "none": (sound() | {"sitemap.xml": sitemap(BOTH)}, []),
    "an unknown language": (
        changed("a/index.html", 'hreflang="ja"', 'hreflang="jp"'),
        [
            "a/index.html:6:1 hreflang-differs",
            "a/index.html:6:1 unknown-language",
            "ja/a/index.html:5:1 hreflang-differs",
        ],
    ),
    "no x-default": (
        {path: text.replace("x-default", "de") for path, text in sound().items()},
        ["a/index.html:5:1 no-x-default", "ja/a/index.html:5:1 no-x-default"],
    ),
    "two x-defaults": (
        {
            path: text.replace("</head>", HEAD.format(lang="x-default", address=LINKS["ja"]) + "</head>")
            for path, text in sound().items()
        },
        ["a/index.html:8:1 hreflang-twice", "ja/a/index.html:8:1 hreflang-twice"],
    ),
    "not itself": (
        changed("a/index.html", HEAD.format(lang="en", address=LINKS["en"]), ""),
        [
            "a/index.html:5:1 hreflang-differs",
            "a/index.html:5:1 hreflang-without-itself",
            "ja/a/index.html:5:1 hreflang-differs",
        ],
    ),
    "a missing target": (
        {"a/index.html": sound()["a/index.html"]},
        ["a/index.html:6:1 hreflang-missing"],
    ),
    "no link back": (
        sound() | {"ja/a/index.html": page("ja", "/ja/a/", {})},
        ["a/index.html:6:1 hreflang-one-sided"],
    ),
    "other languages there": (
        changed("ja/a/index.html", "</head>", HEAD.format(lang="de", address="https://e.de/") + "</head>"),
        ["a/index.html:6:1 hreflang-differs", "ja/a/index.html:5:1 hreflang-differs"],
    ),
    "another language of the page": (
        changed("ja/a/index.html", '<html lang="ja"', '<html lang="en"'),
        ["ja/a/index.html:2:1 html-lang"],
    ),
    "no language of the page": (
        changed("ja/a/index.html", '<html lang="ja"', "<html"),
        ["ja/a/index.html:2:1 html-lang"],
    ),
    "a relative address": (
        changed("a/index.html", LINKS["ja"], "/ja/a/"),
        ["a/index.html:6:1 hreflang-relative"],
    ),
    "a sitemap with fewer languages": (
        sound() | {"sitemap.xml": sitemap(BOTH | {f"{SITE}/a/": {}})},
        ["sitemap.xml:2:1 sitemap-differs"],
    ),
    "a sitemap with a dead page": (
        sound() | {"sitemap-0.xml": sitemap(BOTH | {f"{SITE}/b/": {}})},
        ["sitemap-0.xml:6:1 sitemap-missing"],
    ),
    "a sitemap index with a dead part": (
        sound()
        | {"sitemap-index.xml": f"<sitemapindex {XMLNS}>\n<sitemap><loc>{SITE}/s.xml</loc></sitemap>\n</sitemapindex>"},
        ["sitemap-index.xml:2:1 sitemap-missing"],
    ),
    "a broken sitemap": (
        sound() | {"sitemap.xml": sitemap(BOTH).replace("</urlset>", "")},
        ["sitemap.xml:7:1 broken-sitemap"],
    ),
    "a sitemap alone": (
        {
            "a/index.html": page("en", "/a/", {}),
            "ja/a/index.html": page("ja", "/ja/a/", {}),
            "sitemap.xml": sitemap(BOTH),
        },
        [],
    ),
    "a sitemap without a page that has languages": (
        sound() | {"sitemap.xml": sitemap({f"{SITE}/a/": LINKS})},
        ["ja/a/index.html:2:1 not-in-sitemap"],
    ),
    "a sitemap without languages or pages": (sound() | {"sitemap.xml": sitemap({f"{SITE}/a/": {}})}, []),
    "a second entry of a page": (
        sound() | {"sitemap.xml": sitemap(BOTH | {f"{SITE}/a/index.html": LINKS})},
        ["sitemap.xml:6:1 sitemap-twice"],
    ),
    "two entries of a page that contradict each other": (
        sound() | {"sitemap.xml": sitemap({f"{SITE}/a": {}, **BOTH})},
        ["sitemap.xml:2:1 sitemap-differs", "sitemap.xml:4:1 sitemap-twice"],
    ),
    "the same entry in two sitemaps": (
        sound() | {"sitemap.xml": sitemap(BOTH), "sitemap-0.xml": sitemap(BOTH)},
        [],
    ),
    "a wrong entry in the first of two sitemaps": (
        sound() | {"sitemap-0.xml": sitemap({f"{SITE}/a/": {}}), "sitemap.xml": sitemap(BOTH)},
        ["sitemap-0.xml:2:1 sitemap-differs"],
    ),
    "a sitemap alone and a page in another language": (
        {
            "a/index.html": page("en", "/a/", {}),
            "ja/a/index.html": page("de", "/ja/a/", {}),
            "sitemap.xml": sitemap(BOTH),
        },
        ["ja/a/index.html:2:1 html-lang"],
    ),
    "a sitemap alone without a way back": (
        {
            "a/index.html": page("en", "/a/", {}),
            "ja/a/index.html": page("ja", "/ja/a/", {}),
            "sitemap.xml": sitemap(BOTH | {f"{SITE}/ja/a/": {}}),
        },
        ["sitemap.xml:3:74 hreflang-one-sided"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_each_fault_is_told_where_it_stands(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    found = told(folder_of(tmp_path, files))
    assert found == expected


@pytest.fixture(scope="module", params=[None, "https://example.org/notes"], ids=["root", "base"])
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    base = ["--base-url", request.param] if request.param else []
    assert command("build", PROJECT, "-q", "--no-cache", "-o", folder / "dist", *base).exit_code == 0
    return folder / "dist"


def test_the_projects_own_site_is_proven(own: Path) -> None:
    ran = command("check", "--built", own, "--json", "--strict")
    said = json.loads(ran.stdout)
    assert (ran.exit_code, said["diagnostics"]) == (0, [])
    assert said["pages"] == len(list(own.rglob("*.html")))
    assert said["clusters"] > 10


def test_a_page_taken_out_of_the_projects_own_site_is_missed(own: Path, tmp_path: Path) -> None:
    (own / "ja/about/index.html").rename(tmp_path / "aside.html")
    try:
        found = told(own)
    finally:
        (tmp_path / "aside.html").rename(own / "ja/about/index.html")
    assert {one.rpartition(" ")[2] for one in found} == {"hreflang-missing", "sitemap-missing"}


@pytest.mark.parametrize("shape", ["a/index.html", "a.html", "a b/index.html", "日本/x.html"])
@pytest.mark.parametrize("base", ["https://example.org", "https://example.org/x/y"])
def test_the_address_of_a_site_is_found(tmp_path: Path, shape: str, base: str) -> None:
    from urllib.parse import quote

    address = f"{base}/{quote(shape.removesuffix('index.html'))}"
    text = page("en", "", {"en": address, "x-default": address}).replace(f'href="{SITE}"', f'href="{address}"')
    assert told(folder_of(tmp_path, {shape: text})) == []
    assert told(tmp_path, "--base-url", base) == []
    missing = text.replace("</head>", HEAD.format(lang="de", address=f"{base}/nope/") + "</head>")
    assert [one.rpartition(" ")[2] for one in told(folder_of(tmp_path, {shape: missing}))] == ["hreflang-missing"]


def test_other_sites_are_not_looked_for(tmp_path: Path) -> None:
    links = {"en": f"{SITE}/a/", "ja": "https://example.jp/a/", "x-default": f"{SITE}/a/"}
    assert told(folder_of(tmp_path, {"a/index.html": page("en", "/a/", links)})) == []


def test_a_site_without_an_address_is_told_so(tmp_path: Path) -> None:
    assert told(folder_of(tmp_path, {"index.html": "<p>x"})) == ["index.html:1:1 no-address"]


def test_a_folder_without_pages_proves_nothing(tmp_path: Path) -> None:
    ran = command("check", "--built", folder_of(tmp_path, {"x.txt": "x"}))
    assert (ran.exit_code, "there is no HTML file in" in ran.stderr) == (2, True)


def test_what_is_said_for_people(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, changed("a/index.html", "https://example.org/ja/a/", "https://example.org/jb/a/"))
    ran = command("check", "--built", folder)
    assert ran.exit_code == 1
    assert "a/index.html:6:1: error: the “ja” version is said to be at “https://example.org/jb/a/”" in ran.stderr
    assert '    6 | <link rel="alternate" hreflang="ja"' in ran.stderr
    assert ran.stdout.startswith("2 pages, 2 clusters checked in ")


@pytest.mark.parametrize("option", [["--drafts"], ["--future"], ["-c", "{}/x.toml"], ["{}"]])
def test_what_has_no_effect_on_a_built_site_is_refused(tmp_path: Path, option: list[str]) -> None:
    (tmp_path / "x.toml").write_text("")
    ran = command("check", "--built", tmp_path, *(one.format(tmp_path) for one in option))
    assert (ran.exit_code, "has no effect with --built" in ran.stderr) == (2, True)


# Heads

HEADS = """
<html lang=en><link rel=alternate hreflang=ja href=/x>            | en | ja
<HTML LANG="en"><LINK REL="Alternate" HREFLANG="ja" HREF="/x">     | en | ja
<html lang='en' lang='de'><link rel="x alternate" hreflang='a&amp;b'> | en | a&b
<html><!-- <link rel=alternate hreflang=ja> --><title><link rel=alternate hreflang=ko></title> | - | -
<script><link rel=alternate hreflang=ja></script><link rel=alternate hreflang=ko> | - | ko
<noscript><img src=x><link rel=alternate hreflang=ja></noscript><link rel=alternate hreflang=ko> | - | ko
<template><link rel=alternate hreflang=ja></template><link rel=alternate hreflang=ko> | - | ko
<head></head><link rel=alternate hreflang=ja> | - | -
<p>text<link rel=alternate hreflang=ja>       | - | -
<html lang=en><head>text<link rel=alternate hreflang=ja> | en | -
<title>x</title> &nbsp; <link rel=alternate hreflang=ja> | - | -
<style>p{}</style> <!-- x --> <link rel=alternate hreflang=ja> | - | ja
<noframes>text</noframes><link rel=alternate hreflang=ja> | - | ja
<template>text</template><noscript>text</noscript><link rel=alternate hreflang=ja> | - | ja
<?xml version="1.0"?> <link rel="alternate" hreflang="ja"/> | - | ja
<link rel=stylesheet hreflang=ja>             | - | -
<html lang                                    | - | -
"""


@pytest.mark.parametrize(("html", "lang", "langs"), rows(HEADS))
def test_a_head_is_read_as_a_crawler_reads_it(html: str, lang: str, langs: str) -> None:
    found = read_page([html], "x.html").value
    assert found
    assert (found.lang or "-", " ".join(one.lang for one in found.alternates) or "-") == (lang, langs)


@settings(deadline=None)
@given(st.text("<>/!-\"'= \n&;abhlmtr", max_size=200) | st.text(max_size=60), st.integers(1, 20))
def test_no_text_is_too_broken_to_be_read(text: str, size: int) -> None:
    read_page((text[at : at + size] for at in range(0, len(text), size)), "x.html")


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=200))
def test_no_bytes_are_too_broken_to_be_read(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "x.html").write_bytes(data)
        (Path(name) / "sitemap.xml").write_bytes(data)
        assert command("check", "--built", name, "--json").exit_code in (0, 1)


@pytest.mark.parametrize("piece", ["<!--", "<a <a ", "<style>", "<link ", "<html a='", "<!-- x -->", "<?"])
def test_a_head_without_end_is_not_read_for_ever(tmp_path: Path, piece: str) -> None:
    (tmp_path / "x.html").write_text(piece * (2 * LONGEST_HEAD // len(piece)))
    started = time.perf_counter()
    assert told(tmp_path)[0] in ("x.html:1:1 endless-head", "x.html:1:1 no-address")
    assert time.perf_counter() - started < 20


def test_a_head_that_does_not_end_is_told() -> None:
    endless = read_page(["<!-- x -->" * (LONGEST_HEAD // 10 + 1)], "x.html")
    assert [one.code for one in endless.diagnostics] == ["endless-head"]


# Addresses


def test_all_spellings_of_an_address_are_one() -> None:
    spellings = ["https://e.org/%E6%97%A5/", "HTTPS://E.org:443/日/", "https://e.org/日/?x=1#y"]
    assert {normalized(one) for one in spellings} == {"https://e.org/日/"}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "index.html"),
        ("a/", "a/index.html"),
        ("a", "a/index.html"),
        ("b", "b.html"),
        ("b.html", "b.html"),
        ("b/", "b.html"),
        ("c.pdf", "c.pdf"),
        ("d", None),
        ("../a/", None),
    ],
)
def test_a_file_is_found_as_servers_find_it(path: str, file: str | None) -> None:
    assert file_at(path, frozenset(["index.html", "a/index.html", "b.html", "c.pdf"])) == file


def test_most_canonical_links_decide_where_a_site_is() -> None:
    pages = [
        BuiltPage("a/index.html", canonical="https://e.org/n/a/"),
        BuiltPage("b/index.html", canonical="https://e.org/n/b/"),
        BuiltPage("c/index.html", canonical="https://other.org/c/"),
        BuiltPage("d/index.html", canonical="https://other.org/x/"),
    ]
    assert base_url_of(pages, [], frozenset()) == "https://e.org/n"
    addresses = ["https://e.org/n/", "https://e.org/n/a/", "https://e.org/n/b/", "https://other.org/a/"]
    paths = frozenset(["index.html", "a/index.html", "b/index.html"])
    assert base_url_of([], addresses, paths) == "https://e.org/n"
    assert base_url_of([], [], paths) == ""


@pytest.mark.parametrize(
    "tag", ["en", "pt-BR", "zh-Hant-TW", "sl-rozaj", "de-1996", "en-a-bbb-x-ccc", "x-mine", "EN-us"]
)
def test_a_tag_is_right(tag: str) -> None:
    assert fault_of_tag(tag) is None


@pytest.mark.parametrize("tag", ["", "jp", "en_US", "english", "en-", "qq", "-en", "en--US", "日本"])
def test_a_tag_is_wrong(tag: str) -> None:
    assert fault_of_tag(tag)


def test_an_unreadable_folder_of_pages_is_no_traceback(tmp_path: Path) -> None:
    write_site(tmp_path, "-- a.html --\n<html lang=en>\n")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.html").symlink_to(tmp_path / "nowhere")
    said: Any = json.loads(command("check", "--built", tmp_path, "--json").stdout)
    assert "unreadable-file" in {one["code"] for one in said["diagnostics"]}


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/notes/"])
@pytest.mark.parametrize("canonical", ["", '<link rel="canonical" href="a/">'])
def test_addresses_are_relative_to_the_base_that_a_page_names(tmp_path: Path, base: str, canonical: str) -> None:
    links = {"en": "a/", "ja": "ja/a/", "x-default": "a/"}
    head = f'<base href="{base}">' + "".join(HEAD.format(lang=one, address=to) for one, to in links.items())
    files = {
        "a/index.html": f"<html lang=en><head>{head}{canonical}</head>",
        "ja/a/index.html": f"<html lang=ja><head>{head}</head>",
    }
    assert {one.rpartition(" ")[2] for one in told(folder_of(tmp_path, files))} == {"hreflang-relative"}
    (tmp_path / "ja/a/index.html").unlink()
    assert any(one.endswith(" hreflang-missing") for one in told(tmp_path))


def test_addresses_without_a_host_are_the_sites_own_if_nothing_says_where_it_is(tmp_path: Path) -> None:
    links = "".join(
        HEAD.format(lang=lang, address=to) for lang, to in {"en": "/", "x-default": "/", "ja": "/ja/"}.items()
    )
    files = {f"{at}index.html": f"<html lang={lang}><head>{links}</head>" for at, lang in (("", "en"), ("ja/", "ja"))}
    codes = {one.rpartition(" ")[2] for one in told(folder_of(tmp_path, files))}
    assert codes == {"no-address", "hreflang-relative"}
    (tmp_path / "ja/index.html").unlink()
    assert any(one.endswith(" hreflang-missing") for one in told(tmp_path))
