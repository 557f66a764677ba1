"""The second process changes nothing but the time, and never outlives the first."""

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from sitegen import second_process
from sitegen.diagnostics import Outcome
from sitegen.pool import ALL_AT_ONCE, FEWEST_ITEMS, HERE_TOO, Pool
from sitegen.rehearsal import preparations
from sitegen.second_process import IS_POSSIBLE, Gone, SecondProcess
from tests.incremental.processes import EPOCH, clean_build, lay, living, numbered_site, wait_until
from tests.incremental.test_pool import always_killed_elsewhere, failing, squared, told_of_interrupts, who
from tests.support import PROJECT, command, run, tree

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="there is no second process on this system")
THIS = os.getpid()
ITEMS = range(FEWEST_ITEMS - 1)


@pytest.fixture(name="second")
def _second() -> Iterator[SecondProcess]:
    second = SecondProcess()
    try:
        yield second
    finally:
        second.close()


def numbers(end: int) -> Iterable[int]:
    return range(end)


DONE: list[str] = []


def prepare_first() -> None:
    DONE.append("first")


def prepare_second() -> None:
    DONE.append("second")


def prepared() -> Iterable[str]:
    return iter(DONE)


def killed(_end: int) -> Iterable[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return ()


def imported(*names: str) -> list[str]:
    return [name for name in names if name in sys.modules]


def killed_later(number: int) -> Outcome[int]:
    if number == 20 and os.getpid() != THIS:
        os.kill(os.getpid(), signal.SIGKILL)
    return squared(number)


def killed_when_it_has_a_twin(number: int) -> Outcome[int]:
    """Its twin is no child of this process, and goes on."""
    time.sleep(0.001)
    if number >= 100 and os.getppid() == THIS:
        os.kill(os.getpid(), signal.SIGKILL)
    return squared(number)


REHEARSED: list[int] = []


def rehearsed(_number: int) -> Outcome[tuple[int, ...]]:
    time.sleep(0.001)
    return Outcome(tuple(REHEARSED))


def slow(_number: int) -> Outcome[int]:
    time.sleep(0.05)
    return Outcome(os.getpid())


BUSY = 0.005  # seconds of a processor


def busy(_number: int) -> Outcome[int]:
    started = time.process_time()
    while time.process_time() < started + BUSY:
        sum(range(1000))
    return Outcome(os.getpid())


def rehearse() -> None:
    REHEARSED.append(os.getpid())


COMPILED: list[int] = []


def compiled_once(_number: int) -> Outcome[tuple[int, int]]:
    if not COMPILED:
        COMPILED.append(os.getpid())
    time.sleep(0.002)
    return Outcome((os.getpid(), COMPILED[0]))


def is_there(process: int) -> bool:
    return state_of(process) not in ("Z", "")


def state_of(process: int) -> str:
    """As Linux has it; empty if there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return ""


def link(_number: int) -> Outcome[int]:
    """Called like the stage that gets all there is."""
    return Outcome(os.getpid())


# What it is asked


def test_answers_come_in_the_order_of_the_questions(second: SecondProcess) -> None:
    first, then = second.ask(numbers, 3), second.ask(numbers, 2)
    assert [[*first], [*then], [*second.ask(numbers, 1)]] == [[0, 1, 2], [0, 1], [0]]


def test_what_is_prepared_is_done_while_nothing_is_asked(second: SecondProcess) -> None:
    second.prepare([prepare_first, prepare_second])
    assert wait_until(lambda: [*second.ask(iter, [1])] == [1] and [*second.ask(prepared)] == ["first", "second"])


def test_modules_are_imported_while_nothing_is_asked() -> None:
    with contextlib.closing(SecondProcess(["xml.dom.pulldom", "wave"])) as second:
        assert wait_until(lambda: [*second.ask(imported, "xml.dom.pulldom", "wave")] == ["xml.dom.pulldom", "wave"])


def test_a_module_that_can_t_be_imported_leaves_the_work_to_the_first_process() -> None:
    with contextlib.closing(SecondProcess(["there_is_no_such_module"])) as second:
        assert list(Pool(2, second)(squared, ITEMS)) == list(map(squared, ITEMS))


def test_a_large_question_and_a_large_answer_don_t_wait_for_one_another(second: SecondProcess) -> None:
    large = [os.urandom(1000) for _ in range(2000)]
    assert [*second.ask(iter, large)] == large


def test_whoever_asks_a_process_that_is_gone_is_told(second: SecondProcess) -> None:
    with pytest.raises(Gone):
        list(second.ask(killed, 1))
    second.prepare([prepare_first])
    answer = second.ask(numbers, 1)
    with pytest.raises(Gone):
        list(answer)


def test_what_is_prepared_after_it_was_closed_is_left_undone(second: SecondProcess) -> None:
    second.close()
    second.prepare([prepare_first])


# The stages


def test_a_few_items_are_for_the_second_process_and_all_but_linking(second: SecondProcess) -> None:
    each = Pool(2, second)
    assert {outcome.value for outcome in each(who, ITEMS)} == {second.pid}
    assert link.__name__ == ALL_AT_ONCE
    assert {outcome.value for outcome in each(link, ITEMS)} == {THIS}


@pytest.mark.parametrize("stage", [squared, killed_later, always_killed_elsewhere])
def test_a_second_process_gives_what_a_loop_gives_even_if_it_is_killed(
    stage: Callable[[int], Outcome[int]], second: SecondProcess
) -> None:
    each = Pool(2, second)
    for _ in range(2):
        assert list(each(stage, ITEMS)) == list(map(squared, ITEMS))


def test_a_bug_in_a_stage_is_raised_as_in_a_loop() -> None:
    second = SecondProcess()
    with contextlib.closing(second), pytest.raises(ZeroDivisionError, match="a bug at 70"):
        list(Pool(2, second)(failing, [1, 70, 2]))


def test_errands_are_run_once(second: SecondProcess) -> None:
    done: list[int] = []
    each = Pool(2, second)
    each.errands = (lambda: done.append(os.getpid()),)
    for _ in range(2):
        assert {outcome.value for outcome in each(who, ITEMS)} == {second.pid}
    assert done == [THIS]


def test_many_items_are_for_it_and_its_twins_and_this_process_runs_its_errands() -> None:
    """What it was told to prepare, all prepare; they are born with what it has compiled by its first answer."""
    REHEARSED.clear()
    errands: list[int] = []
    with contextlib.closing(SecondProcess(twins=2)) as second, contextlib.closing(Pool(3, second)) as each:
        each.errands = (lambda: errands.append(os.getpid()),)
        each.ahead = (rehearse,)
        told = {outcome.value for outcome in each(compiled_once, range(200)) if outcome.value}
        assert len({process for process, _ in told}) == 3
        assert {process for _, process in told} == {second.pid}
        assert errands == [THIS]
        assert THIS not in {outcome.value for outcome in each(slow, range(60))}
        assert {outcome.value for outcome in each(slow, ITEMS)} == {second.pid}
        twins = {process for process, _ in told} - {second.pid}
        rehearsals = {outcome.value for outcome in each(rehearsed, range(200)) if outcome.value}
        assert {process for one in rehearsals for process in one} <= {second.pid, *twins}
    assert not any(is_there(process) for process in (second.pid, *twins))


def render(_number: int) -> Outcome[int]:
    """Called like the stage that the first process is ready for."""
    return slow(_number)


def test_this_process_renders_too_in_place_of_the_last_twin() -> None:
    assert render.__name__ == HERE_TOO
    with contextlib.closing(SecondProcess(twins=1)) as second, contextlib.closing(Pool(2, second)) as each:
        assert {outcome.value for outcome in each(render, range(60))} == {THIS, second.pid}
        assert len({outcome.value for outcome in each(slow, range(60))} - {THIS, second.pid}) == 1
        assert {outcome.value for outcome in each(render, range(60))} == {THIS, second.pid}


def interrupted(outcomes: Iterator[Outcome[int]], last: int) -> None:
    """As Ctrl-C at the last item, when all other processes have nothing to do any more."""
    for at, _ in enumerate(outcomes):
        if at == last:
            raise KeyboardInterrupt


def test_twins_that_were_born_to_render_end_with_it_whatever_stops_the_stage() -> None:
    before = set(os.listdir("/proc/self/fd"))
    with contextlib.closing(SecondProcess(twins=3)) as second:
        each = Pool(4, second)
        outcomes = each(render, range(100))
        with contextlib.closing(each), pytest.raises(KeyboardInterrupt):
            interrupted(outcomes, 99)
        assert len(second.twins) == 2
        assert second.is_closed
    assert set(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("most", [32, 64, 110, 130])
def test_where_descriptors_are_few_there_are_few_twins_or_none(most: int, root: Path, tmp_path: Path) -> None:
    limited = ["bash", "-c", f'ulimit -n {most} && exec "$@"', "bash"]
    ran = subprocess.run(
        [*limited, sys.executable, "-m", "sitegen", "build", root, "-j", "40"],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert tree(root / "dist") == clean_build(root, tmp_path / "clean")


def test_without_spare_pipes_it_has_no_twins_and_this_process_takes_part(second: SecondProcess) -> None:
    with contextlib.closing(Pool(2, second)) as each:
        assert {outcome.value for outcome in each(slow, range(60))} == {THIS, second.pid}


def test_where_no_twin_can_be_forked_this_process_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(second_process, "_forked", lambda: -1)
    with contextlib.closing(SecondProcess(twins=1)) as second, contextlib.closing(Pool(2, second)) as each:
        assert {outcome.value for outcome in each(slow, range(60))} == {THIS, second.pid}
    assert set(os.listdir("/proc/self/fd")) == before


def test_on_a_system_without_descriptors_of_processes_there_are_no_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: int) -> int:
        raise OSError("not implemented")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    with contextlib.closing(SecondProcess(twins=1)) as second, contextlib.closing(Pool(2, second)) as each:
        assert {outcome.value for outcome in each(slow, range(60))} == {THIS, second.pid}


@pytest.mark.parametrize("stage", [killed_later, killed_when_it_has_a_twin, always_killed_elsewhere])
def test_what_it_and_its_twins_leave_undone_is_done_here(stage: Callable[[int], Outcome[int]]) -> None:
    before = set(os.listdir("/proc/self/fd"))
    with contextlib.closing(SecondProcess(twins=1)) as second, contextlib.closing(Pool(2, second)) as each:
        for _ in range(2):
            assert list(each(stage, range(200))) == list(map(squared, range(200)))
    assert set(os.listdir("/proc/self/fd")) == before


def test_dismissed_it_ends_by_itself_and_what_its_twins_took_of_the_processors_is_told_of_it() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with contextlib.closing(SecondProcess(twins=1)) as second, contextlib.closing(Pool(2, second)) as each:
        processes = {outcome.value for outcome in each(busy, range(60))}
        assert len(processes) == 2
        each.dismiss()
        assert wait_until(lambda: not any(is_there(process) for process in processes if process))
    taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert taken > 60 * BUSY * 0.9  # the system takes part of it


def test_an_interrupt_is_for_the_first_process(second: SecondProcess) -> None:
    (outcome,) = Pool(2, second)(told_of_interrupts, [1])
    assert outcome.diagnostics[0].message == str(signal.SIG_IGN)


def test_a_build_goes_without_where_no_process_can_be_started(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(os.listdir("/proc/self/fd"))

    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(BlockingIOError):
        SecondProcess()
    assert set(os.listdir("/proc/self/fd")) == before
    assert command("build", root).exit_code == 0


# Builds


@pytest.fixture(name="root")
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    root = tmp_path / "site"
    lay(numbered_site(20, random.Random(1)), root)
    return root


def test_an_output_that_was_changed_or_taken_away_is_made_again(root: Path, tmp_path: Path) -> None:
    assert run("build", root, "-j", "2").returncode == 0
    pages = sorted((root / "dist/blog").rglob("index.html"))
    pages[0].write_text("by hand", "utf-8")
    pages[1].unlink()
    assert run("build", root, "-j", "2").returncode == 0
    assert tree(root / "dist") == clean_build(root, tmp_path / "clean")


ABANDONED = "import os, sys; from sitegen.second_process import SecondProcess; SecondProcess(); " + "{end}"


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_it_ends_with_the_first_process_however_that_ends(end: str) -> None:
    """Whoever reads what the first one says doesn't wait for it either: both pipes are read to their ends here."""
    process = subprocess.Popen(
        [sys.executable, "-c", ABANDONED.format(end=end)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    process.communicate(timeout=60)
    assert wait_until(lambda: not living(process.pid))


def test_closed_it_is_gone_at_once() -> None:
    second = SecondProcess()
    second.close()
    with pytest.raises(ProcessLookupError):
        os.kill(second.pid, 0)
    second.close()


def test_closed_twice_it_ends_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    second = SecondProcess()
    second.close()
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("somebody else has its number by now"))
    second.close()


def test_a_build_starts_one_second_process_and_nothing_is_left_of_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if it is asked for nothing, and if a fault of usage ends the command."""
    assert command("build", root, "-j", "2").exit_code == 0
    forked: list[int] = []
    real = os.fork

    def noted() -> int:
        forked.append(real())
        return forked[-1]

    monkeypatch.setattr(os, "fork", noted)
    page = root / "content/about.md"
    for arguments, status in (([], 0), (["-o", root], 2), (["--base-url", "x"], 2)):
        page.write_text(page.read_text("utf-8") + "\nMore.\n", "utf-8")
        forked.clear()
        assert command("build", root, "-j", "2", *arguments).exit_code == status
        assert len(forked) == 1
        with pytest.raises(ChildProcessError):  # it has ended, and been waited for
            os.waitpid(forked[0], os.WNOHANG)
    forked.clear()
    assert command("build", root, "-j", "1").exit_code == 0
    assert forked == []


@pytest.mark.parametrize(
    "text", ["---\nlang: ja\ntranslations: {x: /y/}\n---\n```python\nx\n```\n", "---\n[", "\0\x85"]
)
def test_no_file_is_too_odd_to_be_prepared_for(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd.md").write_text(text, "latin-1")
    for name in ("odd.md", "gone.md", "page.html"):
        for work in preparations(str(tmp_path / name)):
            work()
