"""The pages of lists: home, sections, tags, each cut into pages."""

from sitegen import bodies, listing
from sitegen.counterparts import Counterparts
from sitegen.diagnostics import Diagnostic, Outcome
from sitegen.layout_choice import LAYOUT_OF_ROLE
from sitegen.lazy import Lazy
from sitegen.listing import Listing
from sitegen.model import Layout, Page
from sitegen.strings import filled
from sitegen.web import Web

# What a list is called that has no name of its own.
WORDS = {"home": "home", "tags": "all_tags", "tag": "tagged", "archives": "archive", "archive": "archive_year"}


def list_pages(web: Web) -> list[Outcome[Page]]:
    return [page for one in web.listings if not one.is_replaced for page in _pages(one, web)]


def _pages(one: Listing, web: Web) -> list[Outcome[Page]]:
    layout = web.layout_of(one.text) if one.text else Outcome(web.layouts.get(LAYOUT_OF_ROLE["section"]))
    told = (*layout.diagnostics, *(bodies.missing_links(one.text, web) if one.text else ()))
    if layout.value is None:
        return [Outcome(None, told)]
    return _cut(one, web, layout.value, told)


def _cut(one: Listing, web: Web, layout: Lazy[Layout], told: tuple[Diagnostic, ...]) -> list[Outcome[Page]]:
    links = bodies.links(one.text, web) if one.text else ()
    pages = listing.pages(one.posts, listing.page_size(one, web.site.config.entries_per_page), one.url)
    counterparts = Counterparts(one, web)
    translations = {url: counterparts.translations(pagination.number) for url, _, pagination in pages}
    return [
        Outcome(
            Page(
                url=url,
                kind=one.kind,
                layout=layout,
                chrome=web.lazy_chromes[one.lang],
                title=_title(one, web),
                section_url=one.url,
                key=one.text.key if one.text else "",
                links=links,
                tags=one.tags,
                years=one.years,
                translations=translations[url],
                switch=counterparts.switch(url, translations[url]),
                entries=tuple([web.refs[post.key] for post in posts]),
                pagination=pagination if pagination.count > 1 else None,
            ),
            told,
        )
        for url, posts, pagination in pages
    ]


def _title(one: Listing, web: Web) -> str:
    chrome = web.chromes[one.lang]
    words = dict(chrome.strings)
    if one.text and one.text.title:
        return one.text.title
    if one.kind == "section":
        named = (link.title for link in chrome.navigation if link.url == one.url)
        return next(named, one.title)
    return (chrome.title if one.kind == "home" else "") or filled(words, WORDS[one.kind], tag=one.title, year=one.title)
