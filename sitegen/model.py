"""The types of the stages. Every one is frozen: a half-filled page cannot exist."""

import datetime
from collections.abc import Callable
from typing import Literal

import msgspec

from sitegen.colour import Accent
from sitegen.dates import When
from sitegen.diagnostics import Diagnostic, Place
from sitegen.lazy import Frozen, Joint, Lazy, joined
from sitegen.urls import Role


class Source(Frozen, frozen=True):
    """A Markdown file as found."""

    path: str
    """Relative to the folder of the site: `content/blog/x.md`."""
    data: Lazy[bytes]


class Asset(Frozen, frozen=True):
    """A file that is copied as it is."""

    url: str
    origin: str
    """Where it lies on disk. Only the edges look."""
    path: str
    """Relative to the folder of the site, for diagnostics and links."""


class Picture(Frozen, frozen=True):
    """A file to copy whose size is asked for."""

    path: str
    data: Lazy[bytes]


class Size(Frozen, frozen=True):
    """In CSS pixels."""

    width: int
    height: int


class Template(Frozen, frozen=True):
    """One file of layouts/. The shipped ones are there under `theme/NAME` too."""

    name: str
    path: str
    text: str
    code: bytes = b""
    """What Jinja makes of the text, marshalled; none before its layout is closed, or if Jinja can't."""


class Layout(Frozen, frozen=True):
    """A template with all that it reaches, by content. The first one is the layout itself."""

    name: str
    templates: tuple[Template, ...]


class MarkdownSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bodies are read: the table `[markdown]` of the settings."""

    smart_punctuation: bool = True
    trim_heading_ids: bool = False
    """Cut a hyphen off the end of a heading's id, as Astro did up to version 5."""
    math: bool = False
    mermaid: str = ""
    """The URL of the script that draws diagrams, a file of the site; empty for diagrams as text."""
    mark: bool = False
    superscript: bool = False
    subscript: bool = False
    sanitize_html: bool = False
    external_rel: str = ""
    """The `rel` of links to other sites."""


class Reading(Frozen, frozen=True):
    """What of the site decides how a file is understood."""

    languages: tuple[str, ...]
    default_language: str
    strip_dates: bool
    markdown: MarkdownSettings
    own_urls: tuple[str, ...] = ()
    """The addresses of the site, if they decide which links lead out of it."""
    words: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """The words of the interface that stand in bodies, by language."""


class Manuscript(Joint, frozen=True):
    """A source together with what decides how it is read."""

    source: Source
    reading: Lazy[Reading]

    def joined(self) -> bytes:
        return self.source.data.fingerprint + self.reading.fingerprint + self.source.path.encode()


class Heading(Frozen, frozen=True):
    level: int
    id: str
    text: str


class Section(Frozen, frozen=True):
    """A part of a body, from a heading to the next, by what it says."""

    title: str
    """The text of its heading; empty for what stands before the first."""
    digest: bytes
    """Of its words: spaces and signs of Markdown don't count."""


class State(Frozen, frozen=True):
    """What a translation knows of the original that it was made from."""

    lang: str
    digests: tuple[str, ...]
    """Those of its sections, as an author's file has them."""


class Link(Frozen, frozen=True):
    """A link or an image in a body that leads to this site: a hole to be filled when all pages are known."""

    target: str
    place: Place
    kind: Literal["link", "image", "size", "fragment"] = "link"
    """`size` is the hole for width and height of the image; `fragment` a place on the same page, and no hole."""


class Text(Frozen, frozen=True):
    """What a page shows of a body."""

    parts: tuple[str, ...]
    """The HTML between the holes: always one part more than there are links."""
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...] = ()
    features: tuple[str, ...] = ()
    """What of it a layout may have a script for: `code`, `diagram`; sorted."""
    minutes: int = 0
    """How long it takes to read."""

    def html(self, targets: tuple[str, ...]) -> str:
        """The HTML with the holes filled by escaped URLs, one a link."""
        filled = [part for pair in zip(self.parts, targets, strict=False) for part in pair]
        return "".join(filled) + self.parts[-1]


class Document(Frozen, frozen=True):
    """A Markdown body as understood."""

    text: Text
    links: tuple[Link, ...]
    """What the holes of the text are for, in its order."""
    summary: str
    """Plain text: what stands before the `more` mark, else the first paragraph."""
    title: str | None = None
    """The text of the first heading of level 1, if it was taken as the title."""
    ids: tuple[str, ...] = ()
    """What a link may name behind `#`, sorted."""
    unknown: tuple[Link, ...] = ()
    """Links to places on the page itself that the body does not have; its layout may."""


