"""What a build remembers can be missing, broken, foreign or a lie: the next build is right all the same, or says so."""

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
import pytest
from click.testing import Result as Ran

import sitegen.rebuild
from sitegen import cache, memo, publish, store, versions
from sitegen.cache import CLOCK, FOLDER, LOCK
from sitegen.digests import FileBytes, digest_of_file
from sitegen.lazy import pack
from sitegen.manifest import NAME as MANIFEST
from sitegen.store import Store, unpack_told
from tests.incremental.processes import (
    EPOCH,
    SOON,
    changed_site,
    clean_build,
    folders,
    lay,
    leftovers,
    living,
    numbered_site,
    started,
    wait_until,
)
from tests.support import PROJECT, command, tree, write_site

SITE = """
-- site.toml --
url = "https://example.org"
title = "Mine"
-- content/blog/a.md --
---
title: A
date: 2025-01-01
tags: [x, y]
aliases: [/old/, /older/]
---
[b](b.md) and [nothing](/nothing/) ![picture](picture.png)
-- content/blog/b.md --
---
title: B
date: 2025-01-02
tags: [x]
---
LONG
-- content/blog/b.ja.md --
---
title: 乙
date: 2025-01-02
---
x
-- content/about.md --
# About
-- content/blog/picture.png --
a picture
-- static/mine.css --
p {}
""".replace("LONG", "Some words of a text that is kept compressed. " * 100)


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """And little patience: a lock that an earlier build in this process has not let go is a failure, soon."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setattr(cache, "PATIENCE", 1.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


def build(root: Path, *arguments: str | Path) -> Ran:
    return command("build", root, "-j", "1", *arguments)


def built_right(root: Path, *arguments: str | Path, output: Path | None = None) -> Ran:
    """Build, and hold it against a clean build."""
    folder = output or root / "dist"
    ran = build(root, "-o", folder, *arguments)
    assert ran.exit_code == 0, ran.stderr
    assert (tree(folder), folders(folder)) == clean_output(root)
    assert leftovers(root, folder) == []
    return ran


_clean: dict[object, tuple[dict[str, bytes], set[str]]] = {}


def clean_output(root: Path) -> tuple[dict[str, bytes], set[str]]:
    """The files and folders of a clean build; one build for all sites of the same files."""
    sources = {path: data for path, data in tree(root).items() if not path.startswith("dist/")}
    key = (os.environ["SOURCE_DATE_EPOCH"], *sources.items())
    if key not in _clean:
        with tempfile.TemporaryDirectory() as folder:
            clean = Path(folder, "clean")
            _clean[key] = clean_build(root, clean), folders(clean)
    return _clean[key]


def edit(root: Path) -> None:
    """Something that all pages show, and the text of one; parts of what is known are still needed."""
    settings = root / "site.toml"
    settings.write_text(settings.read_text().replace("Mine", "Mine too"))
    (root / "content/about.md").write_text((root / "content/about.md").read_text() + "\nMore.\n")


def nothing(_root: Path) -> None:
    """Stays as it was."""


def store_of(root: Path) -> Path:
    (found,) = (root / FOLDER).glob("build-*.sqlite3")
    return found


@contextlib.contextmanager
def opened_store(root: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(store_of(root))) as connection, connection:
        yield connection


def is_sound(root: Path) -> bool:
    with opened_store(root) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def warned(ran: Ran) -> bool:
    return "[no-cache]" in ran.stderr


# A store that can't be read


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def random_bytes_behind_the_head(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + random.Random(2).randbytes(path.stat().st_size - 100))


def no_bytes(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("mine")


def a_broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def other_tables(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def other_columns(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for table in ("inputs", "outputs", "outcomes", "gathered", "parts", "texts", "facts"):
            connection.execute(f"CREATE TABLE {table} (x TEXT)")
            connection.execute(f"INSERT INTO {table} VALUES ('y')")


def views_in_place_of_tables(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE VIEW inputs AS SELECT 1 AS name")


def half_the_tables(path: Path) -> None:
    """As if the process had been killed while it made them."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for table in ("outcomes", "gathered", "parts", "texts", "facts"):
            connection.execute(f"DROP TABLE {table}")


def a_schema_that_is_no_text(path: Path) -> None:
    """SQLite quotes it in what it says, and Python can't read that."""
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE outputs", b"CREATE T\xe6BLE outputs"))


def a_journal_of_something_else(path: Path) -> None:
    path.with_name(f"{path.name}-journal").write_bytes(random.Random(3).randbytes(5000))


BROKEN: list[Callable[[Path], None]] = [
    random_bytes,
    random_bytes_behind_the_head,
    no_bytes,
    a_folder,
    a_broken_link,
    other_tables,
    other_columns,
    views_in_place_of_tables,
    half_the_tables,
    a_schema_that_is_no_text,
    a_journal_of_something_else,
]


@pytest.mark.parametrize("then", [nothing, edit])
@pytest.mark.parametrize("breaking", BROKEN)
def test_a_store_that_cannot_be_read_is_made_anew(
    root: Path, breaking: Callable[[Path], None], then: Callable[[Path], None]
) -> None:
    build(root)
    breaking(store_of(root))
    then(root)
    built_right(root)
    if breaking is not a_folder:  # sitegen made no folder there: it stays, and is told each time
        assert " 0 files written" in build(root).stdout
        assert is_sound(root)


