"""Which layout a post gets: the one that it names, its counterpart here, or that of its role."""

from collections.abc import Collection
from functools import lru_cache

from sitegen.diagnostics import Outcome, error, hint, nearest
from sitegen.model import Post

LAYOUT_OF_ROLE = {"home": "list", "section": "list", "page": "page", "post": "post", "not_found": "404"}
ASTRO_SUFFIX = ".astro"
# Layouts that show no text: the frame of the others, and the page at an old address.
WITHOUT_TEXT = frozenset(("base", "redirect"))
# `PostLayout.astro` and its like; any other .astro layout is taken as that of a post.
COUNTERPARTS = {"post": "post", "page": "page", "base": "page", "markdown": "page"}


def choose(post: Post, available: Collection[str]) -> Outcome[str]:
    """The name of one of the `available` layouts, or the fault at the line of the frontmatter that names none."""
    written = post.layout
    if not written:
        return Outcome(LAYOUT_OF_ROLE[post.role])
    name = written.replace("\\", "/").rpartition("/")[2].removesuffix(".html")
    found = _named(name, frozenset(available) - WITHOUT_TEXT)
    if found:
        return Outcome(found)
    if name.endswith(ASTRO_SUFFIX):
        message = f"the layout “{name}” has no counterpart here; “post” is taken"
        advice = "write “layout: post”, or leave the line out"
        return Outcome("post", (hint(post.path, post.place_of("layout"), "astro-layout", message, advice),))
    choices = sorted(set(available) - WITHOUT_TEXT)
    match = nearest(name, choices)
    advice = f"did you mean “{match}”?" if match else f"the layouts here are {', '.join(choices)}"
    message = f"there is no layout “{name}”"
    return Outcome(None, (error(post.path, post.place_of("layout"), "unknown-layout", message, advice),))


@lru_cache(maxsize=256)  # all posts of a site name the same few
def _named(name: str, available: frozenset[str]) -> str | None:
    """The layout of this name, or the counterpart of Astro's."""
    if name in available or not name.endswith(ASTRO_SUFFIX):
        return name if name in available else None
    stem = name.removesuffix(ASTRO_SUFFIX)
    ours = {layout.casefold(): layout for layout in sorted(available)}
    return ours.get(stem.casefold()) or COUNTERPARTS.get(stem.removesuffix("Layout").casefold())
