"""The site's cache folder: its lock, its clock, the files of a build that is under way, and the store."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sitegen.store import Store

FOLDER = ".sitegen"
STAGING = "staging"
LOCK = "lock.sqlite3"
CLOCK = "clock"
IGNORED = ".gitignore"
SOON = 0.5  # seconds before the waiting for another build is mentioned
PATIENCE = 600.0  # seconds before it is given up


class Unusable(Exception):
    """There can be no cache, for a reason in words."""


class Busy(Exception):
    """Another build of the site does not end."""


class Cache:
    """An open cache folder, which no other build has."""

    def __init__(self, folder: Path, version: bytes) -> None:
        self.folder = folder
        self.version = version
        self.staging = folder / STAGING
        self.is_new = not self._path.exists()
        """Whether there was no store of this version."""
        self.store = self._open()

    @property
    def _path(self) -> Path:
        return self.folder / f"build-{self.version.hex()}.sqlite3"

    def _open(self) -> Store:
        """The store of this version; those of others go, and so does one that can't be read."""
        path = self._path
        for other in self.folder.glob("build-*"):
            if not other.name.startswith(path.name):
                with contextlib.suppress(OSError):  # what is no store of ours may stay
                    other.unlink()
        try:
            return Store(str(path))
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # SQLite quotes a broken schema, which may be no text
            path.unlink()
            return Store(str(path))

    def begin(self) -> None:
        """Make room for the files of a build. What another one left, because it was killed, goes. Raises Unusable."""
        with contextlib.suppress(OSError):
            _remove(self.folder / STAGING)
        self.staging = self.folder / STAGING / os.urandom(4).hex()
        try:
            self.staging.mkdir(parents=True)
        except OSError as problem:
            raise Unusable(reason(problem)) from None

    def start_again(self) -> None:
        """Forget everything: something in the store is broken. Raises Unusable."""
        try:
            self.store.close()
            Path(self.store.path).unlink()
            self.store = self._open()
        except (OSError, sqlite3.Error) as problem:
            raise Unusable(reason(problem)) from None

    def now(self) -> int:
        """As `now_in`."""
        return now_in(self.folder)

    def close(self) -> None:
        self.store.close()
        with contextlib.suppress(OSError):
            _remove(self.folder / STAGING)


def now_in(folder: Path) -> int:
    """The time by the clock of the file system, in nanoseconds: a network drive has its own. Raises Unusable."""
    clock = folder / CLOCK
    try:
        clock.touch()
        os.utime(clock)
        return clock.stat().st_mtime_ns
    except OSError as problem:
        raise Unusable(reason(problem)) from None


@contextlib.contextmanager
def opened(root: Path, version: bytes, say: Callable[[str], None]) -> Iterator[Cache]:
    """The cache of a site, locked. Raises Unusable or Busy."""
    with contextlib.ExitStack() as stack:
        try:
            folder = _folder(root)
            stack.enter_context(contextlib.closing(_locked(folder / LOCK, say)))
            cache = stack.enter_context(contextlib.closing(Cache(folder, version)))
        except (OSError, sqlite3.Error, UnicodeDecodeError) as problem:
            raise Unusable(reason(problem)) from None
        yield cache


def _folder(root: Path) -> Path:
    """The cache folder, made if it isn't there, and hidden from Git. Raises OSError or Unusable."""
    folder = root / FOLDER
    if folder.is_symlink():
        raise Unusable("it is a link, and what it leads to may be yours")
    folder.mkdir(exist_ok=True)
    if not (folder / IGNORED).exists():
        (folder / IGNORED).write_text("*\n", "utf-8")
    return folder


@contextlib.contextmanager
def removed(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """The cache folder is taken away after this, and no build is under way meanwhile. Raises OSError or Busy.

    All in it is sitegen's own; a file or a link in its place is not.
    """
    folder = root / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        yield
        return
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(sqlite3.Error):  # what can't be locked, no build can use
            stack.enter_context(contextlib.closing(_locked(folder / LOCK, say)))
        yield
    shutil.rmtree(folder)


def _remove(path: Path) -> None:
    """Remove a folder with all in it, or a link to one, but nothing that a link leads to."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def reason(problem: Exception) -> str:
    """What went wrong, in the words of the system."""
    return getattr(problem, "strerror", None) or str(problem)


def _locked(path: Path, say: Callable[[str], None]) -> sqlite3.Connection:
    """SQLite's lock on a file, which every system has and which ends with the process. Raises sqlite3.Error or Busy."""
    # It waits a little at a time: Ctrl-C is heard in between.
    lock = sqlite3.connect(path, timeout=SOON, isolation_level=None, check_same_thread=False)
    for attempt in range(round(PATIENCE / SOON)):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem):
                raise
            if attempt == 0:
                say("another build of this site is under way; waiting for it")
        else:
            return lock
    lock.close()
    raise Busy
