"""The output folder: only what differs is written, only what sitegen wrote is removed, and a killed build is mended."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sitegen.diagnostics import Severity
from sitegen.lazy import Lazy
from sitegen.model import Asset, Output
from sitegen.publish import MANIFEST, Published, publish, refusal
from sitegen.urls import output_path
from tests.support import PROJECT, build_site, command, tree, write_site

FIRST = {"index.html": "home", "blog/x/index.html": "x", "blog/y/index.html": "y", "feed.xml": "feed"}
SECOND = {"index.html": "home, changed", "blog/x/index.html": "x", "blog/z/index.html": "z", "feed.xml": "more"}


class Killed(BaseException):
    """The process ends here, as far as the code that was running can tell."""


def put(folder: Path, files: Mapping[str, str], *assets: Asset) -> Published:
    return publish([Output(path, Lazy.of(text.encode())) for path, text in files.items()], assets, folder)


def site_files(folder: Path) -> dict[str, str]:
    """Every file below the folder but the manifest, temporary files included."""
    return {path: body.decode() for path, body in tree(folder).items() if path != MANIFEST}


def identity(path: Path) -> tuple[int, int]:
    """Changes when a file is written anew, whatever the clock's resolution."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def told(published: Published) -> list[tuple[str, str]]:
    return [(str(one.severity), one.code) for one in published.diagnostics]


# What is written


def test_the_first_build_writes_every_file(tmp_path: Path) -> None:
    published = put(tmp_path / "out", FIRST)
    assert site_files(tmp_path / "out") == FIRST
    assert set(published.written) == set(FIRST)
    assert (published.unchanged, published.removed, published.diagnostics) == ((), (), ())


