"""The story of a build. Read this first."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar, overload

import msgspec

from sitegen.diagnostics import Diagnostic, Outcome, Place, has_errors, in_order, warning
from sitegen.lazy import Lazy, Unmade, digest
from sitegen.linking import Everything
from sitegen.model import (
    AnyPage,
    Article,
    Asset,
    Layout,
    Leaf,
    Manuscript,
    Mark,
    Metadata,
    Page,
    Redirect,
    Result,
    Sheet,
    Size,
    Translated,
)
from sitegen.site import Site
from sitegen.stages import close, compare, link, measure, name_languages, parse, render
from sitegen.urls import key_of

Item = TypeVar("Item")
Value = TypeVar("Value")


class Each(Protocol):
    """How a stage is applied to many items. The outcomes come in the order of the items, each when it is asked for."""

    def __call__(self, stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterable[Outcome[Value]]: ...


def straight(stage: Callable[[Item], Outcome[Value]], items: Sequence[Item]) -> Iterable[Outcome[Value]]:
    return map(stage, items)


class Plan(msgspec.Struct, frozen=True):
    """All pages of a site, before any is rendered."""

    keys: tuple[str, ...]
    """Of all posts, as in Linked."""
    leaves: tuple[Leaf, ...]
    """Without those that a template with a fault would stop: the fault is told already."""
    samples: tuple[Leaf, ...]
    """One of each kind."""
    articles: Mapping[str, Article]
    """What pages show of posts, by the keys of these."""
    assets: tuple[Asset, ...]
    told: tuple[Diagnostic, ...]
    held_back: tuple[str, ...]
    unpublished: tuple[tuple[str, Mark], ...]
    since: datetime.date
    until: datetime.date
    """As in Publication."""

    def sheet(self, leaf: Leaf) -> Sheet:
        contents = tuple([self.articles[self.keys[at]].content for at in leaf.contents])
        return Sheet(leaf.page, contents, tuple([self.articles[self.keys[at]].card for at in leaf.cards]))


class Sheets(Unmade[Sheet]):
    """The sheets of all pages. Few of them are ever made, if most pages are known."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __len__(self) -> int:
        return len(self.plan.leaves)

    @overload
    def __getitem__(self, at: int) -> Sheet: ...

    @overload
    def __getitem__(self, at: slice) -> list[Sheet]: ...

    def __getitem__(self, at: int | slice) -> Sheet | list[Sheet]:
        leaves = self.plan.leaves[at]
        return self.plan.sheet(leaves) if isinstance(leaves, Leaf) else [self.plan.sheet(leaf) for leaf in leaves]

    def fingerprints(self) -> list[bytes]:
        articles = [self.plan.articles[key] for key in self.plan.keys]
        content = [article.content.fingerprint for article in articles].__getitem__
        card = [article.card.fingerprint for article in articles].__getitem__
        return [
            digest(  # as of `Sheet.joined`, in a third less time
                b"1 %d %d " % (len(leaf.contents), len(leaf.cards))
                + leaf.page.fingerprint
                + b"".join(map(content, leaf.contents))
                + b"".join(map(card, leaf.cards))
            )
            for leaf in self.plan.leaves
        ]


def build(site: Site, each: Each = straight) -> Result:
    """All files of the site, and all there is to tell its author."""
    plan = draw(site, each)
    rendered = tuple(each(render, Sheets(plan)))  # one page at a time
    return Result(
        outputs=tuple(values(rendered)),
        assets=plan.assets,
        diagnostics=in_order((*plan.told, *notes(rendered))),
        held_back=plan.held_back,
        since=plan.since,
        until=plan.until,
    )


def draw(site: Site, each: Each = straight) -> Plan:
    """All that the pages will say."""
    manuscripts = manuscripts_of(site, each)
    parsed = tuple(each(parse, manuscripts))  # one file at a time
    (closed,) = each(close, [site.templates])
    measured = tuple(each(measure, site.pictures))
    everything = _everything(site, manuscripts, parsed, measured, closed.value or {})
    (linked,) = each(link, [everything])  # the only step that sees everything
    assert linked.value is not None  # it makes do with what there is
    found = linked.value
    broken = {one.path for one in closed.diagnostics if has_errors([one])}
    files = set(found.files)
    pairs = zip(manuscripts, parsed, strict=True)
    articles = {key_of(one.source.path): outcome.value for one, outcome in pairs if outcome.value}
    translated = [_translated(leaf, found.keys, articles) for leaf in found.leaves if leaf.has_original]
    return Plan(
        keys=found.keys,
        leaves=_sound(found.leaves, broken),
        samples=_sound(tuple(found.leaves[at] for at in found.samples), broken),
        articles=articles,
        assets=tuple(asset for asset in site.assets if asset.path in files),
        told=(
            *closed.diagnostics,
            *notes(parsed),
            *linked.diagnostics,
            *notes(each(compare, translated)),
            *_no_address(site),
        ),
        held_back=found.held_back,
        unpublished=found.unpublished,
        since=found.since,
        until=found.until,
    )


def _translated(leaf: Leaf, keys: Sequence[str], articles: Mapping[str, Article]) -> Translated:
    own, original = (articles[keys[at]] for at in leaf.contents)
    return Translated(own.post, original.content)


def manuscripts_of(site: Site, each: Each) -> list[Manuscript]:
    """The files, each with what decides how it is read."""
    found: list[str] = []
    if not site.config.languages:
        found = sorted({lang for named in values(each(name_languages, site.sources)) for lang in named})
    reading = Lazy.of(site.reading(found))
    return [Manuscript(source, reading) for source in site.sources]


def _everything(
    site: Site,
    manuscripts: Sequence[Manuscript],
    parsed: Sequence[Outcome[Article]],
    measured: Sequence[Outcome[Size]],
    known_layouts: dict[str, Lazy[Layout]],
) -> Everything:
    bare = msgspec.structs.replace(site.without_origins(), sources=(), templates=(), pictures=())
    sizes = {one.path: size.value for one, size in zip(site.pictures, measured, strict=True) if size.value}
    posts = tuple(article.post for article in values(parsed))
    return Everything(posts, _default_urls(manuscripts, parsed), known_layouts, sizes, bare)


def _default_urls(manuscripts: Sequence[Manuscript], parsed: Sequence[Outcome[Article]]) -> tuple[str, ...]:
    """Where files that can't be read would be, so that links to them are not called wrong on top."""
    failed = [manuscript for manuscript, outcome in zip(manuscripts, parsed, strict=True) if outcome.value is None]
    if not failed:
        return ()
    from sitegen.parse import place  # slow to import

    return tuple(place(one.source.path, Metadata(), one.reading.value)[0].url for one in failed)


def _sound(leaves: tuple[Leaf, ...], broken: set[str]) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in leaves if not _is_broken(leaf.page.value, broken)) if broken else leaves


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
