"""The Markdown that is spoken here: CommonMark, GitHub's extensions, and our rules in the order in which they work."""

from functools import lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from sitegen.markdown import code, headings, links, summary, tables, tasks, title, typography
from sitegen.model import MarkdownSettings

# Each rule adds itself after the one before it. A heading's id is made of its typographic text, and so is a summary.
RULES = (
    gfm_autolink_plugin,
    footnote_plugin,
    typography.add,
    title.add,
    headings.add,
    summary.add,
    tasks.add,
    links.add,
    tables.add,
    code.add,
)
OPTIONS = {"linkify": False, "alerts": False, "xhtmlOut": False, "maxNesting": 100}


@lru_cache(maxsize=64)
def dialect(settings: MarkdownSettings, lang: str) -> MarkdownIt:
    """The parser and renderer for bodies in a language. It keeps no state between bodies."""
    parser = MarkdownIt(
        "gfm-like2", {**OPTIONS, "typographer": settings.smart_punctuation, "quotes": typography.quotes_of(lang)}
    )
    for rule in RULES:
        rule(parser)
    return parser.disable("footnote_inline")  # ^[...] is pandoc's, not GitHub's
