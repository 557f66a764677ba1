"""A build that does only what has changed since the last one, and what becomes of it in the output folder."""

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from sitegen.cache import FOLDER, Busy, Cache, Unusable, opened, reason
from sitegen.diagnostics import Diagnostic, Place, error, has_errors, in_order, made_strict, warning
from sitegen.digests import NEVER, Digests, Row
from sitegen.disk import Wishes, read_site
from sitegen.lazy import Frozen, fingerprint, pack
from sitegen.manifest import NAME as MANIFEST
from sitegen.manifest import UNFINISHED
from sitegen.model import Result
from sitegen.patience import patiently
from sitegen.pool import Pool
from sitegen.progress import Bar, Watched
from sitegen.publish import Published, publish
from sitegen.rehearsal import preparations, prepare_dates, prepare_linking, prepare_rendering
from sitegen.second_process import IS_POSSIBLE, Gone, SecondProcess
from sitegen.site import Site
from sitegen.stages import close, link, render
from sitegen.store import Lost, unlike
from sitegen.versions import version_of_everything

LAST, PLACE = "last build", "output folder"  # facts in the store
Told = tuple[Diagnostic, ...]


class Order(Frozen, frozen=True, kw_only=True):
    """What is to be built, where to, and how."""

    root: Path
    output: Path
    wishes: Wishes
    strict: bool = False
    cached: bool = True
    jobs: int = 1
    """Processes."""
    shows_progress: bool = False


class Built(Frozen, frozen=True, kw_only=True):
    """What came of it."""

    about_site: tuple[Diagnostic, ...] = ()
    about_writing: tuple[Diagnostic, ...] = ()
    """Of the output and cache folders."""
    published: Published = Published()
    pages: int = 0
    held_back: tuple[str, ...] = ()
    was_published: bool = False

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return (*self.about_site, *self.about_writing)


class Last(Frozen, frozen=True):
    """The last build that was published: as long as nothing has changed, there is nothing to do."""

    site: bytes
    """The fingerprint of all that it was made of."""
    files: bytes
    """The fingerprint of all that it made: what is known of the output folder may be of a later build, cut short."""
    since: datetime.date
    until: datetime.date
    """The days for which it holds: on the last one a post of days to come, or none, is due."""
    pages: int
    held_back: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


_read_last: Callable[[bytes], Last] = msgspec.msgpack.Decoder(Last).decode


def rebuild(order: Order, say: Callable[[str], None], early: SecondProcess | None = None) -> Built:
    """Build and publish. `say` is told what can't wait until the end. Raises OSError only for the site's own folder.

    `early` is a second process that was started already, if the order allows for one.
    """
    if not order.cached:
        return _with_patience(order, None)
    try:
        with opened(order.root, version_of_everything(), say) as cache:
            try:
                return _with_patience(order, cache, early)
            except (Lost, sqlite3.DatabaseError, UnicodeDecodeError):
                cache.start_again()
                return _with_patience(order, cache)
    except Busy:
        advice = "try again when it is done; --no-cache builds without the cache"
        told = error(FOLDER, Place(), "busy", "another build of this site is under way and does not end", advice)
        return Built(about_writing=(told,))
    except (Unusable, Lost, sqlite3.Error, UnicodeDecodeError, OSError) as problem:
        built = _with_patience(order, None)
        message = f"nothing can be remembered for the next build: {reason(problem)}"
        advice = "check the space and the permissions of this folder, or build with --no-cache"
        told = warning(FOLDER, Place(), "no-cache", message, advice)
        return msgspec.structs.replace(built, about_writing=(*built.about_writing, told))


def _with_patience(order: Order, cache: Cache | None, early: SecondProcess | None = None) -> Built:
    """Built from files that stayed as they were while they were read."""
    outcome = patiently(order.root, lambda is_first: _built(order, cache, early if is_first else None, is_first))
    return outcome.value or Built(about_site=outcome.diagnostics)


def _built(order: Order, cache: Cache | None, early: SecondProcess | None, is_first: bool) -> Built:
    if cache is None:
        return _from_scratch(order)
    second = early or _second_process(order)
    try:
        return _rebuilt(order, cache, second, is_first=is_first)
    finally:
        if second:
            second.close()


def _second_process(order: Order) -> SecondProcess | None:
    try:
        return SecondProcess(twins=order.jobs - 1) if order.jobs > 1 and IS_POSSIBLE else None
    except OSError:
        return None  # no more processes are to be had: it goes without


def _rebuilt(order: Order, cache: Cache, second: SecondProcess | None, is_first: bool) -> Built:
    looking = second.ask(unlike, cache.store.path, str(order.output)) if second and not cache.is_new else None
    # After a file was not as its digest said, no digest is believed.
    inputs = Digests(cache.store.files("inputs") if is_first else {}, cache.now())
    if second and inputs.known:  # a first build has work for all processes at once
        inputs.on_news = lambda origin: second.prepare(preparations(origin))
    site = read_site(order.root, order.wishes, inputs)
    if site.value is None:
        return Built(about_site=in_order(site.diagnostics))
    made_of = _fingerprint_of(site.value, order, inputs)
    there = _output_folder(order, cache, inputs.now, looking)
    last = _still_true(cache, made_of, order, there)
    if last:
        built = _as_last(last, order, site.diagnostics, there)
        cache.store.keep_files("outputs", there.rows(cache.now()), ())
    else:
        built = _anew(order, cache, second, site.value, site.diagnostics, made_of, inputs, there)
    cache.store.keep_files("inputs", inputs.rows(cache.now()), inputs.gone())
    return built


