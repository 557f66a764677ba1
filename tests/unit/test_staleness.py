"""Translations held against their originals: what makes one stale, and what does not."""

from pathlib import Path

import pytest

from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from sitegen.model import MarkdownSettings, Section
from sitegen.staleness import changes, read, state_of, written
from tests.support import Built, build_site

ORIGINAL = """\
The beginning.

## First *part*

Some words, a [link](https://e.org/x), `code` and a list:

- one
- two

## Second

```python
if x:
    y()
```
"""


def sections_of(text: str, settings: MarkdownSettings = MarkdownSettings(), lang: str = "en") -> tuple[Section, ...]:  # noqa: B008 - a frozen value
    found = understand(Body(text=text, path="x.md", given_title="x", settings=settings, lang=lang)).value
    assert found
    return found.text.sections


def headings_changed(text: str) -> tuple[tuple[str, ...], int]:
    found = changes(state_of("en", sections_of(ORIGINAL)), sections_of(text))
    return found.headings, found.gone


def test_the_sections_of_a_body_go_from_heading_to_heading() -> None:
    assert [section.title for section in sections_of(ORIGINAL)] == ["", "First part", "Second"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Some words, a", "Some\nwords,    a"),
        ("- one\n- two", "* one\n\n* two"),
        ("## Second\n", "Second\n------\n"),
        ("*part*", "_part_"),
        ("    y()", "  y()"),
        ("The beginning.\n", "The beginning.\n\n\n\n"),
        ("The beginning.\n", "The beginning.\n\n<!-- To do: more of it.\n\nMuch more. -->\n"),
        ("Some words", "Some <!-- few -->words"),
    ],
)
def test_white_space_comments_and_signs_of_markdown_make_no_translation_stale(old: str, new: str) -> None:
    assert headings_changed(ORIGINAL.replace(old, new)) == ((), 0)


@pytest.mark.parametrize("quoted", ["“a” isn’t", "„a“ isn't", "«a» isn‘t"])
def test_the_shape_of_quotation_marks_makes_no_translation_stale(quoted: str) -> None:
    assert sections_of(f"It {quoted}") == sections_of('It "a" isn\'t')
    assert sections_of(f"It `{quoted}`") != sections_of('It `"a" isn\'t`')


def test_settings_make_no_translation_stale() -> None:
    text = ORIGINAL + '\n"quoted" -- $x$ ... \'s\n'
    other = MarkdownSettings(smart_punctuation=False, trim_heading_ids=True)
    assert sections_of(text) == sections_of(text, other) == sections_of(text, lang="de")


@pytest.mark.parametrize(
    ("old", "new", "headings", "gone"),
    [
        ("words", "letters", ("First part",), 0),
        ("/x)", "/y)", ("First part",), 0),
        ("First", "Last", ("Last part",), 0),
        ("y()", "z()", ("Second",), 0),
        ("The beginning.", "The start.", ("",), 0),
        ("The beginning.\n", "", (), 1),
        ("## Second\n", "", ("First part",), 1),
        ("- two\n", "- two\n\n## New\n\nx\n", ("New",), 0),
    ],
)
def test_a_change_of_words_names_the_section(old: str, new: str, headings: tuple[str, ...], gone: int) -> None:
    assert headings_changed(ORIGINAL.replace(old, new)) == (headings, gone)


def test_a_section_that_was_moved_has_not_changed() -> None:
    first, second = ORIGINAL.index("## First"), ORIGINAL.index("## Second")
    assert headings_changed(ORIGINAL[:first] + ORIGINAL[second:] + "\n" + ORIGINAL[first:second]) == ((), 0)


def test_of_two_sections_alike_one_may_change() -> None:
    twice = "## A\n\nx\n\n## A\n\nx\n"
    state = state_of("en", sections_of(twice))
    assert changes(state, sections_of(twice)).headings == ()
    assert changes(state, sections_of(twice.replace("x", "y", 1))).headings == ("A",)


def test_a_state_is_read_as_it_is_written() -> None:
    for state in (state_of("pt-BR", sections_of(ORIGINAL)), state_of("en", ())):
        assert read(written(state)) == state
    for text in ("", "en", "en:x", ":aaaaaaaa", "en:aaaaaaaa.", "en:aaaaaaaa bbbbbbbb"):
        assert read(text) is None


# On a site

SITE = """
-- site.toml --
url = "https://example.org/base"
[languages.en]
[languages.ja]
-- content/blog/a.md --
---
title: A
date: 2025-01-01
---
{original}
-- content/blog/a.ja.md --
---
title: あ
date: 2025-01-02
translatedFrom: {state}
---
本文
"""
STATE = written(state_of("en", sections_of(ORIGINAL)))


def site(root: Path, original: str = ORIGINAL, state: str = STATE, more: str = "") -> Built:
    return build_site(root, SITE.format(original=original, state=state) + more)


def test_a_translation_of_the_state_that_there_is_needs_no_word(tmp_path: Path) -> None:
    built = site(tmp_path)
    assert built.told() == []
    assert "stale-note" not in "".join(built.files.values())


def test_a_stale_translation_is_told_with_the_headings_that_changed(tmp_path: Path) -> None:
    built = site(tmp_path, ORIGINAL.replace("words", "letters").replace("The beginning", "The start"))
    assert built.told() == ["content/blog/a.ja.md:4:17 warning stale-translation"]
    (one,) = built.diagnostics
    assert "the beginning, “First part”" in one.message
    assert "sitegen translate accept content/blog/a.ja.md" in one.hint


def test_readers_of_a_stale_translation_are_led_to_the_original(tmp_path: Path) -> None:
    built = site(tmp_path, ORIGINAL.replace("words", "letters"))
    page = built.files["ja/blog/a/index.html"]
    assert (
        '<p class="stale-note">この翻訳の後に原文が更新されました。原文はこちら: <a href="/base/blog/a/" lang="en"'
        in page
    )
    assert "stale-note" not in built.files["blog/a/index.html"]


def test_a_site_may_keep_it_from_its_readers(tmp_path: Path) -> None:
    built = site(tmp_path, ORIGINAL.replace("words", "letters"))
    built = build_site(tmp_path, '-- site.toml --\nstale_notes = false\nurl = "https://example.org"\n[languages.ja]\n')
    assert built.codes() == ["stale-translation"]
    assert "stale-note" not in built.files["ja/blog/a/index.html"]


def test_metadata_of_the_original_makes_no_translation_stale(tmp_path: Path) -> None:
    site(tmp_path)
    head = "---\ntitle: Other\ndate: 2024-01-01\ncolor: red\ntags: [x]\n---\n"
    built = build_site(tmp_path, f"-- content/blog/a.md --\n{head}{ORIGINAL}")
    assert built.told() == []


def test_a_translation_without_its_original_is_told(tmp_path: Path) -> None:
    built = site(tmp_path, state=STATE.replace("en:", "ko:"))
    assert built.told() == ["content/blog/a.ja.md:4:17 warning no-original"]


@pytest.mark.parametrize("state", ["true", "x", "en:short", "[a]", "en:aaaaaaaa.x"])
def test_a_state_that_can_t_be_read_is_an_error(tmp_path: Path, state: str) -> None:
    built = site(tmp_path, state=state)
    assert [one.line for one in built.diagnostics] == [4]
    assert built.codes()[0] in ("unreadable-state", "wrong-type")
