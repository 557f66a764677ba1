"""A Markdown body to a Document."""

from sitegen.diagnostics import Outcome
from sitegen.markdown.dialect import dialect
from sitegen.markdown.links import HOLE
from sitegen.markdown.notes import KEY, Body, Notes
from sitegen.model import Document, Text


def understand(body: Body) -> Outcome[Document]:
    """The body as HTML in parts, with what other pages may want to know of it.

    A first heading of level 1 that is the title, or repeats the given one, is taken out.
    """
    notes = Notes(body)
    html = dialect().render(body.text, {KEY: notes})
    # Footnotes come last in the HTML and may stand anywhere in the text: the holes are numbered in the order of rules.
    order = [int(hole.strip("\0")) for hole in HOLE.findall(html)]
    document = Document(
        text=Text(tuple(HOLE.split(html)), tuple(notes.headings), notes.minutes),
        links=tuple(notes.links[number] for number in order),
        summary=notes.summary,
        title=notes.title,
    )
    return Outcome(document, tuple(notes.diagnostics))
