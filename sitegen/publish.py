"""The edge to the output folder: only what differs is written, only what sitegen wrote is removed.

The manifest in the output folder lists what sitegen wrote, with a hash of each file. It is written before the first
file with all that is about to come, so that a build that is killed leaves nothing that the next one can't tell apart
from a file of the user's.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from sitegen.diagnostics import Diagnostic, Place, error, warning
from sitegen.model import Asset, Output
from sitegen.urls import output_path

MANIFEST = ".sitegen.json"
VERSION = 1
CHUNK = 1 << 20  # bytes read at a time


class Published(msgspec.Struct, frozen=True):
    """What became of each file, as paths in the output folder."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class _File(msgspec.Struct, frozen=True):
    """A file that is to be: bytes, or a file to copy."""

    path: str
    body: bytes | None
    origin: str | None
    digest: str


def refusal(output: Path, root: Path, sources: Iterable[Path]) -> str | None:
    """Why nothing may be written into a folder, in words; None if it may."""
    target = Path(os.path.realpath(output))
    if target == Path(target.anchor):
        return "it is the root of the file system"
    if target == Path(os.path.realpath(Path.home())):
        return "it is your home folder"
    if output.exists() and not output.is_dir():
        return "it is a file"
    real_root = Path(os.path.realpath(root))
    if target == real_root or target in real_root.parents:
        return "it is, or contains, the folder of the site"
    for source in (Path(os.path.realpath(source)) for source in sources):
        if target == source or target in source.parents or source in target.parents:
            return f"it is, contains or lies in the site's “{source.name}”"
    return None


def publish(outputs: Iterable[Output], assets: Iterable[Asset], folder: Path) -> Published:
    """Make the folder hold these files. With a fault nothing is written; OSError is told as a diagnostic."""
    try:
        return _published(list(_planned(outputs, assets)), folder)
    except OSError as problem:
        where = os.path.basename(str(problem.filename or folder))
        message = f"“{where}” can't be written: {problem.strerror}"
        return Published(
            diagnostics=(
                error(str(folder), Place(), "unwritable-output", message, "check the space and the permissions"),
            )
        )


def _published(files: list[_File], folder: Path) -> Published:
    manifest, leftover = _load_manifest(folder)
    faults = [*_strangers(files, manifest, folder), *_ways_out(files, folder)]
    if faults:
        return Published(diagnostics=tuple(faults))
    changed = [file for file in files if _digest_of(folder / file.path) != file.digest]
    planned = {file.path: file.digest for file in files}
    stale = sorted(set(manifest) - set(planned))
    if leftover:
        (folder / leftover).unlink(missing_ok=True)
    if changed or stale or manifest != planned:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = f".sitegen-{secrets.token_hex(4)}.tmp"
        _save_manifest(folder, _journal(manifest, planned), temporary)
        removed, kept = _remove(stale, manifest, folder)
        for file in changed:
            _write(file, folder, temporary)
        _save_manifest(folder, planned, None)
    else:
        removed, kept = [], []
    written = tuple(file.path for file in changed)
    unchanged = tuple(file.path for file in files if file.path not in set(written))
    return Published(written, unchanged, tuple(removed), tuple(kept))


def _planned(outputs: Iterable[Output], assets: Iterable[Asset]) -> Iterable[_File]:
    for output in outputs:
        yield _File(output.path, output.body, None, hashlib.blake2b(output.body, digest_size=16).hexdigest())
    for asset in assets:
        yield _File(output_path(asset.url), None, asset.origin, _digest_of(Path(asset.origin)) or "")


def _journal(manifest: Mapping[str, str], planned: Mapping[str, str]) -> dict[str, str]:
    """What may be found after a build that was killed: for a file that is about to change, either hash."""
    both = {
        path: f"{manifest[path]} {digest}" for path, digest in planned.items() if manifest.get(path, digest) != digest
    }
    return {**manifest, **planned, **both}


