"""Which layout a post gets: the one that it names, its counterpart here, or that of its role."""

from collections.abc import Collection

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
    written = post.metadata.layout
    if not written:
        return Outcome(LAYOUT_OF_ROLE[post.role])
    available = sorted(set(available) - WITHOUT_TEXT)
    name = written.replace("\\", "/").rpartition("/")[2].removesuffix(".html")
    if name in available:
        return Outcome(name)
    if name.endswith(ASTRO_SUFFIX):
        return _counterpart(name, post, available)
    match = nearest(name, available)
    advice = f"did you mean “{match}”?" if match else f"the layouts here are {', '.join(available)}"
    message = f"there is no layout “{name}”"
    return Outcome(None, (error(post.path, post.place_of("layout"), "unknown-layout", message, advice),))


def _counterpart(name: str, post: Post, available: Collection[str]) -> Outcome[str]:
    stem = name.removesuffix(ASTRO_SUFFIX)
    ours = {layout.casefold(): layout for layout in available}
    short = stem.removesuffix("Layout").casefold()
    if stem.casefold() in ours:
        return Outcome(ours[stem.casefold()])
    if short in COUNTERPARTS:
        return Outcome(COUNTERPARTS[short])
    message = f"the layout “{name}” has no counterpart here; “post” is taken"
    advice = "write “layout: post”, or leave the line out"
    return Outcome("post", (hint(post.path, post.place_of("layout"), "astro-layout", message, advice),))
