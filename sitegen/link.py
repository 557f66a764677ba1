"""Stage two, the only one that sees everything: posts become pages that know all they need of one another."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urljoin, urlsplit

import msgspec

from sitegen import listing, urls
from sitegen.addresses import Addresses
from sitegen.chrome import FEED, Directory, chrome, navigation_faults
from sitegen.config import placed
from sitegen.diagnostics import Diagnostic, warning
from sitegen.layout_choice import LAYOUT_OF_ROLE, choose
from sitegen.listing import Listing
from sitegen.model import (
    AnyPage,
    Chrome,
    Counted,
    Feed,
    FeedEntry,
    LanguageLink,
    Layout,
    Page,
    Post,
    Redirect,
    Ref,
    Robots,
    Sitemap,
    SitemapEntry,
)
from sitegen.publication import collisions, languages_of, published, undeclared
from sitegen.site import Site
from sitegen.strings import words_for
from sitegen.translations import group

SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
SETTINGS = "site.toml"


class Linked(msgspec.Struct, frozen=True):
    pages: tuple[AnyPage, ...]
    diagnostics: tuple[Diagnostic, ...]
    held_back: tuple[str, ...]


def link(posts: tuple[Post, ...], unreadable: Iterable[str], site: Site, layouts: Mapping[str, Layout]) -> Linked:
    """Every page of the site. `unreadable` are the URLs of files that have no post because of errors of their own."""
    publication = published(posts, site)
    web = _Web(publication.shown, publication.held_back, unreadable, site, layouts)
    pages = [*web.text_pages(), *web.list_pages(), *web.not_found_pages()]
    return Linked(
        pages=(*pages, *web.redirects(), *web.feeds(), *web.for_crawlers(pages)),
        diagnostics=tuple(web.told),
        held_back=tuple(post.path for post in publication.held_back),
    )


class _Web:
    """All posts with the indexes over them; makes pages and gathers what there is to tell."""

    def __init__(
        self,
        shown: tuple[Post, ...],
        held_back: tuple[Post, ...],
        unreadable: Iterable[str],
        site: Site,
        layouts: Mapping[str, Layout],
    ) -> None:
        config = site.config
        self.site, self.shown, self.layouts = site, shown, layouts
        self.languages = languages_of(shown, site)
        self.listings = listing.survey(shown, self.languages, config.language)
        extra_urls = [
            *(one.url for one in self.listings),
            *(alias for post in shown for alias in post.metadata.aliases),
            *(urls.home_url(lang, config.language) + FEED for lang in self.languages if config.base_url),
            *((SITEMAP, ROBOTS) if config.base_url else (ROBOTS,)),
        ]
        self.addresses = Addresses(shown, site.assets, extra_urls, config.base_url)
        self.unreadable = frozenset(unreadable)
        self.told: list[Diagnostic] = [*collisions(shown, site.own_assets), *undeclared(shown, site)]
        texts = tuple(post for post in shown if post.role in ("post", "page"))
        groups, about_groups = group(texts, held_back, self.unreadable, self.addresses, self.languages)
        self.told.extend(about_groups)
        self.directory = Directory(shown, groups, self.listings)
        self.refs = {post.key: reference(post) for post in shown}
        self.chromes = {lang: self.chrome(lang) for lang in self.languages}
        self.told.extend(placed(navigation_faults(config, self.addresses.urls), site.settings, SETTINGS, warning))

    def chrome(self, lang: str) -> Chrome:
        words = words_for(lang, self.site.strings)
        self.told.extend(words.diagnostics)
        return chrome(self.site, lang, self.languages, self.directory, words.value or {})

    def text_pages(self) -> list[Page]:
        """The pages of posts, and of files that stand outside any section."""
        neighbours = self.neighbours()
        tags = {one.lang: {tag.url: tag for tag in one.tags} for one in self.listings if one.kind == "tags"}
        pages = []
        for post in self.shown:
            if post.role in ("post", "page") and (layout := self.layout_of(post)):
                newer, older = neighbours.get(post.key, (None, None))
                made = self.page(post.role, post.lang, post.url, post.title, post.description, layout, post)
                pages.append(
                    msgspec.structs.replace(
                        made,
                        section_url=self.section_url(post),
                        image=self.image(post),
                        tags=_tags_of(post, self.chromes[post.lang].tags, tags.get(post.lang, {})),
                        translations=self.translations(post.url),
                        newer=newer,
                        older=older,
                    )
                )
        return pages

    def page(
        self, kind: str, lang: str, url: str, title: str, description: str, layout: Layout, text: Post | None
    ) -> Page:
        return Page(
            url=url,
            kind=kind,
            layout=layout,
            chrome=self.chromes[lang],
            title=title,
            description=description,
            post=text,
            links=self.links(text) if text else (),
        )

    def layout_of(self, post: Post) -> Layout | None:
        chosen = choose(post, self.layouts)
        self.told.extend(chosen.diagnostics)
        return self.layouts[chosen.value] if chosen.value else None

    def links(self, post: Post) -> tuple[str, ...]:
        return tuple(escape(self.filled(one.target, post)) for one in self.checked(post).document.links)

    def checked(self, post: Post) -> Post:
        """The post, after a warning for each of its links that leads nowhere."""
        for one in post.document.links:
            if self.addresses.url(one.target, post) is None and not self.is_unreadable(one.target):
                match = self.addresses.nearest(one.target)
                advice = f"did you mean “{match}”?" if match else "check the spelling, or the folder it is in"
                self.told.append(
                    warning(post.path, one.place, "missing-link", f"there is no page or file “{one.target}”", advice)
                )
        return post

    def is_unreadable(self, target: str) -> bool:
        return f"/{urlsplit(target).path.strip('/')}/" in self.unreadable

    def filled(self, target: str, post: Post) -> str:
        """What stands in the page for a link's target; one that leads nowhere stays as it is, with the base path."""
        base_url = self.site.config.base_url
        url = self.addresses.url(target, post)
        if url is None:
            return urls.base_path_of(base_url) + target if target.startswith("/") else target
        parts = urlsplit(target)
        tail = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        return urls.href(url, base_url) + tail

    def image(self, post: Post) -> str | None:
        """The address of the post's picture in full, for those who share it."""
        written = post.metadata.image
        if not written or urls.is_elsewhere(written):
            return written
        url = self.addresses.url(written, post)
        if url is None:
            message = f"there is no file “{written}”; the picture is left out"
            self.told.append(
                warning(
                    post.path,
                    post.place_of("image"),
                    "missing-image",
                    message,
                    "put it beside the post or into static/",
                )
            )
            return None
        return urls.absolute(url, self.site.config.base_url)

    def section_url(self, post: Post) -> str | None:
        found = self.directory.listings.get(("section", listing.top_section(post), post.lang))
        return found.url if found else None

    def neighbours(self) -> dict[str, tuple[Ref | None, Ref | None]]:
        """The newer and the older post of each post, in its section and language."""
        found: dict[str, tuple[Ref | None, Ref | None]] = {}
        for one in self.listings:
            if one.kind == "section" and "/" not in one.name:
                refs = [None, *(self.refs[post.key] for post in one.posts), None]
                for at, post in enumerate(one.posts, start=1):
                    found[post.key] = (refs[at - 1], refs[at + 1])
        return found

    def translations(self, url: str) -> tuple[Ref, ...]:
        """The page in every language that has it, its own included; empty if that is the only one."""
        pairs = [(lang, self.directory.in_language(url, lang)) for lang in self.languages]
        found = tuple(self.ref_of(there, lang) for lang, there in pairs if there)
        return found if len(found) > 1 else ()

    def ref_of(self, url: str, lang: str) -> Ref:
        here = self.directory.by_url[url]
        return self.refs[here.key] if isinstance(here, Post) else Ref(url, here.title or self.chromes[lang].title, lang)

    def list_pages(self) -> list[Page]:
        return [
            page for one in self.listings if (layout := self.list_layout(one)) for page in self.pages_of(one, layout)
        ]

    def list_layout(self, one: Listing) -> Layout | None:
        return self.layout_of(one.text) if one.text else self.layouts.get("list")

    def pages_of(self, one: Listing, layout: Layout) -> list[Page]:
        words = dict(self.chromes[one.lang].strings)
        titles = {
            "home": self.chromes[one.lang].title,
            "tags": words["all_tags"],
            "tag": words["tagged"].replace("{tag}", one.title),
        }
        title = (one.text.title if one.text else "") or titles.get(one.kind, one.title)
        made = self.page(one.kind, one.lang, one.url, title, one.text.description if one.text else "", layout, one.text)
        pages = listing.pages(one.posts, self.site.config.entries_per_page, one.url)
        return [
            msgspec.structs.replace(
                made,
                url=url,
                section_url=one.url,
                tags=one.tags,
                translations=self.translations(one.url) if url == one.url else (),
                entries=tuple(self.refs[post.key] for post in posts),
                pagination=pagination if pagination.count > 1 else None,
            )
            for url, posts, pagination in pages
        ]

    def not_found_pages(self) -> list[Page]:
        texts = {post.lang: post for post in self.shown if post.role == "not_found"}
        pages = []
        for lang in self.languages:
            text, words = texts.get(lang), dict(self.chromes[lang].strings)
            layout = self.layout_of(text) if text else self.layouts.get(LAYOUT_OF_ROLE["not_found"])
            url = urls.home_url(lang, self.site.config.language) + "404.html"
            if layout:
                title = text.title if text else words["not_found"]
                pages.append(self.page("not_found", lang, url, title, "", layout, text))
        return pages

    def redirects(self) -> list[Redirect]:
        layout = self.layouts.get("redirect")
        return [
            Redirect(alias, self.refs[post.key], layout, self.chromes[post.lang])
            for post in self.shown
            for alias in post.metadata.aliases
            if layout
        ]

    def feeds(self) -> list[Feed]:
        homes = [one for one in self.listings if one.kind == "home"]
        return [
            Feed(feed, self.chromes[one.lang], self.feed_entries(one.posts))
            for one in homes
            if (feed := self.chromes[one.lang].feed)
        ]

    def feed_entries(self, posts: Sequence[Post]) -> tuple[FeedEntry, ...]:
        dated = [post for post in posts if post.metadata.date][: self.site.config.feed_entries]
        return tuple(FeedEntry(post, self.full_links(post)) for post in dated)

    def full_links(self, post: Post) -> tuple[str, ...]:
        base = urls.absolute(post.url, self.site.config.base_url)
        return tuple(escape(urljoin(base, self.filled(one.target, post))) for one in post.document.links)

    def for_crawlers(self, pages: Iterable[Page]) -> list[AnyPage]:
        """Sitemap and robots.txt. A sitemap must have full addresses, so a site without one has none."""
        base_url = self.site.config.base_url
        robots = Robots(ROBOTS, base_url, SITEMAP if base_url else None)
        if not base_url:
            return [robots]
        listed = [page for page in pages if page.kind != "not_found" and not _is_draft(page)]
        entries = tuple(_sitemap_entry(page) for page in sorted(listed, key=lambda page: page.url))
        return [robots, Sitemap(SITEMAP, base_url, self.site.config.language, entries)]


def reference(post: Post) -> Ref:
    metadata = post.metadata
    return Ref(
        url=post.url,
        title=post.title,
        lang=post.lang,
        subtitle=metadata.subtitle or "",
        summary=post.description,
        date=metadata.date,
        color=metadata.color,
        tech=metadata.tech or "",
        draft=metadata.draft,
    )


def _tags_of(post: Post, index: str | None, links: Mapping[str, Counted]) -> tuple[Counted, ...]:
    slugs = dict.fromkeys(urls.tag_slug(tag) for tag in post.metadata.tags)
    return tuple(links[f"{index}{slug}/"] for slug in slugs if f"{index}{slug}/" in links)


def _is_draft(page: Page) -> bool:
    return page.post is not None and page.post.metadata.draft


def _sitemap_entry(page: Page) -> SitemapEntry:
    dates = (
        [page.post.metadata.updated, page.post.metadata.date] if page.post else [entry.date for entry in page.entries]
    )
    modified = next((date.day for date in dates if date), None)
    return SitemapEntry(page.url, modified, tuple(LanguageLink(ref.lang, ref.url) for ref in page.translations))
