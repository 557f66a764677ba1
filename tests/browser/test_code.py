"""Code blocks in a real Chromium: what is copied, what is seen without colours, what keyboards and readers get."""

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

CODE, LIST = "/blog/code-blocks/", "/blog/"
NUMBERED = "pre.numbered"
PLACES = """nodes => nodes.map(node => {
    const box = node.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height];
})"""


def opened(browser: Browser, url: str, **wishes: Any) -> Page:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **wishes})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(url)
    return page


def test_the_button_copies_the_text_of_each_block(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE)
    blocks = page.locator("pre.code")
    assert blocks.count() > 10
    for number in range(blocks.count()):
        block = blocks.nth(number)
        button = block.locator("xpath=..").get_by_role("button")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text("Copied")
        text = str(block.evaluate("node => node.textContent"))
        assert page.evaluate("navigator.clipboard.readText()") == text.removesuffix("\n")


def test_what_is_copied_from_a_diff_has_no_signs_and_from_numbered_lines_no_numbers(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address + CODE)
    for selector in ("pre.signed[data-language=diff]", NUMBERED):
        block = page.locator(selector).first
        block.evaluate("node => getSelection().selectAllChildren(node)")
        selected = str(page.evaluate("getSelection().toString()"))
        assert selected.strip("\n") == str(block.evaluate("node => node.textContent")).strip("\n")
        assert not re.search(r"^ *(\d+|[-+]) ", selected, re.MULTILINE)


def test_a_screen_reader_is_told_that_something_was_copied(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE)
    status = page.get_by_role("status")
    expect(status).to_have_text("")
    page.get_by_role("button", name="Copy").first.click()
    expect(status).to_have_text("Copied")


def test_the_buttons_speak_the_language_of_the_page(browser: Browser, address: str) -> None:
    page = opened(browser, address + "/blog/building-scalable-apis-jp/")
    expect(page.get_by_role("button", name="コピー").first).to_be_attached()


def test_without_scripts_there_is_no_button_and_nothing_moves(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE, java_script_enabled=False)
    expect(page.locator(".code-copy")).to_have_count(0)
    scripted = opened(browser, address + CODE)
    expect(scripted.locator(".code-copy").first).to_be_attached()
    for selector in ("pre.code", ".post-body > h2", ".post-body > p"):
        assert scripted.locator(selector).evaluate_all(PLACES) == page.locator(selector).evaluate_all(PLACES)


def test_only_pages_with_code_load_the_script(browser: Browser, address: str) -> None:
    assert opened(browser, address + CODE).locator("script[src$='code.js']").count() == 1
    assert opened(browser, address + LIST).locator("script[src$='code.js']").count() == 0


def test_the_button_does_not_scroll_with_the_code(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE, viewport={"width": 360, "height": 800})
    assert page.locator("pre.code button").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_block_is_a_group_with_a_name(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE)
    named = page.get_by_role("group", name=re.compile("^(Code|Terminal)"))
    assert named.count() == page.locator("pre.code").count()
    expect(page.get_by_role("figure").first).to_be_attached()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_seen_without_colours(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    page = opened(browser, address + CODE, color_scheme=scheme, forced_colors="active")
    edge = "node => getComputedStyle(node).borderInlineStartColor"
    ordinary = page.locator(".lined .line:not(.marked, .inserted, .deleted)").first.evaluate(edge)
    for kind in ("marked", "inserted", "deleted"):
        assert page.locator(f".line.{kind}").first.evaluate(edge) != ordinary
    for kind, sign in (("inserted", '"+"'), ("deleted", '"-"')):
        line = page.locator(f".line.{kind}").first
        assert line.evaluate("node => getComputedStyle(node, '::after').content") == sign
    mark = page.locator(".code mark").first
    assert mark.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


def test_numbers_begin_where_the_author_wants(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE)
    starts = page.locator(NUMBERED).evaluate_all("nodes => nodes.map(node => getComputedStyle(node).counterReset)")
    assert "line 0" in starts
    assert any(start != "line 0" for start in starts)


def test_a_block_that_wraps_never_scrolls(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE, viewport={"width": 360, "height": 800})
    block = page.locator("pre.wrapped").first
    assert block.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_code_runs_left_to_right_in_right_to_left_pages(browser: Browser, address: str) -> None:
    page = opened(browser, address + "/blog/writing-a-post-ar/")
    block = page.locator("pre.code").first
    assert block.evaluate("node => getComputedStyle(node).direction") == "ltr"
    button = page.locator(".code-copy").first
    places = block.bounding_box(), button.bounding_box()
    assert places[0]
    assert places[1]
    assert places[1]["x"] > places[0]["x"] + places[0]["width"] / 2
