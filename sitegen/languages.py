"""Languages by their BCP 47 tags: spelling, name, direction, written dates and numbers. CLDR by way of Babel."""

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # CLDR has no others
TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|\d{3}))?")

# RFC 5646, but for the old tags that it lists one by one.
WELL_FORMED = re.compile(
    r"x(-[a-z0-9]{1,8})+|"
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str | None:
    """`ja_JP` as `ja-JP`, `ZH-hant` as `zh-Hant`, the old `iw` as `he`; None if CLDR has no such language (`jp`)."""
    if not TAG.fullmatch(tag) or _locale(tag) is None or tag.lower().startswith("und"):
        return None
    first, *others = re.split("[-_]", tag)
    scripts = [part.title() for part in others if len(part) == 4]
    territories = [_territory_now(part.upper()) for part in others if len(part) < 4]
    if scripts and scripts[0] not in _english().scripts:
        return None
    return "-".join([_language_now(first.lower()), *scripts, *territories])


def _language_now(code: str) -> str:
    """What is written for a code that is no more (`iw`, `jpn`); a language that CLDR only counts to another stays."""
    from babel.core import get_global

    now = str(get_global("language_aliases").get(code, code))
    # Most codes are no old ones: to load all names of languages takes 10 ms, and every build asks for its own.
    return code if now == code or "_" in now or code in _english().languages else now


def _territory_now(code: str) -> str:
    """`GB` for `UK`; a country that has become several stays."""
    from babel.core import get_global

    now = get_global("territory_aliases").get(code, [code])
    return str(now[0]) if len(now) == 1 else code


def _english() -> "Locale":
    from babel import Locale

    return Locale("en")


@lru_cache(maxsize=1024)
def fault_of_tag(tag: str) -> str | None:
    """Why a text is no tag by BCP 47, as advice; None if it is one. More are than CLDR has words for: `sl-rozaj`."""
    if canonical(tag) and "_" not in tag:
        return None
    if spoken := language_spoken_in(tag):
        return f"it is the code of a country; its language is “{spoken}”"
    if not WELL_FORMED.fullmatch(tag):
        return "write a tag such as en, ja or pt-BR"
    known = _english().languages
    return None if tag.partition("-")[0].lower() in (*known, "x") else "there is no language of that code"


@lru_cache(maxsize=1024)
def language_spoken_in(territory: str) -> str | None:
    """The main language of a country code (`jp` is `ja`, `cn` is `zh`); None if it is no country code."""
    from babel.core import get_global

    likely = get_global("likely_subtags").get(f"und_{territory.upper()}", "")
    return str(likely).partition("_")[0] or None


def among(tag: str, languages: Iterable[str]) -> str:
    """The site's own spelling of a canonical tag: `ja-JP` is `ja` on a site that has only `ja`; else the tag itself."""
    choices = tuple(languages)
    if tag in choices:
        return tag
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        if (shorter := "-".join(parts[:length])) in choices:
            return shorter
    return tag


@lru_cache(maxsize=1024)
def script(tag: str) -> str:
    """The script that a language is written in where it is spoken: `Hant` for `zh-TW`; empty if CLDR does not say."""
    from babel.core import get_global

    first, *others = tag.split("-")
    written = next((part for part in others if len(part) == 4), None)
    if written:
        return written
    likely = get_global("likely_subtags")
    forms = (likely.get("_".join([first, *others])), likely.get(first))
    full = next((str(form) for form in forms if form), "")
    return next((part for part in full.split("_")[1:] if len(part) == 4), "")


@lru_cache(maxsize=1024)
def direction(tag: str) -> str:
    """`ltr` or `rtl`."""
    locale = _locale(tag)
    return str(locale.text_direction) if locale else "ltr"


@lru_cache(maxsize=1024)
def own_name(tag: str) -> str:
    """The language's name in itself, as a heading would have it: `日本語`, `Español`."""
    locale = _locale(tag)
    name = (locale and locale.get_display_name(tag.replace("-", "_"))) or tag
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=65536)
def written_date(day: datetime.date, tag: str) -> str:
    """The date written out: `January 15, 2025`, `2025年1月15日`."""
    from babel.dates import format_date

    return format_date(day, "long", locale=_locale(tag) or "en")


@lru_cache(maxsize=1024)
def open_graph_locale(tag: str) -> str:
    """`ja_JP` for `ja`: Open Graph wants language and territory."""
    from babel.core import get_global

    locale = _locale(tag)
    if locale is None:
        return tag
    if locale.territory:
        return f"{locale.language}_{locale.territory}"
    likely = get_global("likely_subtags")
    full = str(likely.get(str(locale)) or likely.get(locale.language, locale.language))
    return f"{locale.language}_{full.rsplit('_', maxsplit=1)[-1]}"


@lru_cache(maxsize=256)
def _locale(tag: str) -> "Locale | None":
    # Babel takes about 20 ms to import; a command that shows no language goes without.
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def joined(words: list[str], tag: str) -> str:
    """A list as a language writes it: `A, B and C`, `A、B、C`."""
    if len(words) < 2:
        return "".join(words)
    from babel.lists import format_list

    return format_list(words, locale=_locale(tag) or "en")


@lru_cache(maxsize=65536)
def written_number(number: int, tag: str) -> str:
    """A number as a language writes it: `1,234`, `1.234`, `1 234`."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=_locale(tag) or "en"))


@lru_cache(maxsize=65536)
def plural_category(number: int, tag: str) -> str:
    """Which of its plural forms a language takes with a number: `one`, `few`, `other`."""
    locale = _locale(tag)
    return str(locale.plural_form(number)) if locale else "other"


@lru_cache(maxsize=1024)
def plural_categories(tag: str) -> tuple[str, ...]:
    """All plural forms of a language, in the order of CLDR."""
    locale = _locale(tag)
    own = {*(locale.plural_form.tags if locale else ()), "other"}
    return tuple(category for category in PLURAL_CATEGORIES if category in own)
