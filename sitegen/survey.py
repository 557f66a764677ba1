"""All posts of a site in their groups of translations, for the commands that work on translations."""

from collections.abc import Mapping

import msgspec

from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.lazy import Lazy
from sitegen.model import Content, Metadata, Post, Reading, Section
from sitegen.parse import parse, place
from sitegen.pipeline import Each, manuscripts_of, straight
from sitegen.publication import publication_of
from sitegen.site import Site
from sitegen.urls import CONTENT, key_of, output_path
from sitegen.web import Web, weave

Group = tuple[Post, ...]


class Survey(msgspec.Struct, frozen=True):
    groups: tuple[Group, ...]
    """Every post and page is in one, in the order of the site's languages; most posts are alone in theirs."""
    group_per_key: Mapping[str, Group]
    """The same by the keys of their posts."""
    contents: Mapping[str, Lazy[Content]]
    languages: tuple[str, ...]
    declared: tuple[str, ...]
    """Those that the settings name; none for a site that has what its posts are in."""
    default: str
    reading: Reading
    posts_per_slug: Mapping[str, list[Post]]
    told: tuple[Diagnostic, ...]
    """Of files that can't be read: they are in no group."""

    @property
    def posts(self) -> list[Post]:
        return [post for group in self.groups for post in group]

    def group_of(self, post: Post) -> Group:
        return self.group_per_key[post.key]

    def sections(self, post: Post) -> tuple[Section, ...]:
        return self.contents[post.key].value.text.sections

    def reading_with(self, lang: str | None) -> Reading:
        """How a file is read when the site has this language too."""
        return msgspec.structs.replace(self.reading, languages=(*self.reading.languages, *([lang] if lang else [])))

    def holder(self, url: str) -> Post | None:
        """What is at a URL already, or was once; letters count whatever their case, as in every collision."""
        file = output_path(url).casefold()
        every = (post for posts in self.posts_per_slug.values() for post in posts)
        return next((post for post in every if file in _files(post)), None)

    def is_unreadable(self, target: str) -> bool:
        """Whether this is the path, the URL or the slug of a file that can't be read, as far as its path tells."""
        url = f"/{target.strip('/')}/"
        places = [(path, place(path, Metadata(), self.reading)[0].url) for path in {one.path for one in self.told}]
        return any(path in (target, f"{CONTENT}{target}") or own.endswith(url) for path, own in places)

    def find(self, target: str) -> list[Post]:
        """The posts that a path under the site's folder, a URL or a slug may mean."""
        forms = {target, f"/{target.strip('/')}/", f"{CONTENT}{target}"}
        exact = [post for post in self.posts if post.path in forms or post.url in forms]
        # Lists have a URL with a last part too, but they are in no group.
        return exact or [post for post in self.posts_per_slug.get(target.strip("/"), []) if post.is_text]


def survey(site: Site, each: Each = straight) -> Survey:
    """Drafts and posts of days to come are there if the site shows them."""
    manuscripts = manuscripts_of(site, each)
    parsed = tuple(each(parse, manuscripts))
    articles = {
        key_of(one.source.path): outcome.value
        for one, outcome in zip(manuscripts, parsed, strict=True)
        if outcome.value
    }
    posts = tuple(article.post.value for article in articles.values())
    web, _ = weave(publication_of(posts, site), (), site, {}, {})
    groups = _groups(web)
    return Survey(
        groups=groups,
        group_per_key={post.key: group for group in groups for post in group},
        contents={key: article.content for key, article in articles.items()},
        languages=web.languages,
        declared=tuple(site.config.languages),
        default=site.config.language,
        reading=manuscripts[0].reading.value if manuscripts else site.reading(),
        posts_per_slug=web.addresses.by_slug,
        told=tuple(note for one in parsed if one.value is None for note in one.diagnostics if has_errors([note])),
    )


def _files(post: Post) -> set[str]:
    return {output_path(url).casefold() for url in (post.url, *post.aliases)}


def _groups(web: Web) -> tuple[Group, ...]:
    by_key = {post.key: post for post in web.posts if post.is_text}
    found: dict[tuple[str, ...], None] = {}
    for key in by_key:
        found[tuple(web.directory.groups.members.get(key, (key,)))] = None
    return tuple(tuple(by_key[key] for key in keys) for keys in found)
