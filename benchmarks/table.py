"""Runs as tables in Markdown."""

import statistics
from collections.abc import Callable, Iterable, Sequence

from benchmarks.generator import Generator
from benchmarks.measure import Measurement
from benchmarks.scenarios import SCENARIOS, Run

FIGURES: dict[str, Callable[[Measurement], float]] = {
    "Seconds by the clock on the wall": lambda measurement: measurement.seconds,
    "Seconds of processors, of the process and its children": lambda measurement: measurement.processor_seconds,
    "Peak memory of the largest process, in MiB": lambda measurement: measurement.peak_bytes / 2**20,
}


def tables(runs: Sequence[Run], generators: Sequence[Generator]) -> str:
    """A table for each figure. The others are compared with the first generator."""
    return "\n".join(_table(heading, figure, runs, generators) for heading, figure in FIGURES.items())


def _table(
    heading: str, figure: Callable[[Measurement], float], runs: Sequence[Run], generators: Sequence[Generator]
) -> str:
    names = [generator.name for generator in generators]
    kinds = list(dict.fromkeys((run.posts, run.scenario) for run in runs))
    rows = [
        ["posts", "", *(f"{generator.name} {generator.version}" for generator in generators)],
        ["---:", "---", *("---:" for _ in generators)],
        *(
            [f"{posts:,}", SCENARIOS[key].title, *_cells(medians(runs, posts, key, names, figure))]
            for posts, key in kinds
        ),
    ]
    return f"{heading}:\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def medians(
    runs: Iterable[Run], posts: int, scenario: str, names: Iterable[str], figure: Callable[[Measurement], float]
) -> list[float]:
    of_scenario = [run for run in runs if (run.posts, run.scenario) == (posts, scenario)]
    return [
        statistics.median(figure(run.measurement) for run in of_scenario if run.generator == name) for name in names
    ]


def _cells(values: Sequence[float]) -> list[str]:
    """Each of the others with how many times the first it is."""
    ours, *others = values
    return [_number(ours), *(f"{_number(value)} ({_ratio(value / ours)})" for value in others)]


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.{3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0}f}"


def _ratio(value: float) -> str:
    """Two."""
    return f"{value:,.{2 if value < 1 else 1 if value < 10 else 0}f}×"


def noise(runs: Sequence[Run], processors: int) -> str:
    """How far the figures can be trusted, in a few sentences."""
    figures: dict[tuple[int, str, str], list[float]] = {}
    for run in runs:
        figures.setdefault((run.posts, run.scenario, run.generator), []).append(run.measurement.seconds)
    spread = max(max(seconds) / min(seconds) for seconds in figures.values())
    busy = sum(run.measurement.busy_seconds for run in runs)
    share = busy / (processors * sum(run.measurement.seconds for run in runs))
    return (
        f"Each figure is {_runs(max(map(len, figures.values())))}, in parentheses how many times ours. The slowest run "
        f"took at most {spread:.1f} times as long as the fastest; meanwhile others used {share:.0%} of the processors."
    )


def _runs(count: int) -> str:
    return "one run" if count == 1 else f"the median of {count} runs"
