"""Pygments' lexers, driven faster: a rule that can't begin with the next letter isn't tried. The tokens are the same.

Three quarters of the time of a block went into regular expressions that could not match where they were tried.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

Token = tuple["_TokenType", str]
Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]  # a match, what it is, the state that follows
Tree = Iterable[tuple[Any, Any]]  # a regular expression as `re` reads it
# No public door leads to the parser of `re`. Without it, lexers go at their own pace; a test tells if it changes.
PARSER = "re._parser"
WORTHWHILE = 20_000  # letters of one language, some fifty blocks
ANY_LETTER = "\u3000"  # stands for all from here on, where letters are too many for a table each: every rule is tried
THE_END = ""
OF_OTHER_CASE = frozenset("kKsSiI")  # letters that equal some outside ASCII where case makes no difference


def tokens_of(lexer: "Lexer", code: str) -> list[Token]:
    """What the lexer makes of the code. What `get_tokens` does beyond this is for text as it comes from a file."""
    driver = _driver_of(lexer)
    if driver and driver.is_warm(code):
        return _driven(lexer, code, driver.states)
    return [(kind, text) for _, kind, text in lexer.get_tokens_unprocessed(code)]


class _Driver:
    """The tables of a lexer. Making them takes as long as they save over the first blocks, so those go without."""

    def __init__(self, states: dict[str, "_Rules"]) -> None:
        self.states = states
        self.letters_read = 0

    def is_warm(self, code: str) -> bool:
        self.letters_read += len(code)
        return self.letters_read > WORTHWHILE


@lru_cache(maxsize=256)
def _driver_of(lexer: "Lexer") -> _Driver | None:
    """None for lexers that go their own ways."""
    from pygments.lexer import RegexLexer

    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed or find_spec(PARSER) is None:
        return None
    # The rules by state, compiled. The types do not tell of them; some lexers have them of their own.
    tables: dict[str, Sequence[Rule]] = lexer._tokens  # type: ignore[attr-defined]  # noqa: SLF001
    return _Driver({state: _Rules(rules) for state, rules in tables.items()})


class _Rules(dict[str, Sequence[Rule]]):
    """The rules of a state that may match, by the letter that comes next."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__({ANY_LETTER: rules})
        self.rules = rules

    def __missing__(self, letter: str) -> Sequence[Rule]:
        self[letter] = tuple(rule for rule in self.rules if _may_match(rule, letter))
        return self[letter]


def _driven(lexer: "Lexer", code: str, states: dict[str, _Rules]) -> list[Token]:
    from pygments.token import Error, Whitespace, _TokenType

    tokens: list[Token] = []
    stack, position = ["root"], 0
    while True:
        letter = code[position : position + 1]
        for match, action, new in states[stack[-1]][letter if letter < ANY_LETTER else ANY_LETTER]:
            if found := match(code, position):
                if isinstance(action, _TokenType):
                    tokens.append((action, found[0]))
                elif action is not None:
                    tokens += [(kind, text) for _, kind, text in action(lexer, found)]
                position = found.end()
                if new is not None:
                    _move(stack, new)
                break
        else:
            if not letter:
                return tokens
            if letter == "\n":
                stack = ["root"]
            tokens.append((Whitespace if letter == "\n" else Error, letter))
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


def _may_match(rule: Rule, letter: str) -> bool:
    """Whether the rule's expression may match something that begins with the letter, or nothing at all."""
    pattern = getattr(rule[0], "__self__", None)
    if not isinstance(pattern, re.Pattern) or pattern.flags & re.ASCII:
        return True
    ignores_case = bool(pattern.flags & re.IGNORECASE) and letter != THE_END
    if ignores_case and (letter in OF_OTHER_CASE or not letter.isascii()):
        return True
    letters = {letter.lower(), letter.upper()} if ignores_case else {letter}
    return any(any(_begins(_tree(pattern), one)) for one in letters)


@lru_cache(maxsize=8192)
def _tree(pattern: re.Pattern[str]) -> Tree:
    parser = import_module(PARSER)
    tree: Tree = parser.parse(pattern.pattern, pattern.flags)
    return tree


def _begins(tree: Tree, letter: str) -> tuple[bool, bool]:
    """Whether what matches may begin with the letter, and whether it may be empty. In doubt, both."""
    for operation, value in tree:
        begins, is_empty = _part_begins(operation.name, value, letter)
        if begins or not is_empty:
            return begins, is_empty
    return False, True


def _part_begins(name: str, value: Any, letter: str) -> tuple[bool, bool]:  # noqa: ANN401 - what it is depends on `name`
    if name in ("LITERAL", "IN"):
        return _is_member(name, value, letter), False
    if name == "BRANCH":
        branches = [_begins(branch, letter) for branch in value[1]]
        return any(begins for begins, _ in branches), any(is_empty for _, is_empty in branches)
    if name == "SUBPATTERN" and not value[1] and not value[2]:  # flags of its own, set and taken away
        return _begins(value[3], letter)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        begins, is_empty = _begins(value[2], letter)
        return begins, is_empty or value[0] == 0
    if name == "ASSERT" and value[0] > 0:  # it looks ahead
        return False, any(_begins(value[1], letter))
    return (False, True) if name in ("AT", "ASSERT", "ASSERT_NOT") else (True, True)


def _is_member(name: str, value: Any, letter: str) -> bool:  # noqa: ANN401 - as above
    if letter == THE_END:
        return False
    if name == "LITERAL":
        return chr(value) == letter
    if name == "RANGE":
        return bool(value[0] <= ord(letter) <= value[1])
    if name == "IN":
        is_negated: bool = value[0][0].name == "NEGATE"
        return is_negated != any(_is_member(operation.name, one, letter) for operation, one in value)
    return name == "CATEGORY" and _is_of(value.name.removeprefix("CATEGORY_"), letter)


def _is_of(category: str, letter: str) -> bool:
    """Whether the letter is of a category such as `WORD` or `NOT_SPACE`."""
    kind = category.removeprefix("NOT_")
    kinds = {"SPACE": letter.isspace(), "DIGIT": letter.isdecimal(), "WORD": letter.isalnum() or letter == "_"}
    return kinds[kind] is (category == kind)
