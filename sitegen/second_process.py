"""A process beside this one, for what can be done ahead while this one still looks what has changed.

In a build of one changed post most time goes to look at files, and to import what parses and renders. The two don't
need one another. It is forked while there is little in memory, and asked through pipes.
"""

import contextlib
import gc
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from io import FileIO
from typing import Any

# Elsewhere forking is not safe, or not there, and to start a process takes as long as it would save.
IS_POSSIBLE = sys.platform == "linux"
# Objects, of which a post makes some thousands; Python's 700 cost 7% of a build. Parsers may make cycles.
CYCLES_SOUGHT_AFTER = 50_000
LENGTH = 8  # bytes before a message, which say how long it is


def available_processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C is heard afterwards: a process that is interrupted before it is ready would never end, or say so."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def deaf_to_interrupts() -> None:
    """Leave Ctrl-C to the process that started this one, in which it was blocked until now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class Gone(Exception):
    """The process has ended, or could not do what it was asked: whoever asked does it alone."""


class SecondProcess:
    """Does one thing after another, and gives the answers in the order of the questions."""

    def __init__(self, modules: Sequence[str] = ()) -> None:
        """Raises OSError if no process can be started. `modules` are imported while nothing is asked."""
        to_read, requests = os.pipe()
        replies, to_write = os.pipe()
        try:
            with undisturbed():
                self.pid = os.fork()
                if self.pid == 0:
                    os.close(requests)
                    os.close(replies)
                    _serve(to_read, to_write, modules)
        except OSError:
            for descriptor in (to_read, requests, replies, to_write):
                os.close(descriptor)
            raise
        os.close(to_read)
        os.close(to_write)
        # Not buffered: what was read ahead, `select` would not see.
        self.requests = open(requests, "wb", buffering=0)  # noqa: PTH123, SIM115 - a descriptor; `close` closes it
        self.replies = open(replies, "rb", buffering=0)  # noqa: PTH123, SIM115 - as above

    @property
    def room(self) -> int:
        """How long a question may be, in bytes, to be put without waiting while an earlier one is worked upon."""
        import fcntl  # there is none on Windows

        return fcntl.fcntl(self.requests, fcntl.F_GETPIPE_SZ) - LENGTH

    @property
    def is_closed(self) -> bool:
        return self.requests.closed

    def prepare(self, works: Iterable[Callable[[], object]]) -> None:
        """Have things done one by one while nothing is asked; if the process is gone, nothing is lost."""
        with contextlib.suppress(Gone):
            for work in works:
                self.send(question(work, (), has_answer=False))

    def ask(self, work: Callable[..., Iterable[Any]], *arguments: object) -> Iterator[Any]:
        """What comes of the work, one after another. To read it raises Gone if the process is."""
        with contextlib.suppress(Gone):
            self.send(question(work, arguments))
        return self._answer_when_asked_for()

    def _answer_when_asked_for(self) -> Iterator[Any]:
        yield from self.answer()

    def send(self, asked: bytes) -> None:
        """Put a question. Raises Gone."""
        try:
            _send(self.requests, asked)
        except (OSError, ValueError):  # ValueError: it was closed
            raise Gone from None

    def has_answered(self) -> bool:
        """Whether there is an answer to be read, or never will be one."""
        return self.is_closed or bool(select.select([self.replies], [], [], 0)[0])

    def answer(self) -> list[Any]:
        """All that came of the first question whose answer was not read yet. Waits for it. Raises Gone."""
        try:
            found: list[Any] = pickle.loads(_receive(self.replies))  # noqa: S301 - our own process wrote it
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise Gone from None
        return found

    def close(self) -> None:
        """End it. Once: later another process may have its number."""
        if self.requests.closed:
            return
        for stream in (self.requests, self.replies):
            with contextlib.suppress(OSError):  # it may be gone in the middle of a request
                stream.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def question(work: Callable[..., object], arguments: tuple[object, ...], has_answer: bool = True) -> bytes:
    """What `send` takes."""
    return pickle.dumps((work, arguments, has_answer), pickle.HIGHEST_PROTOCOL)


def _send(stream: FileIO, message: bytes) -> None:
    rest = memoryview(len(message).to_bytes(LENGTH) + message)
    while rest:
        rest = rest[stream.write(rest) :]


def _receive(stream: FileIO) -> bytearray:
    """Raises EOFError."""
    return _read(stream, int.from_bytes(_read(stream, LENGTH)))


def _read(stream: FileIO, size: int) -> bytearray:
    found = bytearray(size)
    rest = memoryview(found)
    while rest:
        count = stream.readinto(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return found


def _serve(to_read: int, to_write: int, modules: Sequence[str]) -> None:
    """The life of the second process: it ends with the first, which closes the pipes, whatever becomes of it."""
    status = 1
    try:
        deaf_to_interrupts()
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)  # whoever reads what the first one says doesn't wait for this one too
        gc.freeze()  # what it was born with need not be searched for cycles
        gc.set_threshold(CYCLES_SOUGHT_AFTER)
        gc.enable()
        with open(to_read, "rb", buffering=0) as requests, open(to_write, "wb", buffering=0) as replies:
            _answer_all(requests, replies, [partial(import_module, name) for name in modules])
        status = 0
    finally:
        os._exit(status)  # nothing of what it was born with is its own to close


def _answer_all(requests: FileIO, replies: FileIO, for_later: list[Callable[[], object]]) -> None:
    while True:
        if for_later and not select.select([requests], [], [], 0)[0]:
            for_later.pop(0)()
            continue
        try:
            work, arguments, has_answer = pickle.loads(_receive(requests))  # noqa: S301 - the first process wrote it
        except EOFError:
            return
        if has_answer:
            _send(replies, pickle.dumps(list(work(*arguments)), pickle.HIGHEST_PROTOCOL))
        else:
            for_later.append(work)
