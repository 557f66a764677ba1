"""The pages of lists: home, sections, tags, each cut into pages."""

from sitegen import bodies, listing
from sitegen.diagnostics import Diagnostic, Outcome
from sitegen.layout_choice import LAYOUT_OF_ROLE
from sitegen.lazy import Lazy
from sitegen.listing import Listing
from sitegen.model import Layout, Page
from sitegen.strings import filled
from sitegen.web import Web


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
    translations = web.translations(one.url)
    pages = listing.pages(one.posts, web.site.config.entries_per_page, one.url)
    return [
        Outcome(
            Page(
                url=url,
                kind=one.kind,
                layout=layout,
                chrome=web.lazy_chromes[one.lang],
                title=_title(one, web),
                description=one.text.description if one.text else "",
                section_url=one.url,
                post=web.lazy_posts[one.text.key] if one.text else None,
                links=links,
                tags=one.tags,
                translations=translations if url == one.url else (),
                entries=tuple(web.refs[post.key] for post in posts),
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
    match one.kind:
        case "home":
            return chrome.title or words["home"]
        case "tags":
            return words["all_tags"]
        case "tag":
            return filled(words, "tagged", tag=one.title)
        case "section":
            named = (link.title for link in chrome.navigation if link.url == one.url)
            return next(named, one.title)
