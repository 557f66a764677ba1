"""The site of this repository, as it is built: every promise that can be read from the files."""

from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support import PROJECT, run_json

ORIGIN = "https://example.org"
BASES = ["", "/notes"]


class Tree:
    """A built site under a base path."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base
        self.pages = {path.relative_to(folder).as_posix(): _parsed(path) for path in sorted(folder.rglob("*.html"))}

    def url(self, path: str) -> str:
        return f"{ORIGIN}{self.base}/{quote(path.removesuffix('index.html'))}"

    def file(self, url: str) -> Path | None:
        """The file behind an address of this site; None if there is none."""
        path = unquote(urlsplit(url).path)
        if not path.startswith(f"{self.base}/"):
            return None
        file = self.folder / (path.removeprefix(self.base).lstrip("/") + ("index.html" if path.endswith("/") else ""))
        return file if file.is_file() else None

    def alternates(self, path: str) -> dict[str, str]:
        found = self.pages[path].css("link[rel=alternate][hreflang]")
        return {str(link.attributes["hreflang"]): str(link.attributes["href"]) for link in found}


def only(page: LexborHTMLParser, selector: str) -> dict[str, str | None]:
    """The attributes of the one element that matches."""
    (found,) = page.css(selector)
    return found.attributes


def _parsed(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text("utf-8"))


@pytest.fixture(scope="module", params=BASES, ids=["root", "base"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("own") / "dist"
    built = run_json(PROJECT, "--strict", "--output", folder, "--base-url", ORIGIN + request.param)
    assert built["diagnostics"] == []
    return Tree(folder, request.param)


def test_the_pages_of_the_seed_blog_are_at_its_urls(site: Tree) -> None:
    wanted = ["", "blog/", "work/", "about/", "blog/building-scalable-apis/", "blog/building-scalable-apis-jp/"]
    wanted += ["ja/", "ja/blog/", "ar/", "ar/blog/", "tags/"]
    assert [path for path in wanted if f"{path}index.html" not in site.pages] == []


def test_every_link_and_every_picture_leads_to_a_file(site: Tree) -> None:
    lost = []
    for path, page in site.pages.items():
        for node in page.css("a[href], link[href], script[src], img[src]"):
            url = urljoin(site.url(path), node.attributes.get("href") or node.attributes.get("src") or "")
            if url.startswith(ORIGIN) and site.file(url) is None:
                lost.append((path, url))
    assert lost == []


def test_every_fragment_leads_to_an_id(site: Tree) -> None:
    lost = []
    for path, page in site.pages.items():
        for node in page.css("a[href*='#']"):
            url = urljoin(site.url(path), node.attributes["href"])
            file, fragment = site.file(url), unquote(urlsplit(url).fragment)
            target = site.pages.get(file.relative_to(site.folder).as_posix()) if file else None
            if target and fragment and not any(one.attributes["id"] == fragment for one in target.css("[id]")):
                lost.append((path, url))
    assert lost == []


def test_a_page_has_one_main_one_title_one_heading_and_its_language(site: Tree) -> None:
    for path, page in site.pages.items():
        assert len(page.css("main")) == len(page.css("title")) == len(page.css("h1")) == 1, path
        html = only(page, "html")
        lang = html["lang"]
        assert lang == (
            "ja"
            if "ja" in Path(path).parts or "-jp" in path
            else "ar"
            if "ar" in path.replace("-", "/").split("/")
            else "en"
        )
        assert html["dir"] == ("rtl" if lang == "ar" else "ltr")


def test_ids_are_unique(site: Tree) -> None:
    for path, page in site.pages.items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path


def test_alternates_are_the_same_in_every_member_and_every_member_exists(site: Tree) -> None:
    clusters = {site.url(path): site.alternates(path) for path in site.pages}
    for url, cluster in clusters.items():
        if cluster:
            assert url in cluster.values()
            assert cluster["x-default"] in cluster.values()
            assert all(clusters[other] == cluster for other in cluster.values()), url
    assert sum(bool(cluster) for cluster in clusters.values()) > 10


def test_the_canonical_address_of_a_page_is_its_own(site: Tree) -> None:
    for path, page in site.pages.items():
        if path.rpartition("/")[2] != "404.html":
            assert only(page, "link[rel=canonical]")["href"] == site.url(path)


def test_feeds_hold_whole_posts_and_full_addresses(site: Tree) -> None:
    names = {"a": "http://www.w3.org/2005/Atom"}
    for feed in ("feed.xml", "ja/feed.xml", "ar/feed.xml"):
        root = ElementTree.fromstring((site.folder / feed).read_text("utf-8"))
        entries = root.findall("a:entry", names)
        assert entries
        for entry in entries:
            content = LexborHTMLParser(entry.findtext("a:content", "", names))
            assert len(content.text()) > 600
            addresses = [
                str(node.attributes.get("href") or node.attributes.get("src")) for node in content.css("[href], [src]")
            ]
            assert all(address.startswith(("https://", "http://", "#")) for address in addresses)
            assert site.file(entry.find("a:link", names).attrib["href"])  # type: ignore[union-attr]  # it fails here then


def test_the_sitemap_lists_every_page_once_with_its_languages(site: Tree) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ElementTree.fromstring((site.folder / "sitemap.xml").read_text("utf-8"))
    found = {
        url.findtext("s:loc", "", names): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", names)
        }
        for url in root.findall("s:url", names)
    }
    wanted = {site.url(path): site.alternates(path) for path in site.pages if path.rpartition("/")[2] != "404.html"}
    assert found == wanted
    assert f"Sitemap: {ORIGIN}{site.base}/sitemap.xml" in (site.folder / "robots.txt").read_text("utf-8")
