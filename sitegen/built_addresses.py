"""Files of a built site and the addresses that they are served at, on any server of files."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote, unquote, urljoin

from sitegen.built_page import BuiltPage
from sitegen.urls import PATH_CHARACTERS, split

INDEXES = ("index.html", "index.htm")
PORTS = {"http": ":80", "https": ":443"}


class Served:
    """The files of a site, by their addresses. Without a `base_url` only addresses without a host are its own."""

    def __init__(self, paths: Iterable[str], base_url: str) -> None:
        self.paths = frozenset(paths)
        self.base_url = normalized(base_url).rstrip("/")

    def address_of(self, path: str) -> str:
        """Where a file is served; only what relative addresses in it are relative to."""
        last = path.rpartition("/")[2]
        shown = path.removesuffix(last) if last in INDEXES else path
        return f"{self.base_url}/{quote(shown.encode('utf-8', 'replace'), safe=PATH_CHARACTERS)}"

    def absolute(self, href: str, page: BuiltPage) -> str:
        """An address on a page, in full."""
        try:
            return normalized(urljoin(self.address_of(page.path), in_full(href, page)))
        except ValueError:
            return href

    def is_inside(self, address: str) -> bool:
        # Without a base URL this is an address that begins with a slash: one without a host.
        return address == self.base_url or address.startswith(f"{self.base_url}/")

    def file(self, address: str) -> str | None:
        """The file behind an address of this site; None if there is none."""
        return file_at(address.removeprefix(self.base_url).removeprefix("/"), self.paths)


def in_full(href: str, page: BuiltPage) -> str:
    """An address as the page's `<base>` makes it, wherever the page is served."""
    try:
        return urljoin(page.base, href)
    except ValueError:
        return href  # one that can't be taken apart is on no site


def normalized(address: str) -> str:
    """An address as all its spellings have it: host in lower case, path decoded, without query and fragment."""
    parts = split(address)
    host = parts.netloc.lower().removesuffix(PORTS.get(parts.scheme.lower(), "\0"))
    path = unicodedata.normalize("NFC", unquote(parts.path))
    return f"{parts.scheme.lower()}://{host}{path}" if host else path


def file_at(path: str, paths: frozenset[str]) -> str | None:
    """The file that a server gives for a path: itself, the index of a folder, or the page of that name."""
    folder = path if not path or path.endswith("/") else f"{path}/"
    forms = [path, *(folder + index for index in INDEXES), f"{path.rstrip('/')}.html"]
    return next((form for form in forms if form in paths), None)


def base_url_of(pages: Iterable[BuiltPage], addresses: Iterable[str], paths: frozenset[str]) -> str:
    """The address of a site that does not say it: what most canonical links, else most other addresses, agree on."""
    votes = Counter(base for page in pages if (base := _base_by_canonical(page)))
    if not votes:
        votes = Counter(base for address in addresses for base in _bases(address, paths))
    return min(votes, key=lambda base: (-votes[base], len(base), base), default="")


def _base_by_canonical(page: BuiltPage) -> str:
    """What stands before the page's own path in its canonical link."""
    address = normalized(in_full(page.canonical, page))
    last = page.path.rpartition("/")[2]
    folder = page.path.removesuffix(last)
    forms = (page.path, page.path.removesuffix(".html"), *([folder, folder.rstrip("/")] if last in INDEXES else []))
    found = next((form for form in forms if "://" in address and address.endswith(f"/{form}")), None)
    return address.removesuffix(found).rstrip("/") if found is not None else ""


def _bases(address: str, paths: frozenset[str]) -> list[str]:
    """Every beginning of an address whose rest is a file of the site."""
    whole = normalized(address)
    if "://" not in whole:
        return []
    scheme, _, rest = whole.partition("://")
    host, *parts = rest.split("/")
    ends = [(at, "/".join(parts[at:])) for at in range(len(parts) + 1)]
    return [f"{scheme}://{'/'.join([host, *parts[:at]])}".rstrip("/") for at, end in ends if file_at(end, paths)]
