"""The story of a build. Read this first."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import msgspec

from sitegen import layouts
from sitegen.diagnostics import Diagnostic, Outcome, Place, has_errors, in_order, warning
from sitegen.lazy import Lazy
from sitegen.link import Everything, link
from sitegen.model import AnyPage, Article, Layout, Leaf, Manuscript, Metadata, Page, Redirect, Result, Sheet
from sitegen.parse import name_languages, parse, place
from sitegen.render import render
from sitegen.site import Site
from sitegen.urls import key_of

Item = TypeVar("Item")
Value = TypeVar("Value")


class Each(Protocol):
    """How a stage is applied to many items. The outcomes come in the order of the items, each when it is asked for."""

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterable[Outcome[Value]]: ...


def straight(stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterable[Outcome[Value]]:
    return map(stage, items)


def build(site: Site, each: Each = straight) -> Result:
    """All files of the site, and all there is to tell its author."""
    (closed,) = each(layouts.close, [site.templates])
    manuscripts = _manuscripts(site, each)
    parsed = tuple(each(parse, manuscripts))  # one file at a time
    everything = _everything(site, manuscripts, parsed, closed.value or {})
    (linked,) = each(link, [everything])  # the only step that sees everything
    assert linked.value is not None  # it makes do with what there is
    sheets = _sheets(linked.value.leaves, parsed, manuscripts, closed.diagnostics)
    rendered = tuple(each(render, sheets))  # one page at a time
    files = set(linked.value.files)
    told = (*closed.diagnostics, *notes(parsed), *linked.diagnostics, *notes(rendered))
    return Result(
        outputs=tuple(values(rendered)),
        assets=tuple(asset for asset in site.assets if asset.path in files),
        diagnostics=in_order((*told, *_no_address(site))),
        held_back=linked.value.held_back,
        since=linked.value.since,
        until=linked.value.until,
    )


def _manuscripts(site: Site, each: Each) -> list[Manuscript]:
    found: list[str] = []
    if not site.config.languages:
        found = sorted({lang for named in values(each(name_languages, site.sources)) for lang in named})
    reading = site.config.reading(tuple(found))
    return [Manuscript(source, reading) for source in site.sources]


def _everything(
    site: Site,
    manuscripts: Sequence[Manuscript],
    parsed: Sequence[Outcome[Article]],
    known_layouts: dict[str, Lazy[Layout]],
) -> Everything:
    bare = msgspec.structs.replace(site.without_origins(), sources=(), templates=())
    posts = tuple(article.post for article in values(parsed))
    return Everything(posts, _default_urls(manuscripts, parsed), known_layouts, bare)


def _default_urls(manuscripts: Sequence[Manuscript], parsed: Sequence[Outcome[Article]]) -> tuple[str, ...]:
    """Where files that can't be read would be, so that links to them are not called wrong on top."""
    failed = (manuscript for manuscript, outcome in zip(manuscripts, parsed, strict=True) if outcome.value is None)
    return tuple(place(one.source.path, Metadata(), one.reading)[0].url for one in failed)


def _sheets(
    leaves: Sequence[Leaf],
    parsed: Sequence[Outcome[Article]],
    manuscripts: Sequence[Manuscript],
    about_templates: Sequence[Diagnostic],
) -> list[Sheet]:
    """The pages with their texts, without those that a template with a fault would stop: the fault is told already."""
    pairs = zip(manuscripts, parsed, strict=True)
    texts = {key_of(one.source.path): outcome.value.text for one, outcome in pairs if outcome.value}
    broken = {one.path for one in about_templates if has_errors([one])}
    sound = (leaf for leaf in leaves if not broken or not _is_broken(leaf.page.value, broken))
    return [Sheet(leaf.page, tuple([texts[key] for key in leaf.texts])) for leaf in sound]


def _is_broken(page: AnyPage, broken: set[str]) -> bool:
    templates = page.layout.value.templates if isinstance(page, Page | Redirect) else ()
    return any(template.path in broken for template in templates)


def _no_address(site: Site) -> tuple[Diagnostic, ...]:
    if site.config.url or re.search(r"^\s*url\s*=", site.settings, re.MULTILINE):
        return ()  # a wrong one is told already
    message = "there is no “url”, so the feed, the sitemap and canonical links are left out"
    advice = 'write url = "https://…" into site.toml, or build with --base-url'
    return (warning(site.settings_path, Place(), "no-url", message, advice),)


def values(outcomes: Iterable[Outcome[Value]]) -> list[Value]:
    return [outcome.value for outcome in outcomes if outcome.value is not None]


def notes(outcomes: Iterable[Outcome[Value]]) -> list[Diagnostic]:
    return [note for outcome in outcomes for note in outcome.diagnostics]
