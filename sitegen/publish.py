"""The edge to the output folder: only what differs is written, only what sitegen wrote is removed."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import msgspec

from sitegen import manifest
from sitegen.diagnostics import Diagnostic, Place, error, has_errors, warning
from sitegen.digests import (
    CHUNK,
    NEVER,
    NO_FILE,
    Changed,
    Digests,
    FileBytes,
    Signature,
    digest_of_file,
    signature_of,
)
from sitegen.lazy import DIGEST_SIZE, Lazy
from sitegen.manifest import Manifest
from sitegen.model import Asset, Output
from sitegen.urls import folders_above, output_path

MANIFEST = manifest.NAME
NO_DIGEST = "-"  # of a pipe or a device, in the manifest's spelling


class Published(msgspec.Struct, frozen=True):
    """What became of each file, as paths in the output folder."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_as_planned: bool = True
    """False if a file to copy was changed at the last moment: what it is now was copied."""


class _File(msgspec.Struct, frozen=True):
    """A file that is to be: bytes, or a file to copy."""

    path: str
    body: Lazy[bytes] | None
    origin: str | None
    digest: bytes


class _Done(msgspec.Struct):
    """What was done so far; it is told even if the disk fails in the middle."""

    there: Digests
    written: list[str] = []
    removed: list[str] = []
    told: list[Diagnostic] = []
    is_as_planned: bool = True


def refusal(output: Path, root: Path, sources: Iterable[Path]) -> str | None:
    """Why nothing may be written into a folder, in words; None if it may."""
    try:
        if output.exists() and not output.is_dir():
            return "it is a file"
        return _danger(_real(output), _real(root), [_real(source) for source in sources])
    except (OSError, ValueError) as problem:
        return f"it can't be used: {getattr(problem, 'strerror', None) or problem}"


def _danger(target: Path, root: Path, sources: Iterable[Path]) -> str | None:
    if target == Path(target.anchor):
        return "it is the root of the file system"
    if target == _home():
        return "it is your home folder"
    if target == root or target in root.parents:
        return "it is, or contains, the folder of the site"
    for source in sources:
        if target == source or target in source.parents or source in target.parents:
            return f"it is, contains or lies in the site's “{source.name}”"
    return None


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _home() -> Path | None:
    try:
        return _real(Path.home())
    except RuntimeError:
        return None  # a user without a home, as in some containers


def publish(
    outputs: Iterable[Output],
    assets: Iterable[Asset],
    folder: Path,
    digests: Digests | None = None,
    there: Digests | None = None,
) -> Published:
    """Make the folder hold these files. With a fault nothing is written; an OSError is told, with what was done.

    `digests` knows the files to copy and `there` those in the folder; what is written is noted there.
    Raises Changed if a file to copy has changed meanwhile, or one that is ready to be moved is gone.
    """
    done = _Done(there or Digests())
    files = list(_planned(outputs, assets, digests or Digests(), done.told))
    if has_errors(done.told):
        return Published(diagnostics=tuple(done.told))
    try:
        changed = [file for file in files if not _is_in_place(file, folder, done.there)]
        _look_again(changed)
        known = manifest.load(folder, _is_untouched_manifest(folder, done.there))
        if _holds_anything(folder):
            done.told += [*_strangers(changed, known.files, folder), *_ways_out(changed, folder)]
        if not has_errors(done.told):
            _replace_all(files, changed, known, folder, done)
    except OSError as problem:
        name = os.path.basename(str(problem.filename or folder))
        message = f"“{name}” can't be written: {problem.strerror}"
        done.told.append(
            error(_shown(folder), Place(), "unwritable-output", message, "check the space and the permissions")
        )
    written = set(done.written)
    unchanged = () if has_errors(done.told) else tuple(file.path for file in files if file.path not in written)
    return Published(tuple(done.written), unchanged, tuple(done.removed), tuple(done.told), done.is_as_planned)


def unpublish(folder: Path) -> Published:
    """Remove from the folder what sitegen wrote into it, and the folder if nothing else is there."""
    published = publish((), (), folder)
    if not has_errors(published.diagnostics):
        (folder / MANIFEST).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()
    return published


