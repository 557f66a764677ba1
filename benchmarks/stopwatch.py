"""Start a command, wait for it, and print what it took, as JSON: `python stopwatch.py LOG COMMAND...`.

A process of its own, and a small one: what a program starts begins with the program's own peak of memory, so anything
that had a corpus in its hands would measure itself. For the same reason nothing but a few small modules is imported.
"""

import json
import os
import sys
import time

KIBIBYTE = 1 if sys.platform == "darwin" else 1024  # macOS tells the peak in bytes


def main(log: str, *command: str) -> None:
    to_log = [
        (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    busy_before, started = busy_seconds(), time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=to_log)
    _, status, usage = os.wait4(child, 0)  # the usage of those that the child has waited for is in it
    seconds = time.perf_counter() - started
    processor_seconds = usage.ru_utime + usage.ru_stime
    told = {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "processor_seconds": processor_seconds,
        "peak_bytes": usage.ru_maxrss * KIBIBYTE,
        "busy_seconds": max(0.0, busy_seconds() - busy_before - processor_seconds),
    }
    sys.stdout.write(json.dumps(told))


def busy_seconds() -> float:
    """What all processors of the machine have worked, and were kept from working; 0 where the system doesn't tell."""
    try:
        with open("/proc/stat", encoding="ascii") as file:  # noqa: PTH123 - pathlib would be most of what is imported
            user, nice, system, _idle, _waiting, *more = map(int, file.readline().split()[1:9])
    except OSError:
        return 0.0
    return float(user + nice + system + sum(more)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*sys.argv[1:])
