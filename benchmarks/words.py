"""What posts are made of: the files in `patterns/`."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.dice import Dice, Words

FOLDER = Path(__file__).parent / "patterns"
EVERYWHERE: Words = {
    "few": range(2, 20),
    "number": range(20, 10_000),
    "port": range(3000, 9000),
    "colour": range(100_000, 1_000_000),
    "call": [
        f"{verb}_{noun}()" for verb in ("load", "flush", "send") for noun in ("index", "queue", "manifest", "tree")
    ],
}


class Language(msgspec.Struct, frozen=True):
    """A language that posts are written in."""

    words: Mapping[str, Sequence[str]]
    between: str
    titles: Sequence[str]
    sentences: Sequence[str]
    entries: Sequence[str]
    conclusion: str

    def fill(self, patterns: Sequence[str], dice: Dice) -> str:
        return dice.fill(dice.pick(patterns), {**EVERYWHERE, **self.words})

    def title(self, dice: Dice) -> str:
        return self.fill(self.titles, dice)

    def summary(self, dice: Dice) -> str:
        """A sentence without any markup, for those who read it as plain text."""
        return self.fill([pattern for pattern in self.sentences if not set("*`[") & set(pattern)], dice)

    def paragraph(self, dice: Dice) -> str:
        return self.between.join(self.fill(self.sentences, dice) for _ in range(dice.pick((1, 2, 2, 2))))

    def bullets(self, dice: Dice) -> str:
        """A list, every second one with numbers."""
        numbered = dice.below(2) == 1
        entries = [self.fill(self.entries, dice) for _ in range(3 + dice.below(3))]
        return "\n".join(f"{at}. {entry}" if numbered else f"- {entry}" for at, entry in enumerate(entries, 1))


class CodeLanguage(msgspec.Struct, frozen=True):
    weight: int
    snippets: Sequence[str]


class Code(msgspec.Struct, frozen=True):
    words: Mapping[str, Sequence[str]]
    languages: Mapping[str, CodeLanguage]

    def block(self, dice: Dice) -> str:
        """A fenced block in one of the languages."""
        name = dice.pick_weighted({name: language.weight for name, language in self.languages.items()})
        code = dice.fill(dice.pick(self.languages[name].snippets), {**EVERYWHERE, **self.words})
        return f"```{name}\n{code}```"


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


CODE = msgspec.convert(_read("code"), Code)
LANGUAGES = {name: msgspec.convert(_read(name), Language) for name in ("en", "ja")}
