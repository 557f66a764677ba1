"""Bodies of sites with many authors: what could run, track or disguise is taken out of the finished HTML by nh3."""

import hashlib
import re
from collections.abc import Set
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nh3

HOLE = re.compile("\0(\\d+)\0")
EVERYWHERE = {"class", "id", "dir", "lang", "title", "translate", "tabindex", "role", "hidden"}
EVERYWHERE |= {"aria-label", "aria-describedby", "aria-hidden", "data-language", "data-size"}
# What the rules make beyond what nh3 lets pass.
ELEMENTS = {"section", "figure", "figcaption", "details", "summary", "input", "mark"}
FORMULAS = frozenset(
    {*("math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts")}
    | {*("mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext")}
    | {*("mtr", "munder", "munderover")}
)
OF_FORMULAS = frozenset(
    {*("accent", "accentunder", "columnspan", "depth", "display", "displaystyle", "fence", "form", "height")}
    | {*("largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "rowspan")}
    | {*("rspace", "scriptlevel", "separator", "stretchy", "style", "symmetric", "voffset", "width")}
)
ATTRIBUTES: dict[str, Set[str]] = {
    "input": {"checked", "disabled"},
    "td": {"style"},
    "th": {"style"},
    "img": {"alt", "decoding", "height", "loading", "src", "srcset", "sizes", "width"},
    "a": {"rel"},
    "details": {"open"},
    **dict.fromkeys(FORMULAS, OF_FORMULAS),
}
# Only boxes that can be ticked; and only lengths and alignments, as formulas have them.
VALUES = {"input": {"type": {"checkbox"}}}
STYLES = {"text-align", "justify-items", "padding-left", "padding-right", "width", "color"}


def sanitized(html: str) -> str:
    """The HTML without scripts, styles, forms, frames, event handlers and addresses that run; holes stay."""
    # HTML has no NUL. The digest keeps an author from writing a hole.
    mark = f"x{hashlib.blake2b(html.encode(), digest_size=8).hexdigest()}x"
    cleaned = _cleaner().clean(HOLE.sub(rf"{mark}\g<1>{mark}", html))
    return re.sub(f"{mark}(\\d+){mark}", "\0\\1\0", cleaned)


@lru_cache(maxsize=1)
def _cleaner() -> "nh3.Cleaner":
    import nh3

    attributes = {name: set(known) for name, known in nh3.ALLOWED_ATTRIBUTES.items()}
    for name, known in {**ATTRIBUTES, "*": EVERYWHERE}.items():
        attributes[name] = attributes.get(name, set()) | known
    return nh3.Cleaner(
        tags=nh3.ALLOWED_TAGS | ELEMENTS | FORMULAS,
        attributes=attributes,
        tag_attribute_values=VALUES,
        filter_style_properties=STYLES,
        link_rel=None,
    )
