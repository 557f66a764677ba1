"""A build that the system kills, at any moment, leaves no half-written file, and the next one makes all of it right."""

import json
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.cache import FOLDER
from sitegen.manifest import NAME as MANIFEST
from sitegen.store import Store
from tests.incremental.processes import (
    EPOCH,
    Files,
    changed_site,
    clean_build,
    folders,
    half_written,
    lay,
    leftovers,
    living,
    missing,
    numbered_site,
    started,
    wait_until,
)
from tests.support import command, tree, write_site

POSTS = 64  # enough for the pool
KILLS = 6  # of one round
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


# Real processes


class Site:
    """A site that is edited, built and killed, and what a clean build makes of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        self.folder = folder
        self.root = folder / "site"
        self.dist = self.root / "dist"
        self.files: Files = numbered_site(POSTS, self.draw)
        self.expected: dict[str, bytes] = {}
        self.lay(self.files)

    def lay(self, files: Files) -> None:
        self.files = files
        lay(files, self.root)
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        self.expected = clean_build(self.root, self.folder / "clean")

    def arguments(self) -> tuple[str | Path, ...]:
        return "build", self.root, "-j", str(self.draw.choice([1, 2, 2]))

    def build(self) -> None:
        """To the end: all is as a clean build makes it, and nothing is left lying about."""
        with started(self.folder, *self.arguments()) as process:
            assert process.wait(60) == 0, (self.folder / "stderr").read_text()
        assert tree(self.dist) == self.expected
        assert folders(self.dist) == folders(self.folder / "clean")
        assert leftovers(self.root, self.dist) == []

    def killed(self) -> bool:
        """Killed somewhere; False if the build was faster. Its own processes end by themselves."""
        with started(self.folder, *self.arguments()) as process:
            self.wait_for_a_moment(lambda: process.poll() is not None)
            process.kill()
            status = process.wait()
            assert wait_until(lambda: not living(process.pid)), "processes of a killed build live on"
        assert "Traceback" not in (self.folder / "stderr").read_text()
        return status == -signal.SIGKILL

    def wait_for_a_moment(self, has_ended: Callable[[], bool]) -> None:
        """Any moment at all; or soon after the first page lies ready, or after the writing to the folder has begun."""
        staging, manifest = self.root / FOLDER / "staging", self.dist / MANIFEST
        before = _identity(manifest)
        awaited = self.draw.choice(["none", "pages", "writing", "writing"])
        if awaited == "none":
            wait_until(has_ended, self.draw.uniform(0, 0.7))
        elif awaited == "pages":
            wait_until(lambda: has_ended() or staging.exists())
            wait_until(has_ended, self.draw.uniform(0, 0.15))
        else:
            wait_until(lambda: has_ended() or _identity(manifest) != before)
            wait_until(has_ended, self.draw.uniform(0, 0.02))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _kill_again_and_again(folder: Path, seed: int, wanted: int) -> None:
    site = Site(folder, seed)
    draw = site.draw
    kills = int(site.killed())  # of a first build there is nothing to hold against
    site.build()
    while kills < wanted:
        states, before = [site.expected], site.files
        site.lay(changed_site(site.files, draw))
        for _ in range(draw.choice([1, 1, 2])):
            states.append(site.expected)
            kills += site.killed()
            assert half_written(site.dist, states) == []
            assert missing(site.dist, states) == []
            assert json.loads((site.dist / MANIFEST).read_bytes())["files"]
            then = draw.choice(["go on", "go on", "back", "further"])
            if then == "back":
                site.lay(before)
            elif then == "further":
                site.lay(changed_site(site.files, draw))
        site.build()
    print(f"{kills} kills")  # noqa: T201 - pytest shows the count of a long run with -s


@pytest.mark.parametrize("seed", range(1))
def test_a_build_that_is_killed_is_mended_by_the_next(tmp_path: Path, seed: int) -> None:
    """In alternation with edits, also those that undo what the killed build was about."""
    _kill_again_and_again(tmp_path, seed, 5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_builds_that_are_killed_hundreds_of_times_are_mended(tmp_path: Path, seed: int) -> None:
    _kill_again_and_again(tmp_path, seed, 12)


# Every step in turn, in this process


FIRST = """
-- site.toml --
url = "https://example.org"
-- content/blog/a.md --
---
title: A
date: 2025-01-01
---
Old words.
-- content/blog/b.md --
---
title: B
date: 2025-01-02
aliases: [/b/]
---
-- static/pictures/old.png --
old
-- static/turned --
a file
-- content/back.md --
# Back
"""
SECOND = """
-- content/blog/a.md --
---
title: A
date: 2025-01-01
---
New words.
-- content/notes/c.md --
---
title: C
date: 2025-01-03
---
-- content/turned.md --
# A page
-- static/pictures/new/new.png --
new
-- static/back --
a file
"""
GONE = ("content/blog/b.md", "static/pictures/old.png", "static/turned", "content/back.md")
WRITES = ("keep_files", "keep", "forget", "keep_fact")
MOVES = ("replace", "unlink", "mkdir", "rmdir")


def first_state(root: Path) -> None:
    for path in ("content", "static"):
        shutil.rmtree(root / path, ignore_errors=True)
    write_site(root, FIRST)


def second_state(root: Path) -> None:
    first_state(root)
    for path in GONE:
        (root / path).unlink()
    write_site(root, SECOND)


def killed_at(root: Path, owner: object, names: tuple[str, ...], number: int) -> str | None:
    """Build in a process that is killed at its number-th call of these functions. Returns which; None for no kill."""
    step = root / "step"
    step.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            _kill_at(owner, names, number, step)
            command("build", root, "-j", "1")
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return step.read_text() if os.WIFSIGNALED(status) else None


def _kill_at(owner: object, names: tuple[str, ...], number: int, step: Path) -> None:
    calls: list[str] = []

    def killing(name: str) -> Callable[..., object]:
        real = getattr(owner, name)

        def call(*arguments: object, **options: object) -> object:
            calls.append(name)
            if len(calls) == number:
                step.write_text(f"{name} {arguments}")
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        return call

    for name in names:
        setattr(owner, name, killing(name))


@pytest.mark.parametrize(
    ("owner", "names"), [(Store, WRITES), (os, MOVES)], ids=["write to the store", "change on disk"]
)
@pytest.mark.parametrize(
    "then", [pytest.param(second_state, marks=pytest.mark.long, id="again"), pytest.param(first_state, id="undone")]
)
def test_a_build_killed_at_any_step_is_mended_by_the_next(
    tmp_path: Path,
    owner: object,
    names: tuple[str, ...],
    then: Callable[[Path], None],
    subtests: pytest.Subtests,
) -> None:
    """Whether the author goes on or takes back what was being built: what was known before must not be believed now."""
    root = tmp_path / "site"
    then(root)
    expected, expected_folders = clean_build(root, tmp_path / "clean"), folders(tmp_path / "clean")
    number = 1
    while True:
        first_state(root)
        assert command("build", root, "-j", "1").exit_code == 0
        second_state(root)
        step = killed_at(root, owner, names, number)
        if step is None:
            break
        with subtests.test(f"killed at {number}: {step}"):
            then(root)
            ran = command("build", root, "-j", "1")
            assert (ran.exit_code, ran.stderr) == (0, "")
            assert tree(root / "dist") == expected
            assert folders(root / "dist") == expected_folders
            assert leftovers(root, root / "dist") == []
        if tree(root / "dist") != expected or folders(root / "dist") != expected_folders:
            shutil.rmtree(root / "dist")
        number += 1
    assert number > 8
