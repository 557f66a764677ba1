"""Waits until files of a site may have changed. An event says only where to look again."""

import contextlib
import os
import queue
import time
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

SAVED = 0.008  # seconds to wait for more when one file has been written and closed: the usual save
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

    def __init__(self, folder: str, shown: str, found: "queue.SimpleQueue[Event]", names: Collection[str]) -> None:
        self.folder = folder
        self.shown = shown
        self.found = found
        self.names = names
        """Those directly in the folder that count; all if there are none."""

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            if not path.startswith(self.folder + os.sep) or (self.names and os.path.basename(path) not in self.names):
                continue
            if not event.is_directory:
                self.found.put(Event(self.shown + path.removeprefix(self.folder), isinstance(event, FileClosedEvent)))
            elif not isinstance(event, DirModifiedEvent):
                self.found.put(Event(EVERYWHERE))


class Watch:
    """Events of a site's folders, gathered until there is quiet. OSError if the system can't watch them."""

    def __init__(self, folders: Iterable[Path], files: Iterable[Path]) -> None:
        self.found: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.observer = Observer()
        self.folders = list(folders)
        self.watched: dict[str, tuple[int, ObservedWatch]] = {}
        """The watch of each folder, and the inode that it is bound to."""
        self.files = [*files, *self.folders]
        for parent in {path.parent for path in self.files}:
            names = {path.name for path in self.files if path.parent == parent}
            self._schedule(parent, names, recursive=False)
        self.widen([])
        self.observer.start()

    def widen(self, linked: Iterable[str]) -> None:
        """Watch the folders that have appeared since, and those that links of the site lead to."""
        for folder in [*self.folders, *map(Path, linked)]:
            if folder.is_dir():
                self._schedule(folder, (), recursive=True)

    def _schedule(self, folder: Path, names: Collection[str], recursive: bool) -> None:
        real = os.path.realpath(folder)
        inode, watch = self.watched.get(str(folder), (0, None))
        if inode == os.stat(real).st_ino:
            return
        if watch:
            self.observer.unschedule(watch)  # another folder stands in its place
        handler = Handler(real, str(folder), self.found, names)
        watch = self.observer.schedule(handler, real, recursive=recursive, event_filter=EVENTS)
        self.watched[str(folder)] = (os.stat(real).st_ino, watch)

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
        with contextlib.suppress(queue.Empty):
            self.asked.get(timeout=min(seconds, POLLING))
        return Touched(is_everywhere=True)

    def close(self) -> None:
        """Nothing is open."""


def _is_empty(path: str) -> bool:
    try:
        return bool(path) and os.stat(path).st_size == 0
    except OSError:
        return False
