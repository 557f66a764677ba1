"""The edge to the site's folder: files in, a Site out. Nothing here is written."""

import contextlib
import datetime
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from sitegen import __version__, urls
from sitegen.config import Config, fault_of_base_url, read_config
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, hint, warning
from sitegen.digests import Changed, Digests, FileBytes
from sitegen.lazy import Lazy
from sitegen.manifest import NAME as MANIFEST
from sitegen.model import Asset, Picture, Source, Template
from sitegen.pictures import SUFFIXES
from sitegen.site import Site
from sitegen.strings import Words
from sitegen.text import decode
from sitegen.word_files import about_words, overridden, read_strings

CONTENT, LAYOUTS, STATIC, SETTINGS, OUTPUT = "content", "layouts", "static", "site.toml", "dist"
STRINGS = f"{LAYOUTS}/strings/"
# Sources of other tools that lie among Markdown files; nobody wants them published as they are.
FOREIGN_SOURCES = (".mdx", ".astro", ".ts", ".tsx", ".jsx", ".vue", ".svelte")
# Astro's `rss.xml.js` makes a file; it is none.
ENDPOINT = re.compile(r"\.(?:xml|json|txt)\.js$")
DEEPEST = 200  # folders in one another: far beyond what anybody writes, far below what Python can follow
# Left by file managers, version control and an earlier build.
LITTER = frozenset((".DS_Store", "Thumbs.db", ".git", ".gitkeep", ".gitignore", MANIFEST))


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for on the command line, as far as it changes what is built."""

    today: datetime.date
    config: Path | None = None
    base_url: str | None = None
    output: Path | None = None
    """Where the site will be written, if not to `dist`: what was built is not read again by way of a link."""
    drafts: bool = False
    future: bool = False


class Bounds(msgspec.Struct, frozen=True):
    """Real folders that a link may lead into, and the one that it may not: what was built is not read again."""

    homes: tuple[str, ...]
    output: str

    def hold(self, target: str) -> bool:
        return any(_is_below(target, home) for home in self.homes) and not _is_below(target, self.output)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


class Found(msgspec.Struct, frozen=True):
    """A file in a folder of the site: its path there, with forward slashes, where it lies, and what it is."""

    path: str
    origin: str
    stat: os.stat_result


def shipped_folder() -> Path:
    """Where sitegen's own layouts and static files are: inside the package, or beside it in a checkout."""
    package = Path(__file__).parent
    return package / "theme" if (package / "theme").is_dir() else package.parent


def read_site(root: Path, wishes: Wishes, digests: Digests | None = None) -> Outcome[Site]:
    """The site in a folder, or every fault in its settings. OSError only for the folder itself.

    Of the Markdown files only the digests are read here, and only those that `digests` does not know. Raises Changed
    if one of them goes away meanwhile.
    """
    told: list[Diagnostic] = []
    settings = _read_text(wishes.config or root / SETTINGS, _name_of(wishes.config, root), told)
    if told:
        return Outcome(None, tuple(told))
    config = read_config(settings, _name_of(wishes.config, root))
    told.extend(config.diagnostics)
    if config.value is None:
        return Outcome(None, tuple(told))
    output = os.path.realpath(wishes.output or root / OUTPUT)
    templates, strings = _read_layouts(root, output, told)
    sources, content_assets = _read_content(root, output, digests or Digests(), told)
    own_assets = (*content_assets, *_assets(root / STATIC, STATIC, output, told))
    taken = {urls.output_path(asset.url) for asset in own_assets}
    shipped = (
        asset
        for asset in _assets(shipped_folder() / STATIC, STATIC, output, [])
        if urls.output_path(asset.url) not in taken
    )
    site = Site(
        config=_with_base_url(config.value, wishes.base_url),
        published_url=config.value.base_url,
        settings=settings,
        settings_path=_name_of(wishes.config, root),
        sources=tuple(sources),
        own_assets=own_assets,
        pictures=tuple(_pictures(own_assets, digests or Digests())),
        shipped_assets=tuple(shipped),
        templates=tuple(templates),
        strings=strings,
        today=wishes.today,
        drafts=wishes.drafts,
        future=wishes.future,
        generator=f"sitegen {__version__}",
    )
    return Outcome(site, tuple(told))


