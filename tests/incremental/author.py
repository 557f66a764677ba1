"""A site's folder in the hands of an author: all that may be done to it, and whether a build notices.

Every edit takes its choices from a `random.Random`: a seeded one, or Hypothesis's, which it can make smaller.
"""

import contextlib
import copy
import datetime
import json
import os
import random
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import msgspec

from sitegen import digests, publish, rebuild
from sitegen.cache import FOLDER, Cache
from sitegen.diagnostics import has_errors
from sitegen.disk import Wishes
from sitegen.manifest import NAME as MANIFEST
from sitegen.rebuild import Built, Order
from sitegen.urls import folders_above
from sitegen.versions import version_of_everything
from tests.support import tree

LONGEST_WORD = 300  # characters of one edit in the list of what was done
# What may be told of the output folder after what is done to it here. A file to copy that goes away meanwhile is told.
EXPECTED = ("kept-file", "foreign-file")
EXPECTED_MEANWHILE = (*EXPECTED, "unreadable-file")
FEWEST_PIECES = 3  # that are left when one is deleted
Draw = random.Random
Edit = Callable[["Author", Draw], None]
DAYS = ("2024-12-31", "2025-01-10", "2025-01-10", "2025-03-05T09:30+09:00", "2025-06-02", "2025-06-20", "2026-02-02")
TODAY = datetime.date(2025, 6, 1)
TODAYS = ("2025-06-01", "2025-06-02", "2025-06-20", "2024-12-01", "2027-01-01")
TITLES = ("One", "Two", "Two", "三", "Four & <more>", "A “long” title")
LANGUAGES = ("en", "ja", "ar", "de")
TARGETS = ("alpha", "/blog/beta/", "gamma.md", "/ja/blog/alpha/", "nowhere", "content/blog/alpha.ja.md", "delta")
POSTS = (
    "content/blog/alpha.md",
    "content/blog/alpha.ja.md",
    "content/blog/beta.md",
    "content/ja/blog/beta.md",
    "content/blog/beta.ar.md",
    "content/blog/2025-03-01-gamma.md",
    "content/notes/delta.md",
    "content/blog/bundle/index.md",
    "content/top.md",
    "content/blog/caf\u00e9.md",
    "content/blog/cafe\u0301.md",
    "content/de/notes/eta.md",
)
LISTS = (
    *("content/_index.md", "content/blog/_index.md", "content/ja/blog/_index.md", "content/tags/_index.md"),
    *("content/tags/c/_index.md", "content/archive/2025/_index.md", "content/blog/page/2/_index.md"),
)
OTHERS = ("content/404.md", "content/404.ja.md", "content/about.md", "content/about.ar.md", "content/index.ja.md")
EXTENDED = '{% extends "theme/NAME" %}{% block BLOCK %}<p>WORD</p>{{ super() }}{% endblock %}'
LAYOUTS = {
    "layouts/post.html": EXTENDED.replace("NAME", "post.html").replace("BLOCK", "post_body"),
    "layouts/list.html": EXTENDED.replace("NAME", "list.html").replace("BLOCK", "list_entries"),
    "layouts/base.html": EXTENDED.replace("NAME", "base.html").replace("BLOCK", "footer"),
    "layouts/redirect.html": "<p>WORD {{ target.title }} {{ target.color }}</p>",
    "layouts/special.html": '{% extends "base.html" %}{% block main %}'
    '{% include "partials/extra.html" ignore missing %}'
    "WORD {{ page.extra }} {{ page.color }} {{ page.toc }}{{ page.content }}{% endblock %}",
    "layouts/partials/extra.html": "<p>WORD {{ page.entries | length }}</p>",
    "layouts/partials/byline.html": "<p>WORD {{ page.date.written if page.date }}</p>",
    "layouts/partials/post_entry.html": "<li>WORD {{ entry.title }} {{ entry.summary }}"
    "{{ entry.date.machine if entry.date }}</li>",
}
FAULTS = ("{{ page.nothing }}", "{% block %}", '{% include "partials/none.html" %}')
STRINGS = ("layouts/strings/en.toml", "layouts/strings/ja.toml", "layouts/strings/eo.toml")
COPIED = (
    "content/blog/picture.png",
    "content/blog/bundle/picture.png",
    "static/note.txt",
    "static/old",
    "static/css/site.css",
    "static/blog/index.html",
    "static/feed.xml",
)
PARAGRAPHS = (
    "Words NUMBER.",
    "Words with [a link](alpha.md) and [one more](/blog/beta/).",
    "A [link](nowhere.md) to nothing.",
    "![A picture](picture.png) ![another](/note.txt)",
    "[away](../notes/delta.md#there) [home](/)",
    "## Heading NUMBER",
    "```python\nx = NUMBER\n```",
    "```nolanguage\nx = NUMBER\n```",
    "<!-- more -->",
    "A note[^1].\n\n[^1]: See [this](/blog/bundle/).",
)