def test_a_store_that_was_cut_short_anywhere_is_made_anew(root: Path, subtests: pytest.Subtests) -> None:
    build(root)
    whole = store_of(root).read_bytes()
    for number, length in enumerate([0, 1, 15, 16, 99, 100, 101, 1000, *range(4095, len(whole), 4096 * 3 + 1)]):
        with subtests.test(f"{length} bytes are left"):
            store_of(root).write_bytes(whole[:length])
            edit(root) if number % 2 else nothing(root)
            assert not warned(built_right(root))
            assert " 0 files written" in built_right(root).stdout


GARBAGE: list[object] = [None, "text", b"x" * 5000]
MORE_GARBAGE: list[object] = [7, b"\x90", 1.5, "", b"", b"\xff", b"\xc1\x00\x01", b"\x00" * 16, b"\x91\xc4\x01x"]
COLUMNS = {
    "inputs": ("signature", "digest", "sum"),
    "outputs": ("signature", "digest", "sum"),
    "outcomes": ("stage", "item", "value", "told", "parts", "sum"),
    "gathered": ("name", "data", "sum"),
    "parts": ("fingerprint", "data"),
    "texts": ("fingerprint", "data"),
    "facts": ("name", "data", "sum"),
}
each_column = pytest.mark.parametrize(
    "column", [f"{table}.{name}" for table, names in COLUMNS.items() for name in names]
)


def _fill_with_garbage(root: Path, column: str, garbage: object, rows: str) -> None:
    table, name = column.split(".")
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    write_site(root, SITE)
    build(root)
    with opened_store(root) as connection:
        chosen = f"SELECT {name} FROM {table} {rows}"
        connection.execute(f"UPDATE OR IGNORE {table} SET {name} = ? WHERE {name} IN ({chosen})", (garbage,))
    edit(root)
    built_right(root)
    assert " 0 files written" in build(root).stdout


@pytest.fixture
def _gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    """All rows that can be are gathered."""
    monkeypatch.setattr(store, "MOST_APART", 1)


@pytest.mark.usefixtures("_gathered")
@pytest.mark.parametrize("column", ["name", "data", "sum"])
def test_gathered_rows_that_make_no_sense_are_not_believed(root: Path, column: str, subtests: pytest.Subtests) -> None:
    for garbage in (*GARBAGE, *MORE_GARBAGE):
        with subtests.test(f"{garbage!r:.30}"):
            _fill_with_garbage(root, f"gathered.{column}", garbage, "")


@pytest.mark.usefixtures("_gathered")
def test_gathered_rows_that_are_sound_but_are_none_are_not_believed(root: Path, subtests: pytest.Subtests) -> None:
    for data in (b"", b"\x90", b"\x91\xc0", b"\x91\x94\xc4\x01x\xc0\xc0\xc0", b"\x91\x93\xa1x\xc0\xc4\x00", b"\xc1"):
        with subtests.test(data.hex()):
            build(root)
            with opened_store(root) as connection:
                changed = connection.execute("UPDATE gathered SET data = ?, sum = ?", (data, zlib.crc32(data)))
                assert changed.rowcount > 3
            edit(root)
            built_right(root)
            assert " 0 files written" in build(root).stdout


