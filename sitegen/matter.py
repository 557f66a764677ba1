"""The head of a file: frontmatter found, read by the table of keys, every fault with its place."""

import json
import re
from collections.abc import Iterable
from typing import Any

import frontmatter
import msgspec
import yaml
from frontmatter.default_handlers import BaseHandler, YAMLHandler

from sitegen import toml_tree, values, yaml_tree
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, hint, nearest, warning
from sitegen.model import Metadata
from sitegen.tree import Entry, Malformed, Node
from sitegen.values import Misread, Reader


class Head(msgspec.Struct, frozen=True):
    """A file cut in two, and the first half understood."""

    metadata: Metadata
    places: tuple[tuple[str, Place], ...]
    body: str
    body_line: int
    """The line of the file that the body's first line is."""


class Spelling(msgspec.Struct, frozen=True):
    """One way to write a key: its name, dotted for a key inside a key, and how its value is read."""

    name: str
    read: Reader


def _spellings(read: Reader, *names: str) -> tuple[Spelling, ...]:
    return tuple(Spelling(name, read) for name in names)


IMAGES = ("image", "heroImage", "ogImage", "cover", "thumbnail", "hero")
# Every key by its canonical name, with the spellings that are accepted, the first one that is there wins.
KEYS: dict[str, tuple[Spelling, ...]] = {
    "title": _spellings(values.text, "title"),
    "subtitle": _spellings(values.text, "subtitle"),
    "description": _spellings(values.text, "description", "summary", "excerpt"),
    "date": _spellings(values.date, "date", "pubDate", "pubDatetime", "publishDate", "publishedAt", "published"),
    "updated": _spellings(
        values.date, "updated", "updatedDate", "modDatetime", "lastmod", "modified", "updatedAt", "last_update.date"
    ),
    "draft": (
        Spelling("draft", values.flag),
        Spelling("published", values.switched_off),
        Spelling("status", values.draft_status),
        Spelling("unlisted", values.flag),
    ),
    "authors": _spellings(values.authors, "author", "authors"),
    "tags": _spellings(values.words, "tags", "keywords"),
    "categories": _spellings(values.words, "categories", "category"),
    "lang": _spellings(values.language, "lang", "locale", "language"),
    "translations": _spellings(values.translations, "translations"),
    "translation_key": _spellings(values.text, "translationKey", "translationSlug", "page_id"),
    "translated_from": _spellings(values.state, "translatedFrom", "translated_from"),
    "slug": _spellings(values.slug, "slug", "postSlug"),
    "permalink": _spellings(values.permalink, "permalink", "url", "path"),
    "aliases": _spellings(values.permalinks, "aliases", "redirect_from", "alias"),
    "image": _spellings(values.image, *IMAGES),
    "image_alt": _spellings(values.text, "imageAlt", "heroImageAlt", *(f"{name}.alt" for name in IMAGES)),
    "canonical_url": _spellings(values.web_address, "canonicalURL", "canonicalUrl", "canonical_url"),
    "layout": _spellings(values.text, "layout", "template"),
    "color": _spellings(values.accent, "color", "accent", "accentColor"),
    "featured": _spellings(values.anything, "featured", "pin", "pinned", "sticky"),
    "series": _spellings(values.text, "series"),
    "toc": _spellings(values.anything, "toc", "tableOfContents", "showToc"),
    "math": _spellings(values.flag, "math", "katex"),
    "tech": _spellings(values.joined, "tech"),
}
# What the frontmatter must have at its top for a key to be there, by the key's canonical name.
TOPS = {key: frozenset(one.name.partition(".")[0] for one in spellings) for key, spellings in KEYS.items()}
KNOWN = frozenset().union(*TOPS.values())
# How like a known key an unknown one must be to be worth a hint: one letter off in a word of five.
LIKENESS = 0.8


