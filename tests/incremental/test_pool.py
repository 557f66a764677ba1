"""Processes change nothing but the time: the same values and words in the same order, and one clean end."""

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen import pool, sharing
from sitegen.diagnostics import Outcome, Place, hint, warning
from sitegen.pipeline import straight
from sitegen.pool import Pool
from tests.incremental.processes import (
    EPOCH,
    changed_site,
    clean_build,
    folders,
    half_written,
    lay,
    leftovers,
    living,
    numbered_site,
    started,
    wait_until,
)
from tests.support import PROJECT, command, run, tree
from tests.test_determinism import WORLDS, real_site

THIS = os.getpid()


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


# Stages of all kinds, where the processes find them


def squared(number: int) -> Outcome[int]:
    """Some numbers have words to them, some no value."""
    told = tuple(warning(f"{number}.md", Place(at), "odd", f"{number} is odd") for at in range(1, number % 4))
    return Outcome(None if number % 5 == 0 else number * number, told)


def slow_at_first(number: int) -> Outcome[int]:
    """The first items take longest, so that the last ones are ready before them."""
    time.sleep(0.002 / (number + 1))
    return Outcome(number)


def who(_number: int) -> Outcome[int]:
    return Outcome(os.getpid())


def at_leisure(_number: int) -> Outcome[int]:
    """No process has done all of it before the others begin."""
    time.sleep(0.001)
    return Outcome(os.getpid())


def killed_elsewhere(number: int) -> Outcome[int]:
    """As the system kills a process when memory runs out."""
    if number == 60 and os.getpid() != THIS:
        os.kill(os.getpid(), signal.SIGKILL)
    return squared(number)


def always_killed_elsewhere(number: int) -> Outcome[int]:
    if os.getpid() != THIS:
        os._exit(3)
    return squared(number)


def failing(number: int) -> Outcome[int]:
    if number == 70:
        raise ZeroDivisionError(f"a bug at {number}")
    return squared(number)


def told_of_interrupts(number: int) -> Outcome[int]:
    """Whether Ctrl-C is left to the first process."""
    time.sleep(0.001)
    return Outcome(number, (hint("x", Place(), "interrupt", str(signal.getsignal(signal.SIGINT))),))


@contextlib.contextmanager
def opened(workers: int) -> Iterator[Pool]:
    made = Pool(workers)
    try:
        yield made
    finally:
        made.close()


# The outcomes


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    items=st.lists(st.integers(0, 1000), max_size=120),
    workers=st.integers(1, 4),
    fewest=st.integers(0, 100),
    batch=st.integers(1, 40),
)
def test_a_pool_gives_what_a_loop_gives(items: list[int], workers: int, fewest: int, batch: int) -> None:
    with pytest.MonkeyPatch.context() as patch, opened(workers) as each:
        patch.setattr(pool, "FEWEST_ITEMS", fewest)
        patch.setattr(sharing, "BATCH", batch)
        assert list(each(squared, items)) == list(straight(squared, items))
        assert list(each(squared, items[::-1])) == list(straight(squared, items[::-1]))


def test_outcomes_come_in_the_order_of_the_items() -> None:
    with opened(4) as each:
        assert [outcome.value for outcome in each(slow_at_first, range(400))] == list(range(400))


def test_few_items_or_one_worker_start_no_process() -> None:
    with opened(4) as each:
        assert {outcome.value for outcome in each(who, range(pool.FEWEST_ITEMS - 1))} == {os.getpid()}
        assert {outcome.value for outcome in Pool(1)(who, range(500))} == {os.getpid()}
        assert {os.getpid()} < {outcome.value for outcome in each(at_leisure, range(pool.FEWEST_ITEMS))}


@pytest.mark.parametrize("stage", [killed_elsewhere, always_killed_elsewhere])
def test_what_a_killed_process_leaves_undone_is_done_all_the_same(stage: Callable[[int], Outcome[int]]) -> None:
    """Once each: what came before is not made again, and the pool can be used again."""
    items = range(300)
    with opened(2) as each:
        assert list(each(stage, items)) == list(straight(squared, items))
        assert list(each(squared, items)) == list(straight(squared, items))


