"""Eleventy, written in JavaScript. It is started with node itself: npx would add its own start to every figure.

It is asked for a whole build every time: it remembers nothing from one process to the next, and its `--incremental` is
for one that goes on watching.
"""

import json
import shutil
from pathlib import Path

from benchmarks.corpus import Post
from benchmarks.generator import OWN_LIST_AND_TAGS, Generator, version_told, with_links


def find(where: str | None) -> Generator | None:
    """`where` is the folder of a node project in which Eleventy and its highlighting plugin are installed."""
    modules = Path(where or ".").absolute() / "node_modules"
    package = modules / "@11ty/eleventy"
    node = shutil.which("node")
    if node is None or not (package / "package.json").is_file():
        return None
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    return Generator(
        name="Eleventy",
        version=f"{version} on Node {version_told(node, '--version')}",
        command=(node, str(package / "cmd.cjs"), "--quiet"),
        source=lambda post: (f"posts/{post.slug}.md", with_links(post) + post.body),
        page=page,
        output="_site",
        caches=(".cache",),
        code='<pre class="language-',
        beside=("feed.xml", "ja/feed.xml", "sitemap.xml"),
        installed=(Path(node).parent, modules),
        pages_with_title=OWN_LIST_AND_TAGS,
        links={"node_modules": modules},
    )


def page(post: Post) -> str:
    return f"blog/{post.slug}/index.html"
