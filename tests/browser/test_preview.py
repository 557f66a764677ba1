"""What an author sees while writing: a real Chromium over a real `sitegen serve`."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support import PROJECT, run, tree, write_site

pytestmark = pytest.mark.browser

BASE = "/notes"
TALL = "\n".join(f"Paragraph {number}.\n" for number in range(200))
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"></svg>\n'
SITE = f"""
-- site.toml --
title = "Notebook"
url = "https://example.org{BASE}"
author = "Ada"
-- content/about.md --
---
title: About
---
About this.
-- content/blog/first.md --
---
title: First post
date: 2025-01-15
---
Opening words.

![A picture](/picture.svg)

The body of the first.
-- content/blog/second.md --
---
title: Second post
date: 2025-01-16
---
The body of the second.
-- static/picture.svg --
{PICTURE.format(10)}"""
FIRST, SECOND = f"{BASE}/blog/first/", f"{BASE}/blog/second/"
EXTENDED = '{% extends "theme/post.html" %}\n'
SCRIPT = re.compile(rb'<script src="/__sitegen/live\.js\?\w+" [^>]*></script>')
PATIENCE = 20.0  # seconds


class Preview:
    """`sitegen serve` over a folder, in a process of its own."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.options = options
        self.log = root.parent / "log.txt"
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """On the port of the last time, if there was one."""
        command = [sys.executable, "-m", "sitegen", "serve", str(self.root), "--port", str(self.port), *self.options]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=log, stderr=log
            )
        end = time.monotonic() + PATIENCE
        while not (found := re.search(r"preview at http://127\.0\.0\.1:(\d+)/", self.log.read_text("utf-8"))):
            assert self.process.poll() is None, self.log.read_text("utf-8")
            assert time.monotonic() < end, "the preview does not start"
            time.sleep(0.02)
        assert int(found[1]) == self.port or self.port == 0
        self.port = int(found[1])

    def end(self, with_signal: int = signal.SIGTERM) -> None:
        self.process.send_signal(with_signal)
        self.process.wait(PATIENCE)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def rename(self, path: str, other: str) -> None:
        (self.root / path).rename(self.root / other)

    def remove(self, path: str) -> None:
        (self.root / path).unlink()


