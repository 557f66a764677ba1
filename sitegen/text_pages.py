"""The pages that a file gives its text: posts, pages at the top, the page for what is not found."""

from collections.abc import Iterable, Mapping

from sitegen import bodies, counterparts, listing, urls
from sitegen.diagnostics import Diagnostic, Outcome, warning
from sitegen.languages import among
from sitegen.layout_choice import LAYOUT_OF_ROLE
from sitegen.model import Counted, Page, Post, Ref
from sitegen.web import Web

Neighbours = Mapping[str, tuple[Ref | None, Ref | None]]


def text_pages(web: Web) -> list[Outcome[Page]]:
    neighbours = _neighbours(web)
    tags = {tag.url: tag for one in web.listings if one.kind == "tags" for tag in one.tags}
    return [_page(post, web, neighbours, tags) for post in web.posts if post.is_text]


def _page(post: Post, web: Web, neighbours: Neighbours, tags: Mapping[str, Counted]) -> Outcome[Page]:
    layout, image = web.layout_of(post), bodies.image(post, web)
    original = _original(post, web)
    told = (*layout.diagnostics, *image.diagnostics, *original.diagnostics, *bodies.missing_links(post, web))
    if layout.value is None:
        return Outcome(None, told)
    newer, older = neighbours.get(post.key, (None, None))
    page = Page(
        url=post.url,
        kind=post.role,
        layout=layout.value,
        chrome=web.lazy_chromes[post.lang],
        section_url=_section_url(post, web),
        key=post.key,
        links=bodies.links(post, web),
        image=image.value,
        tags=_tags(post, web, tags),
        translations=counterparts.of_post(post, web),
        original=original.value,
        newer=newer,
        older=older,
    )
    return Outcome(page, told)


def _original(post: Post, web: Web) -> Outcome[Ref]:
    """What a post says that it was translated from: of its group, the one in that language."""
    state = post.translated_from
    if state is None:
        return Outcome(None)
    lang = among(state.lang, web.languages)
    found = next((ref for ref in counterparts.of_post(post, web) if ref.lang == lang and ref.url != post.url), None)
    if found:
        return Outcome(found)
    message = f"this says that it was translated from “{state.lang}”, but it has no translation in that language"
    advice = "name the original in “translations”, or leave this line out"
    return Outcome(None, (warning(post.path, post.place_of("translated_from"), "no-original", message, advice),))


def _neighbours(web: Web) -> Neighbours:
    """The newer and the older post of each post, in its section and language."""
    found: dict[str, tuple[Ref | None, Ref | None]] = {}
    for one in web.listings:
        is_top = one.kind == "section" and "/" not in one.name
        posts = one.posts if is_top else [post for post in one.posts if not post.section] if one.kind == "home" else ()
        posts = [post for post in posts if post.lang == one.lang]  # not those that the language lacks
        if posts:
            refs = [None, *(web.refs[post.key] for post in posts), None]
            for at, post in enumerate(posts, start=1):
                found[post.key] = (refs[at - 1], refs[at + 1])
    return found


def _section_url(post: Post, web: Web) -> str | None:
    found = web.directory.listings.get(("section", listing.top_section(post), post.lang))
    return found.url if found else None


def _tags(post: Post, web: Web, tags: Mapping[str, Counted]) -> tuple[Counted, ...]:
    index = web.chromes[post.lang].tags
    found: Iterable[str] = dict.fromkeys(f"{index}{urls.tag_slug(tag)}/" for tag in post.tags)
    return tuple(tags[url] for url in found if url in tags)


def not_found_pages(web: Web) -> list[Outcome[Page]]:
    """One a language: the author's 404.md, or the shipped words."""
    texts = {post.lang: post for post in web.posts if post.role == "not_found"}
    return [_not_found(lang, texts.get(lang), web) for lang in web.languages]


def _not_found(lang: str, text: Post | None, web: Web) -> Outcome[Page]:
    default = web.layouts.get(LAYOUT_OF_ROLE["not_found"])
    layout = web.layout_of(text) if text else Outcome(default)
    told: tuple[Diagnostic, ...] = (*layout.diagnostics, *(bodies.missing_links(text, web) if text else ()))
    if layout.value is None:
        return Outcome(None, told)
    page = Page(
        url=urls.home_url(lang, web.site.config.language) + "404.html",
        kind="not_found",
        layout=layout.value,
        chrome=web.lazy_chromes[lang],
        title="" if text else dict(web.chromes[lang].strings)["not_found"],
        key=text.key if text else "",
        links=bodies.links(text, web) if text else (),
    )
    return Outcome(page, told)
