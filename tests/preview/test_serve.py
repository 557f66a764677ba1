"""What the preview answers, and to whom: asked by hand, because a browser would not send all of it."""

import contextlib
import errno
import http.client
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.desk import Desk
from sitegen.disk import Wishes, shipped_folder
from sitegen.look import Look
from sitegen.pipeline import build, draw
from sitegen.serve import Server, bound, serving
from sitegen.snapshot import Snapshot, snapshot_of
from sitegen.store import Lost
from tests.support import TODAY, write_site

SITE = """
-- site.toml --
title = "Mine"
url = "https://example.org/base"
[languages.en]
[languages.ja]
-- content/blog/a.md --
---
title: A
date: 2025-01-01
aliases: [/old/]
---
Words. ![p](/pic.webp)
-- content/blog/b.ja.md --
---
title: B
draft: true
---
言葉。
-- static/app.js --
1
-- static/m.mjs --
1
-- static/data.json --
{}
-- static/words.txt --
0123456789
-- static/pic.webp --
x
-- static/pic.svg --
<svg/>
-- static/font.woff2 --
x
-- static/film.mp4 --
0123456789
-- static/thing.unheardof --
x
-- secret.txt --
nobody may read this
"""
SECRET = b"nobody may read this"


class Asked:
    """A server in this process, and the site that it shows."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.look = Look(root)
        self.desk = Desk()
        self.lost = 0
        homes = [os.path.realpath(folder) for folder in (root, shipped_folder() / "static")]
        self.app = Server(self.desk, ["localhost"], homes, self.count_loss)
        self.listener = bound("127.0.0.1", 0)
        self.port = self.listener.getsockname()[1]
        self.server = serving(self.listener, self.app)
        self.show()

    def count_loss(self) -> None:
        self.lost += 1

    def show(self) -> None:
        seen = self.look.everywhere(Wishes(today=TODAY, drafts=True, future=True))
        assert seen.site.value is not None
        plan = draw(seen.site.value)
        self.desk.show(snapshot_of(seen.site.value, plan, seen.files), plan.told, [""] * len(plan.told))

    def raw(self, request: bytes) -> bytes:
        """Whatever comes back, to the end."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            found = b""
            while data := connection.recv(65536):
                found += data
            return found

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


@contextlib.contextmanager
def served(root: Path, text: str = SITE) -> Iterator[Asked]:
    found = Asked(write_site(root, text))
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.listener.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """For those who only ask."""
    with served(tmp_path_factory.mktemp("asked") / "site") as found:
        yield found


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Asked]:
    with served(tmp_path / "site") as found:
        yield found


WAYS_OUT = [
    "/base/../secret.txt",
    "/base/../../etc/passwd",
    "/base/%2e%2e/secret.txt",
    "/base/%2E%2E%2fsecret.txt",
    "/base/%252e%252e/secret.txt",
    "/base/..%5csecret.txt",
    "/base/..\\secret.txt",
    "/base/%c0%ae%c0%ae/secret.txt",
    "/base/static/../../secret.txt",
    "/base//etc/passwd",
    "//etc/passwd",
    "/etc/passwd",
    "/base/secret.txt",
    "/base/content/blog/a.md",
    "/base/site.toml",
    "/base/%00/secret.txt",
    "/base/words.txt%00.html",
    "/base/....//secret.txt",
    "/__sitegen/../secret.txt",
    "/__sitegen/%2e%2e/serve.py",
    "/__sitegen/live/../../serve.py",
    "http://127.0.0.1/../secret.txt",
]


