"""What posts name as their translations, found and held against what it is."""

from collections.abc import Sequence

import msgspec

from sitegen.addresses import Addresses
from sitegen.diagnostics import Diagnostic, error, warning
from sitegen.elsewhere import Elsewhere
from sitegen.languages import among
from sitegen.model import Declaration, Post


class Join(msgspec.Struct, frozen=True):
    """Two posts that one of them, or their file names, declare to be translations."""

    first: str
    second: str
    declaration: Declaration | None = None


class Survey:
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
        found = ((post, one, self.target(post, one)) for post in posts for one in post.translations)
        return [Join(post.key, target.key, one) for post, one, target in found if target]

    def target(self, post: Post, declaration: Declaration) -> Post | None:
        lang = among(declaration.lang, self.languages)
        found = self.found(post, declaration, lang)
        said = f"the translation into “{declaration.lang}”"
        address = None if found else self.addresses.elsewhere(declaration.target)
        if address:
            self.elsewhere.append(Elsewhere(post, lang, address, declaration.place))
        elif found is None or found.role not in ("post", "page"):
            self.told.extend(self.missing(post, declaration, lang, said))
        elif found.key == post.key:
            advice = "name the other post here, or leave the line out"
            self.told.append(
                error(post.path, declaration.place, "translation-to-itself", f"{said} is this post itself", advice)
            )
        elif found.lang != lang:
            message = f"{said} is {found.path}, but that is in “{found.lang}”"
            here = (
                "name another post here, or write" if found.lang == post.lang else f"write “{found.lang}: …” here, or"
            )
            advice = f"{here} “lang: {declaration.lang}” there"
            self.told.append(error(post.path, declaration.place, "translation-language", message, advice))
        else:
            return found
        return None

    def found(self, post: Post, declaration: Declaration, lang: str) -> Post | None:
        """What is named; not a post of another language whose slug is that of one that is held back."""
        found = self.addresses.page(declaration.target, post, lang)
        hidden = self.held_back.page(declaration.target, post, lang) if found and found.lang != lang else None
        return None if hidden and hidden.lang == lang else found

    def missing(self, post: Post, declaration: Declaration, lang: str, said: str) -> list[Diagnostic]:
        target = declaration.target
        hidden = self.held_back.page(target, post, lang)
        if hidden:
            message = f"{said} is {hidden.path}, which is not published yet; the link is left out"
            return [
                warning(post.path, declaration.place, "translation-held-back", message, "--drafts or --future shows it")
            ]
        if f"/{target.strip('/')}/" in self.unreadable:
            return []
        match = self.addresses.nearest(target, lang)
        message = f"{said} leads to “{target}”, and there is no such post; the link is left out"
        advice = f"did you mean “{match}”?" if match else "write the URL, slug or file of the other post"
        return [warning(post.path, declaration.place, "translation-missing", message, advice)]
