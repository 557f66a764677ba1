"""The Markdown that is spoken here: CommonMark, GitHub's extensions, and our rules in the order in which they work."""

from functools import lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.markdown import (
    autolinks,
    code,
    emphasis,
    headings,
    labels,
    line_breaks,
    links,
    quotes,
    reading_time,
    signs,
    summary,
    tables,
    tasks,
    title,
    typography,
)

# Each rule adds itself after the one before it. A heading's id is made of its typographic text, and so is a summary.
RULES = (
    emphasis.add,
    autolinks.add,
    footnote_plugin,
    labels.add,
    quotes.add,
    typography.add,
    line_breaks.add,
    title.add,
    headings.add,
    summary.add,
    reading_time.add,
    tasks.add,
    links.add,
    tables.add,
    code.add,
    signs.add,
)
# Those of them that extend nothing: CommonMark with them is still CommonMark.
STANDARD = (emphasis.add, line_breaks.add)
OPTIONS = {"linkify": False, "alerts": False, "xhtmlOut": False, "maxNesting": 100}


def commonmark() -> MarkdownIt:
    """The dialect without its extensions."""
    parser = MarkdownIt("commonmark")
    for rule in STANDARD:
        rule(parser)
    return parser


@lru_cache(maxsize=1)
def dialect() -> MarkdownIt:
    """The parser and renderer for bodies. It keeps no state between them."""
    parser = MarkdownIt("gfm-like2", OPTIONS)
    for rule in RULES:
        rule(parser)
    return parser.disable("footnote_inline")  # ^[...] is pandoc's, not GitHub's
