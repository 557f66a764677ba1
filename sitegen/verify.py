"""Whether a build that did only what has changed comes to the same as a clean one."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sitegen import manifest
from sitegen.diagnostics import Diagnostic, Place, error
from sitegen.rebuild import Built, Order, rebuild

ADVICE = "this is a fault of sitegen: please report it; “sitegen clean” and a new build mend the site"


def differences(order: Order, built: Built, say: Callable[[str], None]) -> tuple[Diagnostic, ...]:
    """An error for everything in which `built`, and the output folder, are not what a clean build makes."""
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder, "clean")
        anew = rebuild(msgspec.structs.replace(order, output=clean, cached=False), say)
        files = tuple(_different_files(order.output, clean)) if anew.was_published and built.was_published else ()
        return (*files, *_told_differently(built, anew))


def _different_files(folder: Path, clean: Path) -> Iterator[Diagnostic]:
    wanted = {path.relative_to(clean).as_posix() for path in clean.rglob("*") if path.is_file()}
    for path in sorted(wanted | set(manifest.load(folder).files)):
        if not (folder / path).is_file():
            yield _different(folder / path, "a clean build makes this file, and it is not there")
        elif path not in wanted:
            yield _different(folder / path, "a clean build does not make this file")
        elif (folder / path).read_bytes() != (clean / path).read_bytes():
            yield _different(folder / path, "this file is not as a clean build makes it")


def _different(path: Path, message: str) -> Diagnostic:
    return error(path.absolute().as_posix(), Place(), "not-as-clean", message, ADVICE)


def _told_differently(built: Built, anew: Built) -> Iterator[Diagnostic]:
    """What is told of the site in one of the two builds only."""
    for one in sorted(set(built.about_site) ^ set(anew.about_site)):
        which = "this build" if one in built.about_site else "a clean build"
        message = f"only {which} tells: {one.message} [{one.code}]"
        yield error(one.path, Place(one.line, one.column), "not-as-clean", message, ADVICE)