@dataclass
class Piece:
    """A Markdown file."""

    head: dict[str, Any] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    is_broken: bool = False

    @property
    def text(self) -> str:
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in self.head.items()]
        return f"---\n{'not: [closed' if self.is_broken else ''}{''.join(lines)}---\n" + "\n\n".join(self.body) + "\n"


@dataclass
class Folder:
    """What stands in the site's folder."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        return {
            **{path: piece.text for path, piece in self.pieces.items()},
            **self.files,
            "site.toml": toml(self.settings),
        }


def toml(settings: Mapping[str, Any]) -> str:
    """The settings as text. `comments` is how many lines stand above them."""
    plain = {key: value for key, value in settings.items() if key not in ("languages", "comments")}
    lines = ["# A comment\n"] * settings.get("comments", 0)
    lines += [f"{key} = {_toml_value(value)}\n" for key, value in plain.items()]
    lines += [f'[languages.{lang}]\ntitle = "{title}"\n' for lang, title in settings.get("languages", ())]
    return "".join(lines)


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def first_folder() -> Folder:
    """A site with something of everything."""
    words = ["The beginning.", "More words.", "[alpha](alpha.md) ![picture](picture.png)"]
    return Folder(
        pieces={
            "content/blog/alpha.md": Piece({"title": "One", "date": "2025-01-10", "tags": ["c"]}, [*words]),
            "content/blog/alpha.ja.md": Piece({"title": "三", "date": "2025-01-10"}, [*words]),
            "content/blog/beta.md": Piece({"title": "Two", "date": "2025-03-05", "aliases": ["/old/b/"]}, [*words]),
            "content/blog/beta.ar.md": Piece({"title": "Two", "date": "2025-03-05", "color": "#ff0000"}, ["كلمات"]),
            "content/notes/delta.md": Piece({"title": "Due", "date": "2025-06-02", "tags": ["c", "x y"]}, [*words]),
            "content/about.md": Piece({"title": "About"}, ["Me, and [one](blog/alpha.md)."]),
        },
        files={"content/blog/picture.png": "a picture", "static/note.txt": "a note"},
        settings={
            "title": "Site",
            "url": "https://example.org",
            "languages": [("en", "Site"), ("ja", "サイト"), ("ar", "موقع")],
        },
    )


class Author:
    """Edits a site and looks at what becomes of it."""

    def __init__(self, folder: Path, jobs: int = 1) -> None:
        self.folder = folder
        self.root = folder / "site"
        self.jobs = jobs
        self.now = first_folder()
        self.wishes: dict[str, Any] = {"today": TODAY}
        self.strict = False
        self.output = "dist"
        self.lost_manifests: set[str] = set()
        """The output folders that have none any more."""
        self.is_sound = True
        self.sound = self.state
        """How all was when a build could be published last; `is_sound` says whether that was the last one."""
        self.done: list[str] = []
        for path, text in self.now.texts.items():
            self.write(path, text)

    @property
    def state(self) -> tuple[Folder, dict[str, Any], bool]:
        return copy.deepcopy(self.now), dict(self.wishes), self.strict

    # What an author does

    def write(self, path: str, text: str, is_replaced: bool = False) -> None:
        """As some editors do, into the file, or as others do, beside it and then in its place."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if is_replaced:
            beside = target.with_name(".beside")
            beside.write_bytes(text.encode())
            os.replace(beside, target)
        else:
            target.write_bytes(text.encode())

    def save(self, path: str, draw: Draw) -> None:
        self.write(path, self.now.texts[path], draw.random() < 0.3)

    def remove(self, path: str) -> None:
        """A file, and the folder if nothing else is in it, as version control does."""
        (self.root / path).unlink()
        with contextlib.suppress(OSError):
            (self.root / path).parent.rmdir()

    def lay(self, wanted: Folder) -> None:
        """Let the folder be as it is wanted; only what differs is touched."""
        before, after = self.now.texts, wanted.texts
        for path in before.keys() - after.keys():
            self.remove(path)
        for path, text in after.items():
            if before.get(path) != text:
                self.write(path, text)
        self.now = copy.deepcopy(wanted)

    def a_piece(self, draw: Draw) -> tuple[str, Piece]:
        path = draw.choice(sorted(self.now.pieces))
        return path, self.now.pieces[path]

    def say(self, what: str) -> None:
        self.done.append(what[:LONGEST_WORD])

    # What comes of it

    def order(self) -> Order:
        wishes = Wishes(output=self.dist, **self.wishes)
        return Order(root=self.root, output=self.dist, wishes=wishes, strict=self.strict, jobs=self.jobs)

    @property
    def dist(self) -> Path:
        return self.root / self.output

    def step(self, draw: Draw, *kinds: str) -> None:
        """One edit or some, and a build."""
        for kind in kinds:
            self.say(f"{kind}:")
            EDITS[kind](self, draw)
        self.check()

    def build(self, expected: Collection[str] = EXPECTED) -> Built:
        said: list[str] = []
        built = rebuild.rebuild(self.order(), said.append)
        assert said == [], said
        assert [one for one in built.about_writing if one.code not in expected] == [], self.done
        return built

    def check(self) -> None:
        """Build what has changed, and see that it comes to the same as a clean build."""
        before = tree(self.dist)
        built = self.build()
        with self.cleanly_built() as (clean, expected):
            self.is_sound = clean.was_published
            assert built.about_site == clean.about_site, self.done
            assert clean.about_writing == (), self.done
            if not self.is_sound:
                assert not built.was_published, self.done
                assert tree(self.dist) == before, self.done
                return
            if has_errors(built.about_writing):  # what was damaged is in the way, and is nobody's but the user's
                assert tree(self.dist) == before, self.done
                shutil.rmtree(self.dist)
                built = self.build()
            self.remove_kept(built)
            if self.output in self.lost_manifests:  # so nobody knows that what is no longer part of the site was ours
                self.remove_from_dist(tree(self.dist).keys() - expected.keys())
                self.lost_manifests.discard(self.output)
            assert built.was_published, self.done
            assert (built.pages, built.held_back) == (clean.pages, clean.held_back), self.done
            assert differences(tree(self.dist), expected) == [], self.done
        self.see_that_nothing_is_left_to_do(built)
        self.sound = self.state

    def see_that_nothing_is_left_to_do(self, built: Built) -> None:
        again = self.build()
        assert again.published.written == again.published.removed == (), self.done
        told, told_again = ((one.about_site, one.pages, one.held_back) for one in (built, again))
        assert told == told_again, self.done

    @contextlib.contextmanager
    def cleanly_built(self) -> Iterator[tuple[Built, dict[str, bytes]]]:
        """What a build makes that knows nothing."""
        clean = self.folder / "clean"
        built = rebuild.rebuild(msgspec.structs.replace(self.order(), output=clean, cached=False), lambda _: None)
        yield built, tree(clean)
        shutil.rmtree(clean, ignore_errors=True)

    def remove_kept(self, built: Built) -> None:
        """Do as the user is told: remove what was changed by hand and is no longer part of the site, or in its way."""
        if has_errors(built.about_writing):
            shutil.rmtree(self.dist, ignore_errors=True)
            return
        kept = [Path(one.path) for one in built.about_writing if one.code == "kept-file"]
        self.remove_from_dist(path.relative_to(self.dist.absolute()).as_posix() for path in kept)

    def remove_from_dist(self, paths: Iterable[str]) -> None:
        for path in paths:
            (self.dist / path).unlink()
            for above in reversed(folders_above(path)):
                with contextlib.suppress(OSError):  # not empty
                    (self.dist / above).rmdir()


