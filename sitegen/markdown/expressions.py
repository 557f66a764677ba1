"""The regular expressions of Pygments' lexers, made when they are needed: half of a first build went into all of them.

What an expression may begin with is known before it is compiled. Most code is ASCII, so it is first compiled without
the thousand letters that a name in Unicode may have; lists of words are not made into expressions if nobody asks.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache, reduce
from importlib import import_module
from importlib.util import find_spec
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Match = Callable[..., re.Match[str] | None]  # code, where to begin, where to end
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
BOUNDARY = r"\b"
EDGE = re.compile(BOUNDARY)
RUN = re.compile(r"[\w-]+|")
FEW = 8  # words that are sought one by one
# What stands before words and takes no letter of the code.
PREFIXES = ("", BOUNDARY, r"(?<!\.)")


class Ending(Protocol):
    """What a match of words has of a match."""

    def end(self) -> int: ...


@cache
def made_when_needed() -> bool:
    """From now on this is so for all lexers. False if it can't be, because `re` has changed."""
    from pygments.lexer import RegexLexerMeta

    if not all(find_spec(name) for name in PRIVATE):
        return False
    RegexLexerMeta._process_regex = _noted  # type: ignore[attr-defined]  # noqa: SLF001 - it has no public door
    return True


def _noted(_kind: "type[Lexer]", given: Any, flags: int, _state: str) -> "Expression":  # noqa: ANN401 - text or words
    from pygments.lexer import words

    if isinstance(given, words):
        return _words(frozenset(given.words), int(flags), given.prefix, given.suffix)
    return _expression(given, int(flags))


class Expression:
    """Called, it does what the `match` of Python's pattern does, which is compiled then."""

    def __init__(self, given: Any, flags: int) -> None:  # noqa: ANN401 - as below
        """It is text, or is yet to be made of words."""
        self.given = given
        self.flags = flags
        self.is_reduced = False

    def __call__(self, code: str, *span: int) -> re.Match[str] | None:
        return (self.of_ascii if code.isascii() else self.full)(code, *span)

    @cached_property
    def text(self) -> str:
        return self.given if isinstance(self.given, str) else str(self.given.get())

    @cached_property
    def tree(self) -> Any:  # noqa: ANN401 - a Tree, and what its compiler asks beyond
        return import_module(PARSER).parse(self.text, self.flags)

    @cached_property
    def letters(self) -> int:
        """The letters, and the end, at which it may match. In doubt, all."""
        flags: int = self.tree.state.flags
        if flags & re.ASCII:
            return ALL
        begun, empty = _beginnings(self.tree)
        found = begun | empty
        return _in_both_cases(found) if flags & re.IGNORECASE else found

    @cached_property
    def of_ascii(self) -> Match:
        """For code that is all ASCII."""
        tree, _ = self.tree, self.letters  # to be found out before letters go
        if not self.text.isascii() and not tree.state.flags & re.IGNORECASE:
            self.is_reduced = _reduced(tree)
        pattern: re.Pattern[str] = import_module(COMPILER).compile(tree, self.flags)
        del self.tree
        return pattern.match

    @cached_property
    def full(self) -> Match:
        match = self.of_ascii
        return re.compile(self.text, self.flags).match if self.is_reduced else match


class Words(Expression):
    """One of many words. Of several that fit, Pygments' expression takes the longest."""

    def __init__(self, some: frozenset[str], flags: int, prefix: str, suffix: str) -> None:
        from pygments.lexer import words

        super().__init__(words(sorted(some), prefix, suffix), flags)
        self.some = some
        self.prefix = prefix
        self.odd = [word for word in some if not RUN.fullmatch(word)]
        """Those that are no runs of letters and hyphens, such as `yield from`."""
        can_be_sought = prefix in PREFIXES and suffix == BOUNDARY and not flags & (re.IGNORECASE | re.ASCII)
        self.can_be_sought = can_be_sought and len(self.odd) <= FEW and all(word and word.isascii() for word in some)

    @cached_property
    def letters(self) -> int:
        return reduce(or_, {1 << ord(word[0]) for word in self.some}, 0) if self.can_be_sought else super().letters

    @property
    def ending(self) -> Callable[[str, int], Ending | None]:
        """As when it is called, where nothing but the end of what matched is of interest."""
        return self._word_at if self.can_be_sought else self

    @cached_property
    def _may_begin(self) -> Match | None:
        return re.compile(self.prefix).match if self.prefix else None

    def _word_at(self, code: str, position: int) -> Ending | None:
        if self._may_begin and not self._may_begin(code, position):
            return None
        run = RUN.match(code, position)
        assert run  # it may be empty
        longest = self._longest_in(run[0])
        for word in self.odd:
            if len(word) > longest and code.startswith(word, position) and EDGE.match(code, position + len(word)):
                longest = len(word)
        return _Ending(position + longest) if longest else None

    def _longest_in(self, run: str) -> int:
        """The length of the longest word that a run begins with; 0 for none. A word ends beside a hyphen too."""
        if run in self.some and run[-1] != "-":
            return len(run)
        ends = (end for end in range(len(run) - 1, 0, -1) if (run[end - 1] == "-") != (run[end] == "-"))
        return next((end for end in ends if run[:end] in self.some), 0) if "-" in run else 0


# The states of a lexer share expressions.
_expression = lru_cache(maxsize=8192)(Expression)
_words = lru_cache(maxsize=1024)(Words)


class _Ending:
    def __init__(self, place: int) -> None:
        self.place = place

    def end(self) -> int:
        return self.place


def _reduced(tree: Any) -> bool:  # noqa: ANN401 - as above
    """Take the letters outside ASCII out of all sets that have others. Whether there were any."""
    has_changed = False
    for members in _sets_in(tree):
        kept = [(operation, _up_to_last(value)) for operation, value in members if _begins_in_ascii(value)]
        if kept != members and kept[-1:] != members[:1]:
            members[:] = kept
            has_changed = True
    return has_changed


def _sets_in(part: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - a part of a tree, down to its leaves
    if not isinstance(part, tuple):
        for inner in part if isinstance(part, list) else getattr(part, "data", ()):
            yield from _sets_in(inner)
    elif getattr(part[0], "name", "") == "IN":
        yield part[1]
    elif getattr(part[0], "name", "") != "SUBPATTERN" or not part[1][1] & re.IGNORECASE:
        for inner in part:
            yield from _sets_in(inner)


def _begins_in_ascii(member: Any) -> bool:  # noqa: ANN401 - a letter, two, a category or None for all others
    first = member[0] if isinstance(member, tuple) else member
    return getattr(first, "name", None) is not None or first is None or first <= LAST


def _up_to_last(member: Any) -> Any:  # noqa: ANN401 - as above
    return (member[0], min(member[1], LAST)) if isinstance(member, tuple) else member


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
