"""Posts in lists: newest first, by section, by tag, by year, in pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from sitegen.model import Counted, Pagination, Post
from sitegen.urls import home_url, list_url, page_of_list, tag_slug

TAGS = "tags"  # the folder of the pages of tags
ARCHIVE = "archive"  # that of the pages of years
Kind = Literal["home", "section", "tags", "tag", "archives", "archive"]
IN_PAGES = ("home", "section", "tag")  # the others are short, or are looked through at once
NEVER = datetime.min.replace(tzinfo=UTC)  # a post without a date comes after all that have one


class Listing(msgspec.Struct, frozen=True):
    """A list that is to be: what it shows, not yet cut into pages."""

    kind: Kind
    lang: str
    name: str
    """The section's folder, the tag's slug or the year: what its counterpart in another language shares."""
    url: str
    text: Post | None
    """The _index.md that gives it words, if there is one."""
    title: str
    posts: tuple[Post, ...]
    tags: tuple[Counted, ...] = ()
    years: tuple[Counted, ...] = ()
    is_replaced: bool = False
    """True if a page of the author's stands at its URL: the posts keep their neighbours, tags and feed."""


def newest_first(posts: Iterable[Post]) -> tuple[Post, ...]:
    """By date, newest first; of one date by the names of the files."""
    by_name = sorted(posts, key=lambda post: post.key)
    return tuple(sorted(by_name, key=lambda post: post.date.sort_key if post.date else NEVER, reverse=True))


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
        for tag in post.tags:
            slug = tag_slug(tag)
            names.setdefault(slug, tag)
            found.setdefault(slug, {})[post.key] = post
    by_name = sorted(found, key=lambda slug: (names[slug].casefold(), slug))
    return {slug: Tagged(names[slug], tuple(found[slug].values())) for slug in by_name}


def by_year(posts: Iterable[Post]) -> dict[str, tuple[Post, ...]]:
    """The posts that have a date, by its year, the newest first; order of the posts kept."""
    found: dict[int, list[Post]] = {}
    for post in posts:
        if post.date:
            found.setdefault(post.date.day.year, []).append(post)
    return {f"{year:04}": tuple(found[year]) for year in sorted(found, reverse=True)}


def survey(
    posts: Sequence[Post], shown: Mapping[str, Sequence[Post]], languages: Sequence[str], default: str
) -> tuple[Listing, ...]:
    """Every list that the posts call for, in every language. `shown` has those that each language lists, in order."""
    own_urls = {post.url for post in posts if post.is_text}
    every = (listing for lang in languages for listing in _of_language(posts, shown[lang], lang, default))
    return tuple(msgspec.structs.replace(listing, is_replaced=listing.url in own_urls) for listing in every)


def _of_language(posts: Sequence[Post], ordered: Sequence[Post], lang: str, default: str) -> Iterable[Listing]:
    texts = {post.section: post for post in posts if post.lang == lang and post.role in ("home", "section")}
    yield Listing("home", lang, "", home_url(lang, default), texts.get(""), "", tuple(ordered))
    tags = by_tag(ordered)
    sections = {top_section(post) for post in ordered if post.section}
    years = {} if ARCHIVE in sections else by_year(ordered)  # an author's own section of that name is theirs
    made = {*_names_of(TAGS, tags), *_names_of(ARCHIVE, years)}
    for name in sorted((sections | {name for name in texts if name}) - made):
        text = texts.get(name)
        title = text.title if text else name.rpartition("/")[2].replace("-", " ").capitalize()
        yield Listing("section", lang, name, list_url(lang, default, name), text, title, in_section(ordered, name))
    yield from _of_tags(tags, texts, list_url(lang, default, TAGS), lang)
    yield from _of_years(years, texts, list_url(lang, default, ARCHIVE), lang)


def _names_of(index: str, parts: Collection[str]) -> Iterable[str]:
    """The folders that an index and its lists would have, if there is anything in it."""
    return (index, *(f"{index}/{part}" for part in parts)) if parts else ()


def _of_tags(tags: Mapping[str, Tagged], texts: Mapping[str, Post], index_url: str, lang: str) -> Iterable[Listing]:
    if tags:
        yield Listing("tags", lang, "", index_url, texts.get(TAGS), "", (), tags=tag_links(tags, index_url))
    for slug, tagged in tags.items():
        text = texts.get(f"{TAGS}/{slug}")
        yield Listing("tag", lang, slug, f"{index_url}{slug}/", text, tagged.name, tagged.posts)


def _of_years(
    years: Mapping[str, tuple[Post, ...]], texts: Mapping[str, Post], index_url: str, lang: str
) -> Iterable[Listing]:
    if years:
        links = tuple(Counted(year, f"{index_url}{year}/", len(posts)) for year, posts in years.items())
        yield Listing("archives", lang, "", index_url, texts.get(ARCHIVE), "", (), years=links)
    for year, posts in years.items():
        text = texts.get(f"{ARCHIVE}/{year}")
        yield Listing("archive", lang, year, f"{index_url}{year}/", text, year, posts)


def tag_links(tags: Mapping[str, Tagged], index_url: str) -> tuple[Counted, ...]:
    return tuple(Counted(tagged.name, f"{index_url}{slug}/", len(tagged.posts)) for slug, tagged in tags.items())


def page_size(one: Listing, entries_per_page: int) -> int:
    return entries_per_page if one.kind in IN_PAGES else max(1, len(one.posts))


def page_count(one: Listing, entries_per_page: int) -> int:
    """How many pages the list has; an empty one has one, and so has one in whose place an author's page stands."""
    return 1 if one.is_replaced else max(1, -(-len(one.posts) // page_size(one, entries_per_page)))


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
