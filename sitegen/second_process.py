"""A process beside this one, for what can be done ahead while this one still looks what has changed.

In a build of one changed post most time goes to look at files, and to import what parses and renders. The two don't
need one another. It is forked while there is little in memory, and asked through pipes.
"""

import contextlib
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import IO, Any

# Elsewhere forking is not safe, or not there, and to start a process takes as long as it would save.
IS_POSSIBLE = sys.platform == "linux"
END = "end of an answer"


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
    """Does one thing after another. Each answer is to be read to its end before the next one."""

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
        self.requests = open(requests, "wb")  # noqa: PTH123, SIM115 - a descriptor; `close` closes it
        self.replies = open(replies, "rb")  # noqa: PTH123, SIM115 - as above

    def prepare(self, works: Iterable[Callable[[], object]]) -> None:
        """Have things done one by one while nothing is asked; if the process is gone, nothing is lost."""
        with contextlib.suppress(Gone):
            for work in works:
                self._send(work, (), has_answer=False)

    def ask(self, work: Callable[..., Iterable[Any]], *arguments: object) -> Iterator[Any]:
        """What comes of the work, one after another. To read it raises Gone if the process is."""
        with contextlib.suppress(Gone):
            self._send(work, arguments, has_answer=True)
        return self._answer()

    def _send(self, work: Callable[..., object], arguments: tuple[object, ...], has_answer: bool) -> None:
        try:
            pickle.dump((work, arguments, has_answer), self.requests, pickle.HIGHEST_PROTOCOL)
            self.requests.flush()
        except (OSError, ValueError):  # ValueError: it was closed, when many processes began
            raise Gone from None

    def _answer(self) -> Iterator[Any]:
        while True:
            try:
                found = pickle.load(self.replies)  # noqa: S301 - our own process wrote it
            except (EOFError, OSError, pickle.UnpicklingError):
                raise Gone from None
            if found == END:
                return
            yield found

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


def _serve(to_read: int, to_write: int, modules: Sequence[str]) -> None:
    """The life of the second process: it ends with the first, which closes the pipes, whatever becomes of it."""
    status = 1
    try:
        deaf_to_interrupts()
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)  # whoever reads what the first one says doesn't wait for this one too
        with open(to_read, "rb") as requests, open(to_write, "wb") as replies:
            _answer_all(requests, replies, [partial(import_module, name) for name in modules])
        status = 0
    finally:
        os._exit(status)  # nothing of what it was born with is its own to close


def _answer_all(requests: IO[bytes], replies: IO[bytes], for_later: list[Callable[[], object]]) -> None:
    while True:
        # What was read ahead is not seen here, and then waits for a preparation or two.
        if for_later and not select.select([requests], [], [], 0)[0]:
            for_later.pop(0)()
            continue
        try:
            work, arguments, has_answer = pickle.load(requests)  # noqa: S301 - the first process wrote it
        except EOFError:
            return
        if not has_answer:
            for_later.append(work)
            continue
        for one in (*work(*arguments), END):
            pickle.dump(one, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()