Serve = Callable[..., Preview]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a preview of a site, given as text."""
    started: list[Preview] = []

    def start(text: str = SITE, *options: str) -> Preview:
        started.append(Preview(write_site(tmp_path / "site", text), *options))
        return started[-1]

    yield start
    for preview in started:
        preview.end()


def opened(
    browser: Browser, preview: Preview, path: str, scheme: Literal["light", "dark"] = "light", width: int = 1280
) -> Page:
    """A tab that listens to the preview, with a mark that a reload wipes away."""
    page = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    page.goto(preview.address + path)
    marked(page)
    return page


def marked(page: Page) -> None:
    expect(page.locator("sitegen-preview")).to_be_attached()
    page.evaluate("window.isAsBefore = true")


def expect_reload(page: Page) -> None:
    page.wait_for_function("!window.isAsBefore && document.readyState === 'complete'")


def expect_no_reload(page: Page) -> None:
    """Only after something was seen to happen elsewhere: this waits for a moment more."""
    page.wait_for_timeout(250)
    assert page.evaluate("window.isAsBefore") is True


def overlay(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="The site can't be built")


def colour(page: Page) -> Any:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def path_of(page: Page) -> str:
    return str(page.evaluate("decodeURI(location.pathname)"))


def test_an_edit_of_a_body_reloads_the_tabs_that_show_it_and_no_others(browser: Browser, serve: Serve) -> None:
    preview = serve()
    first, second = opened(browser, preview, FIRST), opened(browser, preview, SECOND)
    posts, about = opened(browser, preview, f"{BASE}/blog/"), opened(browser, preview, f"{BASE}/about/")
    preview.change("content/blog/first.md", "The body of the first.", "Another body.")
    expect(first.get_by_text("Another body.")).to_be_visible()
    for page in (second, posts, about):
        expect_no_reload(page)
    marked(first)
    preview.change("content/blog/second.md", "The body of the second.", "Another second.")
    expect(second.get_by_text("Another second.")).to_be_visible()
    expect_no_reload(first)


def test_an_edit_of_a_title_changes_the_list_in_another_tab_too(browser: Browser, serve: Serve) -> None:
    preview = serve()
    first, posts = opened(browser, preview, FIRST), opened(browser, preview, f"{BASE}/blog/")
    about = opened(browser, preview, f"{BASE}/about/")
    preview.change("content/blog/first.md", "title: First post", "title: Renamed post")
    expect(first.get_by_role("heading", name="Renamed post")).to_be_visible()
    expect(posts.get_by_role("link", name="Renamed post")).to_be_visible()
    expect(posts.get_by_role("link", name="First post")).to_have_count(0)
    expect_no_reload(about)


def test_a_template_reloads_the_pages_that_it_makes_when_it_comes_changes_and_goes(
    browser: Browser, serve: Serve
) -> None:
    preview = serve()
    first, posts = opened(browser, preview, FIRST), opened(browser, preview, f"{BASE}/blog/")
    block = "{% block post_footer %}<p>Signed, Ada.</p>{% endblock %}\n"
    preview.write("layouts/post.html", EXTENDED + block)
    expect(first.get_by_text("Signed, Ada.")).to_be_visible()
    preview.change("layouts/post.html", "Signed, Ada.", "Yours, Ada.")
    expect(first.get_by_text("Yours, Ada.")).to_be_visible()
    preview.remove("layouts/post.html")
    expect(first.get_by_text("Yours, Ada.")).to_have_count(0)
    expect(first.get_by_text("The body of the first.")).to_be_visible()
    expect_no_reload(posts)


def test_a_style_sheet_is_swapped_without_a_reload(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, FIRST)
    before = colour(page)
    for wanted in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        preview.write("static/css/site.css", f"body {{ background: {wanted} }}\n")
        expect(page.locator("body")).to_have_css("background-color", wanted)
    preview.remove("static/css/site.css")  # the shipped one is back
    expect(page.locator("body")).to_have_css("background-color", before)
    expect(page.locator('link[rel="stylesheet"][href*="site.css"]')).to_have_count(1)
    expect_no_reload(page)


def test_a_style_sheet_that_is_saved_again_and_again_ends_up_as_the_last(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, FIRST)
    for number in range(12):
        preview.write("static/css/site.css", f"body {{ background: rgb(9, 9, {number}) }}\n")
        page.wait_for_timeout(20)
    expect(page.locator("body")).to_have_css("background-color", "rgb(9, 9, 11)")
    expect(page.locator('link[rel="stylesheet"][href*="site.css"]')).to_have_count(1)
    expect_no_reload(page)
    preview.write("static/css/site.css", "body { color: rgb(1, 1, 1) }\n")
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_a_picture_reloads_the_pages_that_show_it_and_no_others(browser: Browser, serve: Serve) -> None:
    preview = serve()
    first, second = opened(browser, preview, FIRST), opened(browser, preview, SECOND)
    assert first.locator("main img").evaluate("node => node.naturalWidth") == 10
    preview.write("static/picture.svg", PICTURE.format(123))
    expect_reload(first)
    assert first.locator("main img").evaluate("node => node.naturalWidth") == 123
    expect_no_reload(second)


def test_a_reload_keeps_the_place_that_was_scrolled_to(browser: Browser, serve: Serve) -> None:
    preview = serve()
    preview.change("content/blog/second.md", "The body of the second.", TALL)
    page = opened(browser, preview, SECOND)
    expect(page.get_by_text("Paragraph 199.")).to_be_attached()
    page.wait_for_load_state()  # before, there may be nothing to scroll
    page.evaluate("scrollTo(0, 2345)")
    page.wait_for_function("scrollY === 2345")
    preview.change("content/blog/second.md", "Paragraph 199.", "The last paragraph.")
    expect(page.get_by_text("The last paragraph.")).to_be_attached()
    page.wait_for_function("scrollY === 2345")


def test_broken_yaml_is_told_over_the_page_and_is_gone_when_it_is_mended(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page, posts = opened(browser, preview, FIRST), opened(browser, preview, f"{BASE}/blog/")
    preview.change("content/blog/first.md", "title: First post", "title: [First post")
    for one in (page, posts):
        expect(overlay(one)).to_be_visible()
        expect(overlay(one).locator(".place")).to_have_text(re.compile(r"^content/blog/first\.md:\d+:\d+$"))
        expect(overlay(one).locator(".message")).to_contain_text("error: ")
        expect(overlay(one).locator("pre")).to_contain_text("^")
        expect(overlay(one).locator(".hint")).to_contain_text("→")
    expect(page.get_by_text("The body of the first.")).to_be_visible()
    expect_no_reload(page)
    preview.change("content/blog/first.md", "title: [First post", "title: Mended post")
    expect(page.get_by_role("heading", name="Mended post")).to_be_visible()
    expect(posts.get_by_role("link", name="Mended post")).to_be_visible()
    for one in (page, posts):
        marked(one)
        expect(overlay(one)).to_have_count(0)


def test_a_page_that_a_fault_does_not_touch_is_not_reloaded_by_it_or_by_its_end(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, SECOND)
    preview.change("content/blog/first.md", "title: First post", "title: [First post")
    expect(overlay(page)).to_be_visible()
    preview.change("content/blog/first.md", "title: [First post", "title: First post")
    expect(overlay(page)).to_have_count(0)
    expect_no_reload(page)


def test_every_fault_is_told_at_its_place(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, f"{BASE}/")
    for name in ("first", "second"):
        preview.change(f"content/blog/{name}.md", "date: 2025-01", "date: 2025-13")
    places = [f"content/blog/{name}.md:3:7" for name in ("first", "second")]
    expect(overlay(page).locator(".place")).to_have_text(places)
    preview.change("content/blog/first.md", "date: 2025-13", "date: 2025-01")
    expect(overlay(page).locator(".place")).to_have_text(places[1:])


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_faults_are_dismissed_until_there_are_others(browser: Browser, serve: Serve, way: str) -> None:
    preview = serve()
    page = opened(browser, preview, SECOND)
    preview.change("content/blog/first.md", "date: 2025-01-15", "date: 2025-13-15")
    button = overlay(page).get_by_role("button", name="Dismiss")
    expect(button).to_be_visible()
    if way == "key":
        page.keyboard.press("Escape")
    else:
        button.focus()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    expect(overlay(page)).to_have_count(0)
    preview.change("content/about.md", "About this.", "About that.\n\n[Nowhere](/nowhere/)")
    expect(page.locator(".badge summary")).to_be_visible()
    expect(overlay(page)).to_have_count(0)
    preview.change("content/blog/first.md", "date: 2025-13-15", "date: 2025-14-15")
    expect(overlay(page)).to_be_visible()


def test_a_fault_that_was_dismissed_and_mended_is_told_when_it_is_made_again(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, SECOND)
    for _ in range(2):
        preview.change("content/blog/first.md", "date: 2025-01-15", "date: 2025-13-15")
        expect(overlay(page)).to_be_visible()
        overlay(page).get_by_role("button", name="Dismiss").click()
        expect(overlay(page)).to_have_count(0)
        preview.change("content/blog/first.md", "date: 2025-13-15", "date: 2025-01-15\nsubtitle: Again")
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        preview.change("content/about.md", "About this.", "About this.\n\n[Nowhere](/nowhere/)")
        expect(page.locator(".badge")).to_be_visible()  # so the mend was told before
        preview.change("content/about.md", "[Nowhere](/nowhere/)", "")
        expect(page.locator(".badge")).to_have_count(0)
        preview.change("content/blog/first.md", "\nsubtitle: Again", "")


def test_what_is_open_or_has_the_focus_stays_so_while_other_files_are_saved(browser: Browser, serve: Serve) -> None:
    preview = serve()
    preview.change("content/about.md", "About this.", "About this.\n\n[Nowhere](/nowhere/)")
    page = opened(browser, preview, SECOND)
    page.locator(".badge summary").click()
    preview.change("content/blog/first.md", "date: 2025-01-15", "date: 2025-13-15")
    button = overlay(page).get_by_role("button", name="Dismiss")
    expect(button).to_be_visible()
    expect(page.locator(".badge")).to_have_attribute("open", "")
    button.focus()
    preview.change("content/about.md", "(/nowhere/)", "(/nowhere/) [Never](/never/)")
    expect(page.locator(".badge summary")).to_have_text("2 ⚠")
    expect(button).to_be_focused()
    preview.change("content/blog/first.md", "date: 2025-13-15", "date: 2025-14-15")
    expect(overlay(page).locator("pre")).to_contain_text("2025-14-15")


def test_warnings_are_counted_in_a_badge_that_opens_to_tell_them(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, SECOND)
    expect(page.locator(".badge")).to_have_count(0)
    preview.change("content/blog/first.md", "The body of the first.", "[One](/one/) and [two](/two/).")
    summary = page.locator(".badge summary")
    expect(summary).to_have_text("2 ⚠")
    expect(summary).to_have_attribute("aria-label", "2 warnings")
    expect(page.locator(".badge .place").first).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".badge .place")).to_have_text([f"content/blog/first.md:9:{column}" for column in (7, 24)])
    expect(page.locator(".badge .place").first).to_be_visible()
    expect(overlay(page)).to_have_count(0)
    preview.change("content/blog/first.md", "[One](/one/) and [two](/two/).", "No links.")
    expect(page.locator(".badge")).to_have_count(0)
    expect_no_reload(page)


def test_a_post_that_is_deleted_is_not_found_and_back_when_it_is_back(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, FIRST)
    text = (preview.root / "content/blog/first.md").read_text("utf-8")
    preview.remove("content/blog/first.md")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert path_of(page) == FIRST
    expect(page.get_by_role("link", name=SECOND)).to_be_visible()
    preview.write("content/blog/first.md", text)
    expect(page.get_by_role("heading", name="First post")).to_be_visible()


def test_a_post_whose_file_is_renamed_is_followed(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page, second = opened(browser, preview, f"{FIRST}?x=1#page-main"), opened(browser, preview, SECOND)
    preview.rename("content/blog/first.md", "content/blog/primary.md")
    page.wait_for_url(f"{preview.address}{BASE}/blog/primary/?x=1#page-main")
    expect(page.get_by_role("heading", name="First post")).to_be_visible()
    assert path_of(second) == SECOND


def test_a_post_that_gets_another_slug_is_followed_again_and_again(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, FIRST)
    preview.change("content/blog/first.md", "date:", "slug: one\ndate:")
    page.wait_for_url(f"{preview.address}{BASE}/blog/one/")
    preview.change("content/blog/first.md", "slug: one", "slug: two")
    page.wait_for_url(f"{preview.address}{BASE}/blog/two/")
    expect(page.get_by_text("The body of the first.")).to_be_visible()


def test_after_a_kill_and_a_restart_the_tab_shows_what_was_written_meanwhile(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page, second = opened(browser, preview, FIRST), opened(browser, preview, SECOND)
    preview.end(signal.SIGKILL)
    preview.change("content/blog/first.md", "The body of the first.", "Written meanwhile.")
    preview.start()
    expect(page.get_by_text("Written meanwhile.")).to_be_visible()
    expect_reload(second)
    preview.change("content/blog/first.md", "Written meanwhile.", "Written afterwards.")
    expect(page.get_by_text("Written afterwards.")).to_be_visible()


def test_after_a_restart_with_a_fault_the_tab_ends_up_right_too(browser: Browser, serve: Serve) -> None:
    preview = serve()
    page = opened(browser, preview, FIRST)
    preview.end(signal.SIGKILL)
    preview.change("content/blog/first.md", "title: First post", "title: [First post")
    preview.start()
    expect(overlay(page)).to_be_visible()
    preview.change("content/blog/first.md", "title: [First post", "title: Mended post")
    expect(page.get_by_role("heading", name="Mended post")).to_be_visible()


@pytest.mark.parametrize("path", ["/", f"{BASE}/", f"{BASE}/blog/nowhere/"])
def test_a_first_build_that_fails_is_told_and_becomes_the_site_when_it_is_mended(
    browser: Browser, serve: Serve, path: str
) -> None:
    preview = serve(SITE.replace('author = "Ada"', 'author = "Ada'))
    page = opened(browser, preview, path)
    expect(overlay(page).locator(".place")).to_have_text(re.compile(r"^site\.toml:3:\d+$"))
    preview.change("site.toml", 'author = "Ada', 'author = "Ada"')
    expect(page.locator(".site-header")).to_be_visible()
    assert path_of(page) == (f"{BASE}/" if path == "/" else path)
    marked(page)
    expect(overlay(page)).to_have_count(0)


def test_a_site_of_one_broken_post_is_shown_when_that_is_mended(browser: Browser, serve: Serve) -> None:
    preview = serve("-- content/blog/only.md --\n---\ntitle: [Only\n---\nThe only text.\n")
    page = opened(browser, preview, "/blog/only/")
    expect(overlay(page).locator(".place")).to_have_text(re.compile(r"^content/blog/only\.md:\d+:\d+$"))
    preview.change("content/blog/only.md", "[Only", "Only")
    expect(page.get_by_text("The only text.")).to_be_visible()


def test_a_fault_of_a_template_is_told_over_the_page_and_is_gone_when_it_is_mended(
    browser: Browser, serve: Serve
) -> None:
    preview = serve()
    page = opened(browser, preview, FIRST)
    preview.write("layouts/post.html", EXTENDED + "{% block post_footer %}{{ pagina.title }}{% endblock %}\n")
    expect(overlay(page).locator(".place")).to_have_text(re.compile(r"^layouts/post\.html:2:\d+$"))
    expect(overlay(page).locator(".message")).to_contain_text("pagina")
    expect(overlay(page).locator("pre")).to_contain_text("{{ pagina.title }}")
    expect(overlay(page).locator(".hint")).to_contain_text("did you mean")
    expect(page.get_by_text("The body of the first.")).to_be_visible()
    preview.change("layouts/post.html", "pagina.title", "page.title")
    expect(page.locator("article")).to_contain_text(re.compile(r"First post.*First post", re.DOTALL))
    marked(page)
    expect(overlay(page)).to_have_count(0)


def test_drafts_and_posts_of_days_to_come_are_marked_and_so_are_links_to_them(browser: Browser, serve: Serve) -> None:
    preview = serve()
    preview.change("content/blog/first.md", "date:", "draft: true\ndate:")
    preview.change("content/blog/second.md", "2025-01-16", "2999-01-16")
    draft, future = opened(browser, preview, FIRST), opened(browser, preview, SECOND)
    posts = opened(browser, preview, f"{BASE}/blog/")
    expect(draft.get_by_role("note")).to_have_text("Draft: a build leaves this out")
    expect(future.get_by_role("note")).to_contain_text("Dated in the future")
    expect(posts.get_by_role("note")).to_have_count(0)
    for title, said in (("First post", "Draft"), ("Second post", "Dated in the future")):
        link = posts.get_by_role("link", name=title)
        expect(link).to_have_attribute("title", re.compile(said))
        expect(link).to_have_css("outline-style", "dashed")
    preview.change("content/blog/first.md", "draft: true\n", "")
    expect(draft.get_by_role("note")).to_have_count(0)
    expect(posts.get_by_role("link", name="First post")).to_have_css("outline-style", "none")
    expect(posts.get_by_role("link", name="First post")).not_to_have_attribute("title", re.compile("Draft"))
    expect(posts.get_by_role("link", name="Second post")).to_have_css("outline-style", "dashed")


def test_without_drafts_the_preview_is_the_real_picture(browser: Browser, serve: Serve) -> None:
    text = SITE.replace("date: 2025-01-15", "draft: true\ndate: 2025-01-15").replace("2025-01-16", "2999-01-16")
    preview = serve(text, "--no-drafts")
    for path in (FIRST, SECOND):
        expect(opened(browser, preview, path).get_by_role("heading", name="Page not found")).to_be_visible()
    posts = opened(browser, preview, f"{BASE}/")
    expect(posts.get_by_role("link", name=re.compile("post"))).to_have_count(0)


def test_what_is_not_found_shows_the_sites_own_page_with_the_nearest_addresses(browser: Browser, serve: Serve) -> None:
    preview = serve(SITE + "-- content/404.md --\n---\ntitle: Lost\n---\nThere is no such page.\n")
    page = opened(browser, preview, f"{BASE}/blog/frist/")
    expect(page.get_by_text("There is no such page.")).to_be_visible()
    preview.change("content/404.md", "There is no such page.", "Nothing here.")
    expect(page.get_by_text("Nothing here.")).to_be_visible()
    page.get_by_role("complementary").get_by_role("link", name=FIRST).click()
    expect(page.get_by_role("heading", name="First post")).to_be_visible()


def test_but_for_the_script_the_bytes_are_those_of_a_build(serve: Serve, tmp_path: Path) -> None:
    preview = serve()
    built = run("build", preview.root, "--output", tmp_path / "built")
    assert built.returncode == 0, built.stderr
    files = tree(tmp_path / "built")
    files = {path: data for path, data in files.items() if not path.startswith(".")}
    assert len(files) > 10
    for path, data in files.items():
        url = f"{preview.address}{BASE}/{quote(path.removesuffix('index.html'))}"
        with urllib.request.urlopen(url, timeout=PATIENCE) as response:
            served, count = SCRIPT.subn(b"", response.read())
        assert served == data, path
        assert count == path.endswith(".html"), path


def test_a_right_to_left_page_stays_readable_under_marks_faults_and_warnings(browser: Browser, serve: Serve) -> None:
    preview = serve(
        "-- site.toml --\ntitle = 'مدونة'\nurl = 'https://example.org'\nlanguage = 'ar'\n"
        "-- content/blog/x.md --\n---\ntitle: عنوان\ndraft: true\ndate: 2025-01-15\n---\nنص [هنا](/nowhere/).\n"
    )
    page = opened(browser, preview, "/blog/x/", width=360)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    mark, badge = page.get_by_role("note"), page.locator(".badge")
    expect(badge).to_be_visible()
    expect(mark).to_have_css("direction", "ltr")
    boxes = mark.bounding_box(), badge.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] or boxes[1]["y"] + boxes[1]["height"] <= boxes[0]["y"]
    preview.write("content/blog/y.md", "---\ntitle: [عنوان\n---\nنص\n")
    expect(overlay(page)).to_have_css("direction", "ltr")
    box = overlay(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(page.locator("main").get_by_text("نص")).to_be_visible()
    expect(page.locator("body")).to_have_css("direction", "rtl")


def test_pages_with_japanese_addresses_reload_and_are_followed(browser: Browser, serve: Serve) -> None:
    preview = serve(
        "-- site.toml --\ntitle = 'ノート'\nurl = 'https://example.org'\nlanguage = 'ja'\n"
        "-- content/blog/最初の記事.md --\n---\ntitle: 最初の記事\ndraft: true\ndate: 2025-01-15\n---\n本文です。\n"
    )
    page, posts = opened(browser, preview, "/blog/最初の記事/"), opened(browser, preview, "/blog/")
    expect(page.get_by_role("note")).to_be_visible()
    expect(posts.get_by_role("link", name="最初の記事")).to_have_css("outline-style", "dashed")
    preview.change("content/blog/最初の記事.md", "本文です。", "新しい本文です。")
    expect(page.get_by_text("新しい本文です。")).to_be_visible()
    preview.change("content/blog/最初の記事.md", "date:", "slug: 次の記事\ndate:")
    expect(page.get_by_text("新しい本文です。")).to_be_visible()
    page.wait_for_function("decodeURI(location.pathname) === '/blog/次の記事/'")
    preview.rename("content/blog/最初の記事.md", "content/blog/名.md")
    preview.change("content/blog/名.md", "新しい本文です。", "名前が変わりました。")
    expect(page.get_by_text("名前が変わりました。")).to_be_visible()
    page.goto(f"{preview.address}/blog/次の/")
    page.get_by_role("complementary").get_by_role("link", name="/blog/次の記事/").click()
    expect(page.get_by_text("名前が変わりました。")).to_be_visible()


def test_a_link_that_no_browser_can_decode_stops_nothing(browser: Browser, serve: Serve) -> None:
    preview = serve()
    links = '<a href="/%ff/">Bytes</a> <a href="http://[/">Brackets</a> <img src="http://[/">\n'
    preview.change("content/blog/second.md", "The body", f"{links}\nThe body")
    page = opened(browser, preview, SECOND)
    preview.change("content/blog/second.md", "The body", "Another body")
    expect(page.get_by_text("Another body")).to_be_visible()
    marked(page)
    preview.write("static/css/site.css", "body { background: rgb(1, 2, 3) }\n")
    expect(page.locator("body")).to_have_css("background-color", "rgb(1, 2, 3)")


def test_a_hidden_tab_holds_no_connection_and_catches_up_when_it_is_seen(browser: Browser, serve: Serve) -> None:
    preview = serve()
    first, second = opened(browser, preview, FIRST), opened(browser, preview, SECOND)
    appear = """state => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    first.evaluate(appear, "hidden")
    for name in ("first", "second"):
        preview.change(f"content/blog/{name}.md", "The body", "Another body")
    expect(second.get_by_text("Another body")).to_be_visible()
    expect_no_reload(first)
    first.evaluate(appear, "visible")
    expect(first.get_by_text("Another body")).to_be_visible()


def test_what_the_browser_keeps_is_never_older_than_the_files(browser: Browser, serve: Serve) -> None:
    """They change while no tab is open that could be told."""
    preview = serve(SITE)
    address = preview.address + BASE
    context = browser.new_context()
    for width in ("11px", "22px", "33px"):
        preview.write("static/css/site.css", f"main {{ padding-block-start: {width} }}")
        end = time.monotonic() + PATIENCE
        while width.encode() not in urllib.request.urlopen(f"{address}/css/site.css").read():
            assert time.monotonic() < end
        page = context.new_page()
        page.goto(f"{address}/about/")
        expect(page.locator("main")).to_have_css("padding-block-start", width)
        page.reload()
        expect(page.locator("main")).to_have_css("padding-block-start", width)
        page.close()
    context.close()
