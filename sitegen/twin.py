"""A new translation: the original's frontmatter as far as it carries over, and its body to write over."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import yaml

from sitegen.diagnostics import Place
from sitegen.matter import KEYS, Halves, Unclosed, halves
from sitegen.model import Metadata, Post
from sitegen.parse import place
from sitegen.staleness import state_of, written
from sitegen.survey import Survey
from sitegen.tree import Entry, Malformed, Node
from sitegen.twin_path import twin_path
from sitegen.yaml_tree import CoreLoader

# What is the original's own: its place, its history, and what makes it a translation of others.
OWN = ("lang", "translations", "translated_from", "slug", "permalink", "aliases", "canonical_url", "draft", "updated")
IN_WORDS = ("title", "subtitle", "description", "image_alt")
TO_TRANSLATE, AS_IN_ORIGINAL = "# To be translated:", "# As in the original:"
MADE_COMMENT = re.compile(r"# (?:To be translated|As in the original|A translation of .+):")
WIDE = 10_000  # columns: no value is broken into lines


class Twin(msgspec.Struct, frozen=True):
    path: str
    """Relative to the folder of the site."""
    url: str
    text: str


def twin(original: Post, text: str, lang: str, slug: str | None, survey: Survey) -> Twin:
    """The translation of a post, whose file has this text, into a language that its group does not have."""
    path = twin_path(original, lang, survey)
    location, _ = place(path, Metadata(lang=lang, slug=slug), survey.reading_with(lang))
    try:
        cut = halves(text)
    except Unclosed:
        cut = None
    links = {post.lang: post.url for post in survey.group_of(original)}
    state = written(state_of(original.lang, survey.sections(original)))
    own = {"lang": lang, **({"slug": slug} if slug else {}), "translations": links, "translatedFrom": state}
    front = _front(cut, original.path, {**own, "draft": True})
    return Twin(path, location.url, "\n".join(["---", *front, "---"]) + (cut.body if cut else f"\n{text}"))


def has_map(text: str) -> bool:
    """Whether a file's frontmatter has a map of its translations."""
    try:
        cut = halves(text)
        node = cut.load().at("translations") if cut else None
    except (Unclosed, Malformed):
        return False
    return node is not None and node.entries is not None


def _front(cut: Halves | None, path: str, own: Mapping[str, Any]) -> list[str]:
    """What carries over, as it is written if that reads the same, else written anew; and what is the twin's own."""
    tree = cut.load() if cut else Node(Place())
    entries = [entry for entry in tree if not _is_own(entry)]
    values = {entry.key: entry.node.plain() for entry in entries}
    below = [f"# A translation of {path}:", *_dumped(own)]
    lines = [*_grouped({entry.key: _rows(entry, tree, cut) for entry in entries if cut}), *below]
    if _read(lines) != {**values, **own}:
        lines = [*_grouped({key: _dumped({key: value}) for key, value in values.items()}), *below]
    return lines


def _grouped(rows: Mapping[str, Sequence[str]]) -> list[str]:
    names = {spelling.name for key in IN_WORDS for spelling in KEYS[key]}
    words = [line for key, some in rows.items() if key in names for line in some]
    others = [line for key, some in rows.items() if key not in names for line in some]
    return [*([TO_TRANSLATE, *words] if words else []), *([AS_IN_ORIGINAL, *others] if others else [])]


def _is_own(entry: Entry) -> bool:
    if entry.key == "published":
        return isinstance(entry.node.scalar, bool)  # else it is the date
    return any(spelling.name.partition(".")[0] == entry.key for key in OWN for spelling in KEYS[key])


def _rows(entry: Entry, tree: Node, cut: Halves) -> list[str]:
    """The rows from a key to the next, without the comments that an original has which is a twin itself."""
    rows = cut.front.split("\n")
    below = [one.place.line for one in tree if one.place.line > entry.place.line]
    own = rows[entry.place.line - 1 : min(below, default=len(rows)) - 1]
    return "\n".join(row for row in own if not MADE_COMMENT.fullmatch(row)).rstrip().split("\n")


def _read(lines: Sequence[str]) -> Any:  # noqa: ANN401 - any values
    try:
        tree: Node = yaml.load("\n".join(lines), Loader=CoreLoader)  # noqa: S506 - it makes a tree and nothing else
    except (yaml.YAMLError, Malformed):
        return None
    return tree.plain() or {}


def _dumped(values: Mapping[str, Any]) -> list[str]:
    dumped = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, default_flow_style=False, width=WIDE)
    return dumped.rstrip("\n").split("\n")
