"""What is measured, and in which order."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from benchmarks.checks import check_paragraph, check_title, check_whole
from benchmarks.corpus import Post, corpus
from benchmarks.generator import Generator
from benchmarks.measure import Measurement
from benchmarks.site import Site


class Scenario(msgspec.Struct, frozen=True):
    title: str
    prepare: Callable[[Site, str], None]
    """What is done before the clock starts. The text is one that stands nowhere else: the mark of an edit."""
    check: Callable[[Site, str], None]
    """After the clock has stopped."""


class Run(msgspec.Struct, frozen=True):
    """One measurement, and of what."""

    posts: int
    scenario: str
    generator: str
    measurement: Measurement


def _with_new_paragraph(edition: str) -> Callable[[Post], Post]:
    def change(post: Post) -> Post:
        kept, _, _ = post.body.rpartition("\n\n")
        return msgspec.structs.replace(post, body=f"{kept}\n\nThis paragraph is new: {edition}.\n")

    return change


def _with_new_title(edition: str) -> Callable[[Post], Post]:
    return lambda post: msgspec.structs.replace(post, title=f"A title that is new, {edition}")


SCENARIOS = {
    "cold": Scenario(
        "clean build",
        prepare=lambda site, _: site.clean(),
        check=lambda site, _: check_whole(site),
    ),
    "unchanged": Scenario(
        "nothing changed",
        prepare=lambda _site, _: None,
        check=lambda site, _: check_whole(site),
    ),
    "edit": Scenario(
        "one paragraph edited",
        prepare=lambda site, edition: site.edit(_with_new_paragraph(edition)),
        check=check_paragraph,
    ),
    "title": Scenario(
        "one title edited",
        prepare=lambda site, edition: site.edit(_with_new_title(edition)),
        check=check_title,
    ),
}


def measured(
    generators: Sequence[Generator], count: int, scenarios: Sequence[str], runs: int, folder: Path
) -> Iterator[Run]:
    """All scenarios with so many posts. Generators take turns within a run: noise of the machine meets all of them."""
    posts = corpus(count)
    sites = [Site(generator, posts, folder) for generator in generators]
    for site in sites:
        site.build()  # not measured: programs are read from disk, Python compiles its modules
        check_whole(site)
    for scenario in scenarios:
        for turn in range(runs):
            for site in sites:
                yield _once(site, scenario, turn)


def _once(site: Site, key: str, turn: int) -> Run:
    scenario = SCENARIOS[key]
    edition = f"{key}{turn:04}edition"
    scenario.prepare(site, edition)
    site.warm()
    measurement = site.build()
    scenario.check(site, edition)
    sys.stderr.write(
        f"{len(site.posts)} posts, {scenario.title}, {site.generator.name}: {measurement.seconds:.2f} s, "
        f"{measurement.processor_seconds:.2f} s of processors, {measurement.peak_bytes / 2**20:.0f} MiB\n"
    )
    return Run(len(site.posts), key, site.generator.name, measurement)