def _name_of(config: Path | None, root: Path) -> str:
    path = os.path.relpath(config, root).replace(os.sep, "/") if config else SETTINGS
    return path.encode("utf-8", "replace").decode()


def _with_base_url(config: Config, base_url: str | None) -> Config:
    assert base_url is None or fault_of_base_url(base_url) is None  # the command line has refused it
    return msgspec.structs.replace(config, url=base_url) if base_url else config


def _read_content(
    root: Path, output: str, digests: Digests, told: list[Diagnostic]
) -> tuple[list[Source], list[Asset]]:
    sources, assets = [], []
    for found in _files(root / CONTENT, CONTENT, output, told):
        name = found.path.rpartition("/")[2]
        if name.lower().endswith(urls.MARKDOWN_SUFFIXES):
            try:
                digest = digests.of(found.path, found.origin, found.stat)
            except FileNotFoundError:
                raise Changed(found.origin) from None  # an editor saves by taking it away first
            except OSError as problem:
                told.append(_unreadable(found.path, problem))
            else:
                sources.append(Source(found.path, Lazy(digest, FileBytes(found.origin))))
        elif name.lower().endswith(FOREIGN_SOURCES) or ENDPOINT.search(name):
            told.append(
                hint(
                    found.path,
                    Place(),
                    "not-published",
                    "this file is not published",
                    "sitegen reads Markdown, in files that end in .md",
                )
            )
        else:
            assets.append(Asset("/" + found.path.removeprefix(f"{CONTENT}/"), found.origin, found.path))
    return sources, assets


def _pictures(assets: Iterable[Asset], digests: Digests) -> Iterator[Picture]:
    for asset in assets:
        if asset.path.lower().endswith(SUFFIXES):
            with contextlib.suppress(OSError):  # publishing tells
                yield Picture(asset.path, Lazy(digests.first(asset.path, asset.origin), FileBytes(asset.origin)))


def _assets(folder: Path, name: str, output: str, told: list[Diagnostic]) -> list[Asset]:
    found_files = _files(folder, name, output, told)
    return [Asset(found.path.removeprefix(name), found.origin, found.path) for found in found_files]


def _read_layouts(root: Path, output: str, told: list[Diagnostic]) -> tuple[list[Template], dict[str, Words]]:
    """The site's own templates before the shipped ones; words merged one by one."""
    own = {found.path: Path(found.origin) for found in _files(root / LAYOUTS, LAYOUTS, output, told)}
    shipped = {found.path: Path(found.origin) for found in _files(shipped_folder() / LAYOUTS, LAYOUTS, output, [])}
    templates = {}
    for path, origin in shipped.items():
        if path.endswith(".html"):
            name = path.removeprefix(f"{LAYOUTS}/")
            text = _read_text(origin, f"theme/{name}", told)
            templates[f"theme/{name}"] = Template(f"theme/{name}", f"theme/{name}", text)
            templates[name] = Template(name, f"theme/{name}", text)
    for path, origin in own.items():
        if path.endswith(".html"):
            name = path.removeprefix(f"{LAYOUTS}/")
            templates[name] = Template(name, path, _read_text(origin, path, told))
    return [templates[name] for name in sorted(templates)], _read_words(own, shipped, told)


def _read_words(own: dict[str, Path], shipped: dict[str, Path], told: list[Diagnostic]) -> dict[str, Words]:
    words: dict[str, dict[str, str]] = {}
    for files in (shipped, own):
        english = words.get("en", {})
        for path, origin in files.items():
            if path.startswith(STRINGS) and path.endswith(".toml"):
                text = _read_text(origin, path, told)
                outcome = read_strings(text, path)
                told.extend(outcome.diagnostics)
                lang = path.removeprefix(STRINGS).removesuffix(".toml")
                words[lang] = overridden(words.get(lang, {}), outcome.value or {})
                if files is own and outcome.value:
                    told.extend(about_words(text, path, english))
    return dict(words)


