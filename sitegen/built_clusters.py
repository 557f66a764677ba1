"""Whether the pages of a built site agree about their languages: clusters whole, mutual, of pages that exist."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen.built_addresses import Served
from sitegen.built_page import Alternate, BuiltPage
from sitegen.built_sitemap import Entry
from sitegen.diagnostics import Diagnostic, Place, error, warning
from sitegen.languages import fault_of_tag

X_DEFAULT = "x-default"
HTML = (".html", ".htm")


class Link(msgspec.Struct, frozen=True):
    """What a page says of one language."""

    lang: str
    href: str
    place: Place
    address: str
    """In full."""
    file: str | None
    """None for what is not there, and for other sites."""
    is_inside: bool

    @property
    def target(self) -> str:
        return self.file or self.address


class Cluster(msgspec.Struct, frozen=True):
    """What one page, or one entry of a sitemap, says of the languages of a page."""

    path: str
    """The file that says it."""
    place: Place
    page: str
    """The file that it is about."""
    links: tuple[Link, ...]
    targets: frozenset[tuple[str, str]]
    """The languages in lower case, and what the links lead to."""

    @property
    def files(self) -> set[str]:
        return {target for _, target in self.targets}


Clusters = Mapping[str, Cluster]
"""By the file that they are about."""


def clusters_of_pages(pages: Iterable[BuiltPage], served: Served) -> Clusters:
    found = (_cluster(page.path, page.place, page, page.alternates, served) for page in pages if page.alternates)
    return {one.page: one for one in found}


def clusters_of_sitemap(path: str, entries: Iterable[Entry], served: Served) -> list[Cluster]:
    """Those of all entries; two may be about one page."""
    files = ((entry, _file(entry, served)) for entry in entries)
    return [_cluster(path, entry.place, BuiltPage(file), entry.alternates, served) for entry, file in files if file]


def faults_of_entries(path: str, entries: Iterable[Entry], served: Served) -> list[Diagnostic]:
    """Pages of a sitemap that are not there."""
    return [
        error(path, one.place, "sitemap-missing", f"there is no file for “{one.address}”", "leave the entry out")
        for one in entries
        if _is_own(one, served) and _file(one, served) is None
    ]


def faults_of_clusters(clusters: Clusters) -> list[Diagnostic]:
    return [fault for one in clusters.values() for fault in (*_alone(one), *_together(one, clusters))]


def faults_of_languages(pages: Iterable[BuiltPage], clusters: Clusters) -> list[Diagnostic]:
    """Pages whose `<html lang>` is another language than their own links say, or a sitemap's."""
    told = []
    for page in pages:
        cluster = clusters.get(page.path)
        own = sorted(lang for lang, file in _named(cluster) if file == page.path and lang != X_DEFAULT)
        if cluster and own and not any(_agree(lang, page.lang or "") for lang in own):
            says = f"says “{page.lang}”" if page.lang else "says no language"
            link = "the page's own hreflang link" if cluster.path == page.path else f"its entry in {cluster.path}"
            message = f"<html> {says}, but {link} says “{own[0]}”"
            told.append(error(page.path, page.place, "html-lang", message, f'write <html lang="{own[0]}">'))
    return told


def faults_between(pages: Clusters, sitemap: Sequence[Cluster]) -> list[Diagnostic]:
    """Entries of a sitemap that name other languages than their pages, and pages with languages that have none."""
    told = []
    for entry in sitemap:
        difference = _difference(entry.targets, _named(pages.get(entry.page)))
        if difference:
            message = f"the languages of this entry are not those of {entry.page}: {difference}"
            told.append(error(entry.path, entry.place, "sitemap-differs", message, "write the same links into both"))
    listed = {entry.page for entry in sitemap}
    for file in sorted(pages.keys() - listed):
        message = "this page has other languages, but no entry in the sitemap, which speaks of those of others"
        told.append(warning(file, pages[file].place, "not-in-sitemap", message, "add an entry with the same links"))
    return told


def faults_of_twins(sitemap: Iterable[Cluster]) -> list[Diagnostic]:
    """Second entries of a page in one sitemap. They are errors if they contradict the first."""
    firsts: dict[tuple[str, str], Cluster] = {}
    told = []
    for entry in sitemap:
        first = firsts.setdefault((entry.path, entry.page), entry)
        if first is not entry:
            difference = _difference(entry.targets, first.targets)
            tell = error if difference else warning
            more = f", with other languages: {difference}" if difference else ""
            message = f"{entry.page} has an entry in line {first.place.line} already{more}"
            told.append(tell(entry.path, entry.place, "sitemap-twice", message, "keep one entry a page"))
    return told


