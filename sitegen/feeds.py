"""Atom feeds (RFC 4287): the full text of the newest posts of one language, every address in full."""

import re
from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from sitegen import urls
from sitegen.lazy import Lazy
from sitegen.model import Chrome, Feed, Post, Text

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 forbids even when escaped.
FORBIDDEN = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# The link of a heading to itself is quiet by its style sheet, which a feed has not.
HEADING_LINK = re.compile(r'<a class="heading-link"[^<>]*>(.*?)</a>', re.DOTALL)
# A link to a place on the page itself, which in a feed would be one of the reader's own page.
OWN_PLACE = re.compile(r"""(<a\b[^<>]*\shref=["']?)([#?])""")


class Full(msgspec.Struct, frozen=True):
    """An entry with its text."""

    post: Post
    html: str


def render_feed(feed: Feed, texts: Sequence[Lazy[Text]]) -> str:
    """The feed, with the text of each of its entries."""
    chrome = feed.chrome.value
    entries = [Full(one.post.value, text.value.html(one.links)) for one, text in zip(feed.entries, texts, strict=True)]
    root = Element("feed", {"xmlns": ATOM, LANG: chrome.lang})
    home = urls.absolute(chrome.home, chrome.base_url)
    _text(root, "id", home)
    _text(root, "title", chrome.title or home)
    if chrome.description:
        _text(root, "subtitle", chrome.description)
    SubElement(root, "link", {"href": home})
    SubElement(
        root, "link", {"rel": "self", "type": "application/atom+xml", "href": urls.absolute(feed.url, chrome.base_url)}
    )
    _text(root, "updated", max(_updated(entry) for entry in entries))
    _text(SubElement(root, "author"), "name", chrome.author or chrome.title or home)
    _text(root, "generator", chrome.generator)
    for entry in entries:
        _entry(SubElement(root, "entry"), entry, chrome)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _entry(element: Element, entry: Full, chrome: Chrome) -> None:
    post, metadata = entry.post, entry.post.metadata
    address = urls.absolute(post.url, chrome.base_url)
    _text(element, "id", address)
    _text(element, "title", post.title)
    SubElement(element, "link", {"href": address})
    if metadata.date:
        _text(element, "published", metadata.date.timestamp)
    _text(element, "updated", _updated(entry))
    for author in metadata.authors:
        _text(SubElement(element, "author"), "name", author.name)
    for tag in metadata.tags:
        SubElement(element, "category", {"term": _clean(tag)})
    if post.description:
        _text(element, "summary", post.description)
    html = OWN_PLACE.sub(rf"\g<1>{escape(address)}\g<2>", HEADING_LINK.sub(r"\1", entry.html))
    _text(element, "content", html).set("type", "html")


def _updated(entry: Full) -> str:
    """RFC 3339. Only posts with a date are in a feed."""
    when = entry.post.metadata.updated or entry.post.metadata.date
    assert when is not None
    return when.timestamp


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return re.sub(FORBIDDEN, "", text)  # compiled when it is needed: that takes 5 ms