def _planned(
    outputs: Iterable[Output], assets: Iterable[Asset], digests: Digests, told: list[Diagnostic]
) -> Iterable[_File]:
    for output in outputs:
        yield _File(output.path, output.body, None, output.body.fingerprint)
    for asset in assets:
        try:
            digest = digests.first(asset.path, asset.origin)
        except OSError:
            told.append(
                error(asset.path, Place(), "unreadable-file", "this file can't be read", "check its permissions")
            )
        else:
            yield _File(output_path(asset.url), None, asset.origin, digest)


def _look_again(files: Iterable[_File]) -> None:
    """Files to copy must be as they were when the build began: now is the time to stop if they are not."""
    for file in files:
        if file.origin is not None and digest_of_file(file.origin) != file.digest:
            raise Changed(file.origin)


def _is_in_place(file: _File, folder: Path, there: Digests) -> bool:
    """True if the file in the folder has the bytes that it must have."""
    origin = f"{folder}/{file.path}"
    load = file.body.load if file.body else None
    if isinstance(load, FileBytes) and load.origin == origin:
        return True  # whoever found the output there has looked
    return there.at(file.path, origin) == file.digest


def _is_untouched_manifest(folder: Path, there: Digests) -> bool:
    row = there.known.get(MANIFEST)
    return row is not None and there.at(MANIFEST, f"{folder}/{MANIFEST}") == row[2]


def _replace_all(files: list[_File], changed: list[_File], known: Manifest, folder: Path, done: _Done) -> None:
    planned = {file.path: file.digest.hex() for file in files}
    stale = sorted(set(known.files) - set(planned))
    is_as_it_was = known == Manifest(planned) and not (folder / manifest.UNFINISHED).exists()
    if is_as_it_was and not changed:
        done.there.at(manifest.NAME, str(folder / manifest.NAME))
        return
    folder.mkdir(parents=True, exist_ok=True)
    if known.temporary and not (folder / known.temporary).is_dir():
        (folder / known.temporary).unlink(missing_ok=True)
    temporary = f".sitegen-{os.urandom(4).hex()}.tmp"
    manifest.save(Manifest(manifest.journal(known.files, planned), temporary), folder)
    for path in stale:
        _remove(path, known.files[path], folder, done)
    for file in changed:
        target = f"{folder}/{file.path}"
        digest, signature = _write(file, target, f"{folder}/{temporary}")
        done.is_as_planned &= digest == file.digest
        planned[file.path] = digest.hex()
        done.there.wrote(file.path, signature, digest)
        done.written.append(file.path)
    manifest.save(Manifest(planned), folder)
    done.there.at(manifest.NAME, str(folder / manifest.NAME))


