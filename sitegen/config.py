"""site.toml to a Config: every key typed and checked, every fault with its place."""

import copy
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from sitegen import colour, languages, toml_tree
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, nearest
from sitegen.model import MarkdownSettings
from sitegen.tree import Malformed, Node
from sitegen.values import Misread, checked_language

Count = Annotated[int, msgspec.Meta(ge=1)]
THEME_COLOR = "#ff00b4"


class LanguageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the site is called in one language. What is not said is as for the whole site."""

    title: str | None = None
    description: str | None = None
    author: str | None = None


class NavigationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    """As in the default language: `/blog/` leads to `/ja/blog/` on a Japanese page, if there is one."""
    title: str | dict[str, str]
    """One for all languages, or one a language."""
    color: str | None = None


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a site. The defaults are those of a site without a site.toml."""

    title: str | None = None
    """Without one, the title of the home page."""
    description: str = ""
    url: str | None = None
    """Where the site is published, with its base path: `https://example.org/notes`."""
    author: str = ""
    language: str = "en"
    languages: dict[str, LanguageSettings] = {}
    navigation: tuple[NavigationEntry, ...] | None = None
    """Without it: home and the sections. An empty list means none."""
    theme_color: str = THEME_COLOR
    entries_per_page: Count = 20
    feed_entries: Count = 20
    dated_file_names: Literal["strip", "keep"] = "strip"
    """Whether the date of `2025-01-15-title.md` stays in the URL, as with Astro, or goes, as with Jekyll."""
    untranslated_posts: Literal["hide", "after", "among"] = "hide"
    """Whether a language's lists show the posts that it lacks: not at all, after its own, or among them by date."""
    stale_notes: bool = True
    """Whether readers are told that a translation is behind its original."""
    markdown: MarkdownSettings = MarkdownSettings()

    @property
    def base_url(self) -> str:
        return (self.url or "").rstrip("/")

    def languages_with(self, found: Iterable[str]) -> tuple[str, ...]:
        """All languages, the default one first. A site that declares none has those that its posts name."""
        return tuple(dict.fromkeys((self.language, *self.languages, *found)))


Steps = tuple[str | int, ...]


class Fault(msgspec.Struct, frozen=True):
    """Something wrong at a path of keys: ("languages", "jp")."""

    steps: Steps
    code: str
    message: str
    hint: str = ""
    at_key: bool = False


def read_config(text: str, path: str) -> Outcome[Config]:
    """The settings, and every fault in them at once. With faults, the settings are those that are right."""
    try:
        values = toml_tree.load(text)
        faults = [*_mistyped(values, Config, ()), *_meaningless(values)]
        if faults:
            return Outcome(_without_faults(values, faults), placed(faults, text, path))
        return Outcome(_canonical(msgspec.convert(values, Config)))
    except Malformed as malformed:
        return Outcome(None, (error(path, malformed.place, "broken-settings", malformed.message, malformed.hint),))
    except RecursionError:
        message, advice = "the values in here are nested too deeply", "write them out simply"
        return Outcome(None, (error(path, Place(), "broken-settings", message, advice),))


def _without_faults(values: dict[str, Any], faults: Sequence[Fault]) -> Config | None:
    """The settings that are right, so that what is wrong in the posts is told in the same run."""
    sound = copy.deepcopy(values)
    for fault in faults:
        *above, last = fault.steps
        if above and isinstance(above[0], str) and isinstance(sound.get(above[0]), list):
            sound.pop(above[0])  # a list with a hole in it would be another list
            continue
        inner: Any = sound
        for step in above:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            inner.pop(last, None)
    try:
        return _canonical(msgspec.convert(sound, Config))
    except (msgspec.ValidationError, TypeError):
        return None


Tell = Callable[[str, Place, str, str, str], Diagnostic]


def placed(faults: Sequence[Fault], text: str, path: str, tell: Tell = error) -> tuple[Diagnostic, ...]:
    """The faults with their places. The tree is made only if there are any: it is slow to import."""
    if not faults:
        return ()
    try:
        tree = toml_tree.parse(text)
    except Malformed:
        tree = Node(Place())  # a text too deep for places; the faults are told all the same
    return tuple(tell(path, _place(tree, fault), fault.code, fault.message, fault.hint) for fault in faults)


def _place(tree: Node, fault: Fault) -> Place:
    last = fault.steps[-1] if fault.steps else 0
    above = tree.at(*fault.steps[:-1])
    entry = above.entry(last) if above and isinstance(last, str) else None
    if entry and fault.at_key:
        return entry.place
    found = tree.at(*fault.steps)
    return found.place if found else tree.place


def _mistyped(value: Any, wanted: Any, steps: Steps) -> Iterator[Fault]:  # noqa: ANN401 - any TOML value, any type
    """Unknown keys and wrong types, by the types of Config and what it holds."""
    kinds = _kinds(wanted)
    structure = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, msgspec.Struct)), None)
    table = next((kind for kind in kinds if typing.get_origin(kind) is dict), None)
    items = next((kind for kind in kinds if typing.get_origin(kind) is tuple), None)
    if isinstance(value, dict) and structure:
        yield from _mistyped_keys(value, structure, steps)
    elif isinstance(value, dict) and table:
        for key, inner in value.items():
            yield from _mistyped(inner, typing.get_args(table)[1], (*steps, key))
    elif isinstance(value, list) and items:
        for at, inner in enumerate(value):
            yield from _mistyped(inner, typing.get_args(items)[0], (*steps, at))
    elif not _fits(value, wanted):
        name = steps[-1] if isinstance(steps[-1], str) else steps[-2]
        expected = " or ".join(filter(None, map(_in_words, kinds)))
        yield Fault(
            steps, "wrong-type", f"“{name}”: {expected} is wanted here, but this is {_what(value)}", f"write {expected}"
        )


