"""Quotation marks by language, after CLDR and the custom of printers."""

from typing import NamedTuple


class Marks(NamedTuple):
    """What the straight `"` and `'` of a language become."""

    double_opening: str
    double_closing: str
    single_opening: str
    single_closing: str


NARROW_SPACE = "\u202f"  # does not break, so that no mark stands alone
ENGLISH = Marks("“", "”", "‘", "’")
GERMAN = Marks("„", "“", "‚", "‘")
SWISS = Marks("«", "»", "‹", "›")
FRENCH = Marks(f"«{NARROW_SPACE}", f"{NARROW_SPACE}»", "“", "”")
SOUTHERN = Marks("«", "»", "“", "”")
EASTERN = Marks("«", "»", "„", "“")
LOW_AND_HIGH = Marks("„", "”", "«", "»")
NORTHERN = Marks("”", "”", "’", "’")

# Every other language has those of English. So have Chinese, Japanese and Arabic, which write their own brackets where
# they want them: a straight pair there is a curly one on all keyboards.
MARKS = {
    "bg": GERMAN,
    "ca": SOUTHERN,
    "cs": GERMAN,
    "de": GERMAN,
    "de-CH": SWISS,
    "de-LI": SWISS,
    "el": SOUTHERN,
    "fa": SWISS,
    "fi": NORTHERN,
    "fr": FRENCH,
    "fr-CH": SWISS,
    "he": NORTHERN,
    "hu": Marks("„", "”", "»", "«"),
    "is": GERMAN,
    "it": SOUTHERN,
    "it-CH": SWISS,
    "nb": Marks("«", "»", "‘", "’"),
    "nn": Marks("«", "»", "‘", "’"),
    "no": Marks("«", "»", "‘", "’"),
    "pl": LOW_AND_HIGH,
    "pt-PT": SOUTHERN,
    "ro": LOW_AND_HIGH,
    "ru": EASTERN,
    "sk": GERMAN,
    "sl": GERMAN,
    "sv": NORTHERN,
    "uk": EASTERN,
}


def marks_of(lang: str) -> Marks:
    """Those of the language where it is spoken, else of the language, else of English."""
    parts = lang.split("-")
    language = parts[0].lower()
    region = next((part.upper() for part in parts[1:] if len(part) == 2), "")
    return MARKS.get(f"{language}-{region}") or MARKS.get(language, ENGLISH)
