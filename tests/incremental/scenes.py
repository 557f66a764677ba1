"""A site in which every value shows somewhere, and a scene for each thing that can change in it.

A scene is told as what differs from the site as it was: files, what is asked for, the theme, the version of sitegen.
"""

import datetime
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sitegen import disk, layouts, rebuild, views
from sitegen.diagnostics import Diagnostic
from sitegen.disk import Wishes, shipped_folder
from sitegen.rebuild import Order
from tests.support import tree, write_site

# The layouts show all that layouts may know: `{{ page }}` is every value in it.
SITE = """
-- site.toml --
title = "Site"
description = "Of words"
url = "https://example.org"
author = "Jane"
language = "en"
theme_color = "#ff0000"
entries_per_page = 4
feed_entries = 3
dated_file_names = "strip"

[markdown]
smart_punctuation = true
mermaid = "/js/one.js"
external_rel = "nofollow"

[languages.en]
title = "English"
[languages.ja]
title = "日本語"
description = "言葉"
author = "花子"
[languages.ar]
[languages.de]
[languages.eo]

[[navigation]]
url = "/"
title = "Home"
[[navigation]]
url = "/blog/"
title = {en = "Blog", ja = "ブログ"}
color = "#00b4ff"
[[navigation]]
url = "/nowhere/"
title = "Nowhere"
-- layouts/partials/footer.html --
<footer>{{ page }} {{ site }} {{ strings }}</footer>
-- layouts/redirect.html --
<p>{{ target }} {{ canonical }} {{ strings }}</p>
-- layouts/mine.html --
{% extends "base.html" %}{% block main %}{% include "partials/mine.html" %}{{ page.content }}{% endblock %}
-- layouts/partials/mine.html --
<p>Mine</p>
-- layouts/faulty.html --
{% extends "base.html" %}{% block none %}{% endblock %}
-- layouts/strings/ar.toml --
tags = "وسوم"
-- content/_index.md --
---
title: Welcome
---
Hello, [alpha](blog/alpha.md) and [nothing](none.md).
-- content/blog/_index.md --
---
title: All posts
---
The posts.
-- content/404.md --
# Nothing here
Look [elsewhere](blog/alpha.md).
-- content/about.md --
---
title: About
layout: mine
---
Me.
-- content/blog/alpha.md --
---
title: Alpha
subtitle: The first
description: Of alpha
date: 2025-01-01
updated: 2025-01-05
author: {name: Joe, url: https://example.com/joe}
tags: [c, d]
translations: {ja: /ja/blog/alpha/, ar: /nowhere/}
color: "#007db6"
tech: Go
image: cover.png
imageAlt: A picture
canonicalURL: https://example.com/alpha
toc: true
mine: one
categories: [x]
featured: true
series: x
---
First of alpha.

## A heading

See [beta](beta.md), [nothing](/blog/broken/), "quotes" and ![a picture](picture.png).

Its [heading](#a-heading), [that of beta](beta.md#second), [other](https://example.com/x), <i onclick="x">raw</i>.

![A drawing](drawing.svg) ![the same](drawing.png) $x$ ==m== a^2^ b~2~

## End 🚀

```mermaid
a --> b
```

```nolanguage
x
```
-- content/blog/beta.md --
---
title: Beta
date: 2025-02-01
tags: [c]
aliases: [/old/, /old/too/]
---
First of beta.

Second of beta: [gamma](2025-03-01-gamma.md), [late](late.md), [about](../about.md).

## Second
-- content/blog/2025-03-01-gamma.md --
---
title: Gamma
layout: mine
---
First of gamma.

Second of gamma.
-- content/blog/delta.md --
---
title: Delta
date: 2025-04-01
translationKey: d
---
First of delta.
-- content/blog/late.md --
---
title: Late
date: 2026-03-10
---
Late.
-- content/blog/draft.md --
---
title: Draft
date: 2025-05-01
draft: true
---
A draft.
-- content/twins/one.md --
# Twin
A twin.
-- content/twins/two.md --
---
title: Twin
---
A twin.
-- content/de/blog/x.md --
---
title: Zett
translationKey: d
---
Zett.
-- content/de/archive/y.md --
---
title: Alt
---
In a section of the author's own.
-- content/ar/blog/x.md --
---
title: ألفا
date: 2025-03-01
---
ألفا.
-- content/ja/blog/alpha.md --
---
title: アルファ
date: 2025-02-02
---
初め。
-- content/ja/blog/beta.md --
---
translatedFrom: en:n5oqk2x6
title: ベータ
date: 2025-02-01
---
初め。
-- content/blog/portuguese.md --
---
title: Português
lang: pt-BR
---
Words.
-- content/blog/why.md --
---
title: Why
---
Why.
-- content/blog/why.sv.md --
---
title: Varför
lang: ja
permalink: /why/
---
Varför.
-- content/blog/drawing.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>
-- static/js/one.js --
one
-- static/js/two.js --
two
-- content/blog/picture.png --
a picture
-- content/blog/cover.png --
a cover
-- static/note.txt --
a note
"""
HEADING = '<h2 id="a-heading"><a class="heading-link" href="#a-heading">A heading</a></h2>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>\n'
TODAY = datetime.date(2026, 2, 1)
ALPHA, BETA, GAMMA = "content/blog/alpha.md", "content/blog/beta.md", "content/blog/2025-03-01-gamma.md"
DE = "content/de/blog/x.md"
FOOTER = "layouts/partials/footer.html"