def _kinds(wanted: Any) -> tuple[Any, ...]:  # noqa: ANN401 - types are values here
    """The types of a union, or the one type."""
    return typing.get_args(wanted) if typing.get_origin(wanted) is types.UnionType else (wanted,)


def _fits(value: Any, wanted: Any) -> bool:  # noqa: ANN401 - any TOML value, any type
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        return False
    return True


def _in_words(kind: Any) -> str:  # noqa: ANN401 - types are values here
    """A type as an author would call it; nothing for None, which TOML has not."""
    if typing.get_origin(kind) is Literal:
        return " or ".join(f"“{choice}”" for choice in typing.get_args(kind))
    names = {str: "text", bool: "true or false", Count: "a whole number of at least 1", type(None): ""}
    return names.get(kind, "a list" if typing.get_origin(kind) is tuple else "a table")


def _what(value: Any) -> str:  # noqa: ANN401 - any TOML value
    kinds = ((bool, "true or false"), (int, f"the number {value}"), (float, f"the number {value}"), (str, f"“{value}”"))
    kinds_of_many = ((dict, "a table"), (list, "a list"))
    return next((words for kind, words in (*kinds, *kinds_of_many) if isinstance(value, kind)), "a date or a time")


def _mistyped_keys(table: dict[str, Any], structure: type[msgspec.Struct], steps: Steps) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(structure)}
    for key, inner in table.items():
        if key in fields:
            yield from _mistyped(inner, fields[key].type, (*steps, key))
        else:
            match = nearest(key, fields)
            advice = f"did you mean “{match}”?" if match else f"the keys here are {', '.join(fields)}"
            yield Fault((*steps, key), "unknown-setting", f"there is no setting “{key}”", advice, at_key=True)
    for key, field in fields.items():
        if field.required and key not in table:
            example = f'{key} = "…"'
            yield Fault(steps, "missing-setting", f"the setting “{key}” is missing here", f"add {example}")


def _meaningless(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Values of the right type that mean nothing: languages, colours, addresses."""
    yield from _language_faults(values)
    theme = values.get("theme_color")
    if isinstance(theme, str):
        yield from _colour_fault(theme, ("theme_color",))
    url = values.get("url")
    if isinstance(url, str) and (wrong := fault_of_base_url(url)):
        yield Fault(
            ("url",), "impossible-url", f"“{url}” is no address of a site: {wrong}", "write it as https://example.org"
        )
    navigation = values.get("navigation")
    for at, entry in enumerate(navigation if isinstance(navigation, list) else ()):
        if isinstance(entry, dict):
            yield from _navigation_faults(entry, ("navigation", at))


def _language_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    if isinstance(values.get("language"), str):
        yield from _language_fault(values["language"], ("language",), at_key=False)
    tables = values.get("languages")
    seen: dict[str, str] = {}
    for code in tables if isinstance(tables, dict) else ():
        yield from _language_fault(code, ("languages", code), at_key=True)
        first = seen.setdefault(languages.canonical(code) or code, code)
        if first != code:
            message = f"“{code}” and “{first}” are the same language"
            yield Fault(("languages", code), "language-twice", message, "keep one of the two", at_key=True)


def _navigation_faults(entry: Mapping[str, Any], steps: Steps) -> Iterator[Fault]:
    if isinstance(entry.get("color"), str):
        yield from _colour_fault(entry["color"], (*steps, "color"))
    url = entry.get("url")
    if isinstance(url, str) and not url.startswith(("/", "http://", "https://", "mailto:")):
        yield Fault(
            (*steps, "url"),
            "impossible-url",
            f"“{url}” is no address",
            "begin it with “/”, or with https:// for another site",
        )
    titles = entry.get("title")
    for code in titles if isinstance(titles, dict) else ():
        yield from _language_fault(code, (*steps, "title", code), at_key=True)


def _language_fault(code: str, steps: Steps, at_key: bool) -> Iterator[Fault]:
    try:
        checked_language(code)
    except Misread as misread:
        yield Fault(steps, misread.code, misread.message, misread.hint, at_key)


def _colour_fault(text: str, steps: Steps) -> Iterator[Fault]:
    if colour.accent(text) is None:
        yield Fault(steps, "unknown-colour", f"“{text}” is no colour", 'write it as "#f59e0b" or by a CSS name')


def fault_of_base_url(url: str) -> str | None:
    """Why a site can't be published at an address, in words; None if it can."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return "it can't be read"
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        return "it does not begin with https:// and a host"
    if parts.query or parts.fragment or any(not one.isprintable() or one in ' "<>\\' for one in url):
        return "it has more than a host and a path"
    return None


def _canonical(config: Config) -> Config:
    """Language codes in their canonical spelling, so that the rest compares them as text."""
    navigation = config.navigation
    return msgspec.structs.replace(
        config,
        language=languages.canonical(config.language),
        languages={languages.canonical(code): settings for code, settings in config.languages.items()},
        navigation=None if navigation is None else tuple(_with_canonical_titles(entry) for entry in navigation),
    )


def _with_canonical_titles(entry: NavigationEntry) -> NavigationEntry:
    if isinstance(entry.title, str):
        return entry
    titles = {languages.canonical(code) or code: title for code, title in entry.title.items()}
    return msgspec.structs.replace(entry, title=titles)
