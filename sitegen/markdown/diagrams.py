"""Diagrams: the source of a Mermaid fence in a figure, to be read as text, or drawn by a script that the site names."""

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from sitegen.markdown.notes import notes_of

# Mermaid draws in place of the text of what has its class.
FIGURE = """<figure class="diagram">
<pre class="mermaid" dir="ltr" translate="no" tabindex="0" role="group" aria-label="{label}">{source}</pre>
</figure>
"""


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("diagrams", _diagrams)


def _diagrams(state: StateCore) -> None:
    notes = notes_of(state.env)
    if "mermaid" not in notes.body.text:
        return
    for token in state.tokens:
        if token.type == "fence" and token.info.split()[:1] == ["mermaid"]:
            source = escape(token.content, quote=False)
            token.type, token.content = "html_block", FIGURE.format(label=escape(notes.word("diagram")), source=source)
            notes.features.add("diagram")
