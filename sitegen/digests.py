"""Digests of files, which are read only if the file system says that they may have changed.

The rule is that of Git's index: a file whose size, times and inode are as they were holds what it held, unless it was
changed so shortly before it was read that a later change could have left the same times.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from sitegen.lazy import DIGEST_SIZE, Frozen, digest

CHUNK = 1 << 20  # bytes read at a time
NO_FILE = b"-"  # stands for the digest of a pipe or a device, which can't be read to its end
Signature = bytes
"""Size in bytes, time of modification and of change in nanoseconds, inode."""
NEVER: Signature = b""
Row = tuple[str, Signature, bytes]
"""A name, a signature, a digest."""
SECOND = 1_000_000_000  # nanoseconds
# Within one tick of the file system's clock a second change leaves no trace.
TICK = SECOND // 20
COARSE_TICK = 2 * SECOND  # of file systems that count whole seconds


def digest_of_file(origin: str) -> bytes:
    """The digest of a file's bytes. Raises OSError."""
    result = hashlib.blake2b(digest_size=DIGEST_SIZE)
    with open(origin, "rb") as stream:  # noqa: PTH123 - Path.open takes twice as long, and this runs for every file
        while chunk := stream.read(CHUNK):
            result.update(chunk)
    return result.digest()


class Changed(Exception):
    """A file has other bytes than it had when the build began."""


class FileBytes(Frozen, frozen=True):
    """Loads the bytes of a file, as long as they are those that are asked for."""

    origin: str
    is_staged: bool = False
    """True for a file that was made to be moved to its place."""

    def __call__(self, fingerprint: bytes) -> bytes:
        """Raises Changed if the file is gone or has other bytes by now."""
        try:
            with open(self.origin, "rb") as stream:  # noqa: PTH123 - as above
                data = stream.read()
        except OSError:
            raise Changed(self.origin) from None
        if digest(data) != fingerprint:
            raise Changed(self.origin)
        return data


def signature_of(found: os.stat_result) -> Signature:
    # As text, because times before 1970 and after 2262 fit into no 64 bits.
    return b"%d %d %d %d" % (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def is_too_recent(signature: Signature, now: int) -> bool:
    """True if a change at or after `now` (nanoseconds, by the file system's clock) might leave this same signature."""
    modified, changed = map(int, signature.split()[1:3])
    tick = TICK if modified % SECOND or changed % SECOND else COARSE_TICK
    return max(modified, changed) > now - tick


def _is_like(signature: Signature, origin: str) -> bool:
    try:
        return signature_of(os.stat(origin)) == signature
    except OSError:
        return False


def _nothing(_origin: str) -> None:
    """Nobody wants to know."""


class Digests:
    """What is known of the files in one folder, by their names."""

    def __init__(
        self, known: Mapping[str, Row] | None = None, now: int = 0, doubted: AbstractSet[str] | None = None
    ) -> None:
        self.known = known or {}
        self.doubted = doubted
        """The names of the files that are not as they are known, if somebody has looked at all already."""
        self.now = now
        """When reading began, by the file system's clock. At 0 nothing counts as old enough to be remembered."""
        self.read: dict[str, Row] = {}
        self.written: dict[str, Row] = {}
        self.seen: set[str] = set()
        self.firsts: dict[str, bytes] = {}
        self.on_news: Callable[[str], object] = _nothing
        """Called once, with the place of the first file that is read, for whoever can prepare for a change."""

    def of(self, name: str, origin: str, found: os.stat_result | None = None) -> bytes:
        """The digest of the file `origin`; `found` is what the file system says of it. Raises OSError."""
        self.seen.add(name)
        signature = signature_of(found or os.stat(origin))
        row = self.known.get(name)
        if row and row[1] == signature:
            return row[2]
        self.on_news(origin)
        self.on_news = _nothing
        result = digest_of_file(origin)
        self.remember(name, signature, result)
        return result

    def first(self, name: str, origin: str) -> bytes:
        """The digest that the file had when it was asked for first. Raises OSError."""
        if name not in self.firsts:
            self.firsts[name] = self.of(name, origin)
        return self.firsts[name]

    def at(self, name: str, origin: str) -> bytes | None:
        """As `of`; None if there is no file, NO_FILE for what is no regular one."""
        row = self.known.get(name)
        if row and self.doubted is not None and name not in self.doubted:
            self.seen.add(name)
            return row[2]
        try:
            found = os.stat(origin)
            if row and row[1] == signature_of(found):  # first, because nearly all files are as they were
                self.seen.add(name)
                return row[2]
            if stat.S_ISDIR(found.st_mode):
                return None
            return self.of(name, origin, found) if stat.S_ISREG(found.st_mode) else NO_FILE
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as problem:
            if problem.errno == errno.ELOOP:
                return None  # a link to itself
            raise

    def unlike(self, folder: str) -> list[str]:
        """The names of the files in a folder that are not as they are known."""
        return [name for name, row in self.known.items() if not _is_like(row[1], f"{folder}/{name}")]

    def remember(self, name: str, signature: Signature, result: bytes) -> None:
        self.read[name] = (name, NEVER if is_too_recent(signature, self.now) else signature, result)

    def wrote(self, name: str, signature: Signature, result: bytes) -> None:
        """Note a file that was written right now, and the digest of what was written."""
        self.seen.add(name)
        self.written[name] = (name, signature, result)

    def rows(self, now: int) -> list[Row]:
        """What has been learnt. What was written is judged by the time when writing has ended."""
        written = [(row[0], NEVER, row[2]) if is_too_recent(row[1], now) else row for row in self.written.values()]
        return [*(row for name, row in self.read.items() if name not in self.written), *written]

    def gone(self) -> set[str]:
        """The names that are known and that nobody has asked for."""
        return self.known.keys() - self.seen
