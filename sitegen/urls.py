"""Files and URLs: the only room that makes one from the other, and the only one that adds the base path.

A `url` is what the site serves, decoded and without the base path: `/blog/x/`. A `path` is a file, relative to
its folder and with forward slashes: `blog/x.md`. `href` and `absolute` are what stands in a page.
"""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import msgspec

from sitegen.languages import among, canonical

Role = Literal["home", "section", "page", "post", "not_found"]

CONTENT = "content/"
MARKDOWN_SUFFIXES = (".md", ".markdown")
# What RFC 3986 allows in a path beside letters and digits.
PATH_CHARACTERS = "/-._~!$&'()*+,;=:@"
LONGEST_NAME = 255  # bytes: the limit of the usual file systems
LONGEST_TAG = 120  # bytes
SHORT_CODE = 2  # letters
SAFE_SCHEMES = ("http", "https", "mailto", "tel")
PORTS = {"http": ":80", "https": ":443"}  # that need not be written
TEXT_FRAGMENT = ":~:"  # behind `#`: names words, no id
# What a slug makes of each ASCII character: most texts have no other.
ASCII_SLUG = {code: {" ": "-"}.get(chr(code)) for code in range(128) if not (chr(code).isalnum() or chr(code) in "-_")}
DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")


def key_of(path: str) -> str:
    """What a file is called by other posts: its path under content/."""
    return path.removeprefix(CONTENT)


class Location(msgspec.Struct, frozen=True):
    """What the path of a source says about its page."""

    role: Role
    lang: str
    section: str
    """The folders that it stands in, without the language's: `blog`; empty at the top."""
    url: str
    family: str
    """The path without language and suffix: files of one family are translations of each other."""
    name: str
    """The file's name without suffix, language and date; that of its folder for an `index.md`."""
    day: datetime.date | None = None
    """The date in front of a name such as `2025-01-15-title.md`."""


def locate(path: str, languages: Collection[str], default: str, strip_dates: bool) -> Location:
    """Where a Markdown file under content/ belongs, by its path alone.

    `x.ja.md` is served under `/ja/`; a folder `ja`, anywhere in the path, keeps its place in the URL.
    """
    *folders, name = unicodedata.normalize("NFC", path).split("/")
    stem, lang_of_name = _without_language(name.rpartition(".")[0], languages)
    lang_of_folder = next((found for folder in folders if (found := language_named(folder, languages))), None)
    lang = lang_of_name or lang_of_folder or default
    own_folder = folders[:-1] if stem == "index" else folders
    section = "/".join(folder for folder in own_folder if not language_named(folder, languages))
    at_top = all(language_named(folder, languages) for folder in folders)
    shared = [folder for folder in folders if not language_named(folder, languages)]
    # `x/index.md` has the URL of `x.md`.
    family = "/".join(shared if shared and stem == "index" else [*shared, stem])
    day, dated_stem = _date_of(stem)
    own_name = folders[-1] if stem in ("index", "_index") and folders else dated_stem

    def location(role: Role, url: str) -> Location:
        return Location(role, lang, section, url, family, own_name, day)

    if stem == "_index" or (stem == "index" and at_top):
        return location("section" if section else "home", list_url(lang, default, section))
    if stem == "404" and at_top:
        return location("not_found", f"{home_url(lang, default)}404.html")
    prefix = home_url(lang, default) if lang_of_name and lang_of_folder is None else "/"
    parts = [*folders, *([] if stem == "index" else [dated_stem if strip_dates else stem])]
    return location("post" if section else "page", prefix + "".join(f"{part}/" for part in parts))


def _without_language(stem: str, languages: Collection[str]) -> tuple[str, str | None]:
    """`x.ja` is `x` in Japanese where the site has Japanese."""
    shorter, dot, last = stem.rpartition(".")
    lang = language_named(last, languages) if dot and shorter else None
    return (shorter, lang) if lang else (stem, None)


def language_named(word: str, languages: Collection[str]) -> str | None:
    """The language of the site that a part of a path names, as `lang` would: `ja-JP` is `ja` where that is all.

    A word of three letters is one, unless the site spells its language so: `may` is hardly Malay.
    """
    folded = word.replace("_", "-").casefold()
    exact = next((lang for lang in languages if lang.casefold() == folded), None)
    if exact or len(folded.partition("-")[0]) != SHORT_CODE:
        return exact
    lang = among(canonical(word) or "", languages)
    return lang if lang in languages else None


def _date_of(stem: str) -> tuple[datetime.date | None, str]:
    if match := DATED_NAME.fullmatch(stem):
        try:
            return datetime.date.fromisoformat(match[1]), match[2]
        except ValueError:
            pass  # 2025-99-99-x is a name like any other
    return None, stem


def home_url(lang: str, default: str) -> str:
    return "/" if lang == default else f"/{lang}/"


def list_url(lang: str, default: str, section: str) -> str:
    return home_url(lang, default) + (f"{section}/" if section else "")


def page_of_list(url: str, number: int) -> str:
    """The URL of the number-th page of a list, counted from 1."""
    return url if number == 1 else f"{url}page/{number}/"


def with_slug(url: str, slug: str) -> str:
    """The URL with its last part replaced."""
    return f"{url.rstrip('/').rpartition('/')[0]}/{slug.strip('/')}/"


def as_permalink(value: str) -> str:
    """A URL as an author writes it (`blog/x`, `/blog/x.html`), as the site serves it."""
    url = "/" + unicodedata.normalize("NFC", value).lstrip("/")
    return url if url.endswith(("/", ".html", ".htm")) else f"{url}/"


