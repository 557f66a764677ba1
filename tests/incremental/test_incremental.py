"""After any edits, a build that does only what has changed makes what a clean build makes, byte for byte."""

import contextlib
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from sitegen import pool, sharing, store
from tests.incremental.author import EDITS, MEND, Author, coarse_clock, interrupted, quickly, some_edits

SECOND = 1_000_000_000  # nanoseconds
FEW = 4  # rows
WALKS = 100
EDITS_OF_A_WALK = 100


@contextlib.contextmanager
def author_at_work(is_coarse: bool, jobs: int = 1) -> Iterator[Author]:
    """`is_coarse`: the file system counts whole seconds, so that most edits leave its times as they were.

    Rows of the store are gathered as soon as there are a few, so that it often has both kinds.
    """
    clock = coarse_clock(SECOND) if is_coarse else contextlib.nullcontext()
    gathering = mock.patch.object(store, "MOST_APART", FEW)
    with tempfile.TemporaryDirectory() as folder, quickly(), clock, gathering:
        author = Author(Path(folder), jobs)
        author.check()
        yield author


class Edits(RuleBasedStateMachine):
    """Any edits, a few at a time, each time a build."""

    def __init__(self) -> None:
        super().__init__()
        self.author: Author
        self.work = contextlib.ExitStack()

    @initialize(is_coarse=st.booleans())
    def begin(self, is_coarse: bool) -> None:
        self.author = self.work.enter_context(author_at_work(is_coarse))

    @rule(
        kinds=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3),
        draw=st.randoms(use_true_random=False),
    )
    def edit_and_build(self, kinds: list[str], draw: random.Random) -> None:
        self.author.step(draw, *kinds)

    @precondition(lambda self: not self.author.is_sound)
    @rule(draw=st.randoms(use_true_random=False))
    def mend_and_build(self, draw: random.Random) -> None:
        """What makes an error is undone soon, or nothing would be published for long."""
        self.author.step(draw, MEND)

    def teardown(self) -> None:
        self.work.close()


class TestEdits(Edits.TestCase):  # type: ignore[valid-type,misc]  # made by Hypothesis
    settings = settings(
        max_examples=8,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def walk(author: Author, seed: int, edits: int) -> int:
    """Edits by the dice. Returns how many there were."""
    draw = random.Random(seed)
    done = 0
    while done < edits:
        kinds = some_edits(draw, author.is_sound)[: edits - done]
        author.step(draw, *kinds)
        done += len(kinds)
    return done


@pytest.mark.parametrize("is_coarse", [False, True], ids=["fine clock", "coarse clock"])
def test_a_walk_over_processes_ends_where_a_clean_build_does(monkeypatch: pytest.MonkeyPatch, is_coarse: bool) -> None:
    """Few items are given to processes too, and so is a single one."""
    monkeypatch.setattr(pool, "FEWEST_ITEMS", 1)
    monkeypatch.setattr(sharing, "BATCH", 2)
    with author_at_work(is_coarse, jobs=2) as author:
        assert walk(author, 2, 12) == 12


@pytest.mark.parametrize("is_coarse", [False, True], ids=["fine clock", "coarse clock"])
def test_a_walk_with_a_second_process_ends_where_a_clean_build_does(is_coarse: bool) -> None:
    with author_at_work(is_coarse, jobs=2) as author:
        assert walk(author, 3, 20) == 20


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[list[int]]:
    """The edits of each walk; how many there were is told at the end, whatever happens to output meanwhile."""
    counts: list[int] = []
    yield counts
    terminal = request.config.pluginmanager.get_plugin("terminalreporter")
    if counts and terminal:
        terminal.write_line(f"\n{sum(counts)} edits in {len(counts)} walks")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(WALKS))
def test_ten_thousand_edits(seed: int, tally: list[int]) -> None:
    """A hundred walks of a hundred edits. `python -m pytest -m long tests/incremental/test_incremental.py` walks all
    of them; one alone, or the rest after a break, is named by its number, as `test_ten_thousand_edits[37]`, or by
    `-k` and `--deselect`. Every other walk has a coarse clock; of these and of the others, every other
    one has a second process.
    """
    with author_at_work(is_coarse=bool(seed % 2), jobs=1 + seed // 2 % 2) as author:
        tally.append(walk(author, seed, EDITS_OF_A_WALK))


# A site that changes while it is built


@pytest.mark.parametrize("where", ["read_site", "publish"])
@pytest.mark.parametrize("path", ["content/blog/alpha.md", "static/note.txt", "content/blog/picture.png"])
@pytest.mark.parametrize("is_coarse", [False, True], ids=["fine clock", "coarse clock"])
def test_a_change_in_the_middle_of_a_build_that_is_undone_after_it_leaves_nothing(
    is_coarse: bool, path: str, where: str
) -> None:
    with author_at_work(is_coarse) as author:
        before = author.now.texts[path]
        author.now.pieces["content/about.md"].body.append("Something to publish.")
        author.save("content/about.md", random.Random(0))
        with interrupted(where, lambda: author.write(path, before[:-2] + "??")):
            author.build()
        author.write(path, before)
        author.check()
