"""What a reader sees through."""

from typing import Literal

from playwright.sync_api import Browser, Page


def opened(
    browser: Browser,
    url: str,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
    width: int = 1280,
) -> Page:
    context = browser.new_context(
        color_scheme=scheme, java_script_enabled=scripts, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(url)
    return page