def doubled(data: bytes) -> Outcome[bytes]:
    return Outcome(data * 2)


@pytest.mark.parametrize("size", [100, 10_000, 300_000])
def test_neither_large_items_nor_large_values_make_processes_wait_for_one_another(size: int) -> None:
    """A pipe takes 64 KiB while nobody reads."""
    items = [bytes([number]) * (size if number % 3 else 10) for number in range(100)]
    with opened(3) as each:
        assert [outcome.value for outcome in each(doubled, items)] == [item * 2 for item in items]


def large_and_killed_elsewhere(data: bytes) -> Outcome[bytes]:
    if data[0] == 60 and os.getpid() != THIS:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(data)


def test_a_killed_process_leaves_undone_what_it_was_to_be_asked_next_too() -> None:
    items = [bytes([number]) * 100_000 for number in range(100)]
    with opened(2) as each:
        assert [outcome.value for outcome in each(large_and_killed_elsewhere, items)] == [item * 2 for item in items]


LOADED: list[int] = []


def loading(_number: int) -> Outcome[tuple[int, int]]:
    """As the first item of a stage imports what the stage needs."""
    if not LOADED:
        LOADED.append(os.getpid())
    time.sleep(0.001)
    return Outcome((os.getpid(), LOADED[0]))


def test_processes_are_born_with_what_the_first_item_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "LOADED", [])
    with opened(3) as each:
        told = {outcome.value for outcome in each(loading, range(100)) if outcome.value}
    assert len({process for process, _ in told}) > 1
    assert {loaded for _, loaded in told} == {THIS}


def test_an_exception_of_a_stage_is_raised_where_the_outcomes_are_asked_for() -> None:
    with opened(2) as each:
        outcomes = iter(each(failing, range(300)))
        assert next(outcomes).value == squared(0).value
        with pytest.raises(ZeroDivisionError, match="a bug at 70"):
            list(outcomes)
        assert list(each(squared, range(300))) == list(straight(squared, range(300)))


def test_the_processes_leave_ctrl_c_to_the_first_one() -> None:
    with opened(2) as each:
        told = {one.message for outcome in each(told_of_interrupts, range(100)) for one in outcome.diagnostics}
    assert told == {str(signal.SIG_IGN), str(signal.getsignal(signal.SIGINT))}


