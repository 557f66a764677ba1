"""The edge to an author's own files: one is written anew as a whole, or stays as it was."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


class Overtaken(Exception):
    """Somebody else has changed the file meanwhile."""


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> bool:
    """Change the bytes of a file, its mode kept and links followed; False if they are as they must be already.

    Raises OSError, Overtaken, and whatever `change` raises; the file is as it was then.
    """
    target = Path(os.path.realpath(path))
    before = target.read_bytes()
    after = change(before)
    if after == before:
        return False
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(target.stat().st_mode & 0o7777)
        if target.read_bytes() != before:
            raise Overtaken
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return True


def create(path: Path, data: bytes) -> None:
    """A new file, with the folders above it. Raises FileExistsError rather than touch one that is there.

    With any other OSError, as of a full disk, there is no file: half of one would be taken for the author's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("xb")
    try:
        with stream:
            stream.write(data)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
