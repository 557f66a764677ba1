"""A picture alone in its paragraph becomes a figure if it has a caption: its title, or an emphasised line below it."""

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.notes import notes_of


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("figures", _figures)


def _figures(state: StateCore) -> None:
    if "![" not in notes_of(state.env).body.text:
        return
    triples = zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False)
    for opening, inline, closing in triples:
        if opening.type != "paragraph_open" or opening.hidden or not inline.content.lstrip("[").startswith("!"):
            continue
        children = _with_caption(inline.children or [])
        if children:
            inline.children = children
            opening.tag = closing.tag = "figure"
            opening.type, closing.type = "figure_open", "figure_close"


def _with_caption(children: list[Token]) -> list[Token]:
    """The picture, or the link around it, and the caption in its element; nothing if this is no figure."""
    length = 3 if children and children[0].type == "link_open" else 1
    picture, below = children[:length], children[length:]
    image = picture[len(picture) // 2] if len(picture) == length else None
    if image is None or image.type != "image" or picture[-1].type not in ("image", "link_close"):
        return []
    title = image.attrs.pop("title", "") if not below else ""
    caption = [_html(escape(str(title), quote=False))] if title else _emphasised(below)
    return [*picture, _html("<figcaption>"), *caption, _html("</figcaption>")] if caption else []


def _emphasised(below: list[Token]) -> list[Token]:
    """What stands in the one emphasis that makes up the next line."""
    if [one.type for one in below[:2]] != ["softbreak", "em_open"] or below[-1].type != "em_close":
        return []
    inner = below[2:-1]
    ends_early = any(one.type == "em_close" and one.level == below[1].level for one in inner)
    goes_on = any(one.type in ("softbreak", "hardbreak") for one in inner)
    return [] if ends_early or goes_on else inner


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
