"""A preview in a process of its own: how it ends, what it survives, and what it leaves behind."""

import contextlib
import gc
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.desk import Desk
from sitegen.disk import Wishes
from sitegen.preview import Maker, Wanted
from sitegen.watch import Touched
from tests.incremental.processes import numbered_site
from tests.previewing import PATIENCE, Previewed, free_port, previewed
from tests.support import TODAY, run, tree, write_site

SITE = """
-- site.toml --
title = "Mine"
url = "https://example.org"
[languages.en]
-- content/blog/a.md --
---
title: Apple
date: 2025-01-02
---
First words.
-- content/blog/b.md --
---
title: Banana
date: 2025-01-01
---
Other words.
"""
EDITED = "---\ntitle: Apple\ndate: 2025-01-02\n---\n{}\n"
ENDS = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


def large(root: Path, count: int = 300) -> Path:
    for path, text in numbered_site(count, random.Random(1)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@contextlib.contextmanager
def starting(root: Path, *arguments: str) -> Iterator[Previewed]:
    """A preview that need not be ready, with a log of its own."""
    (root.parent / f"{root.name}.log").unlink(missing_ok=True)
    preview = Previewed(root, free_port(), arguments)
    try:
        yield preview
    finally:
        preview.end()


def until(is_so: Callable[[], bool], preview: Previewed) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, preview.said()
        time.sleep(0.005)


def children(process: int) -> list[int]:
    found = []
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit() and int((place / "stat").read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(place.name))
    return found


def is_living(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def ends_well(preview: Previewed, by: signal.Signals) -> None:
    workers = children(preview.process.pid)
    started = time.monotonic()
    preview.process.send_signal(by)
    assert preview.process.wait(PATIENCE) == 0, preview.said()
    assert time.monotonic() - started < 5  # a second, on a machine that is not busy
    assert "Traceback" not in preview.said()
    assert "Aborted" not in preview.said()
    until(lambda: not any(map(is_living, workers)), preview)


def listening(preview: Previewed) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", preview.port), timeout=PATIENCE)
    connection.sendall(b"GET /__sitegen/events?path=/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b" 200 " in connection.recv(1000)
    return connection


@pytest.mark.parametrize("by", ENDS)
def test_it_ends_at_once_with_tabs_open(root: Path, by: signal.Signals) -> None:
    with previewed(root) as preview, contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(contextlib.closing(listening(preview)))
        ends_well(preview, by)
    assert not (root / "dist").exists()


@pytest.mark.parametrize("by", ENDS)
def test_it_ends_at_once_in_the_middle_of_the_first_build(tmp_path: Path, by: signal.Signals) -> None:
    root = large(tmp_path / "site")
    for late in (0.0, 0.15, 0.4):
        shutil.rmtree(root / ".sitegen", ignore_errors=True)
        with starting(root, "-j", "2") as preview:
            until(lambda preview=preview: "preview at" in preview.said(), preview)  # type: ignore[misc]
            time.sleep(late)
            ends_well(preview, by)


@pytest.mark.parametrize("by", ENDS)
def test_it_ends_at_once_in_the_middle_of_a_rebuild(tmp_path: Path, by: signal.Signals) -> None:
    root = large(tmp_path / "site")
    with previewed(root) as preview:
        for number in range(300):
            post = root / f"content/blog/p{number}.md"
            post.write_text(post.read_text() + "\nMore.\n")
        time.sleep(0.1)
        ends_well(preview, by)


def test_two_previews_of_one_site_show_the_same(root: Path) -> None:
    with previewed(root) as one, previewed(root) as other:
        (root / "content/blog/a.md").write_text(EDITED.format("Second words."))
        for preview in (one, other):
            preview.until("/blog/a/", lambda _, body: b"Second words." in body)
            assert b"Other words." in preview.get("/blog/b/")[1]


def test_builds_beside_a_preview_disturb_neither(root: Path, tmp_path: Path) -> None:
    with previewed(root) as preview:
        for number in range(4):
            (root / "content/blog/a.md").write_text(EDITED.format(f"Words {number}."))
            built = run("build", root, "-q", SOURCE_DATE_EPOCH="1750000000")
            assert built.returncode == 0, built.stderr
            preview.until("/blog/a/", lambda _, body, number=number: b"Words %d." % number in body)  # type: ignore[misc]
            assert preview.get("/blog/b/")[0] == 200
    clean = run("build", root, "-q", "--no-cache", "-o", tmp_path / "clean", SOURCE_DATE_EPOCH="1750000000")
    assert clean.returncode == 0
    built_files, clean_files = tree(root / "dist"), tree(tmp_path / "clean")
    assert {path: data for path, data in built_files.items() if not path.startswith(".")} == {
        path: data for path, data in clean_files.items() if not path.startswith(".")
    }


def test_a_preview_gets_over_the_loss_of_its_cache(root: Path) -> None:
    with previewed(root) as first:
        assert first.get("/blog/b/")[0] == 200
    for edits in (True, False):
        with starting(root) as preview:
            preview.get("/__sitegen/live.js")
            until(lambda preview=preview: "pages in" in preview.said(), preview)  # type: ignore[misc]
            cleaned = run("clean", root)
            assert cleaned.returncode == 0, cleaned.stderr
            if edits:
                (root / "content/blog/a.md").write_text(EDITED.format("After the cleaning."))
                preview.until("/blog/a/", lambda _, body: b"After the cleaning." in body)
            for path in ("/blog/b/", "/", "/tags/", "/blog/a/"):
                preview.until(path, lambda status, _: status in (200, 404))
            assert b"Other words." in preview.get("/blog/b/")[1]
            assert "Traceback" not in preview.said()
        with previewed(root):
            pass  # the cache is there again


def test_a_preview_gets_over_a_store_that_was_emptied(root: Path) -> None:
    """As above, but what is opened later is another store."""
    with previewed(root):
        pass
    with starting(root) as preview:
        preview.get("/__sitegen/live.js")
        until(lambda: "pages in" in preview.said(), preview)
        for path in (root / ".sitegen").glob("build-*"):
            path.write_bytes(b"")
        preview.until("/blog/b/", lambda status, body: status == 200 and b"Other words." in body)
        (root / "content/blog/a.md").write_text(EDITED.format("Later."))
        preview.until("/blog/a/", lambda _, body: b"Later." in body)
        assert "Traceback" not in preview.said()


def test_the_next_free_port_is_taken_and_told(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        preview = Previewed(root, taken.getsockname()[1], ())
        try:
            until(lambda: "preview at" in preview.said(), preview)
            found = re.search(r"preview at http://127\.0\.0\.1:(\d+)/", preview.said())
            assert found
            assert preview.port < int(found[1]) <= preview.port + 100
            preview.port = int(found[1])
            assert preview.get("/")[0] == 200
        finally:
            preview.end()


def test_nothing_is_written_but_the_cache(root: Path) -> None:
    before = tree(root)
    with previewed(root) as preview:
        preview.get("/blog/a/")
    assert tree(root) == before
    assert {path.name for path in root.iterdir()} == {"site.toml", "content", ".sitegen"}


def test_a_cache_folder_that_can_not_be_is_no_hindrance(root: Path) -> None:
    (root / ".sitegen").write_text("mine")
    with previewed(root) as preview:
        assert preview.get("/blog/a/")[0] == 200
        (root / "content/blog/a.md").write_text(EDITED.format("All the same."))
        preview.until("/blog/a/", lambda _, body: b"All the same." in body)
    assert (root / ".sitegen").read_text() == "mine"


def test_the_terminal_is_told_what_changed_and_each_error_once(root: Path) -> None:
    post = root / "content/blog/a.md"
    with previewed(root) as preview:
        post.write_text(EDITED.format("Second words."))
        until(lambda: "re-rendered" in preview.said(), preview)
        assert re.search(
            r"^sitegen: content/blog/a\.md: \d+ pages? re-rendered in \d+ ms$", preview.said(), re.MULTILINE
        )
        post.write_text("---\ntitle: [\n---\nBroken.\n")
        until(lambda: "error" in preview.said(), preview)
        assert b"Second words." in preview.get("/blog/a/")[1]
        (root / "content/blog/b.md").write_text("---\ntitle: Banana\ndate: 2025-01-01\n---\nNew words.\n")
        time.sleep(3)  # the look at everything after two quiet seconds tells nothing twice either
        assert len(re.findall(r"a\.md:\d+:\d+", preview.said())) == 1, preview.said()
        post.write_text(EDITED.format("Third words."))
        until(lambda: "all is well again" in preview.said(), preview)
        preview.until("/blog/a/", lambda _, body: b"Third words." in body)
        preview.until("/blog/b/", lambda _, body: b"New words." in body)


def test_a_site_that_is_taken_away_and_comes_back_is_shown_again(root: Path) -> None:
    with previewed(root) as preview:
        kept = root.parent / "kept"
        (root / "content").rename(kept)
        time.sleep(0.3)
        kept.rename(root / "content")
        (root / "content/blog/a.md").write_text(EDITED.format("Back again."))
        preview.until("/blog/a/", lambda _, body: b"Back again." in body)
        assert "Traceback" not in preview.said()


def test_polling_sees_edits_too(root: Path) -> None:
    with previewed(root, "--poll") as preview:
        (root / "content/blog/a.md").write_text(EDITED.format("Polled."))
        preview.until("/blog/a/", lambda _, body: b"Polled." in body)


def resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def test_a_hundred_rebuilds_leave_nothing_in_memory(root: Path) -> None:
    wanted = Wanted(
        root=root, wishes=lambda: Wishes(today=TODAY), excerpt=lambda _: "", report=lambda _: None,
        say=lambda _: None, host="127.0.0.1", port=0, jobs=1,
    )  # fmt: skip
    desk = Desk()
    maker = Maker(wanted, desk)
    maker.first()
    counts = []
    for number in range(150):
        (root / "content/blog/a.md").write_text(EDITED.format(f"Words {number} {'x' * number}."))
        maker._next(Touched(frozenset([str(root / "content/blog/a.md")])))
        shown = desk.shown
        assert shown
        assert shown.snapshot
        assert shown.number == number + 2
        if number % 50 == 49:
            gc.collect()
            counts.append((len(gc.get_objects()), descriptors(os.getpid())))
    (objects, files), *_, (objects_now, files_now) = counts
    assert objects_now - objects < 500
    assert files_now <= files


@pytest.mark.long
def test_ten_thousand_rebuilds_leave_memory_and_descriptors_as_they_were(root: Path) -> None:
    post = root / "content/blog/a.md"
    end = time.monotonic() + 480
    numbers: list[tuple[int, int, int]] = []
    with previewed(root) as preview, contextlib.closing(listening(preview)) as tab:
        count = 0
        while count < 10_000 and time.monotonic() < end:
            count += 1
            post.write_text(EDITED.format(f"Words {count}."))
            said = b""
            while b'"number": %d,' % (count + 1) not in said:
                said = said[-2000:] + tab.recv(1 << 16)
            if count % 50 == 0:
                assert b"Words %d." % count in preview.get("/blog/a/")[1]
            if count in (100, 500) or count % 1000 == 0:
                numbers.append((count, resident(preview.process.pid), descriptors(preview.process.pid)))
        numbers.append((count, resident(preview.process.pid), descriptors(preview.process.pid)))
    for done, memory, files in numbers:
        print(f"{done} rebuilds: {memory >> 10} KiB, {files} descriptors")  # noqa: T201 - for who runs it
    assert numbers[-1][1] - numbers[1][1] < 30 << 20
    assert numbers[-1][2] <= numbers[1][2] + 2


def test_a_port_that_is_not_allowed_is_told_plainly(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "sitegen", "serve", str(root), "--host", "192.0.2.1", "--port", "0"],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