@dataclass(frozen=True)
class Scene:
    """What differs from the site as it was."""

    edits: Mapping[str, Any] = field(default_factory=dict)
    """By file: an old text and a new one, a function of the text, a whole text, or None for a file that is gone."""
    wishes: Mapping[str, Any] = field(default_factory=dict)
    theme: Mapping[str, str] = field(default_factory=dict)
    """Files of sitegen's own theme."""
    version: str = "1"
    is_moved: bool = False
    output: str = "dist"

    def files(self, base: Mapping[str, str]) -> dict[str, str]:
        changed = {path: _edited(base.get(path, ""), edit) for path, edit in self.edits.items()}
        return {path: text for path, text in {**base, **changed}.items() if text is not None}


def _edited(text: str, edit: Any) -> str | None:
    if callable(edit):
        return str(edit(text))
    if not isinstance(edit, tuple):
        return edit  # type: ignore[no-any-return]  # a text or None
    old, new = edit
    assert text.count(old) == 1, (old, text)
    return text.replace(old, new)


def _head(path: str, line: str) -> Scene:
    return Scene({path: ("\n---\n", f"\n{line}\n---\n")})


def _setting(old: str, new: str) -> Scene:
    return Scene({"site.toml": (old, new)})


def _in_another_order(settings: str) -> str:
    """The last language first."""
    return settings.replace("[languages.ar]\n", "").replace("[languages.en]\n", "[languages.ar]\n[languages.en]\n")


def _site_toml(_nothing: str) -> str:
    return SITE.partition("-- site.toml --\n")[2].partition("-- ")[0]


