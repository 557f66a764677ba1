"""Chance that falls the same way on every machine."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Words = Mapping[str, Sequence[str] | range]
"""What may stand in a hole, by the hole's name."""
HOLE = re.compile("«([A-Za-z]+)([0-9]*)»")


class Dice:
    """Made of `random()` alone: it is all of its module that Python promises not to change."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random  # noqa: S311 - a corpus, not a secret

    def below(self, limit: int) -> int:
        return int(self._random() * limit)

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def pick_weighted(self, weights: Mapping[Item, int]) -> Item:
        return self.pick([item for item, weight in weights.items() for _ in range(weight)])

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]

    def fill(self, pattern: str, words: Words) -> str:
        """`«noun»` becomes a noun, `«noun2»` another, `«Noun»` and `«NOUN»` the first again in the case of the hole."""
        drawn: dict[str, str] = {}

        def word(hole: re.Match[str]) -> str:
            kind, number = hole.groups()
            name = kind.lower() + number
            while name not in drawn:
                found = str(self.pick(words[kind.lower()]))
                if found not in drawn.values():
                    drawn[name] = found
            return _in_case_of(kind, drawn[name])

        return HOLE.sub(word, pattern)


def _in_case_of(kind: str, word: str) -> str:
    if kind.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if kind[0].isupper() else word
