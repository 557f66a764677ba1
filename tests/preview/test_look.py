"""Looking where something was touched finds what looking everywhere would."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.disk import Wishes
from sitegen.lazy import pack
from sitegen.look import Look, Seen
from tests.support import TODAY, write_site

SITE = """
-- site.toml --
title = "Mine"
[languages.en]
[languages.ja]
-- content/_index.md --
# Home
-- content/about.md --
# About
-- content/blog/a.md --
---
title: A
---
Words.
-- content/blog/b.ja.md --
---
title: B
---
言葉。
-- content/blog/pic.png --
picture
-- content/blog/widget.tsx --
nothing for us
-- layouts/post.html --
{% extends "theme/post.html" %}
-- layouts/strings/en.toml --
home = "Start"
-- static/app.js --
1
-- static/css/site.css --
body { color: red }
"""
WISHES = Wishes(today=TODAY)
FILES = [
    "site.toml", "content/_index.md", "content/about.md", "content/blog/a.md", "content/blog/b.ja.md",
    "content/blog/pic.png", "content/blog/widget.tsx", "content/blog/new.md", "content/new/deep/x.md",
    "content/blog/.hidden.md", "content/blog/a.md~", "content/blog/_own.md", "layouts/post.html", "layouts/mine.html",
    "layouts/strings/en.toml", "static/app.js", "static/css/site.css", "static/new.txt", "static/.sitegen.json",
]  # fmt: skip
TEXTS = [
    "",
    "# One\n",
    "---\ntitle: Two\n---\nx\n",
    'title = "Other"\n',
    "title = \n",
    "<p>{{ 1 }}</p>",
    "\udcff\udcfe",
]


class Folder:
    """A site's folder in which things happen; what happens to folders has no path, as events have it."""

    def __init__(self, root: Path) -> None:
        self.root = write_site(root, SITE)
        self.look = Look(root)
        self.look.everywhere(WISHES)
        self.touched: set[str] = set()
        self.is_everywhere = False

    def _touch(self, path: Path) -> None:
        self.touched.add(str(path))
        self.is_everywhere |= path.is_dir() and not path.is_symlink()

    def _room(self, path: Path) -> bool:
        """Whether a file can be at the path, with the folders made that it needs."""
        if not path.parent.is_dir():
            self.is_everywhere = True
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return False
        return not path.is_dir() or path.is_symlink()

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        if self._room(path):
            if path.is_symlink():
                path.unlink()
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            self._touch(path)

    def replace(self, name: str, text: str) -> None:
        """As editors save: another file takes its place, and a backup lies beside."""
        path = self.root / name
        if self._room(path):
            other = path.with_name(f"{path.name}.tmp")
            other.write_bytes(text.encode("utf-8", "surrogateescape"))
            os.replace(other, path)
            self._touch(other)
            self._touch(path)

    def delete(self, name: str, _text: str) -> None:
        path = self.root / name
        if not os.path.lexists(path):
            return
        self._touch(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    def rename(self, name: str, text: str) -> None:
        path, other = self.root / name, self.root / FILES[len(text) % len(FILES)]
        if os.path.lexists(path) and self._room(other) and os.path.lexists(path) and path != other:
            self._touch(path)
            if path.is_dir() and not path.is_symlink():
                return
            os.replace(path, other)
            self._touch(other)

    def touch(self, name: str, _text: str) -> None:
        path = self.root / name
        if path.exists():
            os.utime(path, ns=(1, 1))
            self._touch(path)

    def make_a_folder(self, name: str, text: str) -> None:
        self.delete(name, text)
        path = self.root / name
        if self._room(path) and not os.path.lexists(path):
            path.mkdir()
            (path / "inside.md").write_text("# Inside\n")
            self._touch(path)

    def link(self, name: str, text: str) -> None:
        """To a file of the site, out of it, or to nothing."""
        self.delete(name, text)
        path = self.root / name
        if self._room(path) and not os.path.lexists(path):
            targets: list[Path | str] = [
                self.root / "shared/other.md",
                "/etc/hostname",
                self.root / "nothing",
                self.root / "shared",
            ]
            path.symlink_to(targets[len(text) % len(targets)])
            self._touch(path)

    def seen(self) -> Seen:
        found = self.look.everywhere(WISHES) if self.is_everywhere else self.look.at(self.touched, WISHES)
        self.touched, self.is_everywhere = set(), False
        return found


DOINGS: list[Callable[[Folder, str, str], None]] = [
    Folder.write, Folder.write, Folder.replace, Folder.delete, Folder.rename, Folder.touch, Folder.make_a_folder,
    Folder.link,
]  # fmt: skip


def same(found: Seen, fresh: Seen) -> None:
    assert found.site.diagnostics == fresh.site.diagnostics
    if fresh.site.value is None or found.site.value is None:
        assert found.site.value == fresh.site.value
    else:
        assert found.site.value == fresh.site.value
        assert pack(found.site.value) == pack(fresh.site.value)
        assert [one.data.value for one in found.site.value.sources] == [
            one.data.value for one in fresh.site.value.sources
        ]
    assert found.files == fresh.files


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(
        st.lists(
            st.tuples(st.sampled_from(DOINGS), st.sampled_from(FILES), st.sampled_from(TEXTS)), min_size=1, max_size=3
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_look_where_something_was_touched_finds_all_that_a_fresh_one_finds(
    steps: list[list[tuple[Callable[[Folder, str, str], None], str, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as place:
        write_site(Path(place), "-- shared/other.md --\n# Shared\n")
        folder = Folder(Path(place))
        for step in steps:
            for do, name, text in step:
                do(folder, name, text)
            same(folder.seen(), Look(Path(place)).everywhere(WISHES))


@pytest.mark.parametrize("name", [*FILES[:7], "layouts/post.html", "layouts/strings/en.toml", "static/app.js"])
def test_a_file_that_is_gone_is_missed_at_once(tmp_path: Path, name: str) -> None:
    folder = Folder(tmp_path)
    folder.delete(name, "")
    same(folder.seen(), Look(tmp_path).everywhere(WISHES))


def test_what_an_editor_keeps_beside_a_post_is_no_reason_to_look_at_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "content/blog/.a.md.swp").write_text("x")
    monkeypatch.setattr(folder.look, "everywhere", None)  # would fail
    beside = ["4913", ".a.md.swp", "a.md~", "_own.md", "gone.md"]
    (tmp_path / "content/blog/a.md").write_text("---\ntitle: Another\n---\n")
    (tmp_path / "static/app.js").write_text("2")
    touched = [
        *(tmp_path / "content/blog" / name for name in [*beside[:2], "_own.md", "gone.md", "a.md"]),
        tmp_path / "static/app.js",
    ]
    found = folder.look.at([str(path) for path in touched], WISHES)
    same(found, Look(tmp_path).everywhere(WISHES))


def test_another_day_or_another_wish_is_a_look_at_everything(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    site = folder.look.at([], Wishes(today=TODAY, drafts=True)).site.value
    assert site
    assert site.drafts


def test_what_did_not_change_is_the_same_value(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    before = folder.look.everywhere(WISHES).site.value
    (tmp_path / "content/blog/a.md").write_text("# Another\n")
    after = folder.look.everywhere(WISHES).site.value
    assert before
    assert after
    pairs = zip(before.sources, after.sources, strict=True)
    assert [new.path for old, new in pairs if old is not new] == ["content/blog/a.md"]
