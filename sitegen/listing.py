"""Posts in lists: newest first, by section, by tag, in pages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from sitegen.model import Counted, Pagination, Post
from sitegen.urls import home_url, list_url, page_of_list, tag_slug

TAGS = "tags"  # the folder of the pages of tags
NEVER = datetime.min.replace(tzinfo=UTC)  # a post without a date comes after all that have one


class Listing(msgspec.Struct, frozen=True):
    """A list that is to be: what it shows, not yet cut into pages."""

    kind: Literal["home", "section", "tags", "tag"]
    lang: str
    name: str
    """The section's folder or the tag's slug: what its counterpart in another language shares."""
    url: str
    text: Post | None
    """The _index.md that gives it words, if there is one."""
    title: str
    posts: tuple[Post, ...]
    tags: tuple[Counted, ...] = ()
    is_replaced: bool = False
    """True if a page of the author's stands at its URL: the posts keep their neighbours, tags and feed."""


def newest_first(posts: Iterable[Post]) -> tuple[Post, ...]:
    """By date, newest first; of one date by title and file, so that the order is always the same."""
    by_name = sorted(posts, key=lambda post: (post.title, post.key))
    return tuple(
        sorted(by_name, key=lambda post: post.metadata.date.sort_key if post.metadata.date else NEVER, reverse=True)
    )


def in_section(posts: Iterable[Post], section: str) -> tuple[Post, ...]:
    """The posts of a folder and of the folders in it; order kept."""
    return tuple(post for post in posts if post.section == section or post.section.startswith(f"{section}/"))


def top_section(post: Post) -> str:
    return post.section.partition("/")[0]


class Tagged(msgspec.Struct, frozen=True):
    """A tag of one language, by the first spelling that was met, with its posts."""

    name: str
    posts: tuple[Post, ...]


def by_tag(posts: Iterable[Post]) -> dict[str, Tagged]:
    """Each tag by its slug, in the order of the names; order of the posts kept."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, Post]] = {}
    for post in posts:
        for tag in post.metadata.tags:
            slug = tag_slug(tag)
            names.setdefault(slug, tag)
            found.setdefault(slug, {})[post.key] = post
    by_name = sorted(found, key=lambda slug: (names[slug].casefold(), slug))
    return {slug: Tagged(names[slug], tuple(found[slug].values())) for slug in by_name}


def survey(posts: Sequence[Post], languages: Sequence[str], default: str) -> tuple[Listing, ...]:
    """Every list that the posts call for, in every language."""
    own_urls = {post.url for post in posts if post.role in ("post", "page")}
    every = (listing for lang in languages for listing in _of_language(posts, lang, default))
    return tuple(msgspec.structs.replace(listing, is_replaced=listing.url in own_urls) for listing in every)


def _of_language(posts: Sequence[Post], lang: str, default: str) -> Iterable[Listing]:
    here = [post for post in posts if post.lang == lang]
    texts = {post.section: post for post in here if post.role in ("home", "section")}
    ordered = newest_first(post for post in here if post.role == "post")
    yield Listing("home", lang, "", home_url(lang, default), texts.get(""), "", ordered)
    tags = by_tag(ordered)
    sections = {top_section(post) for post in ordered if post.section} | {name for name in texts if name}
    for name in sorted(sections - ({TAGS} if tags else set())):
        text = texts.get(name)
        title = text.title if text else name.rpartition("/")[2].replace("-", " ").capitalize()
        yield Listing("section", lang, name, list_url(lang, default, name), text, title, in_section(ordered, name))
    if tags:
        index = list_url(lang, default, TAGS)
        yield Listing("tags", lang, "", index, texts.get(TAGS), "", (), tag_links(tags, index))
        for slug, tagged in tags.items():
            yield Listing("tag", lang, slug, f"{index}{slug}/", None, tagged.name, tagged.posts)


def tag_links(tags: Mapping[str, Tagged], index_url: str) -> tuple[Counted, ...]:
    return tuple(Counted(tagged.name, f"{index_url}{slug}/", len(tagged.posts)) for slug, tagged in tags.items())


def pages(posts: Sequence[Post], size: int, url: str) -> list[tuple[str, Sequence[Post], Pagination]]:
    """The list cut into pages of `size`: URL, posts and the way to the pages beside. An empty list has one."""
    count = max(1, -(-len(posts) // size))
    return [
        (
            page_of_list(url, number),
            posts[(number - 1) * size : number * size],
            Pagination(
                number,
                count,
                newer=page_of_list(url, number - 1) if number > 1 else None,
                older=page_of_list(url, number + 1) if number < count else None,
            ),
        )
        for number in range(1, count + 1)
    ]
