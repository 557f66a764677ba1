"""All posts with the indexes over them: what the making of any page may look up."""

from collections.abc import Iterable, Mapping

import msgspec

from sitegen import listing, urls
from sitegen.addresses import Addresses
from sitegen.chrome import FEED, chrome, navigation_faults, script_faults
from sitegen.collisions import between_authors_files
from sitegen.config import Fault, placed
from sitegen.declarations import about_lost
from sitegen.diagnostics import Diagnostic, Outcome, Place, hint, warning
from sitegen.directory import Directory
from sitegen.layout_choice import choose
from sitegen.lazy import Lazy
from sitegen.listing import Listing
from sitegen.model import Asset, Chrome, Layout, Page, Post, Ref, Size
from sitegen.publication import Publication, languages_of, like_languages, undeclared
from sitegen.site import Site
from sitegen.strings import words_for
from sitegen.translations import group
from sitegen.untranslated import shown_in_lists

SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"


class Web(msgspec.Struct, frozen=True):
    site: Site
    posts: tuple[Post, ...]
    """Those that are shown."""
    layouts: Mapping[str, Lazy[Layout]]
    sizes: Mapping[str, Size]
    """Those of pictures, by URL."""
    languages: tuple[str, ...]
    listings: tuple[Listing, ...]
    addresses: Addresses
    held_back: Addresses
    """Of the posts that are not published yet."""
    unreadable: frozenset[str]
    """URLs of files that have no post because of errors of their own: links to them are not called wrong on top."""
    directory: Directory
    refs: Mapping[str, Ref]
    """Where each post is, by its key."""
    chromes: Mapping[str, Chrome]
    lazy_chromes: Mapping[str, Lazy[Chrome]]

    def post_of(self, page: Page) -> Post | None:
        """The file that gives a page its text."""
        return self.directory.posts.get(page.key)

    def layout_of(self, post: Post) -> Outcome[Lazy[Layout]]:
        chosen = choose(post, self.layouts)
        return Outcome(self.layouts[chosen.value] if chosen.value else None, chosen.diagnostics)


def weave(
    publication: Publication,
    unreadable: Iterable[str],
    site: Site,
    layouts: Mapping[str, Lazy[Layout]],
    sizes: Mapping[str, Size],
) -> tuple[Web, tuple[Diagnostic, ...]]:
    """The web of a site, and what is wrong between its posts."""
    posts, config = publication.shown, site.config
    languages = languages_of(posts, site)
    pages = Addresses(posts, site.assets, site.own_urls)
    texts = tuple(post for post in posts if post.is_text)
    held_back = Addresses(publication.held_back, (), site.own_urls)
    groups, about_groups = group(texts, held_back, pages, languages)
    shown = shown_in_lists(posts, groups, languages, config)
    listings = listing.survey(posts, shown, languages, config.language)
    addresses = pages.with_lists(_other_urls(posts, listings, languages, site))
    copied = frozenset(asset.url.removesuffix("index.html") for asset in site.own_assets)
    directory = Directory(posts, groups, listings, copied)
    words = {lang: words_for(lang, site.strings) for lang in languages}
    chromes = {lang: chrome(site, lang, languages, directory, words[lang].value or {}) for lang in languages}
    web = Web(
        site=site,
        posts=posts,
        layouts=layouts,
        sizes=_by_url(sizes, site.own_assets),
        languages=languages,
        listings=listings,
        addresses=addresses,
        held_back=held_back,
        unreadable=frozenset(unreadable),
        directory=directory,
        refs={post.key: Ref(post.url, post.lang, post.key) for post in posts},
        chromes=chromes,
        lazy_chromes={lang: Lazy.of(one) for lang, one in chromes.items()},
    )
    told = (
        *between_authors_files(posts, site.own_assets),
        *undeclared(posts, site),
        *like_languages(posts, site),
        *_replaced_lists(posts, listings),
        *about_groups,
        *about_lost(groups.lost, addresses, held_back, frozenset(unreadable)),
        *(one for lang in languages for one in words[lang].diagnostics),
        *placed(_faults(site, addresses.served), site.settings, site.settings_path, warning),
    )
    return web, told


def _faults(site: Site, served: set[str]) -> list[Fault]:
    return [*navigation_faults(site, served), *script_faults(site.config, served)]


def _by_url(sizes: Mapping[str, Size], assets: Iterable[Asset]) -> dict[str, Size]:
    return {asset.url: sizes[asset.path] for asset in assets if asset.path in sizes}


def _replaced_lists(posts: Iterable[Post], listings: Iterable[Listing]) -> list[Diagnostic]:
    """A word at each page that stands where a list would: it is usually meant, but the list is gone."""
    pages = {post.url: post for post in posts if post.is_text}
    replaced = [(one, pages[one.url]) for one in listings if one.is_replaced]
    message = "this page stands in place of the list that sitegen would make at its URL"
    advice = "to add words to the list instead, call the file _index.md"
    return [hint(post.path, Place(), "list-replaced", f"{message}, “{one.url}”", advice) for one, post in replaced]


def _other_urls(posts: Iterable[Post], listings: Iterable[Listing], languages: Iterable[str], site: Site) -> list[str]:
    """What can be linked to beside posts and files: lists, old addresses, feeds, the files for crawlers."""
    home_urls = [urls.home_url(lang, site.config.language) for lang in languages]
    return [
        *(one.url for one in listings),
        *(alias for post in posts for alias in post.aliases),
        *(home + FEED for home in home_urls if site.config.url),
        *((SITEMAP, ROBOTS) if site.config.url else (ROBOTS,)),
    ]
