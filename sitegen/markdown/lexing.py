"""Pygments' lexers, driven faster: a rule that can't begin with the next letter isn't tried. The tokens are the same.

Three quarters of the time of a block went into regular expressions that could not match where they were tried. Of the
tokens only the class is noted, and where it changes. What an expression may begin with is found out when it is
compiled, because most of the work of both is to read it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, reduce
from importlib import import_module
from importlib.util import find_spec
from operator import or_
from typing import TYPE_CHECKING, Any

from sitegen.markdown.code_classes import CLASSES

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

Piece = tuple[str, str]  # classes, and text
Match = Callable[[str, int], re.Match[str] | None]
Token = tuple[int, "_TokenType", str]  # the place of a text, what it is, and the text
Action = Callable[["Lexer", re.Match[str]], Iterable[Token]]
Given = tuple[Match, Any, Any]  # Pygments' rule: what matches, what it is, the state that follows
Rule = tuple[Match, str | None, Action, Any]  # ours: its class, or an action that takes it apart
Tree = Iterable[tuple[Any, Any]]  # a regular expression as `re` reads it
# No public door leads to the halves of `re`. Without them, lexers go at their own pace; a test tells if they change.
PRIVATE = PARSER, COMPILER = "re._parser", "re._compiler"
ANY_LETTER = "\x80"  # stands for all from here on, which are too many for a table each: every rule is tried
# Sets of letters are numbers, in which the bit of a letter's code is set; that of the end of the code comes last.
LAST = ord(ANY_LETTER) - 1
END = LAST + 1
LETTERS = (1 << END) - 1
ALL = LETTERS | 1 << END
# Letters that equal some outside ASCII where case makes no difference.
OF_OTHER_CASE = sum(1 << ord(letter) for letter in "kKsSiI")
_letters: dict[int, tuple[Match, int]] = {}
"""What the expressions may begin with, by the identities of their `match`, which live as long as these."""


class Unfaithful(Exception):
    """A lexer would change the text."""


@cache
def read_once() -> bool:
    """From now on lexers have their expressions compiled here. False if that can't be, because `re` has changed."""
    from pygments.lexer import RegexLexerMeta

    if not all(find_spec(name) for name in PRIVATE):
        return False
    RegexLexerMeta._process_regex = _compiled  # type: ignore[attr-defined]  # noqa: SLF001 - it has no public door
    return True


def _compiled(_kind: "type[Lexer]", expression: Any, flags: int, _state: str) -> Match:  # noqa: ANN401 - as Pygments has it
    """As Pygments would compile it. An expression is text, or is yet to be made of words."""
    return _compiled_text(expression if isinstance(expression, str) else _text_of(expression), int(flags))


def _text_of(expression: Any) -> str:  # noqa: ANN401 - Pygments' `words`, the only kind there is, or a new one
    from pygments.lexer import words

    if not isinstance(expression, words):
        return str(expression.get())
    return _text_of_words(tuple(expression.words), expression.prefix, expression.suffix)


@lru_cache(maxsize=1024)  # CSS has its longest lists twice
def _text_of_words(some: tuple[str, ...], prefix: str, suffix: str) -> str:
    from pygments.regexopt import regex_opt

    return regex_opt(some, prefix, suffix)


@lru_cache(maxsize=8192)  # the states of a lexer share expressions
def _compiled_text(text: str, flags: int) -> Match:
    tree = import_module(PARSER).parse(text, flags)
    pattern: re.Pattern[str] = import_module(COMPILER).compile(tree, flags)
    match = pattern.match
    _letters[id(match)] = match, _letters_of(tree, pattern.flags)
    return match


def pieces_by(lexer: "Lexer", code: str) -> list[Piece]:
    """What the lexer makes of the code, neighbours of one class in one piece. Raises Unfaithful.

    What `get_tokens` does beyond this is for text as it comes from a file.
    """
    driver = _driver_of(lexer)
    runs = _Runs(code)
    if driver:
        _drive(lexer, runs, driver)
    else:
        runs.add(lexer.get_tokens_unprocessed(code), 0, len(code))
    return runs.pieces()


