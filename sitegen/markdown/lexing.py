"""Pygments' lexers, driven faster: a rule that can't begin with the next letter isn't tried. The tokens are the same.

Three quarters of the time of a block went into regular expressions that could not match where they were tried. Of the
tokens only the class is noted, and where it changes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sitegen.markdown.code_classes import CLASSES
from sitegen.markdown.expressions import ALL, ANY_LETTER, END, Ending, Expression, Match, Words, made_when_needed

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

Piece = tuple[str, str]  # classes, and text
Token = tuple[int, "_TokenType", str]  # the place of a text, what it is, and the text
Action = Callable[["Lexer", Any], Iterable[Token]]
Given = tuple[Match, Any, Any]  # Pygments' rule: what matches, what it is, the state that follows
Rule = tuple[Callable[[str, int], Ending | None], str | None, Action, Any]  # ours: its class, or what takes it apart
WORTHWHILE = 20_000  # letters of one language: to look words up takes longer than a compiled list of them


class Unfaithful(Exception):
    """A lexer would change the text."""


def pieces_by(lexer: "Lexer", code: str) -> list[Piece]:
    """What the lexer makes of the code, neighbours of one class in one piece. Raises Unfaithful.

    What `get_tokens` does beyond this is for text as it comes from a file.
    """
    states = _states_of(lexer, code.isascii())
    runs = _Runs(code)
    if states is not None:
        states.read(len(code))
        _drive(lexer, runs, states)
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
def _states_of(lexer: "Lexer", is_ascii: bool) -> "_States | None":
    """The rules by state, for code that is all ASCII or any; None for lexers that go their own ways."""
    from pygments.lexer import RegexLexer

    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed or not made_when_needed():
        return None
    # The rules by state. The types do not tell of them; some lexers have them of their own.
    return _States(lexer._tokens, is_ascii)  # type: ignore[attr-defined]  # noqa: SLF001


class _States(dict[str, "_Rules"]):
    """The rules of each state that was entered."""

    def __init__(self, given: Mapping[str, Sequence[Given]], is_ascii: bool) -> None:
        super().__init__()
        self.given = given
        self.is_ascii = is_ascii
        self.letters_read = 0

    def __missing__(self, state: str) -> "_Rules":
        self[state] = _Rules(self.given[state], self.ready)
        return self[state]

    def read(self, count: int) -> None:
        """Note how many letters come next. Lists of words are compiled when there have been many."""
        if self.letters_read <= WORTHWHILE < self.letters_read + count:
            self.clear()
        self.letters_read += count

    def ready(self, match: Match) -> Match:
        """What matches as it is fastest."""
        if not isinstance(match, Expression) or (isinstance(match, Words) and self.letters_read <= WORTHWHILE):
            return match
        return match.of_ascii if self.is_ascii else match.full


class _Rules(dict[str, Sequence[Rule]]):
    """The rules of a state that may match, by the letter that comes next, which is none at the end."""

    def __init__(self, given: Sequence[Given], ready: Callable[[Match], Match]) -> None:
        super().__init__()
        self.given = given
        self.ready = ready
        self.letters = [match.letters if isinstance(match, Expression) else ALL for match, _, _ in given]
        # Any of them may be tried, and few of them are: they are compiled when they are called.
        self[ANY_LETTER] = [_rule(*one) for one in given]

    def __missing__(self, letter: str) -> Sequence[Rule]:
        if letter > ANY_LETTER:
            return self[ANY_LETTER]
        at = ord(letter) if letter else END
        chosen = [one for one, letters in zip(self.given, self.letters, strict=True) if letters >> at & 1]
        self[letter] = [_rule(self.ready(match), action, new) for match, action, new in chosen]
        return self[letter]


def _rule(match: Match, action: Any, new: Any) -> Rule:  # noqa: ANN401 - a kind of token, a function or None; a state
    from pygments.token import _TokenType

    if isinstance(action, _TokenType):
        return match.ending if isinstance(match, Words) else match, CLASSES[action], _nothing, new
    return match, None, action or _nothing, new


def _nothing(_lexer: "Lexer", _found: Ending) -> Iterable[Token]:
    return ()


def _drive(lexer: "Lexer", runs: _Runs, states: _States) -> None:
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
