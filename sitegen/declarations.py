"""What posts name as their translations, found and held against what it is."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from sitegen.addresses import Addresses
from sitegen.diagnostics import Diagnostic, Place, error, warning
from sitegen.elsewhere import Elsewhere
from sitegen.languages import among
from sitegen.model import Declaration, Post


class Join(msgspec.Struct, frozen=True):
    """Two posts that one of them or both, or their file names, declare to be translations."""

    first: str
    second: str
    said_at: tuple[tuple[str, Place], ...]
    """The files that say so, and where."""


class Lost(msgspec.Struct, frozen=True):
    """A declaration that leads to no post, with the language as the site spells it."""

    post: Post
    declaration: Declaration
    lang: str


class Survey:
    """Reads the declarations and gathers what is wrong with them."""

    def __init__(self, addresses: Addresses, held_back: Addresses, languages: tuple[str, ...]) -> None:
        self.addresses = addresses
        self.held_back = held_back
        self.languages = languages
        self.told: list[Diagnostic] = []
        self.lost: list[Lost] = []
        self.elsewhere: list[Elsewhere] = []

    def declared(self, posts: Sequence[Post]) -> list[Join]:
        found = ((post, one, self.target(post, one)) for post in posts for one in post.translations)
        return [Join(post.key, target.key, ((post.path, one.place),)) for post, one, target in found if target]

    def target(self, post: Post, declaration: Declaration) -> Post | None:
        lang = among(declaration.lang, self.languages)
        found = self.found(post, declaration, lang)
        said = f"the translation into “{declaration.lang}”"
        address = None if found else self.addresses.elsewhere(declaration.target)
        if address:
            self.elsewhere.append(Elsewhere(post, lang, address, declaration.place))
        elif found is None or not found.is_text:
            self.lost.append(Lost(post, declaration, lang))
        elif found.key == post.key:
            advice = "name the other post here, or leave the line out"
            self.told.append(
                error(post.path, declaration.place, "translation-to-itself", f"{said} is this post itself", advice)
            )
        elif found.lang != lang and found.has_language:
            message = f"{said} is {found.path}, but that is in “{found.lang}”"
            advice = self.advice(post, found, declaration)
            self.told.append(error(post.path, declaration.place, "translation-language", message, advice))
        elif found.has_language:
            return found
        return None

    def advice(self, post: Post, found: Post, declaration: Declaration) -> str:
        """What to do about a post in another language than the key's; another key helps only if it is free."""
        taken = {post.lang, *(among(one.lang, self.languages) for one in post.translations)}
        instead = f"name a post in “{declaration.lang}”" if found.lang in taken else f"write “{found.lang}: …”"
        return f"{instead} here, or write “lang: {declaration.lang}” there"

    def found(self, post: Post, declaration: Declaration, lang: str) -> Post | None:
        """What is named; not a post of another language whose slug is that of one that is held back."""
        found = self.addresses.page(declaration.target, post, lang)
        hidden = self.held_back.page(declaration.target, post, lang) if found and found.lang != lang else None
        return None if hidden and hidden.lang == lang else found


def about_lost(
    lost: Iterable[Lost], addresses: Addresses, held_back: Addresses, unreadable: Collection[str]
) -> list[Diagnostic]:
    """A warning for each declaration that leads to no post. `addresses` knows the lists too."""
    return [
        warning(one.post.path, one.declaration.place, code, f"{said}; the link is left out", advice)
        for one in lost
        if f"/{one.declaration.target.strip('/')}/" not in unreadable
        for code, said, advice in (_why_lost(one, addresses, held_back),)
    ]


def _why_lost(one: Lost, addresses: Addresses, held_back: Addresses) -> tuple[str, str, str]:
    """Code, message and advice."""
    target = one.declaration.target
    said = f"the translation into “{one.declaration.lang}”"
    hidden = held_back.page(target, one.post, one.lang)
    if hidden:
        what = f"{said} is {hidden.path}, which is not published yet"
        return "translation-held-back", what, "--drafts or --future shows it"
    url = addresses.url(target, one.post)
    if url and url.endswith("/"):
        advice = "leave the line out: a list and the same list in another language find each other by themselves"
        return "translation-list", f"{said} leads to “{target}”, and that is a list, no post", advice
    match = addresses.nearest(target, one.lang)
    advice = f"did you mean “{match}”?" if match else "write the URL, slug or file of the other post"
    return "translation-missing", f"{said} leads to “{target}”, and there is no such post", advice
