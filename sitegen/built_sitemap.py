"""What any sitemap says of pages and their languages (sitemaps.org, and Google's use of hreflang in it)."""

from xml.parsers import expat

from sitegen.built_page import Alternate
from sitegen.diagnostics import Outcome, Place, error
from sitegen.lazy import Frozen


class Entry(Frozen, frozen=True):
    """A page, or a further sitemap."""

    address: str
    place: Place
    alternates: tuple[Alternate, ...] = ()


def read_sitemap(data: bytes, path: str) -> Outcome[tuple[Entry, ...]]:
    """The entries; those above the fault if there is one."""
    reader = _Reader()
    try:
        reader.parser.Parse(data)
        reader.parser.Parse(b"", True)  # noqa: FBT003 - the end, as expat has it
    except expat.ExpatError as problem:
        place = Place(problem.lineno, problem.offset + 1)
        message = f"this is not valid XML: {expat.ErrorString(problem.code)}"
        told = error(path, place, "broken-sitemap", message, "crawlers read nothing from here on")
        return Outcome(tuple(reader.entries), (told,))
    return Outcome(tuple(reader.entries))


class _Reader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.entries: list[Entry] = []
        self.alternates: list[Alternate] = []
        self.words: list[str] = []
        self.address = ""
        self.place = Place()

    def _here(self) -> Place:
        return Place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.words = []
        if tag in ("url", "sitemap"):
            self.address, self.alternates, self.place = "", [], self._here()
        elif tag == "link" and attributes.get("rel") == "alternate" and "hreflang" in attributes:
            self.alternates.append(Alternate(attributes["hreflang"], attributes.get("href", ""), self._here()))

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "loc" and not self.address:  # a picture in the entry has a `loc` of its own
            self.address = "".join(self.words).strip()
        elif tag in ("url", "sitemap"):
            self.entries.append(Entry(self.address, self.place, tuple(self.alternates)))

    def _text(self, text: str) -> None:
        self.words.append(text)
