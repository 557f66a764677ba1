"""Build one blog with sitegen and with its peers, and print what each took: `python benchmarks/run.py --help`."""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

# Started by its path, Python looks for modules in this folder only, not where the packages stand.
sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.generator import Generator
from benchmarks.generators import eleventy, hugo, ours, pelican
from benchmarks.machine import machine
from benchmarks.measure import Worthless
from benchmarks.readme import README, with_results
from benchmarks.scenarios import SCENARIOS, Run, measured
from benchmarks.table import noise, tables

PEERS: dict[str, Callable[[str | None], Generator | None]] = {
    "hugo": hugo.find,
    "pelican": pelican.find,
    "eleventy": eleventy.find,
}
FEWEST_POSTS = 10


def main(arguments: Sequence[str]) -> int:
    wishes = _arguments().parse_args(arguments)
    generators = [ours.find(), *_found_peers(wishes)]
    try:
        with _folder(wishes.folder) as folder:
            results = _results(wishes, generators, folder)
    except Worthless as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(results)
    if wishes.write:
        README.write_text(with_results(README.read_text("utf-8"), results), "utf-8")
    return 0


def _results(wishes: argparse.Namespace, generators: Sequence[Generator], folder: Path) -> str:
    """Measure all that was asked for, and say so in Markdown."""
    runs: list[Run] = []
    for count in wishes.posts:
        runs += measured(generators, count, wishes.only, wishes.runs, folder)
    return f"{machine(folder)}. {noise(runs, os.cpu_count() or 1)}\n\n{tables(runs, generators)}"


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.py",
        description="Build one blog with sitegen and with its peers, and print what each took.",
    )
    add = parser.add_argument
    add(
        "--posts",
        type=even_numbers,
        default="100,1000,10000",
        metavar="NUMBERS",
        help="how many; even numbers  [default: %(default)s]",
    )
    add(
        "--peers",
        type=_names_of(PEERS),
        metavar="NAMES",
        help="of hugo,pelican,eleventy  [default: those that are installed]",
    )
    add(
        "--only",
        type=_names_of(SCENARIOS),
        default=",".join(SCENARIOS),
        metavar="NAMES",
        help="scenarios  [default: %(default)s]",
    )
    add("--runs", type=at_least_one, default=5, metavar="N", help="of which the median is told  [default: %(default)s]")
    add("--folder", type=Path, metavar="DIR", help="where the sites are built and stay  [default: a temporary one]")
    add("--hugo", metavar="FILE", help="the program  [default: hugo on the PATH]")
    add("--pelican", metavar="FILE", help="the program  [default: pelican on the PATH]")
    add("--eleventy", metavar="DIR", help="the node project in which it is installed  [default: here]")
    add("--write", action="store_true", help="put the results into benchmarks/README.md too")
    return parser


def even_numbers(text: str) -> list[int]:
    counts = [int(count) for count in text.split(",")]
    if any(count % 2 or count < FEWEST_POSTS for count in counts):
        raise argparse.ArgumentTypeError(f"posts are twins: give even numbers, {FEWEST_POSTS} or more")
    return counts


def at_least_one(text: str) -> int:
    return max(1, int(text))


def _names_of(known: Iterable[str]) -> Callable[[str], list[str]]:
    """A reader of names with commas. They come back in the order in which they are known."""

    def read(text: str) -> list[str]:
        wanted = [name for name in text.split(",") if name]
        for name in wanted:
            if name not in known:
                raise argparse.ArgumentTypeError(f"there is no {name}; there are {', '.join(known)}")
        return [name for name in known if name in wanted]

    return read


def _found_peers(wishes: argparse.Namespace) -> Iterator[Generator]:
    """Those that are installed. One that was asked for by name has to be."""
    for name in PEERS if wishes.peers is None else wishes.peers:
        found = PEERS[name](getattr(wishes, name))
        if found:
            yield found
        elif wishes.peers is None:
            sys.stderr.write(f"{name} is not installed and left out\n")
        else:
            sys.exit(f"{name} is not installed, or not where you said; benchmarks/README.md tells how")


@contextlib.contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="sitegen-benchmarks-") as folder:
            yield Path(folder)
    else:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted.absolute()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
