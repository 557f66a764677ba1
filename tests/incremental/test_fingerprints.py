"""Fingerprints: equal for equal values, different for others, and made of everything that an output depends on.

Leaving out each field in turn takes minutes: `python -m pytest -m long tests/incremental/test_fingerprints.py`.
"""

import datetime
import enum
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen import config, model
from sitegen.colour import Accent
from sitegen.config import Config, LanguageSettings
from sitegen.dates import When
from sitegen.diagnostics import Diagnostic, Outcome, Place
from sitegen.disk import Wishes, read_site
from sitegen.lazy import Lazy, digest, fingerprint, pack, pack_apart, unpacker
from sitegen.linking import Everything, Linked
from sitegen.pipeline import Sheets, build, draw
from sitegen.site import Site
from tests.incremental.author import quickly
from tests.incremental.mutants import Mutant
from tests.incremental.scenes import AS_IT_WAS, SCENES, SITE, TODAY, Expected, Stage, acts
from tests.support import build_site, write_site

KINDS: tuple[type[msgspec.Struct], ...] = (
    *sorted(
        (
            kind
            for module in (model, config)
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
            if kind not in (config.Fault, model.Document)  # which no stage hands on
        ),
        key=lambda kind: kind.__name__,
    ),
    *(Site, Everything, Linked, When, Accent, Place, Diagnostic),
)
Resolve = Callable[[Any], Callable[[bytes], Any]]


# Values of a real site


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """All that goes into the stages of a site, and comes out of them, with every value inside."""
    found: list[Any] = []

    def each(stage: Callable[[Any], Outcome[Any]], items: Sequence[Any]) -> Iterable[Outcome[Any]]:
        outcomes = [stage(item) for item in items]
        found.extend([*items, *(outcome.value for outcome in outcomes), *(outcome.diagnostics for outcome in outcomes)])
        return outcomes

    root = write_site(tmp_path_factory.mktemp("site"), SITE)
    site = read_site(root, Wishes(today=TODAY)).value
    assert site is not None
    found.append(build(site, each))
    return list(_with_all_inside([site, *found]))