def _strangers(files: Iterable[_File], manifest: Mapping[str, str], folder: Path) -> list[Diagnostic]:
    """Files in the way that sitegen has not written: they are the user's, and overwriting them would lose them."""
    message = "this is in the way, and sitegen did not write it"
    advice = "move it away, or name another folder with --output"
    found = {path for file in files for path in _in_the_way(file, manifest, folder)}
    return [error(f"{folder}/{path}", Place(), "foreign-file", message, advice) for path in sorted(found)]


def _in_the_way(file: _File, manifest: Mapping[str, str], folder: Path) -> Iterable[str]:
    target = folder / file.path
    above = file.path.split("/")[:-1]
    for length in range(1, len(above) + 1):
        path = "/".join(above[:length])
        if (folder / path).is_file() and path not in manifest:
            yield path
    if target.is_dir() and not target.is_symlink():
        inside = (
            Path(place, name).relative_to(folder).as_posix() for place, _, names in os.walk(target) for name in names
        )
        yield from (path for path in inside if path not in manifest)
    elif (
        file.path not in manifest
        and os.path.lexists(target)
        and (target.is_symlink() or _digest_of(target) != file.digest)
    ):
        yield file.path


def _ways_out(files: Iterable[_File], folder: Path) -> list[Diagnostic]:
    """Folders in the output folder that are links to somewhere else."""
    real = os.path.realpath(folder)
    parents = sorted({os.path.dirname(file.path) for file in files} - {""})
    outside = [
        parent for parent in parents if os.path.realpath(folder / parent) != os.path.join(real, *parent.split("/"))
    ]
    message = "this folder is a link that leads elsewhere; nothing is written through it"
    return [
        error(f"{folder}/{parent}", Place(), "link-out-of-output", message, "remove the link") for parent in outside
    ]


def _remove(stale: Iterable[str], manifest: Mapping[str, str], folder: Path) -> tuple[list[str], list[Diagnostic]]:
    """Remove what is no longer part of the site; a file that was changed since is kept and told."""
    removed, kept = [], []
    for path in stale:
        target = folder / path
        digest = _digest_of(target)
        if digest is None:
            continue
        if digest not in manifest[path].split():
            message = "this file is no longer part of the site, but was changed by hand; it is kept"
            kept.append(warning(f"{folder}/{path}", Place(), "kept-file", message, "remove it if nobody needs it"))
            continue
        target.unlink()
        removed.append(path)
        _remove_empty_folders(target.parent, folder)
    return removed, kept


def _remove_empty_folders(start: Path, folder: Path) -> None:
    while start != folder:
        try:
            start.rmdir()
        except OSError:
            return  # not empty
        start = start.parent


def _write(file: _File, folder: Path, temporary: str) -> None:
    target, unfinished = folder / file.path, folder / temporary
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.body is not None:
        unfinished.write_bytes(file.body)
    elif file.origin is not None:
        shutil.copyfile(file.origin, unfinished)
    os.replace(unfinished, target)


def _digest_of(path: Path) -> str | None:
    """A hash of a file's bytes; None if there is no such file."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    return digest.hexdigest()


def _load_manifest(folder: Path) -> tuple[dict[str, str], str | None]:
    """What sitegen wrote here, and the temporary file of a build that was killed. Without a manifest: nothing."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = {str(path): str(digest) for path, digest in found["files"].items() if _is_inside(path)}
        leftover = found.get("temporary")
        is_ours = isinstance(leftover, str) and leftover.startswith(".sitegen-") and _is_inside(leftover)
        return files, leftover if is_ours else None
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}, None


def _is_inside(path: object) -> bool:
    """True for a path that stays in the folder: a manifest that someone tampered with must not lead out of it."""
    return isinstance(path, str) and not os.path.isabs(path) and ".." not in path.replace("\\", "/").split("/")


def _save_manifest(folder: Path, files: Mapping[str, str], temporary: str | None) -> None:
    content = {"version": VERSION, "files": dict(sorted(files.items()))} | (
        {"temporary": temporary} if temporary else {}
    )
    unfinished = folder / f"{MANIFEST}.tmp"
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")
    os.replace(unfinished, folder / MANIFEST)
