"""An author's own file is changed as a whole, or stays as it was."""

from pathlib import Path

import pytest

from sitegen.rewrite import Overtaken, create, rewrite


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "x.md").write_bytes(b"old")
    return tmp_path / "x.md"


def test_a_file_is_changed_only_if_it_differs(path: Path) -> None:
    inode = path.stat().st_ino
    assert rewrite(path, lambda data: data) is False
    assert path.stat().st_ino == inode
    assert rewrite(path, lambda data: data + b" new") is True
    assert path.read_bytes() == b"old new"


def test_whatever_goes_wrong_the_file_is_as_it_was(path: Path) -> None:
    def fail(_data: bytes) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rewrite(path, fail)
    assert [one.name for one in path.parent.iterdir()] == ["x.md"]
    assert path.read_bytes() == b"old"


def test_what_somebody_else_has_written_meanwhile_is_not_lost(path: Path) -> None:
    def change(data: bytes) -> bytes:
        path.write_bytes(b"theirs")
        return data + b" new"

    with pytest.raises(Overtaken):
        rewrite(path, change)
    assert path.read_bytes() == b"theirs"
    assert [one.name for one in path.parent.iterdir()] == ["x.md"]


def test_a_new_file_takes_no_other_s_place(path: Path) -> None:
    create(path.parent / "deep/er/y.md", b"new")
    assert (path.parent / "deep/er/y.md").read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        create(path, b"new")
    assert path.read_bytes() == b"old"