def test_what_is_gathered_and_what_is_not_is_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were gathered and are new, gone or as they were; then some that are gathered again."""
    monkeypatch.setattr(store, "MOST_APART", 3)
    build(root)
    with opened_store(root) as connection:
        (before,) = connection.execute("SELECT count(*) FROM gathered").fetchone()
    monkeypatch.setattr(store, "MOST_APART", 10_000)
    for change in (edit, lambda root: (root / "content/blog/b.ja.md").unlink(), lambda root: write_site(root, SITE)):
        change(root)
        built_right(root)
        assert " 0 files written" in build(root).stdout
    monkeypatch.setattr(store, "MOST_APART", 3)
    edit(root)
    built_right(root)
    assert " 0 files written" in build(root).stdout
    assert before > 3


@each_column
def test_values_in_the_store_that_make_no_sense_are_not_believed(
    root: Path, column: str, subtests: pytest.Subtests
) -> None:
    for garbage in GARBAGE:
        with subtests.test(f"{garbage!r:.30}"):
            _fill_with_garbage(root, column, garbage, "")


@pytest.mark.long
@pytest.mark.parametrize("rows", ["", "LIMIT 1", "LIMIT 1 OFFSET 1", "LIMIT 1 OFFSET 5"])
@each_column
def test_many_values_in_the_store_that_make_no_sense_are_not_believed(
    root: Path, column: str, rows: str, subtests: pytest.Subtests
) -> None:
    for garbage in (*GARBAGE, *MORE_GARBAGE):
        with subtests.test(f"{garbage!r:.30}"):
            _fill_with_garbage(root, column, garbage, rows)


@pytest.mark.parametrize("table", COLUMNS)
def test_rows_that_are_missing_from_the_store_are_made_anew(root: Path, table: str) -> None:
    for then in (nothing, edit):
        build(root)
        with opened_store(root) as connection:
            connection.execute(f"DELETE FROM {table} WHERE rowid % 2" if table == "parts" else f"DELETE FROM {table}")
        then(root)
        built_right(root)
        assert " 0 files written" in built_right(root).stdout


@pytest.mark.parametrize("table", ["parts", "texts"])
def test_a_part_with_the_bytes_of_another_is_not_believed(root: Path, table: str) -> None:
    build(root)
    with opened_store(root) as connection:
        for (one, _), (_, data) in _neighbours(connection.execute(f"SELECT fingerprint, data FROM {table}").fetchall()):
            connection.execute(f"UPDATE {table} SET data = ? WHERE fingerprint = ?", (data, one))
    edit(root)
    built_right(root)


def _neighbours(rows: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(rows, [*rows[1:], rows[0]], strict=True))


def _lose_parts(folder: Path, seed: int, rounds: int) -> None:
    draw = random.Random(seed)
    root, files = folder / "site", numbered_site(100, draw)
    lay(files, root)
    for number in range(rounds):
        command("build", root, "-j", "2")
        with opened_store(root) as connection:
            for table in ("parts", "texts"):
                parts = [part for (part,) in connection.execute(f"SELECT fingerprint FROM {table}")]
                lost = draw.sample(parts, draw.randint(1, len(parts)))
                connection.executemany(f"DELETE FROM {table} WHERE fingerprint = ?", [(part,) for part in lost])
        lay({**files, "site.toml": files["site.toml"].replace("Numbers", f"Numbers {number}")}, root)
        ran = command("build", root, "-j", "2")
        assert (ran.exit_code, warned(ran)) == (0, False)
        assert (tree(root / "dist"), folders(root / "dist")) == clean_output(root)


def test_what_some_processes_still_do_when_another_one_finds_a_part_missing_is_in_nobodys_way(tmp_path: Path) -> None:
    _lose_parts(tmp_path, seed=1, rounds=2)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_builds_whose_processes_find_parts_missing_are_right(tmp_path: Path, seed: int) -> None:
    _lose_parts(tmp_path, seed, rounds=10)


@pytest.mark.long
def test_a_store_with_a_wrong_bit_anywhere_gives_no_wrong_page(root: Path, subtests: pytest.Subtests) -> None:
    """As after a power cut: commits do not wait for the disk."""
    build(root)
    whole = store_of(root).read_bytes()
    draw = random.Random(5)
    for _ in range(1500):
        at, bit = draw.randrange(len(whole)), 1 << draw.randrange(8)
        with subtests.test(f"bit {bit} of byte {at}"):
            shutil.rmtree(root / FOLDER, ignore_errors=True)
            write_site(root, SITE)
            build(root)
            data = bytearray(store_of(root).read_bytes())
            data[at % len(data)] ^= bit
            store_of(root).write_bytes(data)
            edit(root)
            built_right(root)
            built_right(root)


# Another version, another place


def test_what_another_version_of_the_code_knew_is_not_used_and_goes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(root)
    swap_texts(root)
    older = store_of(root)
    monkeypatch.setattr(sitegen.rebuild, "version_of_everything", lambda: b"another version!")
    retitle(root)
    built_right(root)
    assert store_of(root) != older


@pytest.mark.parametrize(
    "change",
    [
        lambda package: (package / "render.py").write_text((package / "render.py").read_text() + "# changed\n"),
        lambda package: (package / "markdown" / "new.py").write_text(""),
        lambda package: (package / "text.py").rename(package / "texts.py"),
    ],
)
def test_any_change_of_the_code_is_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    package = tmp_path / "sitegen"
    shutil.copytree(Path(versions.__file__).parent, package)
    monkeypatch.setattr(versions, "__file__", str(package / "versions.py"))
    before = versions.version_of_everything()
    assert versions.version_of_everything() == before
    change(package)
    assert versions.version_of_everything() != before


def test_another_release_of_a_package_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "lexers-1.0.dist-info").mkdir()
    before = versions.version_of_everything()
    (tmp_path / "lexers-1.0.dist-info").rename(tmp_path / "lexers-1.1.dist-info")
    assert versions.version_of_everything() != before


@pytest.mark.parametrize("moving", [shutil.move, lambda old, new: subprocess.run(["cp", "-a", old, new], check=True)])
def test_a_site_that_is_moved_or_copied_with_what_it_remembers_is_built_right(
    root: Path, moving: Callable[[str, str], object]
) -> None:
    build(root)
    elsewhere = root.with_name("elsewhere")
    moving(str(root), str(elsewhere))
    built_right(elsewhere)
    (elsewhere / "content/blog/picture.png").write_text("another picture")
    edit(elsewhere)
    built_right(elsewhere)
    if root.exists():
        (root / "content/blog/b.md").unlink()
        built_right(root)
        built_right(elsewhere)


def test_a_site_in_the_place_of_another_is_built_right(root: Path) -> None:
    """Swapped with a copy that has other files of the same names, sizes and times."""
    build(root)
    copy = root.with_name("copy")
    subprocess.run(["cp", "-a", root, copy], check=True)
    post = copy / "content/blog/a.md"
    times = post.stat().st_atime_ns, post.stat().st_mtime_ns
    post.write_text(post.read_text().replace("and", "AND"))
    os.utime(post, ns=times)
    root.rename(root.with_name("old"))
    copy.rename(root)
    built_right(root)
    assert "AND" in (root / "dist/blog/a/index.html").read_text()


def test_the_same_site_by_way_of_other_paths_is_built_right(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths to pictures are kept as they were given: seen from elsewhere they lead elsewhere."""
    other = write_site(root.with_name("other"), SITE)
    (other / "content/blog/picture.png").write_text("of the other site")
    link = root.with_name("link")
    link.symlink_to(root)
    for folder, where in ((root, "."), (root.parent, "site"), (other, "../site"), (root.parent, "link"), (other, ".")):
        monkeypatch.chdir(folder)
        built_right(Path(where))