def fault(url: str) -> str | None:
    """Why no file can be written for this URL, in words; None if one can."""
    if not url.startswith("/"):
        return "it does not begin with “/”"
    if url.casefold().startswith("/.sitegen"):
        return "sitegen keeps names that begin with “.sitegen” for itself"
    for part in url.removesuffix("/").split("/")[1:] or [" "]:
        if part in ("", ".", "..") and url != "/":
            return f"it has a part “{part}”"
        if len(part.encode("utf-8", "replace")) > LONGEST_NAME:
            return f"a part of it is longer than {LONGEST_NAME} bytes"
    if any(unicodedata.category(character) in ("Cc", "Cs") or character == "\\" for character in url):
        return "it has a backslash or a control character"
    return None


def output_path(url: str) -> str:
    """The file that holds a URL, relative to the output folder: `/blog/x/` is `blog/x/index.html`."""
    return url.lstrip("/") + ("index.html" if url.endswith("/") else "")


def folders_above(path: str) -> list[str]:
    """The folders that a file lies in: `a` and `a/b` for `a/b/c`."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


def base_path_of(base_url: str) -> str:
    """`/notes` of `https://example.org/notes/`; empty at the root of a host."""
    return urlsplit(base_url).path.rstrip("/")


@lru_cache(maxsize=65536)  # the same few addresses stand in every page
def href(url: str, base_url: str) -> str:
    """A URL of this site as a page links to it: base path added, percent-encoded. Another site's stays."""
    if is_elsewhere(url):
        return url
    return base_path_of(base_url) + quote(url, safe=PATH_CHARACTERS)


def absolute(url: str, base_url: str) -> str:
    """A URL of this site in full, for feeds, canonical links and sitemaps; without a base URL the same as `href`."""
    if is_elsewhere(url):
        return url
    parts = urlsplit(base_url)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return origin + href(url, base_url)


def is_elsewhere(target: str) -> bool:
    """True if a link's target has a scheme or a host, or stays on the page."""
    return target.startswith(("//", "#", "?")) or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target)) or not target


def web_address(target: str) -> str | None:
    """A target with a host as a full address, ready to stand in a page; None for any other."""
    parts = split(target)
    is_host = parts.netloc.isprintable() and not set(parts.netloc) & set(' "<>\\')
    if parts.scheme not in ("", "http", "https") or not parts.netloc or not is_host:
        return None
    path, query, fragment = (quote(part, safe=f"{PATH_CHARACTERS}%?") for part in parts[2:])
    return urlunsplit((parts.scheme or "https", parts.netloc, path or "/", query, fragment))


def leads_out(target: str, own_urls: Collection[str]) -> bool:
    """True for an address on another host than the site's."""
    host = host_of(target)
    return split(target).scheme in ("", *PORTS) and bool(host) and host not in map(host_of, own_urls)


def host_of(address: str) -> str:
    """Host and port of an address as all spellings have them: in lower case, a port that is understood left out."""
    parts = split(address)
    return parts.netloc.lower().removesuffix(PORTS.get(parts.scheme or "https", "\0"))


def below(address: str, base_url: str) -> str | None:
    """The decoded path of a full address of a site, without the base path; None for an address of another site.

    The scheme does not count: who wrote `http` before the site was moved to `https` means the same page.
    """
    if leads_out(address, (base_url,)) or not split(address).netloc:
        return None
    path, base = decoded(split(address).path), decoded(base_path_of(base_url))
    return (path.removeprefix(base) or "/") if f"{path}/".startswith(f"{base}/") else None


def decoded(path: str) -> str:
    """A path as authors write it, as we compare it."""
    return unicodedata.normalize("NFC", unquote(path))


def split(target: str) -> SplitResult:
    """The parts of a target as authors write it; one that can't be taken apart (`//[x`) is on no site of ours."""
    try:
        return urlsplit(target)
    except ValueError:
        return SplitResult("impossible", "", "", "", "")


def is_safe(target: str) -> bool:
    """False for a scheme that runs a script or is not known to be harmless (`javascript:`, `data:`)."""
    scheme = re.match(r"\s*([^/?#:]*):", target)
    return scheme is None or scheme[1].strip().lower() in SAFE_SCHEMES


def slug(text: str) -> str:
    """A word of a URL, as GitHub makes heading ids: lower case, letters, marks and digits of every script kept.

    Spaces become hyphens, other punctuation goes (the rules of github-slugger). Text without any letter gives "".
    """
    if text.isascii():
        return text.lower().translate(ASCII_SLUG)
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", text).lower()
        if character in "- _" or unicodedata.category(character)[0] in "LMN"
    )
    return kept.replace(" ", "-")


@lru_cache(maxsize=65536)  # a site has few tags, each on many posts
def tag_slug(tag: str) -> str:
    """A tag's part of a URL. `C`, `C++` and `C#` stay apart; a tag without letters is spelled by its code points."""
    named = tag.strip().replace("+", " plus").replace("#", " sharp")
    words = slug(re.sub(r"[\s/]+", " ", named)).strip("-")
    return _short(words or "-".join(f"u{ord(character):x}" for character in tag.strip()))


def _short(words: str) -> str:
    """Words that a folder can be called by. What is cut off leaves a hash, so that two long tags stay two."""
    if len(words.encode()) <= LONGEST_TAG:
        return words
    cut = words.encode()[:LONGEST_TAG].decode("utf-8", "ignore")
    return f"{cut}-{hashlib.blake2b(words.encode(), digest_size=4).hexdigest()}"
