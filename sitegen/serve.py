"""HTTP from snapshots: pages with the preview's script in them, files from disk, the stream of events."""

import contextlib
import errno
import ipaddress
import json
import mimetypes
import os
import re
import secrets
import socket
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Request, Response

from sitegen.desk import Desk, Shown
from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.snapshot import INDEX, Origin, Snapshot
from sitegen.store import Lost
from sitegen.urls import PATH_CHARACTERS

OWN = "/__sitegen/"
LIVE = Path(__file__).parent / "live"
FIRST = 120.0  # seconds that a request waits for the first build
HEARTBEAT = 15.0  # seconds between two signs of life on a quiet stream
SLOWEST = 60.0  # seconds that a client may keep a thread waiting
MOST_STREAMS = 500
PORTS = 100  # how many ports are tried
HTML = "text/html; charset=utf-8"
KEPT = "max-age=86400, immutable"
# Where the table of the system, or of an older Python, may say something else or nothing.
TYPES = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".html": "text/html",
    ".json": "application/json", ".xml": "application/xml", ".svg": "image/svg+xml", ".webp": "image/webp",
    ".avif": "image/avif", ".ico": "image/vnd.microsoft.icon", ".woff": "font/woff", ".woff2": "font/woff2",
    ".ttf": "font/ttf", ".otf": "font/otf", ".wasm": "application/wasm", ".mp4": "video/mp4", ".webm": "video/webm",
    ".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".md": "text/markdown", ".txt": "text/plain",
    ".webmanifest": "application/manifest+json", ".pdf": "application/pdf",
}  # fmt: skip
PRELOADED = {
    rb"""<link rel="stylesheet" href="(/[!#-;=?-~]*)">""": "style",
    rb"""<script src="(/[!#-;=?-~]*)" defer></script>""": "script",
}
WORDS = {
    "errors": "The site can't be built",
    "warning": "⚠",
    "hint": "ℹ",
    "dismiss": "Dismiss",
    "draft": "Draft: a build leaves this out",
    "future": "Dated in the future: a build leaves this out until then",
}


class Refused(HTTPException):
    """A request that no page of ours makes."""

    code = 403


