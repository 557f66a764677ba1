"""The Markdown that is spoken here: CommonMark, GitHub's extensions, and our rules in the order in which they work."""

from collections.abc import Callable
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from sitegen.markdown import (
    autolinks,
    callouts,
    code,
    diagrams,
    directives,
    emphasis,
    figures,
    footnotes,
    formulas,
    heading_attributes,
    headings,
    images,
    labels,
    line_breaks,
    links,
    marks,
    quotes,
    raw_html,
    reading_time,
    sections,
    signs,
    summary,
    tables,
    tasks,
    title,
    typography,
)
from sitegen.model import MarkdownSettings
from sitegen.text import with_newlines

Rule = Callable[[MarkdownIt], object]
# Rules that a site has only if it wants them, by the names of their switches.
WANTED: dict[str, Rule] = {
    "math": formulas.add,
    "mark": marks.add,
    "superscript": superscript_plugin,
    "subscript": sub_plugin,
}
# Each rule adds itself after the one before it. A heading's id is made of its typographic text, and so is a summary.
# Ids that the author gives come before those that are made, and all of them before the links to them.
RULES: tuple[Rule, ...] = (
    emphasis.add,
    autolinks.add,
    deflist_plugin,
    directives.add,
    callouts.add,
    sections.add,
    quotes.add,
    typography.add,
    line_breaks.add,
    heading_attributes.add,
    raw_html.add,
    footnotes.add,
    labels.add,
    title.add,
    headings.add,
    summary.add,
    reading_time.add,
    tasks.add,
    figures.add,
    images.add,
    links.add,
    tables.add,
    diagrams.add,
    code.add,
    formulas.add_last,
    signs.add,
)
# Those of them that extend nothing: CommonMark with them is still CommonMark.
STANDARD: tuple[Rule, ...] = (emphasis.add, line_breaks.add)
OPTIONS = {"linkify": False, "xhtmlOut": False, "maxNesting": 100}


def commonmark() -> MarkdownIt:
    """The dialect without its extensions."""
    parser = MarkdownIt("commonmark")
    for rule in STANDARD:
        rule(parser)
    return parser


@lru_cache(maxsize=16)
def dialect(settings: MarkdownSettings) -> MarkdownIt:
    """The parser and renderer for bodies that are read by these settings. It keeps no state between them."""
    parser = MarkdownIt("gfm-like2", {**OPTIONS, "strikethrough_single_tilde": not settings.subscript})
    wanted = (rule for name, rule in WANTED.items() if getattr(settings, name))
    parser.core.ruler.at("normalize", _normalize)
    for rule in (*wanted, *RULES):
        rule(parser)
    return parser


def _normalize(state: StateCore) -> None:
    """What markdown-it's own rule does, which stops at every line end to put another one there."""
    state.src = with_newlines(state.src).replace("\0", "\ufffd")