def test_hard_links_of_the_output_are_not_written_through(root: Path, tmp_path: Path) -> None:
    """As of a backup that links what has not changed."""
    build(root)
    before = tree(root / "dist")
    shutil.copytree(root / "dist", tmp_path / "backup", copy_function=os.link)
    edit(root)
    (root / "content/blog/picture.png").write_text("another picture")
    built_right(root)
    assert tree(tmp_path / "backup") == before
    (tmp_path / "backup/mine.css").write_text("changed by way of the backup")
    built_right(root)


def test_a_change_by_way_of_a_hard_link_is_seen(root: Path, tmp_path: Path) -> None:
    for path in ("content/blog/a.md", "content/blog/picture.png"):
        os.link(root / path, tmp_path / Path(path).name)
    build(root)
    for name in ("a.md", "picture.png"):
        (tmp_path / name).write_text("Changed through its other name.")
        built_right(root)


def test_an_output_folder_on_another_disk_gets_all_files_whole(root: Path) -> None:
    """Pages that lie ready can't be moved there, only copied."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == root.stat().st_dev:
        pytest.skip("there is no second file system")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        for then in (nothing, edit, nothing):
            then(root)
            built_right(root, output=Path(folder, "out"))


def test_two_output_folders_in_turn_are_each_right(root: Path, tmp_path: Path) -> None:
    """Whatever happens to the one while the other is built."""
    one, two = tmp_path / "one", tmp_path / "two"
    built_right(root, output=one)
    built_right(root, output=two)
    (one / "blog/a/index.html").unlink()
    built_right(root, output=one)
    edit(root)
    built_right(root, output=two)
    (two / "mine.css").write_text("changed by hand")
    built_right(root, output=one)
    built_right(root, output=two)
    shutil.rmtree(two)
    two.symlink_to(one)
    built_right(root, output=two)


# The clock


def test_files_from_the_future_are_built_right(root: Path) -> None:
    """As after the clock was set back: what changes then has times that lie before those that are known."""
    future = 4_000_000_000
    for post in (root / "content").rglob("*.md"):
        os.utime(post, (future, future))
    for word in ("One", "Two", "Six"):
        (root / "content/about.md").write_text(f"# About {word}\n")
        (root / "content/blog/picture.png").write_text(word)
        for path in ("content/about.md", "content/blog/picture.png"):
            os.utime(root / path, (future, future))
        built_right(root)
        os.utime(root / "dist/about/index.html", (future, future))
        built_right(root)


@pytest.mark.parametrize("seconds", [-1, -10_000_000_000, 0, 9_300_000_000, 13_000_000_000])
def test_files_of_any_time_are_built(root: Path, seconds: int) -> None:
    for path in ("content/about.md", "content/blog/picture.png", "static/mine.css"):
        os.utime(root / path, (seconds, seconds))
    built_right(root)
    edit(root)
    built_right(root)


def test_a_day_that_comes_again_shows_what_it_showed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(root, "-- content/blog/soon.md --\n---\ntitle: Soon\ndate: 2025-06-20\n---\n")
    for day in (0, 30, 0, 5, 4, 30, -1000):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + day * 86400))
        built_right(root)
        assert (root / "dist/blog/soon").exists() is (day >= 5)


# A cache folder that can't be used


def obeying() -> list[str]:
    """The beginning of a command under which even root may do only what a file's mode lets it."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to take that from it")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all"]


def build_as_others(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*obeying(), sys.executable, "-m", "sitegen", "build", root, "-j", "1", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("path", "mode"),
    [(".", 0o555), (FOLDER, 0o555), (FOLDER, 0o000), (f"{FOLDER}/{LOCK}", 0o444), (f"{FOLDER}/build", 0o444)],
)
def test_a_cache_folder_that_may_not_be_written_is_a_warning(root: Path, tmp_path: Path, path: str, mode: int) -> None:
    out = tmp_path / "out"
    if path != ".":
        build(root, "-o", out)
        edit(root)
    place = store_of(root) if path.endswith("build") else root / path
    before = place.stat().st_mode
    place.chmod(mode)
    try:
        ran = build_as_others(root, "-o", out)
    finally:
        place.chmod(before)
    assert ran.returncode == 0, ran.stderr
    assert ("[no-cache]" in ran.stderr) is (path in (".", FOLDER))
    assert "Traceback" not in ran.stderr
    assert tree(out) == clean_build(root, tmp_path / "clean")