def _cluster(path: str, place: Place, page: BuiltPage, alternates: Sequence[Alternate], served: Served) -> Cluster:
    links = tuple(_link(one, page, served) for one in alternates)
    return Cluster(path, place, page.path, links, frozenset((one.lang.lower(), one.target) for one in links))


def _link(one: Alternate, page: BuiltPage, served: Served) -> Link:
    address = served.absolute(one.href, page)
    is_inside = served.is_inside(address)
    return Link(one.lang, one.href, one.place, address, served.file(address) if is_inside else None, is_inside)


def _is_own(entry: Entry, served: Served) -> bool:
    return served.is_inside(served.absolute(entry.address, BuiltPage("")))


def _file(entry: Entry, served: Served) -> str | None:
    return served.file(served.absolute(entry.address, BuiltPage(""))) if _is_own(entry, served) else None


def _named(cluster: Cluster | None) -> frozenset[tuple[str, str]]:
    return cluster.targets if cluster else frozenset()


def _alone(cluster: Cluster) -> list[Diagnostic]:
    """What is wrong with a cluster whatever the other pages say."""
    told: list[Diagnostic] = []
    langs: set[str] = set()
    for link in cluster.links:
        told += _link_faults(cluster, link)
        if link.lang.lower() in langs:
            message = f"“{link.lang}” is named twice on this page"
            told.append(error(cluster.path, link.place, "hreflang-twice", message, "keep one link a language"))
        langs.add(link.lang.lower())
    first = cluster.links[0].place if cluster.links else cluster.place
    if cluster.links and X_DEFAULT not in langs:
        message = "no link says x-default, where readers of all other languages are to go"
        advice = 'add <link rel="alternate" hreflang="x-default" href="…">'
        told.append(error(cluster.path, first, "no-x-default", message, advice))
    if cluster.links and not any(file == cluster.page and lang != X_DEFAULT for lang, file in cluster.targets):
        message = f"the links name other languages of {cluster.page}, but not its own"
        told.append(error(cluster.path, first, "hreflang-without-itself", message, "add a link to the page itself"))
    return told


def _link_faults(cluster: Cluster, link: Link) -> list[Diagnostic]:
    told = []
    wrong = fault_of_tag(link.lang) if link.lang.lower() != X_DEFAULT else None
    if wrong is not None:
        message = f"“{link.lang}” is no language"
        told.append(error(cluster.path, link.place, "unknown-language", message, wrong))
    if "://" not in link.href:
        message = f"the address “{link.href}” is not written in full"
        told.append(warning(cluster.path, link.place, "hreflang-relative", message, f"write {link.address}"))
    if link.is_inside and link.file is None:
        message = f"the “{link.lang}” version is said to be at “{link.href}”, and there is no such file"
        told.append(error(cluster.path, link.place, "hreflang-missing", message, "link only to pages that exist"))
    return told


def _together(cluster: Cluster, clusters: Clusters) -> list[Diagnostic]:
    """What is wrong between a page and those that it names; another opinion is told of one of them."""
    told: list[Diagnostic] = []
    firsts = {link.file: link for link in reversed(cluster.links)}
    others = [link for link in firsts.values() if link.file and link.file != cluster.page and link.file.endswith(HTML)]
    is_different = False
    for link in others:
        other = clusters.get(link.target)
        if other is None or cluster.page not in other.files:
            message = f"this page names {link.file} as its “{link.lang}” version, but that one does not link back"
            told.append(error(cluster.path, link.place, "hreflang-one-sided", message, "both pages have to say so"))
        elif not is_different and (difference := _difference(cluster.targets, other.targets)):
            is_different = True
            message = f"{link.file} names other languages than this page: {difference}"
            advice = "all pages of a cluster have to name the same"
            told.append(error(cluster.path, link.place, "hreflang-differs", message, advice))
    return told


def _difference(ours: frozenset[tuple[str, str]], theirs: frozenset[tuple[str, str]]) -> str:
    """In words; empty if there is none."""
    only_here = ", ".join(f"{lang} ({target})" for lang, target in sorted(ours - theirs))
    only_there = ", ".join(f"{lang} ({target})" for lang, target in sorted(theirs - ours))
    return "; ".join(
        [*([f"only here {only_here}"] if only_here else []), *([f"only there {only_there}"] if only_there else [])]
    )


def _agree(lang: str, other: str) -> bool:
    """`en` and `en-GB` agree, `zh-Hans` and `zh-Hant` don't."""
    return all(one == two for one, two in zip(lang.lower().split("-"), other.lower().split("-"), strict=False))