class Server:
    """The preview as a WSGI application. `homes` are the folders that files may be served from."""

    def __init__(self, desk: Desk, names: Collection[str], homes: Collection[str], lost: Callable[[], None]) -> None:
        self.desk = desk
        self.names = frozenset(names)
        self.homes = tuple(homes)
        self.lost = lost
        """Called when something that was remembered is gone, so that all must be built anew."""
        self.run = secrets.token_hex(4)
        self.streams = threading.BoundedSemaphore(MOST_STREAMS)

    def __call__(self, environ: Any, start_response: Any) -> Any:  # noqa: ANN401 - as WSGI has it
        request = Request(environ)
        try:
            response: Any = self._answer(request)
        except HTTPException as problem:
            response = problem
        except (Lost, sqlite3.Error):
            self.lost()
            response = Response("The cache is gone; all is built anew.", 503, {"Refresh": "1", "Retry-After": "1"})
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        self._check(request)
        if request.path.startswith(OWN):
            return self._own(request, request.path.removeprefix(OWN))
        shown = self.desk.wait(0, FIRST)
        if shown is None or shown.snapshot is None:
            return self._page(_faults(shown.told if shown else ()), "", 500, shown, request)
        return self._from(shown, shown.snapshot, request)

    def _check(self, request: Request) -> None:
        """Refuse names that another site may have pointed here, and anything that would change something."""
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        if not self._is_own_name(request.environ.get("HTTP_HOST", "")):
            raise Refused("This host name is not the preview's. Start it with --host to use another one.")

    def _is_own_name(self, host: str) -> bool:
        name = (host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host).strip("[]").lower()
        if name in self.names or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)  # an attacker can point a name here, but no browser sends a number for it
        except ValueError:
            return False
        return True

    def _own(self, request: Request, name: str) -> Response:
        if name in ("live.js", "live.css"):
            own = _conditional(Response((LIVE / name).read_bytes(), mimetype=_type_of(name)), request)
            if request.query_string.decode("latin-1") == self.run:
                own.headers["Cache-Control"] = KEPT  # its address is another one after a restart
            return own
        if name != "events":
            raise NotFound
        origin = request.headers.get("Origin")
        site = request.headers.get("Sec-Fetch-Site", "none")
        if origin not in (None, f"http://{request.host}") or site not in ("same-origin", "none"):
            raise Refused("Only pages of this preview may listen.")
        if not self.streams.acquire(blocking=False):
            return Response("Too many tabs are open.", 503)
        known = Origin(request.args.get("key", ""), request.args.get("content", ""))
        stream = self._events(unquote(request.args.get("path", "/")), known)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        response = Response(stream, mimetype="text/event-stream", headers=headers)
        response.call_on_close(self.streams.release)
        return response

    def _events(self, path: str, origin: Origin) -> Iterator[bytes]:
        number = 0
        yield b"retry: 300\n\n"
        while True:
            shown = self.desk.wait(number, HEARTBEAT)
            if shown is None or shown.number == number:
                yield b": still here\n\n"
                continue
            number = shown.number
            yield b"data: %s\n\n" % json.dumps(self._state(shown, path, origin)).encode()

    def _state(self, shown: Shown, path: str, origin: Origin) -> dict[str, Any]:
        """All that an open page has to know."""
        told = [
            {**msgspec.to_builtins(msgspec.structs.asdict(one)), "excerpt": excerpt}
            for one, excerpt in zip(shown.told, shown.excerpts, strict=True)
        ]
        snapshot = shown.snapshot
        state = {"run": self.run, "number": shown.number, "told": told, "files": shown.changed_files}
        if snapshot is None:
            return {**state, "version": "", "moved": None, "mark": None, "unpublished": {}}
        found = _file_of(snapshot, path)
        unpublished = {snapshot.base_path + url: mark for url, mark in snapshot.plan.unpublished}
        moved = snapshot.moved(found, origin) if found is not None else None
        return {
            **state,
            "version": snapshot.version(found),
            "moved": moved,
            "mark": unpublished.get(path),
            "unpublished": unpublished,
        }

    def _from(self, shown: Shown, snapshot: Snapshot, request: Request) -> Response:
        path = _file_of(snapshot, request.path)
        if path is None:
            return _redirect(f"{snapshot.base_path}/", request)
        if path in snapshot.files:
            return self._file(snapshot.files[path].origin, path, request)
        if path in snapshot.pages:
            return self._rendered(path, path, 200, shown, snapshot, request)
        if f"{path}/{INDEX}" in snapshot.pages:
            return _redirect(f"{request.path}/", request)
        page = snapshot.not_found_page(path)
        if page is None:
            return self._page(_frame("404", ""), path, 404, shown, request)
        return self._rendered(page.path, path, 404, shown, snapshot, request)

    def _rendered(
        self, page: str, path: str, status: int, shown: Shown, snapshot: Snapshot, request: Request
    ) -> Response:
        outcome = snapshot.rendered(snapshot.pages[page])
        if outcome.value is None:
            return self._page(_faults(outcome.diagnostics), path, 500, shown, request)
        body = outcome.value.body.value
        if not page.endswith((".html", ".htm")):
            return _conditional(Response(body, status, content_type=_content_type(page)), request)
        return self._page(body, path, status, shown, request)

    def _page(self, body: bytes, path: str, status: int, shown: Shown | None, request: Request) -> Response:
        snapshot = shown.snapshot if shown else None
        nearest = snapshot.nearest(path) if snapshot and status == NotFound.code else []
        html = _with_nearest(body, nearest)
        response = Response(_inserted(html, self._script(path, shown)), status, content_type=HTML)
        response.headers.extend([("Link", link) for link in _preloads(html, f"{OWN}live.js?{self.run}")])
        return _conditional(response, request)

    def _script(self, path: str, shown: Shown | None) -> bytes:
        snapshot = shown.snapshot if shown else None
        origin = snapshot.origin(path) if snapshot else Origin()
        known = {
            "run": self.run,
            "number": shown.number if shown else 0,
            "version": snapshot.version(path) if snapshot else "",
            "key": origin.key,
            "content": origin.content,
            "events": f"{OWN}events",
            "style": f"{OWN}live.css?{self.run}",
            "words": json.dumps(WORDS),
        }
        attributes = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in known.items())
        return f'<script src="{OWN}live.js?{self.run}" {attributes}></script>'.encode()

    def _file(self, origin: str, path: str, request: Request) -> Response:
        real = os.path.realpath(origin)
        if not any(real.startswith(home + os.sep) for home in self.homes) or not os.path.isfile(real):
            raise NotFound
        response = send_file(real, request.environ, mimetype=_type_of(path), conditional=True)
        response.headers["Cache-Control"] = "no-cache"
        return response


