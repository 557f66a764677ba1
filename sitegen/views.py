"""What a template sees: addresses ready to stand in a page, dates written out, words filled in."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from sitegen import languages, urls
from sitegen.colour import Accent
from sitegen.dates import When
from sitegen.freshness import changes_since
from sitegen.lazy import Lazy
from sitegen.model import Card, Chrome, Content, Counted, Heading, Metadata, NavigationLink, Page, Pagination, Ref, Text
from sitegen.strings import Words, counted, filled

NO_CONTENT = Content("", "", Metadata(), Text(("",), ()))
Cards = Mapping[str, Card]
"""By the keys of their posts."""


class DateView(msgspec.Struct, frozen=True):
    machine: str
    """For `<time datetime>`."""
    written: str
    """In the language of the page."""


class RefView(msgspec.Struct, frozen=True):
    """Another page."""

    url: str
    title: str
    lang: str
    dir: str
    language: str
    """The language's name in itself."""
    subtitle: str
    summary: str
    date: DateView | None
    color: Accent | None
    tech: str
    draft: bool
    is_current: bool


class CountedView(msgspec.Struct, frozen=True):
    """A tag or a year."""

    name: str
    url: str
    count: int
    label: str
    """`12 posts`, in the language of the page."""


class NavigationView(msgspec.Struct, frozen=True):
    url: str
    title: str
    color: Accent | None
    current: str
    """The value of `aria-current`: `page` on the page itself, `true` inside its section, else empty."""


class AlternateView(msgspec.Struct, frozen=True):
    hreflang: str
    url: str


class PaginationView(msgspec.Struct, frozen=True):
    newer: str | None
    older: str | None
    label: str
    """`Page 2 of 5`, in the language of the page."""


class SiteView(msgspec.Struct, frozen=True):
    title: str
    description: str
    home: str
    root: str
    """The base path with a slash at its end, for style sheets and scripts: `{{ site.root }}css/site.css`."""
    feed: str | None
    tags: str | None
    archive: str | None
    theme_color: str
    mermaid: str
    """The script that draws diagrams; empty if the site names none."""
    navigation: list[NavigationView]
    languages: list[RefView]
    year: int | None
    generator: str


class PageView(msgspec.Struct, frozen=True):
    kind: str
    url: str
    absolute_url: str | None
    canonical: str | None
    lang: str
    dir: str
    title: str
    subtitle: str
    description: str
    open_graph_locale: str
    image: str | None
    image_alt: str
    date: DateView | None
    updated: DateView | None
    byline: str
    reading_minutes: int
    reading_time: str
    """`5 min read`, in the language of the page; empty if there is nothing to read."""
    color: Accent | None
    tech: str
    draft: bool
    toc: bool
    tags: list[CountedView]
    years: list[CountedView]
    translations: list[RefView]
    switch: list[RefView]
    """As translations; on a list in all languages of the site, the page or what is nearest to it."""
    alternates: list[AlternateView]
    stale_original: RefView | None
    """The original of a translation that is behind it."""
    newer: RefView | None
    older: RefView | None
    entries: list[RefView]
    pagination: PaginationView | None
    headings: Sequence[Heading]
    features: Sequence[str]
    """What in the content a layout may have a script for: `code`, `diagram`."""
    content: Markup
    structured_data: Markup | None
    """JSON-LD, safe inside a script element."""
    extra: dict[str, Any]
    """Keys of the frontmatter that sitegen does not know."""


def variables(page: Page, contents: Sequence[Lazy[Content]], cards: Cards) -> dict[str, object]:
    """The variables of a template: `page`, `site` and `strings`."""
    chrome, words = _chrome(page.chrome)
    content = contents[0].value if contents else NO_CONTENT
    state = content.metadata.translated_from if page.original and chrome.stale_notes else None
    is_stale = state is not None and bool(changes_since(state, contents[1].value))
    view = _page(page, chrome, content, cards, words, is_stale)
    return {"page": view, "site": _site(page, chrome), "strings": words}


def redirect_variables(target: Ref, lazy_chrome: Lazy[Chrome], cards: Cards) -> dict[str, object]:
    chrome, words = _chrome(lazy_chrome)
    canonical = urls.absolute(target.url, chrome.base_url)
    return {"target": _ref(target, chrome, cards), "canonical": canonical, "strings": words}


@lru_cache(maxsize=256)
def _chrome(chrome: Lazy[Chrome]) -> tuple[Chrome, Words]:
    """A chrome and its words. All pages of a language share one: it is loaded once."""
    return chrome.value, dict(chrome.value.strings)


def _page(page: Page, chrome: Chrome, content: Content, cards: Cards, words: Words, is_stale: bool) -> PageView:
    metadata, text = content.metadata, content.text
    absolute = urls.absolute(page.url, chrome.base_url) if chrome.base_url else None
    byline = _author(page, chrome, metadata)
    translations = [_ref(ref, chrome, cards, page.url) for ref in page.translations]
    return PageView(
        kind=page.kind,
        url=urls.href(page.url, chrome.base_url),
        absolute_url=absolute,
        canonical=_canonical(metadata.canonical_url, chrome.base_url) or absolute,
        lang=chrome.lang,
        dir=languages.direction(chrome.lang),
        title=page.title or content.title,
        subtitle=metadata.subtitle or "",
        description=content.description or chrome.description,
        open_graph_locale=languages.open_graph_locale(chrome.lang),
        image=page.image,
        image_alt=metadata.image_alt or "",
        date=_date(metadata.date, chrome.lang),
        updated=_date(metadata.updated, chrome.lang),
        byline=filled(words, "by", author=byline) if byline else "",
        reading_minutes=text.minutes,
        reading_time=filled(words, "reading_time", minutes=text.minutes) if text.minutes else "",
        color=metadata.color,
        tech=metadata.tech or "",
        draft=metadata.draft,
        toc=metadata.toc,
        tags=[_counted(tag, chrome, words) for tag in page.tags],
        years=[_counted(year, chrome, words) for year in page.years],
        translations=translations,
        switch=[_ref(Ref(link.url, link.lang), chrome, cards, page.url) for link in page.switch] or translations,
        alternates=_alternates(page, chrome),
        stale_original=_ref(page.original, chrome, cards) if page.original and is_stale else None,
        newer=_ref(page.newer, chrome, cards) if page.newer else None,
        older=_ref(page.older, chrome, cards) if page.older else None,
        entries=[_ref(ref, chrome, cards) for ref in page.entries],
        pagination=_pagination(page.pagination, chrome, words) if page.pagination else None,
        headings=text.headings,
        features=text.features,
        content=Markup(text.html(page.links)),  # noqa: S704 - Markdown's own output
        structured_data=_structured_data(page, chrome, content, absolute),
        extra=json.loads(metadata.extra),
    )


