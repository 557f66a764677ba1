"""The benchmarks measure what they say they do."""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from benchmarks import hard_inputs, markdown
from benchmarks.checks import check_whole
from benchmarks.corpus import TAGS, Post, corpus
from benchmarks.generator import Generator
from benchmarks.generators import ours
from benchmarks.measure import Measurement, Worthless, measure
from benchmarks.readme import BEGIN, END, README, with_results
from benchmarks.scenarios import SCENARIOS, Run
from benchmarks.site import Site
from benchmarks.table import noise, tables
from tests.support import command

POSTS = corpus(200)
OURS = ours.find()


def text(post: Post) -> str:
    return OURS.source(post)[1]


def named(name: str) -> Generator:
    return Generator(name, "1.0", (), OURS.source, OURS.page, "", (), "", (), 0)


def measurement(seconds: float) -> Measurement:
    return Measurement(status=0, seconds=seconds, processor_seconds=seconds, peak_bytes=2**20, busy_seconds=0)


def test_the_corpus_is_the_same_on_every_machine() -> None:
    """Results are only comparable with later ones for as long as this stands."""
    everything = "\n".join(map(text, POSTS)).encode()
    assert hashlib.sha256(everything).hexdigest().startswith("bd997307c2567f99")


def test_a_longer_corpus_begins_with_the_shorter_one() -> None:
    assert corpus(20) == POSTS[:20]


def test_posts_are_half_english_and_half_japanese_and_twins_name_each_other() -> None:
    by_slug = {post.slug: post for post in POSTS}
    assert len(by_slug) == len(POSTS)
    assert Counter(post.language for post in POSTS) == {"en": 100, "ja": 100}
    for post in POSTS:
        twin = by_slug[post.slug_of_twin]
        assert twin.slug_of_twin == post.slug
        assert twin.language == post.other_language
        assert (twin.date, twin.tags, twin.author, twin.color) == (post.date, post.tags, post.author, post.color)
        assert f'translations: {{"{twin.language}": "/blog/{twin.slug}"}}' in text(post)


def test_posts_are_as_long_and_as_full_of_code_as_promised() -> None:
    assert 4000 < mean(len(text(post).encode()) for post in POSTS) < 5000
    assert 4 < mean(post.code_blocks for post in POSTS) < 5
    blocks = [block for post in POSTS for block in re.findall(r"```(\w+)\n(.*?)\n```\n", post.body, re.DOTALL)]
    assert len(blocks) == sum(post.code_blocks for post in POSTS)
    assert len({language for language, _ in blocks}) == 8
    assert len(set(blocks)) == len(blocks)
    assert not any("«" in text(post) for post in POSTS)


def test_posts_have_three_tags_of_forty_and_dates_of_ten_years() -> None:
    assert {len(set(post.tags)) for post in POSTS} == {3}
    assert {tag for post in POSTS for tag in post.tags} == set(TAGS)
    assert len(TAGS) == 40
    assert {post.date.year for post in POSTS} == set(range(2015, 2025))


def test_our_site_builds_without_a_word_and_edits_are_looked_for(tmp_path: Path) -> None:
    site = Site(OURS, corpus(20), tmp_path)
    for key in ("cold", "edit", "title"):
        SCENARIOS[key].prepare(site, f"mark of {key}")
        if key != "cold":
            with pytest.raises(Worthless, match="is not on its page"):
                SCENARIOS[key].check(site, f"mark of {key}")
        told = json.loads(command("build", site.folder, "--json").stdout)
        assert told["diagnostics"] == []
        SCENARIOS[key].check(site, f"mark of {key}")


def test_a_site_without_all_of_its_pages_is_worth_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(Worthless, match="has no page"):
        check_whole(Site(OURS, corpus(10), tmp_path))


def test_a_process_is_measured_with_its_children(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'x = bytearray(2**26); sum(range(10**6))'])"
    )
    found = measure([sys.executable, "-I", "-S", "-c", program], tmp_path, {}, tmp_path / "log")
    assert 0.001 < found.processor_seconds < 10
    assert 0.001 < found.seconds < 60
    assert 2**26 < found.peak_bytes < 2**27
    idle = measure([sys.executable, "-I", "-S", "-c", "pass"], tmp_path, {}, tmp_path / "log")
    assert 2**20 < idle.peak_bytes < 2**25
    assert idle.processor_seconds < found.processor_seconds


def test_a_process_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(Worthless, match=r"ended with 3(.|\n)*sorry"):
        measure([sys.executable, "-c", "print('sorry'); raise SystemExit(3)"], tmp_path, {}, tmp_path / "log")


def test_the_tables_have_medians_and_ratios() -> None:
    runs = [
        Run(1000, key, name, measurement(seconds))
        for key, ours_in_seconds, theirs in (("cold", 2, 5), ("unchanged", 0.05, 3))
        for name, middle in (("sitegen", ours_in_seconds), ("Hugo", theirs))
        for seconds in (middle, middle * 2, middle / 2)
    ]
    wall, processors, memory = tables(runs, [named("sitegen"), named("Hugo")]).split("\n\n| posts")[1:]
    assert "| 1,000 | clean build | 2.00 | 5.00 (2.5×) |" in wall
    assert "| 1,000 | nothing changed | 0.050 | 3.00 (60×) |" in wall
    assert "| 1,000 | clean build | 2.00 | 5.00 (2.5×) |" in processors
    assert "| 1,000 | clean build | 1.00 | 1.00 (1.0×) |" in memory
    assert "the median of 3 runs" in noise(runs, 2)
    assert "at most 4.0 times" in noise(runs, 2)


def test_results_go_between_the_marks_of_the_readme() -> None:
    readme = README.read_text("utf-8")
    once = with_results(readme, "| new |\n")
    assert f"{BEGIN}\n\n| new |\n\n{END}" in once
    assert with_results(once, "| new |\n") == once
    assert once.partition(BEGIN)[0] == readme.partition(BEGIN)[0]


def test_parsing_and_highlighting_are_measured_apart() -> None:
    parsing, highlighting, both = markdown.read(corpus(4), 1)
    assert (parsing.what, highlighting.what, both.what) == ("parsing", "highlighting", "both")
    assert parsing.ours + highlighting.ours == pytest.approx(both.ours)
    assert min(parsing.bare, both.bare) > 0
    assert both.ratio == both.ours / both.bare


def test_code_whose_colours_are_not_measured_is_the_same_but_for_its_language() -> None:
    plain = markdown.without_languages(POSTS[0].body)
    assert plain.count("\n```text\n") == POSTS[0].code_blocks
    assert re.sub("```.*", "", plain) == re.sub("```.*", "", POSTS[0].body)


@pytest.mark.parametrize("name", hard_inputs.inputs())
def test_hard_inputs_are_as_long_as_they_are_asked_to_be(name: str) -> None:
    short, long = (len(hard_inputs.inputs()[name](length)) for length in (4096, 16384))
    assert 0 < short <= 2 * 4096
    assert 3 * short < long <= 2 * 16384
