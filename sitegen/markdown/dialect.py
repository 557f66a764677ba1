"""The Markdown that is spoken here: CommonMark, GitHub's extensions, and our rules in the order in which they work."""

from collections.abc import Callable
from functools import lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from sitegen.markdown import (
    callouts,
    code,
    diagrams,
    directives,
    figures,
    footnotes,
    formulas,
    heading_attributes,
    headings,
    images,
    links,
    marks,
    raw_html,
    sections,
    summary,
    tables,
    tasks,
    title,
    typography,
)
from sitegen.model import MarkdownSettings

Rule = Callable[[MarkdownIt], object]
# What a site may want beside.
WANTED: dict[str, Rule] = {
    "math": formulas.add,
    "mark": marks.add,
    "superscript": superscript_plugin,
    "subscript": sub_plugin,
}
# Each rule adds itself after the one before it. A heading's id is made of its typographic text, and so is a summary.
# Ids that the author gives come before those that are made, and all of them before the links to them.
RULES: tuple[Rule, ...] = (
    gfm_autolink_plugin,
    deflist_plugin,
    directives.add,
    callouts.add,
    heading_attributes.add,
    raw_html.add,
    sections.add,
    footnotes.add,
    typography.add,
    title.add,
    headings.add,
    summary.add,
    tasks.add,
    figures.add,
    images.add,
    links.add,
    tables.add,
    diagrams.add,
    code.add,
    formulas.add_last,
)
OPTIONS = {"linkify": False, "xhtmlOut": False, "maxNesting": 100}


@lru_cache(maxsize=64)
def dialect(settings: MarkdownSettings, lang: str) -> MarkdownIt:
    """The parser and renderer for bodies in a language. It keeps no state between bodies."""
    wishes = {
        "typographer": settings.smart_punctuation,
        "quotes": typography.quotes_of(lang),
        "strikethrough_single_tilde": not settings.subscript,
    }
    parser = MarkdownIt("gfm-like2", {**OPTIONS, **wishes})
    wanted = (rule for name, rule in WANTED.items() if getattr(settings, name))
    for rule in (*wanted, *RULES):
        rule(parser)
    return parser