def differences(found: Mapping[str, bytes], expected: Mapping[str, bytes]) -> list[str]:
    """The files that are not as they should be. Shown by name, because whole pages say little."""
    return sorted(path for path in found.keys() | expected.keys() if found.get(path) != expected.get(path))


@contextlib.contextmanager
def quickly() -> Iterator[None]:
    """The code of sitegen is read once and not for each build."""
    version = version_of_everything()
    with patch.object(rebuild, "version_of_everything", lambda: version):
        yield


@contextlib.contextmanager
def coarse_clock(tick: int) -> Iterator[None]:
    """A file system that counts time in ticks (nanoseconds), so that quick changes leave no trace in it."""
    real_now, real_signature = Cache.now, digests.signature_of

    def floored(found: os.stat_result) -> bytes:
        times = {name: getattr(found, name) // tick * tick for name in ("st_mtime_ns", "st_ctime_ns")}
        return real_signature(SimpleNamespace(st_size=found.st_size, st_ino=found.st_ino, **times))  # type: ignore[arg-type]  # has all it asks for

    with (
        patch.object(digests, "signature_of", floored),
        patch.object(publish, "signature_of", floored),
        patch.object(Cache, "now", lambda cache: real_now(cache) // tick * tick),
    ):
        yield


# Edits of one Markdown file


def _paragraph(draw: Draw) -> str:
    return draw.choice(PARAGRAPHS).replace("NUMBER", str(draw.randrange(10)))


def edit_body(author: Author, draw: Draw) -> None:
    path, piece = author.a_piece(draw)
    at = draw.randrange(1, len(piece.body) + 1)
    piece.body[at : at + draw.randrange(2)] = [_paragraph(draw)]
    author.save(path, draw)
    author.say(f"{path} {piece.body}")


def edit_summary(author: Author, draw: Draw) -> None:
    path, piece = author.a_piece(draw)
    piece.body[:1] = [_paragraph(draw)]
    author.save(path, draw)
    author.say(f"{path} {piece.body[0]}")


def edit_slyly(author: Author, draw: Draw) -> None:
    path, _ = author.a_piece(draw)
    _edit_slyly(author, path)


def _edit_slyly(author: Author, path: str) -> None:
    """The same length, and the time of the change set back: only the time of change of the inode tells."""
    piece = author.now.pieces[path]
    found = (author.root / path).stat()
    piece.body = [paragraph.translate(str.maketrans("0123456789eW", "1234567890We")) for paragraph in piece.body]
    author.write(path, piece.text)
    os.utime(author.root / path, ns=(found.st_atime_ns, found.st_mtime_ns))
    author.say(path)


def edit_slyly_around_a_build(author: Author, draw: Draw) -> None:
    """By a coarse clock no time tells."""
    path, _ = author.a_piece(draw)
    _edit_slyly(author, path)
    author.remove_kept(author.build())
    _edit_slyly(author, path)


def _edit_head(key: str, some: Callable[[Draw], Any]) -> Edit:
    def edit(author: Author, draw: Draw) -> None:
        path, piece = author.a_piece(draw)
        if key in piece.head and draw.random() < 0.3:
            del piece.head[key]
        else:
            piece.head[key] = some(draw)
        author.save(path, draw)
        author.say(f"{path} {key}: {piece.head.get(key)}")

    return edit


def _some_translations(draw: Draw) -> dict[str, str]:
    return {lang: draw.choice(TARGETS) for lang in draw.sample(LANGUAGES[:3], draw.randrange(1, 3))}


HEAD: dict[str, Callable[[Draw], Any]] = {
    "title": lambda draw: draw.choice(TITLES),
    "date": lambda draw: draw.choice(DAYS),
    "updated": lambda draw: draw.choice(DAYS),
    "color": lambda draw: draw.choice(("#ff0000", "#00b4ff", "#808080")),
    "lang": lambda draw: draw.choice(LANGUAGES),
    "translations": _some_translations,
    "translationKey": lambda draw: draw.choice("kl"),
    "slug": lambda draw: draw.choice(("alpha", "s1", "s2")),
    "permalink": lambda draw: draw.choice(("/p1/", "/p/2.html", "/old/", "/blog/page/2/")),
    "aliases": lambda draw: draw.sample(("/old/a/", "/old/b/", "/p1/"), draw.randrange(1, 3)),
    "tags": lambda draw: draw.sample(("c", "C", "c++", "x y", "三"), draw.randrange(1, 4)),
    "draft": lambda draw: draw.random() < 0.6,
    "subtitle": lambda draw: draw.choice(TITLES),
    "description": lambda draw: draw.choice(TITLES),
    "tech": lambda draw: draw.choice(("Go", "Rust")),
    "toc": lambda draw: draw.random() < 0.8,
    "author": lambda draw: draw.choice(("Jane", "Joe")),
    "image": lambda draw: draw.choice(("picture.png", "nothing.png", "/note.txt")),
    "imageAlt": lambda draw: draw.choice(TITLES),
    "canonicalURL": lambda draw: draw.choice(("https://example.com/x", "/blog/alpha/")),
    "layout": lambda draw: draw.choice(("page", "special", "post", "list", "PostLayout.astro")),
    "mine": lambda draw: draw.choice(("one", "two")),
}


def break_frontmatter(author: Author, draw: Draw) -> None:
    path, piece = author.a_piece(draw)
    piece.is_broken = not piece.is_broken
    author.save(path, draw)
    author.say(path)


def mend(author: Author, _draw: Draw) -> None:
    """Back to what could be published last, as by `git checkout`."""
    folder, author.wishes, author.strict = author.sound
    author.lay(folder)


# Whole files


def add_a_piece(author: Author, draw: Draw) -> None:
    missing = [path for path in (*POSTS, *POSTS, *LISTS, *OTHERS) if path not in author.now.pieces]
    if not missing:
        return
    path = draw.choice(missing)
    head = {"title": draw.choice(TITLES), "date": draw.choice(DAYS)} if path in POSTS else {}
    author.now.pieces[path] = Piece(head, [_paragraph(draw) for _ in range(draw.randrange(1, 4))])
    author.save(path, draw)
    author.say(f"{path} {author.now.pieces[path].text!r}")


def delete_a_piece(author: Author, draw: Draw) -> None:
    if len(author.now.pieces) > FEWEST_PIECES:
        path, _ = author.a_piece(draw)
        del author.now.pieces[path]
        author.remove(path)
        author.say(path)


def rename_a_piece(author: Author, draw: Draw) -> None:
    path, piece = author.a_piece(draw)
    free = [other for other in (*POSTS, *OTHERS[:1]) if other not in author.now.pieces]
    if free:
        other = draw.choice(free)
        (author.root / other).parent.mkdir(parents=True, exist_ok=True)
        os.rename(author.root / path, author.root / other)
        author.now.pieces[other] = author.now.pieces.pop(path)
        author.say(f"{path} to {other} {piece.head}")


def swap_two_pieces(author: Author, draw: Draw) -> None:
    """By renaming: both keep their times and inodes, and each has the other's name."""
    one, other = (draw.choice(sorted(author.now.pieces)) for _ in range(2))
    if one == other:
        return
    _swap(author.root / one, author.root / other)
    pieces = author.now.pieces
    pieces[one], pieces[other] = pieces[other], pieces[one]
    author.say(f"{one} {other}")


def _swap(one: Path, other: Path) -> None:
    beside = one.with_name(".beside")
    os.rename(one, beside)
    os.rename(other, one)
    os.rename(beside, other)


def touch(author: Author, draw: Draw) -> None:
    path = draw.choice(sorted(author.now.texts))
    times = None if draw.random() < 0.5 else (1_600_000_000, 1_600_000_000)
    os.utime(author.root / path, times)
    author.say(f"{path} {times}")


def write_the_same(author: Author, draw: Draw) -> None:
    path = draw.choice(sorted(author.now.texts))
    author.save(path, draw)
    author.say(path)


def _edit_a_file(paths: tuple[str, ...], text: Callable[[str, Draw], str]) -> Edit:
    def edit(author: Author, draw: Draw) -> None:
        path = draw.choice(paths)
        if path in author.now.files and draw.random() < 0.4:
            del author.now.files[path]
            author.remove(path)
        else:
            author.now.files[path] = text(path, draw)
            author.save(path, draw)
        author.say(f"{path} {author.now.files.get(path)}")

    return edit


def _a_layout(path: str, draw: Draw) -> str:
    text = LAYOUTS[path].replace("WORD", f"word {draw.randrange(10)}")
    return text + draw.choice(FAULTS) if draw.random() < 0.1 else text


def _some_words(_path: str, draw: Draw) -> str:
    text = f'tags = "Tags {draw.randrange(10)}"\nlatest_posts = "New {draw.randrange(10)}"\n'
    return text + draw.choice(('tag = "likely a slip"\n', "wrong = 1\n", "broken =\n")) if draw.random() < 0.1 else text


def _some_bytes(_path: str, draw: Draw) -> str:
    return f"bytes {draw.randrange(10)}" * draw.choice((1, 1, 1000))


def edit_settings(author: Author, draw: Draw) -> None:
    key = draw.choice(sorted(SETTINGS))
    if key in author.now.settings and draw.random() < 0.2:
        del author.now.settings[key]
    else:
        author.now.settings[key] = SETTINGS[key](draw)
    author.save("site.toml", draw)
    author.say(f"{key}: {author.now.settings.get(key)}")


def _some_languages(draw: Draw) -> list[tuple[str, str]]:
    return [(lang, f"{lang} {draw.randrange(3)}") for lang in draw.sample(LANGUAGES, draw.randrange(2, 4))]


def _some_navigation(draw: Draw) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"url": url, "title": url} for url in draw.sample(("/", "/blog/", "/about/"), 2)]
    found[0]["title"] = {"en": "First", "ja": "一"}
    found[1]["color"] = draw.choice(("#ff0000", "#00b4ff"))
    return found


