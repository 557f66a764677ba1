"""The fast way through a lexer gives what Pygments gives."""

import re
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import Lexer, RegexLexer, RegexLexerMeta
from pygments.lexers import get_all_lexers
from pygments.lexers.python import PythonLexer
from pygments.token import Keyword, Token

from sitegen.markdown import expressions, lexing
from sitegen.markdown.code_classes import CLASSES
from sitegen.markdown.code_languages import lexer_name, lexer_of
from sitegen.markdown.expressions import ANY_LETTER
from sitegen.markdown.lexing import Unfaithful, pieces_by
from tests.unit.test_languages_of_code import SNIPPETS

LANGUAGES = sorted({lexer_name(language) for language in SNIPPETS})
ALL = "\n".join(code for _, code in SNIPPETS.values())
ASCII = "abefilnrst_ABKS019 \t\n\"'`#/*\\-+=<>()[]{}$@!?:;,.%&|~^"
CODE_LETTERS = "abefilnrst_ABKS019 \t\n\"'`#/*\\-+=<>()[]{}$@!?:;,.%&|~^é日ſKİß─²٣\u2028\u2fff\u3000\x1c"


def as_pygments_compiles(lexer: Lexer) -> Lexer:
    """A lexer of the same kind whose expressions Python has compiled from their text."""
    kind: Any = type(lexer)
    if not isinstance(kind, RegexLexerMeta):
        return lexer
    compiled = {"_process_regex": staticmethod(lambda given, flags, _: re.compile(text_of(given), flags).match)}
    made: Lexer = type(kind)(kind.__name__, (kind,), compiled)(stripnl=False, ensurenl=False)
    return made


def text_of(expression: Any) -> str:
    """An expression is text, or is yet to be made of words."""
    return expression if isinstance(expression, str) else str(expression.get())


def by_pygments(lexer: Lexer, code: str) -> list[tuple[str, str]] | None:
    """Neighbours of one class in one piece; None if it would change the text."""
    found = [(CLASSES[kind], text) for _, kind, text in lexer.get_tokens_unprocessed(code)]
    pieces = [
        (classes, "".join([text for _, text in some]))
        for classes, some in groupby([one for one in found if one[1]], key=itemgetter(0))
    ]
    return pieces if "".join([text for _, text in pieces]) == code else None


def by_us(lexer: Lexer, code: str) -> list[tuple[str, str]] | None:
    try:
        return pieces_by(lexer, code)
    except Unfaithful:
        return None


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_is_read_as_pygments_reads_it(name: str) -> None:
    lexer = lexer_of(name)
    assert lexer
    plain = as_pygments_compiles(lexer)
    for _, code in SNIPPETS.values():
        assert by_us(lexer, code) == by_pygments(plain, code)


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from(LANGUAGES),
    st.one_of(st.text(CODE_LETTERS, max_size=60), st.text(ASCII, max_size=60), st.text(max_size=20)),
    st.sampled_from([-1, lexing.WORTHWHILE]),
)
def test_any_text_is_read_as_pygments_reads_it(name: str, code: str, worthwhile: int) -> None:
    lexer = lexer_of(name)
    assert lexer
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexing, "WORTHWHILE", worthwhile)
        lexing._states_of.cache_clear()
        assert by_us(lexer, code) == by_pygments(lexer, code)


@pytest.mark.long
def test_every_lexer_there_is_reads_all_snippets_as_before() -> None:
    different = []
    for _, aliases, _, _ in get_all_lexers():
        lexer = lexer_of(aliases[0]) if aliases else None
        plain = as_pygments_compiles(lexer) if lexer else None
        codes = (ALL, ALL.encode("ascii", "ignore").decode())
        if lexer and plain and any(by_us(lexer, code) != by_pygments(plain, code) for code in codes):
            different.append(aliases[0])
    assert different == []


def test_a_kind_that_only_its_lexer_knows_has_no_class() -> None:
    assert CLASSES[Token.Pitch] == CLASSES[Token] == ""
    assert CLASSES[Token.Name.Of.Theirs] == CLASSES[Token.Name]


class Forgetful(RegexLexer):
    """Its rules drop text, change it, or take it twice."""

    tokens = {  # noqa: RUF012 - as Pygments has it
        "root": [
            (r"drop", lambda *_: []),
            (r"loud", lambda _, found: [(found.start(), Keyword, found[0].upper())]),
            (r"twice", lambda _, found: [(found.start(), Keyword, found[0])] * 2),
            (r"half", lambda _, found: [(found.start(), Keyword, found[0][:2])]),
            (r"\w+", Keyword),
        ]
    }


@pytest.mark.parametrize("word", ["drop", "loud", "twice", "half"])
@pytest.mark.parametrize("is_driven", [True, False])
def test_a_lexer_that_would_change_the_text_is_not_believed(
    word: str, is_driven: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_driven:
        monkeypatch.setattr(lexing, "_states_of", lambda *_: None)
    assert pieces_by(Forgetful(), "is it") == [("k", "is"), ("", " "), ("k", "it")]
    with pytest.raises(Unfaithful):
        pieces_by(Forgetful(), f"is {word} it")


def test_most_rules_are_known_not_to_begin_with_a_letter() -> None:
    """If Python's parser of expressions says something else one day, nothing breaks, but this."""
    lexer = lexer_of("python")
    assert lexer
    states = lexing._states_of(lexer, is_ascii=True)
    assert states is not None
    assert len(states["root"]["="]) < len(states["root"][ANY_LETTER]) / 4


def test_without_the_halves_of_re_lexers_go_at_their_own_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "PRIVATE", ("re._parser", "re.not_there_any_more"))
    monkeypatch.setattr(lexing, "made_when_needed", expressions.made_when_needed.__wrapped__)
    lexer = PythonLexer()
    assert lexing._states_of(lexer, is_ascii=True) is None
    assert by_us(lexer, "x = 1\n") == by_pygments(lexer, "x = 1\n")


def test_lists_of_words_are_compiled_when_there_has_been_much_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexing, "WORTHWHILE", 20)
    lexer = as_made_anew("python")
    states = lexing._states_of(lexer, True)  # noqa: FBT003 - as it is called there: it is cached
    assert states is not None

    def sought() -> bool:
        rules = [rule for by_letter in states.values() for rule in by_letter["i"]]
        return any(getattr(match, "__name__", "") == "_word_at" for match, *_ in rules)

    for is_sought in (True, True, False, False):
        assert by_us(lexer, "if is_it:\n") == by_pygments(lexer, "if is_it:\n")
        assert sought() is is_sought


def as_made_anew(name: str) -> Lexer:
    lexing._states_of.cache_clear()
    lexer = lexer_of(name)
    assert lexer
    return lexer
