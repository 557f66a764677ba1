"""Hugo, written in Go. It keeps nothing of a build that would spare it Markdown or highlighting in the next."""

from pathlib import Path

from benchmarks.corpus import Post
from benchmarks.generator import OWN_LIST_AND_TAGS, Generator, frontmatter, program, version_told


def find(where: str | None) -> Generator | None:
    """`where` is the binary. Hugo from a Python package is started through Python: then name the binary inside it."""
    hugo = program("hugo", where)
    if hugo is None:
        return None
    return Generator(
        name="Hugo",
        version=version_told(hugo, "version"),
        command=(hugo, "--quiet"),
        source=source,
        page=page,
        output="public",
        caches=("resources", ".hugo_build.lock"),
        code='<div class="highlight"',
        beside=("index.xml", "ja/index.xml", "sitemap.xml", "en/sitemap.xml", "ja/sitemap.xml"),
        installed=(Path(hugo).parent,),
        pages_with_title=OWN_LIST_AND_TAGS,
    )


def source(post: Post) -> tuple[str, str]:
    """Twins are one name with two languages."""
    return f"content/blog/{post.name}.{post.language}.md", frontmatter(post) + post.body


def page(post: Post) -> str:
    folder = "" if post.language == "en" else f"{post.language}/"
    return f"{folder}blog/{post.name}/index.html"
