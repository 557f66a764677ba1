"""What a target that an author wrote leads to: a page, by its URL, its file or its slug; or a file that is copied."""

import copy
import posixpath
import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from sitegen import urls
from sitegen.diagnostics import nearest
from sitegen.model import Asset, Post

# How like a URL must be to one that leads nowhere to be worth naming.
LIKENESS = 0.7
# A path that is the same however it is read.
PLAIN = re.compile(r"/?(?:[a-z0-9_-]+/)*[a-z0-9_-]+/?", re.ASCII)
# Each costs a look at every URL of the site; after so many an author knows what kind of fault it is.
MOST_SUGGESTIONS = 100


class Addresses:
    """An index over the pages and files of a site. `own_urls` are the site's, which authors may write out."""

    def __init__(self, posts: Sequence[Post], assets: Iterable[Asset], own_urls: Sequence[str]) -> None:
        self.own_urls = own_urls
        self.base_paths = tuple(path for path in map(urls.base_path_of, own_urls) if path)
        self.by_url = {post.url: post for post in posts}
        self.by_key = {post.key: post for post in posts}
        self.by_slug: dict[str, list[Post]] = {}
        for post in posts:
            self.by_slug.setdefault(_last_part(post.url), []).append(post)
        self.by_alias = {alias: post for post in reversed(posts) for alias in post.aliases}
        self.assets = {asset.path: asset.url for asset in assets}
        self.served = {*self.by_url, *self.assets.values()}
        self.likenesses: dict[tuple[str, str | None], str | None] = {}

    def page(self, target: str, written_in: Post, lang: str | None = None) -> Post | None:
        """The post that a URL, a file's path or a slug names; of several with one slug, the one in `lang`."""
        if target in self.by_url and not self.base_paths:
            return self.by_url[target]
        path = self._local(target)
        if path is None:
            return None
        if path.lower().endswith(urls.MARKDOWN_SUFFIXES):
            for key in self._keys(path, written_in):
                if key in self.by_key:
                    return self.by_key[key]
        at_root = self.by_url.get(_as_url(path)) or self._by_slug(path, written_in, lang)
        beside = at_root or self.by_url.get(_as_url(posixpath.join(written_in.url, path)))
        return beside or self.by_alias.get(_as_url(path))

    def elsewhere(self, target: str) -> str | None:
        """The full address of a page on another site; None for a target that is on this one or is no such address."""
        address = urls.web_address(target)
        return None if address is None or self._below(address) is not None else address

    def with_lists(self, lists: Iterable[str]) -> "Addresses":
        """The same, and the URLs of what is made beside posts and files."""
        extended = copy.copy(self)
        extended.served = {*self.served, *lists}
        return extended

    def url(self, target: str, written_in: Post) -> str | None:
        """The URL of whatever a link in a body leads to, without query and fragment; None if there is nothing."""
        path = self._local(target)
        if path is None:
            return None
        for key in self._keys(path, written_in):
            if key in self.by_key:
                return self.by_key[key].url
            if urls.CONTENT + key in self.assets:
                return self.assets[urls.CONTENT + key]
        candidates = (path, posixpath.normpath(posixpath.join(written_in.url, path)))
        forms = (form for candidate in candidates for form in (candidate, _as_url(candidate)))
        return next((form for form in forms if form in self.served), None)

    def nearest(self, target: str, lang: str | None = None) -> str | None:
        """The page whose URL, or slug, is most like a target that leads nowhere; a post in `lang`, if one is wanted.

        Remembered: one such link is often repeated.
        """
        path = unquote(urls.split(target).path)
        asked = path, lang
        if asked not in self.likenesses and len(self.likenesses) < MOST_SUGGESTIONS:
            fitting = [url for url, post in self.by_url.items() if lang is None or _is_text_in(post, lang)]
            names = {url if "/" in path else _last_part(url): url for url in fitting}
            self.likenesses[asked] = names.get(nearest(path, names, LIKENESS) or "")
        return self.likenesses.get(asked)

    def _local(self, target: str) -> str | None:
        """The decoded path of a target on this site; None for another site's."""
        if PLAIN.fullmatch(target) and not (self.base_paths and target.startswith("/")):
            return target
        parts = urls.split(target)
        if parts.scheme or parts.netloc:
            return self._below(target)
        path = urls.decoded(parts.path)
        # A folder may be called what the base path is.
        is_own = _as_url(path) in self.by_url or path.lstrip("/") in self.by_key
        base = next((base for base in self.base_paths if path.startswith(f"{base}/")), "")
        return path if is_own else path.removeprefix(base)

    def _below(self, address: str) -> str | None:
        """The path of a full address of this site; None for another site's."""
        return next((path for own in self.own_urls if (path := urls.below(address, own)) is not None), None)

    def _keys(self, path: str, written_in: Post) -> tuple[str, ...]:
        """The files that a path may mean: beside the one it is written in, or from the root of content/."""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(written_in.key), path))
        from_root = posixpath.normpath(path).lstrip("/")
        return beside, from_root, from_root.removeprefix(urls.CONTENT)

    def _by_slug(self, path: str, written_in: Post, lang: str | None) -> Post | None:
        found = [post for post in self.by_slug.get(path.strip("/"), []) if post.key != written_in.key]
        same_lang = [post for post in found if lang in (None, post.lang)]
        same_section = [post for post in same_lang if post.section == written_in.section]
        return next(iter([*same_section, *same_lang, *found]), None)


def _as_url(path: str) -> str:
    if PLAIN.fullmatch(path):
        return f"/{path.strip('/')}/"
    clean = posixpath.normpath("/" + path.lstrip("/"))
    last = clean.rpartition("/")[2]
    return clean if clean == "/" or last.endswith((".html", ".xml", ".txt")) else f"{clean}/"


def _is_text_in(post: Post, lang: str) -> bool:
    return post.lang == lang and post.is_text


def _last_part(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]
