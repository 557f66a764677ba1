"""sitegen, the one of the checkout in which these benchmarks lie."""

import os
import sys
from pathlib import Path

from benchmarks.corpus import Post
from benchmarks.generator import OWN_LIST_AND_TAGS, Generator, with_links
from sitegen import __version__

PROJECT = Path(__file__).parent.parent.parent
NEIGHBOURS = 2  # the newer and the older post


def find() -> Generator:
    return Generator(
        name="sitegen",
        version=__version__,
        command=(sys.executable, "-m", "sitegen", "build", "--quiet"),
        source=lambda post: (f"content/blog/{post.slug}.md", with_links(post) + post.body),
        page=page,
        output="dist",
        caches=(".sitegen",),
        code="<pre ",
        beside=("feed.xml", "ja/feed.xml", "sitemap.xml"),
        pages_with_title=OWN_LIST_AND_TAGS + NEIGHBOURS,
        installed=(Path(os.__file__).parent, Path(sys.prefix) / "lib", PROJECT / "sitegen", PROJECT / "layouts"),
        environment={"PYTHONPATH": str(PROJECT)},
    )


def page(post: Post) -> str:
    return f"blog/{post.slug}/index.html"
