"""Which posts are shown, and in which languages."""

import datetime
from collections.abc import Iterable

import msgspec

from sitegen.diagnostics import Diagnostic, Place, hint, warning
from sitegen.languages import among, canonical
from sitegen.model import Mark, Post
from sitegen.site import Site


class Publication(msgspec.Struct, frozen=True):
    shown: tuple[Post, ...]
    held_back: tuple[Post, ...]
    unpublished: tuple[tuple[str, Mark], ...]
    """The URLs of posts that are shown only because it was asked for, and why they would not be."""
    since: datetime.date
    until: datetime.date
    """The first day for which this holds, and the first one after: then a post of days to come, or none, is due."""


def publication_of(posts: Iterable[Post], site: Site) -> Publication:
    """Drafts and posts of days to come are held back, unless they were asked for."""

    shown: list[Post] = []
    held_back: list[Post] = []
    unpublished: list[tuple[str, Mark]] = []
    for post in posts:
        when = post.date
        is_future = when is not None and when.day > site.today
        is_shown = (site.drafts or not post.draft) and (site.future or not is_future)
        (shown if is_shown else held_back).append(post)
        if is_shown and (post.draft or is_future):
            unpublished.append((post.url, "draft" if post.draft else "future"))
    days = {post.date.day for post in (*shown, *held_back) if post.date}
    return Publication(
        shown=tuple(shown),
        held_back=tuple(held_back),
        unpublished=tuple(unpublished),
        since=max((day for day in days if day <= site.today), default=datetime.date.min),
        until=min((day for day in days if day > site.today), default=datetime.date.max),
    )


def languages_of(posts: tuple[Post, ...], site: Site) -> tuple[str, ...]:
    """The site's languages in its order: those declared, the default one among them, then others that posts name."""
    declared = dict.fromkeys(site.config.languages)
    first = () if site.config.language in declared else (site.config.language,)
    others = sorted({post.lang for post in posts} - {*declared, *first})
    return (*first, *declared, *others)


def undeclared(posts: tuple[Post, ...], site: Site) -> tuple[Diagnostic, ...]:
    """A warning for each language that a site with declared languages has not declared, at the first post in it."""
    declared = {site.config.language, *site.config.languages}
    firsts = {post.lang: post for post in reversed(posts)} if site.config.languages else {}
    return tuple(
        warning(
            post.path,
            post.place_of("lang"),
            "undeclared-language",
            f"“{lang}” is not among the languages of site.toml; its lists and feed are made all the same",
            f"add [languages.{lang}] to site.toml, with a title",
        )
        for lang, post in firsts.items()
        if lang not in declared
    )


def like_languages(posts: tuple[Post, ...], site: Site) -> tuple[Diagnostic, ...]:
    """A hint at the first file whose name seems to say a language that the site does not have."""
    # Where languages are declared, one that a post only names in its frontmatter is none for paths.
    languages = site.config.languages_with(() if site.config.languages else {post.lang for post in posts})
    found: dict[str, Post] = {}
    for post in posts:
        *folders, name = post.key.split("/")
        stem = name.rpartition(".")[0]
        words = [*folders[:1], *([stem.rpartition(".")[2]] if "." in stem else [])]
        for word in words:
            lang = canonical(word)
            if lang and among(lang, languages) not in (*languages, post.lang):
                found.setdefault(lang, post)
    return tuple(_maybe_language(lang, post) for lang, post in sorted(found.items()))


def _maybe_language(lang: str, post: Post) -> Diagnostic:
    message = f"“{lang}” in this path is not among the languages of site.toml; the post is taken to be in “{post.lang}”"
    advice = f"if it is meant, add [languages.{lang}] to site.toml"
    return hint(post.path, Place(), "maybe-language", message, advice)