def test_a_file_where_the_cache_folder_should_be_is_a_warning_and_stays(root: Path) -> None:
    (root / FOLDER).write_text("mine")
    ran = built_right(root)
    assert warned(ran)
    assert f"{FOLDER}:1:1: warning: nothing can be remembered" in ran.stderr
    assert (root / FOLDER).read_text() == "mine"
    assert command("clean", root).exit_code == 0
    assert (root / FOLDER).read_text() == "mine"


def test_a_cache_folder_that_is_a_link_leads_nobody_to_delete_what_is_there(root: Path, tmp_path: Path) -> None:
    mine = tmp_path / "precious"
    for path in ("staging/notes.txt", "build-notes.txt", "notes.txt", "clock"):
        (mine / path).parent.mkdir(parents=True, exist_ok=True)
        (mine / path).write_text("mine")
    before = tree(mine)
    (root / FOLDER).symlink_to(mine)
    for then in (nothing, edit):
        then(root)
        assert build(root).exit_code == 0
    ran = command("clean", root)
    assert ran.exit_code == 0, ran.stderr
    assert before.items() <= tree(mine).items()
    assert not (mine / ".gitignore").exists(), "Git would no longer see what is there"


@pytest.mark.parametrize("name", ["staging", LOCK, CLOCK, "build"])
def test_a_link_in_the_cache_folder_is_not_followed(root: Path, tmp_path: Path, name: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    build(root)
    place = store_of(root) if name == "build" else root / FOLDER / name
    if place.exists():
        place.unlink()
    place.symlink_to(mine if name == "staging" else mine / "notes.txt")
    edit(root)
    built_right(root)
    assert command("clean", root).exit_code == 0
    assert tree(mine) == {"notes.txt": b"mine"}


def test_an_output_folder_in_the_cache_folder_is_refused(root: Path) -> None:
    """All that is in it goes at some time."""
    for path in (FOLDER, f"{FOLDER}/out", f"{FOLDER}/staging"):
        assert build(root, "-o", root / path).exit_code == 2


def test_an_odd_file_in_the_cache_folder_does_no_harm(root: Path) -> None:
    build(root)
    (root / FOLDER / "build-of-mine").mkdir()
    (root / FOLDER / "notes.txt").write_text("mine")
    edit(root)
    assert not warned(built_right(root))


# A full disk


def _full(*_arguments: object, **_options: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize("stays_full", [False, True])
@pytest.mark.parametrize("name", ["keep_files", "keep", "forget", "keep_fact"])
def test_a_disk_that_is_full_at_any_write_to_the_store_is_a_warning_at_most(
    root: Path, name: str, stays_full: bool
) -> None:
    build(root)
    number, calls = 1, [""]
    real = getattr(Store, name)

    def failing(*arguments: object) -> None:
        calls.append(name)
        if len(calls) == number or (stays_full and len(calls) > number):
            _full()
        real(*arguments)

    while number <= len(calls):
        edit(root)
        calls.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, name, failing)
            built_right(root)
        assert not warned(built_right(root))
        number += 1


@pytest.mark.parametrize("pages", [1, 2, 8, 24])
def test_a_store_that_truly_may_not_grow_is_a_warning_at_most(root: Path, pages: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "SETTINGS", f"{store.SETTINGS} PRAGMA max_page_count = {pages};")
        built_right(root)
        edit(root)
        built_right(root)
    assert not warned(built_right(root))


@pytest.mark.parametrize("number", [1, 2, 5])
def test_pages_for_which_there_is_no_room_in_the_cache_folder_are_written_all_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    count = 0

    def failing(path: str, mode: str) -> IO[bytes]:
        nonlocal count
        count += 1
        if count % number == 0:
            Path(path).write_bytes(b"the first half of a p")
            raise OSError(errno.ENOSPC, "No space left on device", path)
        return open(path, mode)  # noqa: PTH123 - closed by whoever asked for it

    monkeypatch.setattr(memo, "open", failing, raising=False)
    built_right(root)
    assert count > 5


@pytest.mark.parametrize("name", ["mkdir", "utime"])
def test_a_cache_folder_without_room_for_a_file_is_a_warning(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Neither for a folder of pages nor for the one that tells the time; it is there from before."""
    build(root)
    edit(root)
    real = getattr(os, name)

    def full(path: str | Path, *arguments: Any, **options: Any) -> None:
        if FOLDER in Path(path).parts:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, *arguments, **options)

    monkeypatch.setattr(os, name, full)
    assert warned(built_right(root))


# Two builds at once, and what else may happen meanwhile


def _build_twice_at_once(folder: Path, seed: int, rounds: int) -> None:
    draw = random.Random(seed)
    root, files = folder / "site", numbered_site(50, draw)
    for _ in range(rounds):
        files = changed_site(files, draw)
        lay(files, root)
        jobs = draw.choices(["1", "2"], k=2)
        with (
            started(folder / "one", "build", root, "-j", jobs[0]) as one,
            started(folder / "two", "build", root, "-j", jobs[1]) as two,
        ):
            assert one.wait(60) == 0, (folder / "one/stderr").read_text()
            assert two.wait(60) == 0, (folder / "two/stderr").read_text()
        said = (folder / "one/stderr").read_text() + (folder / "two/stderr").read_text()
        assert "no-cache" not in said
        assert "Traceback" not in said
        assert tree(root / "dist") == clean_build(root, folder / "clean")
        shutil.rmtree(folder / "clean")
        assert " 0 files written" in build(root).stdout
        assert is_sound(root)


def test_two_builds_of_one_site_at_once_take_turns(tmp_path: Path) -> None:
    _build_twice_at_once(tmp_path, seed=1, rounds=2)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 20))
def test_many_builds_of_one_site_at_once_take_turns(tmp_path: Path, seed: int) -> None:
    _build_twice_at_once(tmp_path, seed, rounds=10)


@pytest.fixture
def held(root: Path) -> Iterator[sqlite3.Connection]:
    """The lock, in the hands of another build."""
    build(root)
    lock = sqlite3.connect(root / FOLDER / LOCK, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with contextlib.closing(lock):
        yield lock


def test_a_build_waits_for_another_one_and_says_so(root: Path, tmp_path: Path, held: sqlite3.Connection) -> None:
    edit(root)
    before = tree(root / "dist")
    with started(tmp_path / "run", "build", root) as process:
        assert wait_until(lambda: b"waiting" in (tmp_path / "run/stderr").read_bytes())
        assert (process.poll(), tree(root / "dist")) == (None, before)
        held.execute("ROLLBACK")
        assert process.wait(SOON) == 0
    said = (tmp_path / "run/stderr").read_text()
    assert said.startswith("sitegen: another build of this site is under way; waiting for it\n")
    assert tree(root / "dist") == clean_build(root, tmp_path / "clean") != before


def test_clean_waits_for_a_build_too(root: Path, tmp_path: Path, held: sqlite3.Connection) -> None:
    """Else it takes away what the build has just written, and the list of it: the rest would count as the user's."""
    before = tree(root / "dist")
    with started(tmp_path / "run", "clean", root) as process:
        assert wait_until(lambda: b"waiting" in (tmp_path / "run/stderr").read_bytes(), 3)
        assert (process.poll(), tree(root / "dist")) == (None, before)
        held.execute("ROLLBACK")
        assert process.wait(SOON) == 0
    assert not (root / "dist").exists()
    assert not (root / FOLDER).exists()


@pytest.mark.usefixtures("held")
def test_whoever_is_tired_of_waiting_can_stop_it(root: Path, tmp_path: Path) -> None:
    with started(tmp_path / "run", "build", root) as process:
        assert wait_until(lambda: b"waiting" in (tmp_path / "run/stderr").read_bytes())
        process.send_signal(signal.SIGINT)
        assert wait_until(lambda: process.poll() is not None, 2)
    assert "Traceback" not in (tmp_path / "run/stderr").read_text()


@pytest.mark.usefixtures("held")
def test_patience_has_an_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SOON", 0.01)
    monkeypatch.setattr(cache, "PATIENCE", 0.05)
    edit(root)
    ran = build(root)
    assert "waiting for it" in ran.stderr
    assert "another build of this site is under way and does not end" in ran.stderr
    assert (ran.exit_code, "Traceback" in ran.stderr) == (1, False)


@pytest.mark.parametrize("name", ["outcomes", "keep", "keep_files", "keep_fact", "forget"])
def test_a_cache_folder_that_goes_away_in_the_middle_does_not_stop_the_build(root: Path, name: str) -> None:
    build(root)
    number, calls = 1, [""]
    real = getattr(Store, name)

    def vanishing(*arguments: object) -> object:
        calls.append(name)
        if len(calls) == number:
            shutil.rmtree(root / FOLDER)
        return real(*arguments)

    while number <= len(calls):
        edit(root)
        calls.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Store, name, vanishing)
            built_right(root)
        assert not warned(built_right(root))
        number += 1


@pytest.mark.parametrize("gone", [FOLDER, f"{FOLDER}/{cache.STAGING}"])
def test_pages_that_go_away_before_they_are_moved_are_made_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """The cache folder may be deleted at any time, and whoever deletes it begins somewhere."""
    real = publish.publish

    def vanishing(*arguments: Any) -> object:
        monkeypatch.setattr(sitegen.rebuild, "publish", real)
        shutil.rmtree(root / gone)
        return real(*arguments)

    monkeypatch.setattr(sitegen.rebuild, "publish", vanishing)
    built_right(root)


# The commands


def test_clean_removes_what_was_built_and_what_is_remembered_and_nothing_else(root: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    build(root)
    (root / FOLDER / "link").symlink_to(mine)
    (root / "dist/blog/link").symlink_to(mine)
    (root / "dist/CNAME").write_text("example.org")
    (root / "dist/mine.css").write_text("changed by hand")
    before = tree(root / "content")
    ran = command("clean", root)
    assert (ran.exit_code, "[kept-file]" in ran.stderr) == (0, True)
    assert not (root / FOLDER).exists()
    assert {"CNAME", "mine.css"} == {path for path in tree(root / "dist") if not path.startswith("blog/link/")}
    assert (root / "dist/blog/link").is_symlink()
    assert tree(mine) == {"notes.txt": b"mine"}
    assert tree(root / "content") == before


def test_clean_and_a_new_build_make_the_same_again(root: Path) -> None:
    build(root)
    before = tree(root / "dist")
    assert command("clean", root).exit_code == 0
    assert not (root / "dist").exists()
    assert not (root / FOLDER).exists()
    built_right(root)
    assert tree(root / "dist") == before


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_without_the_cache_nothing_of_it_is_read_or_written(root: Path) -> None:
    build(root, "--no-cache")
    assert not (root / FOLDER).exists()
    build(root)
    swap_texts(root)
    before = snapshot(root / FOLDER)
    retitle(root)
    built_right(root, "--no-cache")
    assert snapshot(root / FOLDER) == before


def swap_texts(root: Path) -> None:
    """Let the store lie, in good form: each file is said to have the content that the next one has."""
    with opened_store(root) as connection:
        query = "SELECT rowid, item, told, value, parts FROM outcomes WHERE stage = 'parse'"
        for (row, item, told, value, parts), (*_, other, others) in _neighbours(connection.execute(query).fetchall()):
            swapped = [*msgspec.msgpack.decode(value)[:2], msgspec.msgpack.decode(other)[2]]
            _say_of(connection, row, item, msgspec.msgpack.encode(swapped), told, parts + others)


def _say_of(connection: sqlite3.Connection, row: int, item: bytes, *made: Any) -> None:
    """Let the store say that this was made of an item, with a checksum that is right."""
    values = (*made, store.sum_of_outcome(item, *made), row)
    connection.execute("UPDATE outcomes SET value = ?, told = ?, parts = ?, sum = ? WHERE rowid = ?", values)


def retitle(root: Path) -> None:
    """All pages show it, and no post is read again."""
    (root / "site.toml").write_text((root / "site.toml").read_text().replace("Mine", "Ours"))


def test_verify_finds_nothing_where_all_is_well(root: Path) -> None:
    for then in (nothing, nothing, edit, nothing):
        then(root)
        ran = build(root, "--verify")
        assert ran.exit_code == 0, ran.stderr
        assert "not-as-clean" not in ran.stderr


def test_verify_names_each_page_that_a_clean_build_makes_otherwise(root: Path, tmp_path: Path) -> None:
    build(root)
    swap_texts(root)
    retitle(root)
    ran = build(root, "--verify")
    clean = clean_build(root, tmp_path / "clean")
    wrong = [path for path, data in tree(root / "dist").items() if clean.get(path) != data and path != MANIFEST]
    assert ran.exit_code == 1
    assert "blog/a/index.html" in wrong
    for path in wrong:
        assert f"dist/{path}:1:1: error: this file is not as a clean build makes it [not-as-clean]" in ran.stderr
    assert "sitegen clean" in ran.stderr
    assert command("clean", root).exit_code == 0
    assert build(root, "--verify").exit_code == 0


def test_verify_finds_what_is_told_otherwise(root: Path) -> None:
    build(root)
    with opened_store(root) as connection:
        query = "SELECT rowid, item, value, told, parts FROM outcomes WHERE told IS NOT NULL"
        for row, item, value, data, parts in connection.execute(query).fetchall():
            told = tuple(msgspec.structs.replace(one, message="all is well") for one in unpack_told(data))
            _say_of(connection, row, item, value, pack(told), parts)
    (root / "content/blog/picture.png").write_text("another picture")
    ran = build(root, "--verify")
    assert ran.exit_code == 1
    assert "only this build tells: all is well" in ran.stderr
    assert "only a clean build tells: " in ran.stderr


def test_verify_tells_of_a_page_that_is_too_many(root: Path) -> None:
    """The manifest has it, so sitegen wrote it, and no clean build does."""
    build(root)
    held = json.loads((root / "dist" / MANIFEST).read_bytes())
    held["files"]["extra.html"] = "00" * 16
    real = sitegen.rebuild.rebuild

    def with_more(*arguments: Any) -> object:
        built = real(*arguments)
        (root / "dist/extra.html").write_text("x")
        (root / "dist" / MANIFEST).write_text(json.dumps(held))
        return built

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.commands.one_build.rebuild", with_more)
        ran = build(root, "--verify")
    assert ran.exit_code == 1
    assert "dist/extra.html:1:1: error: a clean build does not make this file" in ran.stderr


# What is told again


@pytest.mark.parametrize("arguments", [(), ("--strict",), ("--verify",), ("-q",)])
def test_every_build_tells_what_the_first_one_told(root: Path, arguments: tuple[str, ...]) -> None:
    """Of posts, links, templates and settings; as text and as JSON; also when one file has changed."""
    write_site(
        root,
        """
-- site.toml --
title = "Mine"
-- layouts/strings/xx.toml --
by = "x"
-- content/blog/warned.md --
---
title: W
lang: xx
layout: nothing-of-that-name
translations: {ja: nowhere}
color: no colour
---
```nolanguage
x
```
""",
    )
    first = build(root, *arguments)
    as_json = _diagnostics(root, *arguments)
    assert len(as_json) > 4
    for text in ("", "", "More.\n", ""):
        with (root / "content/about.md").open("a") as about:
            about.write(text)
        again = build(root, *arguments)
        assert (again.exit_code, again.stderr.partition("Nothing was")[0]) == (
            first.exit_code,
            first.stderr.partition("Nothing was")[0],
        )
        assert _diagnostics(root, *arguments) == as_json == _diagnostics(root, *arguments, "--no-cache")


def _diagnostics(root: Path, *arguments: str) -> Any:
    return json.loads(build(root, "--json", *arguments).stdout)["diagnostics"]


def test_a_strict_build_fails_each_time_and_a_lenient_one_in_between_does_not_hide_it(root: Path) -> None:
    assert [build(root, *strict).exit_code for strict in ((), ("--strict",), (), ("--strict",), ("--strict",))] == [
        0,
        1,
        0,
        1,
        1,
    ]


# Files that change while they are read


def change_while_reading(monkeypatch: pytest.MonkeyPatch, path: Path, times: int) -> list[str]:
    """Let a file be written again after its digest was taken and before it is read, so many times."""
    said: list[str] = []
    place = "sitegen.disk.FileBytes" if path.suffix == ".md" else "sitegen.publish.digest_of_file"
    real: Any = FileBytes if path.suffix == ".md" else digest_of_file

    def reading(origin: str, *arguments: Any) -> object:
        if origin == str(path) and len(said) < times:
            said.append(f"version {len(said)} of {times}")
            path.write_text(f"{said[-1]}\n")
        return real(origin, *arguments)

    monkeypatch.setattr(place, reading)
    return said


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("arguments", [(), ("--no-cache",)])
@pytest.mark.parametrize("path", ["content/blog/b.md", "content/blog/picture.png"])
def test_a_file_that_changes_while_the_site_is_built_is_read_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, path: str, arguments: tuple[str, ...], jobs: str
) -> None:
    monkeypatch.setattr("sitegen.pool.FEWEST_ITEMS", 1)
    with pytest.MonkeyPatch.context() as patch:
        said = change_while_reading(patch, root / path, 2)
        built_right(root, *arguments, "-j", jobs)
    assert len(said) == 2
    built_right(root)


@pytest.mark.parametrize("path", ["content/blog/b.md", "content/blog/picture.png", "site.toml", "layouts/post.html"])
def test_a_file_that_was_changed_for_the_length_of_a_build_is_as_it_is_now(root: Path, path: str) -> None:
    """What is known of that build is known of what it read, not of what is there before or after."""
    write_site(root, f"-- layouts/post.html --\n{LAYOUT}")
    build(root)
    before = (root / path).read_text()
    for place in ("rebuild.read_site", "rebuild.publish", "rebuild._fingerprint_of", "publish._copy"):
        (root / "content/about.md").write_text(f"# About {place}")
        (root / "dist/blog/picture.png").unlink()
        module, name = place.split(".")
        real = getattr(sys.modules[f"sitegen.{module}"], name)

        def changing(*arguments: Any, real: Any = real) -> object:
            (root / path).write_text(before.replace("i", "j"))
            return real(*arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"sitegen.{place}", changing)
            build(root)
        (root / path).write_text(before)
        built_right(root)


LAYOUT = '{% extends "theme/post.html" %}{% block post_footer %}in the layout{% endblock %}\n'


@pytest.mark.parametrize("arguments", [(), ("--no-cache",)])
@pytest.mark.parametrize("path", ["content/blog/b.md", "content/blog/picture.png"])
def test_a_file_that_never_stays_as_it_is_is_an_error_and_the_last_good_site_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch, path: str, arguments: tuple[str, ...]
) -> None:
    build(root)
    before = tree(root / "dist")
    edit(root)
    (root / path).write_text("changed")
    monkeypatch.chdir(root.parent)
    with pytest.MonkeyPatch.context() as patch:
        change_while_reading(patch, Path("site", path), 1000)
        ran = build(Path("site"), *arguments)
    assert ran.exit_code == 1
    assert f"site/{path}:1:1: error: this file changes again and again" in ran.stderr
    assert "[restless-file]" in ran.stderr
    assert tree(root / "dist") == before, "or “Nothing was written” is not true"
    assert "Nothing was written" in ran.stderr
    built_right(root)


# Names


@pytest.mark.parametrize(
    "name", ["a b", "ä", "%41", "x'y\"z", "-o", "a?b#c", "a\nb", b"\xff".decode("utf-8", "surrogateescape")]
)
@pytest.mark.parametrize("what", ["site", "output"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str, what: str) -> None:
    root = write_site(tmp_path / (name if what == "site" else "site"), SITE)
    output = tmp_path / "out" / (name if what == "output" else "out")
    for then in (nothing, edit, nothing):
        then(root)
        built_right(root, output=output)


def test_an_output_folder_that_is_a_link_to_itself_is_told(root: Path) -> None:
    (root / "dist").symlink_to("dist")
    assert build(root).exit_code == 1
    assert build(root, "--no-cache").exit_code == 1


def test_nothing_is_left_running(root: Path, tmp_path: Path) -> None:
    with started(tmp_path / "run", "build", root, "-j", "2") as process:
        assert process.wait(SOON) == 0
        assert living(process.pid) == []
