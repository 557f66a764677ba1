"""Posts to groups of translations: what was declared on either side, verified, and closed over chains."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen import elsewhere
from sitegen.addresses import Addresses
from sitegen.declarations import Join, Lost, Survey
from sitegen.diagnostics import Diagnostic, error
from sitegen.model import LanguageLink, Post

MOST_NAMED = 5  # posts in one message


class Groups(msgspec.Struct, frozen=True):
    """The posts that are one in several languages."""

    members: Mapping[str, tuple[str, ...]]
    """The keys of a group in the order of the site's languages, by the key of each post that has translations."""
    elsewhere: Mapping[str, tuple[LanguageLink, ...]]
    """The translations on other sites, by the key of each post that has any."""
    lost: tuple[Lost, ...] = ()
    """The declarations that lead to no post."""


def group(
    posts: Sequence[Post],
    held_back: Addresses,
    addresses: Addresses,
    languages: Sequence[str],
) -> tuple[Groups, tuple[Diagnostic, ...]]:
    """The groups, and what is wrong with the declarations; `held_back` has the drafts and posts of the future."""
    survey = Survey(addresses, held_back, tuple(languages))
    sure = [post for post in posts if post.has_language]
    joins = [*survey.declared(sure), *_by_key(sure), *_by_family(sure)]
    groups = _closed(joins)
    by_key = {post.key: post for post in posts}
    on_other_sites, about_other_sites = elsewhere.of_groups(survey.elsewhere, groups, by_key)
    told = [*survey.told, *_doubled(joins, groups, by_key), *about_other_sites]
    position = {lang: at for at, lang in enumerate(languages)}
    ordered = {
        key: tuple(sorted(members, key=lambda member: (position.get(by_key[member].lang, 0), member)))
        for key, members in groups.items()
    }
    return Groups(ordered, on_other_sites, tuple(survey.lost)), tuple(told)


def _by_key(posts: Sequence[Post]) -> list[Join]:
    """Posts with one `translationKey`."""
    by_key: dict[str, list[Post]] = {}
    for post in posts:
        if post.translation_key:
            by_key.setdefault(post.translation_key, []).append(post)
    return [_join(first, other, "translation_key") for first, *others in by_key.values() for other in others]


def _join(first: Post, other: Post, key: str = "") -> Join:
    """Both say so, with a key of the frontmatter or with their paths."""
    return Join(first.key, other.key, tuple((post.path, post.place_of(key)) for post in (first, other)))


def _by_family(posts: Sequence[Post]) -> list[Join]:
    """`x.ja.md` beside `x.md`, and the same path in a folder of another language."""
    families: dict[str, dict[str, Post]] = {}
    for post in posts:
        families.setdefault(post.family, {}).setdefault(post.url, post)  # of two with one URL that is the fault
    groups = (list(members.values()) for members in families.values() if len(members) > 1)
    return [_join(first, other) for first, *others in groups for other in others]


def _closed(joins: Iterable[Join]) -> dict[str, set[str]]:
    """The groups as a whole: who is joined to one is joined to all (symmetric and transitive closure)."""
    groups: dict[str, set[str]] = {}
    for join in joins:
        merged = groups.get(join.first, {join.first}) | groups.get(join.second, {join.second})
        for member in merged:
            groups[member] = merged
    return {key: members for key, members in groups.items() if len(members) > 1}


def _doubled(joins: Sequence[Join], groups: Mapping[str, set[str]], posts: Mapping[str, Post]) -> list[Diagnostic]:
    """Groups with two posts of one language, told at the declarations that joined them."""
    twins_of: dict[int, list[list[str]]] = {}
    told = []
    for join in joins:
        members = groups.get(join.first, set())
        if id(members) not in twins_of:  # every member of a group has the same set
            is_sound = len({posts[key].lang for key in members}) == len(members)
            twins_of[id(members)] = [] if is_sound else _twins(posts[key] for key in sorted(members))
        for twins in twins_of[id(members)]:
            lang = posts[twins[0]].lang
            named = " and ".join(posts[key].path for key in twins[:MOST_NAMED])
            more = f" and {len(twins) - MOST_NAMED} more" if len(twins) > MOST_NAMED else ""
            message = f"{named}{more} are all in “{lang}” and can't be translations of one another"
            advice = "let each language appear once in the chain of translations"
            told += [error(path, place, "translation-twice", message, advice) for path, place in join.said_at]
    return told


def _twins(posts: Iterable[Post]) -> list[list[str]]:
    """The keys of posts that share a language with another."""
    by_lang: dict[str, list[str]] = {}
    for post in posts:
        by_lang.setdefault(post.lang, []).append(post.key)
    return [keys for keys in by_lang.values() if len(keys) > 1]
