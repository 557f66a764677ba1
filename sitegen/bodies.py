"""The links and pictures of a post, resolved: what fills the holes of its body."""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import unquote, urljoin

from sitegen import urls
from sitegen.diagnostics import Diagnostic, Outcome, nearest, warning
from sitegen.lazy import Lazy
from sitegen.model import Layout, Link, Post
from sitegen.pictures import PHOTOGRAPHS
from sitegen.urls import TEXT_FRAGMENT
from sitegen.web import Web


def links(post: Post, web: Web) -> tuple[str, ...]:
    """What fills each hole of the body: escaped addresses with the base path, and sizes of pictures."""
    return tuple(
        _size(one, post, web) if one.kind == "size" else escape(_resolved(one.target, post, web)) for one in post.links
    )


def full_links(post: Post, web: Web) -> tuple[str, ...]:
    """As `links`, as full addresses: a feed is read elsewhere."""
    base = urls.absolute(post.url, web.site.config.base_url)
    return tuple(
        _size(one, post, web) if one.kind == "size" else escape(urljoin(base, _resolved(one.target, post, web)))
        for one in post.links
    )


def _size(link: Link, post: Post, web: Web) -> str:
    """The attributes of a picture that keep its place free; none for one of unknown size."""
    size = web.sizes.get(web.addresses.url(link.target, post) or "")
    return f' width="{size.width}" height="{size.height}"' if size else ""


def _resolved(target: str, post: Post, web: Web) -> str:
    """A target that leads nowhere stays as it is written, with the base path."""
    base_url = web.site.config.base_url
    url = web.addresses.url(target, post)
    if url is None:
        return urls.base_path_of(base_url) + target if target.startswith("/") else target
    parts = urls.split(target)
    tail = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return urls.href(url, base_url) + tail


def missing_links(post: Post, web: Web) -> tuple[Diagnostic, ...]:
    """A warning for each link of the body that leads nowhere, or to a place that its page does not have."""
    asked = [one for one in post.links if one.kind != "size"]
    missing = (one for one in asked if web.addresses.url(one.target, post) is None)
    return (
        *(_missing(one, post, web) for one in missing if not _is_unreadable(one.target, web)),
        *(_unreadable(one, post) for one in asked if one.kind == "image" and _is_unreadable_picture(one, post, web)),
        *(told for one in asked if "#" in one.target for told in _missing_place(one, post, web)),
        *(told for one in post.unknown for told in _missing_place(one, post, web)),
    )


def _is_unreadable_picture(link: Link, post: Post, web: Web) -> bool:
    url = web.addresses.url(link.target, post) or ""
    return url.lower().endswith(PHOTOGRAPHS) and url not in web.sizes


def _unreadable(link: Link, post: Post) -> Diagnostic:
    message = f"“{link.target}” can't be read as a picture, so its place on the page is not kept free"
    return warning(post.path, link.place, "unreadable-picture", message, "look at it in a browser, and save it again")


def _missing_place(link: Link, post: Post, web: Web) -> Iterator[Diagnostic]:
    """What there is to tell of the part behind `#`. A list, or a file that is copied, may have any place."""
    fragment = unquote(link.target.partition("#")[2])
    url = post.url if link.kind == "fragment" else web.addresses.url(link.target, post)
    target = web.directory.by_url.get(url or "")
    if not isinstance(target, Post) or fragment.lower() in ("", "top") or fragment.startswith(TEXT_FRAGMENT):
        return
    ids = target.ids.split("\n")
    if fragment in ids or _has_place(fragment, web.layout_of(target).value):
        return
    where = "this page" if target.key == post.key else f"“{target.path}”"
    match = nearest(fragment, ids)
    advice = f"did you mean “#{match}”?" if match else "check the heading's id in the built page"
    yield warning(post.path, link.place, "missing-heading", f"{where} has no place “#{fragment}”", advice)


def _has_place(identifier: str, layout: Lazy[Layout] | None) -> bool:
    """Whether a template writes an id by itself, or one that only rendering tells."""
    written = re.compile(rf"""\bid\s*=\s*["']?(?:{re.escape(identifier)}["'\s>]|[^"'\s>]*\{{\{{)""")
    return layout is not None and any(written.search(template.text) for template in layout.value.templates)


def _missing(link: Link, post: Post, web: Web) -> Diagnostic:
    if hidden := web.held_back.page(link.target, post):
        message = f"“{link.target}” is {hidden.path}, which is not published yet"
        return warning(post.path, link.place, "link-held-back", message, "--drafts or --future shows it")
    kind = "picture" if link.kind == "image" else "page or file"
    match = web.addresses.nearest(link.target)
    advice = f"did you mean “{match}”?" if match else "check the spelling, or the folder it is in"
    return warning(post.path, link.place, "missing-link", f"there is no {kind} “{link.target}”", advice)


def _is_unreadable(target: str, web: Web) -> bool:
    return f"/{urls.split(target).path.strip('/')}/" in web.unreadable


def image(post: Post, web: Web) -> Outcome[str]:
    """The full address of the post's picture, for those who share it."""
    written = post.image
    if not written or urls.is_elsewhere(written):
        return Outcome(written)
    url = web.addresses.url(written, post)
    if url is None:
        message = f"there is no file “{written}”; the picture is left out"
        advice = "put it beside the post or into static/"
        return Outcome(None, (warning(post.path, post.place_of("image"), "missing-image", message, advice),))
    return Outcome(urls.absolute(url, web.site.config.base_url))
