"""On what it was measured. Nothing that tells whose machine it is."""

import os
import platform
import re
from pathlib import Path


def machine(folder: Path) -> str:
    """One line. What the system doesn't tell is left out."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    facts = (
        _system(),
        f"{os.cpu_count()} processors{_model()}",
        f"{memory:.0f} GiB of memory",
        _file_system(folder),
        f"Python {platform.python_version()}",
    )
    return ", ".join(fact for fact in facts if fact)


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"


def _model() -> str:
    found = re.search(r"^model name\s*: (.+)$", _text("/proc/cpuinfo"), re.MULTILINE)
    return f" ({found[1]})" if found else ""


def _file_system(folder: Path) -> str:
    """That of the longest mount point above the folder."""
    mounts = {Path(fields[1]): fields[2] for fields in map(str.split, _text("/proc/mounts").splitlines())}
    above = [path for path in mounts if folder.resolve().is_relative_to(path)]
    return mounts[max(above, key=lambda path: len(path.parts))] if above else ""


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""
