"""Colours of authors made readable: one colour in, one for light and one for dark pages out."""

import re
from functools import lru_cache

from sitegen.lazy import Frozen

# The page backgrounds of static/css/base.css; a test keeps them equal.
LIGHT_BACKGROUND = (255, 255, 255)
DARK_BACKGROUND = (18, 18, 22)
# Above WCAG 2.2's 4.5:1 for text, so that a slightly tinted background still passes.
LEAST_CONTRAST = 5.0
STEPS = 100  # how finely a colour is mixed with black or white until it is readable

Rgb = tuple[int, int, int]


class Accent(Frozen, frozen=True):
    """An author's colour as `#rrggbb`: as given, and darkened or lightened until text in it can be read."""

    given: str
    on_light: str
    on_dark: str


@lru_cache(maxsize=4096)
def accent(text: str) -> Accent | None:
    """The accent of any CSS colour; None if the text is no colour by itself (`currentColor`, `red;}`)."""
    given = _parse(text.strip())
    if given is None:
        return None
    return Accent(
        _hex(given),
        _hex(_readable(given, LIGHT_BACKGROUND, towards=(0, 0, 0))),
        _hex(_readable(given, DARK_BACKGROUND, towards=(255, 255, 255))),
    )


def contrast(first: Rgb, second: Rgb) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    red, green, blue = (
        channel / 255 / 12.92 if channel / 255 <= 0.04045 else ((channel / 255 + 0.055) / 1.055) ** 2.4
        for channel in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(colour: Rgb, background: Rgb, towards: Rgb) -> Rgb:
    for step in range(STEPS):
        mixed = _mix(colour, towards, step / STEPS)
        if contrast(mixed, background) >= LEAST_CONTRAST:
            return mixed
    return towards


def _mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    red, green, blue = (round(one + (other - one) * share) for one, other in zip(first, second, strict=True))
    return red, green, blue


def _parse(text: str) -> Rgb | None:
    if re.fullmatch("#[0-9A-Fa-f]{6}", text):
        return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
    # coloraide takes 100 ms to import; the usual #rrggbb needs none of it.
    from coloraide import Color

    try:
        found = Color.match(text, fullmatch=True)
        srgb = found.color.convert("srgb").fit().to_string(hex=True, alpha=False, compress=False) if found else ""
    except (ArithmeticError, ValueError):
        return None  # coordinates such as 1e300 or a percentage in degrees
    return _parse(srgb) if srgb else None


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
