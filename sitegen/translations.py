"""Posts to groups of translations: what was declared on either side, verified, and closed over chains."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen import elsewhere
from sitegen.addresses import Addresses
from sitegen.diagnostics import Diagnostic, error, warning
from sitegen.elsewhere import Elsewhere
from sitegen.languages import among
from sitegen.model import Declaration, LanguageLink, Post

MOST_NAMED = 5  # posts in one message


class Groups(msgspec.Struct, frozen=True):
    """The posts that are one in several languages."""

    members: Mapping[str, tuple[str, ...]]
    """The keys of a group in the order of the site's languages, by the key of each post that has translations."""
    elsewhere: Mapping[str, tuple[LanguageLink, ...]]
    """The translations on other sites, by the key of each post that has any."""


class Join(msgspec.Struct, frozen=True):
    """Two posts that one of them, or their file names, declare to be translations."""

    first: str
    second: str
    declaration: Declaration | None = None


def group(
    posts: Sequence[Post],
    held_back: Addresses,
    unreadable_urls: Iterable[str],
    addresses: Addresses,
    languages: Sequence[str],
) -> tuple[Groups, tuple[Diagnostic, ...]]:
    """The groups, and what is wrong with the declarations.

    `held_back` has the drafts and posts of the future, `unreadable_urls` belong to files with errors of their own:
    a link to the first is left out with a warning, a link to the second without a further word.
    """
    survey = _Survey(addresses, held_back, frozenset(unreadable_urls), tuple(languages))
    joins = [*survey.declared(posts), *_by_key(posts), *_by_family(posts)]
    groups = _closed(joins)
    by_key = {post.key: post for post in posts}
    on_other_sites, about_other_sites = elsewhere.of_groups(survey.elsewhere, groups, by_key)
    told = [*survey.told, *_doubled(joins, groups, by_key), *about_other_sites]
    position = {lang: at for at, lang in enumerate(languages)}
    ordered = {
        key: tuple(sorted(members, key=lambda member: (position.get(by_key[member].lang, 0), member)))
        for key, members in groups.items()
    }
    return Groups(ordered, on_other_sites), tuple(told)


class _Survey:
    """Reads the declarations and gathers what is wrong with them."""

    def __init__(
        self, addresses: Addresses, held_back: Addresses, unreadable: frozenset[str], languages: tuple[str, ...]
    ) -> None:
        self.addresses = addresses
        self.held_back = held_back
        self.unreadable = unreadable
        self.languages = languages
        self.told: list[Diagnostic] = []
        self.elsewhere: list[Elsewhere] = []

    def declared(self, posts: Sequence[Post]) -> list[Join]:
        found = ((post, one, self.target(post, one)) for post in posts for one in post.metadata.translations)
        return [Join(post.key, target.key, one) for post, one, target in found if target]

    def target(self, post: Post, declaration: Declaration) -> Post | None:
        lang = among(declaration.lang, self.languages)
        found = self.found(post, declaration, lang)
        said = f"the translation into “{declaration.lang}”"
        address = None if found else self.addresses.elsewhere(declaration.target)
        if address:
            self.elsewhere.append(Elsewhere(post, lang, address, declaration.place))
        elif found is None or found.role not in ("post", "page"):
            self.told.extend(self.missing(post, declaration, said))
        elif found.key == post.key:
            advice = "name the other post here, or leave the line out"
            self.told.append(
                error(post.path, declaration.place, "translation-to-itself", f"{said} is this post itself", advice)
            )
        elif found.lang != lang:
            message = f"{said} is {found.path}, but that is in “{found.lang}”"
            advice = f"write “{found.lang}: …” here, or “lang: {declaration.lang}” there"
            self.told.append(error(post.path, declaration.place, "translation-language", message, advice))
        else:
            return found
        return None

    def found(self, post: Post, declaration: Declaration, lang: str) -> Post | None:
        """What is named; not a post of another language whose slug is that of one that is held back."""
        found = self.addresses.page(declaration.target, post, lang)
        hidden = self.held_back.page(declaration.target, post, lang) if found and found.lang != lang else None
        return None if hidden and hidden.lang == lang else found

    def missing(self, post: Post, declaration: Declaration, said: str) -> list[Diagnostic]:
        target = declaration.target
        hidden = self.held_back.page(target, post, declaration.lang)
        if hidden:
            message = f"{said} is {hidden.path}, which is not published yet; the link is left out"
            return [
                warning(post.path, declaration.place, "translation-held-back", message, "--drafts or --future shows it")
            ]
        if f"/{target.strip('/')}/" in self.unreadable:
            return []
        match = self.addresses.nearest(target)
        message = f"{said} leads to “{target}”, and there is no such post; the link is left out"
        advice = f"did you mean “{match}”?" if match else "write the URL, slug or file of the other post"
        return [warning(post.path, declaration.place, "translation-missing", message, advice)]


def _by_key(posts: Sequence[Post]) -> list[Join]:
    """Posts with one `translationKey`."""
    firsts: dict[str, str] = {}
    keyed = [(post, post.metadata.translation_key) for post in posts if post.metadata.translation_key]
    return [Join(firsts.setdefault(key or "", post.key), post.key) for post, key in keyed]


def _by_family(posts: Sequence[Post]) -> list[Join]:
    """`x.ja.md` beside `x.md`, and the same path in a folder of another language."""
    families: dict[str, dict[str, str]] = {}
    for post in posts:
        families.setdefault(post.family, {}).setdefault(post.lang, post.key)
    groups = (list(members.values()) for members in families.values() if len(members) > 1)
    return [Join(first, other) for first, *others in groups for other in others]


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
            first = posts[join.first]
            at = join.declaration.place if join.declaration else first.place_of("translation_key")
            lang = posts[twins[0]].lang
            named = " and ".join(posts[key].path for key in twins[:MOST_NAMED])
            more = f" and {len(twins) - MOST_NAMED} more" if len(twins) > MOST_NAMED else ""
            message = f"{named}{more} are all in “{lang}” and can't be translations of one another"
            advice = "let each language appear once in the chain of translations"
            told.append(error(first.path, at, "translation-twice", message, advice))
    return told


def _twins(posts: Iterable[Post]) -> list[list[str]]:
    """The keys of posts that share a language with another."""
    by_lang: dict[str, list[str]] = {}
    for post in posts:
        by_lang.setdefault(post.lang, []).append(post.key)
    return [keys for keys in by_lang.values() if len(keys) > 1]
