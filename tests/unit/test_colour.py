import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.colour import DARK_BACKGROUND, LEAST_CONTRAST, LIGHT_BACKGROUND, Rgb, accent, contrast
from tests.unit.tables import rows

CHANNEL = st.integers(0, 255)


def rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    rows("""
    first   | second  | ratio
    --------|---------|------
    #000000 | #ffffff | 21.00
    #ffffff | #ffffff | 1.00
    #777777 | #ffffff | 4.48
    #767676 | #ffffff | 4.54
    #ff0000 | #ffffff | 4.00
    #0000ff | #ffffff | 8.59
    #ffff00 | #000000 | 19.56
    """),
)
def test_contrast_is_that_of_wcag_in_both_directions(first: str, second: str, ratio: str) -> None:
    assert f"{contrast(rgb(first), rgb(second)):.2f}" == ratio
    assert contrast(rgb(first), rgb(second)) == contrast(rgb(second), rgb(first))


@pytest.mark.parametrize(
    ("written", "given_colour"),
    rows("""
    written                 | as six digits
    ------------------------|--------
    #f59e0b                 | #f59e0b
    #F59E0B                 | #f59e0b
    #fff                    | #ffffff
    #FFF8                   | #ffffff
    #f59e0b80               | #f59e0b
    red                     | #ff0000
    RebeccaPurple           | #663399
    rgb(1, 2, 3)            | #010203
    rgb(1 2 3)              | #010203
    rgba(1, 2, 3, .5)       | #010203
    hsl(120deg 50% 50%)     | #40bf40
    hwb(0 0% 0%)            | #ff0000
    color(srgb 1 0 0)       | #ff0000
    """),
)
def test_any_css_colour_is_a_colour(written: str, given_colour: str) -> None:
    found = accent(written)
    assert found
    assert found.given == given_colour


@pytest.mark.parametrize(
    "written", ["oklch(0.7 0.2 30)", "lab(50% 40 59)", "color(display-p3 1 0 0)", "lch(50% 80 20)"]
)
def test_a_colour_of_a_wider_space_becomes_the_nearest_that_screens_show(written: str) -> None:
    found = accent(written)
    assert found
    assert re.fullmatch("#[0-9a-f]{6}", found.given)


@pytest.mark.parametrize(
    "written",
    ["", " ", "currentColor", "inherit", "none", "blurple", "#ggg", "#12345", "#", "f59e0b", "var(--x)", "url(x)",
     "rgb(1 2)", "red;}", "red;}</style><script>", "red /* */", "red\\", "expression(alert(1))", '"red"', "red, blue"],
)  # fmt: skip
def test_what_is_no_colour_by_itself_is_none(written: str) -> None:
    assert accent(written) is None


@pytest.mark.parametrize("written", ["#f59e0b ", "  red\n"])
def test_spaces_around_a_colour_do_not_matter(written: str) -> None:
    assert accent(written) == accent(written.strip())


@settings(deadline=None, max_examples=150)
@given(CHANNEL, CHANNEL, CHANNEL)
@example(255, 255, 255)
@example(0, 0, 0)
@example(*LIGHT_BACKGROUND)
@example(*DARK_BACKGROUND)
@example(255, 255, 0)
@example(0, 0, 255)
def test_every_accent_can_be_read_on_both_backgrounds(red: int, green: int, blue: int) -> None:
    found = accent(f"#{red:02x}{green:02x}{blue:02x}")
    assert found
    assert contrast(rgb(found.on_light), LIGHT_BACKGROUND) >= LEAST_CONTRAST
    assert contrast(rgb(found.on_dark), DARK_BACKGROUND) >= LEAST_CONTRAST


@settings(deadline=None, max_examples=100)
@given(CHANNEL, CHANNEL, CHANNEL)
def test_a_colour_that_can_be_read_stays_as_it_is(red: int, green: int, blue: int) -> None:
    colour = (red, green, blue)
    found = accent(f"#{red:02x}{green:02x}{blue:02x}")
    assert found
    if contrast(colour, LIGHT_BACKGROUND) >= LEAST_CONTRAST:
        assert found.on_light == found.given
    if contrast(colour, DARK_BACKGROUND) >= LEAST_CONTRAST:
        assert found.on_dark == found.given


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(max_size=30), st.text("rgbahslokc(),/ .0123456789%e-#", max_size=30)))
@example("oklch(1e300 1e300 1e300)")
@example("rgb(1e400 0 0)")
@example("color(xyz 1e30 0 0)")
def test_any_text_is_six_hexadecimal_digits_or_none(text: str) -> None:
    found = accent(text)
    for colour in (found.given, found.on_light, found.on_dark) if found else ():
        assert re.fullmatch("#[0-9a-f]{6}", colour)
