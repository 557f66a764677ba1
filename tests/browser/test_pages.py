"""What a reader does, in a real Chromium."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from sitegen.colour import DARK_BACKGROUND, LIGHT_BACKGROUND
from tests.browser.windows import opened

pytestmark = pytest.mark.browser

SEED, TWIN = "/blog/building-scalable-apis/", "/blog/building-scalable-apis-jp/"
ARABIC, CODE = "/blog/writing-a-post-ar/", "/blog/code-blocks/"
LIGHT, DARK = (f"rgb({', '.join(map(str, colour))})" for colour in (LIGHT_BACKGROUND, DARK_BACKGROUND))
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_the_language_switch_leads_to_the_translation_and_back_without_scripts(browser: Browser, address: str) -> None:
    page = opened(browser, address + SEED, scripts=False)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    switch = page.locator(".language-switch")
    expect(switch.locator("[aria-current]")).to_have_text("English")
    link = switch.get_by_role("link", name="日本語")
    expect(link).to_have_attribute("hreflang", "ja")
    expect(link).to_have_attribute("lang", "ja")
    link.click()
    assert page.url == address + TWIN
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("time")).to_have_text("2025年1月15日")
    expect(page.locator(".byline")).to_contain_text("著者: Jane Developer")
    page.locator(".language-switch").get_by_role("link", name="English").click()
    assert page.url == address + SEED
    expect(page.locator("time")).to_have_text("January 15, 2025")


def test_a_right_to_left_page_runs_right_to_left_and_its_code_left_to_right(browser: Browser, address: str) -> None:
    page = opened(browser, address + ARABIC)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    title, button = page.locator("h1").bounding_box(), page.locator(".theme-switch").bounding_box()
    assert title
    assert button
    assert title["x"] + title["width"] > 1280 / 2
    assert button["x"] < 1280 / 2
    direction = page.locator("pre code").first.evaluate("node => getComputedStyle(node).direction")
    assert direction == "ltr"


@pytest.mark.parametrize(("scheme", "background"), [("light", LIGHT), ("dark", DARK)])
def test_a_page_follows_the_system_until_the_reader_chooses(
    browser: Browser, address: str, scheme: Literal["light", "dark"], background: str
) -> None:
    page = opened(browser, address + SEED, scheme)
    other = DARK if background == LIGHT else LIGHT
    assert page.evaluate(BACKGROUND) == background
    body = page.locator("body")
    page.locator(".theme-switch").click()
    expect(body).to_have_css("background-color", other)
    page.reload()
    expect(body).to_have_css("background-color", other)
    page.locator(".navigation a").first.click()
    expect(body).to_have_css("background-color", other)
    page.locator(".theme-switch").click()
    expect(body).to_have_css("background-color", background)


def test_without_scripts_the_page_is_whole_and_has_no_dead_button(browser: Browser, address: str) -> None:
    scripted = opened(browser, address + CODE)
    scripted.locator(".code-copy").evaluate_all("nodes => nodes.forEach(node => node.remove())")
    with_scripts = scripted.locator("main").inner_text()
    page = opened(browser, address + CODE, "dark", scripts=False)
    assert page.locator("main").inner_text() == with_scripts
    expect(page.locator(".theme-switch")).to_be_hidden()


def test_the_first_tab_leads_past_the_navigation(browser: Browser, address: str) -> None:
    page = opened(browser, address + SEED)
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#page-main")


def test_a_code_block_that_scrolls_is_reached_and_scrolled_by_keyboard(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE, width=320)
    wide = page.locator("pre.code").evaluate_all(
        "nodes => nodes.findIndex(node => node.scrollWidth > node.clientWidth)"
    )
    assert wide >= 0, "no block of this page is too wide for 320 px"
    block = page.locator("pre.code").nth(wide)
    block.focus()
    expect(block).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("node => node.scrollLeft > 0", arg=block.element_handle())


def test_links_of_a_post_take_its_colour(browser: Browser, address: str) -> None:
    page = opened(browser, address + CODE)
    accent = page.locator("body").evaluate(
        "node => getComputedStyle(node).getPropertyValue('--accent-on-light').trim()"
    )
    link = page.locator(".post-body a").first.evaluate("node => getComputedStyle(node).color")
    assert link == f"rgb({', '.join(str(int(accent[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_no_page_is_wider_than_a_narrow_screen(browser: Browser, address: str, site: Path) -> None:
    page = opened(browser, address + SEED, width=320)
    too_wide = []
    for file in sorted((site / "base").rglob("index.html")):
        page.goto(f"{address}/{file.parent.relative_to(site / 'base').as_posix()}/".replace("/./", "/"))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(page.url)
    assert too_wide == []


def test_nothing_fails_to_load_and_no_script_complains(browser: Browser, address: str) -> None:
    page = opened(browser, address + SEED)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    page.on("response", lambda response: told.append(response.url) if response.status >= 400 else None)
    for path in ("/", "/blog/", SEED, TWIN, ARABIC, "/tags/", "/ja/", "/404.html"):
        page.goto(address + path)
    assert told == []


def test_an_accent_is_never_a_raw_colour_that_can_not_be_read(browser: Browser, address: str) -> None:
    """#f59e0b on white has a contrast of 2.15; the title in the list is darkened."""
    page = opened(browser, f"{address}/blog/")
    link = page.get_by_role("link", name="Building Scalable APIs with Node.js")
    assert link.evaluate("node => getComputedStyle(node).color") == "rgb(154, 100, 7)"
    dark = opened(browser, f"{address}/blog/", "dark").get_by_role("link", name="Building Scalable APIs with Node.js")
    assert dark.evaluate("node => getComputedStyle(node).color") == "rgb(245, 158, 11)"