AS_IT_WAS = Scene()
NO_BLOCKS = "<p>{{ page.title }}</p>"
SHIPPED_PAGE = (shipped_folder() / "layouts/page.html").read_text("utf-8")
# How the site was before a scene, if not as it was: what a scene shows is then one change more.
BEFORE: dict[str, Scene] = {
    "draft no more, among those shown": Scene(wishes={"drafts": True}),
    "copy of a shipped layout with a fault": Scene({"layouts/base.html": NO_BLOCKS}),
    "a day later, and the next": Scene(wishes={"today": datetime.date(2026, 3, 10)}),
    "a language that there is, after all": _head(BETA, "translations: {en: /blog/alpha/}\nlang: jp"),
}
SCENES: dict[str, Scene] = {
    # Bodies
    "body": Scene({GAMMA: ("Second of", "More of")}),
    "two bodies swapped": Scene({BETA: ("First of beta", "Second of"), GAMMA: ("First of gamma", "First of beta")}),
    "summary": Scene({BETA: ("First of beta", "Beginning of beta")}),
    "heading that another post names": Scene({BETA: ("## Second", "## Other")}),
    "place on the page itself": Scene({ALPHA: ("(#a-heading)", "(#b-heading)")}),
    "language of an original": Scene({"content/ja/blog/beta.md": ("en:n5oqk2x6", "ar:n5oqk2x6")}),
    "translation brought up to date": Scene({"content/ja/blog/beta.md": ("en:n5oqk2x6", "en:n5oqk2x6.gvdjkh3y")}),
    "title in the text": Scene({"content/twins/one.md": ("# Twin", "# Sister")}),
    "title of a section": Scene({"content/blog/_index.md": ("title: All posts", "title: Every post")}),
    "state of an original": Scene({"content/ja/blog/beta.md": ("en:n5oqk2x6", "en:aaaaaaaa")}),
    "posts that a language lacks": _setting('"strip"', '"strip"\nuntranslated_posts = "among"'),
    "notes about stale translations": _setting('"strip"', '"strip"\nstale_notes = false'),
    "stress": Scene({GAMMA: ("Second of", "*Second* of")}),
    "heading as HTML": Scene({ALPHA: ("## A heading", HEADING)}),
    "line above a missing link": Scene({ALPHA: ("\nSee ", "\nMore:\nsee ")}),
    "word before a missing link": Scene({ALPHA: ("See [beta]", "Or [beta]")}),
    "target of a link": Scene({ALPHA: ("(/blog/broken/)", "(/blog/absent/)")}),
    # Frontmatter
    "title": Scene({BETA: ("title: Beta", "title: Better")}),
    "title in a heading": Scene({"content/404.md": ("# Nothing here", "# Nothing there")}),
    "title of a page": Scene({"content/about.md": ("title: About", "title: Me")}),
    "subtitle": Scene({ALPHA: ("The first", "The very first")}),
    "description": Scene({ALPHA: ("Of alpha\n", "On alpha\n")}),
    "day": Scene({BETA: ("2025-02-01", "2025-02-02")}),
    "hour": Scene({BETA: ("2025-02-01", "2025-02-01T10:00")}),
    "day of the update": Scene({ALPHA: ("2025-01-05", "2025-01-06")}),
    "author": Scene({ALPHA: ("name: Joe", "name: Jim")}),
    "author's address": Scene({ALPHA: ("com/joe", "com/jim")}),
    "tags": Scene({BETA: ("tags: [c]", "tags: [c, d]")}),
    "spelling of a tag": Scene({ALPHA: ("tags: [c, d]", "tags: [c, D]")}),
    "target of a translation": Scene({ALPHA: ("ar: /nowhere/", "ar: /nothing/")}),
    "space before a translation": Scene({ALPHA: (", ar: /nowhere/", ",  ar: /nowhere/")}),
    "language of a translation": Scene({ALPHA: ("ar: /nowhere/", "de: /nowhere/")}),
    "key of translations": Scene({DE: ("translationKey: d", "translationKey: e")}),
    "colour": Scene({ALPHA: ("#007db6", "#00ff00")}),
    "colour that is made readable in the same way": Scene({ALPHA: ("#007db6", "#007eb6")}),
    "tech": Scene({ALPHA: ("tech: Go", "tech: Rust")}),
    "picture": Scene({ALPHA: ("image: cover.png", "image: /note.txt")}),
    "words for a picture": Scene({ALPHA: ("imageAlt: A", "imageAlt: The")}),
    "canonical address": Scene({ALPHA: ("com/alpha", "com/other")}),
    "contents": Scene({ALPHA: ("toc: true", "toc: false")}),
    "a key of one's own": Scene({ALPHA: ("mine: one", "mine: two")}),
    "draft": _head(BETA, "draft: true"),
    "draft no more": Scene({"content/blog/draft.md": ("draft: true", "draft: false")}),
    "draft no more, among those shown": Scene({"content/blog/draft.md": ("true", "false")}, {"drafts": True}),
    "language": _head(GAMMA, "lang: ja"),
    "slug": _head(GAMMA, "slug: other"),
    "slug of a post with an old address": _head(BETA, "slug: other"),
    "permalink of a page": _head("content/about.md", "permalink: /me/"),
    "permalink": _head(GAMMA, "permalink: /other/"),
    "old address": Scene({BETA: ("[/old/, ", "[/odd/, ")}),
    "layout": Scene({"content/about.md": ("layout: mine", "layout: page")}),
    "categories": Scene({ALPHA: ("categories: [x]", "categories: [y]")}),
    "featured": Scene({ALPHA: ("featured: true", "featured: false")}),
    "series": Scene({ALPHA: ("series: x", "series: y")}),
    "line above a key": Scene({"content/blog/portuguese.md": ("lang: pt-BR", "# As in Brazil.\nlang: pt-BR")}),
    # Files
    "new post": Scene({"content/blog/new.md": "---\ntitle: New\ndate: 2025-03-15\n---\nNew.\n"}),
    "posts at the end of the list": Scene({f"content/blog/zz{at}.md": f"# Zz {at}\n\nx\n" for at in range(4)}),
    "post gone": Scene({BETA: None}),
    "post renamed": Scene({BETA: None, "content/blog/other.md": "---\ntitle: Beta\n---\nx\n"}),
    "twin moved": Scene({"content/twins/two.md": None, "content/twins/three.md": "---\ntitle: Twin\n---\nA twin.\n"}),
    "post moved to another section": Scene({"content/blog/delta.md": None, "content/twins/delta.md": "# Delta\n\nx\n"}),
    "post that can't be read": Scene({"content/blog/delta.md": "---\na: [\n---\n"}),
    "file that can't be read": Scene({"content/blog/broken.md": "---\na: [\n---\n"}),
    "first date in a language": _head(DE, "date: 2025-01-01"),
    "section called archive": Scene({"content/ar/archive/x.md": "---\ntitle: x\n---\nx\n"}),
    "first tag in a language": _head(DE, "tags: [c]"),
    "first post in a language": Scene({"content/eo/blog/x.md": "---\ntitle: x\n---\nx\n"}),
    "language of a translation that exists": _head("content/ja/blog/beta.md", "lang: ar"),
    "newest post": Scene({"content/blog/new.md": "---\ntitle: New\ndate: 2026-01-01\n---\nx\n"}),
    "file to copy edited": Scene({"static/note.txt": "another note"}),
    "picture painted anew": Scene({"content/blog/picture.png": "another picture"}),
    "width of a drawing": Scene({"content/blog/drawing.svg": ('width="20"', 'width="30"')}),
    "height of a drawing": Scene({"content/blog/drawing.svg": ('height="10"', 'height="30"')}),
    "drawing called a photograph": Scene({"content/blog/drawing.svg": None, "content/blog/drawing.png": DRAWING}),
    "picture gone": Scene({"content/blog/picture.png": None}),
    "cover gone": Scene({"content/blog/cover.png": None}),
    "new static file": Scene({"static/nothing.md/index.html": "x", "static/new.txt": "x"}),
    "file moved": Scene({"content/blog/picture.png": None, "static/blog/picture.png": "a picture"}),
    "style sheet of one's own": Scene({"static/css/site.css": "x"}),
    "a language that there is, after all": _head(BETA, "translations: {en: /blog/alpha/}\nmine: jp"),
    # Layouts and words
    "layout edited": Scene({"layouts/mine.html": ("{{ page.content }}", "More {{ page.content }}")}),
    "partial edited": Scene({"layouts/partials/mine.html": ("Mine", "Still mine")}),
    "layout of redirects edited": Scene({"layouts/redirect.html": ("canonical", "target.title")}),
    "copy of a shipped layout with a fault": Scene({"layouts/base.html": NO_BLOCKS, "layouts/page.html": SHIPPED_PAGE}),
    "new layout": Scene({"layouts/post.html": '{% extends "theme/post.html" %}{% block post_body %}x{% endblock %}'}),
    "layout renamed": Scene({"layouts/mine.html": None, "content/about.md": ("mine", "page"), GAMMA: ("mine", "post")}),
    "words in bodies": Scene({"layouts/strings/en.toml": 'diagram = "Drawing"'}),
    "words": Scene({"layouts/strings/ar.toml": ("وسوم", "الوسوم")}),
    # Settings
    "title of the site": _setting('title = "Site"', 'title = "Place"'),
    "title of a language": _setting('title = "English"', 'title = "Englisch"'),
    "description of the site": _setting('"Of words"', '"Of many words"'),
    "description of a language": _setting('"言葉"', '"ことば"'),
    "author of the site": _setting('"Jane"', '"June"'),
    "author of a language": _setting('"花子"', '"太郎"'),
    "address": _setting("https://example.org", "https://example.com"),
    "base path": _setting("https://example.org", "https://example.org/base"),
    "no address": _setting('url = "https://example.org"\n', ""),
    "default language": _setting('language = "en"', 'language = "de"'),
    "order of languages": Scene({"site.toml": _in_another_order}),
    "language of a folder and of files": _setting("[languages.eo]", "[languages.eo]\n[languages.sv]"),
    "language that serves another": _setting("[languages.eo]", "[languages.eo]\n[languages.pt]"),
    "theme colour": _setting("#ff0000", "#00ff00"),
    "entries a page": _setting("entries_per_page = 4", "entries_per_page = 3"),
    "entries in feeds": _setting("feed_entries = 3", "feed_entries = 2"),
    "dates in file names": _setting('"strip"', '"keep"'),
    "heading ids as with Astro 5": _setting("[markdown]", "[markdown]\ntrim_heading_ids = true"),
    "formulas": _setting("[markdown]", "[markdown]\nmath = true"),
    "marks": _setting("[markdown]", "[markdown]\nmark = true"),
    "letters above": _setting("[markdown]", "[markdown]\nsuperscript = true"),
    "letters below": _setting("[markdown]", "[markdown]\nsubscript = true"),
    "many authors": _setting("[markdown]", "[markdown]\nsanitize_html = true"),
    "links to other sites": _setting('"nofollow"', '"noopener"'),
    "script for diagrams": _setting("/js/one.js", "/js/two.js"),
    "formulas in one post": Scene({ALPHA: ("toc: true", "toc: true\nmath: true")}),
    "plain punctuation": _setting("smart_punctuation = true", "smart_punctuation = false"),
    "address in the navigation": _setting('url = "/blog/"', 'url = "/about/"'),
    "title in the navigation": _setting('en = "Blog"', 'en = "Posts"'),
    "colour in the navigation": _setting("#00b4ff", "#00b400"),
    "comment in the settings": _setting('title = "Site"', '# A comment\ntitle = "Site"'),
    # What is asked for
    "a day later": Scene(wishes={"today": datetime.date(2026, 3, 10)}),
    "drafts": Scene(wishes={"drafts": True}),
    "days to come": Scene(wishes={"future": True}),
    "another base url": Scene(wishes={"base_url": "https://example.net/x"}),
    "other settings": Scene({"other.toml": _site_toml}, wishes={"config": "other.toml"}),
    "a day later, and the next": Scene(wishes={"today": datetime.date(2026, 3, 11)}),
    "another output folder": Scene(output="public"),
    # Around the site
    "the site moved": Scene(is_moved=True),
    "a new version": Scene(version="2"),
    "a new file in the theme": Scene(theme={"static/js/nothing.js": "x"}),
    "a new partial in the theme": Scene(theme={"layouts/partials/new.html": "x"}),
}