SETTINGS: dict[str, Callable[[Draw], Any]] = {
    "title": lambda draw: draw.choice(TITLES),
    "description": lambda draw: draw.choice(TITLES),
    "author": lambda draw: draw.choice(("Jane", "Joe")),
    "url": lambda draw: draw.choice(("https://example.org", "https://example.org/base", "http://other.example/")),
    "language": lambda draw: draw.choice(LANGUAGES),
    "languages": _some_languages,
    "navigation": _some_navigation,
    "theme_color": lambda draw: draw.choice(("#ff0000", "#00b4ff")),
    "entries_per_page": lambda draw: draw.choice((1, 2, 20, 0)),
    "feed_entries": lambda draw: draw.choice((1, 2, 20)),
    "dated_file_names": lambda draw: draw.choice(("keep", "strip")),
    "markdown": lambda draw: {"smart_punctuation": draw.random() < 0.5, "trim_heading_ids": draw.random() < 0.5},
    "comments": lambda draw: draw.randrange(4),
}


# How it is built


def _wish(name: str, *choices: Any) -> Edit:
    def edit(author: Author, draw: Draw) -> None:
        author.wishes[name] = draw.choice(choices)
        author.say(f"{author.wishes[name]}")

    return edit


def strictly_or_not(author: Author, draw: Draw) -> None:
    author.strict = draw.random() < 0.2


