"""What an author writes after the opening fence, in the spellings that people know, as one frozen value."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec

from sitegen.diagnostics import did_you_mean

LONGEST = 2000  # characters of settings that are read; nobody writes more, and an attack stays cheap
LANGUAGE = re.compile(r"\s*([^\s,{]*),?")
QUOTED = r'"(?:\\.|[^"\\])*"|' + r"'(?:\\.|[^'\\])*'|/(?:\\.|[^/\\])+/"
PIECE = re.compile(rf"(?:([\w-]+)=)?(\{{[^{{}}]*\}}|\[[^\[\]]*\]|{QUOTED}|[^\s\"'{{}}]+|\S)")
RANGE = re.compile(r"[\"']?(\d{1,9})(?:-(\d{1,9}))?[\"']?")
FLAGS = {"": True, "true": True, "table": True, "inline": True, "false": False}  # two of them are Hugo's
FRAMES = ("auto", "code", "terminal", "none")


class LineMark(msgspec.Struct, frozen=True):
    kind: str
    """`marked`, `inserted` or `deleted`: a class of the line."""
    first: int
    last: int


class TextMark(msgspec.Struct, frozen=True):
    tag: str
    """`mark`, `ins` or `del`: the element around the text."""
    text: str


class Fault(msgspec.Struct, frozen=True):
    """A setting that is not understood, and so has no effect."""

    piece: str
    message: str
    advice: str


class FenceSettings(msgspec.Struct, frozen=True, kw_only=True):
    language: str = ""
    title: str = ""
    lines: tuple[LineMark, ...] = ()
    texts: tuple[TextMark, ...] = ()
    is_numbered: bool = False
    first_number: int = 1
    is_wrapped: bool = False
    frame: str = "auto"
    diff_of: str = ""
    """The language that the lines of a diff are in."""
    faults: tuple[Fault, ...] = ()

    @property
    def needs_lines(self) -> bool:
        return bool(self.lines or self.texts or self.is_numbered)


Change = dict[str, object] | None
KINDS = {"mark": "marked", "ins": "inserted", "del": "deleted"}


def _marks(tag: str) -> Callable[[str], Change]:
    def read(value: str) -> Change:
        if value[:1] in ("{", "["):
            ranges = tuple(_ranges(value[1:-1]))
            return {"lines": tuple(LineMark(KINDS[tag], *one) for one in ranges)} if ranges else None
        text = _unquoted(value)
        return {"texts": (TextMark(tag, text),)} if text and text != value else None

    return read


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    """Lines as in `1,3-5`. One that makes no sense makes all of them none."""
    found = [RANGE.fullmatch(part) for part in re.split("[, ]+", re.sub(r"\s*-\s*", "-", text).strip())]
    if all(found):
        yield from ((int(one[1]), int(one[2] or one[1])) for one in found if one)


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] in "\"'/" and value[-1] == value[0]
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if is_quoted else value


def _title(value: str) -> Change:
    return {"title": _unquoted(value)} if value else None


def _numbers(value: str) -> Change:
    """Docusaurus has the first number as the value."""
    text = _unquoted(value)
    if text in FLAGS:
        return {"is_numbered": FLAGS[text]}
    return {"is_numbered": True, **first} if (first := _first_number(text)) else None


def _first_number(value: str) -> Change:
    text = _unquoted(value).strip("{}")
    return {"first_number": int(text)} if re.fullmatch(r"\d{1,9}", text) else None


def _wrap(value: str) -> Change:
    text = _unquoted(value)
    return {"is_wrapped": FLAGS[text]} if text in FLAGS else None


def _frame(value: str) -> Change:
    text = _unquoted(value)
    return {"frame": text} if text in FRAMES else None


def _diff_of(value: str) -> Change:
    return {"diff_of": _unquoted(value)} if value else None


SETTINGS: dict[str, Callable[[str], Change]] = {
    "title": _title,
    "mark": _marks("mark"),
    "ins": _marks("ins"),
    "del": _marks("del"),
    "showLineNumbers": _numbers,
    "startLineNumber": _first_number,
    "wrap": _wrap,
    "frame": _frame,
    "lang": _diff_of,
}
# How other tools call the same.
ALSO = {
    "filename": "title",
    "file": "title",
    "highlight": "mark",
    "hl_lines": "mark",
    "linenos": "showLineNumbers",
    "linenumbers": "showLineNumbers",
    "linenostart": "startLineNumber",
}
READERS = {name.casefold(): read for name, read in SETTINGS.items()}


@lru_cache(maxsize=1024)
def read_settings(info: str) -> FenceSettings:
    """Each setting by its reader. What none understands is a fault, and the rest holds."""
    language = LANGUAGE.match(info)
    assert language  # it matches the empty text too
    changes: dict[str, object] = {"language": language[1]}
    faults: list[Fault] = []
    for whole, name, value in _pieces(info[language.end() :][:LONGEST]):
        change = _changed(name, value)
        if change is None:
            faults.append(_fault(whole, name))
        for field, new in (change or {}).items():
            before = changes.get(field, ())
            changes[field] = (*before, *new) if isinstance(before, tuple) and isinstance(new, tuple) else new
    if "first_number" in changes:
        changes.setdefault("is_numbered", True)
    return msgspec.convert({**changes, "faults": tuple(faults)}, FenceSettings, from_attributes=True)


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """Each setting as it stands, its name and its value. Hugo puts all of them into one pair of braces."""
    for found in PIECE.finditer(text):
        name, value = found[1] or "", found[2]
        if not name and value[0] == "{" and "=" in value:
            yield from _pieces(re.sub(r",(?=\s*\w+=)", " ", value[1:-1]))
        else:
            yield found[0], name, value


def _changed(name: str, value: str) -> Change:
    """A name alone is a flag; a value alone is what is to be marked."""
    if not name and value[0] in "{\"'/":
        return SETTINGS["mark"](value)
    name, value = (name, value) if name else (value, "")
    reader = READERS.get(ALSO.get(name.casefold(), name).casefold())
    return reader(value) if reader else None


def _fault(piece: str, name: str) -> Fault:
    word = name or piece
    if not name and piece[0] in "{\"'/":
        return Fault(piece, f"“{piece}” marks nothing", "write lines as {1,3-5}, and text as /text/")
    if ALSO.get(word.casefold(), word).casefold() in READERS:
        return Fault(piece, f"“{piece}” has a value that “{word}” can't have", "docs/markdown.md has an example")
    advice = did_you_mean(word, SETTINGS, "leave it out")
    return Fault(piece, f"code blocks have no setting “{word}”", advice)
