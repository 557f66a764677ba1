"""The words of the interface in every language. `post_count.one` is the word `post_count` in the plural form `one`."""

import re
from collections.abc import Collection, Iterable, Mapping

from sitegen import languages
from sitegen.diagnostics import Diagnostic, Outcome, Place, warning

FALLBACK = "en"
# What bodies say in the words of the interface.
BODY_WORDS = (
    *("note", "tip", "info", "important", "warning", "caution", "danger", "details"),
    *("footnotes", "back_to_reference", "link_to_heading"),
    *("code", "code_named", "terminal", "table", "diagram"),
)
# The words that have places to be filled in, and which.
PLACES = {
    "by": ("author",),
    "updated": ("date",),
    "tagged": ("tag",),
    "archive_year": ("year",),
    "post_count": ("count",),
    "page_number": ("number", "count"),
    "back_to_reference": ("number",),
    "link_to_heading": ("heading",),
    "code_named": ("name",),
    "reading_time": ("minutes",),
}
PLACE = re.compile(r"\{(\w+)\}")
Words = Mapping[str, str]


def names_of(keys: Iterable[str]) -> dict[str, None]:
    """The words without their forms, each once and in order."""
    return dict.fromkeys(key.partition(".")[0] for key in keys)


def words_for(lang: str, known: Mapping[str, Words]) -> Outcome[dict[str, str]]:
    """Every word in a language; what a language lacks is told, once a language, and is English."""
    nearest_one = nearest_language(lang, known)
    english = known.get(FALLBACK, {})
    own = in_fitting_forms(known[nearest_one], english) if nearest_one else {}
    path = f"layouts/strings/{nearest_one or lang}.toml"
    said = names_of(own)
    words = {**{key: word for key, word in english.items() if key.partition(".")[0] not in said}, **own}
    return Outcome(words, (*_told(lang, path, own, english), *_missing_forms(nearest_one or lang, path, own)))


def in_fitting_forms(own: Words, model: Words) -> dict[str, str]:
    """The words without the plural forms of those that the model has in one form, because nothing counts them."""
    return {key: word for key, word in own.items() if "." not in key or key.partition(".")[0] not in model}


def body_words(known: Mapping[str, Words]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The words that stand in bodies, by language and in the order of their keys. They have no plural forms."""
    english = known.get(FALLBACK, {})
    complete = ((lang, {**english, **known[lang]}) for lang in sorted(known))
    return tuple((lang, tuple((key, words[key]) for key in BODY_WORDS if key in words)) for lang, words in complete)


def _told(lang: str, path: str, own: Words, english: Words) -> list[Diagnostic]:
    missing = [name for name in names_of(english) if name not in names_of(own)]
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


def _missing_forms(lang: str, path: str, own: Words) -> list[Diagnostic]:
    """A warning for each word that has some of the plural forms that its language asks for, and not all."""
    forms: dict[str, list[str]] = {}
    for key in own:
        name, dot, category = key.partition(".")
        if dot:
            forms.setdefault(name, []).append(category)
    told = []
    for name, categories in forms.items():
        missing = [category for category in languages.plural_categories(lang) if category not in categories]
        if missing:
            message = f"“{name}” lacks the forms {', '.join(missing)}, which “{lang}” has; another form is shown"
            told.append(warning(path, Place(), "missing-plural", message, f"add them to the table [{name}]"))
    return told


def nearest_language(lang: str, known: Collection[str]) -> str | None:
    """`pt` is served by `pt-BR`, `ja-JP` by `ja`, `zh` by `zh-Hans`, `zh-TW` by `zh-Hant`."""
    if lang in known:
        return lang
    kin = [other for other in known if other.split("-")[0] == lang.split("-", maxsplit=1)[0]]
    return min(kin, key=lambda other: _distance(lang, other), default=None)


def _distance(lang: str, other: str) -> tuple[bool, bool, int, str]:
    """What can be read comes first, then what is the same but for a part, the more of it the better."""
    is_part = f"{lang}-".startswith(f"{other}-")
    return languages.script(lang) != languages.script(other), not is_part, -len(other) if is_part else 0, other


def filled(words: Words, key: str, **values: object) -> str:
    """A word with its places filled in: `{author}`. Nothing else in it has a meaning, whatever an author writes."""
    return PLACE.sub(lambda found: str(values.get(found[1], found[0])), words[key])


def counted(words: Words, key: str, count: int, lang: str) -> str:
    """A word in the form that its language takes with a number: `1 post`, `1,234 posts`."""
    forms = (f"{key}.{languages.plural_category(count, lang)}", f"{key}.other", key)
    found = next((form for form in forms if form in words), None)
    return filled(words, found or _any_form(words, key), count=languages.written_number(count, lang))


def _any_form(words: Words, key: str) -> str:
    return next(form for form in words if form.startswith(f"{key}."))
