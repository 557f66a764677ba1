"""The links and pictures of a post, resolved: what fills the holes of its body."""

from html import escape
from urllib.parse import urljoin

from sitegen import urls
from sitegen.diagnostics import Diagnostic, Outcome, warning
from sitegen.model import Link, Post
from sitegen.web import Web


def links(post: Post, web: Web) -> tuple[str, ...]:
    """What each link of the body leads to, escaped and with the base path."""
    return tuple(escape(_resolved(one.target, post, web)) for one in post.links)


def full_links(post: Post, web: Web) -> tuple[str, ...]:
    """As `links`, as full addresses: a feed is read elsewhere."""
    base = urls.absolute(post.url, web.site.config.base_url)
    return tuple(escape(urljoin(base, _resolved(one.target, post, web))) for one in post.links)


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
    """A warning for each link of the body that leads nowhere."""
    missing = (one for one in post.links if web.addresses.url(one.target, post) is None)
    return tuple(_missing(one, post, web) for one in missing if not _is_unreadable(one.target, web))


def _missing(link: Link, post: Post, web: Web) -> Diagnostic:
    if hidden := web.held_back.page(link.target, post):
        message = f"“{link.target}” is {hidden.path}, which is not published yet"
        return warning(post.path, link.place, "link-held-back", message, "--drafts or --future shows it")
    match = web.addresses.nearest(link.target)
    advice = f"did you mean “{match}”?" if match else "check the spelling, or the folder it is in"
    return warning(post.path, link.place, "missing-link", f"there is no page or file “{link.target}”", advice)


def _is_unreadable(target: str, web: Web) -> bool:
    return f"/{urls.split(target).path.strip('/')}/" in web.unreadable


def image(post: Post, web: Web) -> Outcome[str]:
    """The full address of the post's picture, for those who share it."""
    written = post.metadata.image
    if not written or urls.is_elsewhere(written):
        return Outcome(written)
    url = web.addresses.url(written, post)
    if url is None:
        message = f"there is no file “{written}”; the picture is left out"
        advice = "put it beside the post or into static/"
        return Outcome(None, (warning(post.path, post.place_of("image"), "missing-image", message, advice),))
    return Outcome(urls.absolute(url, web.site.config.base_url))
