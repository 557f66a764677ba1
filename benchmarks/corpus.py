"""The blog that every generator builds: half English, half Japanese, with much code.

The same number of posts is the same posts, byte by byte, on every machine.
A longer corpus begins with the shorter one, so that what is measured at 100 and at 10,000 posts is of one kind.
"""

import datetime

import msgspec

from benchmarks.dice import Dice
from benchmarks.words import CODE, LANGUAGES, Language

FIRST_DAY = datetime.date(2015, 1, 1)
DAYS = 3652  # ten years, all of them gone by: no generator holds a post back
AUTHORS = ("Mina Sato", "Joan Ferrer", "Tom Adeyemi", "Lea Novak")
COLOURS = ("#b45309", "#047857", "#1d4ed8", "#b91c1c", "#6d28d9", "#be185d", "#0f766e", "#475569")
TAGS = (
    "accessibility", "api", "architecture", "backups", "browsers", "build", "caching", "career", "cli", "cloud",
    "css", "data", "databases", "debugging", "design", "devops", "documentation", "editors", "fonts", "forms",
    "frontend", "git", "graphql", "hardware", "html", "javascript", "linux", "logging", "mobile", "networks",
    "observability", "performance", "privacy", "python", "queues", "rust", "security", "testing", "tooling",
    "typescript",
)  # fmt: skip
TAGS_OF_A_POST = 3
CODE_BLOCKS = {3: 6, 5: 3, 11: 1}
"""Most posts are short and a few are long: 4.4 blocks of code in the mean."""


class Post(msgspec.Struct, frozen=True):
    pair: int
    """Which post it is; the same in both languages."""
    language: str
    name: str
    """What its file is called, before any mark of the language."""
    title: str
    subtitle: str
    description: str
    date: datetime.date
    author: str
    color: str
    tags: tuple[str, ...]
    body: str

    @property
    def other_language(self) -> str:
        return "ja" if self.language == "en" else "en"

    @property
    def slug(self) -> str:
        """The name of this one language's file, where a generator has one folder for all of them."""
        return slug(self.name, self.language)

    @property
    def slug_of_twin(self) -> str:
        return slug(self.name, self.other_language)

    @property
    def code_blocks(self) -> int:
        return self.body.count("\n```") // 2


def slug(name: str, language: str) -> str:
    return name if language == "en" else f"{name}-{language}"


def corpus(count: int) -> tuple[Post, ...]:
    """So many posts, an even number, twins beside each other."""
    return tuple(post for pair in range(count // 2) for post in _twins(pair))


def _twins(pair: int) -> tuple[Post, Post]:
    dice = Dice(f"twins {pair}")
    words = LANGUAGES["en"].fill(["«verb» «quality» «noun»"], dice)
    name = f"{words.replace(' ', '-')}-{pair:05}"
    shared = Post(
        pair=pair,
        language="",
        name=name,
        title="",
        subtitle="",
        description="",
        date=FIRST_DAY + datetime.timedelta(days=dice.below(DAYS)),
        author=dice.pick(AUTHORS),
        color=dice.pick(COLOURS),
        tags=tuple(sorted(dice.shuffled(TAGS)[:TAGS_OF_A_POST])),
        body="",
    )
    return _written(shared, "en"), _written(shared, "ja")


def _written(shared: Post, code: str) -> Post:
    """The post in one language. It is no translation word for word: no generator looks for that."""
    dice = Dice(f"post {shared.pair} {code}")
    language = LANGUAGES[code]
    return msgspec.structs.replace(
        shared,
        language=code,
        title=language.title(dice),
        subtitle=language.title(dice),
        description=language.summary(dice),
        body=_body(language, dice),
    )


def _body(language: Language, dice: Dice) -> str:
    code_blocks = dice.pick_weighted(CODE_BLOCKS)
    lists = texts = code_blocks // 3
    kinds = dice.shuffled(["code"] * code_blocks + ["list"] * lists + ["text"] * texts)
    sections = [_section(kind, at, language, dice) for at, kind in enumerate(kinds)]
    conclusion = f"## {language.conclusion}\n\n{language.paragraph(dice)}\n"
    return "\n\n".join((language.paragraph(dice), *sections, conclusion))


def _section(kind: str, at: int, language: Language, dice: Dice) -> str:
    level = "###" if at % 3 == 2 else "##"
    parts = [f"{level} {language.title(dice)}", language.paragraph(dice)]
    if kind == "code":
        parts.append(CODE.block(dice))
    elif kind == "list":
        parts.append(language.bullets(dice))
    return "\n\n".join(parts)
