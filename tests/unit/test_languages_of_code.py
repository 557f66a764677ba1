"""Snippets in the languages of blogs: what their authors meant, and not a letter changed."""

import html
import re

import pytest
from pygments.token import STANDARD_TYPES, Error

from sitegen.markdown.code_classes import UNMARKED
from sitegen.markdown.code_languages import MATTER_OF, lexer_name, lexer_of
from sitegen.markdown.highlighting import highlighted, pieces_of
from sitegen.markdown.terminal import NAMES, STYLES
from tests.support import PROJECT

SNIPPETS = {
    head.partition(":")[0]: (head.partition(":")[2].split(), code)
    for head, _, code in (
        part.partition("\n")
        for part in (PROJECT / "tests/unit/languages.txt").read_text("utf-8").removeprefix("§ ").split("\n§ ")
    )
}
# What Pygments does not know, and shows as text without a colour of its own.
MISTAKES = {"scss": ["%"], "svelte": ["="]}
OURS = """
    code code-frame code-box code-copy code-told terminal line lined numbered signed wrapped marked inserted deleted
    ansi-on
"""
CSS = (PROJECT / "static/css/code.css").read_text("utf-8")
STYLED = set(re.findall(r"\.([\w-]+)", re.sub(r"{[^{}]*}|/\*.*?\*/", " ", CSS)))
OF_LANGUAGES = {name for name in STYLED if name in STANDARD_TYPES.values()}


def pieces(language: str) -> list[tuple[str, str]]:
    return pieces_of(SNIPPETS[language][1], lexer_name(language), MATTER_OF.get(language, ""))


def test_there_are_forty_languages() -> None:
    assert len(SNIPPETS) >= 40


@pytest.mark.parametrize("language", SNIPPETS)
def test_the_text_of_a_snippet_stays_the_same(language: str) -> None:
    code = SNIPPETS[language][1]
    shown = highlighted(code, lexer_name(language), MATTER_OF.get(language, ""))
    assert html.unescape(re.sub("<[^>]*>", "", shown)) == code
    assert "<span" in shown


@pytest.mark.parametrize("language", SNIPPETS)
def test_no_lexer_takes_a_snippet_for_a_mistake(language: str) -> None:
    code = SNIPPETS[language][1]
    matter = re.match(r"---\n.*?\n---\n", code, re.DOTALL) if language in MATTER_OF else None
    lexer = lexer_of(lexer_name(language))
    assert lexer
    tokens = lexer.get_tokens_unprocessed(code[matter.end() :] if matter else code)
    assert [text for _, kind, text in tokens if kind is Error] == MISTAKES.get(language, [])


@pytest.mark.parametrize(("language", "meant"), [(name, one) for name, (words, _) in SNIPPETS.items() for one in words])
def test_a_word_is_what_its_author_meant(language: str, meant: str) -> None:
    """`word=k`: a piece with the word has a class that begins with `k`."""
    word, _, kind = meant.rpartition("=")
    found = [classes for classes, text in pieces(language) if word.strip('"') in text or word in text]
    assert any(classes.startswith(kind) for classes in found), found


def test_no_rule_styles_a_class_that_is_never_made() -> None:
    ansi = {f"ansi-{name}" for name in (*NAMES, *STYLES.values())} - {"ansi-inverse"}
    assert STYLED - {*OURS.split()} - ansi - set(STANDARD_TYPES.values()) == set()
    assert set() == STYLED & UNMARKED
    assert ansi <= STYLED


def test_what_the_snippets_are_made_of_has_a_colour_or_is_meant_to_have_none() -> None:
    """Names that are no definitions, and what joins words, are in the colour of the text."""
    quiet = {"nv", "vi", "vc", "vg", "nx", "fm", "gt", "ld", "py", "ni", "nd", "bp", "ne", "nn", "vm"}
    made = {classes for language in SNIPPETS for classes, _ in pieces(language)} - {""}
    assert made - OF_LANGUAGES - quiet == set()


@pytest.mark.parametrize(("code", "has_tag"), [("for (i=0;i<n;i++) {}", False), ("const a = <n>x</n>;", True)])
def test_javascript_has_tags_where_they_end(code: str, has_tag: bool) -> None:
    assert ("nt" in [classes for classes, _ in pieces_of(code, "js")]) is has_tag
