"""A site's folder, looked at again and again: all of it, or only where something may have changed."""

import os
import stat
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from sitegen.cache import FOLDER, Unusable, now_in
from sitegen.diagnostics import Outcome
from sitegen.digests import Digests, FileBytes, Row, Signature, digest_of_file, signature_of
from sitegen.disk import CONTENT, Wishes, is_wanted, read_site
from sitegen.lazy import Lazy
from sitegen.model import Source
from sitegen.pictures import SUFFIXES
from sitegen.site import Site


class Seen(msgspec.Struct, frozen=True):
    """What was found."""

    site: Outcome[Site]
    files: Mapping[str, Signature]
    """The signature of each file that is copied, by its place on disk."""


class Look:
    """Finds what a site's folder holds. Raises Changed, as `read_site` does, and OSError for the folder itself."""

    def __init__(self, root: Path, known: Mapping[str, Row] | None = None) -> None:
        self.root = root
        self.known = dict(known or {})
        self.seen: Seen | None = None
        self.wishes: Wishes | None = None
        self.places: dict[str, int] = {}
        """Where each source stands among the sources, by its place on disk."""

    def everywhere(self, wishes: Wishes) -> Seen:
        digests = Digests(self.known, self._now())
        outcome = read_site(self.root, wishes, digests)
        self.known = {
            **{name: row for name, row in self.known.items() if name in digests.seen},
            **{row[0]: row for row in digests.rows(digests.now)},
        }
        site = outcome.value
        sources = self._as_before(site.sources) if site else ()
        if site:
            outcome = Outcome(msgspec.structs.replace(site, sources=sources), outcome.diagnostics)
        self.places = {_origin(source): at for at, source in enumerate(sources)}
        self.wishes = wishes
        self.seen = Seen(outcome, {asset.origin: _signature(asset.origin) for asset in site.assets} if site else {})
        return self.seen

    def at(self, touched: Collection[str], wishes: Wishes) -> Seen:
        """As `everywhere`, but only these paths may hold anything else than the last time."""
        seen = self.seen
        if seen is None or seen.site.value is None or wishes != self.wishes:
            return self.everywhere(wishes)
        sources, files = list(seen.site.value.sources), dict(seen.files)
        for path in touched:
            at = self.places.get(path)
            source = _again(sources[at], path) if at is not None else None
            if at is not None and source is not None:
                sources[at] = source
            elif path in files and not path.lower().endswith(SUFFIXES) and _is_plain_file(path):
                files[path] = _signature(path)
            elif path in self.places or path in files or self._may_matter(path):
                return self.everywhere(wishes)
        site = msgspec.structs.replace(seen.site.value, sources=tuple(sources))
        self.seen = Seen(Outcome(site, seen.site.diagnostics), files)
        return self.seen

    def _may_matter(self, path: str) -> bool:
        """False for what an editor has put beside a post and taken away again, or keeps under a name of its own."""
        folder, name = os.path.split(path)
        below = os.path.relpath(folder, self.root).replace(os.sep, "/")
        is_content = below == CONTENT or below.startswith(f"{CONTENT}/")
        if not os.path.lexists(path):
            # Files of content/ that were there are known, but for those that there was something to tell of.
            told = self.seen.site.diagnostics if self.seen else ()
            gone = unicodedata.normalize("NFC", f"{below}/{name}")
            return not is_content or any(one.path == gone for one in told)
        return not is_content or is_wanted(name, below)

    def _as_before(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        """The same, as the very values of the last time where they are equal: comparing those costs nothing."""
        site = self.seen.site.value if self.seen else None
        before = {source: source for source in site.sources} if site else {}
        return tuple(before.get(source, source) for source in sources)

    def _now(self) -> int:
        try:
            return now_in(self.root / FOLDER)
        except Unusable:
            return 0


def _again(source: Source, path: str) -> Source | None:
    """The source as it is now; None if it is no file that can be read any more."""
    try:
        digest = digest_of_file(path) if _is_plain_file(path) else None
    except OSError:
        digest = None
    if digest is None:
        return None
    return source if digest == source.data.fingerprint else Source(source.path, Lazy(digest, FileBytes(path)))


def _origin(source: Source) -> str:
    assert isinstance(source.data.load, FileBytes)  # as the disk gives them
    return source.data.load.origin


def _is_plain_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _signature(path: str) -> Signature:
    try:
        return signature_of(os.stat(path))
    except OSError:
        return b""
