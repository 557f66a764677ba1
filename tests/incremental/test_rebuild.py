"""Rebuilding: what is found in place is left, what is not is made again, wherever the last build went."""

import os
import shutil
from pathlib import Path

from tests.support import command, tree, write_site

POST = "-- content/blog/a.md --\n---\ntitle: A\ndate: 2025-01-01\naliases: [/old1/, /old2/, /old3/]\n---\ntext\n"


def built(root: Path, *arguments: str | Path) -> str:
    ran = command("build", root, *arguments)
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout


def clean_tree(root: Path, folder: Path) -> dict[str, bytes]:
    built(root, "--no-cache", "--output", folder)
    return tree(folder)


def test_pages_of_the_same_bytes_are_all_written(tmp_path: Path) -> None:
    """Redirects to one post are: each needs a file of its own until it is in its place."""
    root = write_site(tmp_path / "site", POST)
    built(root)
    assert (root / "dist/old1/index.html").read_bytes() == (root / "dist/old3/index.html").read_bytes()
    assert tree(root / "dist") == clean_tree(root, tmp_path / "clean")


def test_another_output_folder_gets_all_of_it_and_the_first_is_still_known(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", POST)
    built(root)
    built(root, "--output", tmp_path / "other")
    assert tree(tmp_path / "other") == tree(root / "dist")
    assert " 0 files written" in built(root)


def test_a_folder_that_is_gone_is_made_again_though_a_build_elsewhere_has_failed_since(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", POST)
    built(root)
    expected = tree(root / "dist")
    write_site(root, "-- content/blog/a.md --\n---\ntitle: [\n---\n")
    assert command("build", root, "--output", tmp_path / "other").exit_code == 1
    write_site(root, POST)
    shutil.rmtree(root / "dist")
    built(root)
    assert tree(root / "dist") == expected


def test_an_output_that_was_changed_is_made_again_and_one_that_was_touched_is_left(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", POST)
    built(root)
    expected = tree(root / "dist")
    page = root / "dist/blog/a/index.html"
    page.write_bytes(expected["blog/a/index.html"].replace(b"text", b"TEXT"))
    os.utime(root / "dist/index.html", (1, 1))
    assert ": 1 files written" in built(root)
    assert tree(root / "dist") == expected
    assert ": 0 files written" in built(root)
