"""What one process takes."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

# A program that is installed has its modules compiled; one that may not keep them would compile them each time.
UNWANTED = ("PYTHONDONTWRITEBYTECODE",)
STOPWATCH = Path(__file__).parent / "stopwatch.py"


class Worthless(Exception):
    """What was built is not what was asked for: its figures would say nothing."""


class Measurement(msgspec.Struct, frozen=True):
    status: int
    seconds: float
    """By the clock on the wall, from the start of the process to its end."""
    processor_seconds: float
    """Of the process and its children, in the system too."""
    peak_bytes: int
    """The most memory that the largest of these processes held at one time."""
    busy_seconds: float
    """What others took of the processors meanwhile."""


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Measurement:
    """Run it in that folder. What it says is added to the log, and shown if it fails."""
    os.sync()  # what was written before is not to be written out while the clock runs
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(STOPWATCH), str(log), *command],
        cwd=folder,
        env={**{name: value for name, value in os.environ.items() if name not in UNWANTED}, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
    )
    measurement = msgspec.json.decode(told.stdout, type=Measurement)
    if measurement.status != 0:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-20:])
        raise Worthless(f"{' '.join(command)} ended with {measurement.status} in {folder}:\n{end}")
    return measurement
