"""What a translation notes when its author says that it is up to date."""

from collections.abc import Sequence

import msgspec

from sitegen.diagnostics import Diagnostic, Outcome, error
from sitegen.languages import among
from sitegen.model import Post, State
from sitegen.staleness import state_of
from sitegen.standing import named_original, standings
from sitegen.survey import Group, Survey


class Acceptance(msgspec.Struct, frozen=True):
    """A translation, what it was made from, and that one's state now."""

    post: Post
    original: Post
    state: State


def acceptance(post: Post, survey: Survey, wanted: str | None = None) -> Outcome[Acceptance]:
    """What a post is to note. `wanted` is the language of its original, if the author says one."""
    group = survey.group_of(post)
    original = _original(post, group, survey.default, wanted)
    if original.value is None:
        return Outcome(None, original.diagnostics)
    found = original.value
    if _comes_from(found, post, group):
        message = f"this can't be a translation of {found.path}, which says that it was translated from this post"
        advice = "take “translatedFrom” out of the one that is the original"
        return Outcome(None, (_error(post, "circular-original", message, advice),))
    return Outcome(Acceptance(post, found, state_of(found.lang, survey.sections(found))))


def _comes_from(post: Post, origin: Post, group: Group) -> bool:
    """Whether a post says that it was translated from another one, or from a translation of that."""
    seen = {post.key}
    source = named_original(post, group)
    while source and source.key not in seen:
        seen.add(source.key)
        source = named_original(source, group)
    return origin.key in seen - {post.key}


def behind(survey: Survey) -> list[Post]:
    """Every translation that is out of date, or notes nothing yet."""
    open_paths = {one.path for group in standings(survey) for one in group.posts if one.state in ("stale", "untracked")}
    return [post for post in survey.posts if post.path in open_paths]


def _original(post: Post, group: Group, default: str, wanted: str | None) -> Outcome[Post]:
    """The one that the author names, here or in the file; else the one in the default language; else the only one."""
    others = {one.lang: one for one in group if one.key != post.key}
    if not others:
        advice = "name the original in “translations”, or make translations with: sitegen new --translate"
        return Outcome(
            None, (_error(post, "no-original", "this post is no translation: it has no other language", advice),)
        )
    if wanted is not None:
        return _named(post, others, among(wanted, others), wanted)
    state = post.translated_from
    if state is not None:
        found = named_original(post, group)
        return Outcome(found) if found else _named(post, others, "", state.lang)
    if default in others:
        return Outcome(others[default])
    if len(others) == 1 and post.lang != default:
        return Outcome(next(iter(others.values())))
    message = "which language this was translated from is not clear"
    if post.lang == default:
        message = (
            f"this post is in the site's default language, “{default}”, and does not say what it was translated from"
        )
    return Outcome(None, (_error(post, "unclear-original", message, _choices(list(others))),))


def _named(post: Post, others: dict[str, Post], lang: str, said: str) -> Outcome[Post]:
    if lang in others:
        return Outcome(others[lang])
    message = f"this post has no translation in “{said}” that it could have been made from"
    return Outcome(None, (_error(post, "no-original", message, _choices(list(others))),))


def _choices(langs: Sequence[str]) -> str:
    return "say which: " + " or ".join(f"--from {lang}" for lang in langs)


def _error(post: Post, code: str, message: str, advice: str) -> Diagnostic:
    return error(post.path, post.place_of("translated_from"), code, message, advice)
