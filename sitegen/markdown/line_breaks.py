"""A line break within Chinese or Japanese text is no space: these are written without any."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.letters import is_unspaced, may_be_unspaced

# What a reader does not see between two letters: tags of emphasis and links, and the raised number of a footnote.
TRANSPARENT = frozenset(("footnote_ref",))


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.before("text_join", "line_breaks", _line_breaks)


def _line_breaks(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "\n" in token.content:
            token.children = _joined(token.children or [])


def _joined(children: list[Token]) -> list[Token]:
    """Without the breaks between two letters that no space belongs between."""
    kept: list[Token] = []
    before = ""
    waiting: int | None = None  # where in `kept` a break stands that the letter after it decides on
    for child in children:
        if child.children:
            child.children = _joined(child.children)
        if child.type == "softbreak":
            waiting = len(kept)
        elif not _is_transparent(child):
            text = child.content if child.type in ("text", "text_special") else ""
            if waiting is not None and _belong_together(before, text[:1]):
                del kept[waiting]
            before, waiting = text[-1:], None
        kept.append(child)
    return kept


def _is_transparent(child: Token) -> bool:
    """Whether the letters on both sides of it are neighbours. Code and raw HTML are not, whatever is in them."""
    if child.type in ("text", "text_special"):
        return not child.content
    return child.nesting != 0 or child.type in TRANSPARENT


def _belong_together(before: str, after: str) -> bool:
    if not before or not after:
        return False
    return (is_unspaced(before) and may_be_unspaced(after)) or (may_be_unspaced(before) and is_unspaced(after))
