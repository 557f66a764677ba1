"""How long a preview takes from the last write of the editor to the reloaded page in a browser.

`python benchmarks/preview.py --help`. The preview runs with a warm store, Chromium is a real one. The clock starts when
the file is closed and stops at the load event of the page that shows the new paragraph.
"""

import argparse
import contextlib
import http.client
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.corpus import Post, corpus
from benchmarks.generators import ours
from benchmarks.machine import machine
from benchmarks.site import Site

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 120.0  # seconds
PAUSE = 0.4  # seconds between two edits: an author who is quick
# Notes when the page was ready, by the clock that Python reads too.
NOTED = "addEventListener('load', () => { window.loadedAt = performance.timeOrigin + performance.now(); });"


class Reading(msgspec.Struct, frozen=True):
    posts: int
    ready: float
    """Seconds from the start of the process to the first page, with a warm store."""
    reloads: tuple[float, ...]
    """Milliseconds."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/preview.py", description="Measure the preview in a real browser.")
    parser.add_argument("--posts", type=lambda text: [int(part) for part in text.split(",")], default=[1000, 10000])
    parser.add_argument("--edits", type=int, default=50)
    wishes = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sitegen-preview-") as folder:
        readings = [_reading(count, wishes.edits, Path(folder)) for count in wishes.posts]
        sys.stdout.write(f"{machine(Path(folder))}.\n\n{_table(readings, wishes.edits)}")
    return 0


def _table(readings: Sequence[Reading], edits: int) -> str:
    rows = [
        f"| {one.posts:,} | {one.ready:.2f} s | {statistics.median(one.reloads):.0f} ms | {max(one.reloads):.0f} ms |\n"
        for one in readings
    ]
    head = f"| posts | ready, warm store | edit to reload, median of {edits} | worst |\n| ---: | ---: | ---: | ---: |\n"
    return head + "".join(rows)


def _reading(count: int, edits: int, folder: Path) -> Reading:
    site = Site(ours.find(), corpus(count), folder)
    with _previewed(site):
        pass  # fills the store
    with _previewed(site) as (address, ready), sync_playwright() as playwright:
        found = next(path for name in CHROMIUMS if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_init_script(NOTED)
        page.goto(f"{address}/blog/{site.edited.slug}/")
        time.sleep(3)  # the look at everything that follows a start is over
        _reload(site, page, 0)  # Pygments' lexers are loaded when they are needed first
        reloads = tuple(_reload(site, page, number) for number in range(1, edits + 1))
        browser.close()
    return Reading(count, ready, reloads)


def _reload(site: Site, page: Page, number: int) -> float:
    """Milliseconds from the end of an edit to the page that shows it."""
    time.sleep(PAUSE)
    mark = f"edition-{number}-{time.time_ns()}"
    site.edit(lambda post: _with_mark(post, mark))
    written = time.time()
    page.wait_for_function(
        "mark => window.loadedAt && document.body.innerText.includes(mark)", arg=mark, timeout=PATIENCE * 1000
    )
    return float(page.evaluate("window.loadedAt")) - written * 1000


def _with_mark(post: Post, mark: str) -> Post:
    kept, _, _ = post.body.rpartition("\n\n")
    return msgspec.structs.replace(post, body=f"{kept}\n\nThis paragraph is new: {mark}.\n")


@contextlib.contextmanager
def _previewed(site: Site) -> Iterator[tuple[str, float]]:
    """The preview of a site, its address, and how many seconds it took to be ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sitegen", "serve", "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=site.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, f"/blog/{site.edited.slug}/")
        yield f"http://127.0.0.1:{port}", time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait_for(port: int, path: str) -> None:
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.005)
        finally:
            connection.close()
    raise TimeoutError(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
