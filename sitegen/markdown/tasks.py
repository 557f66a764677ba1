"""Checkboxes of task lists, named by the text beside them for those who don't see it."""

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markdown.plain import text_of

CHECKBOX = '<input class="task-list-item-checkbox" type="checkbox" disabled{checked} aria-label="{label}"> '


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("tasks", _tasks)


def _tasks(state: StateCore) -> None:
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and inline.type == "inline" and "checked" in item.meta:
            children = inline.children or []
            checked = " checked" if item.meta.pop("checked") else ""  # without it, the renderer adds no box of its own
            box = CHECKBOX.format(checked=checked, label=escape(text_of(children)))
            inline.children = [Token("html_inline", "", 0, content=box), *children]
