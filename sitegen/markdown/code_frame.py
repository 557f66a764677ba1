"""The HTML around code: a block by itself, or a figure with a title or the look of a terminal."""

from collections.abc import Mapping
from html import escape

from sitegen.markdown.code_languages import TERMINALS, display_name
from sitegen.markdown.code_title import is_script
from sitegen.markdown.fence_settings import FenceSettings

BLOCK = (
    '<pre class="{classes}" dir="ltr" translate="no" tabindex="0" role="group" aria-label="{label}"{language}{numbers}>'
    "<code>{body}</code></pre>"
)
DIGITS = 2  # for which the style sheet has room without being asked


def kind_of_frame(settings: FenceSettings, title: str, code: str) -> str:
    """`terminal`, `code`, or `none` for a block without anything around it."""
    if settings.frame != "auto":
        return settings.frame
    if settings.language.lower() in TERMINALS and not is_script(title) and not code.startswith("#!"):
        return "terminal"
    return "code" if title else "none"


def framed(body: str, settings: FenceSettings, kind: str, label: str, title: str, count: int) -> str:
    """The block as HTML, from the HTML of its code, which has `count` lines."""
    block = BLOCK.format(
        classes=" ".join(["code", *_classes(settings)]),
        label=escape(label),
        language=f' data-language="{escape(settings.language)}"' if settings.language else "",
        numbers=_numbers(settings, settings.first_number + count - 1),
        body=body,
    )
    if kind == "none":
        return f"{block}\n"
    terminal = " terminal" if kind == "terminal" else ""
    caption = f"<figcaption>{escape(title, quote=False)}</figcaption>" if title else ""
    return f'<figure class="code-frame{terminal}" dir="ltr">{caption}{block}</figure>\n'


def _classes(settings: FenceSettings) -> list[str]:
    has_signs = any(mark.kind != "marked" for mark in settings.lines)
    named = {
        "lined": settings.needs_lines,
        "numbered": settings.is_numbered,
        "signed": has_signs,
        "wrapped": settings.is_wrapped,
    }
    return [name for name, holds in named.items() if holds]


def _numbers(settings: FenceSettings, last: int) -> str:
    """Only what differs from the usual, which the style sheet knows."""
    if not settings.is_numbered:
        return ""
    own = [f"--first-line: {settings.first_number}"] if settings.first_number != 1 else []
    own += [f"--digits: {len(str(last))}"] if len(str(last)) > DIGITS else []
    return f' style="{"; ".join(own)}"' if own else ""


def label_of(language: str, title: str, kind: str, words: Mapping[str, str]) -> str:
    """The block's name for those who don't see it."""
    if kind == "terminal" and not title:
        return words.get("terminal", "Terminal")
    name = title or (display_name(language) if language else "")
    return words.get("code_named", "Code: {name}").replace("{name}", name) if name else words.get("code", "Code")