@contextlib.contextmanager
def interrupted(where: str, edit: Callable[[], None]) -> Iterator[None]:
    """An edit in the middle of a build: right after the site was read, or right before it is published."""
    real = getattr(rebuild, where)
    edits = iter([edit])

    def and_edited(*arguments: Any) -> Any:
        found = real(*arguments) if where == "read_site" else None
        next(edits, lambda: None)()
        return found if where == "read_site" else real(*arguments)

    with patch.object(rebuild, where, and_edited):
        yield


def edit_meanwhile(author: Author, draw: Draw) -> None:
    where, kind = draw.choice(("read_site", "publish")), draw.choice(MEANWHILE)
    author.say(f"{kind} at {where}:")
    with interrupted(where, lambda: EDITS[kind](author, draw)):
        built = author.build(EXPECTED_MEANWHILE)
    author.remove_kept(built)


def edit_and_undo_meanwhile(author: Author, draw: Draw) -> None:
    """A build sees the site as it was for a moment only."""
    before = copy.deepcopy(author.now)
    edit_meanwhile(author, draw)
    author.lay(before)


def edit_for_the_length_of_a_build(author: Author, draw: Draw) -> None:
    """A file that a build has to look at is another one as long as it does."""
    path = draw.choice(sorted({*author.now.pieces, *author.now.files}))
    if path in author.now.pieces:
        author.now.pieces[path].body.append(_paragraph(draw))
    else:
        author.now.files[path] += " "
    author.save(path, draw)
    wanted, where = author.now.texts[path], draw.choice(("read_site", "publish"))
    author.say(f"{path} at {where}")
    with interrupted(where, lambda: author.write(path, wanted[:-2] + "!\n")):
        built = author.build()
    author.write(path, wanted)
    author.remove_kept(built)


