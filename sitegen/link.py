"""Stage two, the only one that sees everything: posts become pages that know all they need of one another."""

from collections.abc import Mapping, Sequence

from sitegen.collisions import giving_way, with_what_is_made
from sitegen.diagnostics import Outcome
from sitegen.lazy import Lazy, values_of
from sitegen.linking import Everything, Linked
from sitegen.list_pages import list_pages
from sitegen.model import AnyPage, Asset, Feed, Leaf, Page, Post, mentioned
from sitegen.other_pages import feeds, for_crawlers, redirects
from sitegen.publication import publication_of
from sitegen.text_pages import not_found_pages, text_pages
from sitegen.urls import output_path
from sitegen.web import weave


def link(everything: Everything) -> Outcome[Linked]:
    """Every page of the site."""
    site, posts = everything.site, values_of(everything.posts)
    publication = publication_of(posts, site)
    web, about_web = weave(publication, everything.unreadable, site, everything.layouts, everything.sizes)
    outcomes = [*text_pages(web), *list_pages(web), *not_found_pages(web)]
    readable = giving_way([outcome.value for outcome in outcomes if outcome.value], site.own_assets)
    pages = giving_way([*readable, *redirects(web), *feeds(web), *for_crawlers(readable, web)], site.own_assets)
    about_pages = [one for outcome in outcomes for one in outcome.diagnostics]
    places = {post.key: at for at, post in enumerate(posts)}
    # Feeds and sitemaps take longest to render: begun first, they are done when the last page is.
    longest_first = sorted(pages, key=lambda page: isinstance(page, Page))
    linked = Linked(
        keys=tuple(places),
        leaves=tuple(_leaf(page, places) for page in longest_first),
        samples=_samples(longest_first),
        held_back=tuple(post.path for post in publication.held_back),
        unpublished=publication.unpublished,
        files=tuple(asset.path for asset in _published_assets(site.assets, publication.held_back)),
        since=publication.since,
        until=publication.until,
    )
    return Outcome(
        linked, (*about_web, *about_pages, *with_what_is_made(web.posts, pages, site.own_assets, site.shipped_assets))
    )


def _leaf(page: AnyPage, places: Mapping[str, int]) -> Leaf:
    contents, cards = (tuple([places[key] for key in keys]) for keys in (_contents(page), mentioned(page)))
    has_original = isinstance(page, Page) and page.original is not None
    return Leaf(output_path(page.url), Lazy.of(page), contents, cards, has_original)


def _contents(page: AnyPage) -> tuple[str, ...]:
    """The keys of the posts whose contents the page shows, in its order; a translation's own, then its original's."""
    if isinstance(page, Page):
        own = (page.key,) if page.key else ()
        return (*own, page.original.key) if page.original else own
    return tuple(entry.key for entry in page.entries) if isinstance(page, Feed) else ()


def _samples(pages: Sequence[AnyPage]) -> tuple[int, ...]:
    firsts: dict[tuple[object, ...], int] = {}
    for at, page in enumerate(pages):
        if isinstance(page, Page):
            firsts.setdefault((page.kind, id(page.layout), id(page.chrome)), at)
        else:
            firsts.setdefault((type(page),), at)
    return tuple(firsts.values())


def _published_assets(assets: tuple[Asset, ...], held_back: tuple[Post, ...]) -> tuple[Asset, ...]:
    """The files to copy. The pictures in the own folder of a draft are held back with it."""
    folders = tuple(post.path.removesuffix("index.md") for post in held_back if post.path.endswith("/index.md"))
    return tuple(asset for asset in assets if not asset.path.startswith(folders))