def _prepare_first_build(site: Site, pool: Pool) -> None:
    """All is new: while others begin to parse, this process reads the templates and loads what comes then."""
    langs = tuple(site.config.languages)
    pool.at_home = (*pool.at_home, "close")
    pool.errands = (partial(close, site.templates), prepare_rendering, partial(prepare_linking, langs))
    pool.ahead = (prepare_rendering, partial(prepare_dates, langs))


def _fingerprint_of(site: Site, order: Order, inputs: Digests) -> bytes:
    """Of everything that the outputs are made of, but for the day."""
    files = tuple(_digest_of(asset.path, asset.origin, inputs) for asset in site.assets)
    timeless = msgspec.structs.replace(site.without_origins(), today=datetime.date.min)
    return fingerprint((timeless, files, _place(order)))


def _digest_of(path: str, origin: str, inputs: Digests) -> bytes | None:
    try:
        return inputs.first(path, origin)
    except OSError:
        return None  # publishing tells


def _output_folder(order: Order, cache: Cache, now: int, looking: Iterator[str] | None) -> Digests:
    """What is known of the files in the output folder. Those of another one are not believed, only their names."""
    known = cache.store.files("outputs")
    doubted: frozenset[str] | None = None
    with contextlib.suppress(Gone):
        doubted = None if looking is None else frozenset(looking)
    if cache.store.fact(PLACE) == _place(order):
        return Digests(known, now, doubted)
    return Digests({name: (name, NEVER, digest) for name, _, digest in known.values()}, now)


def _place(order: Order) -> bytes:
    return os.fsencode(os.path.realpath(order.output))


def _still_true(cache: Cache, made_of: bytes, order: Order, there: Digests) -> Last | None:
    """The last build, if nothing that it was made of has changed, and nothing that it made."""
    last = _last(cache)
    if last is None or last.site != made_of or not last.since <= order.wishes.today < last.until:
        return None
    if last.files != _fingerprint_of_files(there.known.values()) or (order.output / UNFINISHED).exists():
        return None
    folder = str(order.output)
    is_there = all(there.at(name, f"{folder}/{name}") == row[2] for name, row in there.known.items())
    return last if is_there else None


def _last(cache: Cache) -> Last | None:
    data = cache.store.fact(LAST)
    try:
        return _read_last(data) if data else None
    except (msgspec.MsgspecError, ValueError):
        return None


def _fingerprint_of_files(rows: Iterable[Row]) -> bytes:
    return fingerprint(tuple(sorted((name, digest) for name, _, digest in rows)))


def _as_last(last: Last, order: Order, told: Told, there: Digests) -> Built:
    diagnostics = _all_told(order, told, last.diagnostics)
    unchanged = tuple(name for name in there.known if name != MANIFEST)
    is_sound = not has_errors(diagnostics)
    return Built(
        about_site=diagnostics,
        published=Published(unchanged=unchanged) if is_sound else Published(),
        pages=last.pages,
        held_back=last.held_back,
        was_published=is_sound,
    )


def _anew(
    order: Order,
    cache: Cache,
    second: SecondProcess | None,
    site: Site,
    told: Told,
    made_of: bytes,
    inputs: Digests,
    there: Digests,
) -> Built:
    # A build with nothing to do goes without these.
    from sitegen.memo import Memo
    from sitegen.pipeline import build

    cache.begin()
    pool = Pool(order.jobs, second)
    memo = Memo(pool, cache.store, str(cache.staging), str(order.output), there, Bar(order.shows_progress))
    if inputs.known:
        pool.errands = (partial(memo.look_ahead, render, link),)
    else:
        _prepare_first_build(site, pool)
    with contextlib.closing(pool):
        result = build(site, memo)
        pool.dismiss()
        built = _published(order, result, told, inputs, there)
    if built.was_published:
        rows, gone = there.rows(cache.now()), there.gone()
        cache.store.keep_files("outputs", rows, gone)
        now_there = {**there.known, **{row[0]: row for row in rows}}
        files = _fingerprint_of_files(row for name, row in now_there.items() if name not in gone)
        last = Last(made_of, files, result.since, result.until, built.pages, built.held_back, result.diagnostics)
        cache.store.keep_fact(PLACE, _place(order))
        cache.store.keep_fact(LAST, pack(last) if built.published.is_as_planned else b"")
    return built


def _from_scratch(order: Order) -> Built:
    from sitegen.pipeline import build

    inputs = Digests()
    site = read_site(order.root, order.wishes, inputs)
    if site.value is None:
        return Built(about_site=in_order(site.diagnostics))
    with contextlib.closing(Pool(order.jobs)) as pool:
        result = build(site.value, Watched(pool, Bar(order.shows_progress)))
        return _published(order, result, site.diagnostics, inputs, Digests())


def _published(order: Order, result: Result, told: Told, inputs: Digests, there: Digests) -> Built:
    diagnostics = _all_told(order, told, result.diagnostics)
    is_sound = not has_errors(diagnostics)
    published = publish(result.outputs, result.assets, order.output, inputs, there) if is_sound else Published()
    return Built(
        about_site=diagnostics,
        about_writing=published.diagnostics,
        published=published,
        pages=sum(output.path.endswith(".html") for output in result.outputs),
        held_back=result.held_back,
        was_published=is_sound and not has_errors(published.diagnostics),
    )


def _all_told(order: Order, *told: Told) -> Told:
    diagnostics = in_order(one for some in told for one in some)
    return made_strict(diagnostics) if order.strict else diagnostics
