"""A preview in a process of its own, as an author has it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support import PROJECT

PATIENCE = 30.0  # seconds, on a busy machine too


class Previewed:
    """`python -m sitegen serve` over a site."""

    def __init__(self, root: Path, port: int, arguments: tuple[str, ...]) -> None:
        self.root = root
        self.port = port
        self.arguments = arguments
        self.log = root.parent / f"{root.name}.log"
        self.process = self._started()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "sitegen", "serve", str(self.root), "--port", str(self.port), *self.arguments]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                env={**os.environ, "PYTHONPATH": str(PROJECT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Whoever runs the tests in the background may be deaf to Ctrl-C, and so would be its children.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - one thread
            )

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body; a preview that is not ready yet is waited for."""
        end = time.monotonic() + PATIENCE
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except OSError:
                assert time.monotonic() < end, self.said()
                assert self.process.poll() is None, self.said()
                time.sleep(0.02)
            finally:
                connection.close()

    def until(self, path: str, is_so: Callable[[int, bytes], bool]) -> bytes:
        """The body of a page once it is as it should be."""
        end = time.monotonic() + PATIENCE
        while True:
            status, body = self.get(path)
            if is_so(status, body):
                return body
            assert time.monotonic() < end, (status, body.decode()[-3000:], self.said())
            time.sleep(0.01)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.process = self._started()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextlib.contextmanager
def previewed(root: Path, *arguments: str) -> Iterator[Previewed]:
    """A preview that is ready, and that is ended in the end."""
    preview = Previewed(root, free_port(), arguments)
    try:
        preview.get("/")
        yield preview
    finally:
        preview.end()
