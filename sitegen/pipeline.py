"""The story of a build. Read this first."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sitegen import layouts
from sitegen.diagnostics import Diagnostic, Outcome, Place, has_errors, in_order, warning
from sitegen.link import link
from sitegen.model import AnyPage, Manuscript, Metadata, Page, Redirect, Result
from sitegen.parse import name_languages, parse, place
from sitegen.render import render
from sitegen.site import Site

Item = TypeVar("Item")
Value = TypeVar("Value")


class Each(Protocol):
    """How a stage is applied to many items; the outcomes come in the order of the items."""

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]: ...


def straight(stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> list[Outcome[Value]]:
    return [stage(item) for item in items]


def build(site: Site, each: Each = straight) -> Result:
    """All files of the site, and all there is to tell its author."""
    known_layouts = layouts.close(site.templates)
    manuscripts = _manuscripts(site, each)
    parsed = each(parse, manuscripts)  # one file at a time
    posts, unreadable = tuple(values(parsed)), _default_urls(manuscripts, parsed)
    linked = link(posts, unreadable, site, known_layouts.value or {})  # the only step that sees everything
    rendered = each(render, _sound(linked.pages, known_layouts.diagnostics))  # one page at a time
    told = (*notes(parsed), *known_layouts.diagnostics, *linked.diagnostics, *notes(rendered), *_no_address(site))
    return Result(tuple(values(rendered)), linked.assets, in_order(told), linked.held_back)


def _manuscripts(site: Site, each: Each) -> list[Manuscript]:
    found: list[str] = []
    if not site.config.languages:
        found = sorted({lang for named in values(each(name_languages, site.sources)) for lang in named})
    reading = site.config.reading(tuple(found))
    return [Manuscript(source, reading) for source in site.sources]


def _default_urls(manuscripts: Sequence[Manuscript], parsed: Sequence[Outcome[Value]]) -> list[str]:
    """Where files that can't be read would be, so that links to them are not called wrong on top."""
    failed = (manuscript for manuscript, outcome in zip(manuscripts, parsed, strict=True) if outcome.value is None)
    return [place(one.source.path, Metadata(), one.reading)[0].url for one in failed]


def _sound(pages: Sequence[AnyPage], about_templates: Sequence[Diagnostic]) -> Sequence[AnyPage]:
    """The pages without those that a template with a fault would stop: the fault is told already."""
    broken = {one.path for one in about_templates if has_errors([one])}
    if not broken:
        return pages
    layouts_of_pages = [(page, page.layout.templates if isinstance(page, Page | Redirect) else ()) for page in pages]
    return [page for page, templates in layouts_of_pages if not any(one.path in broken for one in templates)]


def _no_address(site: Site) -> tuple[Diagnostic, ...]:
    if site.config.url or re.search(r"^\s*url\s*=", site.settings, re.MULTILINE):
        return ()  # a wrong one is told already
    message = "there is no “url”, so the feed, the sitemap and canonical links are left out"
    advice = 'write url = "https://…" into site.toml, or build with --base-url'
    return (warning(site.settings_path, Place(), "no-url", message, advice),)


def values(outcomes: Sequence[Outcome[Value]]) -> list[Value]:
    return [outcome.value for outcome in outcomes if outcome.value is not None]


def notes(outcomes: Sequence[Outcome[Value]]) -> list[Diagnostic]:
    return [note for outcome in outcomes for note in outcome.diagnostics]
