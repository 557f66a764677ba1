"""Waits until files of a site may have changed. An event says only where to look again."""

import contextlib
import os
import queue
import time
import warnings
from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from sitegen.cache import FOLDER as CACHE

SAVED = 0.004  # seconds to wait for more when one file has been written and closed: the usual save
QUIET = 0.04  # seconds without an event after which anything else counts as done
LONGEST = 1.0  # seconds after which what has gathered is looked at, even if events go on
EMPTIED = 0.15  # seconds to wait for the text of a file that an editor has emptied
POLLING = 1.0  # seconds between two looks without events
# Reading a file is an event too, and ours would never end.
EVENTS: list[type[FileSystemEvent]] = [
    FileModifiedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent, FileClosedEvent,
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent, DirModifiedEvent,
]  # fmt: skip
EVERYWHERE = ""
"""Stands for all paths."""


class Touched(msgspec.Struct, frozen=True):
    """Where something may have changed."""

    paths: frozenset[str] = frozenset()
    is_everywhere: bool = False


class Event(msgspec.Struct, frozen=True):
    path: str
    is_whole: bool = False
    """Whether it was written and closed, so that nothing more is to be expected."""


class Handler(FileSystemEventHandler):
    """Puts the paths of events into a queue, as they are called by way of the folder that is watched."""

    def __init__(
        self, folder: str, shown: str | None, found: "queue.SimpleQueue[Event]", names: Collection[str]
    ) -> None:
        self.folder = folder
        self.shown = shown
        """None if the site may have the files by several names, so that all of it must be looked at."""
        self.found = found
        self.names = names
        """Those directly in the folder that count; all if there are none."""
        self.inode = os.stat(folder).st_ino
        self.is_over = False
        """Whether the folder is gone. Another one in its place may well get its inode."""

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.src_path == self.folder and isinstance(event, DirDeletedEvent):
            self.is_over = True
            self.found.put(Event(EVERYWHERE))
        for path in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            below = path.removeprefix(self.folder + os.sep)
            if below == path or (self.names and below not in self.names) or CACHE in below.split(os.sep):
                continue
            if event.is_directory and isinstance(event, DirModifiedEvent):
                continue
            if event.is_directory or self.shown is None:
                self.found.put(Event(EVERYWHERE))
            else:
                self.found.put(Event(self.shown + os.sep + below, isinstance(event, FileClosedEvent)))


class Watch:
    """Events of a site's folders, gathered until there is quiet. OSError if the system can't watch them."""

    def __init__(self, folders: Iterable[Path], files: Iterable[Path]) -> None:
        # Of folders that come while it watches those above them: no harm, and nothing for an author to read.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        self.found: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.observer = Observer()
        self.folders = list(folders)
        self.watched: dict[str, tuple[Handler, ObservedWatch]] = {}
        self.linked: dict[str, set[str]] = {}
        """The names of the files that links lead to, by their folders."""
        self.files = [*files, *self.folders]
        for parent in {path.parent for path in self.files}:
            names = {path.name for path in self.files if path.parent == parent}
            self._schedule(os.path.realpath(parent), str(parent), names)
        self.widen([])
        self.observer.start()

    def widen(self, linked: Iterable[str]) -> None:
        """Watch the folders that have appeared since, and what links of the site lead to. May raise OSError."""
        for folder in self.folders:
            if folder.is_dir():
                self._schedule(os.path.realpath(folder), str(folder), ())
        for target in linked:
            if os.path.isdir(target):
                self._schedule(target, None, ())
            elif os.path.isdir(os.path.dirname(target)):
                names = self.linked.setdefault(os.path.dirname(target), set())
                names.add(os.path.basename(target))
                self._schedule(os.path.dirname(target), None, names)

    def _schedule(self, real: str, shown: str | None, names: Collection[str]) -> None:
        """Watch some names in a folder, or all that is below it."""
        key = f"{real}{os.sep}{'*' if names else '**'}{shown or ''}"
        handler, watch = self.watched.get(key, (None, None))
        if handler and not handler.is_over and handler.inode == os.stat(real).st_ino:
            return
        if watch:
            del self.watched[key]
            with contextlib.suppress(KeyError):
                self.observer.unschedule(watch)  # another folder stands in its place
        handler = Handler(real, shown, self.found, names)
        watch = self.observer.schedule(handler, real, recursive=not names, event_filter=EVENTS)
        self.watched[key] = (handler, watch)

    def look_again(self) -> None:
        """Have everything looked at."""
        self.found.put(Event(EVERYWHERE))

    def wait(self, seconds: float) -> Touched | None:
        """What was touched, when it has become quiet again; None if nothing was for so long."""
        try:
            last = self.found.get(timeout=seconds)
        except queue.Empty:
            return None
        gathered = {last.path}
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            is_empty = any(_is_empty(path) for path in gathered)
            quiet = EMPTIED if is_empty else SAVED if last.is_whole and len(gathered) == 1 else QUIET
            try:
                last = self.found.get(timeout=quiet)
            except queue.Empty:
                break
            gathered.add(last.path)
        return Touched(frozenset(gathered - {EVERYWHERE}), EVERYWHERE in gathered)

    def close(self) -> None:
        self.observer.stop()


class Poll:
    """In place of events, a look at everything again and again: for file systems of networks and containers."""

    def __init__(self) -> None:
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()

    def widen(self, linked: Iterable[str]) -> None:
        """All is looked at anyway."""

    def look_again(self) -> None:
        self.asked.put(EVERYWHERE)

    def wait(self, seconds: float) -> Touched | None:
        """None if nobody has asked: then all is looked at too."""
        with contextlib.suppress(queue.Empty):
            self.asked.get(timeout=min(seconds, POLLING))
            return Touched(is_everywhere=True)
        return None

    def close(self) -> None:
        """Nothing is open."""


def _is_empty(path: str) -> bool:
    try:
        return bool(path) and os.stat(path).st_size == 0
    except OSError:
        return False
