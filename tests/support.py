"""A whole site in one string, built in a folder of its own."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner
from click.testing import Result as Ran

from sitegen.cache import FOLDER
from sitegen.cli import cli
from sitegen.diagnostics import Diagnostic, in_order
from sitegen.disk import Wishes, read_site
from sitegen.model import Result
from sitegen.pipeline import build

PROJECT = Path(__file__).parent.parent
TODAY = datetime.date(2025, 6, 1)


class Built(msgspec.Struct, frozen=True):
    root: Path
    files: dict[str, str]
    """What would be written, by path in the output folder."""
    diagnostics: tuple[Diagnostic, ...]
    result: Result | None

    def told(self) -> list[str]:
        """The diagnostics as `path:line:column severity code`."""
        return [f"{one.path}:{one.line}:{one.column} {one.severity} {one.code}" for one in self.diagnostics]

    def codes(self) -> list[str]:
        return [one.code for one in self.diagnostics]


def write_site(root: Path, text: str) -> Path:
    """Files from a text in which `-- path --` on a line of its own begins each of them. `\\udcff` is the byte 0xff."""
    path: Path | None = None
    lines: list[str] = []
    for line in [*text.lstrip("\n").splitlines(keepends=True), "-- end --\n"]:
        if line.startswith("-- ") and line.rstrip().endswith(" --"):
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes("".join(lines).encode("utf-8", "surrogateescape"))
            path, lines = root / line.strip("- \n"), []
        else:
            lines.append(line)
    return root


def build_site(root: Path, text: str = "", **wishes: Any) -> Built:
    """Write the site and build it in memory, as the command would before it writes."""
    write_site(root, text)
    site = read_site(root, Wishes(**{"today": TODAY, **wishes}))
    if site.value is None:
        return Built(root, {}, in_order(site.diagnostics), None)
    result = build(site.value)
    files = {output.path: output.body.value.decode() for output in result.outputs}
    return Built(root, files, in_order((*site.diagnostics, *result.diagnostics)), result)


def command(*arguments: str | Path) -> Ran:
    """`sitegen ARGUMENTS` in this process. An exception of ours, which would be a traceback, fails the test."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def run(*arguments: str | Path, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m sitegen ARGUMENTS` in a process of its own."""
    command = [sys.executable, "-m", "sitegen", *map(str, arguments)]
    variables = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False, timeout=120)


def run_json(*arguments: str | Path, cwd: Path = PROJECT, **environment: str) -> Any:
    """The one JSON object that `build --json` prints."""
    return json.loads(run("build", "--json", *arguments, cwd=cwd, **environment).stdout)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path; what a build remembers is left out."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and FOLDER not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
