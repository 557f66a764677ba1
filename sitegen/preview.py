"""The preview: builds again whenever the files of the site have changed, while the last state is served."""

import contextlib
import gc
import os
import signal
import sqlite3
import sys
import time
import traceback
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec

from sitegen.cache import Busy, Unusable, opened
from sitegen.desk import Desk, Shown
from sitegen.diagnostics import Diagnostic, Place, error, has_errors, in_order
from sitegen.digests import Changed, Digests
from sitegen.disk import CONTENT, LAYOUTS, SETTINGS, STATIC, Wishes, shipped_folder
from sitegen.kept import Kept
from sitegen.lazy import Lazy
from sitegen.look import Look, Seen
from sitegen.memo import Memo
from sitegen.model import Leaf, Manuscript
from sitegen.parse import parse
from sitegen.pipeline import Plan, draw, straight
from sitegen.pool import Pool
from sitegen.progress import Bar
from sitegen.report import counted
from sitegen.serve import Server, bound, serving
from sitegen.snapshot import Snapshot, snapshot_of, told_by_samples
from sitegen.store import Lost
from sitegen.versions import version_of_everything
from sitegen.watch import Poll, Touched, Watch

IDLE = 2.0  # seconds of quiet after which all is looked at once more: an event may have been lost
DAY = 60.0  # seconds between two looks at the calendar
SAMPLES = 10  # posts
TURN = 0.0005  # seconds that one thread may keep the others waiting: answers are short, and a browser waits for them
MOST_NAMED = 3  # changed files in one line
# The links of a preview are others than those of a build, because drafts are shown: each is remembered for itself.
NAMES = {"link": "link for the preview"}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be previewed, and where."""

    root: Path
    wishes: Callable[[], Wishes]
    """Of today."""
    excerpt: Callable[[Diagnostic], str]
    """The lines that a diagnostic is about, for people."""
    report: Callable[[Sequence[Diagnostic]], None]
    """Shows diagnostics on the terminal."""
    say: Callable[[str], None]
    host: str
    port: int
    jobs: int
    opens: bool = False
    """Whether a browser is opened."""
    polls: bool = False
    shows_progress: bool = False


def preview(wanted: Wanted) -> NoReturn:
    """Serve the site until somebody ends it. Raises OSError if there is no port."""
    signal.signal(signal.SIGTERM, _end)
    sys.setswitchinterval(TURN)
    listener = bound(wanted.host, wanted.port)
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    wanted.say(f"preview at {address}/ (Ctrl-C ends it)")
    desk = Desk()
    maker = Maker(wanted, desk)
    shown = maker.first()
    base_path = shown.snapshot.base_path if shown.snapshot else ""
    homes = [os.path.realpath(folder) for folder in (wanted.root, *_folders(wanted.root))]
    maker.start_watching()
    serving(listener, Server(desk, _names(wanted.host), homes, maker.forget))
    if wanted.opens:
        webbrowser.open(f"{address}{base_path}/")
    maker.go_on()


class Maker:
    """Makes one state after another."""

    def __init__(self, wanted: Wanted, desk: Desk) -> None:
        self.wanted = wanted
        self.desk = desk
        self.kept = Kept(straight)
        self.look = Look(wanted.root)
        self.watch: Watch | Poll = Poll()
        self.is_lost = False

    def first(self) -> Shown:
        """The first state, made of what the last build or preview knew."""
        started = time.perf_counter()
        pool = Pool(self.wanted.jobs)
        try:
            shown = self._remembering(pool)
        except (Busy, Unusable, Lost, sqlite3.Error, OSError):
            self.kept, self.look = Kept(pool), Look(self.wanted.root)
            shown = self._made(Touched(is_everywhere=True))
        finally:
            pool.close()
            self.kept.inner = straight  # from now on there are threads, and no process can be forked safely
        if shown.snapshot:
            pages = sum(path.endswith(".html") for path in shown.snapshot.pages)
            self.wanted.say(f"{pages} pages in {time.perf_counter() - started:.2f} s")
        self._tell(shown, ())
        return shown

    def _remembering(self, pool: Pool) -> Shown:
        wanted = self.wanted
        with opened(wanted.root, version_of_everything(), wanted.say) as cache:
            self.look = Look(wanted.root, cache.store.files("inputs"))
            self.kept = Kept(Memo(pool, cache.store, "", "", Digests(), Bar(wanted.shows_progress), NAMES))
            return self._made(Touched(is_everywhere=True))

    def start_watching(self) -> None:
        """From now on nothing is missed; what has changed since the first look is found at once."""
        settings = self.wanted.wishes().config or self.wanted.root / SETTINGS
        if not self.wanted.polls:
            try:
                self.watch = Watch(_folders(self.wanted.root), [settings])
            except OSError as problem:
                self.wanted.say(
                    f"the system can't watch the files ({problem.strerror}); they are looked at each second"
                )
        self.watch.look_again()

    def forget(self) -> None:
        """Build everything anew: something that was remembered is gone."""
        self.is_lost = True
        self.watch.look_again()

    def go_on(self) -> NoReturn:
        """Wait for changes, and make the next state of each."""
        _warm_up(self.desk.shown)
        is_settled, collected = True, time.monotonic()
        while True:
            touched = self.watch.wait(DAY if is_settled else IDLE)
            self._next(touched or Touched(is_everywhere=True))
            was_settled, is_settled = is_settled, touched is None
            if is_settled and (not was_settled or time.monotonic() - collected >= DAY):
                gc.collect()  # `main` has turned the automatic one off: it would come in the middle of a rebuild
                collected = time.monotonic()

    def _next(self, touched: Touched) -> None:
        before = self.desk.shown
        started = time.perf_counter()
        is_lost, self.is_lost = self.is_lost, False
        if is_lost:
            self.kept, self.look = Kept(straight), Look(self.wanted.root)
        try:
            shown = self._made(touched, is_lost)
        except (Lost, sqlite3.Error):
            self.forget()
            return
        except Exception:  # noqa: BLE001 - a bug of ours must not end what an author has left running
            traceback.print_exc()
            self.wanted.say("this is a fault of sitegen's own; the last state is still there")
            return
        if shown is before:
            return
        old, new = before.snapshot if before else None, shown.snapshot
        seconds = time.perf_counter() - started
        if old and new and old is not new:
            names = _what_changed(touched, old, new, self.wanted.root)
            count = _count_of_different(old, new)
            pages = f"{count} page{'' if count == 1 else 's'} re-rendered"
            self.wanted.say(f"{names}: {pages} in {seconds * 1000:.0f} ms")
        self._tell(shown, before.told if before else ())

    def _made(self, touched: Touched, is_lost: bool = False) -> Shown:
        """The state that the files are in now; the last one if nothing has changed and nothing of it is lost."""
        last = self.desk.shown
        try:
            seen = self._seen(touched)
            snapshot, told = self._drawn(seen)
        except Changed:
            self.is_lost |= is_lost
            self.watch.look_again()  # a file is being written
            return last or self.desk.show(None, (), ())
        except OSError as problem:
            message = f"the site can't be read: {problem.strerror}"
            snapshot, told = None, (error(os.fspath(problem.filename or CONTENT), Place(), "unreadable-site", message),)
        told = in_order(told)
        is_same = last and told == last.told and (snapshot is None or _is_the_same(snapshot, last.snapshot))
        if last and is_same and not is_lost:
            return last
        sound = None if has_errors(told) else snapshot
        return self.desk.show(sound, told, [self.wanted.excerpt(one) for one in told])

    def _seen(self, touched: Touched) -> Seen:
        wishes = self.wanted.wishes()
        if touched.is_everywhere:
            seen = self.look.everywhere(wishes)
            with contextlib.suppress(OSError):  # what can't be watched is seen when all is looked at the next time
                self.watch.widen(_linked(self.wanted.root))
            return seen
        return self.look.at(touched.paths, wishes)

    def _drawn(self, seen: Seen) -> tuple[Snapshot | None, tuple[Diagnostic, ...]]:
        site = seen.site.value
        if site is None:
            return None, seen.site.diagnostics
        plan = draw(site, self.kept)
        snapshot = snapshot_of(site, plan, seen.files)
        told = (*seen.site.diagnostics, *plan.told)
        last = self.desk.shown
        if has_errors(told) or (last and last.snapshot and last.snapshot.plan.leaves is plan.leaves):
            return snapshot, told
        return snapshot, (*told, *told_by_samples(snapshot, plan.samples))

    def _tell(self, shown: Shown, before: Sequence[Diagnostic]) -> None:
        """On the terminal, what was not told before."""
        fresh = [one for one in shown.told if one not in before]
        if fresh:
            self.wanted.report(fresh)
        if before and not shown.told:
            self.wanted.say("all is well again")
        elif fresh:
            self.wanted.say(counted(shown.told) or "only hints")


def _warm_up(shown: Shown | None) -> None:
    """Read some posts for nothing: Pygments loads a language when it first meets it, and no edit should wait."""
    if shown is None or shown.snapshot is None:
        return
    site = shown.snapshot.site
    for source in site.sources[:: max(1, len(site.sources) // SAMPLES)]:
        with contextlib.suppress(Changed):
            parse(Manuscript(source, Lazy.of(site.reading())))


def _is_the_same(snapshot: Snapshot, last: Snapshot | None) -> bool:
    return (
        last is not None
        and last.signatures == snapshot.signatures
        and _is_the_same_plan(last.plan, snapshot.plan)
        and last.files == snapshot.files
        and last.base_path == snapshot.base_path
    )


def _is_the_same_plan(last: Plan, plan: Plan) -> bool:
    return (last.keys, last.leaves, last.articles, last.unpublished) == (
        plan.keys,
        plan.leaves,
        plan.articles,
        plan.unpublished,
    )


def _count_of_different(old: Snapshot, new: Snapshot) -> int:
    """How many pages are not as they were."""
    return sum(_says_something_else(old.pages.get(path), leaf, old, new) for path, leaf in new.pages.items())


def _says_something_else(before: Leaf | None, leaf: Leaf, old: Snapshot, new: Snapshot) -> bool:
    return before is None or old.plan.sheet(before) != new.plan.sheet(leaf)


def _what_changed(touched: Touched, old: Snapshot, new: Snapshot, root: Path) -> str:
    before = {source.path: source for source in old.site.sources}
    after = {source.path: source for source in new.site.sources}
    names = [path for path in {**before, **after} if before.get(path) is not after.get(path)]
    others = sorted(os.path.relpath(path, root).replace(os.sep, "/") for path in touched.paths if os.path.isfile(path))
    names = list(dict.fromkeys([*names, *others])) or ["the site"]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _folders(root: Path) -> list[Path]:
    shipped = shipped_folder()
    own = [root / name for name in (CONTENT, LAYOUTS, STATIC)]
    theirs = [shipped / name for name in (LAYOUTS, STATIC)]
    return [*own, *(folder for folder in theirs if folder.resolve() not in {one.resolve() for one in own})]


def _linked(root: Path) -> list[str]:
    """The files and folders that links in the site's folders lead to. Those out of the site are not followed."""
    homes = [os.path.realpath(folder) + os.sep for folder in (root, *_folders(root))]
    found: dict[str, None] = {}
    waiting = [os.fspath(folder) for folder in _folders(root)]
    while waiting:
        for place, folders, files in os.walk(waiting.pop()):
            paths = (os.path.join(place, name) for name in (*folders, *files))
            targets = {os.path.realpath(path) for path in paths if os.path.islink(path)}
            fresh = [one for one in sorted(targets - found.keys()) if one.startswith(tuple(homes))]
            found.update(dict.fromkeys(fresh))
            waiting += fresh
    return list(found)


def _names(host: str) -> list[str]:
    """The host names that a browser may call the preview by."""
    if host in ("127.0.0.1", "::1", "localhost"):
        return ["localhost"]
    import socket

    name = socket.gethostname().lower()
    return ["localhost", host.lower(), name, f"{name}.local"]


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
