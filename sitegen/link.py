"""Stage two, the only one that sees everything: posts become pages that know all they need of one another."""

from collections.abc import Iterable, Mapping

import msgspec

from sitegen.collisions import giving_way, with_what_is_made
from sitegen.diagnostics import Diagnostic
from sitegen.list_pages import list_pages
from sitegen.model import AnyPage, Asset, Layout, Post
from sitegen.other_pages import feeds, for_crawlers, redirects
from sitegen.publication import publication_of
from sitegen.site import Site
from sitegen.text_pages import not_found_pages, text_pages
from sitegen.web import weave


class Linked(msgspec.Struct, frozen=True):
    pages: tuple[AnyPage, ...]
    diagnostics: tuple[Diagnostic, ...]
    held_back: tuple[str, ...]
    assets: tuple[Asset, ...]


def link(posts: tuple[Post, ...], unreadable: Iterable[str], site: Site, layouts: Mapping[str, Layout]) -> Linked:
    """Every page of the site. `unreadable` are the URLs of files that have no post because of errors of their own."""
    publication = publication_of(posts, site)
    web, about_web = weave(publication, tuple(unreadable), site, layouts)
    outcomes = [*text_pages(web), *list_pages(web), *not_found_pages(web)]
    readable = giving_way([outcome.value for outcome in outcomes if outcome.value], site.own_assets)
    pages = giving_way([*readable, *redirects(web), *feeds(web), *for_crawlers(readable, web)], site.own_assets)
    about_pages = [one for outcome in outcomes for one in outcome.diagnostics]
    return Linked(
        pages=tuple(pages),
        diagnostics=(*about_web, *about_pages, *with_what_is_made(web.posts, pages, site.shipped_assets)),
        held_back=tuple(post.path for post in publication.held_back),
        assets=_published_assets(site.assets, publication.held_back),
    )


def _published_assets(assets: tuple[Asset, ...], held_back: tuple[Post, ...]) -> tuple[Asset, ...]:
    """The files to copy. The pictures in the own folder of a draft are held back with it."""
    folders = tuple(post.path.removesuffix("index.md") for post in held_back if post.path.endswith("/index.md"))
    return tuple(asset for asset in assets if not asset.path.startswith(folders))