def _files(folder: Path, name: str, output: str, told: list[Diagnostic]) -> list[Found]:
    """Every file that is to be published or read, by path. A link out of the site is told and not followed."""
    if not folder.is_dir():
        return []
    bounds = Bounds((os.path.realpath(folder), os.path.realpath(folder.parent)), output)
    found = sorted(_walk(str(folder), name, bounds, frozenset(), told), key=lambda one: one.path)
    return found if len({one.path for one in found}) == len(found) else _told_apart(found, told)


def _told_apart(found: Iterable[Found], told: list[Diagnostic]) -> list[Found]:
    """Of each name one file, with an error for the others: as far as a site can see they are the same."""
    by_path: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: (one.path, one.origin)):
        if by_path.setdefault(one.path, one) is not one:
            message = "there are two files of this name, spelled in two ways (“é” can be one character or two)"
            told.append(error(one.path, Place(), "same-name", message, "remove or rename one of them"))
    return list(by_path.values())


def _walk(folder: str, name: str, bounds: Bounds, above: frozenset[str], told: list[Diagnostic]) -> Iterator[Found]:
    real = os.path.realpath(folder)
    if real in above:
        return  # a link to a folder that we are in
    if len(above) > DEEPEST:
        message = f"there are more than {DEEPEST} folders in one another here"
        told.append(error(name, Place(), "too-deep", message, "move the posts up"))
        return
    try:
        entries = list(os.scandir(folder))
    except OSError as problem:
        told.append(error(name, Place(), "unreadable-file", f"this folder can't be read: {problem.strerror}"))
        return
    for entry in entries:
        path = f"{name}/{entry.name}"
        if not entry.name.isascii():
            path = f"{name}/{unicodedata.normalize('NFC', entry.name)}"
            if not _is_readable_name(path, told):
                continue
        if not is_wanted(entry.name, name) or (entry.is_symlink() and _leads_out(entry, path, bounds, told)):
            continue
        if entry.is_dir():
            yield from _walk(entry.path, path, bounds, above | {real}, told)
        elif entry.is_file() and (found := _stat_of(entry)):
            yield Found(path, entry.path, found)


def _stat_of(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except FileNotFoundError:
        return None  # an editor has just replaced it: the next build sees it


def _is_readable_name(path: str, told: list[Diagnostic]) -> bool:
    """False, with an error, for a name of bytes that are not UTF-8: no URL can be made of it."""
    shown = path.encode("utf-8", "replace").decode()
    if shown == path:
        return True
    told.append(error(shown, Place(), "not-utf-8", "the name of this file is not UTF-8", "rename it"))
    return False


def is_wanted(name: str, folder: str) -> bool:
    """In content/ a name that begins with `_` or `.` is the author's own, but `_index.md` is a list's text."""
    if name in LITTER:
        return False
    if not name.startswith((".", "_")):
        return True
    top = folder.partition("/")[0]
    return name.startswith("_index.") if top == CONTENT else top == STATIC or not name.startswith(".")


def _leads_out(entry: os.DirEntry[str], path: str, bounds: Bounds, told: list[Diagnostic]) -> bool:
    target = os.path.realpath(entry.path)
    if not os.path.exists(target):
        told.append(warning(path, Place(), "broken-link", "this link leads to nothing; it is left out"))
        return True
    if bounds.hold(target):
        return False
    told.append(
        warning(
            path,
            Place(),
            "link-out-of-site",
            "this link leads out of the site and is not followed",
            "copy the file here",
        )
    )
    return True


def _read_text(origin: Path, path: str, told: list[Diagnostic]) -> str:
    """The text, or an empty one with the fault told. A file that isn't there is an empty text."""
    data = _read_bytes(origin, path, told) if origin.is_file() else b""
    text = decode(Source(path, Lazy.of(data or b"")))
    told.extend(text.diagnostics)
    return text.value or ""


def _read_bytes(origin: Path, path: str, told: list[Diagnostic]) -> bytes | None:
    try:
        return origin.read_bytes()
    except OSError as problem:
        told.append(_unreadable(path, problem))
        return None


def _unreadable(path: str, problem: OSError) -> Diagnostic:
    message = f"this file can't be read: {problem.strerror}"
    return error(path, Place(), "unreadable-file", message, "check its permissions")