class Author(Frozen, frozen=True):
    name: str
    url: str | None = None


class Declaration(Frozen, frozen=True):
    """One entry of a post's `translations`, as written."""

    lang: str
    target: str
    place: Place


class Metadata(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Frontmatter as understood. None and empty mean that the author did not say."""

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    date: When | None = None
    updated: When | None = None
    draft: bool = False
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lang: str | None = None
    translations: tuple[Declaration, ...] = ()
    translation_key: str | None = None
    translated_from: State | None = None
    """The state of the original that this translation was made from."""
    slug: str | None = None
    permalink: str | None = None
    aliases: tuple[str, ...] = ()
    image: str | None = None
    image_alt: str | None = None
    canonical_url: str | None = None
    layout: str | None = None
    color: Accent | None = None
    featured: bool = False
    series: str | None = None
    toc: bool = False
    math: bool | None = None
    """Whether the body's dollars mean formulas; None for as the site has it."""
    tech: str | None = None
    extra: str = "{}"
    """Every other key, as a JSON object: layouts get it as `page.extra`."""


Places = tuple[tuple[str, Place], ...]
_unpack_places: Callable[[bytes], Places] = msgspec.msgpack.Decoder(Places).decode


class Post(Frozen, frozen=True, kw_only=True):
    """What of a file decides where its page is and what leads there: all that the linking of pages may know.

    Its words are not here: a title that changes touches the pages that show it, and nothing else.
    """

    key: str
    """Its path under content/: what other posts refer to it by."""
    path: str
    role: Role
    lang: str
    section: str
    url: str
    family: str
    title: str
    """For navigation and lists, where a page, a section or a home page is called by it; empty for a post."""
    date: When | None
    updated: When | None
    draft: bool
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    translations: tuple[Declaration, ...]
    translation_key: str | None
    translated_from: State | None
    image: str | None
    layout: str | None
    links: tuple[Link, ...]
    """Those of its text that lead to this site."""
    ids: str = ""
    """Those of its document, one a line: only a link to one of them asks."""
    unknown: tuple[Link, ...] = ()
    """As in Document."""
    has_language: bool = True
    """False if its frontmatter names a language that there is not: nothing is to follow from the one it is given."""
    places: bytes
    """Where each key of the frontmatter stands; packed, because only faults ask for them."""

    @property
    def is_text(self) -> bool:
        """True for a post or a page, which have translations and a place of their own; a list has what it lists."""
        return self.role in ("post", "page")

    def place_of(self, key: str) -> Place:
        return dict(_unpack_places(self.places)).get(key, Place())


class Card(Frozen, frozen=True):
    """What other pages show of a file, one level deep."""

    title: str
    subtitle: str = ""
    summary: str = ""
    date: When | None = None
    color: Accent | None = None
    tech: str = ""
    draft: bool = False


class Content(Frozen, frozen=True):
    """All that a file says, for its own page and for feeds: it stays where it is until one of those is rendered."""

    title: str
    description: str
    metadata: Metadata
    text: Text


class Article(Frozen, frozen=True):
    """What a file gives."""

    post: Lazy[Post]
    card: Lazy[Card]
    content: Lazy[Content]


class Ref(Frozen, frozen=True):
    """Where another page is."""

    url: str
    lang: str
    key: str = ""
    """That of the post whose card says the rest; empty for a page without a file."""
    title: str = ""
    """That of a page without a file."""


class Counted(Frozen, frozen=True):
    """A tag or a year, where its page is, and how many posts have it."""

    name: str
    url: str
    count: int


class NavigationLink(Frozen, frozen=True):
    url: str
    title: str
    color: Accent | None


class LanguageLink(Frozen, frozen=True):
    """The same page, or the nearest to it, in another language."""

    lang: str
    url: str


class Chrome(Frozen, frozen=True, kw_only=True):
    """What every page of one language may know of the site."""

    lang: str
    default_language: str
    title: str
    description: str
    author: str
    base_url: str
    """With the base path and without a trailing slash; empty if the site gave none."""
    home: str
    feed: str | None
    tags: str | None
    """The URL of the index of tags, if there are any."""
    archive: str | None
    """That of the index of years."""
    theme_color: str
    stale_notes: bool
    """Whether readers are told that a translation is behind its original."""
    mermaid: str
    """The URL of the script that draws diagrams; empty for none."""
    navigation: tuple[NavigationLink, ...]
    languages: tuple[LanguageLink, ...]
    """The home page of every language of the site, in the site's order."""
    strings: tuple[tuple[str, str], ...]
    year: int | None
    """The year of the newest post, for the footer: a clock would change pages that nobody changed."""
    generator: str


class Pagination(Frozen, frozen=True):
    number: int
    count: int
    newer: str | None
    older: str | None


class Page(Frozen, frozen=True, tag=True, kw_only=True):
    """All that one HTML page depends on, and nothing else."""

    url: str
    kind: str
    """`post`, `page`, `home`, `section`, `tag`, `tags`, `archive`, `archives` or `not_found`."""
    layout: Lazy[Layout]
    chrome: Lazy[Chrome]
    title: str = ""
    """Empty for that of its content."""
    section_url: str | None = None
    """The list that the page belongs to, to mark it in the navigation."""
    key: str = ""
    """That of the file that gives the page its content, if one does."""
    links: tuple[str, ...] = ()
    """What each link of the post's body leads to, ready to stand in a page."""
    image: str | None = None
    tags: tuple[Counted, ...] = ()
    years: tuple[Counted, ...] = ()
    translations: tuple[Ref, ...] = ()
    """All languages of this page, its own among them, in the site's order; empty if there is only one."""
    switch: tuple[LanguageLink, ...] = ()
    """Of a list in all languages of the site, the page or what is nearest to it; empty if translations say it all."""
    original: Ref | None = None
    """What this page was translated from, if it says from which state; the original's content comes beside its own."""
    newer: Ref | None = None
    older: Ref | None = None
    entries: tuple[Ref, ...] = ()
    pagination: Pagination | None = None


class FeedEntry(Frozen, frozen=True):
    url: str
    key: str
    published: When
    updated: When
    links: tuple[str, ...]
    """As in Page, but absolute."""


class Feed(Frozen, frozen=True, tag=True):
    """The Atom feed of one language."""

    url: str
    chrome: Lazy[Chrome]
    entries: tuple[FeedEntry, ...]


class SitemapEntry(Frozen, frozen=True):
    url: str
    modified: datetime.date | None
    alternates: tuple[LanguageLink, ...]


class Sitemap(Frozen, frozen=True, tag=True):
    url: str
    base_url: str
    default_language: str
    entries: tuple[SitemapEntry, ...]


class Robots(Frozen, frozen=True, tag=True):
    url: str
    base_url: str
    sitemap: str | None


class Redirect(Frozen, frozen=True, tag=True):
    """A page at an old address that leads to the new one."""

    url: str
    target: Ref
    layout: Lazy[Layout]
    chrome: Lazy[Chrome]


AnyPage = Page | Feed | Sitemap | Robots | Redirect


def mentioned(page: AnyPage) -> tuple[str, ...]:
    """The keys of the posts whose cards a page shows, each once."""
    match page:
        case Page():
            beside = [ref for ref in (page.newer, page.older, page.original) if ref]
            return tuple(dict.fromkeys([ref.key for ref in (*beside, *page.translations, *page.entries) if ref.key]))
        case Redirect():
            return (page.target.key,)
        case _:
            return ()


Mark = Literal["draft", "future"]
"""Why a post would not be shown, if that had not been asked for."""


class Leaf(Frozen, frozen=True):
    """A page, its file, and the posts that it shows something of, by their places among all (`Linked.keys`)."""

    path: str
    """Relative to the output folder."""
    page: Lazy[AnyPage]
    contents: tuple[int, ...]
    """Of those whose contents it needs; a translation's own, then its original's."""
    cards: tuple[int, ...]
    """Of those whose cards it needs, as in `mentioned`."""
    has_original: bool = False
    """True for a translation that says from which state of its original it was made."""


class Sheet(Joint, frozen=True):
    """A page together with what it shows of posts: all that one output depends on."""

    page: Lazy[AnyPage]
    contents: tuple[Lazy[Content], ...]
    cards: tuple[Lazy[Card], ...]

    def joined(self) -> bytes:
        return joined((self.page,), self.contents, self.cards)


class Translated(Frozen, frozen=True):
    """A translation that says from which state of its original it was made, and that original."""

    post: Lazy[Post]
    original: Lazy[Content]


class Output(Frozen, frozen=True):
    """A file as it must be; the path is relative to the output folder."""

    path: str
    body: Lazy[bytes]


class Result(Frozen, frozen=True):
    """What a build is."""

    outputs: tuple[Output, ...]
    assets: tuple[Asset, ...]
    diagnostics: tuple[Diagnostic, ...]
    held_back: tuple[str, ...]
    """Paths of the posts that are left out because they are drafts or their date is still to come."""
    since: datetime.date = datetime.date.min
    until: datetime.date = datetime.date.max
    """The first day for which all this holds, and the first one after."""
