"""How much a build does: what has changed, and what shows it, and nothing else."""

import builtins
import datetime
import io
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sitegen import rebuild
from sitegen.cache import Cache
from sitegen.disk import Wishes
from sitegen.linking import Everything
from sitegen.memo import Recorded
from sitegen.model import Manuscript, Picture, Sheet, Source
from sitegen.pool import Pool
from sitegen.rebuild import Built, Order
from tests.support import TODAY, write_site

SITE = """
-- site.toml --
title = "Site"
url = "https://example.org"
entries_per_page = 2
[languages.en]
[languages.ja]
[languages.ar]
[[navigation]]
url = "/"
title = "Home"
[[navigation]]
url = "/blog/"
title = "Blog"
-- content/blog/alpha.md --
---
title: Alpha
date: 2025-01-01
tags: [c]
---
First of alpha.

Second of alpha.
-- content/blog/beta.md --
---
title: Beta
date: 2025-02-01
tags: [c]
color: "#ff0000"
translations: {ja: /ja/blog/beta/, ar: /ar/blog/beta/}
aliases: [/old/]
---
First of beta.

Second of beta.
-- content/blog/gamma.md --
---
title: Gamma
date: 2025-03-01
tags: [d]
---
First of gamma.

Second of gamma, see [alpha](alpha.md).
-- content/blog/delta.md --
---
title: Delta
date: 2025-04-01
tags: [d]
---
First of delta.
-- content/ja/blog/beta.md --
---
title: ベータ
date: 2025-02-01
---
日本語。
-- content/blog/beta.ar.md --
---
title: بيتا
date: 2025-02-01
---
عربي.
-- content/about.md --
# About
Me.
-- content/blog/picture.png --
a picture
-- static/note.txt --
a note
"""
EVERY_PAGE = sorted(
    [
        *("/", "/page/2/", "/blog/", "/blog/page/2/", "/tags/", "/tags/c/", "/tags/d/", "/404.html", "/about/"),
        *(f"{home}archive/{year}" for home in ("/", "/ja/", "/ar/") for year in ("", "2025/")),
        *("/blog/alpha/", "/blog/beta/", "/blog/gamma/", "/blog/delta/", "/old/"),
        *("/ja/", "/ja/blog/", "/ja/blog/beta/", "/ja/404.html", "/ja/feed.xml"),
        *("/ar/", "/ar/blog/", "/ar/blog/beta/", "/ar/404.html", "/ar/feed.xml"),
        *("/feed.xml", "/sitemap.xml", "/robots.txt"),
    ]
)
ARCHIVE = ["/archive/", "/archive/2025/"]
Work = dict[str, list[str]]
"""The items that each stage was called for, by the names of the stages."""


def name_of(item: Any) -> str:
    match item:
        case Manuscript():
            return item.source.path
        case Source() | Picture():
            return item.path
        case Sheet():
            return item.page.value.url
        case Everything():
            return "everything"
        case _:
            return "templates"


