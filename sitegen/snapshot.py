"""A site as the preview serves it: one whole state, which never changes."""

import difflib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from sitegen.diagnostics import Diagnostic, Outcome
from sitegen.digests import Signature
from sitegen.model import Asset, Leaf, Output, Page, Sheet
from sitegen.pipeline import Plan
from sitegen.render import render
from sitegen.site import Site
from sitegen.urls import base_path_of, home_url, href, output_path

INDEX = "index.html"
NEAREST = 5  # URLs that are offered in place of one that leads nowhere
LIKENESS = 0.4  # how like they must be
MOST_RENDERED = 64  # pages that are remembered: a tab that is told of a new one asks for it at once
ELSEWHERE, MISSING = "elsewhere", "missing"


class Origin(msgspec.Struct, frozen=True):
    """Of a post's page: the key of the post, and the fingerprint of its content. Empty for any other page."""

    key: str = ""
    content: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    site: Site
    plan: Plan
    pages: Mapping[str, Leaf]
    """By the paths of their files in the output folder."""
    files: Mapping[str, Asset]
    """Those that are copied, likewise."""
    signatures: Mapping[str, Signature]
    """What the file system says of them, by their places on disk."""

    @property
    def base_path(self) -> str:
        return base_path_of(self.site.config.base_url)

    def version(self, path: str | None) -> str:
        """Another one if what a browser shows for a path has changed. None stands for what is outside of the site."""
        if path is None or path in self.files or f"{path}/{INDEX}" in self.pages:
            return ELSEWHERE
        leaf = self.pages.get(path)
        if leaf is None:
            page = self.not_found_page(path)
            return f"{MISSING} {self._digest(page) if page else ''}"
        return self._digest(leaf)

    def _digest(self, leaf: Leaf) -> str:
        outcome = self.rendered(leaf)
        return outcome.value.body.fingerprint.hex() if outcome.value else repr(outcome.diagnostics)

    def origin(self, path: str) -> Origin:
        """What to know a post's page by when it has moved."""
        leaf = self.pages.get(path)
        if leaf is None or not _is_of_a_post(leaf):
            return Origin()
        return Origin(key := self.plan.keys[leaf.contents[0]], self.plan.articles[key].content.fingerprint.hex())

    def rendered(self, leaf: Leaf) -> Outcome[Output]:
        return _rendered(self.plan.sheet(leaf))

    def not_found_page(self, path: str) -> Leaf | None:
        """The site's own page for what is not found, in the language that the path begins with."""
        config = self.site.config
        first = path.partition("/")[0]
        lang = first if first in config.languages else config.language
        pages = (output_path(f"{home_url(one, config.language)}404.html") for one in (lang, config.language))
        return next((self.pages[page] for page in pages if page in self.pages), None)

    def nearest(self, path: str) -> list[str]:
        """The URLs that are most like the one of a path, the most like first, as links have them."""
        wanted = url_of(path)
        found = difflib.get_close_matches(wanted, [url_of(page) for page in self.pages], NEAREST, LIKENESS)
        return [self._href(url) for url in found]

    def _href(self, url: str) -> str:
        return href(url, self.site.config.base_url)

    def moved(self, path: str, origin: Origin) -> str | None:
        """Where the post is now that was at a path; None if it is gone, or the path still leads somewhere."""
        if path in self.pages or not origin.key:
            return None
        keys = {origin.key}
        if origin.key not in self.plan.articles:  # the file was renamed
            keys = {key for key, one in self.plan.articles.items() if one.content.fingerprint.hex() == origin.content}
        places = {at for at, key in enumerate(self.plan.keys) if key in keys}
        found = [page for page, leaf in self.pages.items() if places & set(leaf.contents) and _is_of_a_post(leaf)]
        return self._href(url_of(found[0])) if len(found) == 1 else None


def snapshot_of(site: Site, plan: Plan, signatures: Mapping[str, Signature]) -> Snapshot:
    return Snapshot(
        site=site,
        plan=plan,
        pages={leaf.path: leaf for leaf in plan.leaves},
        files={output_path(asset.url): asset for asset in plan.assets},
        signatures=signatures,
    )


def url_of(path: str) -> str:
    """The URL of a file in the output folder: the way back from `output_path`."""
    return "/" + (path.removesuffix(INDEX) if path == INDEX or path.endswith(f"/{INDEX}") else path)


@lru_cache(maxsize=MOST_RENDERED)
def _rendered(sheet: Sheet) -> Outcome[Output]:
    return render(sheet)


def _is_of_a_post(leaf: Leaf) -> bool:
    return len(leaf.contents) == 1 and isinstance(page := leaf.page.value, Page) and page.kind in ("post", "page")


def told_by_samples(snapshot: Snapshot, leaves: Sequence[Leaf]) -> tuple[Diagnostic, ...]:
    """What rendering some pages has to tell."""
    return tuple(note for leaf in leaves for note in snapshot.rendered(leaf).diagnostics)
