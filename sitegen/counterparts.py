"""A page in other languages: its true counterparts, and where a reader is sent who wants one that is not there."""

from collections.abc import Iterable

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
    return _in_order([*(own or [web.refs[post.key]]), *(Ref(link.url, "", link.lang) for link in others)], web)


def _in_order(refs: Iterable[Ref], web: Web) -> tuple[Ref, ...]:
    """In the order of the site's languages; those that it does not have come last."""
    position = {lang: at for at, lang in enumerate(web.languages)}
    return tuple(sorted(refs, key=lambda ref: (position.get(ref.lang, len(position)), ref.lang)))


def of_list(one: Listing, number: int, web: Web) -> tuple[Ref, ...]:
    """The number-th page of a list in every language that has as many; empty if that is the only one.

    Whoever is in it has the same: it follows from the number and the lists' counts of pages alone.
    """
    found = ((lang, web.directory.counterpart(one, lang)) for lang in web.languages)
    links = [(lang, _page(there, number, web), _title(there, web)) for lang, there in found if there]
    refs = [Ref(url, title, lang) for lang, url, title in links if url]
    return tuple(refs) if len(refs) > 1 else ()


def _title(one: Listing, web: Web) -> str:
    return one.title or (web.chromes[one.lang].title if one.kind == "home" else "")


def switch(one: Listing, number: int, web: Web) -> tuple[LanguageLink, ...]:
    """For every language the same page of a list, else the nearest list; empty if the site has one language."""
    if len(web.languages) < 2:
        return ()
    nearest = ((lang, web.directory.nearest(one, lang)) for lang in web.languages)
    return tuple(LanguageLink(lang, _switched(one, there, number, web)) for lang, there in nearest)


def _switched(one: Listing, there: Listing, number: int, web: Web) -> str:
    is_same = (there.kind, there.name) == (one.kind, one.name)
    return (_page(there, number, web) if is_same else None) or there.url


def _page(one: Listing, number: int, web: Web) -> str | None:
    """The URL of a page of a list; None if it has not as many, or a file of the author's stands there."""
    url = page_of_list(one.url, number)
    has_it = number <= page_count(one, web.site.config.entries_per_page)
    return url if has_it and not web.directory.is_copied(url) else None
