"""Stage two, the only one that sees everything: posts become pages that know all they need of one another."""

from collections.abc import Iterable, Mapping

import msgspec

from sitegen.diagnostics import Diagnostic
from sitegen.list_pages import list_pages
from sitegen.model import AnyPage, Layout, Post
from sitegen.other_pages import feeds, for_crawlers, redirects
from sitegen.publication import publication_of
from sitegen.site import Site
from sitegen.text_pages import not_found_pages, text_pages
from sitegen.web import weave


class Linked(msgspec.Struct, frozen=True):
    pages: tuple[AnyPage, ...]
    diagnostics: tuple[Diagnostic, ...]
    held_back: tuple[str, ...]


def link(posts: tuple[Post, ...], unreadable: Iterable[str], site: Site, layouts: Mapping[str, Layout]) -> Linked:
    """Every page of the site. `unreadable` are the URLs of files that have no post because of errors of their own."""
    publication = publication_of(posts, site)
    web, about_web = weave(publication, tuple(unreadable), site, layouts)
    outcomes = [*text_pages(web), *list_pages(web), *not_found_pages(web)]
    pages = [outcome.value for outcome in outcomes if outcome.value]
    return Linked(
        pages=(*pages, *redirects(web), *feeds(web), *for_crawlers(pages, web)),
        diagnostics=(*about_web, *(one for outcome in outcomes for one in outcome.diagnostics)),
        held_back=tuple(post.path for post in publication.held_back),
    )
