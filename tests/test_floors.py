"""An import points only to a lower floor, or to an earlier room of its own floor. The table is in the docs."""

import ast
import re
from pathlib import Path

import pytest

from tests.support import PROJECT

ROW = re.compile(r"\| (\d) [\w ]+ \| `([\w.]+)` \|")
ROOMS = [(int(floor), room) for floor, room in ROW.findall((PROJECT / "docs/architecture.md").read_text("utf-8"))]
HEIGHT = {room: (floor, at) for at, (floor, room) in enumerate(ROOMS)}
BESIDE = {"__init__", "__main__", "markdown.__init__", "commands.__init__"}
EDGE = 5
# Modules that reach the disk, the clock or the environment; only edges and doors may import them.
OUTSIDE = {"os", "shutil", "subprocess", "tempfile", "time", "sys", "socket", "random", "secrets", "locale"}


def room_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT / "sitegen").with_suffix("").parts)


MODULES = {room_of(path): path for path in sorted((PROJECT / "sitegen").rglob("*.py"))}


def imported(path: Path) -> set[str]:
    """The names of all modules that a file imports, those inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            rooms = {name for name in inner if name.removeprefix("sitegen.") in HEIGHT}
            found.update(rooms or {node.module})
    return found


def test_the_table_names_every_module_and_no_other() -> None:
    assert set(HEIGHT) | BESIDE == set(MODULES)
    assert [floor for floor, _ in ROOMS] == sorted(floor for floor, _ in ROOMS)


@pytest.mark.parametrize("room", sorted(HEIGHT))
def test_imports_point_down(room: str) -> None:
    names = (name.removeprefix("sitegen.") for name in imported(MODULES[room]) if name.startswith("sitegen."))
    upward = [name for name in names if HEIGHT[name] >= HEIGHT[room]]
    assert upward == [], f"{room} may not import {upward}"


@pytest.mark.parametrize("room", sorted(room for room, (floor, _) in HEIGHT.items() if floor < EDGE))
def test_nothing_below_the_edges_reaches_outside(room: str) -> None:
    assert {name.split(".")[0] for name in imported(MODULES[room])} & OUTSIDE == set()


@pytest.mark.parametrize("room", sorted(room for room, (floor, _) in HEIGHT.items() if floor < EDGE))
def test_nothing_below_the_edges_opens_a_file_or_asks_for_the_time(room: str) -> None:
    tree = ast.parse(MODULES[room].read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert names & {"open", "print", "input"} == set()
    assert attributes & {"today", "now", "utcnow", "getenv", "environ", "read_text", "read_bytes"} <= {"today"}


def test_only_the_listed_rooms_know_what_day_it_is() -> None:
    """`site.today` is a declared input: it is read where posts of days to come are held back, and nowhere else."""
    readers = [room for room in HEIGHT if HEIGHT[room][0] < EDGE and ".today" in MODULES[room].read_text("utf-8")]
    assert readers == ["publication"]