def _canonical(written: str | None, base_url: str) -> str | None:
    """An address on another site as it is; one on this site in full."""
    if not written or urls.is_elsewhere(written):
        return written
    return urls.absolute(urls.as_permalink(written), base_url)


def _author(page: Page, chrome: Chrome, metadata: Metadata) -> str:
    names = [author.name for author in metadata.authors]
    own = [chrome.author] if page.kind == "post" and chrome.author else []
    return languages.joined(names or own, chrome.lang)


def _site(page: Page, chrome: Chrome) -> SiteView:
    return SiteView(
        title=chrome.title,
        description=chrome.description,
        home=urls.href(chrome.home, chrome.base_url),
        root=urls.href("/", chrome.base_url),
        feed=urls.href(chrome.feed, chrome.base_url) if chrome.feed else None,
        tags=urls.href(chrome.tags, chrome.base_url) if chrome.tags else None,
        archive=urls.href(chrome.archive, chrome.base_url) if chrome.archive else None,
        theme_color=chrome.theme_color,
        mermaid=urls.href(chrome.mermaid, chrome.base_url) if chrome.mermaid else "",
        navigation=[_navigation(link, page, chrome.base_url) for link in chrome.navigation],
        languages=[_ref(Ref(link.url, link.lang), chrome, {}, chrome.home) for link in chrome.languages],
        year=chrome.year,
        generator=chrome.generator,
    )


def _navigation(link: NavigationLink, page: Page, base_url: str) -> NavigationView:
    is_here = link.url == page.url
    is_in_it = link.url == page.section_url and page.kind != "home"
    url = link.url if urls.is_elsewhere(link.url) else _with_fragment(link.url, base_url)
    return NavigationView(url, link.title, link.color, "page" if is_here else "true" if is_in_it else "")


def _with_fragment(url: str, base_url: str) -> str:
    path, mark, fragment = url.partition("#")
    return urls.href(path, base_url) + mark + fragment


def _ref(ref: Ref, chrome: Chrome, cards: Cards, current: str | None = None) -> RefView:
    card = cards[ref.key] if ref.key else Card(ref.title)
    return RefView(
        url=urls.href(ref.url, chrome.base_url),
        title=card.title,
        lang=ref.lang,
        dir=languages.direction(ref.lang),
        language=languages.own_name(ref.lang),
        subtitle=card.subtitle,
        summary=card.summary,
        date=_date(card.date, chrome.lang),
        color=card.color,
        tech=card.tech,
        draft=card.draft,
        is_current=ref.url == current,
    )


def _date(when: When | None, lang: str) -> DateView | None:
    return DateView(when.machine_readable, languages.written_date(when.day, lang)) if when else None


def _counted(one: Counted, chrome: Chrome, words: Words) -> CountedView:
    label = counted(words, "post_count", one.count, chrome.lang)
    return CountedView(one.name, urls.href(one.url, chrome.base_url), one.count, label)


def _pagination(pagination: Pagination, chrome: Chrome, words: Words) -> PaginationView:
    newer, older = (urls.href(url, chrome.base_url) if url else None for url in (pagination.newer, pagination.older))
    number, count = (languages.written_number(one, chrome.lang) for one in (pagination.number, pagination.count))
    return PaginationView(newer, older, filled(words, "page_number", number=number, count=count))


def _alternates(page: Page, chrome: Chrome) -> list[AlternateView]:
    """The page in each language, and the one for readers of any other: hreflang and x-default."""
    found = [AlternateView(ref.lang, urls.absolute(ref.url, chrome.base_url)) for ref in page.translations]
    default = next((one for one in found if one.hreflang == chrome.default_language), found[0] if found else None)
    return [*found, AlternateView("x-default", default.url)] if default else []


def _structured_data(page: Page, chrome: Chrome, content: Content, absolute: str | None) -> Markup | None:
    """A post as schema.org's BlogPosting; other pages have none."""
    if page.kind != "post":
        return None
    metadata = content.metadata
    people = [author.name for author in metadata.authors] or ([chrome.author] if chrome.author else [])
    said = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": content.title,
        "description": content.description or None,
        "inLanguage": chrome.lang,
        "url": absolute,
        "datePublished": metadata.date.machine_readable if metadata.date else None,
        "dateModified": metadata.updated.machine_readable if metadata.updated else None,
        "author": [{"@type": "Person", "name": name} for name in people] or None,
        "image": page.image,
        "keywords": list(metadata.tags) or None,
    }
    return htmlsafe_json_dumps({key: value for key, value in said.items() if value is not None}, ensure_ascii=False)
