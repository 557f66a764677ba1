"""One file of the interface's words, layouts/strings/LANG.toml: a text for each, or a table of its plural forms."""

from collections.abc import Iterator, Mapping, Sequence

from sitegen import toml_tree
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, hint, nearest, warning
from sitegen.languages import PLURAL_CATEGORIES
from sitegen.strings import PLACE, PLACES, Words, in_fitting_forms, names_of
from sitegen.tree import Entry, Malformed


def read_strings(text: str, path: str) -> Outcome[dict[str, str]]:
    """The words of one file. Raises nothing: a broken file has no words and its faults."""
    try:
        values = toml_tree.load(text)
    except Malformed as malformed:
        return Outcome(None, (error(path, malformed.place, "broken-strings", malformed.message, malformed.hint),))
    if not all(_is_word(value) for value in values.values()):
        return Outcome(None, tuple(one for entry in toml_tree.parse(text) for one in _faults(entry, path)))
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


def _faults(entry: Entry, path: str) -> Iterator[Diagnostic]:
    """What is wrong with one word."""
    if not entry.node.entries:
        if not isinstance(entry.node.scalar, str):
            message, advice = "the words of the interface are text, one a key", "write the word in quotes"
            yield error(path, entry.node.place, "wrong-type", message, advice)
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
    """The words with a site's own in their places, form by form. One text takes the place of all forms."""
    fitting = in_fitting_forms(own, shipped)
    names = {key.partition(".")[0]: "." in key for key in fitting}
    kept = {key: word for key, word in shipped.items() if names.get(key.partition(".")[0], "." in key) == ("." in key)}
    return {**kept, **fitting}


def about_words(text: str, path: str, english: Words) -> tuple[Diagnostic, ...]:
    """What nothing asks for in a site's own file: words that are near to known ones, plural forms, places to fill."""
    names = names_of(english)
    told: list[Diagnostic] = []
    for entry in toml_tree.parse(text):
        if entry.key in english and entry.node.entries is not None:
            message = f"nothing counts “{entry.key}”, so it has no plural forms; they are left out"
            told.append(warning(path, entry.place, "not-counted", message, "write it as one text"))
        elif entry.key in names:
            told += _unknown_places(entry, text, path, english)
        elif match := nearest(entry.key, names, 0.8):
            message = f"no layout asks for “{entry.key}”"
            told.append(hint(path, entry.place, "unknown-word", message, f"did you mean “{match}”?"))
    return tuple(told)


def _unknown_places(entry: Entry, text: str, path: str, english: Words) -> Iterator[Diagnostic]:
    """A warning for each `{place}` of a word, in any form, that nothing fills in: readers would see the braces."""
    same = [word for key, word in english.items() if key.partition(".")[0] == entry.key]
    known = PLACES.get(entry.key) or tuple(dict.fromkeys(name for word in same for name in PLACE.findall(word)))
    for node in (one.node for one in entry.node.entries or (entry,)):
        for name in dict.fromkeys(PLACE.findall(str(node.scalar))):
            if name not in known:
                message = f"nothing fills in “{{{name}}}” in “{entry.key}”; readers would see it as it stands"
                place = _place_in(text, node.place, f"{{{name}}}")
                yield warning(path, place, "unknown-place", message, _other_place(name, known))


def _other_place(name: str, known: Sequence[str]) -> str:
    if match := nearest(name, known):
        return f"did you mean “{{{match}}}”?"
    return f"its places are {', '.join(f'{{{one}}}' for one in known)}" if known else "leave it out"


def _place_in(text: str, start: Place, words: str) -> Place:
    """Where words stand in a value that begins at a place."""
    rows = text.split("\n")[start.line - 1 :]
    behind = [" " * (start.column - 1) + rows[0][start.column - 1 :], *rows[1:]]
    return next((Place(start.line + at, row.index(words) + 1) for at, row in enumerate(behind) if words in row), start)
