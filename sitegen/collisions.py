"""No two things are written to one file, whoever comes last: either one gives way, or the author is told.

What the author wrote goes before what is made of itself. A file that is copied replaces a list, a feed or a style
sheet of the same name. A page or an old address of the author's that would do so is an error: it is hardly meant.
Letters count whatever their case, because not every file system and server tells them apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from sitegen.diagnostics import Diagnostic, Place, error
from sitegen.model import AnyPage, Asset, Page, Post, Redirect
from sitegen.urls import folders_above, output_path

Made = TypeVar("Made", bound=AnyPage)
ADVICE = "rename one of them or give it another slug"


class Claim(msgspec.Struct, frozen=True):
    """A URL that something of the author's wants."""

    url: str
    file: str
    path: str
    post: Post | None = None
    is_alias: bool = False

    @property
    def place(self) -> Place:
        if self.post is None:
            return Place()
        keys = ("aliases",) if self.is_alias else ("permalink", "slug", "title")
        return next((place for key in keys if (place := self.post.place_of(key)) != Place()), Place())


def _file(url: str) -> str:
    return output_path(url).casefold()


def _claims_of(posts: Iterable[Post], assets: Iterable[Asset]) -> list[Claim]:
    posts = tuple(posts)
    return [
        *(Claim(post.url, _file(post.url), post.path, post) for post in posts),
        *(Claim(alias, _file(alias), post.path, post, is_alias=True) for post in posts for alias in post.aliases),
        *(Claim(asset.url, _file(asset.url), asset.path) for asset in assets),
    ]


def _all_folders(files: Iterable[str]) -> set[str]:
    """Every folder that one of the files lies in."""
    found: set[str] = set()
    for file in files:
        folder = file.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def between_authors_files(posts: Iterable[Post], assets: Iterable[Asset]) -> list[Diagnostic]:
    """Two files of the author's for one URL, or a file where another needs a folder."""
    taken: dict[str, Claim] = {}
    told = []
    claims = _claims_of(posts, assets)
    for claim in claims:
        first = taken.setdefault(claim.file, claim)
        if first is not claim:
            message = f"{claim.path} and {first.path} want the same URL, “{claim.url}”"
            told.append(error(claim.path, claim.place, "url-collision", message, ADVICE))
    if taken.keys() & _all_folders(taken):
        told += _on_the_way(claims, taken)
    return told


def _on_the_way(claims: Iterable[Claim], taken: Mapping[str, Claim]) -> list[Diagnostic]:
    told = []
    for claim in claims:
        for other in (taken[folder] for folder in folders_above(claim.file) if folder in taken):
            message = f"{claim.path} needs a folder at “{other.url}”, where {other.path} needs a file"
            told.append(error(claim.path, claim.place, "url-collision", message, ADVICE))
    return told


def with_what_is_made(posts: Iterable[Post], pages: Sequence[AnyPage], shipped: Iterable[Asset]) -> list[Diagnostic]:
    """Pages and old addresses of the author's that want the place of a list, a feed or a shipped file."""
    made = {_file(page.url): page.url for page in pages if _is_made(page)}
    made |= {_file(asset.url): asset.url for asset in shipped}
    folders = {folder: url for file, url in made.items() for folder in folders_above(file)}
    claims = _claims_of((post for post in posts if post.is_text), ())
    wanted = {claim.file for claim in claims}
    in_the_way = (made.keys() | folders.keys()) & wanted or made.keys() & _all_folders(wanted)
    return _wanting_what_is_made(claims, made, folders) if in_the_way else []


def _wanting_what_is_made(
    claims: Iterable[Claim], made: Mapping[str, str], folders: Mapping[str, str]
) -> list[Diagnostic]:
    told = []
    for claim in claims:
        above = (made[folder] for folder in folders_above(claim.file) if folder in made)
        other = made.get(claim.file) or folders.get(claim.file) or next(above, None)
        if other:
            message = f"{claim.path} wants the URL “{claim.url}”, but sitegen makes “{other}” there by itself"
            told.append(error(claim.path, claim.place, "url-collision", message, "give it another slug or address"))
    return told


def giving_way(pages: Iterable[Made], assets: Iterable[Asset]) -> list[Made]:
    """The pages without those that a copied file of the author's replaces."""
    copied = {_file(asset.url) for asset in assets}
    return [page for page in pages if not _is_made(page) or _file(page.url) not in copied]


def _is_made(page: AnyPage) -> bool:
    """True for what sitegen makes without being asked, false for the page or the old address of a post."""
    if isinstance(page, Page):
        return page.kind not in ("post", "page")
    return not isinstance(page, Redirect)