class Site:
    """A site in a folder, the work of its last build, and the files that this one has opened."""

    def __init__(self, root: Path) -> None:
        self.root = write_site(root, SITE)
        self.work: Work = {}
        self.opened: set[str] = set()

    def build(self, **wishes: Any) -> Built:
        self.work.clear()
        self.opened.clear()
        output = self.root / "dist"
        order = Order(root=self.root, output=output, wishes=Wishes(**{"today": TODAY, "output": output, **wishes}))
        built = rebuild.rebuild(order, lambda _: None)
        assert [one.code for one in built.diagnostics] == []
        return built

    def work_of(self, **wishes: Any) -> Work:
        self.build(**wishes)
        return self.work

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert text.count(old) == 1
        (self.root / path).write_text(text.replace(old, new), "utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site that has been built, long ago as far as the build can tell: what has not changed since is trusted."""
    site = Site(tmp_path)
    counted, now, real_open = Pool.__call__, Cache.now, open

    def counting(pool: Pool, stage: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        assert isinstance(stage, Recorded)
        if items:
            site.work[stage.__name__] = sorted(map(name_of, items))
        return counted(pool, stage, items)

    def opening(file: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(file, str | os.PathLike) and Path(file).is_relative_to(tmp_path):
            site.opened.add(Path(file).relative_to(tmp_path).as_posix())
        return real_open(file, *arguments, **options)

    monkeypatch.setattr(Pool, "__call__", counting)
    monkeypatch.setattr(Cache, "now", lambda cache: now(cache) + 10_000_000_000)
    site.build()
    monkeypatch.setattr(builtins, "open", opening)
    monkeypatch.setattr(io, "open", opening)
    return site


BETA = "content/blog/beta.md"
# What may show something of beta beside its text: layouts get its title, summary and colour on all of these.
SHOWS_BETA = sorted(
    [
        "/blog/beta/",
        *("/blog/alpha/", "/blog/gamma/"),  # its neighbours
        *("/ja/blog/beta/", "/ar/blog/beta/"),  # its translations
        *("/page/2/", "/blog/page/2/", "/tags/c/"),  # the lists that it is in, and the page of each that it is on
        "/archive/2025/",
        "/old/",
        "/feed.xml",
    ]
)


def pages(*but: str) -> list[str]:
    return [url for url in EVERY_PAGE if url not in but]


def test_the_first_build_makes_every_page_once(site: Site) -> None:
    shutil.rmtree(site.root / ".sitegen")
    work = site.work_of()
    assert work["render"] == EVERY_PAGE
    assert len(work["parse"]) == 7
    assert (work["close"], work["link"]) == (["templates"], ["everything"])


# Nothing has changed


def test_a_build_with_nothing_to_do_opens_no_file_of_the_site_and_calls_no_stage(site: Site) -> None:
    built = site.build()
    assert site.work == {}
    assert [path for path in site.opened if path.startswith(("content/", "static/", "dist/"))] == []
    assert (built.published.written, built.published.removed) == ((), ())
    assert built.pages == sum(not url.endswith((".xml", ".txt")) for url in EVERY_PAGE)


def test_a_touched_file_is_read_and_nothing_else_is_done(site: Site) -> None:
    os.utime(site.root / BETA)
    assert site.work_of() == {}
    assert {path for path in site.opened if path.startswith("content/")} == {BETA}
    assert site.work_of() == {}
    assert BETA not in site.opened, "its new time is remembered"


def test_a_file_that_is_written_again_with_the_same_bytes_is_read_and_nothing_else_is_done(site: Site) -> None:
    text = (site.root / BETA).read_bytes()
    (site.root / BETA).unlink()
    (site.root / BETA).write_bytes(text)
    assert site.work_of() == {}


def test_every_file_of_the_site_written_again_with_the_same_bytes_leads_to_no_work(site: Site) -> None:
    for path in site.root.rglob("*.*"):
        if path.is_file() and ".sitegen" not in path.parts:
            path.write_bytes(path.read_bytes())
    assert site.work_of() == {}


def test_another_day_on_which_no_post_is_due_leads_to_no_work(site: Site) -> None:
    assert site.work_of(today=datetime.date(2030, 1, 1)) == {}
    assert site.work_of(today=TODAY) == {}


# A post


def test_a_body_edit_parses_one_file_and_renders_what_has_its_text(site: Site) -> None:
    site.edit(BETA, "Second of beta.", "Second of beta, with **more** words.")
    assert site.work_of() == {"parse": [BETA], "render": ["/blog/beta/", "/feed.xml"]}
    assert {path for path in site.opened if path.startswith("content/")} == {BETA}


def test_a_new_heading_is_one_that_links_may_name(site: Site) -> None:
    site.edit(BETA, "Second of beta.", "Second of beta.\n\n## A heading")
    assert site.work_of() == {"parse": [BETA], "link": ["everything"], "render": ["/blog/beta/", "/feed.xml"]}


def test_a_body_edit_of_a_post_that_no_feed_has_renders_one_page(site: Site) -> None:
    site.edit("site.toml", "entries_per_page = 2", "entries_per_page = 2\nfeed_entries = 2")
    site.build()
    site.edit(BETA, "Second of beta.", "Another text.")
    assert site.work_of() == {"parse": [BETA], "render": ["/blog/beta/"]}


def test_a_body_edit_of_a_page_renders_it(site: Site) -> None:
    site.edit("content/about.md", "Me.", "Me.\n\nMore of me.")
    assert site.work_of() == {"parse": ["content/about.md"], "render": ["/about/"]}


def test_a_changed_summary_is_rendered_wherever_a_layout_may_show_it(site: Site) -> None:
    site.edit(BETA, "First of beta.", "Beginning of beta.")
    built = site.build()
    assert site.work == {"parse": [BETA], "render": SHOWS_BETA}
    lists = ["page/2/index.html", "blog/page/2/index.html", "tags/c/index.html"]
    assert sorted(built.published.written) == sorted(["blog/beta/index.html", *lists, "feed.xml"])


def test_a_title_edit_renders_the_post_its_neighbours_its_translations_and_lists_and_nothing_else(site: Site) -> None:
    site.edit(BETA, "title: Beta", "title: Better")
    assert site.work_of() == {"parse": [BETA], "render": SHOWS_BETA}
    assert {path for path in site.opened if path.startswith("content/")} == {BETA}


def test_a_changed_colour_is_rendered_wherever_a_layout_may_show_it(site: Site) -> None:
    site.edit(BETA, "#ff0000", "#00ff00")
    built = site.build()
    assert site.work == {"parse": [BETA], "render": SHOWS_BETA}
    lists = ["page/2/index.html", "blog/page/2/index.html", "tags/c/index.html"]
    assert sorted(built.published.written) == sorted(["blog/beta/index.html", *lists])


def test_a_tag_that_is_added_renders_the_post_and_the_pages_of_tags(site: Site) -> None:
    site.edit(BETA, "tags: [c]", "tags: [c, d]")
    # The pages of all posts with the tag get its count; the feed names the tags of each post.
    posts = ["/blog/beta/", "/blog/gamma/", "/blog/delta/"]
    expected = sorted([*posts, "/tags/", "/tags/d/", "/tags/d/page/2/", "/feed.xml", "/sitemap.xml"])
    assert site.work_of() == {"parse": [BETA], "link": ["everything"], "render": expected}


def test_a_link_to_another_post_is_followed_by_the_page_that_has_it(site: Site) -> None:
    """And by nothing else: alpha's own page, neighbours and lists move with its address."""
    site.edit("content/blog/alpha.md", "tags: [c]", "tags: [c]\nslug: first")
    built = site.build()
    assert "/blog/gamma/" in site.work["render"]
    assert "/blog/delta/" not in site.work["render"]
    assert "blog/alpha/index.html" in built.published.removed
    assert "/blog/first/" in (site.root / "dist/blog/gamma/index.html").read_text("utf-8")


def test_a_new_post_renders_itself_its_neighbours_and_the_lists_that_it_moves(site: Site) -> None:
    site.write("content/blog/new.md", "---\ntitle: New\ndate: 2025-03-15\n---\nNew.\n")
    lists = ["/", "/page/2/", "/page/3/", "/blog/", "/blog/page/2/", "/blog/page/3/", "/feed.xml", "/sitemap.xml"]
    assert site.work_of() == {
        "parse": ["content/blog/new.md"],
        "link": ["everything"],
        "render": sorted(["/blog/new/", "/blog/gamma/", "/blog/delta/", *lists, *ARCHIVE]),
    }


def test_a_deleted_post_is_removed_and_renders_its_neighbours_and_lists(site: Site) -> None:
    (site.root / "content/blog/delta.md").unlink()
    built = site.build()
    lists = ["/", "/page/2/", "/blog/", "/blog/page/2/", "/tags/", "/tags/d/", "/feed.xml", "/sitemap.xml"]
    assert site.work == {"link": ["everything"], "render": sorted(["/blog/gamma/", *lists, *ARCHIVE])}
    assert built.published.removed == ("blog/delta/index.html",)
    assert not (site.root / "dist/blog/delta").exists()


def test_a_renamed_post_is_parsed_under_its_new_name_and_moves(site: Site) -> None:
    os.rename(site.root / "content/blog/delta.md", site.root / "content/blog/moved.md")
    built = site.build()
    assert site.work["parse"] == ["content/blog/moved.md"]
    assert "/blog/moved/" in site.work["render"]
    assert built.published.removed == ("blog/delta/index.html",)


def test_a_post_that_becomes_a_draft_is_removed_and_comes_back(site: Site) -> None:
    site.edit("content/blog/delta.md", "tags: [d]", "tags: [d]\ndraft: true")
    built = site.build()
    lists = ["/", "/page/2/", "/blog/", "/blog/page/2/", "/tags/", "/tags/d/", "/feed.xml", "/sitemap.xml"]
    expected = {
        "parse": ["content/blog/delta.md"],
        "link": ["everything"],
        "render": sorted(["/blog/gamma/", *lists, *ARCHIVE]),
    }
    assert site.work == expected
    assert built.held_back == ("content/blog/delta.md",)
    assert built.published.removed == ("blog/delta/index.html",)
    site.edit("content/blog/delta.md", "\ndraft: true", "")
    assert site.work_of() == {**expected, "render": sorted(["/blog/delta/", "/blog/gamma/", *lists, *ARCHIVE])}


def test_a_day_on_which_a_post_is_due_builds_it_and_parses_nothing(site: Site) -> None:
    site.write("content/blog/due.md", "---\ntitle: Due\ndate: 2025-06-10\n---\nDue.\n")
    site.build()
    assert site.work_of(today=datetime.date(2025, 6, 9)) == {}
    work = site.work_of(today=datetime.date(2025, 6, 10))
    assert sorted(work) == ["link", "render"]
    assert {"/blog/due/", "/blog/delta/", "/blog/", "/", "/feed.xml", "/sitemap.xml"} <= set(work["render"])
    assert "/blog/alpha/" not in work["render"]
    assert site.work_of(today=datetime.date(2025, 6, 11)) == {}


# Files that are copied


def test_an_edit_of_a_static_file_writes_it_and_calls_no_stage(site: Site) -> None:
    site.write("static/note.txt", "another note")
    built = site.build()
    assert (site.work, built.published.written) == ({}, ("note.txt",))
    assert {path for path in site.opened if path.startswith(("content/", "static/"))} == {"static/note.txt"}


def test_a_new_picture_is_written_and_renders_nothing(site: Site) -> None:
    site.write("content/blog/new.png", "a new picture")
    built = site.build()
    assert (site.work, built.published.written) == (
        {"measure": ["content/blog/new.png"], "link": ["everything"]},
        ("blog/new.png",),
    )


# Layouts, words, settings


def test_a_template_edit_renders_the_pages_whose_layouts_reach_it(site: Site) -> None:
    site.write("layouts/partials/neighbours.html", "<p>{{ page.newer.title if page.newer }}</p>")
    posts = [url for url in EVERY_PAGE if "/blog/" in url and not url.endswith(("/blog/", "/page/2/"))]
    expected = {"close": ["templates"], "link": ["everything"], "render": posts}
    assert site.work_of() == expected
    site.write("layouts/partials/neighbours.html", "<p>{{ page.older.title if page.older }}</p>")
    assert site.work_of() == expected


def test_a_template_that_no_page_reaches_renders_nothing(site: Site) -> None:
    site.write("layouts/mine.html", '{% extends "base.html" %}')
    assert site.work_of() == {"close": ["templates"], "link": ["everything"]}


def test_a_template_edit_that_changes_no_page_writes_none(site: Site) -> None:
    site.write("layouts/post.html", '{% extends "theme/post.html" %}{# a comment #}')
    built = site.build()
    assert len(site.work["render"]) == 6
    assert built.published.written == ()


def test_words_of_one_language_render_its_pages_only(site: Site) -> None:
    site.write("layouts/strings/ja.toml", 'newer_post = "次"\n')
    japanese = [url for url in EVERY_PAGE if url.startswith("/ja/")]
    assert site.work_of() == {"link": ["everything"], "render": japanese}


def test_the_title_of_one_language_renders_its_pages_only(site: Site) -> None:
    """With those of the other languages that name its home page."""
    site.edit("site.toml", "[languages.ar]", '[languages.ar]\ntitle = "موقع"')
    arabic = [url for url in EVERY_PAGE if url.startswith("/ar/")]
    assert site.work_of() == {"link": ["everything"], "render": sorted([*arabic, "/", "/ja/"])}


def test_a_comment_in_the_settings_renders_nothing(site: Site) -> None:
    site.write("site.toml", "# A comment.\n" + (site.root / "site.toml").read_text("utf-8"))
    assert site.work_of() == {"link": ["everything"]}


def test_more_entries_a_page_render_lists_and_no_post(site: Site) -> None:
    site.edit("site.toml", "entries_per_page = 2", "entries_per_page = 3")
    work = site.work_of()
    assert work == {
        "link": ["everything"],
        "render": sorted(["/", "/page/2/", "/blog/", "/blog/page/2/", "/sitemap.xml"]),
    }


def test_smart_punctuation_parses_every_file_and_renders_what_it_changes(site: Site) -> None:
    """No text here has a quote or a dash, so all of them are parsed to what they were."""
    site.edit("site.toml", "entries_per_page = 2", "entries_per_page = 2\n[markdown]\nsmart_punctuation = false")
    work = site.work_of()
    assert len(work["parse"]) == 7
    assert "render" not in work


# The output folder


@pytest.mark.parametrize(
    ("path", "url"), [("blog/alpha/index.html", "/blog/alpha/"), ("feed.xml", "/feed.xml"), ("404.html", "/404.html")]
)
def test_an_output_that_was_deleted_or_damaged_is_made_again_alone(site: Site, path: str, url: str) -> None:
    (site.root / "dist" / path).unlink()
    built = site.build()
    assert (site.work, built.published.written) == ({"render": [url]}, (path,))
    (site.root / "dist" / path).write_text("damaged")
    built = site.build()
    assert (site.work, built.published.written) == ({"render": [url]}, (path,))


def test_a_copied_file_that_was_deleted_is_copied_again_alone(site: Site) -> None:
    (site.root / "dist/note.txt").unlink()
    built = site.build()
    assert (site.work, built.published.written) == ({}, ("note.txt",))


def test_an_output_folder_that_was_deleted_is_made_again_without_parsing(site: Site) -> None:
    shutil.rmtree(site.root / "dist")
    assert site.work_of() == {"render": EVERY_PAGE}