class TomlHandler(BaseHandler):
    """Hugo's and Zola's frontmatter, between lines of `+++`."""

    FM_BOUNDARY = re.compile(r"^\+{3,}\s*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str) -> Any:  # noqa: ANN401 - as the base class has it
        return toml_tree.parse(fm)


class CoreYamlHandler(YAMLHandler):
    """python-frontmatter's handler with YAML 1.2 and places in place of YAML 1.1."""

    def load(self, fm: str, **kwargs: object) -> Any:  # noqa: ANN401 - as the base class has it
        try:
            yaml_tree.refuse_deep_nesting(fm)
            return super().load(fm, Loader=yaml_tree.CoreLoader, **kwargs)
        except yaml.YAMLError as problem:
            raise yaml_tree.explained(problem, fm) from None


# Lines of keys that end in a closing mark which nothing has opened.
UNOPENED = re.compile(r"(?:[A-Za-z]\w*:(?: .*)?\n(?:[ \t-].*\n)*)+---[ \t]*(?:\n|\Z)")
HANDLERS: tuple[BaseHandler, ...] = (CoreYamlHandler(), TomlHandler())


class Halves(msgspec.Struct, frozen=True):
    """A text with frontmatter, cut between its closing mark and the body."""

    handler: BaseHandler
    front: str
    """With the newline behind the opening mark."""
    front_at: int
    """Where it begins in the text."""
    body: str

    def load(self) -> Node:
        """Raises Malformed."""
        tree: Node = self.handler.load(self.front)  # type: ignore[assignment]  # both of ours make trees in place of dictionaries
        return tree


class Unclosed(Exception):
    """Frontmatter that has an opening mark and no closing one."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


def halves(text: str) -> Halves | None:
    """The text cut in two; None if it has no frontmatter. Raises Unclosed."""
    blank = _blank_start(text)
    handler = frontmatter.detect_format(text[blank:], HANDLERS)
    if handler is None:
        return None
    try:
        front, body = handler.split(text[blank:])
    except ValueError:
        raise Unclosed(str(handler.END_DELIMITER)) from None
    return Halves(handler, front, text.index(front, blank + len(handler.START_DELIMITER or "")), body)


def _blank_start(text: str) -> int:
    """The length of the blank lines above the first that is not."""
    return text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1


def read_head(text: str, path: str) -> Outcome[Head]:
    """The head of a file's text, whose line ends are newlines and whose byte-order mark is gone."""
    blank = _blank_start(text)
    blank_lines = text.count("\n", 0, blank)
    try:
        cut = halves(text)
    except Unclosed as unclosed:
        message = f"the frontmatter that begins here is never closed with “{unclosed.mark}”"
        advice = f"put a line of “{unclosed.mark}” after the last key; write “***” for a line across the page"
        return Outcome(None, (error(path, Place(blank_lines + 1), "unclosed-frontmatter", message, advice),))
    if cut is None:
        return Outcome(Head(Metadata(), (), text, 1), _unopened(text[blank:], path, blank_lines))
    body_line = text.count("\n", 0, len(text) - len(cut.body)) + 1
    lines_above = text.count("\n", 0, cut.front_at)
    try:
        tree = cut.load()
    except Malformed as malformed:
        place = Place(malformed.place.line + lines_above, malformed.place.column)
        return Outcome(None, (error(path, place, "broken-frontmatter", malformed.message, malformed.hint),))
    return _understood(tree, cut.front, path, cut.body, body_line, lines_above)


def _unopened(text: str, path: str, blank_lines: int) -> tuple[Diagnostic, ...]:
    if not UNOPENED.match(text):
        return ()
    message = "this looks like frontmatter, but there is no “---” above it; it would be published as text"
    return (
        error(
            path, Place(blank_lines + 1), "unopened-frontmatter", message, "put a line of “---” before the first key"
        ),
    )


def _understood(tree: Node, front: str, path: str, body: str, body_line: int, lines_above: int) -> Outcome[Head]:
    if tree.entries is None and not tree.is_empty:
        place = Place(tree.place.line + lines_above, tree.place.column)
        message = f"the frontmatter is {tree.what}, not keys with values"
        return Outcome(
            None, (error(path, place, "broken-frontmatter", message, "write lines of the form “key: value”"),)
        )
    reading = _Reading(tree, path, lines_above, front.split("\n"))
    given = [key for key, tops in TOPS.items() if not tops.isdisjoint(reading.entries)]  # most posts give a few
    found = {key: value for key in given if (value := reading.value_of(key)) is not None}
    extra = {entry.key: entry.node.plain() for entry in tree if entry.key not in KNOWN}
    metadata = msgspec.convert(found | {"extra": json.dumps(extra, ensure_ascii=False)}, Metadata)
    told = (*reading.told, *_misspelt(tree, reading))
    return Outcome(Head(metadata, tuple(sorted(reading.places.items())), body, body_line), told)


class _Reading:
    """One pass over the table of keys; gathers what there is to tell."""

    def __init__(self, tree: Node, path: str, lines_above: int, rows: list[str]) -> None:
        self.tree = tree
        self.entries = {entry.key: entry for entry in tree}
        self.rows = rows
        self.path = path
        self.lines_above = lines_above
        self.told: list[Diagnostic] = []
        self.places: dict[str, Place] = {}

    def in_file(self, place: Place) -> Place:
        return Place(place.line + self.lines_above, place.column)

    def value_of(self, key: str) -> Any:  # noqa: ANN401 - each key has its own type; msgspec checks it
        for spelling in KEYS[key]:
            entry = self.entries.get(spelling.name) or (self.tree.find(spelling.name) if "." in spelling.name else None)
            # `slug: ""` is what a form leaves of a field that nobody filled in.
            if entry is None or entry.node.is_empty or entry.node.scalar == "":
                self.note_comment(key, entry)
                continue
            value = self.read(entry, spelling.read)
            if value is not None:
                self.places[key] = self.in_file(entry.node.place)
                return self.with_places(value) if key == "translations" else value
        return None

    def note_comment(self, key: str, entry: Entry | None) -> None:
        """To YAML, `color: #f59e0b` is a key without a value, and a comment."""
        row = self.rows[entry.place.line - 1] if entry and key == "color" else ""
        if entry and "#" in row:
            message = f"“{entry.key}” has no value: after a space, “#” begins a comment"
            place = Place(entry.place.line + self.lines_above, row.index("#") + 1)
            self.told.append(
                warning(self.path, place, "colour-is-comment", message, 'put the colour in quotes: "#f59e0b"')
            )

    def read(self, entry: Entry, reader: Reader) -> Any:  # noqa: ANN401 - as above
        try:
            return reader(entry.node)
        except Misread as misread:
            for one in (misread, *misread.also):
                place = self.in_file(one.place or entry.node.place)
                self.told.append(error(self.path, place, one.code, f"“{entry.key}”: {one.message}", one.hint))
            return None

    def with_places(self, declarations: Any) -> Any:  # noqa: ANN401 - a tuple of Declaration
        """The places of the single translations, in the file instead of in the frontmatter."""
        return tuple(msgspec.structs.replace(one, place=self.in_file(one.place)) for one in declarations)


def is_misread(key: str, told: Iterable[Diagnostic]) -> bool:
    """Whether one of the key's spellings has a value that can't be read."""
    beginnings = tuple(f"“{spelling.name}”: " for spelling in KEYS[key])
    return any(one.message.startswith(beginnings) for one in told)


def _misspelt(tree: Node, reading: _Reading) -> list[Diagnostic]:
    told = []
    for entry in tree:
        match = None if entry.key in KNOWN else nearest(entry.key, KNOWN, LIKENESS)
        if match:
            message = f"the key “{entry.key}” is not known; layouts get it as page.extra"
            told.append(
                hint(reading.path, reading.in_file(entry.place), "unknown-key", message, f"did you mean “{match}”?")
            )
    return told
