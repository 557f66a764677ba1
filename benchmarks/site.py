"""A corpus in the folder and dialect of one generator."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import Post
from benchmarks.generator import Generator
from benchmarks.measure import Measurement, measure


class Site:
    """Written on disk when it is made."""

    def __init__(self, generator: Generator, posts: Sequence[Post], folder: Path) -> None:
        self.generator = generator
        self.posts = posts
        self.folder = folder / f"{generator.name.lower()}-{len(posts)}"
        self.output = self.folder / generator.output
        self.edited = _middle(posts)
        """The post that is edited, as it stands now."""
        self._log = self.folder.with_suffix(".log")
        self._write()

    def _write(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._log.unlink(missing_ok=True)
        shutil.copytree(self.generator.skeleton, self.folder)
        for name, target in self.generator.links.items():
            (self.folder / name).symlink_to(target)
        for post in self.posts:
            self._save(post)

    def _save(self, post: Post) -> None:
        name, text = self.generator.source(post)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edit(self, change: Callable[[Post], Post]) -> None:
        self.edited = change(self.edited)
        self._save(self.edited)

    def clean(self) -> None:
        """As it was before the first build. What was there is moved away: some file systems go slow after deletions."""
        gone = Path(tempfile.mkdtemp(dir=self.folder.parent, prefix="gone-"))
        for name in (self.generator.output, *self.generator.caches):
            path = self.folder / name
            if path.exists():
                path.rename(gone / name)

    def warm(self) -> None:
        """Have the files of the site and of the program in memory: while others were measured, they may have gone."""
        for folder in (self.folder, *self.generator.installed):
            for place, _, names in os.walk(folder):
                for name in names:
                    with contextlib.suppress(OSError):  # a link to nothing
                        Path(place, name).read_bytes()

    def build(self) -> Measurement:
        return measure(self.generator.command, self.folder, self.generator.environment, self._log)

    def page(self, post: Post) -> str:
        """The HTML of a post; empty if there is none."""
        path = self.output / self.generator.page(post)
        return path.read_text("utf-8") if path.is_file() else ""

    def pages(self) -> Iterator[str]:
        """All HTML that was built."""
        return (path.read_text("utf-8") for path in self.output.rglob("*.html"))


def _middle(posts: Sequence[Post]) -> Post:
    """The English post in the middle by its date: it has a newer and an older neighbour, and stands in no feed."""
    english = sorted((post for post in posts if post.language == "en"), key=lambda post: (post.date, post.name))
    return english[len(english) // 2]
