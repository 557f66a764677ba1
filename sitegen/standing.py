"""How the translations of each post stand: complete, missing, out of date, or nobody knows."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from sitegen.languages import among
from sitegen.model import Post
from sitegen.staleness import Changes, changes
from sitegen.survey import Group, Survey

State = Literal["original", "current", "stale", "untracked", "no-original"]


class Member(msgspec.Struct, frozen=True):
    """One post of a group."""

    path: str
    url: str
    lang: str
    draft: bool
    state: State
    translated_from: str | None
    """The language of what it was made from."""
    changed: tuple[str, ...] = ()
    """The headings of the original's sections that are new to it; an empty one for the text before the first."""
    gone: int = 0
    """How many sections of the original are no more."""


class Standing(msgspec.Struct, frozen=True):
    """One group."""

    original: str
    """The path of the post that the others were made from."""
    posts: tuple[Member, ...]
    missing: tuple[str, ...]
    """The site's languages that it is not in."""
    complete: bool
    """Every language is there, and none is known to be out of date."""


def standings(survey: Survey, lang: str | None = None) -> tuple[Standing, ...]:
    """Of every post; those of one language, where only what is to be done in it counts."""
    found = (_standing(group, survey, lang) for group in survey.groups)
    return tuple(one for one in found if lang is None or len(one.posts) > 1 or one.missing)


def original_of(group: Group, default: str) -> Post:
    """What most of the others say, else the post in the site's default language, else the first."""
    named = Counter(post.translated_from.lang for post in group if post.translated_from)
    wanted = [lang for lang, _ in named.most_common()]
    by_lang = {post.lang: post for post in reversed(group)}
    spelled = [among(lang, by_lang) for lang in (*wanted, default)]
    return next((by_lang[lang] for lang in spelled if lang in by_lang), group[0])


def changes_since(post: Post, group: Group, survey: Survey) -> Changes | None:
    """What has changed since a post was translated; None if it doesn't say, or what it was made from is not there."""
    state = post.translated_from
    source = named_original(post, group)
    return changes(state, survey.sections(source)) if state and source else None


def named_original(post: Post, group: Group) -> Post | None:
    """The post of its group in the language that it says it was made from."""
    state = post.translated_from
    lang = among(state.lang, [one.lang for one in group]) if state else None
    return next((one for one in group if one.lang == lang and one.key != post.key), None)


def _standing(group: Group, survey: Survey, lang: str | None) -> Standing:
    original = original_of(group, survey.default)
    members = tuple(_member(post, group, original, survey) for post in group)
    there = {post.lang for post in group}
    missing = tuple(one for one in survey.languages if one not in there)
    return Standing(
        original=original.path,
        posts=members if lang is None else _about(members, lang),
        missing=missing if lang is None else tuple(one for one in missing if one == lang),
        complete=not missing and all(one.state not in ("stale", "no-original") for one in members),
    )


def _about(members: Sequence[Member], lang: str) -> tuple[Member, ...]:
    return tuple(one for one in members if one.state == "original" or one.lang == lang)


def _member(post: Post, group: Group, original: Post, survey: Survey) -> Member:
    state = post.translated_from
    found = changes_since(post, group, survey)
    member = Member(post.path, post.url, post.lang, post.draft, "current", state.lang if state else None)
    if found:
        return msgspec.structs.replace(member, state="stale", changed=found.headings, gone=found.gone)
    if found is None and state:
        return msgspec.structs.replace(member, state="no-original")
    if found is None:
        return msgspec.structs.replace(member, state="original" if post is original else "untracked")
    return member
