"""Which posts the lists of a language show: its own and, if the site wants it, those that it lacks."""

from collections.abc import Mapping, Sequence

from sitegen.config import Config
from sitegen.listing import newest_first
from sitegen.model import Post
from sitegen.translations import Groups


def shown_in_lists(
    posts: Sequence[Post], groups: Groups, languages: Sequence[str], config: Config
) -> Mapping[str, tuple[Post, ...]]:
    """The posts of each language's lists, in order."""
    own: dict[str, list[Post]] = {lang: [] for lang in languages}
    for post in posts:
        if post.role == "post":
            own[post.lang].append(post)
    lacking = {} if config.untranslated_posts == "hide" else _lacking(own, groups, config.language)
    if config.untranslated_posts == "among":
        return {lang: newest_first([*own[lang], *lacking[lang]]) for lang in languages}
    return {lang: (*newest_first(own[lang]), *newest_first(lacking.get(lang, ()))) for lang in languages}


def _lacking(own: Mapping[str, Sequence[Post]], groups: Groups, default: str) -> Mapping[str, list[Post]]:
    """For each language one post of every group that is not in it, here or on another site."""
    found: dict[str, list[Post]] = {lang: [] for lang in own}
    by_key = {post.key: post for posts in own.values() for post in posts}
    for post in by_key.values():
        members = [by_key[key] for key in groups.members.get(post.key, (post.key,)) if key in by_key]
        if post is not next((member for member in members if member.lang == default), members[0]):
            continue
        elsewhere = groups.elsewhere.get(post.key, ())
        known = {*(member.lang for member in members), *(link.lang for link in elsewhere)}
        for lang in own.keys() - known:
            found[lang].append(post)
    return found