def _holds_anything(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is not None


def _strangers(files: Iterable[_File], known: Mapping[str, str], folder: Path) -> list[Diagnostic]:
    """Files in the way that sitegen has not written: they are the user's, and overwriting them would lose them."""
    message = "this is in the way, and sitegen did not write it"
    advice = "move it away, or name another folder with --output"
    found = {path for file in files for path in _in_the_way(file, known, folder)}
    return [error(_shown(folder, path), Place(), "foreign-file", message, advice) for path in sorted(found)]


def _in_the_way(file: _File, known: Mapping[str, str], folder: Path) -> Iterable[str]:
    target = folder / file.path
    for path in folders_above(file.path):
        if (folder / path).is_file() and not _is_ours(path, known, folder):
            yield path
    if target.is_dir() and not target.is_symlink():
        yield from _not_ours_below(file.path, known, folder)
    elif file.path not in known and os.path.lexists(target) and not _is_the_same(file, target):
        yield file.path


def _is_the_same(file: _File, target: Path) -> bool:
    return not target.is_symlink() and _digest_of(target) == file.digest.hex()


def _not_ours_below(path: str, known: Mapping[str, str], folder: Path) -> Iterable[str]:
    """What keeps a folder from going away with the files that we wrote into it: others, and empty folders."""
    for place, folders, names in os.walk(folder / path):
        inside = [Path(place, name).relative_to(folder).as_posix() for name in names]
        yield from (one for one in inside if not _is_ours(one, known, folder))
        here = Path(place).relative_to(folder).as_posix()
        if not folders and not names and not any(one.startswith(f"{here}/") for one in known):
            yield here  # of one that we emptied, a build that was killed may have left the folder


def _is_ours(path: str, known: Mapping[str, str], folder: Path) -> bool:
    """True for a file that sitegen wrote and nobody has changed since."""
    return _digest_of(folder / path) in known.get(path, "").split()


def _ways_out(files: Iterable[_File], folder: Path) -> list[Diagnostic]:
    """Folders in the output folder that are links to somewhere else."""
    parents = sorted({os.path.dirname(file.path) for file in files} - {""})
    message = "this folder is a link that leads elsewhere; nothing is written through it"
    outside = [parent for parent in parents if not _stays_inside(parent, folder)]
    return [
        error(_shown(folder, parent), Place(), "link-out-of-output", message, "remove the link") for parent in outside
    ]


def _stays_inside(path: str, folder: Path) -> bool:
    return os.path.realpath(folder / path) == os.path.join(os.path.realpath(folder), *path.split("/"))


def _remove(path: str, digests: str, folder: Path, done: _Done) -> None:
    """Remove what is no longer part of the site; a file that was changed since is kept and told."""
    target = folder / path
    parent = os.path.dirname(path)
    if parent and not _stays_inside(parent, folder):
        return
    digest = _digest_of(target)
    if digest is None:
        _remove_empty_folders(target.parent, folder)  # a build was killed between the two
        return
    if digest not in digests.split() or target.is_symlink():
        message = "this file is no longer part of the site, but was changed by hand; it is kept"
        done.told.append(warning(_shown(folder, path), Place(), "kept-file", message, "remove it if nobody needs it"))
        return
    target.unlink()
    done.removed.append(path)
    _remove_empty_folders(target.parent, folder)


def _shown(folder: Path, path: str = "") -> str:
    """In full, because the output folder may lie outside the site."""
    return Path(os.path.abspath(folder), path).as_posix()


def _remove_empty_folders(start: Path, folder: Path) -> None:
    while start != folder:
        try:
            start.rmdir()
        except OSError:
            return  # not empty
        start = start.parent


def _write(file: _File, target: str, unfinished: str) -> tuple[bytes, Signature]:
    """Put a file in its place. Returns its digest, which may be new at the last moment for one that is copied."""
    digest, signature = file.digest, _moved(file, target)
    if signature is None:
        with Path(unfinished).open("xb") as stream:
            if file.body is not None:
                stream.write(file.body.value)
            elif file.origin is not None:
                digest = _copy(file.origin, stream)
        signature = _move(unfinished, target)
    return digest, signature


def _moved(file: _File, target: str) -> Signature | None:
    """Move a file that is ready into its place; None if there is none, or it lies on another disk."""
    load = file.body.load if file.body else None
    if not isinstance(load, FileBytes) or not load.is_staged:
        return None
    try:
        return _move(load.origin, target)
    except FileNotFoundError:
        raise Changed(load.origin) from None  # somebody has cleared the cache folder
    except OSError as problem:
        if problem.errno != errno.EXDEV:
            raise
        return None


def _move(origin: str, target: str) -> Signature:
    """Put a file in its place, in one step; the folder is made if it isn't there.

    Its signature there is NEVER if somebody else has written to that place a moment later.
    """
    moved = os.stat(origin)
    try:
        os.replace(origin, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.replace(origin, target)
    found = os.stat(target)
    is_the_same = (found.st_ino, found.st_size, found.st_mtime_ns) == (moved.st_ino, moved.st_size, moved.st_mtime_ns)
    return signature_of(found) if is_the_same else NEVER


def _copy(origin: str, stream: IO[bytes]) -> bytes:
    """Copy a file; the digest of what was copied."""
    copied = hashlib.blake2b(digest_size=DIGEST_SIZE)
    with Path(origin).open("rb") as source:
        while chunk := source.read(CHUNK):
            copied.update(chunk)
            stream.write(chunk)
    return copied.digest()


def _digest_of(path: Path) -> str | None:
    """The digest of a file, as the manifest has it; None if there is no file."""
    found = Digests().at("", str(path))
    if found is None:
        return None
    return NO_DIGEST if found == NO_FILE else found.hex()
