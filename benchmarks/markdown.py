"""How long a post takes to be parsed and to be highlighted, beside bare markdown-it-py and Pygments.

`python benchmarks/markdown.py --help`. The bodies are those of `corpus.py`. Processor seconds, the best of some rounds
in which both take turns; before that, both have read every body once.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.corpus import Post, corpus
from benchmarks.machine import machine
from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body

FENCE = "\n```"


class Reading(msgspec.Struct, frozen=True):
    """Milliseconds a post."""

    what: str
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/markdown.py", description="Measure Markdown and highlighting.")
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    wishes = parser.parse_args(arguments)
    readings = read(corpus(wishes.posts), wishes.rounds)
    rows = [f"| {one.what} | {one.ours:.2f} ms | {one.bare:.2f} ms | {one.ratio:.2f} |\n" for one in readings]
    head = f"| a post of {wishes.posts} | sitegen | bare | ratio |\n| --- | ---: | ---: | ---: |\n"
    sys.stdout.write(f"{machine(Path.cwd())}.\n\n{head}{''.join(rows)}")
    return 0


def read(posts: Sequence[Post], rounds: int) -> list[Reading]:
    """Parsing is the body without colours; highlighting is what colours add to it."""
    coloured = [(post.body, post.language) for post in posts]
    plain = [(without_languages(body), language) for body, language in coloured]
    takers: list[Callable[[], object]] = [
        lambda: [_ours(*one) for one in plain],
        lambda: [_bare(*one) for one in plain],
        lambda: [_ours(*one) for one in coloured],
        lambda: [_bare_with_colours(*one) for one in coloured],
    ]
    ours, bare, ours_whole, bare_whole = (1000 * one / len(posts) for one in _best(takers, rounds))
    return [
        Reading("parsing", ours, bare),
        Reading("highlighting", ours_whole - ours, bare_whole - bare),
        Reading("both", ours_whole, bare_whole),
    ]


def _best(takers: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The least seconds of each; they take turns, so that a busy machine is busy for all of them."""
    best = [float("inf")] * len(takers)
    for turn in range(rounds + 1):
        for at, take in enumerate(takers):
            started = time.process_time()
            take()
            if turn:  # the first one only warms up
                best[at] = min(best[at], time.process_time() - started)
    return best


def without_languages(body: str) -> str:
    """The body with its code as plain text."""
    first, *rest = body.split(FENCE)
    return first + "".join(
        FENCE + (piece if at % 2 else "text\n" + piece.partition("\n")[2]) for at, piece in enumerate(rest)
    )


def _ours(body: str, language: str) -> object:
    return understand(Body(text=body, path="content/x.md", given_title="x", lang=language))


BARE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
COLOURED = MarkdownIt(
    "commonmark",
    {"html": True, "highlight": lambda code, name, _: highlight(code, get_lexer_by_name(name), FORMATTER)},
).enable(["table", "strikethrough"])
FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def _bare(body: str, language: str) -> object:  # noqa: ARG001 - called as ours is
    return BARE.render(body)


def _bare_with_colours(body: str, language: str) -> object:  # noqa: ARG001 - called as ours is
    return COLOURED.render(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