@pytest.mark.parametrize("path", WAYS_OUT)
def test_no_path_leads_out_of_the_site(asked: Asked, path: str) -> None:
    answer = asked.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1"))
    assert int(answer.split()[1]) in (302, 400, 404)
    for told in (SECRET, b"root:", b"title = ", b"import "):
        assert told not in answer


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/base/blog/a?x=//evil.example", "/%2f%2fevil.example/", "/base//evil.example"]
)
def test_a_redirect_stays_here(asked: Asked, path: str) -> None:
    answer = asked.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    location = re.search(rb"\r\nLocation: ([^\r]*)", answer)
    assert location is None or re.match(rb"/(?!/)|http://localhost/", location[1])


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("localhost:8000", 200), ("LOCALHOST", 200), ("blog.localhost:80", 200),
        ("127.0.0.1", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200), ("192.168.1.2", 200),
        ("evil.example", 403), ("evil.example:8000", 403), ("localhost.evil.example", 403), ("", 403),
        ("127.0.0.1.evil.example", 403), ("localhostx", 403), ("evil.example:127.0.0.1", 403), ("@localhost", 403),
        ("evil.example,localhost", 403), ("evil.example#localhost", 403), ("[evil.example]", 403), ("2130706433", 403),
    ],
)  # fmt: skip
def test_only_the_preview_s_own_names_are_answered(asked: Asked, host: str, status: int) -> None:
    """A name of somebody else's that leads here would let their pages read ours (DNS rebinding)."""
    for path in ("/base/", "/__sitegen/live.js"):
        answer = asked.raw(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert int(answer.split()[1]) == status


def test_a_request_without_a_host_is_refused(asked: Asked) -> None:
    assert int(asked.raw(b"GET /base/ HTTP/1.0\r\n\r\n").split()[1]) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"},
        {"Sec_Fetch_Site": "cross-site"}, {"Origin": "http://127.0.0.1:1"}, {"Sec_Fetch_Site": "same-site"},
    ],
)  # fmt: skip
def test_pages_of_others_can_not_listen(asked: Asked, headers: dict[str, str]) -> None:
    answer, _ = asked.ask("/__sitegen/events?path=/base/", **headers)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (403, None)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_nothing_can_be_changed(asked: Asked, method: str) -> None:
    assert asked.ask("/base/", method)[0].status == 405


TYPES = {
    "/base/": "text/html; charset=utf-8",
    "/base/app.js": "text/javascript; charset=utf-8",
    "/base/m.mjs": "text/javascript; charset=utf-8",
    "/base/css/site.css": "text/css; charset=utf-8",
    "/base/data.json": "application/json",
    "/base/words.txt": "text/plain; charset=utf-8",
    "/base/pic.webp": "image/webp",
    "/base/pic.svg": "image/svg+xml; charset=utf-8",
    "/base/font.woff2": "font/woff2",
    "/base/film.mp4": "video/mp4",
    "/base/feed.xml": "application/xml; charset=utf-8",
    "/base/sitemap.xml": "application/xml; charset=utf-8",
    "/base/robots.txt": "text/plain; charset=utf-8",
    "/base/thing.unheardof": "application/octet-stream",
}


@pytest.mark.parametrize(("path", "kind"), TYPES.items())
def test_each_file_has_its_type(asked: Asked, path: str, kind: str) -> None:
    answer, body = asked.ask(path)
    head, nothing = asked.ask(path, "HEAD")
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert (head.status, head.headers["Content-Type"], nothing) == (200, kind, b"")
    assert head.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("path", ["/base/blog/a/", "/base/words.txt", "/base/feed.xml", "/__sitegen/live.js"])
def test_who_has_it_already_is_told_so(asked: Asked, path: str) -> None:
    answer, body = asked.ask(path)
    again, nothing = asked.ask(path, If_None_Match=answer.headers["ETag"])
    assert (again.status, nothing) == (304, b"")
    assert asked.ask(path, If_None_Match='"other"')[1] == body


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=0-3", 206, b"0123"), ("bytes=4-", 206, b"456789\n"), ("bytes=-2", 206, b"9\n"),
        ("bytes=20-30", 416, None), ("bytes=nonsense", 416, None),
    ],
)  # fmt: skip
def test_a_film_can_be_entered_anywhere(asked: Asked, wanted: str, status: int, body: bytes | None) -> None:
    answer, found = asked.ask("/base/film.mp4", Range=wanted)
    assert (answer.status, answer.headers["Accept-Ranges"] if body else "bytes") == (status, "bytes")
    assert body in (None, found)


