"""Builds as processes of their own, which may be killed, and the sites that they build."""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sitegen.cache import FOLDER
from sitegen.cache import STAGING as STAGED
from sitegen.manifest import NAME as MANIFEST
from tests.support import PROJECT, command, tree

EPOCH = "1750000000"  # 2025-06-15
# `python -m sitegen`; Ctrl-C is heard even if whoever runs the tests (a shell in the background) is deaf to it.
SITEGEN = """
import signal
from sitegen.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
SOON = 10.0  # seconds that anything may take that takes no time
TEMPORARY = re.compile(r"\.sitegen-\w+\.tmp|\.sitegen\.json\.tmp")
Files = dict[str, str]
"""The text of each file of a site, by its path."""


@contextlib.contextmanager
def started(folder: Path, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m sitegen ARGUMENTS` as the leader of a process group; what it says goes to files in the folder."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-c", SITEGEN, *map(str, arguments)]
    variables = {**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": EPOCH}
    with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            command, cwd=folder, env=variables, stdout=stdout, stderr=stderr, start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for member in living(process.pid):
            os.kill(member, signal.SIGKILL)


def living(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit() and _is_living(place, group)]


def _is_living(place: Path, group: int) -> bool:
    try:
        state, _, found, *_ = (place / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False  # it has just ended
    return int(found) == group and state not in "ZX"


def wait_until(is_so: Callable[[], bool], seconds: float = SOON) -> bool:
    """True as soon as something is so; False if it is not so in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.0005)
    return True


def numbered_site(count: int, draw: random.Random) -> Files:
    """Enough posts for a pool of processes, with all that a site can have."""
    texts = {f"content/blog/p{number}.md": post(number, draw) for number in range(count)}
    return {
        "site.toml": 'url = "https://example.org"\ntitle = "Numbers"\n[languages.en]\n[languages.ja]\n',
        "content/_index.md": "# Home\n",
        "content/about.md": "# About\n[first](blog/p0.md)\n",
        "content/blog/picture.png": "a picture",
        "content/blog/p0.ja.md": "---\ntitle: 零\ndate: 2025-01-01\n---\nx\n",
        "static/thing": "a file",
        **texts,
    }


def post(number: int, draw: random.Random) -> str:
    head = f"title: Number {number}\ndate: 2025-01-{number % 28 + 1:02}\ntags: [t{draw.randrange(6)}]"
    body = f"Words {draw.random()} and [next](p0.md) ![picture](picture.png)\n\n```python\nx = {draw.random()}\n```\n"
    return f"---\n{head}\naliases: [/old/{number}/]\n---\n{body}" + "More words. " * draw.randrange(200)


def changed_site(files: Files, draw: random.Random) -> Files:
    """Another state of a site: some of all that an author does."""
    edited = dict(files)
    for change in draw.sample(CHANGES, draw.randint(1, 3)):
        change(edited, draw)
    edited["content/about.md"] += f"\nChanged {draw.random()}\n"
    return edited


def _a_post(files: Files, draw: random.Random) -> str:
    return draw.choice(
        sorted(path for path in files if path.startswith("content/blog/p") and re.search(r"\d\.md$", path))
    )


def _edit_a_post(files: Files, draw: random.Random) -> None:
    path = _a_post(files, draw)
    files[path] = post(int(path.removeprefix("content/blog/p").removesuffix(".md")), draw)


def _add_a_post(files: Files, draw: random.Random) -> None:
    number = draw.randrange(10**9)
    files[f"content/blog/p{number}.md"] = post(number, draw)


def _remove_posts(files: Files, draw: random.Random) -> None:
    for _ in range(3):
        del files[_a_post(files, draw)]


def _rename_a_post(files: Files, draw: random.Random) -> None:
    files[f"content/notes/p{draw.randrange(10**9)}.md"] = files.pop(_a_post(files, draw)).replace("](p", "](/blog/p")


def _retitle_the_site(files: Files, draw: random.Random) -> None:
    files["site.toml"] = files["site.toml"].replace("Numbers", f"Numbers {draw.randrange(100)}")


def _paint(files: Files, draw: random.Random) -> None:
    files["content/blog/picture.png"] = f"a picture {draw.random()}" * draw.randrange(1, 100_000)


def _change_the_layout(files: Files, draw: random.Random) -> None:
    text = f"{{{{ super() }}}}<p>{draw.random()}</p>"
    files["layouts/post.html"] = f'{{% extends "theme/post.html" %}}{{% block post_footer %}}{text}{{% endblock %}}'


def _make_the_file_a_folder(files: Files, _draw: random.Random) -> None:
    """And back: `/thing` is a file or a page."""
    if files.pop("static/thing", None):
        files["content/thing.md"] = "# Thing\n"
    else:
        files.pop("content/thing.md", None)
        files["static/thing"] = "a file"


CHANGES: list[Callable[[Files, random.Random], None]] = [
    _edit_a_post,
    _add_a_post,
    _remove_posts,
    _rename_a_post,
    _retitle_the_site,
    _paint,
    _change_the_layout,
    _make_the_file_a_folder,
]


def lay(files: Mapping[str, str], root: Path) -> None:
    """Let the site in a folder be these files; only what differs is written."""
    there = {path: data for path, data in tree(root).items() if not path.startswith("dist/")}
    for path in there.keys() - files.keys():
        (root / path).unlink()
    for path, text in files.items():
        if there.get(path) != text.encode():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode())


def clean_build(root: Path, output: Path) -> dict[str, bytes]:
    """What a build makes that knows nothing."""
    ran = command("build", root, "-o", output, "--no-cache", "-j", "1", "-q")
    assert ran.exit_code == 0, ran.stderr
    return tree(output)


def folders(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


def leftovers(root: Path, output: Path) -> list[str]:
    """What no build that has ended may leave."""
    temporary = [path.name for path in output.rglob(".sitegen*") if TEMPORARY.fullmatch(path.name)]
    return [*temporary, *(path.name for path in (root / FOLDER).glob(f"{STAGED}*"))]


def half_written(output: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Files that are not as any of these builds has them; our own notes and unfinished files left out."""
    return [
        path
        for path, data in tree(output).items()
        if path != MANIFEST and not TEMPORARY.fullmatch(path) and data not in [state.get(path) for state in states]
    ]


def missing(output: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Files that every one of these builds has, and that are not there."""
    always = set.intersection(*(set(state) for state in states))
    return sorted(path for path in always if not (output / path).is_file())
