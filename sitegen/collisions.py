"""No two things are written to one file, whoever comes last: either one gives way, or the author is told.

What the author wrote goes before what is made of itself. A file that is copied replaces a list, a feed or a style
sheet of the same name. A page or an old address of the author's that would do so is an error: it is hardly meant.
Two lists at one URL are an error too: nobody could say which of them a reader should get. So are names that differ by
case alone, because not every file system and server tells them apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from sitegen.diagnostics import Diagnostic, Place, error
from sitegen.model import AnyPage, Asset, Page, Post, Redirect
from sitegen.urls import folders_above, output_path

Made = TypeVar("Made", bound=AnyPage)
ADVICE = "rename one of them or give it another slug"
# What sitegen makes by itself, in words, by the kind of page.
MADE = {
    "home": "the home page",
    "section": "the list of a folder",
    "tags": "the list of tags",
    "tag": "the list of a tag",
    "archives": "the list of years",
    "archive": "the list of a year",
    "not_found": "the page for what is not found",
}


class Claim(msgspec.Struct, frozen=True):
    """A URL that something of the author's wants."""

    url: str
    file: str
    path: str
    post: Post | None = None
    is_alias: bool = False

    @property
    def is_of_list(self) -> bool:
        """True for the URL at which the words of a list stand: that of the list itself."""
        return self.post is not None and not self.post.is_text and not self.is_alias

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
            told.append(_two_wanted(first, claim))
    if taken.keys() & _all_folders(taken):
        told += _on_the_way(claims, taken)
    return told


def _two_wanted(first: Claim, claim: Claim) -> Diagnostic:
    if first.path == claim.path:
        message, advice = f"“{claim.url}” is the address of this file already", "leave it out"
    else:
        message, advice = f"{claim.path} and {first.path} want the same URL, “{claim.url}”", ADVICE
    return error(claim.path, claim.place, "url-collision", message, advice)


def _on_the_way(claims: Iterable[Claim], taken: Mapping[str, Claim]) -> list[Diagnostic]:
    told = []
    for claim in claims:
        for other in (taken[folder] for folder in folders_above(claim.file) if folder in taken):
            message = f"{claim.path} needs a folder at “{other.url}”, where {other.path} needs a file"
            told.append(error(claim.path, claim.place, "url-collision", message, ADVICE))
    return told


def with_what_is_made(
    posts: Sequence[Post], pages: Iterable[AnyPage], copied: Iterable[Asset], shipped: Iterable[Asset]
) -> list[Diagnostic]:
    """What sitegen makes by itself, where the author wants something else or where it makes two things."""
    made: dict[str, AnyPage | Asset] = {}
    told = []
    for one in (*(page for page in pages if _is_made(page)), *shipped):
        first = made.setdefault(_file(one.url), one)
        if first is not one:
            told.append(_two_made(first, one, "would be one file", posts))
    claims = [claim for claim in _claims_of(posts, copied) if not claim.is_of_list]
    wanted = {claim.file for claim in claims}
    folders = _all_folders(made)
    if (made.keys() | folders) & wanted or made.keys() & _all_folders(wanted):
        told += _wanting_what_is_made(claims, {file: one.url for file, one in made.items()})
    if made.keys() & folders:
        told += _made_on_the_way(made, posts)
    return told


def _wanting_what_is_made(claims: Iterable[Claim], made: Mapping[str, str]) -> list[Diagnostic]:
    folders = {folder: url for file, url in made.items() for folder in folders_above(file)}
    told = []
    for claim in claims:
        above = (made[folder] for folder in folders_above(claim.file) if folder in made)
        other = made.get(claim.file) or folders.get(claim.file) or next(above, None)
        if other:
            message = f"{claim.path} wants the URL “{claim.url}”, but sitegen makes “{other}” there by itself"
            told.append(error(claim.path, claim.place, "url-collision", message, "give it another slug or address"))
    return told


def _made_on_the_way(made: Mapping[str, AnyPage | Asset], posts: Iterable[Post]) -> list[Diagnostic]:
    return [
        _two_made(made[folder], one, "can't both be: a file can't be a folder too", posts)
        for file, one in made.items()
        for folder in folders_above(file)
        if folder in made
    ]


def _two_made(first: AnyPage | Asset, second: AnyPage | Asset, fault: str, posts: Iterable[Post]) -> Diagnostic:
    """Told at a file that one of them is made of."""
    by_key = {post.key: post for post in posts}
    causes = [(one, by_key[key]) for one in (second, first) for key in _made_of(one) if key in by_key]
    path, place = next(((post.path, _place(one, post)) for one, post in causes), ("", Place()))
    message = f"{_name_of(first)} and {_name_of(second)} {fault}"
    return error(path, place, "url-collision", message, "rename the folder or the tag that one of them is made of")


def _made_of(one: AnyPage | Asset) -> tuple[str, ...]:
    """The keys of the posts without which a list would not be there: that of its words, those it shows."""
    return (one.key, *(entry.key for entry in one.entries)) if isinstance(one, Page) else ()


def _place(one: AnyPage | Asset, cause: Post) -> Place:
    """What in a post calls for a list."""
    key = {"tag": "tags", "home": "lang"}.get(one.kind) if isinstance(one, Page) else None
    return cause.place_of(key) if key else Place()


def _name_of(one: AnyPage | Asset) -> str:
    return f"{MADE[one.kind]} “{one.url}”" if isinstance(one, Page) else f"“{one.url}”"


def giving_way(pages: Iterable[Made], assets: Iterable[Asset]) -> list[Made]:
    """The pages without those that a copied file of the author's replaces."""
    copied = {output_path(asset.url) for asset in assets}
    return [page for page in pages if not _is_made(page) or output_path(page.url) not in copied]


def _is_made(page: AnyPage) -> bool:
    """True for what sitegen makes without being asked, false for the page or the old address of a post."""
    if isinstance(page, Page):
        return page.kind in MADE
    return not isinstance(page, Redirect)
