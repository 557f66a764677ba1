"""A static site generator as the benchmarks see it."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from benchmarks.corpus import Post

SITES = Path(__file__).parent / "sites"


class Generator(msgspec.Struct, frozen=True):
    name: str
    version: str
    command: tuple[str, ...]
    """What builds, started in the folder of the site."""
    source: Callable[[Post], tuple[str, str]]
    """Path and text of a post, as the generator wants them."""
    page: Callable[[Post], str]
    """The page of a post, in the folder of what is built."""
    output: str
    caches: tuple[str, ...]
    """What a build leaves for the next one, beside the output."""
    code: str
    """How a highlighted block of code begins."""
    beside: tuple[str, ...]
    """Feeds and sitemaps, in the folder of what is built."""
    pages_with_title: int
    """On how many pages the title of a post stands, at least."""
    environment: Mapping[str, str] = {}
    installed: tuple[Path, ...] = ()
    """The folders of its program, which is in memory when the clock starts, as for an author at work."""
    links: Mapping[str, Path] = {}
    """What the folder of a site only points to."""

    @property
    def skeleton(self) -> Path:
        """Settings and theme."""
        return SITES / self.name.lower()


OWN_LIST_AND_TAGS = 1 + 1 + 3
"""Where a title stands in any theme: on its own page, in a list, on the pages of three tags."""


def program(name: str, where: str | None) -> str | None:
    """The full path of a program: the one that was named, else the one on the PATH."""
    found = shutil.which(where or name)
    return str(Path(found).absolute()) if found else None


def version_told(*command: str) -> str:
    """The first version number of what a program says of itself."""
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else "of unknown version"


def frontmatter(post: Post, **more: object) -> str:
    """The keys that every generator of YAML frontmatter gets. JSON is YAML, so quoting is JSON's."""
    values: dict[str, object] = {
        "title": post.title,
        "subtitle": post.subtitle,
        "description": post.description,
        "date": post.date,
        "author": post.author,
        "color": post.color,
        "tags": post.tags,
        **more,
    }
    lines = (f"{key}: {_yaml(value)}" for key, value in values.items())
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _yaml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | tuple | dict) else str(value)


def with_links(post: Post) -> str:
    """Frontmatter that names the language, and the twin by its address."""
    return frontmatter(post, lang=post.language, translations={post.other_language: f"/blog/{post.slug_of_twin}"})
