"""What is kept in memory comes to the same as making everything anew."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Outcome, Place, hint
from sitegen.disk import Wishes
from sitegen.kept import Kept
from sitegen.look import Look
from sitegen.pipeline import Each, build, draw, straight
from tests.support import TODAY, write_site


def squared(number: int) -> Outcome[int]:
    """Some numbers have no value, some have words to them."""
    told = (hint(f"{number}.md", Place(), "odd", "odd"),) if number % 2 else ()
    return Outcome(None if number % 5 == 0 else number * number, told)


def named(number: int) -> Outcome[str]:
    return Outcome(str(number))


class Noted:
    """An Each that notes what it was asked to make."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[Any]]] = []

    def __call__(self, stage: Callable[[Any], Outcome[Any]], items: Sequence[Any]) -> Iterable[Outcome[Any]]:
        self.asked.append((stage.__name__, list(items)))
        return straight(stage, items)

    def taken(self, stage: str) -> list[Any]:
        found = [item for name, items in self.asked if name == stage for item in items]
        self.asked = [(name, items) for name, items in self.asked if name != stage]
        return found


def doubled(items: list[int]) -> set[int]:
    """No stage has an item twice; if one had, it might be made anew."""
    return {item for item in items if items.count(item) > 1}


@settings(max_examples=150, deadline=None)
@given(
    lists=st.lists(st.tuples(st.sampled_from([squared, named]), st.lists(st.integers(0, 9), max_size=12)), max_size=8)
)
def test_any_lists_one_after_another_come_to_what_a_loop_gives(
    lists: list[tuple[Callable[[int], Outcome[Any]], list[int]]],
) -> None:
    noted = Noted()
    kept = Kept(noted)
    before: dict[str, list[int]] = {}
    for stage, items in lists:
        assert kept(stage, items) == list(straight(stage, items))
        asked = noted.taken(stage.__name__)
        new = set(items) - set(before.get(stage.__name__, []))
        assert new <= set(asked) <= new | doubled(items)
        before[stage.__name__] = items


@settings(max_examples=60, deadline=None)
@given(data=st.data(), items=st.lists(st.integers(0, 1000), max_size=30))
def test_small_changes_make_only_what_is_new(data: st.DataObject, items: list[int]) -> None:
    noted = Noted()
    kept = Kept(noted)
    kept(squared, items)
    for _ in range(4):
        noted.asked.clear()
        changed = list(items)
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(changed)))
            kind = data.draw(st.sampled_from(["insert", "remove", "move", "double", "change"]))
            if kind == "insert" or not changed:
                changed.insert(at, data.draw(st.integers(0, 2000)))
                continue
            one = changed[at % len(changed)]
            if kind in ("remove", "move", "change"):
                changed.pop(at % len(changed))
            if kind in ("move", "double"):
                changed.insert(data.draw(st.integers(0, len(changed))), one)
            if kind == "change":
                changed.insert(at % (len(changed) + 1), one + 1)
        assert kept(squared, changed) == list(straight(squared, changed))
        new, asked = set(changed) - set(items), set(noted.taken("squared"))
        assert new <= asked <= new | doubled(changed)
        items = changed


def test_what_failed_is_tried_again_and_what_was_kept_stays() -> None:
    kept = Kept(straight)
    kept(squared, [1, 2, 3])

    def failing(stage: Callable[[Any], Outcome[Any]], items: Sequence[Any]) -> Iterable[Outcome[Any]]:
        raise OSError

    kept.inner = cast("Each", failing)
    with pytest.raises(OSError):  # noqa: PT011 - which one is no matter
        kept(squared, [1, 2, 3, 4])
    kept.inner = Noted()
    assert kept(squared, [1, 2, 3, 4]) == list(straight(squared, [1, 2, 3, 4]))
    assert kept.inner.taken("squared") == [4]


def test_an_edited_body_is_the_only_file_that_is_parsed(tmp_path: Path) -> None:
    posts = "".join(
        f"-- content/blog/p{n}.md --\n---\ntitle: P{n}\ndate: 2025-01-01\n---\nWords {n}.\n" for n in range(30)
    )
    root = write_site(tmp_path, f'-- site.toml --\nurl = "https://example.org"\n[languages.en]\n{posts}')
    look, noted = Look(root), Noted()
    kept = Kept(noted)
    site = look.everywhere(Wishes(today=TODAY)).site.value
    assert site
    draw(site, kept)
    assert len(noted.taken("parse")) == 30
    assert len(noted.taken("close")) == 1
    post = root / "content/blog/p7.md"
    post.write_text(post.read_text().replace("Words", "Other words"))
    site = look.at([str(post)], Wishes(today=TODAY)).site.value
    assert site
    plan = draw(site, kept)
    assert [one.source.path for one in noted.taken("parse")] == ["content/blog/p7.md"]
    assert noted.taken("close") == []
    assert plan == draw(site)
    assert build(site, kept) == build(site)