def test_no_process_outlives_a_closed_pool() -> None:
    with opened(3) as each:
        workers = {outcome.value for outcome in each(at_leisure, range(300))} - {os.getpid()}
        assert len(workers) == 2
    assert wait_until(lambda: not any(_is_there(worker) for worker in workers if worker))


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_fresh_processes_give_what_forked_ones_give(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Elsewhere than on Linux there is no other kind. Everything that they need is sent to them."""
    root = tmp_path / "site"
    lay(numbered_site(60, random.Random(1)), root)
    expected = clean_build(root, tmp_path / "clean")
    monkeypatch.setattr(pool, "IS_POSSIBLE", False)
    for arguments in (("--no-cache",), ()):
        assert command("build", root, "-o", tmp_path / "out", "-j", "2", *arguments).exit_code == 0
        assert tree(tmp_path / "out") == expected


# Ctrl-C


def _interrupt(folder: Path, draw: random.Random, times: int) -> None:
    """Builds of a site that changes, each interrupted as a terminal does: all processes of the group get it."""
    root, files = folder / "site", numbered_site(100, draw)
    states: list[dict[str, bytes]] = [{}]
    dist, staging = root / "dist", root / ".sitegen/staging"
    for _ in range(times):
        files = changed_site(files, draw)
        lay(files, root)
        states.append(clean_build(root, folder / "clean"))
        with started(folder / "run", "build", root, "-j", "2") as process:
            assert wait_until(staging.exists)
            time.sleep(draw.uniform(0, 0.3))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            assert process.wait(3) in (0, 1), (folder / "run/stderr").read_text()
            assert wait_until(lambda: not living(process.pid), 3)
        said = (folder / "run/stderr").read_text()
        assert "Traceback" not in said
        assert (process.returncode == 0) is ("Aborted!" not in said)
        assert half_written(dist, states) == []
        assert not staging.exists()
        shutil.rmtree(folder / "clean")
    assert command("build", root, "-j", "1").exit_code == 0
    assert tree(dist) == clean_build(root, folder / "clean")
    assert folders(dist) == folders(folder / "clean")
    assert leftovers(root, dist) == []


def test_an_interrupted_build_ends_at_once_and_the_next_one_mends_it(tmp_path: Path) -> None:
    _interrupt(tmp_path, random.Random(1), 2)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 30))
def test_builds_that_are_interrupted_again_and_again_are_mended(tmp_path: Path, seed: int) -> None:
    _interrupt(tmp_path, random.Random(seed), 20)


DROPPED = """
import os, signal, sys, time, weakref
import click
from sitegen import cli

class Thing:
    pass

def press(_reference):
    os.kill(os.getpid(), signal.SIGINT)
    [time.monotonic() for _ in range(1000)]  # here the exception comes up, and is dropped

@click.command()
def command():
    thing = Thing()
    reference = weakref.ref(thing, press)
    del thing
    time.sleep(30)
    print("not heard")

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may be deaf to it
cli.cli = command
cli.run([])
"""


AT_THE_END = """
import os, signal
from sitegen import cli

def main(_arguments):
    try:
        raise SystemExit(0)
    finally:
        os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)  # as above
cli.main = main
cli.run([])
"""


@pytest.mark.parametrize("script", [DROPPED, AT_THE_END], ids=["in a callback", "when a command has just ended"])
def test_an_interrupt_is_neither_lost_nor_shown_as_a_traceback(script: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (1, "", "Aborted!")


INTERRUPTED = """
import os, signal, sys
from sitegen.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may be deaf to it
os.register_at_fork(after_in_child=lambda: os.killpg(os.getpgrp(), signal.SIGINT))
main(sys.argv[1:])
"""


def test_an_interrupt_while_processes_are_started_is_neither_lost_nor_told_by_them(tmp_path: Path) -> None:
    """In that moment a new process has not yet been told to leave it to the first one."""
    root = tmp_path / "site"
    lay(numbered_site(60, random.Random(1)), root)
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "build", root, "-j", "2"],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    assert (ran.returncode, ran.stderr.strip()) == (1, "Aborted!")


# One site, many machines


def _hash_of(folder: Path) -> str:
    names = hashlib.blake2b()
    for path, data in sorted(tree(folder).items()):
        names.update(f"{path}\0{len(data)}\0".encode() + data)
    return names.hexdigest()


def test_clean_builds_have_one_hash_whatever_the_processes_and_the_machine(tmp_path: Path) -> None:
    """With other hash seeds, time zones, languages, folders and numbers of processes, started in any way."""
    hashes = {}
    for number, (world, jobs) in enumerate(zip(WORLDS, ("1", "2", "4"), strict=True)):
        root = real_site(tmp_path / ("deep/" * number) / f"site of {world}")
        lay({f"content/many/{path}": text for path, text in numbered_site(40, random.Random(1)).items()}, root / "more")
        shutil.copytree(root / "more/content/many/content/blog", root / "content/many")
        shutil.rmtree(root / "more")
        environment = {**WORLDS[world], "SOURCE_DATE_EPOCH": EPOCH}
        ran = run("build", root, "-o", tmp_path / world, "-j", jobs, cwd=root, **environment)
        assert ran.returncode == 0, ran.stderr
        hashes[world, jobs] = _hash_of(tmp_path / world)
    assert len(set(hashes.values())) == 1, hashes
