"""A reader goes from language to language, with JavaScript off."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.windows import opened

pytestmark = pytest.mark.browser

DIRECTIONS = {"en": "ltr", "ja": "ltr", "ar": "rtl"}
NAMES = {"en": "English", "ja": "日本語", "ar": "العربية"}
# What is one page in several languages.
SAME = [
    {"en": "/blog/building-scalable-apis/", "ja": "/blog/building-scalable-apis-jp/"},
    {"en": "/blog/translations/", "ja": "/ja/blog/translations/", "ar": "/ar/blog/translations/"},
    {"en": "/blog/writing-a-post/", "ar": "/blog/writing-a-post-ar/"},
    {"en": "/about/", "ja": "/ja/about/", "ar": "/ar/about/"},
    {"en": "/", "ja": "/ja/", "ar": "/ar/"},
    {"en": "/blog/", "ja": "/ja/blog/", "ar": "/ar/blog/"},
    {"en": "/tags/", "ja": "/ja/tags/", "ar": "/ar/tags/"},
    {"en": "/archive/", "ja": "/ja/archive/", "ar": "/ar/archive/"},
    {"en": "/archive/2025/", "ja": "/ja/archive/2025/", "ar": "/ar/archive/2025/"},
]
# Where a reader is sent who wants a list in a language that has not got it.
NEAREST = [
    ("/tags/writing/", {"ja": "/ja/tags/", "ar": "/ar/tags/"}),
    ("/ja/tags/翻訳/", {"en": "/tags/", "ar": "/ar/tags/"}),
    ("/work/", {"ja": "/ja/", "ar": "/ar/"}),
]


def switch(page: Page) -> Locator:
    return page.locator("main .language-switch")


def address_of(base: str, url: str) -> str:
    return base + quote(url)


def is_in(page: Page, lang: str) -> None:
    """The page says its language and direction, and its switch marks it as the current one."""
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("html")).to_have_attribute("dir", DIRECTIONS[lang])
    expect(switch(page).locator("[aria-current=page]")).to_have_text(NAMES[lang])
    expect(page.locator("main h1")).to_be_visible()


def links_say_where_they_lead(page: Page, languages: list[str]) -> None:
    """By the languages' own names, in the site's order."""
    links = switch(page).get_by_role("link")
    expect(links).to_have_text([NAMES[lang] for lang in languages])
    for at, lang in enumerate(languages):
        for name, value in (("lang", lang), ("hreflang", lang), ("dir", DIRECTIONS[lang])):
            expect(links.nth(at)).to_have_attribute(name, value)


@pytest.mark.parametrize("urls", SAME, ids=lambda urls: urls["en"])
def test_every_link_of_a_switch_leads_to_the_same_page_in_its_language(
    browser: Browser, address: str, urls: dict[str, str]
) -> None:
    for start, url in urls.items():
        page = opened(browser, address_of(address, url), scripts=False)
        is_in(page, start)
        links_say_where_they_lead(page, list(urls))
        for lang, target in urls.items():
            switch(page).get_by_role("link", name=NAMES[lang], exact=True).click()
            assert page.url == address_of(address, target)
            is_in(page, lang)
        page.context.close()


@pytest.mark.parametrize(("url", "nearest"), NEAREST, ids=lambda value: value if isinstance(value, str) else "")
def test_a_list_that_a_language_lacks_leads_to_its_nearest(
    browser: Browser, address: str, url: str, nearest: dict[str, str]
) -> None:
    for lang, target in nearest.items():
        page = opened(browser, address_of(address, url), scripts=False)
        links_say_where_they_lead(page, list(DIRECTIONS))
        switch(page).get_by_role("link", name=NAMES[lang], exact=True).click()
        assert page.url == address_of(address, target)
        is_in(page, lang)
        page.context.close()


def test_a_post_in_one_language_has_no_switch(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/blog/code-blocks/", scripts=False)
    expect(page.locator("main h1")).to_be_visible()
    expect(switch(page)).to_have_count(0)


def test_the_archive_is_reached_from_the_foot_of_every_page_and_leads_to_the_posts(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/ar/blog/translations/", scripts=False)
    page.locator(".site-footer").get_by_role("link", name="الأرشيف").click()
    assert page.url == f"{address}/ar/archive/"
    expect(page.locator(".years .count")).to_have_text("تدوينتان")
    page.locator(".years").get_by_role("link", name="2025").click()
    page.locator(".year-entries").get_by_role("link", name="الترجمات").click()
    assert page.url == f"{address}/ar/blog/translations/"
