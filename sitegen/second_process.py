"""A process beside this one, for what can be done ahead while this one still looks what has changed.

In a build of one changed post most time goes to look at files, and to import what parses and renders. The two don't
need one another. It is forked while there is little in memory, and asked through pipes. When there is much to do, it
forks twins of itself, which are born with all that it has imported and compiled by then.
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
from typing import Any, NamedTuple

# Elsewhere forking is not safe, or not there, and to start a process takes as long as it would save.
IS_POSSIBLE = sys.platform == "linux"
# Objects, of which a post makes some thousands; Python's 700 cost 7% of a build. Parsers may make cycles.
CYCLES_SOUGHT_AFTER = 50_000
MOST_TWINS = 31  # more don't get enough to do
DESCRIPTORS = 4  # of a pair of pipes
FOR_OTHERS = 100  # descriptors that a build needs beside, of those that a process may have
WIDE = 1024 * 1024  # bytes that a pipe may hold; Linux allows no more, unless told to
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


class Ends(NamedTuple):
    """The two ends of a pair of pipes that one side holds, as descriptors."""

    to_read: int
    to_write: int

    def close(self) -> None:
        os.close(self.to_read)
        os.close(self.to_write)


Pair = tuple[Ends, Ends]
"""Of this side, and of the other one."""


def _pair() -> Pair:
    to_read, requests = os.pipe()
    try:
        replies, to_write = os.pipe()
    except OSError:
        os.close(to_read)
        os.close(requests)
        raise
    return Ends(replies, requests), Ends(to_read, to_write)


def _pairs(twins: int) -> list[Pair]:
    """One, and one for each twin that there can be. Raises OSError if there can't even be one."""
    import resource  # there is none on Windows

    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = twins if most == resource.RLIM_INFINITY else max(0, most - FOR_OTHERS) // DESCRIPTORS
    found = [_pair()]
    with contextlib.suppress(OSError):
        while len(found) <= min(twins, MOST_TWINS, room):
            found.append(_pair())
    return found


class OtherProcess:
    """Does one thing after another, and gives the answers in the order of the questions."""

    def __init__(self, ends: Ends, spares: Sequence[Ends] = ()) -> None:
        # Not buffered: what was read ahead, `select` would not see.
        self.requests = open(ends.to_write, "wb", buffering=0)  # noqa: PTH123, SIM115 - a descriptor; `close` closes it
        self.replies = open(ends.to_read, "rb", buffering=0)  # noqa: PTH123, SIM115 - as above
        self.spares = list(spares)
        """For its twins."""
        self.unanswered = 0
        """Questions whose answers have not been read."""
        self.twins: list[Twin] = []

    @property
    def room(self) -> int:
        """How long a question may be, in bytes, to be put without waiting while an earlier one is worked upon."""
        import fcntl  # there is none on Windows

        return fcntl.fcntl(self.requests, fcntl.F_GETPIPE_SZ) // 2  # the rest is for what is to be prepared

    def widen(self) -> None:
        """Let several long answers wait to be read, while it goes on."""
        import fcntl

        with contextlib.suppress(OSError):  # a user may have so much for all pipes together
            fcntl.fcntl(self.replies, fcntl.F_SETPIPE_SZ, WIDE)

    @property
    def is_closed(self) -> bool:
        return self.replies.closed

    def prepare(self, works: Iterable[Callable[[], object]]) -> None:
        """Have things done one by one while nothing is asked; if the process is gone, nothing is lost."""
        with contextlib.suppress(Gone):
            for work in works:
                self._put(question(work, (), has_answer=False))

    def ask(self, work: Callable[..., Iterable[Any]], *arguments: object) -> Iterator[Any]:
        """What comes of the work, one after another. To read it raises Gone if the process is."""
        with contextlib.suppress(Gone):
            self.send(question(work, arguments))
        return self._answer_when_asked_for()

    def _answer_when_asked_for(self) -> Iterator[Any]:
        yield from self.answer()

    def send(self, asked: bytes) -> None:
        """Put a question. Raises Gone."""
        self.unanswered += 1
        self._put(asked)

    def _put(self, asked: bytes) -> None:
        try:
            _send(self.requests, asked)
        except (OSError, ValueError):  # ValueError: it was closed
            raise Gone from None

    def answer(self) -> list[Any]:
        """All that came of the first question whose answer was not read yet. Waits for it. Raises Gone."""
        try:
            found: list[Any] = pickle.loads(_receive(self.replies))  # noqa: S301 - our own process wrote it
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise Gone from None
        self.unanswered -= 1
        return found

    def twin(self) -> "OtherProcess | None":
        """A process like this one, forked when it has answered all that it was asked; none if there can be none.

        Raises Gone.
        """
        self.send(question(be_twinned, ()))
        (process,) = self.answer()
        ends = self.spares.pop(0)
        if process:
            # An old system has no such descriptors: without its pipes the twin ends at once.
            with contextlib.suppress(OSError):
                self.twins.append(Twin(os.pidfd_open(process), ends))
                return self.twins[-1]
        ends.close()
        return None

    def dismiss(self) -> None:
        """Ask it for nothing more: it ends when it has done what it was asked."""
        with contextlib.suppress(OSError):  # it may be gone in the middle of a request
            self.requests.close()
        for ends in self.spares:
            ends.close()
        self.spares.clear()

    def close(self) -> None:
        """End it."""
        self.dismiss()
        with contextlib.suppress(OSError):
            self.replies.close()


