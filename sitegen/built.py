"""The edge to a site that was built, by whatever tool: its files read, and checked against one another."""

import contextlib
import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from sitegen.built_addresses import Served, base_url_of, in_full
from sitegen.built_clusters import (
    HTML,
    Clusters,
    clusters_of_pages,
    clusters_of_sitemap,
    faults_between,
    faults_of_clusters,
    faults_of_entries,
    faults_of_languages,
    faults_of_twins,
)
from sitegen.built_page import BuiltPage, read_page
from sitegen.built_sitemap import Entry, read_sitemap
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, hint, in_order
from sitegen.lazy import Frozen
from sitegen.pool import Pool

FIRST_PIECE = 1 << 13  # characters: nearly every head is in it
LARGEST_SITEMAP = 50_000_000  # bytes: the limit of sitemaps.org


class HtmlFile(Frozen, frozen=True):
    path: str
    """Relative to the folder of the built site."""
    origin: str


class Checked(msgspec.Struct, frozen=True):
    """What was found."""

    diagnostics: tuple[Diagnostic, ...]
    base_url: str
    """Where the site is published, as told or as found."""
    pages: int
    clusters: int


def check_built(folder: Path, base_url: str | None, jobs: int) -> Checked:
    """Prove the languages of a built site from its files. Raises OSError only for the folder itself."""
    files = dict(_files(folder))
    told: list[Diagnostic] = []
    pages = _pages(files, jobs, told)
    sitemaps = _sitemaps(files, told)
    addresses = [one.address for entries in sitemaps.values() for one in entries]
    addresses += [in_full(link.href, page) for page in pages for link in page.alternates]
    base = base_url or base_url_of(pages, addresses, frozenset(files))
    served = Served(files, base)
    told += _faults(pages, sitemaps, served)
    count = sum(bool(page.alternates) for page in pages)
    if pages and not base:
        message = "nothing in this site says where it is published, so no address in it is known to be its own"
        told.append(hint(pages[0].path, Place(), "no-address", message, "name it: --base-url https://example.org"))
    return Checked(in_order(told), served.base_url, len(pages), count)


def _faults(pages: list[BuiltPage], sitemaps: Mapping[str, tuple[Entry, ...]], served: Served) -> Iterator[Diagnostic]:
    by_page = clusters_of_pages(pages, served)
    listed = [one for path, entries in sitemaps.items() for one in clusters_of_sitemap(path, entries, served)]
    by_sitemap: Clusters = {one.page: one for one in reversed(listed)}
    yield from faults_of_languages(pages, {**by_sitemap, **by_page})
    yield from faults_of_clusters(by_page)
    for path, entries in sitemaps.items():
        yield from faults_of_entries(path, entries, served)
    yield from faults_of_twins(listed)
    if not any(one.links for one in listed):
        return  # a sitemap need not speak of languages
    # Those of a sitemap alone are as good as those of pages; where both are, they have to be the same.
    yield from faults_between(by_page, listed) if by_page else faults_of_clusters(by_sitemap)


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file, in the order of paths, with where it lies."""
    found = []
    for place, _, names in os.walk(folder):
        below = os.path.relpath(place, folder).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        found += [(_readable(f"{prefix}{name}"), os.path.join(place, name)) for name in names]
    yield from sorted(found)


def _readable(path: str) -> str:
    return unicodedata.normalize("NFC", path.encode("utf-8", "replace").decode())


def _pages(files: Mapping[str, str], jobs: int, told: list[Diagnostic]) -> list[BuiltPage]:
    wanted = [HtmlFile(path, origin) for path, origin in files.items() if path.lower().endswith(HTML)]
    with contextlib.closing(Pool(jobs)) as pool:
        outcomes = list(pool(read_file, wanted))
    told += [note for one in outcomes for note in one.diagnostics]
    return [one.value for one in outcomes if one.value]


def read_file(file: HtmlFile) -> Outcome[BuiltPage]:
    """One page, as far as its head goes."""
    try:
        return read_page(_pieces(file.origin), file.path)
    except OSError as problem:
        return Outcome(None, (_unreadable(file.path, problem),))


def _pieces(origin: str) -> Iterator[str]:
    """The text; what is not UTF-8 in it is no matter, because tags and addresses are.

    Each piece is as long as all before it, because a tag that does not end is looked through with each of them.
    """
    size = FIRST_PIECE
    with open(origin, encoding="utf-8-sig", errors="replace") as stream:  # noqa: PTH123 - Path.open takes twice as long
        while piece := stream.read(size):
            yield piece
            size *= 2


def _sitemaps(files: Mapping[str, str], told: list[Diagnostic]) -> dict[str, tuple[Entry, ...]]:
    """The entries of each file that is called a sitemap."""
    found = {}
    for path, origin in files.items():
        name = path.rpartition("/")[2].lower()
        if "sitemap" in name and name.endswith(".xml"):
            outcome = _sitemap(path, origin)
            told += outcome.diagnostics
            found[path] = outcome.value or ()
    return found


def _sitemap(path: str, origin: str) -> Outcome[tuple[Entry, ...]]:
    try:
        with Path(origin).open("rb") as stream:
            data = stream.read(LARGEST_SITEMAP + 1)
    except OSError as problem:
        return Outcome(None, (_unreadable(path, problem),))
    if len(data) > LARGEST_SITEMAP:
        advice = "divide it, and name the parts in a sitemap index"
        return Outcome(None, (error(path, Place(), "huge-sitemap", "crawlers read no sitemap over 50 MB", advice),))
    return read_sitemap(data, path)


def _unreadable(path: str, problem: OSError) -> Diagnostic:
    message = f"this file can't be read: {problem.strerror}"
    return error(path, Place(), "unreadable-file", message, "check its permissions")
