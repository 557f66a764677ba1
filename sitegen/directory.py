"""Which pages there are, and which is which in another language."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sitegen.listing import Kind, Listing
from sitegen.model import Post
from sitegen.translations import Groups

INDEX_OF: Mapping[Kind, Kind] = {"tag": "tags", "archive": "archives"}


class Directory:
    """Posts and lists, by URL and by language. At a URL in `copied` a file of the author's stands."""

    def __init__(
        self,
        posts: Sequence[Post],
        groups: Groups,
        listings: Sequence[Listing],
        copied: Collection[str],
    ) -> None:
        self.posts = {post.key: post for post in posts}
        self.groups = groups
        self.listings = {(listing.kind, listing.name, listing.lang): listing for listing in listings}
        self.by_url: dict[str, Post | Listing] = {post.url: post for post in posts if post.is_text}
        self.by_url |= {listing.url: listing for listing in listings if not listing.is_replaced}
        self.copied = copied

    def url_of(self, kind: Kind, lang: str) -> str | None:
        """Where a language has the one list of a kind, if it has it."""
        found = self.listings.get((kind, "", lang))
        return found.url if found else None

    def in_language(self, url: str, lang: str) -> str | None:
        """The URL of the page's counterpart in a language; None if it has none there."""
        here = self.by_url.get(url)
        if isinstance(here, Listing):
            found = self.listings.get((here.kind, here.name, lang))
            return found.url if found else None
        members = (self.posts[key] for key in (self.groups.members.get(here.key, (here.key,)) if here else ()))
        return next((member.url for member in members if member.lang == lang), None)

    def counterpart(self, here: Listing, lang: str) -> Listing | None:
        """The same list in a language, if sitegen makes it: what an author puts in its place is another page."""
        found = self.listings.get((here.kind, here.name, lang))
        return found if found and not found.is_replaced else None

    def is_copied(self, url: str) -> bool:
        """Whether a file of the author's stands at a URL."""
        return url in self.copied

    def nearest(self, here: Listing, lang: str) -> Listing:
        """The same list in a language, else the one above it there; in the end its home page."""
        found = (self.listings.get((kind, name, lang)) for kind, name in _upwards(here))
        return next(listing for listing in found if listing)


def _upwards(here: Listing) -> Iterator[tuple[Kind, str]]:
    """A list and those above it, by kind and name."""
    yield here.kind, here.name
    if here.kind == "section":
        parts = here.name.split("/")
        yield from (("section", "/".join(parts[:length])) for length in range(len(parts) - 1, 0, -1))
    if here.kind in INDEX_OF:
        yield INDEX_OF[here.kind], ""
    yield "home", ""
