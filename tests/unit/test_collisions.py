"""No two things are written to one file: what gives way, and what the author is told."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import has_errors
from sitegen.urls import folders_above, output_path
from tests.support import Built, build_site

SITE = """
-- site.toml --
title = "Site"
url = "https://example.org"
entries_per_page = 1
[languages.en]
[languages.ja]
-- content/blog/a.md --
---
title: A
date: 2025-01-02
tags: [x]
---
-- content/blog/b.md --
---
title: B
date: 2025-01-01
---
"""
IN_ARABIC = "-- content/blog/c.md --\n---\ntitle: C\nlang: ar\ntags: [x]\n---\n"


def post(path: str, head: str = "") -> str:
    return f"-- content/{path} --\n---\ntitle: A post\n{head}---\n"


def words(folder: str, head: str = "") -> str:
    return f"-- content/{folder}/_index.md --\n---\ntitle: Some words\n{head}---\nWords\n"


def copied(path: str) -> str:
    return f"-- static/{path} --\nx\n"


def collisions(built: Built) -> list[str]:
    return [f"{one.path}:{one.line}:{one.column}" for one in built.diagnostics if one.code == "url-collision"]


ONE_FILE = {
    "a folder called as a language that only a post names": (post("ar/notes/a.md") + IN_ARABIC, "blog/c.md:3:7"),
    "words for a folder called so": (words("ar") + IN_ARABIC, "blog/c.md:3:7"),
    "words for the tags of a folder called so": (words("ar/tags") + IN_ARABIC, "ar/tags/_index.md:1:1"),
    "words for a second page": (words("blog/page/2"), "blog/page/2/_index.md:1:1"),
    "words for the second home page": (words("page/2"), "page/2/_index.md:1:1"),
    "folders that differ by case": (post("Blog/c.md"), "blog/a.md:1:1"),
    "a folder like that of tags": (post("Tags/c.md"), "Tags/c.md:1:1"),
    "tags that differ by the spelling of one letter": (
        post("blog/d.md", "tags: [strasse, straße]\n"),
        "blog/d.md:3:7",
    ),
    "words for a tag that is spelled in another way": (words("tags/X"), "blog/a.md:4:7"),
    "words for a folder called as the feed": (words("feed.xml"), "feed.xml/_index.md:1:1"),
    "words for a folder called as the page for what is not found": (words("404.html"), "404.html/_index.md:1:1"),
}


@pytest.mark.parametrize(("added", "place"), ONE_FILE.values(), ids=ONE_FILE)
def test_two_lists_for_one_file_are_an_error_at_what_makes_one_of_them(tmp_path: Path, added: str, place: str) -> None:
    assert collisions(build_site(tmp_path, SITE + added)) == [f"content/{place}"]


@pytest.mark.parametrize("path", ["/tags/", "/feed.xml", "/css/site.css", "/tags/x", "/blog/page/2/", "/Archive/"])
@pytest.mark.parametrize("file", ["c.md", "_index.md", "404.md"])
def test_an_old_address_where_something_is_made_is_an_error_in_every_kind_of_file(
    tmp_path: Path, path: str, file: str
) -> None:
    added = f"-- content/{file} --\n---\ntitle: C\naliases: {path}\n---\n"
    assert collisions(build_site(tmp_path, SITE + added)) == [f"content/{file}:3:10"]


def test_an_old_address_that_is_the_own_one_is_called_so(tmp_path: Path) -> None:
    built = build_site(tmp_path, SITE + post("blog/c.md", "aliases: /blog/c/\n"))
    (told,) = [one for one in built.diagnostics if one.code == "url-collision"]
    assert (told.message, told.hint) == ("“/blog/c/” is the address of this file already", "leave it out")


def test_both_lists_are_named(tmp_path: Path) -> None:
    built = build_site(tmp_path, SITE + words("feed.xml") + post("Blog/c.md"))
    assert [one.message for one in built.diagnostics if one.code == "url-collision"] == [
        "the list of a folder “/Blog/” and the list of a folder “/blog/” would be one file",
        "“/feed.xml” and the list of a folder “/feed.xml/” can't both be: a file can't be a folder too",
    ]


@pytest.mark.parametrize(
    "path", ["feed.xml/x.txt", "404.html/x.txt", "css", "tags", "tags/x", "Feed.xml", "css/Site.css", "TAGS/index.html"]
)
def test_a_copied_file_that_leaves_no_room_for_what_is_made_is_an_error(tmp_path: Path, path: str) -> None:
    assert collisions(build_site(tmp_path, SITE + copied(path))) == [f"static/{path}:1:1"]


@pytest.mark.parametrize("path", ["tags/index.html", "feed.xml", "css/site.css"])
def test_what_is_made_gives_way_to_a_copied_file(tmp_path: Path, path: str) -> None:
    built = build_site(tmp_path, SITE + copied(path))
    assert not has_errors(built.diagnostics)
    assert built.result is not None
    assert files(built).count(path) == 1
    assert path in [output_path(asset.url) for asset in built.result.assets if asset.path == f"static/{path}"]


def test_an_index_file_gives_a_tag_and_a_year_words_in_its_language(tmp_path: Path) -> None:
    added = words("tags/x") + words("archive/2025") + words("ja/tags/x") + post("ja/blog/c.md", "tags: [x]\n")
    built = build_site(tmp_path, SITE + added)
    assert built.told() == []
    for url in ("tags/x", "archive/2025", "ja/tags/x"):
        assert "<h1>Some words</h1>" in built.files[f"{url}/index.html"]
        assert "/blog/" in built.files[f"{url}/index.html"].partition("entries")[2]


def files(built: Built) -> list[str]:
    assert built.result is not None
    return [*built.files, *(output_path(asset.url) for asset in built.result.assets)]


PIECES = [
    *(added for added, _ in ONE_FILE.values()),
    *(words(name) for name in ("tags", "tags/x", "blog", "ja/blog", "ar", "archive", "archive/2025", "")),
    *(post(path) for path in ("ar/a.md", "tags/x.md", "tags/x/y.md", "page/2.md", "ja.md", "archive/2025.md", "x.md")),
    *(
        copied(path)
        for path in ("archive", "tags/x/index.html", "blog/index.html", "feed.xml", "Css/site.css", "ja", "x")
    ),
    words("work", "aliases: [/tags/, /feed.xml]\n"),
    IN_ARABIC,
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(added=st.lists(st.sampled_from(PIECES), max_size=4, unique=True))
def test_a_site_without_errors_has_no_two_things_in_one_file(added: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build_site(Path(folder), SITE + "".join(added))
    if has_errors(built.diagnostics):
        return
    found = [path.casefold() for path in files(built)]
    assert len(found) == len(set(found)) == len({*found} - {above for path in found for above in folders_above(path)})