class Quiet(WSGIRequestHandler):
    """Tells of nothing: the terminal is for the author."""

    timeout = SLOWEST

    def handle(self) -> None:
        with contextlib.suppress(ValueError):  # what is asked for is no URL at all
            super().handle()

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class's names
        pass


def bound(host: str, port: int) -> socket.socket:
    """A socket on the port, or on the next one that is free. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for attempt in range(PORTS):
        try:
            return socket.create_server((host, port + attempt if port else 0), family=family, backlog=128)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE or attempt == PORTS - 1 or port + attempt >= 65535:
                raise
    raise AssertionError


def serving(listener: socket.socket, app: Server) -> BaseWSGIServer:
    """A server on a socket, in threads that end with the process."""
    host, port = listener.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, request_handler=Quiet, fd=listener.fileno())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _file_of(snapshot: Snapshot, url: str) -> str | None:
    """The path of the file that a URL stands for; None outside of the base path."""
    if not url.startswith(f"{snapshot.base_path}/"):
        return None
    path = url.removeprefix(f"{snapshot.base_path}/")
    return path + INDEX if path == "" or path.endswith("/") else path


def _redirect(url: str, request: Request) -> Response:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    # `//host` would lead to another site.
    made = redirect("/" + quote(url.lstrip("/"), PATH_CHARACTERS) + query, 302)
    return Response(made.response, made.status, made.headers)


def _conditional(response: Response, request: Request) -> Response:
    """With a tag of its content, so that a browser that has it is told so; ranges too."""
    response.headers["Cache-Control"] = "no-cache"
    if response.status_code != HTTPStatus.OK:
        return response
    length = len(response.get_data())
    response.add_etag()
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=length)


def _type_of(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


def _content_type(path: str) -> str:
    kind = _type_of(path)
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "json")) else kind


def _inserted(html: bytes, script: bytes) -> bytes:
    """The page with a script at its end; not one byte of it is changed otherwise."""
    at = html.lower().rfind(b"</body>")
    return html + script if at < 0 else html[:at] + script + html[at:]


def _with_nearest(html: bytes, urls: list[str]) -> bytes:
    if not urls:
        return html
    rows = "".join(f'<li><a href="{escape(url)}">{escape(unquote(url))}</a></li>' for url in urls)
    style = "position: relative; max-width: 40rem; margin: 2rem auto; padding: 1rem; border: 1px dashed"
    said = f'<aside lang="en" dir="ltr" style="{style}"><p>Preview: the nearest pages are</p><ul>{rows}</ul></aside>'
    return _inserted(html, said.encode())


def _preloads(html: bytes, script: str) -> Iterator[str]:
    """What the browser is to ask for before it has read the page: a reload is done sooner."""
    head = html[: html.lower().find(b"</head>")]
    for pattern, kind in PRELOADED.items():
        for found in re.findall(pattern, head):
            yield f"<{found.decode('latin-1')}>; rel=preload; as={kind}"
    yield f"<{script}>; rel=preload; as=script"


def _faults(told: Iterable[Diagnostic]) -> bytes:
    """A page in place of one that can't be made."""
    rows = [f"{one.path}:{one.line}:{one.column}: {one.message}" for one in told if has_errors([one])]
    return _frame(WORDS["errors"], "".join(f"<li>{escape(row)}</li>" for row in rows))


def _frame(title: str, rows: str) -> bytes:
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html><html lang="en">{head}<body><h1>{escape(title)}</h1><ul>{rows}</ul></body></html>'.encode()
