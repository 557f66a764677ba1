"""Translations on other sites: whose they are, and what is wrong between them."""

from collections.abc import Mapping, Sequence

import msgspec

from sitegen.diagnostics import Diagnostic, Place, error, hint
from sitegen.model import LanguageLink, Post


class Elsewhere(msgspec.Struct, frozen=True):
    """A translation on another site, as one post declares it."""

    post: Post
    lang: str
    address: str
    place: Place


Found = dict[str, Elsewhere]
"""The translations of one group, by language."""


def of_groups(
    declared: Sequence[Elsewhere], groups: Mapping[str, set[str]], posts: Mapping[str, Post]
) -> tuple[Mapping[str, tuple[LanguageLink, ...]], list[Diagnostic]]:
    """What every member of a group shows beside its own posts, by the post's key, and a word at each declaration."""
    told: list[Diagnostic] = []
    found_by_group: dict[str, Found] = {}
    own_languages: dict[str, set[str]] = {}
    for one in declared:
        members = groups.get(one.post.key, {one.post.key})
        group = min(members)
        own = own_languages.setdefault(group, {posts[key].lang for key in members})
        told.append(_settled(one, own, found_by_group.setdefault(group, {})))
    shown = {
        key: tuple(LanguageLink(lang, one.address) for lang, one in sorted(found.items()))
        for group, found in found_by_group.items()
        for key in sorted(groups.get(group, {group}))
        if found
    }
    return shown, told


def _settled(one: Elsewhere, own_languages: set[str], found: Found) -> Diagnostic:
    """Take the translation in, or say why not."""
    said = f"the translation into “{one.lang}” is on another site"
    if one.lang in own_languages:
        message = f"{said}, but this site has the post in that language too, and links to its own"
        return hint(one.post.path, one.place, "translation-own", message, "leave this line out")
    first = found.setdefault(one.lang, one)
    if first.address != one.address:
        where = f"{first.post.path}:{first.place.line}:{first.place.column}"
        message = f"{said}, but {where} names another one for the same posts: “{first.address}”"
        return error(one.post.path, one.place, "translation-twice", message, "keep one of the two addresses")
    message = f"{said}; it is linked to as it is, and nobody checks it"
    return hint(one.post.path, one.place, "translation-elsewhere", message, "see to it that it links back")