# The output folder and the cache


def _an_output(author: Author, draw: Draw) -> Path | None:
    found = sorted(path for path in tree(author.dist) if path != MANIFEST)
    return author.dist / draw.choice(found) if found else None


def delete_an_output(author: Author, draw: Draw) -> None:
    path = _an_output(author, draw)
    if path:
        path.unlink()
        author.say(str(path))


def damage_an_output(author: Author, draw: Draw) -> None:
    path = _an_output(author, draw)
    if path:
        found, data = path.stat(), path.read_bytes()
        path.write_bytes(draw.choice((data[::-1], b"", data + b"x")))
        if draw.random() < 0.5:
            os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
        author.say(str(path))


def swap_two_outputs(author: Author, draw: Draw) -> None:
    one, other = _an_output(author, draw), _an_output(author, draw)
    if one and other and one != other:
        _swap(one, other)
        author.say(f"{one} {other}")


def delete_the_output_folder(author: Author, _draw: Draw) -> None:
    shutil.rmtree(author.dist, ignore_errors=True)


def damage_the_manifest(author: Author, draw: Draw) -> None:
    if (author.dist / MANIFEST).exists():
        (author.dist / MANIFEST).write_bytes(draw.choice((b"{}", b"", b'{"files": {}}')))
        author.lost_manifests.add(author.output)


