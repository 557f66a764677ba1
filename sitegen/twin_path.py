"""Where the translation of a post belongs, by the way in which the site names its files."""

from collections import Counter
from collections.abc import Sequence

from sitegen.model import Post
from sitegen.survey import Survey
from sitegen.urls import CONTENT, language_named


def twin_path(original: Post, lang: str, survey: Survey) -> str:
    """`x.ja.md` beside `x.md`; or in a folder of the language, if the original or other posts in it are in one."""
    *folders, name = original.key.split("/")
    stem, dot, suffix = name.rpartition(".")
    at = _language_folder(original, (original.lang,))
    if at is not None:
        return _path([*folders[:at], lang, *folders[at + 1 :]], name)
    first, _, last = stem.rpartition(".")
    bare = first if first and language_named(last, (original.lang,)) else stem
    at = _usual_folder(lang, survey.posts)
    if at is not None:
        return _path([*folders[:at], lang, *folders[at:]], f"{bare}{dot}{suffix}")
    return _path(folders, f"{bare}.{lang}{dot}{suffix}")


def _path(folders: Sequence[str], name: str) -> str:
    return CONTENT + "/".join([*folders, name])


def _language_folder(post: Post, languages: Sequence[str]) -> int | None:
    """Which of the folders that a post lies in is called after one of the languages."""
    folders = post.key.split("/")[:-1]
    return next((at for at, folder in enumerate(folders) if language_named(folder, languages)), None)


def _usual_folder(lang: str, posts: Sequence[Post]) -> int | None:
    """Where most posts of a language have its folder; None if they have none, or there are no posts."""
    found = Counter(_language_folder(post, (lang,)) for post in posts if post.lang == lang)
    return max(found, key=lambda at: (found[at], at is None), default=None)
