"""Pelican, written in Python. Its cache keeps the HTML of a post until the file is written; it makes all pages anew."""

import os
from pathlib import Path

from benchmarks.corpus import Post
from benchmarks.generator import OWN_LIST_AND_TAGS, Generator, program, version_told


def find(where: str | None) -> Generator | None:
    pelican = program("pelican", where)
    if pelican is None:
        return None
    return Generator(
        name="Pelican",
        version=version_told(pelican, "--version"),
        command=(pelican, "--quiet", "--settings", "pelicanconf.py"),
        source=source,
        page=page,
        output="output",
        caches=("cache", "__pycache__"),
        code='<div class="highlight"',
        beside=("feeds/en.atom.xml", "feeds/ja.atom.xml", "sitemap.xml"),
        installed=(Path(os.__file__).parent, Path(pelican).parent.parent / "lib"),
        pages_with_title=OWN_LIST_AND_TAGS,
    )


def source(post: Post) -> tuple[str, str]:
    """Twins are one slug in two languages. The metadata is Pelican's own: a line each, no quotes."""
    values = {
        "Title": post.title,
        "Subtitle": post.subtitle,
        "Summary": post.description,
        "Date": post.date,
        "Author": post.author,
        "Color": post.color,
        "Tags": ", ".join(post.tags),
        "Lang": post.language,
        "Slug": post.name,
    }
    lines = "".join(f"{key}: {value}\n" for key, value in values.items())
    return f"content/{post.slug}.md", f"{lines}\n{post.body}"


def page(post: Post) -> str:
    folder = "" if post.language == "en" else f"{post.language}/"
    return f"{folder}blog/{post.name}/index.html"
