"""What the HTML of any built page says of its languages: read from its head, as a crawler does."""

from collections.abc import Iterable
from html.parser import HTMLParser

from sitegen.diagnostics import Diagnostic, Outcome, Place, warning
from sitegen.lazy import Frozen

SPACE = " \t\n\f\r"
LONGEST_HEAD = 1 << 19  # characters; no crawler reads on for ever either
IN_HEAD = frozenset(
    ("html", "head", "base", "link", "meta", "noscript", "script", "style", "template", "title", "noframes")
)
ASIDE = ("noscript", "noframes", "template")
"""What stands in these counts for nobody who reads the head."""


class Alternate(Frozen, frozen=True):
    """One language of a page, as written."""

    lang: str
    href: str
    place: Place


class BuiltPage(Frozen, frozen=True):
    path: str
    """Relative to the folder of the built site."""
    lang: str | None = None
    """That of `<html lang>`."""
    place: Place = Place()
    """Of `<html>`."""
    base: str = ""
    """What relative addresses are relative to, if the page says so."""
    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()


def read_page(pieces: Iterable[str], path: str) -> Outcome[BuiltPage]:
    """The head of a page whose text, with newlines as line ends, comes in pieces; read no further than it goes."""
    head = _Head()
    length = 0
    told: tuple[Diagnostic, ...] = ()
    try:
        for piece in pieces:
            head.feed(piece)
            length += len(piece)
            if length >= LONGEST_HEAD:
                message = "the head of this page does not end; what stands further down was not read"
                told = (warning(path, Place(), "endless-head", message, "close what is open above the first text"),)
                break
        else:
            head.close()
    except _Enough:
        pass
    page = BuiltPage(path, head.lang, head.place, head.base, head.canonical, tuple(head.alternates))
    return Outcome(page, told)


class _Enough(Exception):
    """The head has ended."""


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lang: str | None = None
        self.place = Place()
        self.base = ""
        self.canonical = ""
        self.alternates: list[Alternate] = []
        self.depth_aside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ASIDE:
            self.depth_aside += 1
        if self.depth_aside:
            return
        if tag not in IN_HEAD:
            raise _Enough
        values = {name: value or "" for name, value in reversed(attrs)}  # of two alike, HTML takes the first
        if tag == "html":
            self.lang = values.get("lang", values.get("xml:lang"))
            self.place = self._place()
        elif tag == "title":
            self.set_cdata_mode(tag)  # what looks like tags in a title is text
        elif tag == "base":
            self.base = self.base or values.get("href", "").strip()
        elif tag == "link":
            self._link(values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ASIDE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in ASIDE and self.depth_aside:
            self.depth_aside -= 1
        elif tag == "head" and not self.depth_aside:
            raise _Enough

    def handle_data(self, data: str) -> None:
        # Text is shown, and what is shown stands in the body: browsers end the head above it.
        if data.strip(SPACE) and self.cdata_elem is None and not self.depth_aside:
            raise _Enough

    def _link(self, values: dict[str, str]) -> None:
        relations = values.get("rel", "").lower().split()
        href = values.get("href", "").strip()
        if "canonical" in relations:
            self.canonical = self.canonical or href
        if "alternate" in relations and "hreflang" in values:
            self.alternates.append(Alternate(values["hreflang"].strip(), href, self._place()))

    def _place(self) -> Place:
        line, column = self.getpos()
        return Place(line, column + 1)
