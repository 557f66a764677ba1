"""Whatever an editor does with real files is noticed, and nothing else is."""

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.disk import Wishes
from sitegen.look import Look
from sitegen.preview import _folders, _linked
from sitegen.watch import Poll, Touched, Watch
from tests.support import TODAY, write_site

PATIENCE = 30.0
WISHES = Wishes(today=TODAY)
SITE = """
-- site.toml --
title = "Mine"
[languages.en]
-- content/blog/a.md --
# A
-- content/blog/b.md --
# B
-- layouts/post.html --
{% extends "theme/post.html" %}
-- static/app.js --
1
"""


class Author:
    """Looks as the preview does, and counts the looks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.look = Look(root)
        self.watch = Watch(_folders(root), [root / "site.toml"])
        self.looks: list[Touched] = []
        self._look(Touched(is_everywhere=True))
        self.looks.clear()

    def look_everywhere(self) -> None:
        """As the preview does after two seconds of quiet."""
        self._look(Touched(is_everywhere=True))

    def _look(self, touched: Touched) -> None:
        self.looks.append(touched)
        if touched.is_everywhere:
            self.look.everywhere(WISHES)
            self.watch.widen(_linked(self.root))
        else:
            self.look.at(touched.paths, WISHES)

    def texts(self) -> dict[str, str]:
        seen = self.look.seen
        assert seen
        assert seen.site.value
        return {source.path: Path(source.data.load.origin).read_text() for source in seen.site.value.sources}  # type: ignore[union-attr]

    def _fresh(self) -> bool:
        """Whether what has been seen is what is there."""
        fresh = Look(self.root).everywhere(WISHES)
        seen = self.look.seen
        return seen is not None and seen.site == fresh.site and seen.files == fresh.files

    def until_seen(self) -> None:
        """Follow the events until all that is there has been seen; only events help, as no time brings a look."""
        end = time.monotonic() + PATIENCE
        while True:
            touched = self.watch.wait(0.1)
            if touched:
                self._look(touched)
            elif self._fresh():
                return
            assert time.monotonic() < end, self.looks

    def until_quiet(self) -> None:
        while touched := self.watch.wait(0.2):
            self._look(touched)
            assert len(self.looks) < 50, self.looks


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


@contextlib.contextmanager
def watching(root: Path) -> Iterator[Author]:
    author = Author(root)
    try:
        author.until_quiet()
        author.looks.clear()
        yield author
    finally:
        author.watch.close()
        author.watch.observer.join()


def plainly(root: Path) -> None:
    (root / "content/blog/a.md").write_text("# Other\n")


def as_vim(root: Path) -> None:
    """The probe 4913, the post renamed to a backup, written anew, the backup taken away."""
    post = root / "content/blog/a.md"
    (post.parent / "4913").touch()
    (post.parent / "4913").unlink()
    post.rename(post.with_name("a.md~"))
    post.write_text("# Other\n")
    post.with_name("a.md~").unlink()


def by_a_temporary_file(root: Path) -> None:
    beside = root / "content/blog/.a.md.XYZ"
    beside.write_text("# Other\n")
    os.replace(beside, root / "content/blog/a.md")


def with_a_temporary_file_that_goes_away(root: Path) -> None:
    beside = root / "content/blog/a.tmp.md"
    beside.write_text("# Draft\n")
    plainly(root)
    beside.unlink()


def by_truncating_first(root: Path) -> None:
    with (root / "content/blog/a.md").open("w") as stream:
        stream.flush()
        time.sleep(0.1)
        stream.write("# Other\n")


def a_new_post(root: Path) -> None:
    (root / "content/notes").mkdir()
    (root / "content/notes/n.md").write_text("# New\n")


def a_post_in_new_folders(root: Path) -> None:
    (root / "content/x/y/z").mkdir(parents=True)
    (root / "content/x/y/z/n.md").write_text("# New\n")


def a_folder_renamed(root: Path) -> None:
    (root / "content/blog").rename(root / "content/notes")


def a_folder_removed(root: Path) -> None:
    shutil.rmtree(root / "content/blog")


def the_settings(root: Path) -> None:
    (root / "site.toml").write_text('title = "Other"\n[languages.en]\n')


def the_settings_removed(root: Path) -> None:
    (root / "site.toml").unlink()


def a_layout_removed(root: Path) -> None:
    (root / "layouts/post.html").unlink()


def all_layouts_removed(root: Path) -> None:
    shutil.rmtree(root / "layouts")


def a_static_file(root: Path) -> None:
    (root / "static/app.js").write_text("22")


def a_static_file_moved_out(root: Path) -> None:
    (root / "static/app.js").rename(root / "elsewhere.js")


def a_file_becomes_a_folder(root: Path) -> None:
    (root / "content/blog/a.md").unlink()
    (root / "content/blog/a.md").mkdir()


DOINGS = [
    plainly, as_vim, by_a_temporary_file, with_a_temporary_file_that_goes_away, by_truncating_first, a_new_post,
    a_post_in_new_folders, a_folder_renamed, a_folder_removed, the_settings, the_settings_removed, a_layout_removed,
    all_layouts_removed, a_static_file, a_static_file_moved_out, a_file_becomes_a_folder,
]  # fmt: skip


@pytest.mark.parametrize("do", DOINGS)
def test_whatever_is_done_is_seen_and_then_all_is_quiet(root: Path, do: Callable[[Path], None]) -> None:
    with watching(root) as author:
        do(root)
        author.until_seen()
        author.until_quiet()  # what was read and the clock in the cache folder wake nobody


def test_a_save_that_empties_the_file_first_never_shows_it_empty(root: Path) -> None:
    with watching(root) as author:
        writer = threading.Thread(target=by_truncating_first, args=(root,))
        writer.start()
        touched = author.watch.wait(PATIENCE)
        writer.join()
        assert touched
        assert (root / "content/blog/a.md").read_text() == "# Other\n"


def test_a_checkout_of_five_hundred_files_is_few_looks(root: Path) -> None:
    for number in range(500):
        (root / f"content/blog/p{number}.md").write_text("# One\n")
    with watching(root) as author:
        for number in range(500):
            post = root / f"content/blog/p{number}.md"
            post.unlink()
            post.write_text(f"# Two {number}\n")
        author.until_seen()
        assert len(author.looks) <= 5, len(author.looks)


def test_reading_wakes_nobody(root: Path) -> None:
    with watching(root) as author:
        for _ in range(3):
            for path in root.rglob("*"):
                if path.is_file():
                    path.read_bytes()
            list(os.walk(root))
        assert author.watch.wait(0.5) is None


def test_what_lies_beside_the_site_wakes_nobody(root: Path) -> None:
    with watching(root) as author:
        (root / "notes.txt").write_text("x")
        (root / "dist").mkdir()
        (root / "dist/index.html").write_text("x")
        (root / ".sitegen").mkdir(exist_ok=True)
        (root / ".sitegen/clock").touch()
        assert author.watch.wait(0.5) is None


@pytest.mark.parametrize("name", ["content", "layouts", "static"])
def test_a_folder_of_the_site_that_was_taken_away_and_made_again_is_watched_again(root: Path, name: str) -> None:
    kept = root.parent / "kept"
    shutil.copytree(root / name, kept)
    with watching(root) as author:
        shutil.rmtree(root / name)
        author.until_quiet()
        shutil.copytree(kept, root / name)
        author.until_seen()
        for _ in range(2):  # at once, so that no look lies between
            shutil.rmtree(root / name)
            shutil.copytree(kept, root / name)
            author.until_seen()
            author.until_quiet()
        for path in (root / name).rglob("*.*"):
            path.write_text(f"{path.read_text()}\n")
            author.until_seen()


def test_a_folder_of_the_site_that_was_not_there_is_watched_when_it_is(tmp_path: Path) -> None:
    root = write_site(tmp_path, "-- content/a.md --\n# A\n")
    with watching(root) as author:
        for path in ("static/x.txt", "layouts/post.html"):
            write_site(root, f"-- {path} --\n1\n")
            author.until_seen()
            author.until_quiet()
            (root / path).write_text("2\n")
            author.until_seen()


def test_a_linked_content_folder_is_watched(tmp_path: Path) -> None:
    elsewhere = write_site(tmp_path / "elsewhere", "-- blog/a.md --\n# A\n")
    root = write_site(tmp_path / "site", "-- site.toml --\n[languages.en]\n")
    (root / "content").symlink_to("../elsewhere")
    with watching(root) as author:
        (elsewhere / "blog/a.md").write_text("# Other\n")
        author.until_seen()
        assert author.looks == [Touched(frozenset([str(root / "content/blog/a.md")]))]
        (root / "content/blog/a.md").write_text("# Another\n")
        author.until_seen()
        (root / "content").unlink()
        (root / "content").mkdir()
        (root / "content/b.md").write_text("# B\n")
        author.until_seen()
        (root / "content/b.md").write_text("# C\n")
        author.until_seen()


def test_what_links_lead_to_is_watched(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", f"{SITE}-- shared/s.md --\n# S\n-- README.md --\n# R\n-- other/o.md --\n# O\n")
    (root / "content/shared").symlink_to("../shared")
    (root / "content/about.md").symlink_to("../README.md")
    (root / "content/blog/twin.md").symlink_to("a.md")
    with watching(root) as author:
        for name in ("shared/s.md", "README.md", "content/blog/a.md"):
            (root / name).write_text("# Other\n")
            author.until_seen()
            author.until_quiet()
        (root / "shared/s.md").unlink()
        author.until_seen()
        shutil.rmtree(root / "shared")
        author.until_quiet()
        write_site(root, "-- shared/t.md --\n# T\n")
        author.until_seen()
        (root / "content/other").symlink_to("../other")
        author.until_seen()
        author.look_everywhere()
        (root / "other/o.md").write_text("# Other\n")
        author.until_seen()


def test_links_out_of_the_site_and_into_themselves_are_not_watched(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", SITE)
    outside = write_site(tmp_path / "outside", "-- x/y.md --\n# X\n")
    (root / "content/outside").symlink_to(outside)
    (root / "static/file.md").symlink_to(outside / "x/y.md")
    (root / "content/nothing").symlink_to("nothing at all")
    (root / "content/loop").symlink_to("loop")
    (root / "content/all").symlink_to("..")
    assert not [target for target in _linked(root) if target.startswith(str(outside))]
    with watching(root) as author:
        (outside / "x/y.md").write_text("# Y\n")
        assert author.watch.wait(0.5) is None
        plainly(root)
        author.until_seen()


def test_a_watch_that_is_asked_to_looks_at_everything(root: Path) -> None:
    with watching(root) as author:
        author.watch.look_again()
        assert author.watch.wait(PATIENCE) == Touched(is_everywhere=True)


def test_polling_looks_at_everything_when_asked_and_is_quiet_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.watch.POLLING", 0.01)
    poll = Poll()
    assert poll.wait(PATIENCE) is None
    poll.look_again()
    assert poll.wait(PATIENCE) == Touched(is_everywhere=True)
    assert poll.wait(PATIENCE) is None
