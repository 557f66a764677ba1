"""Two clean builds of one site give the same bytes, wherever, whenever and by whomever they are made."""

import datetime
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.disk import Wishes, read_site
from sitegen.pipeline import build
from tests.support import PROJECT, TODAY, command, run, tree, write_site

EPOCH = "1750000000"  # one moment for all of them: 2025-06-15T15:06:40Z


def real_site(folder: Path) -> Path:
    """The posts and settings of this project, and a few that would show a difference."""
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copy(PROJECT / "site.toml", folder / "site.toml")
    tags = ", ".join([*(f"tag {number}" for number in range(30)), "İstanbul", "Straße"])
    head = f"---\ntitle: Same\ndate: 2025-01-15\ntags: [{tags}]\n---\n"
    posts = "".join(f"-- content/blog/same-{number}.md --\n{head}x\n" for number in range(25))
    return write_site(
        folder, posts + "-- content/blog/time.md --\n---\ntitle: T\ndate: 2025-01-15T23:30-08:00\n---\nx\n"
    )


WORLDS = {
    "here": {"TZ": "UTC", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"},
    "there": {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
    "elsewhere": {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.ISO-8859-1", "LANGUAGE": "ja", "PYTHONHASHSEED": "3"},
}


def build_in(world: str, *arguments: str | Path, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    environment = {**WORLDS[world], "SOURCE_DATE_EPOCH": EPOCH}
    return run("build", *arguments, cwd=cwd, **environment)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = real_site(tmp_path_factory.mktemp("site"))
    assert build_in("here", root).returncode == 0
    return tree(root / "dist")


def test_the_site_is_a_real_one(expected: dict[str, bytes]) -> None:
    assert len(expected) > 60
    assert "blog/building-scalable-apis/index.html" in expected


@pytest.mark.parametrize("world", ["there", "elsewhere"])
def test_time_zone_language_and_hash_seed_change_nothing(
    tmp_path: Path, world: str, expected: dict[str, bytes]
) -> None:
    """Also from another folder, with the site in a folder of another name and its files made in another order."""
    root = real_site(tmp_path / "another place" / world)
    shutil.copytree(root, tmp_path / "copy")
    ran = build_in(world, "../../copy", "-o", "out", cwd=root)
    assert ran.returncode == 0, ran.stderr
    assert tree(root / "out") == expected


def test_a_build_over_an_older_one_gives_what_a_clean_one_gives(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    root = write_site(tmp_path, "-- content/blog/same-1.md --\n# Old\n-- content/old/x.md --\n# Gone\n")
    assert command("build", root).exit_code == 0
    shutil.rmtree(root / "content")
    assert command("build", real_site(root)).exit_code == 0
    assert tree(root / "dist") == expected


def test_two_builds_in_one_process_give_the_same(tmp_path: Path) -> None:
    """What is remembered from the first must not reach the second."""
    site = read_site(real_site(tmp_path), Wishes(today=TODAY)).value
    assert site is not None
    assert build(site) == build(site)


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves this process to another time zone."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_a_post_of_today_is_shown_or_not_whatever_the_time_zone(tmp_path: Path, in_zone: Callable[[str], None]) -> None:
    """The two zones never agree on the day. The post is dated on the later one, as its author's calendar has it."""
    today = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date()
    write_site(tmp_path, f"-- content/blog/a.md --\n---\ntitle: A\ndate: {today}\n---\n")
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        in_zone(zone)
        assert command("build", tmp_path, "-o", tmp_path / zone).exit_code == 0
    assert tree(tmp_path / "Pacific/Kiritimati") == tree(tmp_path / "Etc/GMT+12")
