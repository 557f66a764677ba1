"""What the documents say is so."""

import re
import tomllib

import pytest

from sitegen.config import Config
from sitegen.matter import KEYS
from sitegen.model import MarkdownSettings
from sitegen.views import (
    AlternateView,
    CountedView,
    DateView,
    NavigationView,
    PageView,
    PaginationView,
    RefView,
    SiteView,
)
from tests.support import PROJECT, run

README = (PROJECT / "README.md").read_text("utf-8")
ARCHITECTURE = (PROJECT / "docs/architecture.md").read_text("utf-8")


def commands() -> list[str]:
    """The single lines to paste, in the order of the README."""
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[:2]]


def test_the_readme_opens_with_two_single_lines_to_paste() -> None:
    build_line, test_line = commands()
    for line in (build_line, test_line):
        assert "\n" not in line
        assert "python3 -m venv" in line
        assert "-c constraints.txt" in line
    assert build_line.endswith("build.py")
    assert test_line.endswith("pytest")


def test_ci_runs_the_test_line_of_the_readme_as_it_stands() -> None:
    assert commands()[1] in (PROJECT / ".ci/run").read_text("utf-8").splitlines()


def test_every_constraint_is_one_pinned_name() -> None:
    lines = (PROJECT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin) for pin in pins)
    assert pins == sorted(pins)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[ <>=]", requirement)[0].lower() for requirement in wanted}
    pinned = {line.partition("==")[0] for line in (PROJECT / "constraints.txt").read_text("utf-8").splitlines()}
    assert names - pinned == set()


def test_the_architecture_lists_every_template_and_every_folder_of_tests() -> None:
    layouts = {path.name for path in (PROJECT / "layouts").iterdir() if path.name != ".DS_Store"}
    assert [name for name in sorted(layouts) if name not in ARCHITECTURE] == []
    folders = {path.name for path in (PROJECT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert [name for name in sorted(folders) if f"tests/{name}/" not in ARCHITECTURE] == []


@pytest.mark.parametrize("name", [*Config.__struct_fields__, *MarkdownSettings.__struct_fields__])
def test_the_readme_explains_every_setting(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("key", sorted({spelling.name.partition(".")[0] for key in KEYS.values() for spelling in key}))
def test_the_readme_names_every_key_of_the_frontmatter(key: str) -> None:
    assert f"`{key}`" in README


@pytest.mark.parametrize("command", ["build", "serve", "check", "translate status", "translate accept", "new", "clean"])
def test_the_readme_names_every_option_of_the_command(command: str) -> None:
    options = set(re.findall(r"--[a-z-]+", run(*command.split(), "--help").stdout))
    assert [option for option in sorted(options - {"--help"}) if option not in README] == []


def test_the_seed_post_is_in_the_site() -> None:
    assert (PROJECT / "content/blog/building-scalable-apis.md").read_bytes().startswith(b"---\nlayout: ../../layouts/")


def test_the_page_on_layouts_names_every_block_and_every_value() -> None:
    page = (PROJECT / "docs/layouts.md").read_text("utf-8")
    templates = "".join(path.read_text("utf-8") for path in (PROJECT / "layouts").glob("*.html"))
    blocks = set(re.findall(r"{% block (\w+) %}", templates))
    views = (PageView, SiteView, RefView, CountedView, NavigationView, AlternateView, PaginationView, DateView)
    fields = {field for view in views for field in view.__struct_fields__}
    assert [name for name in sorted(blocks | fields) if not re.search(rf"`\.?{name}`", page)] == []