def test_the_second_build_of_the_same_site_touches_no_file(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    before = {path: identity(tmp_path / path) for path in (*FIRST, MANIFEST)}
    published = put(tmp_path, FIRST)
    assert (published.written, published.removed) == ((), ())
    assert set(published.unchanged) == set(FIRST)
    assert {path: identity(tmp_path / path) for path in (*FIRST, MANIFEST)} == before


def test_a_file_is_written_only_if_its_bytes_differ(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    before = {path: identity(tmp_path / path) for path in FIRST}
    published = put(tmp_path, {**FIRST, "feed.xml": "another feed"})
    changed = [path for path in FIRST if identity(tmp_path / path) != before[path]]
    assert (changed, published.written) == (["feed.xml"], ("feed.xml",))
    assert (tmp_path / "feed.xml").read_text() == "another feed"


def test_a_file_of_ours_that_someone_deleted_comes_back(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    (tmp_path / "feed.xml").unlink()
    assert put(tmp_path, FIRST).written == ("feed.xml",)


def test_an_asset_is_copied_once_and_again_only_if_it_differs(tmp_path: Path) -> None:
    source = tmp_path / "pic.png"
    source.write_bytes(b"\x89PNG\r\n" * 500_000)
    asset = Asset("/blog/pic.png", str(source), "content/blog/pic.png")
    out = tmp_path / "out"
    assert put(out, {}, asset).written == ("blog/pic.png",)
    assert (out / "blog/pic.png").read_bytes() == source.read_bytes()
    before = identity(out / "blog/pic.png")
    assert put(out, {}, asset).unchanged == ("blog/pic.png",)
    assert identity(out / "blog/pic.png") == before
    source.write_bytes(b"other")
    assert put(out, {}, asset).written == ("blog/pic.png",)
    assert (out / "blog/pic.png").read_bytes() == b"other"


@pytest.mark.parametrize(("mask", "file_mode", "folder_mode"), [(0o022, 0o644, 0o755), (0o027, 0o640, 0o750)])
def test_others_may_read_what_the_umask_lets_them(tmp_path: Path, mask: int, file_mode: int, folder_mode: int) -> None:
    source = tmp_path / "private.png"
    source.write_bytes(b"x")
    source.chmod(0o600)
    before = os.umask(mask)
    try:
        put(tmp_path / "out", FIRST, Asset("/pics/a.png", str(source), "static/pics/a.png"))
    finally:
        os.umask(before)
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").rglob("*")}
    assert {mode for path, mode in found.items() if path.is_file()} == {file_mode}
    assert {mode for path, mode in found.items() if path.is_dir()} == {folder_mode}


COLLISIONS = {
    "a post in the folder of a list's second page": """
-- content/blog/a.md --
# A
-- content/blog/b.md --
# B
-- content/blog/page/2.md --
# C
""",
    "a page in a folder called page": """
-- content/blog/a.md --
# A
-- content/blog/b.md --
# B
-- content/page/2.md --
# C
""",
    "words for the index of tags": """
-- content/blog/a.md --
---
title: A
tags: [x]
---
-- content/tags/_index.md --
# Every tag
""",
    "a section called tags": """
-- content/blog/a.md --
---
title: A
tags: [x]
---
-- content/tags/foo.md --
# Foo
""",
    "a permalink to the home page's file": "-- content/blog/a.md --\n---\ntitle: A\npermalink: /index.html\n---\n",
    "a permalink to the feed": "-- content/blog/a.md --\n---\ntitle: A\npermalink: /feed.xml\ndate: 2025-01-01\n---\n",
    "an alias of the home page": "-- content/blog/a.md --\n---\ntitle: A\naliases: /\n---\n",
    "an alias of a list": "-- content/blog/a.md --\n---\ntitle: A\naliases: /blog/\n---\n",
    "an alias of the 404 page": "-- content/blog/a.md --\n---\ntitle: A\naliases: /404.html\n---\n",
    "an alias of a shipped style sheet": "-- content/blog/a.md --\n---\ntitle: A\naliases: /css/site.css\n---\n",
    "the author's own robots.txt": "-- content/a.md --\n# A\n-- static/robots.txt --\nUser-agent: *\n",
    "the author's own 404.html": "-- content/a.md --\n# A\n-- static/404.html --\n<p>nothing\n",
    "the author's own home page": "-- content/a.md --\n# A\n-- static/index.html --\n<p>home\n",
    "the author's own sitemap": "-- content/a.md --\n# A\n-- content/sitemap.xml --\n<urlset/>\n",
    "a file with the name of the manifest": "-- content/a.md --\n# A\n-- static/.sitegen.json --\n{}\n",
}


@pytest.mark.parametrize("text", COLLISIONS.values(), ids=COLLISIONS)
def test_no_two_things_are_written_to_one_file(tmp_path: Path, text: str) -> None:
    """Either one of them is an error, or one of them gives way: what is published never depends on who comes last."""
    built = build_site(tmp_path, f'-- site.toml --\nurl = "https://example.org"\nentries_per_page = 1\n{text}')
    assert built.result is not None
    if "error" in {str(one.severity) for one in built.diagnostics}:
        return
    files = [output.path for output in built.result.outputs] + [output_path(one.url) for one in built.result.assets]
    assert [path for path, count in Counter(files).items() if count > 1] == []
    publish(built.result.outputs, built.result.assets, tmp_path / "dist")
    again = publish(built.result.outputs, built.result.assets, tmp_path / "dist")
    assert again.written == ()


@pytest.mark.parametrize(
    "head", ["permalink: /feed.xml/", "slug: index.html", "permalink: /css/site.css/", "aliases: /robots.txt/x/"]
)
def test_a_page_that_needs_a_folder_where_sitegen_makes_a_file_is_told_with_its_place(
    tmp_path: Path, head: str
) -> None:
    built = build_site(
        tmp_path,
        f"""
-- site.toml --
url = "https://example.org"
-- content/blog/a.md --
---
title: A
date: 2025-01-01
{head}
---
""",
    )
    assert built.codes() == ["url-collision"]
    assert built.diagnostics[0].path == "content/blog/a.md"


# What is removed


def test_a_file_that_nothing_makes_any_more_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    published = put(tmp_path, SECOND)
    assert published.removed == ("blog/y/index.html",)
    assert site_files(tmp_path) == SECOND
    assert not (tmp_path / "blog/y").exists()
    assert put(tmp_path, {}).removed == ("blog/x/index.html", "blog/z/index.html", "feed.xml", "index.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST]


def test_a_folder_with_a_foreign_file_stays_when_ours_goes(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    (tmp_path / "blog/y/notes.txt").write_text("mine")
    put(tmp_path, SECOND)
    assert (tmp_path / "blog/y/notes.txt").read_text() == "mine"
    assert not (tmp_path / "blog/y/index.html").exists()


def test_a_file_can_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    put(tmp_path, {"a": "file", "b/index.html": "folder"})
    published = put(tmp_path, {"a/index.html": "folder", "b": "file"})
    assert published.diagnostics == ()
    assert site_files(tmp_path) == {"a/index.html": "folder", "b": "file"}


def test_a_stale_file_that_was_edited_by_hand_is_kept_with_a_warning(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    (tmp_path / "blog/y/index.html").write_text("edited by hand")
    published = put(tmp_path, SECOND)
    assert (told(published), published.removed) == ([("warning", "kept-file")], ())
    assert published.diagnostics[0].path.endswith("blog/y/index.html")
    assert (tmp_path / "blog/y/index.html").read_text() == "edited by hand"
    put(tmp_path, SECOND)
    assert (tmp_path / "blog/y/index.html").read_text() == "edited by hand"


@pytest.mark.parametrize(
    ("first", "second"),
    [({"a": "file", "z": "z"}, {"a/index.html": "x", "b": "b"}), ({"a/b": "file", "z": "z"}, {"a": "x", "b": "b"})],
)
def test_a_stale_file_edited_by_hand_that_is_in_the_way_stops_the_build_before_it_begins(
    tmp_path: Path, first: dict[str, str], second: dict[str, str]
) -> None:
    put(tmp_path, first)
    (tmp_path / next(iter(first))).write_text("edited by hand")
    before = tree(tmp_path)
    published = put(tmp_path, second)
    assert [severity for severity, _ in told(published)] == ["error"]
    assert tree(tmp_path) == before


# What is not ours


def test_a_foreign_file_in_the_output_folder_is_never_deleted(tmp_path: Path) -> None:
    foreign = {"CNAME": "example.org", ".nojekyll": "", "blog/notes.txt": "mine", ".git/HEAD": "ref", "a.tmp": "mine"}
    for path, text in foreign.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "empty").mkdir()
    for files in (FIRST, SECOND, {}):
        assert put(tmp_path, files).diagnostics == ()
        assert foreign.items() <= site_files(tmp_path).items()
    assert (tmp_path / "empty").is_dir()


def foreign_file(folder: Path) -> None:
    (folder / "feed.xml").write_text("mine")


def foreign_link(folder: Path) -> None:
    (folder / "mine.xml").write_text("mine")
    (folder / "feed.xml").symlink_to("mine.xml")


def foreign_broken_link(folder: Path) -> None:
    (folder / "feed.xml").symlink_to("nowhere")


def foreign_folder(folder: Path) -> None:
    (folder / "feed.xml").mkdir()
    (folder / "feed.xml/mine").write_text("mine")


def foreign_empty_folder(folder: Path) -> None:
    (folder / "feed.xml").mkdir()


def foreign_file_for_a_folder(folder: Path) -> None:
    (folder / "blog").write_text("mine")


def foreign_link_for_a_folder(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "blog").symlink_to("mine")


def foreign_broken_link_for_a_folder(folder: Path) -> None:
    (folder / "blog").symlink_to("nowhere")


@pytest.mark.parametrize(
    "obstacle",
    [
        foreign_file,
        foreign_link,
        foreign_broken_link,
        foreign_folder,
        foreign_empty_folder,
        foreign_file_for_a_folder,
        foreign_link_for_a_folder,
        foreign_broken_link_for_a_folder,
    ],
)
def test_something_foreign_in_the_way_is_never_overwritten_and_nothing_is_written(
    tmp_path: Path, obstacle: Callable[[Path], None]
) -> None:
    obstacle(tmp_path)
    before = sorted(os.walk(tmp_path)), tree(tmp_path)
    published = put(tmp_path, FIRST)
    assert {severity for severity, _ in told(published)} == {"error"}
    assert published.written == ()
    assert (sorted(os.walk(tmp_path)), tree(tmp_path)) == before


def test_a_foreign_pipe_in_the_way_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feed.xml")

    def waited(_signal: int, _frame: object) -> None:
        raise TimeoutError("sitegen waits for someone to write into the pipe")

    before = signal.signal(signal.SIGALRM, waited)
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        assert told(put(tmp_path, FIRST)) == [("error", "foreign-file")]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_each_foreign_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("mine")
    (tmp_path / "index.html").write_text("mine")
    published = put(tmp_path, FIRST)
    assert told(published) == [("error", "foreign-file"), ("error", "foreign-file")]
    assert [one.path for one in published.diagnostics] == [f"{tmp_path}/feed.xml", f"{tmp_path}/index.html"]
    assert all(one.hint for one in published.diagnostics)


def test_without_a_manifest_every_file_is_foreign(tmp_path: Path) -> None:
    put(tmp_path, FIRST)
    (tmp_path / MANIFEST).unlink()
    assert told(put(tmp_path, SECOND)) == [("error", "foreign-file")] * 2
    assert site_files(tmp_path) == FIRST


# Links in the output folder


def test_nothing_is_written_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir()
    (out / "blog").symlink_to(elsewhere)
    published = put(out, FIRST)
    assert "link-out-of-output" in {code for _, code in told(published)}
    assert list(elsewhere.iterdir()) == []
    assert site_files(out) == {}


def test_nothing_is_removed_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    put(out, {"index.html": "home", "blog/x.html": "x"})
    (out / "blog").rename(elsewhere)
    (out / "blog").symlink_to(elsewhere)
    put(out, {"index.html": "home"})
    assert (elsewhere / "x.html").read_text() == "x"


def test_a_file_of_ours_that_became_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine.txt"
    put(out, FIRST)
    mine.write_text("mine")
    (out / "feed.xml").unlink()
    (out / "feed.xml").symlink_to(mine)
    put(out, SECOND)
    assert mine.read_text() == "mine"


def test_the_manifest_is_not_written_through_a_link(tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine.txt"
    mine.write_text("mine")
    out.mkdir()
    for name in (MANIFEST, f"{MANIFEST}.tmp"):
        (out / name).symlink_to(mine)
    put(out, FIRST)
    assert mine.read_text() == "mine"


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    assert put(tmp_path / "out", FIRST).diagnostics == ()
    assert site_files(tmp_path / "real") == FIRST


# A manifest that someone tampered with


def manifests(precious: Path) -> dict[str, object]:
    """What someone may have written there; the digest is right, as a true manifest has it."""
    put(precious.parent / "true", {"x": precious.read_text()})
    digest = json.loads((precious.parent / "true" / MANIFEST).read_text())["files"]["x"]
    names = ["../precious.txt", "../out/../precious.txt", str(precious), "blog/../../precious.txt", "../../x", "..", ""]
    odd = ["a\0b", "x" * 5000, "/", ".", "\\..\\precious.txt", "~/precious.txt", "\udcff"]
    return {
        **{f"path {name!r:.30}": {"files": {name: digest}} for name in (*names, *odd)},
        "temporary leads out": {"files": {}, "temporary": "../precious.txt"},
        "temporary is absolute": {"files": {}, "temporary": str(precious)},
        "temporary leads out behind our name": {"files": {}, "temporary": ".sitegen-/../../precious.txt"},
        "temporary is a foreign file": {"files": {}, "temporary": "mine.txt"},
        "temporary is a folder": {"files": {}, "temporary": ".sitegen-folder"},
        "temporary is odd": {"files": {}, "temporary": ".sitegen-\0"},
        "temporary is a number": {"files": {}, "temporary": 1},
        "files is a list": {"files": ["../precious.txt"]},
        "files is missing": {"version": 1},
        "digest is a list": {"files": {"index.html": [1]}},
        "a list": ["../precious.txt"],
        "a text": "x",
        "nothing": None,
    }


def test_a_manifest_that_was_tampered_with_leads_nowhere(tmp_path: Path, subtests: pytest.Subtests) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    for number, (name, content) in enumerate(manifests(precious).items()):
        with subtests.test(name):
            out = tmp_path / f"out{number}"
            (out / ".sitegen-folder").mkdir(parents=True)
            (out / "mine.txt").write_text("mine")
            (out / MANIFEST).write_text(json.dumps(content))
            published = put(out, FIRST)
            assert precious.read_text() == "precious"
            assert (out / "mine.txt").read_text() == "mine"
            assert told(published) == []
            assert site_files(out) == {**FIRST, "mine.txt": "mine"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"files": {"a": "b"}, "files": 1}'])
def test_a_manifest_that_cannot_be_read_makes_every_file_foreign(tmp_path: Path, body: bytes) -> None:
    put(tmp_path, FIRST)
    (tmp_path / MANIFEST).write_bytes(body)
    assert {code for _, code in told(put(tmp_path, SECOND))} == {"foreign-file"}
    assert site_files(tmp_path) == FIRST


# A build that is killed


def replacements_of(first: Mapping[str, str], second: Mapping[str, str], folder: Path) -> int:
    """How many times a build from one state to the other renames a file into its place."""
    count = 0
    rename = os.replace

    def counting(source: Path, target: Path) -> None:
        nonlocal count
        count += 1
        rename(source, target)

    put(folder, first) if first else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", counting)
        put(folder, second)
    return count


def kill_at(patch: pytest.MonkeyPatch, function: str, number: int, after: bool) -> None:
    """Let the process end at the number-th call of a function of `os`, before or after its work is done."""
    calls = 0
    real = getattr(os, function)

    def killing(*arguments: Path, **options: int) -> None:
        nonlocal calls
        calls += 1
        if calls == number and not after:
            raise Killed
        try:
            real(*arguments, **options)
        finally:  # a rename that fails, because the folder is not there yet, is a moment like any other
            if calls == number:
                raise Killed

    patch.setattr(os, function, killing)


@pytest.mark.parametrize("after", [False, True], ids=["before the rename", "after it"])
@pytest.mark.parametrize("first", [{}, FIRST], ids=["first build", "second build"])
def test_a_build_killed_at_any_rename_is_mended_by_the_next(
    tmp_path: Path, first: dict[str, str], after: bool, subtests: pytest.Subtests
) -> None:
    clean = tmp_path / "clean"
    put(clean, SECOND)
    count = replacements_of(first, SECOND, tmp_path / "counted")
    assert count >= 4
    for number in range(1, count + 1):
        with subtests.test(f"killed at {number} of {count}"):
            out = tmp_path / f"out{number}"
            put(out, first) if first else out.mkdir()
            (out / "mine.txt").write_text("mine")
            with pytest.MonkeyPatch.context() as patch:
                kill_at(patch, "replace", number, after)
                with pytest.raises(Killed):
                    put(out, SECOND)
            published = put(out, SECOND)
            assert published.diagnostics == ()
            assert tree(out) == {**tree(clean), "mine.txt": b"mine"}
            assert put(out, SECOND).written == ()


@pytest.mark.parametrize("number", range(1, 5))
def test_a_build_killed_in_the_middle_is_mended_by_the_next_even_if_the_site_changed_meanwhile(
    tmp_path: Path, number: int
) -> None:
    third = {"index.html": "home, changed again", "blog/x/index.html": "x2", "about/index.html": "about"}
    put(tmp_path / "clean", third)
    put(tmp_path / "out", FIRST)
    for files in (SECOND, third):
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, "replace", number, after=False)
            with pytest.raises(Killed):
                put(tmp_path / "out", files)
    assert put(tmp_path / "out", third).diagnostics == ()
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_build_killed_while_it_removes_is_mended_by_the_next(tmp_path: Path, number: int, after: bool) -> None:
    put(tmp_path / "clean", {"index.html": "home"})
    put(tmp_path / "out", FIRST)
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, "unlink", number, after)
        with pytest.raises(Killed):
            put(tmp_path / "out", {"index.html": "home"})
    assert put(tmp_path / "out", {"index.html": "home"}).diagnostics == ()
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


BUILD_FOREVER = """
import sys
from pathlib import Path
from sitegen.model import Output
from sitegen.publish import publish
for number in range(1_000_000):
    files = [Output(f"p{at}/index.html", Lazy.of(f"{number} {at}".encode() * 1000)) for at in range(number % 3, 30)]
    publish(files, (), Path(sys.argv[1]))
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.003, 0.011, 0.023])
def test_a_build_that_the_system_kills_is_mended_by_the_next(tmp_path: Path, delay: float) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD_FOREVER, str(out)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    files = {"index.html": "home", "p5/index.html": "five"}
    put(tmp_path / "clean", files)
    assert put(out, files).diagnostics == ()
    assert tree(out) == {**tree(tmp_path / "clean"), "mine.txt": b"mine"}


# A folder that can't be written


def test_an_output_folder_below_a_file_is_told_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    published = put(tmp_path / "file/out", FIRST)
    assert told(published) == [("error", "unwritable-output")]
    assert published.written == ()
    assert published.diagnostics[0].hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_output_folder_is_told_and_no_traceback(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        assert told(put(tmp_path, FIRST)) == [("error", "unwritable-output")]
        assert told(put(tmp_path / "out", FIRST)) == [("error", "unwritable-output")]
    finally:
        tmp_path.chmod(0o755)
    assert site_files(tmp_path) == {}


def fail_at(patch: pytest.MonkeyPatch, number: int) -> None:
    """Let the disk be full at the number-th rename."""
    calls = 0
    real = os.replace

    def failing(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(28, "No space left on device", str(source))
        real(source, target)

    patch.setattr(os, "replace", failing)


@pytest.mark.parametrize("number", range(1, 6))
def test_a_disk_that_is_full_is_told_truly_and_the_next_build_mends_it(tmp_path: Path, number: int) -> None:
    out = tmp_path / "out"
    put(tmp_path / "clean", SECOND)
    put(out, FIRST)
    with pytest.MonkeyPatch.context() as patch:
        fail_at(patch, number)
        published = put(out, SECOND)
    assert told(published) == [("error", "unwritable-output")]
    changed = {path for path, text in site_files(out).items() if path in SECOND and FIRST.get(path) != text}
    assert set(published.written) == changed, "what was written before the fault is written"
    assert put(out, SECOND).diagnostics == ()
    assert tree(out) == tree(tmp_path / "clean")


def test_a_command_that_could_not_finish_does_not_say_that_nothing_was_written(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\n# A\n")
    with pytest.MonkeyPatch.context() as patch:
        fail_at(patch, 4)
        ran = command("build", tmp_path, "--base-url", "https://example.org")
    assert ran.exit_code == 1
    assert len(tree(tmp_path / "dist")) > 1
    assert "Nothing was written" not in ran.stderr


def test_an_asset_that_cannot_be_read_is_told_by_its_own_path(tmp_path: Path) -> None:
    gone = Asset("/pics/a.png", str(tmp_path / "a.png/b.png"), "static/pics/a.png")
    (tmp_path / "a.png").write_text("x")
    published = put(tmp_path / "out", FIRST, gone)
    assert [one.path for one in published.diagnostics] == ["static/pics/a.png"]
    assert {one.severity for one in published.diagnostics} == {Severity.ERROR}
    assert not (tmp_path / "out").exists()


# Folders that are refused


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(
        tmp_path / "home/sites/mine",
        "-- content/blog/x.md --\nx\n-- layouts/post.html --\nx\n-- static/a.css --\nx\n",
    )


def refused(output: Path, site: Path) -> str | None:
    return refusal(output, site, (site / "content", site / "layouts", site / "static"))


@pytest.mark.parametrize(
    "where",
    [
        "/",
        "/.",
        "{home}",
        "{site}",
        "{site}/.",
        "{site}/dist/..",
        "{site}/..",
        "{site}/../..",
        "{site}/content",
        "{site}/content/",
        "{site}/content/blog",
        "{site}/content/new",
        "{site}/content/new/deeper",
        "{site}/dist/../content/blog",
        "{site}/layouts",
        "{site}/layouts/partials",
        "{site}/static",
        "{site}/static/site",
        "{site}/content/blog/x.md",
    ],
)
def test_an_output_folder_that_is_dangerous_is_refused(where: str, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = site.parent.parent
    monkeypatch.setenv("HOME", str(home))
    assert refused(Path(where.format(site=site, home=home)), site)


@pytest.mark.parametrize("where", ["/", "{home}", "{site}", "{site}/..", "{site}/content", "{site}/content/blog"])
def test_a_link_to_a_dangerous_folder_is_refused(where: str, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = site.parent.parent
    monkeypatch.setenv("HOME", str(home))
    link = site / "dist"
    link.symlink_to(where.format(site=site, home=home))
    assert refused(link, site)
    (site / "other").symlink_to(link)
    assert refused(site / "other", site)


def test_a_folder_that_holds_what_content_leads_to_is_refused(site: Path) -> None:
    elsewhere = site.parent / "vault/posts"
    elsewhere.parent.mkdir()
    (site / "content").rename(elsewhere)
    (site / "content").symlink_to(elsewhere)
    assert refused(elsewhere, site)
    assert refused(elsewhere.parent, site)
    assert refused(elsewhere / "public", site)


@pytest.mark.parametrize("where", ["dist", "public", "dist/deeper/still", "../elsewhere", "contents", "content2"])
def test_any_other_folder_will_do(where: str, site: Path) -> None:
    assert refused(site / where, site) is None


def test_a_refused_folder_is_wrong_usage_and_nothing_is_written(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    before = tree(site)
    for output in ("/", ".", "..", "content", "content/blog", str(site), str(Path.home())):
        ran = command("build", "-o", output)
        assert (ran.exit_code, ran.stdout) == (2, ""), output
        assert "--output" in ran.stderr
    assert tree(site) == before


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3000])
def test_an_output_folder_with_an_impossible_name_gives_no_traceback(site: Path, name: str) -> None:
    assert command("build", site, "-o", name).exit_code in (1, 2)


def test_an_output_folder_that_may_not_be_looked_into_gives_no_traceback(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may look everywhere, so the system's answer is made up."""
    real = os.stat

    def denied(path: str | Path, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
        if str(path).startswith(str(site / "locked/")):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "stat", denied)
    assert command("build", site, "-o", site / "locked/out").exit_code in (1, 2)


def test_a_user_without_a_home_folder_can_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under a number that has no name."""

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert command("build", site).exit_code == 0