def test_a_large_file_goes_through_without_being_held(changing: Asked) -> None:
    size = 1 << 30
    with (changing.root / "static/large.bin").open("wb") as stream:
        stream.truncate(size)
        stream.seek(size - 3)
        stream.write(b"end")
    changing.show()
    before = resident()
    head, _ = changing.ask("/base/large.bin", "HEAD")
    assert head.headers["Content-Length"] == str(size)
    assert changing.ask("/base/large.bin", Range="bytes=-3")[1] == b"end"
    with socket.create_connection(("127.0.0.1", changing.port), timeout=60) as connection:
        connection.sendall(b"GET /base/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        left = size
        while left > size - (256 << 20):  # a quarter says enough
            left -= len(connection.recv(1 << 20))
    assert resident() - before < 100 << 20


def resident() -> int:
    """Bytes of this process in memory."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def test_a_link_that_is_put_in_place_of_a_file_leads_nowhere(changing: Asked, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(SECRET)
    (changing.root / "static/words.txt").unlink()
    (changing.root / "static/words.txt").symlink_to(outside)
    assert changing.ask("/base/words.txt")[0].status == 404
    changing.show()
    assert changing.ask("/base/words.txt")[0].status == 404


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/base/blog/a", "/base/blog/a/"), ("/base/blog/a?x=1", "/base/blog/a/?x=1"), ("/", "/base/"),
        ("/base", "/base/"),
    ],
)  # fmt: skip
def test_an_address_that_lacks_something_leads_to_the_page(asked: Asked, path: str, to: str) -> None:
    answer, _ = asked.ask(path)
    assert (answer.status, answer.headers["Location"]) == (302, to)


def test_what_is_not_found_is_told_by_the_site_in_the_language_of_the_address(asked: Asked) -> None:
    english, japanese = asked.ask("/base/blog/aa/"), asked.ask("/base/ja/blog/bb/")
    assert (english[0].status, japanese[0].status) == (404, 404)
    assert b'<html lang="en"' in english[1]
    assert b'<html lang="ja"' in japanese[1]
    assert b'<a href="/base/blog/a/">' in english[1]
    assert b'<a href="/base/ja/blog/b/">' in japanese[1]


def test_pages_are_those_of_a_build_but_for_one_script(asked: Asked) -> None:
    site = asked.look.everywhere(Wishes(today=TODAY, drafts=True, future=True)).site.value
    assert site is not None
    result = build(site)
    assert len(result.outputs) > 10
    for output in result.outputs:
        url = "/base/" + output.path.removesuffix("index.html")
        _, body = asked.ask(url)
        script = re.compile(rb'<script src="/__sitegen/live\.js\?\w+"[^>]*></script>')
        found = len(script.findall(body))
        assert (url, script.sub(b"", body), found) == (url, output.body.value, int(url.endswith(("/", ".html"))))
    for asset in result.assets:
        assert asked.ask("/base" + asset.url)[1] == Path(asset.origin).read_bytes()


def listening(asked: Asked, path: str = "/base/blog/a/") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", asked.port), timeout=30)
    request = f"GET /__sitegen/events?path={path} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n"
    connection.sendall(request.encode())
    return connection


def until(connection: socket.socket, number: int) -> bytes:
    """What the stream says, to the end of the event with a number."""
    found = b""
    while not re.search(rb'data: [^\n]*"number": %d,[^\n]*\n\n' % number, found):
        data = connection.recv(65536)
        assert data, found
        found += data
    return found


def test_two_hundred_tabs_listen_and_pages_are_served_all_the_same(changing: Asked) -> None:
    with contextlib.ExitStack() as stack:
        tabs = [stack.enter_context(contextlib.closing(listening(changing))) for _ in range(200)]
        for tab in tabs:
            until(tab, 1)
        assert changing.ask("/base/blog/a/")[0].status == 200
        changing.show()
        for tab in tabs:
            until(tab, 2)


def test_a_slow_client_holds_nobody_up(changing: Asked) -> None:
    with (changing.root / "static/large.bin").open("wb") as stream:
        stream.truncate(64 << 20)
    changing.show()
    with contextlib.ExitStack() as stack:
        for request in (b"GET /base/ HT", b"GET /base/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n", b"") * 10:
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", changing.port)))
            slow.sendall(request)
        started = time.monotonic()
        assert changing.ask("/base/blog/a/")[0].status == 200
        assert time.monotonic() - started < 10  # not the patience with the slow ones


def test_a_tab_learns_the_version_of_its_own_page_only(changing: Asked) -> None:
    with contextlib.closing(listening(changing)) as tab, contextlib.closing(listening(changing, "/base/")) as home:
        first, other = (until(one, 1) for one in (tab, home))
        post = changing.root / "content/blog/a.md"
        post.write_text(post.read_text().replace("Words.", "More words."))
        changing.show()
        again, other_again = (until(one, 2) for one in (tab, home))
    assert version(first) != version(again)
    assert version(other) != version(other_again)  # the summary of the post stands on the home page
    assert b'"/base/ja/blog/b/": "draft"' in first


def version(said: bytes) -> bytes:
    found = re.search(rb'"version": "(\w+)"', said)
    assert found
    return found[1]


def test_who_only_asks_for_the_head_of_the_stream_takes_no_place_in_it(changing: Asked) -> None:
    changing.app.streams = threading.BoundedSemaphore(2)
    for _ in range(5):
        answer, body = changing.ask("/__sitegen/events?path=/base/", "HEAD")
        assert (answer.status, body) == (200, b"")
    with contextlib.closing(listening(changing)) as tab:
        until(tab, 1)
        with contextlib.closing(listening(changing)) as other:
            until(other, 1)
            assert changing.ask("/__sitegen/events?path=/base/")[0].status == 503
    changing.show()  # the places of those who have gone are free once nothing can be written to them
    for number in range(3, 1000):
        with contextlib.closing(listening(changing)) as tab:
            if b" 200 " in tab.recv(100).partition(b"\r\n")[0]:
                return
        changing.show()
        assert number < 500
        time.sleep(0.02)


def test_files_say_when_they_were_changed_and_pages_have_ranges(asked: Asked) -> None:
    answer, _ = asked.ask("/base/words.txt")
    again, body = asked.ask("/base/words.txt", If_Modified_Since=answer.headers["Last-Modified"])
    assert (again.status, body) == (304, b"")
    assert asked.ask("/base/words.txt", If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")[0].status == 200
    whole = asked.ask("/base/blog/a/")[1]
    part, body = asked.ask("/base/blog/a/", Range="bytes=5-20")
    assert (part.status, body) == (206, whole[5:21])
    assert asked.ask("/base/blog/a/", Range=f"bytes={len(whole)}-")[0].status == 416
    assert asked.ask("/base/blog/a/", "HEAD", Range="bytes=0-3")[1] == b""


def test_names_that_mean_something_in_urls_are_redirected_to_as_they_are(tmp_path: Path) -> None:
    text = "".join(f"-- content/blog/{name}.md --\n# Page\n" for name in ("what?", "a#b", "100%", "x%2e", "日本"))
    with served(tmp_path / "site", f"-- site.toml --\n[languages.en]\n{text}") as found:
        for name in ("what%3F", "a%23b", "100%25", "x%252e", "%E6%97%A5%E6%9C%AC"):
            answer, _ = found.ask(f"/blog/{name}?q=1")
            location = answer.headers["Location"]
            assert (answer.status, location) == (302, f"/blog/{name}/?q=1")
            assert found.ask(location)[0].status == 200


def test_nothing_but_the_own_endpoints_lies_outside_of_the_base_path(asked: Asked) -> None:
    for path in ("/blog/a/", "/words.txt", "/basement/words.txt", "/BASE/", "/__sitegenx/live.js"):
        answer, _ = asked.ask(path)
        assert (answer.status, answer.headers["Location"]) == (302, "/base/")
    for path in (
        "/__sitegen/",
        "/__sitegen/live",
        "/__sitegen/live.js/",
        "/__sitegen/../live.js",
        "/__sitegen//live.js",
    ):
        assert asked.ask(path)[0].status == 404
    assert asked.ask("/base/__sitegen/live.js")[0].status == 404


def test_a_link_out_of_the_site_is_not_in_the_preview(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_bytes(SECRET)
    root = tmp_path / "site"
    (root / "static").mkdir(parents=True)
    (root / "static/link.txt").symlink_to(tmp_path / "outside/secret.txt")
    (root / "static/folder").symlink_to(tmp_path / "outside")
    with served(root) as found:
        for path in ("/base/link.txt", "/base/folder/secret.txt"):
            answer, body = found.ask(path)
            assert answer.status == 404
            assert SECRET not in body
        (root / "static/app.js").unlink()
        (root / "static/app.js").symlink_to(tmp_path / "outside/secret.txt")  # after the snapshot
        assert SECRET not in found.ask("/base/app.js")[1]


def test_a_folder_that_is_put_in_place_of_a_served_file_is_not_found(changing: Asked) -> None:
    (changing.root / "static/app.js").unlink()
    assert changing.ask("/base/app.js")[0].status == 404
    (changing.root / "static/app.js").mkdir()
    assert changing.ask("/base/app.js")[0].status == 404


def test_nonsense_hurts_nobody(asked: Asked, capfd: pytest.CaptureFixture[str]) -> None:
    good = b"GET /base/ HTTP/1.1\r\nHost: localhost\r\n"
    for request in (
        b"\r\n\r\n", b"\xff\xfe\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        good.replace(b"/base/", b"/" * 70000) + b"\r\n", good.replace(b"/base/", b"/base/%ff%fe/") + b"\r\n",
        good.replace(b"/base/", b"http://[") + b"\r\n", good.replace(b"/base/", b"/base/?\xff") + b"\r\n",
        good.replace(b"/base/", b"*") + b"\r\n", good + b"Range: bytes=a-b\r\n\r\n",
        good.replace(b"/base/", b"/__sitegen/events?path=%ff%00") + b"Origin: null\r\n\r\n",
        good + b"If-None-Match: \xff\r\nIf-Modified-Since: never\r\n\r\n",
    ):  # fmt: skip
        with (
            contextlib.suppress(ConnectionError),
            socket.create_connection(("127.0.0.1", asked.port), timeout=20) as one,
        ):
            one.sendall(request)
            one.shutdown(socket.SHUT_WR)
            while one.recv(65536):
                pass
    assert asked.ask("/base/")[0].status == 200
    assert "Traceback" not in capfd.readouterr().err


def test_what_is_lost_is_told_and_asked_for_again_by_the_browser(
    changing: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_self: object, _leaf: object) -> None:
        raise Lost("gone")

    monkeypatch.setattr(Snapshot, "rendered", lost)
    answer, _ = changing.ask("/base/blog/a/")
    assert (answer.status, answer.headers["Refresh"], changing.lost) == (503, "1", 1)


def test_a_host_that_can_not_be_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def refuse(address: tuple[str, int], **_options: object) -> None:
        tried.append(address)
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(PermissionError):
        bound("127.0.0.1", 80)
    assert tried == [("127.0.0.1", 80)]


def test_the_next_port_is_taken_if_one_is_not_free() -> None:
    with bound("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with bound("127.0.0.1", port) as other:
            assert port < other.getsockname()[1] <= port + 100


def test_the_first_requests_wait_for_the_first_build(tmp_path: Path) -> None:
    listener = bound("127.0.0.1", 0)
    desk = Desk()
    server = serving(listener, Server(desk, ["localhost"], [], lambda: None))
    with contextlib.closing(listener), socket.create_connection(listener.getsockname(), timeout=20) as early:
        early.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        early.settimeout(0.2)
        with pytest.raises(TimeoutError):
            early.recv(1)
        early.settimeout(20)
        desk.show(None, (), ())
        assert b" 500 " in early.recv(1000)
    server.shutdown()
    server.server_close()