def another_output_folder(author: Author, _draw: Draw) -> None:
    author.output = "public" if author.output == "dist" else "dist"


def forget(author: Author, _draw: Draw) -> None:
    shutil.rmtree(author.root / FOLDER, ignore_errors=True)


def move_the_site(author: Author, _draw: Draw) -> None:
    other = author.folder / ("moved" if author.root.name == "site" else "site")
    author.root.rename(other)
    author.root = other


BOTH = (False, True)
EDITS: dict[str, Edit] = {
    "body": edit_body,
    "summary": edit_summary,
    "slyly": edit_slyly,
    "slyly around a build": edit_slyly_around_a_build,
    "for the length of a build": edit_for_the_length_of_a_build,
    **{key: _edit_head(key, some) for key, some in HEAD.items()},
    "frontmatter": break_frontmatter,
    "mend": mend,
    "add": add_a_piece,
    "delete": delete_a_piece,
    "rename": rename_a_piece,
    "swap": swap_two_pieces,
    "touch": touch,
    "same": write_the_same,
    "a layout": _edit_a_file(tuple(LAYOUTS), _a_layout),
    "words": _edit_a_file(STRINGS, _some_words),
    "a file": _edit_a_file(COPIED, _some_bytes),
    "settings": edit_settings,
    "a wish for drafts": _wish("drafts", *BOTH),
    "a wish for days to come": _wish("future", *BOTH),
    "a base url": _wish("base_url", None, "https://example.com/else"),
    "another day": _wish("today", *map(datetime.date.fromisoformat, TODAYS)),
    "strictly": strictly_or_not,
    "meanwhile": edit_meanwhile,
    "meanwhile, undone": edit_and_undo_meanwhile,
    "an output deleted": delete_an_output,
    "an output damaged": damage_an_output,
    "outputs swapped": swap_two_outputs,
    "no output folder": delete_the_output_folder,
    "a manifest damaged": damage_the_manifest,
    "another output folder": another_output_folder,
    "no memory": forget,
    "moved": move_the_site,
}
MEND = "mend"
MEANWHILE = ("body", "summary", "slyly", "title", "add", "delete", "rename", "swap", "a layout", "a file", "settings")
OFTEN = ("body", "summary", "slyly", "title", "add", "add", "delete", "rename", "a layout", "a file", "settings")


def some_edits(draw: Draw, is_sound: bool) -> list[str]:
    """What an author may do between two builds. A fault is often mended next, or nothing is published for long."""
    if not is_sound and draw.random() < 0.6:
        return [MEND]
    count = draw.choice((1, 1, 1, 2, 3))
    return [draw.choice((*sorted(EDITS), *OFTEN)) for _ in range(count)]
