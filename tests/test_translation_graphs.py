"""Whatever authors declare, and however they spell it, what is built is sound, or they are told what is not.

All claims are read from the HTML and the sitemap as they would be published, none from what sitegen knows of the graph.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sitegen.diagnostics import Severity
from tests.support import Built, build_site

ORIGIN = "https://example.org"
LANGUAGES = ("en", "ja", "ar", "pt-BR")
Way = Literal["map", "key", "suffix", "folder"]
Fault = Literal["none", "two of a language", "wrong language", "itself", "two on other sites"]
Cluster = tuple[tuple[str, str], ...]


@dataclass
class Post:
    """A post that is to be written, with what it declares."""

    path: str
    url: str
    lang: str
    head: list[str]
    is_held_back: bool = False
    declared: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        map_lines = [f'  {lang}: "{target}"' for lang, target in self.declared.items()]
        lines = [*self.head, *(["translations:", *map_lines] if map_lines else [])]
        return "\n".join([f"-- content/{self.path} --", "---", *lines, "---", "text", ""])


@dataclass
class Graph:
    base: str
    groups: list[list[Post]]
    elsewhere: list[dict[str, str]]
    """Of each group, the translations on other sites."""

    def text(self) -> str:
        tables = "".join(f"[languages.{lang}]\n" for lang in LANGUAGES)
        head = f'-- site.toml --\nurl = "{ORIGIN}{self.base}"\nentries_per_page = 2\n{tables}'
        return head + "".join(post.text() for group in self.groups for post in group)


def new_post(number: int, lang: str, way: Way, head: Sequence[str]) -> Post:
    home = "/" if lang == "en" else f"/{lang}/"
    lines = [f"title: P{number} {lang}", *head]
    match way:
        case "suffix":
            suffix = "" if lang == "en" else f".{lang}"
            return Post(f"blog/p{number}{suffix}.md", f"{home}blog/p{number}/", lang, lines)
        case "folder":
            return Post(f"{home}blog/p{number}.md".lstrip("/"), f"{home}blog/p{number}/", lang, lines)
        case _:
            name = f"p{number}-{lang.lower()}"
            key = [f"translationKey: k{number}"] if way == "key" else []
            return Post(f"blog/{name}.md", f"/blog/{name}/", lang, [*lines, f"lang: {lang}", *key])


@st.composite
def spellings(draw: st.DrawFn, target: Post, base: str) -> str:
    """Any way to name a post."""
    bare = target.url.rstrip("/")
    urls = [target.url, bare, f"{base}{bare}", f"{base}{target.url}", f"{ORIGIN}{base}{bare}", f"{bare}/#part"]
    files = [target.path, f"/{target.path}", f"content/{target.path}"]
    return draw(st.sampled_from([*urls, *files, bare.rpartition("/")[2], f"{bare}?x=1"]))


@st.composite
def groups(draw: st.DrawFn, number: int, base: str) -> tuple[list[Post], dict[str, str]]:
    """The posts of one group, joined in one of the ways, and its translations on other sites."""
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
    way: Way = draw(st.sampled_from(["map", "key", "suffix", "folder"]))
    posts = []
    for lang in languages:
        month = draw(st.integers(1, 5))
        mark = draw(st.sampled_from([""] * 6 + ["draft: true", "date: 2030-01-01"]))
        date = [] if mark.startswith("date") else [f"date: {draw(st.sampled_from([2024, 2025]))}-0{month}-01"]
        tags = [f"tags: [{draw(st.sampled_from(['x', 'y']))}]"] if draw(st.booleans()) else []
        post = new_post(number, lang, way, [*date, *tags, *([mark] if mark else [])])
        post.is_held_back = bool(mark)
        posts.append(post)
    for one, other in pairwise(posts):  # a chain, each link of it declared on any side
        if way == "map" or draw(st.booleans()):
            source, target = (one, other) if draw(st.booleans()) else (other, one)
            source.declared[target.lang] = draw(spellings(target, base))
    elsewhere = {}
    for lang in draw(st.lists(st.sampled_from(["fr", *sorted({*LANGUAGES} - {*languages})]), max_size=2, unique=True)):
        elsewhere[lang] = f"https://example.com/{number}/{lang}/"
        draw(st.sampled_from(posts)).declared[lang] = elsewhere[lang]
    return posts, elsewhere


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    base = draw(st.sampled_from(["", "/notes"]))
    found = [draw(groups(number, base)) for number in range(draw(st.integers(1, 4)))]
    return Graph(base, [posts for posts, _ in found], [elsewhere for _, elsewhere in found])


@st.composite
def unsound_graphs(draw: st.DrawFn) -> Graph:
    """One with a fault in it that nobody may overlook."""
    graph = draw(graphs())
    fault = draw(st.sampled_from(["two of a language", "wrong language", "itself", "two on other sites"]))
    one = new_post(8, "en", "map", [])
    other = new_post(9, "ja", "map", [])
    third = new_post(10, "en", "map", [])
    match fault:
        case "two of a language":
            other.declared = {"en": one.url}
            third.declared = {"ja": other.url}
        case "wrong language":
            one.declared = {"ar": draw(spellings(other, graph.base))}
        case "itself":
            one.declared = {"en": f"{graph.base}{one.url}"}
        case _:
            one.declared = {"ja": other.url, "fr": "https://example.com/1"}
            other.declared = {"fr": "https://example.com/2"}
    graph.groups.append([one, other, third])
    graph.elsewhere.append({})
    return graph


class Tree:
    """A site as it is published, by full address."""

    def __init__(self, built: Built, base: str) -> None:
        self.home = f"{ORIGIN}{base}/"
        self.pages = {
            self.home + path.removesuffix("index.html"): LexborHTMLParser(text)
            for path, text in built.files.items()
            if path.endswith(".html")
        }
        self.clusters = {address: self.cluster(page) for address, page in self.pages.items()}
        self.sitemap = dict(_in_sitemap(built.files["sitemap.xml"]))

    @staticmethod
    def cluster(page: LexborHTMLParser) -> Cluster:
        links = page.css("link[rel=alternate][hreflang]")
        return tuple((str(link.attributes["hreflang"]), unquote(str(link.attributes["href"]))) for link in links)


def _in_sitemap(text: str) -> list[tuple[str, Cluster]]:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    return [
        (
            unquote(url.findtext("s:loc", "", names)),
            tuple((link.attrib["hreflang"], unquote(link.attrib["href"])) for link in url.findall("x:link", names)),
        )
        for url in ElementTree.fromstring(text).findall("s:url", names)
    ]


def check_clusters(tree: Tree) -> None:
    """Each is the same in all its members, has itself and one x-default, and leads to pages that exist."""
    for address, cluster in tree.clusters.items():
        if not cluster:
            continue
        languages = [lang for lang, _ in cluster]
        assert len(set(languages)) == len(languages)
        assert languages.count("x-default") == 1
        assert address in dict(cluster).values()
        own = [(lang, target) for lang, target in cluster if target.startswith(tree.home)]
        for lang, target in own:
            assert tree.clusters[target] == cluster
            if lang != "x-default":
                assert tree.pages[target].css("html")[0].attributes["lang"] == lang


def check_sitemap(tree: Tree) -> None:
    published = {address: cluster for address, cluster in tree.clusters.items() if not address.endswith("404.html")}
    assert tree.sitemap == published


def check_switches(tree: Tree) -> None:
    """Each link leads to a page in the language that it names; one of them to the page itself."""
    for address, page in tree.pages.items():
        links = [link.attributes for link in page.css(".language-switch a")]
        current = [link["href"] for link in links if link.get("aria-current") == "page"]
        assert len(current) == bool(links)
        for link in links:
            target = str(link["href"])
            if target.startswith("/"):
                found = tree.pages[ORIGIN + target]
                assert found.css("html")[0].attributes["lang"] == link["hreflang"], address


def check_groups(tree: Tree, graph: Graph) -> None:
    """A group of which all posts are shown is one cluster, with what it has on other sites."""
    for posts, elsewhere in zip(graph.groups, graph.elsewhere, strict=True):
        if any(post.is_held_back for post in posts):
            continue
        wanted = {post.lang: tree.home + post.url.lstrip("/") for post in posts} | elsewhere
        for post in posts:
            found = dict(tree.clusters[tree.home + post.url.lstrip("/")])
            found.pop("x-default", None)
            assert found == (wanted if len(wanted) > 1 else {}), post.path


def build(graph: Graph) -> Built:
    with tempfile.TemporaryDirectory() as folder:
        return build_site(Path(folder), graph.text())


def check_sound(graph: Graph) -> None:
    built = build(graph)
    assert [one for one in built.diagnostics if one.severity == Severity.ERROR] == []
    tree = Tree(built, graph.base)
    check_clusters(tree)
    check_sitemap(tree)
    check_switches(tree)
    check_groups(tree, graph)


def check_unsound(graph: Graph) -> None:
    errors = [one for one in build(graph).diagnostics if one.severity == Severity.ERROR]
    assert errors
    assert all(one.code.startswith("translation-") and one.line > 1 and one.hint for one in errors)


QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(graphs())
def test_a_sound_graph_is_built_without_errors_and_its_clusters_hold(graph: Graph) -> None:
    check_sound(graph)


@QUICK
@given(unsound_graphs())
def test_an_unsound_graph_is_told_and_never_an_exception(graph: Graph) -> None:
    check_unsound(graph)


@pytest.mark.long
@LONG
@given(graphs())
def test_very_many_sound_graphs_are_built_without_errors_and_their_clusters_hold(graph: Graph) -> None:
    check_sound(graph)


@pytest.mark.long
@LONG
@given(unsound_graphs())
def test_very_many_unsound_graphs_are_told_and_never_an_exception(graph: Graph) -> None:
    check_unsound(graph)


def test_a_file_in_a_folder_that_is_called_as_the_base_path_is_found(tmp_path: Path) -> None:
    text = """
-- site.toml --
url = "https://example.org/notes"
-- content/notes/a.md --
---
title: A
date: 2025-01-01
translations: {ja: /notes/b.md}
---
-- content/notes/b.md --
---
title: B
date: 2025-01-01
lang: ja
---
"""
    assert "translation-missing" not in build_site(tmp_path, text).codes()
