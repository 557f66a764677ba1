"""The list of what sitegen wrote into an output folder, with a hash of each file.

It is saved before the first file is touched, with all that is about to come, so that a build that is killed leaves
nothing that the next one can't tell apart from a file of the user's.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from sitegen.urls import LONGEST_NAME

NAME = ".sitegen.json"
UNFINISHED = f"{NAME}.tmp"
VERSION = 1
# What most paths are like: short, plain names.
SURELY_INSIDE = re.compile(r"(?:[\w-][\w.-]{0,99}/){0,20}[\w-][\w.-]{0,99}", re.ASCII)


class Manifest(msgspec.Struct, frozen=True):
    files: dict[str, str] = {}
    """Path to hash; to two hashes with a space between them for a file that was about to change."""
    temporary: str | None = None
    """The unfinished file of a build that was killed."""


def load(folder: Path, is_untouched: bool = False) -> Manifest:
    """The manifest of a folder. One that can't be read is empty: then every file there counts as the user's.

    `is_untouched` says that it is known to be as sitegen wrote it: then its paths are as they must be.
    """
    path = folder / NAME
    try:
        found: dict[str, Any] = {} if path.is_symlink() else msgspec.json.decode(path.read_bytes())
        files = found["files"]
        if not is_untouched:
            files = {path: digest for path, digest in files.items() if is_inside(path) and isinstance(digest, str)}
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return Manifest()
    leftover = found.get("temporary")
    if not isinstance(leftover, str) or not re.fullmatch(r"\.sitegen-\w+\.tmp", leftover):
        leftover = None
    return Manifest(files, leftover)


def is_inside(path: object) -> bool:
    """True for a path that stays in the folder: a manifest that someone tampered with must not lead out of it."""
    if not isinstance(path, str) or "\0" in path or os.path.isabs(path):
        return False
    if SURELY_INSIDE.fullmatch(path):
        return True
    parts = path.replace("\\", "/").split("/")
    return not {"", ".", ".."} & set(parts) and all(_is_possible_name(part) for part in parts)


def _is_possible_name(part: str) -> bool:
    """False for half a character, which JSON can hold, and for more bytes than a name may have."""
    return part == (encoded := part.encode("utf-8", "replace")).decode() and len(encoded) <= LONGEST_NAME


def save(manifest: Manifest, folder: Path) -> None:
    content: dict[str, Any] = {"version": VERSION, "files": dict(sorted(manifest.files.items()))}
    if manifest.temporary:
        content["temporary"] = manifest.temporary
    unfinished = folder / UNFINISHED
    if os.path.lexists(unfinished):
        unfinished.unlink()
    with unfinished.open("xb") as stream:  # never through a link that lies in wait there
        stream.write(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
    os.replace(unfinished, folder / NAME)


def journal(before: Mapping[str, str], planned: Mapping[str, str]) -> dict[str, str]:
    """What may be found after a build that was killed: for a file that is about to change, either hash."""
    both = {path: f"{before[path]} {digest}" for path, digest in planned.items() if before.get(path, digest) != digest}
    return {**before, **planned, **both}
