"""A Markdown body to a Document."""

from collections.abc import Sequence

from sitegen.diagnostics import Outcome
from sitegen.markdown.dialect import dialect
from sitegen.markdown.links import HOLE, SIZE
from sitegen.markdown.notes import KEY, Body, Notes
from sitegen.markdown.sanitize import sanitized
from sitegen.model import Document, Link, Text


def understand(body: Body) -> Outcome[Document]:
    """The body as HTML in parts, with what other pages may want to know of it.

    A first heading of level 1 that is the title, or repeats the given one, is taken out.
    """
    notes = Notes(body)
    html = dialect(body.settings).render(body.text, {KEY: notes})
    if body.settings.sanitize_html:
        html = sanitized(html)
    # Footnotes come last in the HTML and may stand anywhere in the text: the holes are numbered in the order of rules.
    parts, order = _taken_apart(html, notes.links)
    document = Document(
        text=Text(parts, tuple(notes.headings), tuple(notes.sections), tuple(sorted(notes.features)), notes.minutes),
        links=tuple(notes.links[number] for number in order),
        summary=notes.summary,
        title=notes.title,
        ids=tuple(sorted(notes.ids)),
        unknown=tuple(notes.unknown),
    )
    return Outcome(document, tuple(notes.diagnostics))


def _taken_apart(html: str, links: Sequence[Link]) -> tuple[tuple[str, ...], list[int]]:
    """What stands between the holes, and their numbers."""
    pieces = html.split(HOLE)
    parts, order = pieces[::2], [int(number) for number in pieces[1::2]]
    for at, number in enumerate(order):
        if links[number].kind == "size":  # a whole attribute makes room
            parts[at] = parts[at].removesuffix(f' {SIZE}="')
            parts[at + 1] = parts[at + 1].removeprefix('"')
    return tuple(parts), order
