"""Each folder here is a promise: the site in it builds to exactly its expected/ folder.

expected/ holds every file that sitegen makes (not the copied ones) and diagnostics.txt. `pytest tests/site --accept`
writes it anew; read the difference before you commit it.
"""

import shutil
from pathlib import Path

import pytest

from tests.support import build_site, tree

HERE = Path(__file__).parent
SITES = sorted(path.name for path in HERE.iterdir() if (path / "content").is_dir())


@pytest.mark.parametrize("name", SITES)
def test_a_site_builds_to_what_is_expected(name: str, request: pytest.FixtureRequest) -> None:
    folder = HERE / name
    built = build_site(folder)
    told = "".join(
        f"{one.path}:{one.line}:{one.column}: {one.severity}: {one.message} [{one.code}]\n  {one.hint}\n"
        for one in built.diagnostics
    )
    made = {path: text.encode() for path, text in built.files.items()} | {"diagnostics.txt": told.encode()}
    expected = folder / "expected"
    if request.config.getoption("--accept"):
        _write(made, expected)
    found = tree(expected)
    assert sorted(made) == sorted(found)
    for path, body in made.items():
        assert body.decode() == found[path].decode(), path


def _write(made: dict[str, bytes], expected: Path) -> None:
    shutil.rmtree(expected, ignore_errors=True)
    for path, body in made.items():
        (expected / path).parent.mkdir(parents=True, exist_ok=True)
        (expected / path).write_bytes(body)
