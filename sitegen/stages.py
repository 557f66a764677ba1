"""The stages of a build by their names, each imported when it is called first.

What parses and renders takes a tenth of a second to import: a build that knows already what it would make goes without.
"""

from sitegen.diagnostics import Outcome
from sitegen.lazy import Lazy
from sitegen.linking import Everything, Linked
from sitegen.model import (
    Article,
    Layout,
    Manuscript,
    Output,
    Picture,
    Sheet,
    Size,
    Source,
    Template,
    Translated,
)


def close(templates: tuple[Template, ...]) -> Outcome[dict[str, Lazy[Layout]]]:
    from sitegen.layouts import close

    return close(templates)


def name_languages(source: Source) -> Outcome[tuple[str, ...]]:
    from sitegen.parse import name_languages

    return name_languages(source)


def parse(manuscript: Manuscript) -> Outcome[Article]:
    from sitegen.parse import parse

    return parse(manuscript)


def measure(picture: Picture) -> Outcome[Size]:
    from sitegen.pictures import measure

    return measure(picture)


def link(everything: Everything) -> Outcome[Linked]:
    from sitegen.link import link

    return link(everything)


def compare(translated: Translated) -> Outcome[None]:
    from sitegen.freshness import compare

    return compare(translated)


def render(sheet: Sheet) -> Outcome[Output]:
    from sitegen.render import render

    return render(sheet)