def _with_all_inside(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield value
        match value:
            case msgspec.Struct():
                yield from _with_all_inside(getattr(value, name) for name in value.__struct_fields__)
            case Lazy():
                yield from _with_all_inside([value.value])
            case tuple():
                yield from _with_all_inside(value)
            case dict():
                yield from _with_all_inside(value.values())


def loader_of(_kind: Any) -> Callable[[bytes], Any]:
    """For values whose lazy values nobody asks for."""
    return lambda one: pytest.fail(f"{one.hex()} is not asked for")


def loader_from(parts: Mapping[bytes, bytes]) -> Resolve:
    """For values that were packed apart."""

    def load(kind: Any) -> Callable[[bytes], Any]:
        return lambda one: unpacker(kind, load)(parts[one])

    return load


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_value_of_a_site_comes_back_from_its_pack_as_it_was(kind: type, values: list[Any]) -> None:
    some = {fingerprint(value): value for value in values if type(value) is kind}
    assert some, "the site has one of each"
    for value in list(some.values())[:20]:
        found = unpacker(kind, loader_of)(pack(value))
        assert found == value
        assert type(found) is kind
        assert fingerprint(found) == fingerprint(value)


@pytest.mark.parametrize("kind", [model.Article, Linked], ids=lambda kind: kind.__name__)
def test_what_was_packed_apart_is_loaded_as_it_was(kind: type, values: list[Any]) -> None:
    for value in [value for value in values if type(value) is kind]:
        packed, parts = pack_apart(value)
        assert packed == pack(value)
        assert all(digest(part) == one for one, part in parts.items())
        found = unpacker(kind, loader_from(parts))(packed)
        assert found == value
        loaded, held = list(_with_all_inside([found])), list(_with_all_inside([value]))
        assert [one for one in loaded if not isinstance(one, Lazy)] == [
            one for one in held if not isinstance(one, Lazy)
        ]


def test_two_clean_builds_of_one_site_have_the_same_fingerprints(tmp_path: Path) -> None:
    first, second = (build_site(tmp_path / "site", SITE).result for _ in range(2))
    assert first is not None
    assert fingerprint(first) == fingerprint(second)


def test_the_fingerprints_of_sheets_are_known_before_they_are_made(tmp_path: Path) -> None:
    write_site(tmp_path, SITE)
    site = read_site(tmp_path, Wishes(today=TODAY)).value
    assert site
    sheets = Sheets(draw(site))
    assert len([*sheets]) == len(sheets) > 10
    assert sheets.fingerprints() == [fingerprint(sheet) for sheet in sheets]
    assert sheets[3:5] == [sheets[3], sheets[4]]


# Any values


@cache
def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that a frozen value may be made of."""
    make = GENERIC.get(get_origin(kind))
    return make(get_args(kind)) if make else values_of_class(kind)


def _any_tuple(inside: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if inside[-1] is ...:
        return st.lists(values_of(inside[0]), max_size=2).map(tuple)
    return st.tuples(*map(values_of, inside))


def _any_of(inside: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of([values_of(one) for one in inside])


def _any_mapping(inside: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.dictionaries(TEXT, values_of(inside[1]), max_size=2)


GENERIC: dict[Any, Callable[[tuple[Any, ...]], st.SearchStrategy[Any]]] = {
    typing.Annotated: lambda _: st.integers(1, 100),  # the only one: a count in the settings
    typing.Literal: st.sampled_from,
    typing.Union: _any_of,
    types.UnionType: _any_of,
    Lazy: lambda inside: values_of(inside[0]).map(Lazy.of),
    Mapping: _any_mapping,
    dict: _any_mapping,
    tuple: _any_tuple,
}


def values_of_class(kind: Any) -> st.SearchStrategy[Any]:
    if kind in SIMPLE:
        return SIMPLE[kind]
    if issubclass(kind, enum.Enum):
        return st.sampled_from(list(kind))
    assert issubclass(kind, msgspec.Struct), f"{kind} is not to be in a frozen value"
    return st.deferred(lambda: st.builds(kind, **{name: values_of(hint) for name, hint in hints_of(kind).items()}))


def hints_of(kind: Any) -> dict[str, Any]:
    return {
        name: hint for name, hint in get_type_hints(kind, include_extras=True).items() if name in kind.__struct_fields__
    }


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bytes: st.binary(max_size=3),
    bool: st.booleans(),
    int: st.integers(0, 2**32),
    types.NoneType: st.none(),
    datetime.date: st.dates(),
    datetime.datetime: st.datetimes(timezones=st.just(datetime.UTC)),
}
PAIRS = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), values_of(kind), values_of(kind)))


@settings(max_examples=200, deadline=None)
@given(PAIRS)
def test_any_value_comes_back_and_two_have_one_fingerprint_just_if_they_are_equal(pair: tuple[Any, Any, Any]) -> None:
    kind, one, other = pair
    again = unpacker(kind, loader_of)(pack(one))
    assert again == one
    assert fingerprint(again) == fingerprint(one)
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS).flatmap(values_of), st.data())
def test_a_change_of_any_field_is_another_fingerprint(value: Any, data: st.DataObject) -> None:
    hints = hints_of(type(value))
    name = data.draw(st.sampled_from(sorted(hints)))
    changed = msgspec.structs.replace(value, **{name: data.draw(values_of(hints[name]))})
    assert (fingerprint(changed) == fingerprint(value)) == (getattr(changed, name) == getattr(value, name))


# What may be in a fingerprint


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_type_of_the_stages_is_frozen_and_made_of_frozen_values(kind: type[msgspec.Struct]) -> None:
    """`values_of` knows no list, no set and no class that is not frozen."""
    assert kind.__struct_config__.frozen
    for hint in hints_of(kind).values():
        values_of(hint)


class Custom:
    """Nothing that a stage may hand on."""


@pytest.mark.parametrize("value", [Custom(), object(), len, iter(()), 1j, Custom], ids=lambda value: repr(value)[:12])
def test_what_is_not_frozen_is_refused(value: object) -> None:
    for held in (value, (value,), Lazy.of(value), {"x": value}, model.Author("x", value)):  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            fingerprint(held)


def test_the_order_of_languages_is_in_the_fingerprint() -> None:
    some = {"en": LanguageSettings(), "ja": LanguageSettings()}
    turned = dict(reversed(some.items()))
    assert some == turned
    assert fingerprint(Config(languages=some)) != fingerprint(Config(languages=turned))


def test_a_lazy_value_is_known_by_what_it_holds_and_not_by_where_it_comes_from() -> None:
    text = model.Text(("x",), ())
    here, there = Lazy.of(text), Lazy(fingerprint(text), lambda _: text)
    assert (here == there, hash(here) == hash(there), pack([here]) == pack([there])) == (True, True, True)
    assert here != Lazy.of(model.Text(("y",), ()))


def test_the_fingerprint_of_bytes_is_the_digest_of_a_file_that_holds_them(tmp_path: Path) -> None:
    from sitegen.digests import digest_of_file

    (tmp_path / "file").write_bytes(b"some bytes")
    assert digest_of_file(str(tmp_path / "file")) == Lazy.of(b"some bytes").fingerprint


# Each field of a fingerprint left out in turn

# What differs after each scene only for who looks at these fields.
CAUGHT: dict[str, str] = {
    "body": "Manuscript.source Source.data Sheet.contents Content.text Site.sources Build.site",
    "stress": "Text.parts",
    "line above a missing link": "Link.place Place.line",
    "target of a link": "Link.target Post.links",
    "title": "Sheet.cards Card.title",
    "title of a section": "Post.title",
    "subtitle": "Metadata.subtitle Card.subtitle",
    "summary": "Card.summary",
    "day": "Metadata.date When.day Card.date Post.date",
    "hour": "When.instant",
    "day of the update": "Metadata.updated SitemapEntry.modified Post.updated",
    "author": "Metadata.authors Author.name",
    "tags": "Metadata.tags Counted.count Page.tags Post.tags Everything.posts",
    "spelling of a tag": "Counted.name Page.title",
    "target of a translation": "Declaration.target Post.translations",
    "space before a translation": "Declaration.place Place.column",
    "language of a translation": "Declaration.lang",
    "language of a translation that exists": "Ref.lang LanguageLink.lang",
    "key of translations": "Post.translation_key SitemapEntry.alternates Page.translations",
    "colour": "Metadata.color Card.color",
    "colour that is made readable in the same way": "Accent.given",
    "tech": "Metadata.tech Card.tech",
    "picture": "Post.image",
    "words for a picture": "Metadata.image_alt Content.metadata",
    "canonical address": "Metadata.canonical_url",
    "contents": "Metadata.toc",
    "a key of one's own": "Metadata.extra",
    "draft no more": "Metadata.draft Post.draft",
    "draft no more, among those shown": "Card.draft",
    "slug": "Ref.url Page.url",
    "slug of a post with an old address": "Redirect.target",
    "permalink of a page": "Page.links FeedEntry.links",
    "old address": "Post.aliases",
    "layout": "Post.layout",
    "line above a key": "Post.places",
    "new post": "Page.years Feed.entries Sitemap.entries Page.newer Page.older Page.entries",
    "posts at the end of the list": "Page.pagination Pagination.count",
    "twin moved": "Source.path SitemapEntry.url Redirect.url Sheet.page",
    "file that can't be read": "Everything.unreadable",
    "first date in a language": "Chrome.feed",
    "first tag in a language": "Chrome.tags Page.switch LanguageLink.url",
    "section called archive": "Chrome.archive",
    "posts that a language lacks": "Config.untranslated_posts",
    "newest post": "Chrome.year",
    "file to copy edited": "Build.files",
    "picture gone": "Site.own_assets Everything.site",
    "cover gone": "Page.image",
    "layout edited": "Template.text Layout.templates Page.layout Everything.layouts Site.templates",
    "layout of redirects edited": "Redirect.layout",
    "copy of a shipped layout with a fault": "Template.path",
    "words": "Site.strings Chrome.strings",
    "title of the site": "Config.title Chrome.title Page.chrome Feed.chrome",
    "title of a language": "Config.languages LanguageSettings.title Ref.title",
    "description of the site": "Config.description Chrome.description",
    "description of a language": "LanguageSettings.description",
    "author of the site": "Config.author Chrome.author",
    "author of a language": "LanguageSettings.author",
    "address": "Reading.own_urls Chrome.base_url Robots.base_url Sitemap.base_url Redirect.chrome",
    "default language": "Config.language",
    "order of languages": "order Chrome.languages",
    "language of a folder and of files": "Reading.languages Manuscript.reading Post.family",
    "language that serves another": "Post.lang",
    "a language that there is, after all": "Post.has_language",
    "theme colour": "Config.theme_color Chrome.theme_color",
    "entries a page": "Config.entries_per_page",
    "entries in feeds": "Config.feed_entries",
    "dates in file names": "Config.dated_file_names Reading.strip_dates Post.url",
    "plain punctuation": "Config.markdown Reading.markdown MarkdownSettings.smart_punctuation",
    "heading ids as with Astro 5": "MarkdownSettings.trim_heading_ids",
    "formulas": "MarkdownSettings.math",
    "marks": "MarkdownSettings.mark",
    "letters above": "MarkdownSettings.superscript",
    "letters below": "MarkdownSettings.subscript",
    "many authors": "MarkdownSettings.sanitize_html",
    "links to other sites": "MarkdownSettings.external_rel",
    "script for diagrams": "MarkdownSettings.mermaid Chrome.mermaid",
    "words in bodies": "Reading.words",
    "heading that another post names": "Post.ids",
    "place on the page itself": "Post.unknown",
    "state of an original": "Translated.post State.digests",
    "translation brought up to date": "Metadata.translated_from",
    "two bodies swapped": "Translated.original",
    "language of an original": "State.lang Post.translated_from Page.original",
    "notes about stale translations": "Config.stale_notes Chrome.stale_notes",
    "width of a drawing": "Size.width Everything.sizes Picture.data",
    "height of a drawing": "Size.height",
    "drawing called a photograph": "Picture.path",
    "address in the navigation": "Config.navigation Chrome.navigation NavigationEntry.url NavigationLink.url",
    "title in the navigation": "NavigationEntry.title NavigationLink.title",
    "colour in the navigation": "NavigationEntry.color NavigationLink.color",
    "comment in the settings": "Site.settings",
    "a day later": "Site.today",
    "drafts": "Site.drafts",
    "days to come": "Site.future",
    "another base url": "Site.config Config.url",
    "other settings": "Site.settings_path",
    "file moved": "Asset.path",
    "a new version": "Site.generator Chrome.generator",
    "a new file in the theme": "Site.shipped_assets",
}
# Fields without which nothing is missed, because something else in the fingerprint says the same. By the reason.
NEEDLESS: dict[str, str] = {
    "its URL and its place on disk follow from its path": "Asset.url Asset.origin",
    "made of the given colour": "Accent.on_light Accent.on_dark",
    "no layout and no feed gets it": "Author.url Metadata.categories Metadata.featured Metadata.series",
    "the homes of all languages are in `languages`": "Chrome.lang Chrome.default_language Chrome.home",
    "the slug of its name, under the address of its language": "Counted.url",
    "that of the chrome that it has": "Feed.url",
    "it stands in the HTML and in the sections too": "Text.headings Heading.level Heading.id Heading.text",
    "it follows from the HTML": "Text.features Text.minutes Text.sections Metadata.math",
    "that of its first template": "Layout.name",
    "the content has its own": "Metadata.title Metadata.description",
    "the post has its own": "Metadata.lang Metadata.slug Metadata.permalink Metadata.aliases Metadata.layout"
    " Metadata.image Metadata.translations Metadata.translation_key",
    "its metadata and its text have it": "Content.title Content.description",
    "its URL has it": "Page.kind Page.section_url Page.key Ref.key",
    "its content has it, or the other of the two": "FeedEntry.key FeedEntry.url",
    "its content has it": "FeedEntry.published FeedEntry.updated",
    "follows from the URL of the list and the count": "Pagination.number Pagination.newer Pagination.older",
    "follows from its path, languages and date": "Post.key Post.path Post.role Post.section",
    "the first of the languages": "Reading.default_language",
    "always the same": "Robots.url Sitemap.url",
    "there is one if there is a base URL": "Robots.sitemap",
    "the homes of all languages are listed": "Sitemap.default_language",
    "follows from its path": "Template.name",
    "follows from its text": "Template.code",
    "those of its text": "Section.title Section.digest",
    "a picture has two holes": "Link.kind",
    "the digests of all files to copy are there too": "Site.pictures",
    "it stands in the text of the settings": "Site.published_url",
    "what is known of the files in another folder is not believed": "Build.folder",
}
# Its text has all settings in it, so that no other field of theirs is missed as long as it is there.
WITHOUT = dict.fromkeys(("Config", "LanguageSettings", "MarkdownSettings", "NavigationEntry", "order"), "Site.settings")
QUICK = ("Source.path", "Card.title", "Page.links", "Build.files", "Site.today", "order")
CAUGHT_BY = {field: scene for scene, fields in CAUGHT.items() for field in fields.split()}
NEEDLESS_FIELDS = sorted(field for fields in NEEDLESS.values() for field in fields.split())


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expected]:
    with quickly():
        yield Expected(tmp_path_factory.mktemp("clean"))


def is_caught(mutant: Mutant, stage: Stage, expected: Expected, scenes: Iterable[str]) -> bool:
    """Whether a build by the mutant's fingerprints differs from a clean one anywhere."""
    for scene in (AS_IT_WAS, *(act for name in scenes for act in acts(name))):
        wanted = expected.of(scene)
        stage.play(scene)
        try:
            with mutant.at_work():
                seen = stage.build()
        except Exception:  # noqa: BLE001 - a build that falls over is noticed too
            return True
        if seen != wanted:
            return True
    return False


def mutant_without(field: str) -> Mutant:
    return Mutant(field, WITHOUT.get(field.partition(".")[0], field))


def test_every_field_that_goes_into_a_fingerprint_is_left_out_in_turn(tmp_path: Path, expected: Expected) -> None:
    """A new field has to be named in a table above. Without leaving anything out, nothing is caught."""
    whole = Mutant()
    assert not is_caught(whole, Stage(tmp_path), expected, ["title"])
    met = sorted(f"{kind}.{name}" for kind, names in whole.met.items() for name in names)
    named = [*CAUGHT_BY, *NEEDLESS_FIELDS]
    assert (set(named), len(named)) == ({*met, "order"}, len(met) + 1)
    assert CAUGHT.keys() <= SCENES.keys()


@pytest.mark.parametrize("field", QUICK)
def test_a_fingerprint_without_a_field_is_caught(field: str, tmp_path: Path, expected: Expected) -> None:
    assert is_caught(mutant_without(field), Stage(tmp_path), expected, [CAUGHT_BY[field]])


@pytest.mark.long
@pytest.mark.parametrize("field", sorted(CAUGHT_BY.keys() - {*QUICK}))
def test_a_fingerprint_without_any_field_is_caught(field: str, tmp_path: Path, expected: Expected) -> None:
    assert is_caught(mutant_without(field), Stage(tmp_path), expected, [CAUGHT_BY[field]])


@pytest.mark.long
def test_with_whole_fingerprints_nothing_is_caught(tmp_path: Path, expected: Expected) -> None:
    assert not is_caught(Mutant(), Stage(tmp_path), expected, SCENES)


@pytest.mark.long
@pytest.mark.parametrize("field", NEEDLESS_FIELDS)
def test_a_field_that_is_called_needless_is_missed_nowhere(field: str, tmp_path: Path, expected: Expected) -> None:
    """One that is missed after all belongs into the other table."""
    assert not is_caught(mutant_without(field), Stage(tmp_path), expected, SCENES)