class SecondProcess(OtherProcess):
    """Forked from this one."""

    def __init__(self, modules: Sequence[str] = (), twins: int = 0) -> None:
        """Raises OSError if no process can be started. `modules` are imported while nothing is asked.

        It can have so many twins, or fewer where descriptors are few.
        """
        here, there = zip(*_pairs(twins), strict=True)
        try:
            with undisturbed():
                self.pid = os.fork()
                if self.pid == 0:
                    for ends in here:
                        ends.close()
                    _serve(there, modules)
        except OSError:
            for ends in (*here, *there):
                ends.close()
            raise
        for ends in there:
            ends.close()
        super().__init__(here[0], here[1:])

    def close(self) -> None:
        """End it. Once: later another process may have its number."""
        if self.is_closed:
            return
        super().close()
        for twin in self.twins:
            twin.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            if not self.twins or self.unanswered:
                os.kill(self.pid, signal.SIGKILL)  # else it ends when it has waited for them
            os.waitpid(self.pid, 0)


class Twin(OtherProcess):
    """Forked from another one. As it is no child of this process, its number may pass on: a descriptor does not."""

    def __init__(self, process: int, ends: Ends) -> None:
        super().__init__(ends)
        self.process = process

    def close(self) -> None:
        if self.is_closed:
            return
        super().close()
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, signal.SIGKILL)
        select.select([self.process], [], [])  # until it has ended
        os.close(self.process)


def be_twinned() -> Iterable[int]:
    """What a process is asked for by `twin`: the number of its twin, 0 if there can be none."""
    raise NotImplementedError  # not called: only the process itself, between two questions, can do it


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


def _serve(ends: Sequence[Ends], modules: Sequence[str]) -> None:
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
        _answer_all(list(ends), [partial(import_module, name) for name in modules])
        _wait_for_twins()
        status = 0
    finally:
        os._exit(status)  # nothing of what it was born with is its own to close


def _answer_all(ends: list[Ends], for_later: list[Callable[[], object]]) -> None:
    """The first ends are one's own, the others those of twins to come."""
    requests, replies = _streams(ends.pop(0))
    while True:
        if for_later and not select.select([requests], [], [], 0)[0]:
            for_later.pop(0)()
            continue
        try:
            work, arguments, has_answer = pickle.loads(_receive(requests))  # noqa: S301 - the first process wrote it
        except EOFError:
            return
        if work is be_twinned:
            process = _forked()
            if process == 0:
                requests.close()
                replies.close()
                requests, replies = _streams(ends.pop(0))
                while ends:
                    ends.pop().close()
                continue
            ends.pop(0).close()
            _send(replies, pickle.dumps([max(process, 0)]))
        elif has_answer:
            _send(replies, pickle.dumps(list(work(*arguments)), pickle.HIGHEST_PROTOCOL))
        else:
            for_later.append(work)


def _wait_for_twins() -> None:
    """So that what they took of the processors is told of this one."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _streams(ends: Ends) -> tuple[FileIO, FileIO]:
    return FileIO(ends.to_read, "rb"), FileIO(ends.to_write, "wb")


def _forked() -> int:
    """As os.fork; -1 if no process can be started."""
    gc.freeze()
    try:
        return os.fork()
    except OSError:
        return -1
