"""Whether a translation is behind its original: the state that it was made from, and the sections as they are now."""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from sitegen.model import Section, State

# `en:k3v9a2bc.8dfa02bc`: the language of the original, and the digest of each of its sections.
WRITTEN = re.compile(r"([A-Za-z][\w-]*):([a-z2-7]{8}(?:\.[a-z2-7]{8})*)?")


class Changes(msgspec.Struct, frozen=True):
    """What of the original is new to the translation."""

    headings: tuple[str, ...]
    """Of the sections that are new or changed, in their order; an empty one for the text before the first heading."""
    gone: int
    """How many sections there were and are no more, beyond those that were changed."""

    def __bool__(self) -> bool:
        return bool(self.headings or self.gone)


def state_of(lang: str, sections: Iterable[Section]) -> State:
    """What a translation notes of the original that it was made from."""
    return State(lang, tuple(_in_letters(section.digest) for section in sections))


def written(state: State) -> str:
    return f"{state.lang}:{'.'.join(state.digests)}"


def read(text: str) -> State | None:
    """The way back from `written`; None for anything else."""
    found = WRITTEN.fullmatch(text.strip())
    return State(found[1], tuple(found[2].split(".")) if found[2] else ()) if found else None


def changes(state: State, sections: Sequence[Section]) -> Changes:
    """Sections that were moved have not changed."""
    known = Counter(state.digests)
    headings = []
    for section in sections:
        digest = _in_letters(section.digest)
        if known[digest]:
            known[digest] -= 1
        else:
            headings.append(section.title)
    return Changes(tuple(headings), max(0, known.total() - len(headings)))


def _in_letters(digest: bytes) -> str:
    return base64.b32encode(digest).decode().lower()
