"""The shipped style sheets: readable in light and dark, and nothing that a right-to-left page would trip over."""

import re

import pytest

from sitegen.colour import DARK_BACKGROUND, LIGHT_BACKGROUND, Rgb, contrast
from tests.support import PROJECT

FILES = [*sorted((PROJECT / "static/css").glob("*.css")), PROJECT / "sitegen/live/live.css"]
ALL = "\n".join(path.read_text("utf-8") for path in FILES)
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", ALL))
BEHIND_CODE = ("code-background", "code-marked-line", "code-inserted-line", "code-deleted-line")
CODE = sorted(name for name in PAIRS if name.startswith(("code-", "ansi-")) and name not in BEHIND_CODE)
LEAST = 4.5  # WCAG 2.2, AA


def colours(name: str) -> tuple[Rgb, Rgb]:
    light, dark = PAIRS[name].split(", ")
    return rgb(light), rgb(dark)


def rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def test_the_backgrounds_are_those_that_accents_are_made_for() -> None:
    assert colours("background") == (LIGHT_BACKGROUND, DARK_BACKGROUND)


@pytest.mark.parametrize("name", ["text", "quiet"])
def test_text_can_be_read(name: str) -> None:
    for text, background in zip(colours(name), colours("background"), strict=True):
        assert contrast(text, background) >= LEAST


@pytest.mark.parametrize("behind", BEHIND_CODE)
@pytest.mark.parametrize("name", CODE)
def test_every_kind_of_token_can_be_read_on_every_kind_of_line(name: str, behind: str) -> None:
    for text, background in zip(colours(name), colours(behind), strict=True):
        assert contrast(text, background) >= LEAST


def test_every_variable_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\((--[\w-]+)", ALL))
    defined = set(re.findall(r"(--[\w-]+):", ALL))
    assert used - defined == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_directions_are_logical_and_nothing_is_forced(path: object) -> None:
    physical = (
        r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:"
    )
    text = next(file for file in FILES if file == path).read_text("utf-8")
    assert re.findall(physical, text) == []
    assert "!important" not in text


@pytest.mark.parametrize("lang", ["ja", "zh", "zh-Hant", "ko", "ar", "fa", "he"])
def test_a_script_of_its_own_has_fonts_of_its_own(lang: str) -> None:
    assert re.search(rf":lang\({lang}\)[^{{}}]*{{[^{{}}]*--sans: var\(--sans-", ALL)


@pytest.mark.parametrize("lang", ["ar", "de", "es", "fa", "fr", "he", "it", "ja", "nl", "pl", "ru", "uk", "zh-Hant"])
def test_a_language_has_its_own_marks_of_quotation(lang: str) -> None:
    assert re.search(rf":lang\({lang}\)[^{{}}]* > q {{ quotes: ", ALL)