class _Runs:
    """Where in the code which class begins."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.classes = [""]
        self.starts = [0]

    def add(self, tokens: Iterable[Token], start: int, end: int) -> None:
        for _, kind, text in tokens:
            if not self.code.startswith(text, start):
                raise Unfaithful
            if text and CLASSES[kind] != self.classes[-1]:
                self.classes.append(CLASSES[kind])
                self.starts.append(start)
            start += len(text)
        if start != end:
            raise Unfaithful

    def pieces(self) -> list[Piece]:
        ends = [*self.starts[1:], len(self.code)]
        cuts = zip(self.classes, self.starts, ends, strict=True)
        return [(classes, self.code[start:end]) for classes, start, end in cuts if start < end]


@lru_cache(maxsize=256)
def _driver_of(lexer: "Lexer") -> "dict[str, _Rules] | None":
    """The rules by state; None for lexers that go their own ways."""
    from pygments.lexer import RegexLexer

    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed or not read_once():
        return None
    # The rules by state, compiled. The types do not tell of them; some lexers have them of their own.
    tables: dict[str, Sequence[Given]] = lexer._tokens  # type: ignore[attr-defined]  # noqa: SLF001
    return {state: _Rules(rules) for state, rules in tables.items()}


class _Rules(dict[str, Sequence[Rule]]):
    """The rules of a state that may match, by the letter that comes next, which is none at the end."""

    def __init__(self, given: Sequence[Given]) -> None:
        super().__init__()
        self.rules = [_rule(*one) for one in given]
        self.letters = [_letters.get(id(match), (match, ALL))[1] for match, _, _ in given]

    def __missing__(self, letter: str) -> Sequence[Rule]:
        if letter >= ANY_LETTER:
            return self.rules
        at = ord(letter) if letter else END
        found = tuple(rule for rule, letters in zip(self.rules, self.letters, strict=True) if letters >> at & 1)
        self[letter] = found
        return found


def _rule(match: Match, action: Any, new: Any) -> Rule:  # noqa: ANN401 - a kind of token, a function or None; a state
    from pygments.token import _TokenType

    if isinstance(action, _TokenType):
        return match, CLASSES[action], _nothing, new
    return match, None, action or _nothing, new


def _nothing(_lexer: "Lexer", _found: re.Match[str]) -> Iterable[Token]:
    return ()


def _drive(lexer: "Lexer", runs: _Runs, states: dict[str, _Rules]) -> None:
    from pygments.token import Error

    code, classes, starts = runs.code, runs.classes, runs.starts
    stack, rules, position = ["root"], states["root"], 0
    while True:
        letter = code[position : position + 1]
        for match, own, action, new in rules[letter]:
            if found := match(code, position):
                end = found.end()
                if own is None:
                    runs.add(action(lexer, found), position, end)
                elif own != classes[-1] and end > position:
                    classes.append(own)
                    starts.append(position)
                position = end
                if new is not None:
                    _move(stack, new)
                    rules = states[stack[-1]]
                break
        else:
            if not letter:
                return
            if letter == "\n":
                stack, rules = ["root"], states["root"]
            runs.add([(position, Error, letter)], position, position + 1)  # a newline has no class either
            position += 1


def _move(stack: list[str], new: Any) -> None:  # noqa: ANN401 - a state, several, or how many to leave
    """On to the next state. The lowest one is never left."""
    if isinstance(new, int):
        del stack[max(1, len(stack) + new) if new < 0 else new :]
        return
    for state in (new,) if isinstance(new, str) else new:
        if state == "#pop":
            del stack[max(1, len(stack) - 1) :]
        else:
            stack.append(stack[-1] if state == "#push" else state)


def _letters_of(tree: Tree, flags: int) -> int:
    """The letters, and the end, at which an expression may match. In doubt, all."""
    if flags & re.ASCII:
        return ALL
    begun, empty = _beginnings(tree)
    found = begun | empty
    return _in_both_cases(found) if flags & re.IGNORECASE else found


def _in_both_cases(letters: int) -> int:
    alphabet = (letters >> ord("a") | letters >> ord("A")) & _range(0, 25)
    return letters | alphabet << ord("a") | alphabet << ord("A") | OF_OTHER_CASE


def _beginnings(tree: Tree) -> tuple[int, int]:
    """The letters that what matches may begin with, and those before which nothing at all may match."""
    begun, empty = 0, ALL
    for operation, value in tree:
        part_begun, part_empty = _part(operation.name, value)
        begun |= empty & part_begun
        empty &= part_empty
        if not empty:
            break
    return begun, empty


def _part(name: str, value: Any) -> tuple[int, int]:  # noqa: ANN401 - what it is depends on `name`
    if name in ("LITERAL", "IN"):
        return _members(name, value), 0
    if name == "BRANCH":
        branches = [_beginnings(branch) for branch in value[1]]
        return reduce(or_, [begun for begun, _ in branches]), reduce(or_, [empty for _, empty in branches])
    if name == "SUBPATTERN" and not value[1] and not value[2]:  # flags of its own, set and taken away
        return _beginnings(value[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        begun, empty = _beginnings(value[2])
        return begun, empty if value[0] else ALL
    if name == "ASSERT" and value[0] > 0:  # it looks ahead
        begun, empty = _beginnings(value[1])
        return 0, begun | empty
    return (0, ALL) if name in ("AT", "ASSERT", "ASSERT_NOT") else (ALL, ALL)


def _members(name: str, value: Any) -> int:  # noqa: ANN401 - as above
    if name == "IN":
        is_negated: bool = value[0][0].name == "NEGATE"
        members = reduce(or_, [_members(operation.name, one) for operation, one in value])
        return LETTERS & ~members if is_negated else members
    if name == "CATEGORY":
        kind: str = value.name.removeprefix("CATEGORY_")
        members = _of_kind(kind.removeprefix("NOT_"))
        return LETTERS & ~members if kind.startswith("NOT_") else members
    first, last = {"LITERAL": (value, value), "RANGE": value}.get(name, (1, 0))
    return _range(first, min(last, LAST))


def _range(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first) if first <= last else 0


@cache
def _of_kind(kind: str) -> int:
    """Spaces, digits or what words are made of, as `re` knows them."""
    is_of = {"SPACE": str.isspace, "DIGIT": str.isdecimal, "WORD": _is_of_words}[kind]
    return sum(1 << code for code in range(LAST + 1) if is_of(chr(code)))


def _is_of_words(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
