"""One file of the interface's words, layouts/strings/LANG.toml: a text for each, or a table of its plural forms."""

from collections.abc import Collection, Iterator, Mapping

from sitegen import toml_tree
from sitegen.diagnostics import Diagnostic, Outcome, error, hint, nearest
from sitegen.languages import PLURAL_CATEGORIES
from sitegen.strings import Words, names_of
from sitegen.tree import Entry, Malformed


def read_strings(text: str, path: str, english: Words | None = None) -> Outcome[dict[str, str]]:
    """The words of one file. Raises nothing: a broken file has no words and its faults.

    `english` has the words that are known, to tell those that depend on no number.
    """
    try:
        values = toml_tree.load(text)
    except Malformed as malformed:
        return Outcome(None, (error(path, malformed.place, "broken-strings", malformed.message, malformed.hint),))
    plain = {key for key in english or () if "." not in key}
    if not all(_is_word(value) and not (key in plain and isinstance(value, dict)) for key, value in values.items()):
        return Outcome(None, tuple(one for entry in toml_tree.parse(text) for one in _faults(entry, path, plain)))
    return Outcome(dict(_flat(values)))


def _is_word(value: object) -> bool:
    """Text, or a table of plural forms."""
    if isinstance(value, dict):
        forms_are_text = all(isinstance(form, str) for form in value.values())
        return bool(value) and forms_are_text and value.keys() <= {*PLURAL_CATEGORIES}
    return isinstance(value, str)


def _flat(values: Mapping[str, str | Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, str):
            yield key, value
        else:
            yield from ((f"{key}.{category}", form) for category, form in value.items())


def _faults(entry: Entry, path: str, plain: Collection[str]) -> Iterator[Diagnostic]:
    """What is wrong with one word."""
    if not entry.node.entries:
        if not isinstance(entry.node.scalar, str):
            message, advice = "the words of the interface are text, one a key", "write the word in quotes"
            yield error(path, entry.node.place, "wrong-type", message, advice)
        return
    if entry.key in plain:
        message = f"“{entry.key}” depends on no number, and so has no plural forms"
        yield error(path, entry.place, "wrong-type", message, "write it as one text, in quotes")
        return
    for form in entry.node:
        if form.key not in PLURAL_CATEGORIES:
            message = f"“{form.key}” is no plural form"
            advice = f"the forms are {', '.join(PLURAL_CATEGORIES)}"
            yield error(path, form.place, "unknown-plural", message, advice)
        elif not isinstance(form.node.scalar, str):
            message, advice = "a plural form is text", "write the form in quotes"
            yield error(path, form.node.place, "wrong-type", message, advice)


def overridden(shipped: Words, own: Words) -> dict[str, str]:
    """The words with a site's own in their places, form by form. A word with forms takes the place of one without."""
    names = {key.partition(".")[0]: "." in key for key in own}
    kept = {key: word for key, word in shipped.items() if names.get(key.partition(".")[0], "." in key) == ("." in key)}
    return {**kept, **own}


def unknown_words(text: str, path: str, english: Words) -> tuple[Diagnostic, ...]:
    """Hints about words of a site's own file that are near to a known one, but not it."""
    names = names_of(english)
    told = []
    for entry in toml_tree.parse(text):
        match = None if entry.key in names else nearest(entry.key, names, 0.8)
        if match:
            told.append(
                hint(path, entry.place, "unknown-word", f"no layout asks for “{entry.key}”", f"did you mean “{match}”?")
            )
    return tuple(told)
