"""A page in other languages: its true counterparts, and where a reader is sent who wants one that is not there."""

from collections.abc import Iterable, Sequence

from sitegen.listing import Listing, page_count
from sitegen.model import LanguageLink, Post, Ref
from sitegen.urls import page_of_list
from sitegen.web import Web


def of_post(post: Post, web: Web) -> tuple[Ref, ...]:
    """The post in every language that it is in, its own among them; empty if that is the only one."""
    groups = web.directory.groups
    own = [web.refs[key] for key in groups.members.get(post.key, ())]
    others = groups.elsewhere.get(post.key, ())
    if not others:
        return tuple(own)
    return _in_order([*(own or [web.refs[post.key]]), *(Ref(link.url, link.lang) for link in others)], web)


def _in_order(refs: Iterable[Ref], web: Web) -> tuple[Ref, ...]:
    """In the order of the site's languages; those that it does not have come last."""
    position = {lang: at for at, lang in enumerate(web.languages)}
    return tuple(sorted(refs, key=lambda ref: (position.get(ref.lang, len(position)), ref.lang)))


class Counterparts:
    """A list in every language of the site."""

    def __init__(self, one: Listing, web: Web) -> None:
        self.lang = one.lang
        self.web = web
        true = (web.directory.counterpart(one, lang) for lang in web.languages)
        self.true = [(there, self.page_count(there), self.title(there)) for there in true if there]
        self.nearest = [web.directory.nearest(one, lang) for lang in web.languages]

    def page_count(self, one: Listing) -> int:
        return page_count(one, self.web.site.config.entries_per_page)

    def title(self, one: Listing) -> str:
        return one.title or (self.web.chromes[one.lang].title if one.kind == "home" else "")

    def translations(self, number: int) -> tuple[Ref, ...]:
        """The number-th page in every language that has as many; empty if that is the only one.

        Whoever is in it has the same: it follows from the number and the lists' counts of pages alone.
        """
        pages = [
            (page_of_list(there.url, number), there.lang, title) for there, count, title in self.true if number <= count
        ]
        refs = [Ref(url, lang, title=title) for url, lang, title in pages if not self.web.directory.is_copied(url)]
        return tuple(refs) if len(refs) > 1 else ()

    def switch(self, url: str, translations: Sequence[Ref]) -> tuple[LanguageLink, ...]:
        """For every language the translation of the page at a URL, else the nearest list.

        Empty if the translations say it all, or the site has one language.
        """
        if len(self.nearest) in (1, len(translations)):
            return ()
        known = {self.lang: url} | {ref.lang: ref.url for ref in translations}
        return tuple(LanguageLink(there.lang, known.get(there.lang) or there.url) for there in self.nearest)
