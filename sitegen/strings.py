"""The words of the interface: layouts/strings/LANG.toml, one file a language."""

import re
from collections.abc import Collection, Mapping

from sitegen import toml_tree
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, hint, nearest, warning
from sitegen.tree import Malformed

FALLBACK = "en"
# What bodies say in the words of the interface.
BODY_WORDS = (
    *("note", "tip", "info", "important", "warning", "caution", "danger", "details"),
    *("footnotes", "back_to_reference", "link_to_heading"),
    *("code", "code_named", "terminal", "table", "diagram"),
)
PLACE = re.compile(r"\{(\w+)\}")
Words = Mapping[str, str]


def read_strings(text: str, path: str) -> Outcome[dict[str, str]]:
    """The words of one file. Raises nothing: a broken file has no words and one fault."""
    try:
        values = toml_tree.load(text)
    except Malformed as malformed:
        return Outcome(None, (error(path, malformed.place, "broken-strings", malformed.message, malformed.hint),))
    wrong = [key for key, value in values.items() if not isinstance(value, str)]
    if wrong:
        tree = toml_tree.parse(text)
        message, advice = "the words of the interface are text, one a key", "write the word in quotes"
        found = [entry for entry in tree if entry.key in wrong]
        return Outcome(None, tuple(error(path, one.node.place, "wrong-type", message, advice) for one in found))
    return Outcome(values)


def words_for(lang: str, known: Mapping[str, Words]) -> Outcome[dict[str, str]]:
    """Every word in a language; what a language lacks is told, once a language, and is English."""
    nearest_one = nearest_language(lang, known)
    english = known.get(FALLBACK, {})
    own = known[nearest_one] if nearest_one else {}
    path = f"layouts/strings/{nearest_one or lang}.toml"
    return Outcome({**english, **own}, tuple(_told(lang, path, own, english)))


def body_words(known: Mapping[str, Words]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The words that stand in bodies, by language and in the order of their keys."""
    complete = ((lang, words_for(lang, known).value or {}) for lang in sorted(known))
    return tuple((lang, tuple((key, words[key]) for key in BODY_WORDS if key in words)) for lang, words in complete)


def _told(lang: str, path: str, own: Words, english: Words) -> list[Diagnostic]:
    missing = [key for key in english if key not in own]
    told = []
    if missing and own:
        message = f"the words {', '.join(missing)} are missing in “{lang}”; they are shown in English"
        told.append(warning(path, Place(), "missing-words", message, "add them to this file"))
    elif missing:
        message = f"there are no words for “{lang}”; the interface is shown in English"
        told.append(
            warning(
                path, Place(), "missing-words", message, "write this file after the model of layouts/strings/en.toml"
            )
        )
    return told


def unknown_words(text: str, path: str, english: Words) -> tuple[Diagnostic, ...]:
    """Hints about words of a site's own file that are near to a known one, but not it."""
    told = []
    for entry in toml_tree.parse(text):
        match = None if entry.key in english else nearest(entry.key, english, 0.8)
        if match:
            told.append(
                hint(path, entry.place, "unknown-word", f"no layout asks for “{entry.key}”", f"did you mean “{match}”?")
            )
    return tuple(told)


def nearest_language(lang: str, known: Collection[str]) -> str | None:
    """`pt` is served by `pt-BR`, `ja-JP` by `ja`, `zh` by `zh-Hans`."""
    parts = lang.split("-")
    shorter = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    kin = sorted(other for other in known if other.split("-")[0] == parts[0])
    return next((choice for choice in (*shorter, *kin) if choice in known), None)


def filled(words: Words, key: str, **values: object) -> str:
    """A word with its places filled in: `{author}`. Nothing else in it has a meaning, whatever an author writes."""
    return PLACE.sub(lambda found: str(values.get(found[1], found[0])), words[key])
