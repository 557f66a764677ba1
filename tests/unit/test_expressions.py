"""What is made of expressions when they are needed matches what they match."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_all_lexers

from sitegen.markdown.code_languages import lexer_of
from sitegen.markdown.expressions import ALL, ANY_LETTER, END, Expression, Words

# Sets, negated sets, ranges across the edge of ASCII, and parts that may be reduced or must not be.
EXPRESSIONS = [
    "[a-zà-ý]+",
    "[^é]",
    "[^aé]",
    "[é-ü]",
    "[éü]|b",
    "[Z-é]",
    "(?i)[kéſ]",
    "(?i:[sſé])x|[aé]",
    "(?:[aé]|b(?=[cü]))+",
    "(?P<q>[aé])[bü]*?(?P=q)",
    "(a)?(?(1)[bé]|[cü])",
    "(?<![aé])[bü]",
    "(?>[aé]+)b",
    r"[\wé]",
    r"[^\Wé]",
    "é",
    "[é]{2,3}",
]
LETTERS = "abcksxyz-_ \n\u00e9\u00fc\u017f\u212a"


@settings(max_examples=500)
@given(st.sampled_from(EXPRESSIONS), st.text(LETTERS, max_size=8), st.integers(0, 3))
def test_an_expression_matches_what_it_matches_in_whole(text: str, code: str, position: int) -> None:
    made, plain = Expression(text, re.MULTILINE), re.compile(text, re.MULTILINE)
    found, expected = made(code, position), plain.match(code, position)
    assert (found and (found.span(), found.groups())) == (expected and (expected.span(), expected.groups()))
    if expected:
        letter = code[position : position + 1]
        assert letter >= ANY_LETTER or made.letters >> (ord(letter) if letter else END) & 1


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_sets_are_reduced_for_ascii_and_nothing_else(text: str) -> None:
    made, plain = Expression(text, 0), re.compile(text)
    for code in (chr(first) + second for first in range(128) for second in ("", "a", "x")):
        found, expected = made.of_ascii(code, 0), plain.match(code)
        assert (found and found.span()) == (expected and expected.span()), repr(code)


def test_an_expression_for_ascii_only_may_begin_with_anything() -> None:
    assert Expression(r"\w", re.ASCII).letters == ALL


def lists_of_words() -> Iterator[Words]:
    """Of all lexers that there are."""
    for _, aliases, _, _ in get_all_lexers(plugins=False):
        lexer = lexer_of(aliases[0]) if aliases else None
        for rules in getattr(lexer, "_tokens", {}).values():
            yield from (match for match, *_ in rules if isinstance(match, Words))


def beside(word: str) -> Iterator[str]:
    """Codes in which a word stands, or nearly."""
    yield from (word, word[:-1], f"{word}x", f"{word}-x", f"{word}-", f"{word} x", f"{word}é", f"{word}(", f"x{word}")
    yield from (word.partition("-")[0], word.partition(" ")[0], f"{word.partition('-')[0]}-x")


def check(words: Words) -> None:
    match = re.compile(words.text, words.flags).match
    for word in words.some:
        for code in beside(word):
            for before in ("", ".", "x", "-", " "):
                found, expected = words.ending(before + code, len(before)), match(before + code, len(before))
                assert (found and found.end()) == (expected and expected.end()), (words.text, before + code)


def test_words_are_sought_as_their_expression_finds_them() -> None:
    for name in ("css", "python", "rust", "go", "cpp"):
        lexer = lexer_of(name)
        some = [match for rules in vars(type(lexer))["_tokens"].values() for match, *_ in rules]
        assert any(isinstance(match, Words) and match.can_be_sought for match in some)
        for match in some:
            if isinstance(match, Words) and len(match.some) < 200:
                check(match)


def test_a_list_with_an_empty_word_is_left_to_its_expression() -> None:
    """No lexer of Pygments' own has one, but one that is installed beside it may."""
    words = Words(frozenset(("", "if")), 0, "", r"\b")
    assert words.letters >> ord("x") & 1
    for code in ("if", "x", "", " "):
        found, expected = words.ending(code, 0), re.compile(words.text).match(code)
        assert (found and found.end()) == (expected and expected.end())


@pytest.mark.long
def test_all_lists_of_words_that_there_are_are_sought_as_their_expressions_find_them() -> None:
    checked = set()
    for words in lists_of_words():
        if words.can_be_sought and words not in checked:
            checked.add(words)
            check(words)
    assert len(checked) > 100