@dataclass(frozen=True)
class Seen:
    """What a build comes to."""

    files: dict[str, bytes]
    told: tuple[Diagnostic, ...]
    pages: int
    held_back: tuple[str, ...]


class Stage:
    """A folder in which scenes are played."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "site"
        self.theme = folder / "theme"
        self.scene = AS_IT_WAS
        write_site(self.root, SITE)
        self.base = {path: data.decode() for path, data in tree(self.root).items()}
        for name in ("layouts", "static"):
            shutil.copytree(shipped_folder() / name, self.theme / name)

    def play(self, scene: Scene) -> None:
        """Let the folder be as the scene has it."""
        before, after = self.scene.files(self.base), scene.files(self.base)
        for path in before.keys() - after.keys():
            (self.root / path).unlink()
        for path, text in after.items():
            if before.get(path) != text:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_text(text, "utf-8")
        for path in self.scene.theme.keys() - scene.theme.keys():
            (self.theme / path).unlink()
        for path, text in scene.theme.items():
            (self.theme / path).write_text(text, "utf-8")
        root = self.folder / ("moved" if scene.is_moved else "site")
        if self.root != root:
            os.rename(self.root, root)
        self.root, self.scene = root, scene

    def build(self, is_clean: bool = False) -> Seen:
        """What comes of it. As each command does, a build begins without what another has in memory."""
        layouts.engine_of.cache_clear()
        views._chrome.cache_clear()
        output = self.folder / "clean" if is_clean else self.root / self.scene.output
        config = self.root / self.scene.wishes["config"] if "config" in self.scene.wishes else None
        wishes = Wishes(**{"today": TODAY, "output": output, **self.scene.wishes, "config": config})
        order = Order(root=self.root, output=output, wishes=wishes, cached=not is_clean)
        with (
            patch.object(disk, "shipped_folder", lambda: self.theme),
            patch.object(disk, "__version__", self.scene.version),
        ):
            built = rebuild.rebuild(order, lambda _: None)
        assert [one for one in built.about_writing if one.code != "kept-file"] == []
        seen = Seen(tree(output) if built.was_published else {}, built.about_site, built.pages, built.held_back)
        if is_clean:
            shutil.rmtree(output, ignore_errors=True)
        return seen


class Expected:
    """What clean builds make of scenes, each built when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.stage = Stage(folder)
        self.seen: list[tuple[Scene, Seen]] = []

    def of(self, scene: Scene) -> Seen:
        found = next((seen for known, seen in self.seen if known == scene), None)
        if found is None:
            self.stage.play(scene)
            found = self.stage.build(is_clean=True)
            self.seen.append((scene, found))
        return found


def acts(name: str) -> tuple[Scene, ...]:
    """The states that a site goes through: there and back."""
    return (*([BEFORE[name]] if name in BEFORE else []), SCENES[name], AS_IT_WAS)
