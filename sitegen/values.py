"""Values of settings and frontmatter as authors write them, to what we mean by them.

A reader takes a node and gives the value, None if the node is not for it, or raises Misread.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sitegen import colour, dates, languages, staleness, urls
from sitegen.diagnostics import Place
from sitegen.model import Author, Declaration, State
from sitegen.tree import Entry, Node

Value = TypeVar("Value")
Reader = Callable[[Node], Any]


class Misread(Exception):
    """A value that can't be what its key wants."""

    def __init__(self, code: str, message: str, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place
        """Where it stands inside the value, if not at its beginning."""
        self.also: tuple[Misread, ...] = ()
        """What else is wrong with the value."""


def text(node: Node) -> str:
    """Text, or a number as it is written."""
    if node.entries is not None or node.items is not None or isinstance(node.scalar, bool):
        raise Misread("wrong-type", f"text is wanted here, but this is {node.what}", "put text in quotes")
    return str(node.scalar if isinstance(node.scalar, str) else node.raw).strip()


def flag(node: Node) -> bool:
    if not isinstance(node.scalar, bool):
        meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(str(node.scalar).lower())
        advice = (
            f"YAML 1.2 reads “{node.scalar}” as text; write {meant}" if meant else "write true or false, without quotes"
        )
        raise Misread("wrong-type", f"true or false is wanted here, but this is {node.what}", advice)
    return node.scalar


def switched_off(node: Node) -> bool | None:
    """`published: false` means a draft; a date there is a date."""
    return not node.scalar if isinstance(node.scalar, bool) else None


def draft_status(node: Node) -> bool | None:
    """`status: draft` means a draft; any other status is the author's own affair."""
    return True if str(node.scalar).lower() == "draft" else None


def date(node: Node) -> dates.When | None:
    if isinstance(node.scalar, bool):
        return None
    found = dates.read(text(node))
    if found is None:
        has_the_form = re.match(r"\d{4}-\d\d-\d\d\b", text(node))
        message = "is no day of the calendar" if has_the_form else "is no date that can be read"
        raise Misread(
            "unreadable-date", f"“{text(node)}” {message}", "write it as 2025-01-15 or 2025-01-15T09:30+09:00"
        )
    return found


def words(node: Node) -> tuple[str, ...]:
    """A list, or a text with commas; an entry may be a map with a `name`."""
    if node.items is None and node.entries is None:
        return _once(part.strip() for part in text(node).split(","))
    return _once(_at(item, _name) for item in _items(node))


def paths(node: Node) -> tuple[str, ...]:
    """A list of texts, or one."""
    return _once(_at(item, text) for item in _items(node))


def _items(node: Node) -> tuple[Node, ...]:
    """The items of a list that are not empty, or the value alone as if it were in one."""
    return (node,) if node.items is None else tuple(item for item in node.items if not item.is_empty)


def _at(node: Node, read: Callable[[Node], Value]) -> Value:
    """Read a value inside a value, so that a fault is told where it stands."""
    try:
        return read(node)
    except Misread as misread:
        misread.place = misread.place or node.place
        raise


def _name(node: Node) -> str:
    named = node.entry("name") or node.entry("label") or node.entry("title")
    return _at(named.node, text) if named else text(node)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in found if word))


def joined(node: Node) -> str:
    """A text, or a list shown as one line: `Go, Redis`."""
    return ", ".join(words(node)) if node.items is not None else text(node)


def authors(node: Node) -> tuple[Author, ...]:
    """A name, a list of names, or maps with `name` and `url`."""
    items = _items(node)
    return tuple(author for item in items if (author := _at(item, _author)).name)


def _author(node: Node) -> Author:
    if node.entries is None:
        return Author(text(node))
    url = node.entry("url")
    name = node.entry("name")
    if name is None:
        raise Misread("wrong-type", "an author's map has no “name”", "write {name: …, url: …}")
    return Author(_at(name.node, text), _at(url.node, web_address) if url else None)


def language(node: Node) -> str:
    return checked_language(text(node))


def checked_language(code: str) -> str:
    found = languages.canonical(code)
    if found is None:
        spoken = languages.language_spoken_in(code)
        wanted = (
            f"“{code}” is the code of a country; its language is “{spoken}”"
            if spoken
            else "write a code such as en, ja or pt-BR"
        )
        raise Misread("unknown-language", f"“{code}” is no language code", wanted)
    return found


def translations(node: Node) -> tuple[Declaration, ...]:
    """A map from language to the URL, slug or file of the translation."""
    if node.entries is None:
        raise Misread(
            "wrong-type",
            f"a map from language to page is wanted here, but this is {node.what}",
            'write {ja: "/blog/x-jp"}',
        )
    found = [_declaration(entry) for entry in node if not entry.node.is_empty]
    faults = [one for one in found if isinstance(one, Misread)]
    if faults:
        faults[0].also = tuple(faults[1:])
        raise faults[0]
    return tuple(one for one in found if isinstance(one, Declaration) and one.target)


def _declaration(entry: Entry) -> Declaration | Misread:
    try:
        lang = checked_language(entry.key)
    except Misread as misread:
        misread.place = entry.place
        return misread
    try:
        return Declaration(lang, _at(entry.node, text), entry.node.place)
    except Misread as misread:
        return misread


def state(node: Node) -> State:
    found = staleness.read(text(node))
    if found is None:
        advice = "leave the line out, or let “sitegen translate accept” write it"
        raise Misread("unreadable-state", f"“{text(node)}” is no state of an original", advice)
    return found


def accent(node: Node) -> colour.Accent:
    found = colour.accent(text(node))
    if found is None:
        raise Misread(
            "unknown-colour", f"“{text(node)}” is no colour", 'write it as "#f59e0b", with the quotes, or by a CSS name'
        )
    return found


def image(node: Node) -> str:
    """A URL or file, or a map with `src` or `url`."""
    if node.entries is not None:
        found = node.entry("src") or node.entry("url") or node.entry("image")
        if found is None:
            raise Misread("wrong-type", "the image's map has no “src”", "write {src: …, alt: …}")
        return _at(found.node, image)
    return _harmless(node)


def web_address(node: Node) -> str:
    return _harmless(node)


def _harmless(node: Node) -> str:
    found = text(node)
    if not urls.is_safe(found):
        raise Misread(
            "unsafe-url", f"“{found}” is no address of a page or file", "write a path, or an address with http or https"
        )
    return found


def permalink(node: Node) -> str:
    return _possible(urls.as_permalink(text(node)))


def permalinks(node: Node) -> tuple[str, ...]:
    return _once(_at(item, permalink) for item in _items(node))


def slug(node: Node) -> str:
    return checked_slug(text(node))


def checked_slug(written: str) -> str:
    found = written.strip("/")
    _possible(f"/{found}/")
    return found


def _possible(url: str) -> str:
    wrong = urls.fault(url) or ("it has a “?” or “#”" if {"?", "#"} & set(url) else None)
    if wrong:
        raise Misread(
            "impossible-url", f"no page can have the URL “{url}”: {wrong}", "write a path such as /blog/my-post/"
        )
    return url


def anything(node: Node) -> bool:
    """A switch that some tools let be a map of options, a number or a word: anything but false means on."""
    return node.scalar is not False
