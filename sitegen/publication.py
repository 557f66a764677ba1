"""Which posts are shown, in which languages, and whether two want one URL."""

import msgspec

from sitegen import urls
from sitegen.diagnostics import Diagnostic, Place, error, warning
from sitegen.model import Asset, Post
from sitegen.site import Site


class Publication(msgspec.Struct, frozen=True):
    shown: tuple[Post, ...]
    held_back: tuple[Post, ...]


def publication_of(posts: tuple[Post, ...], site: Site) -> Publication:
    """Drafts and posts of days to come are held back, unless they were asked for."""

    def is_shown(post: Post) -> bool:
        when = post.metadata.date
        is_future = when is not None and when.day > site.today
        return (site.drafts or not post.metadata.draft) and (site.future or not is_future)

    shown = tuple(post for post in posts if is_shown(post))
    return Publication(shown, tuple(post for post in posts if not is_shown(post)))


def languages_of(posts: tuple[Post, ...], site: Site) -> tuple[str, ...]:
    """The site's languages in its order: those declared, the default one among them, then others that posts name."""
    declared = dict.fromkeys(site.config.languages)
    first = () if site.config.language in declared else (site.config.language,)
    others = sorted({post.lang for post in posts} - {*declared, *first})
    return (*first, *declared, *others)


def undeclared(posts: tuple[Post, ...], site: Site) -> tuple[Diagnostic, ...]:
    """A warning for each language that a site with declared languages has not declared, at the first post in it."""
    declared = {site.config.language, *site.config.languages}
    firsts = {post.lang: post for post in reversed(posts)} if site.config.languages else {}
    return tuple(
        warning(
            post.path,
            post.place_of("lang"),
            "undeclared-language",
            f"“{lang}” is not among the languages of site.toml; its lists and feed are made all the same",
            f"add [languages.{lang}] to site.toml, with a title",
        )
        for lang, post in firsts.items()
        if lang not in declared
    )


def collisions(posts: tuple[Post, ...], assets: tuple[Asset, ...]) -> tuple[Diagnostic, ...]:
    """Two files of the author's for one URL, or a file where another needs a folder. Letters count whatever their case:
    not every file system and server tells them apart."""
    taken: dict[str, tuple[str, str]] = {}
    told = []
    claims = [(post.url, post.path, _place_of_url(post)) for post in posts]
    claims += [(alias, post.path, post.place_of("aliases")) for post in posts for alias in post.metadata.aliases]
    claims += [(asset.url, asset.path, Place()) for asset in assets]
    for url, path, place in claims:
        file = urls.output_path(url).casefold()
        if file in taken:
            message = f"{path} and {taken[file][0]} want the same URL, “{url}”"
            told.append(error(path, place, "url-collision", message, "rename one of them or give it another slug"))
        else:
            taken[file] = (path, url)
    return (*told, *_files_as_folders(claims, taken))


def _place_of_url(post: Post) -> Place:
    keys = ("permalink", "slug", "lang") if post.metadata.permalink or post.metadata.slug else ("title",)
    return next((place for key in keys if (place := post.place_of(key)) != Place()), Place())


def _files_as_folders(claims: list[tuple[str, str, Place]], taken: dict[str, tuple[str, str]]) -> list[Diagnostic]:
    told = []
    for url, path, place in claims:
        folders = urls.output_path(url).casefold().split("/")[:-1]
        above = ("/".join(folders[:length]) for length in range(1, len(folders) + 1))
        for other, other_url in (taken[folder] for folder in above if folder in taken):
            message = f"{path} needs a folder at “{other_url}”, where {other} needs a file"
            told.append(error(path, place, "url-collision", message, "rename one of them or give it another slug"))
    return told
