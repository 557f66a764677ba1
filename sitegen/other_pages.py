"""What is made for programs rather than readers: redirects, feeds, the sitemap, robots.txt."""

from collections.abc import Iterable, Sequence

from sitegen import bodies
from sitegen.listing import Listing
from sitegen.model import Feed, FeedEntry, LanguageLink, Page, Post, Redirect, Robots, Sitemap, SitemapEntry
from sitegen.web import ROBOTS, SITEMAP, Web

REDIRECT_LAYOUT = "redirect"


def redirects(web: Web) -> list[Redirect]:
    layout = web.layouts.get(REDIRECT_LAYOUT)
    pairs = [(alias, post) for post in web.posts for alias in post.aliases]
    return [Redirect(alias, web.refs[post.key], layout, web.lazy_chromes[post.lang]) for alias, post in pairs if layout]


def feeds(web: Web) -> list[Feed]:
    """One a language, of its newest posts; a site that gave no address has none."""
    homes = [(one, web.chromes[one.lang]) for one in web.listings if one.kind == "home"]
    return [
        Feed(chrome.feed, web.lazy_chromes[one.lang], _entries(_own(one), web)) for one, chrome in homes if chrome.feed
    ]


def _own(one: Listing) -> list[Post]:
    """Without the posts that the list shows because its language lacks them."""
    return [post for post in one.posts if post.lang == one.lang]


def _entries(posts: Sequence[Post], web: Web) -> tuple[FeedEntry, ...]:
    dated = [(post, post.date) for post in posts if post.date][: web.site.config.feed_entries]
    return tuple(
        FeedEntry(post.url, post.key, date, post.updated or date, bodies.full_links(post, web)) for post, date in dated
    )


def for_crawlers(pages: Iterable[Page], web: Web) -> list[Robots | Sitemap]:
    """A sitemap must have full addresses, so a site that gave none has no sitemap."""
    base_url = web.site.config.base_url
    if not base_url:
        return [Robots(ROBOTS, base_url, None)]
    listed = [page for page in pages if page.kind != "not_found" and not _is_draft(web.post_of(page))]
    entries = tuple(_sitemap_entry(page, web) for page in sorted(listed, key=lambda page: page.url))
    return [Robots(ROBOTS, base_url, SITEMAP), Sitemap(SITEMAP, base_url, web.site.config.language, entries)]


def _is_draft(post: Post | None) -> bool:
    return post is not None and post.draft


def _sitemap_entry(page: Page, web: Web) -> SitemapEntry:
    posts = web.directory.posts
    own = [posts[page.key].updated, posts[page.key].date] if page.key and not page.entries else []
    dates = own or (posts[entry.key].date for entry in page.entries)
    modified = next((date.day for date in dates if date), None)
    return SitemapEntry(page.url, modified, tuple(LanguageLink(ref.lang, ref.url) for ref in page.translations))
