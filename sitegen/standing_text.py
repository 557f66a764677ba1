"""How translations stand, as text for people and as values for programs."""

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from sitegen.report import BOLD, DIM, RED, YELLOW, styled, visible
from sitegen.standing import Member, Standing

WIDTH = 80  # columns
INDENT = "      "
ShowPath = Callable[[str], str]


def as_text(standings: Sequence[Standing], show_path: ShowPath, colour: bool) -> str:
    """Posts with translations first, then those without, and a line of counts."""
    groups = [one for one in standings if len(one.posts) > 1]
    alone = [one for one in standings if len(one.posts) == 1 and one.missing]
    lines = [line for one in groups for line in (*_group(one, show_path, colour), "")]
    if alone:
        lines += [styled("Without translations", BOLD, colour), *(_alone(one, show_path) for one in alone), ""]
    return "\n".join([*lines, _summary(groups, alone)])


def as_values(standings: Sequence[Standing], languages: Sequence[str]) -> dict[str, Any]:
    return {
        "languages": list(languages),
        "counts": counts(standings),
        "groups": msgspec.to_builtins(list(standings)),
    }


def counts(standings: Iterable[Standing]) -> dict[str, int]:
    found = Counter[str]()
    for one in standings:
        found["groups"] += 1
        found["complete"] += one.complete
        found["missing"] += len(one.missing)
        found.update(member.state for member in one.posts)
    return {
        name.replace("-", "_"): found[name]
        for name in ("groups", "complete", "missing", "current", "stale", "untracked", "no-original")
    }


def _group(one: Standing, show_path: ShowPath, colour: bool) -> Iterator[str]:
    original = next(post for post in one.posts if post.path == one.original)
    yield _titled(original, show_path, colour)
    for post in one.posts:
        if post is not original or post.state != "original":
            yield f"  {post.lang:<3} {visible(show_path(post.path))}{_draft(post)}"
            yield from _said(post, colour)
    if one.missing:
        yield styled(textwrap.fill(f"missing: {', '.join(one.missing)}", WIDTH, initial_indent="  "), RED, colour)


def _titled(original: Member, show_path: ShowPath, colour: bool) -> str:
    return f"{styled(visible(show_path(original.path)), BOLD, colour)} ({original.lang}){_draft(original)}"


def _draft(post: Member) -> str:
    return ", a draft" if post.draft else ""


def _said(post: Member, colour: bool) -> Iterator[str]:
    words = {
        "untracked": "not tracked",
        "no-original": f"what it was made from (“{post.translated_from}”) is not there",
    }
    text = _changes(post) if post.state == "stale" else words.get(post.state, "")
    if text:
        filled = textwrap.fill(
            visible(text), WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False
        )
        yield styled(filled, DIM if post.state == "untracked" else YELLOW, colour)


def _changes(post: Member) -> str:
    named = [f"“{heading}”" if heading else "the beginning" for heading in post.changed]
    gone = [f"{post.gone} section{'s are' if post.gone > 1 else ' is'} gone"] if post.gone else []
    return f"out of date: {', '.join([*named, *gone])}"


def _alone(one: Standing, show_path: ShowPath) -> str:
    (post,) = one.posts
    return f"  {visible(show_path(post.path))} ({post.lang}){_draft(post)}"


def _summary(groups: Sequence[Standing], alone: Sequence[Standing]) -> str:
    found = counts(groups)
    said = [
        f"{found['complete']} of {len(groups)} groups complete",
        f"{found['missing']} translation{'' if found['missing'] == 1 else 's'} missing in them",
        f"{found['stale']} out of date",
        f"{found['untracked']} not tracked",
        *([f"{len(alone)} post{'' if len(alone) == 1 else 's'} without translations"] if alone else []),
    ]
    return textwrap.fill(", ".join(said), WIDTH)
