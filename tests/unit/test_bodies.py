"""Links between pages: to places on them, to other sites, and scripts that only some pages need."""

from pathlib import Path

import pytest

from tests.support import Built, build_site
from tests.unit.tables import marked

SITE = """
-- site.toml --
url = "https://example.org/base"
-- content/blog/other.md --
---
title: Other
date: 2025-01-01
---
## The *first* part

<a id="by-hand"></a> Text[^n].

[^n]: A note

## 日本語
-- content/about.md --
---
title: About
layout: mine
---
# About
-- layouts/mine.html --
{% extends "page.html" %}{% block page_body %}{{ super() }}<p id="of-layout">x</p>{% endblock %}
-- content/blog/a.md --
---
title: A
date: 2025-01-02
---
"""


def with_body(root: Path, body: str) -> Built:
    return build_site(root, f"{SITE}{body}\n")


@pytest.mark.parametrize(
    "target",
    [
        *("other.md#the-first-part", "/blog/other/#by-hand", "/base/blog/other/#the-first-part", "../other/#日本語"),
        *("other.md#%E6%97%A5%E6%9C%AC%E8%AA%9E", "other.md#user-content-fn-n", "other.md#page-main", "other.md#"),
        *("#own", "#top", "#", "#page-main", "#:~:text=own", "other.md#:~:text=own", "/blog/a/#own", "../a/#own"),
        *("/blog/#anything", "../about.md#of-layout", "https://example.com/#x"),
    ],
)
def test_a_link_to_a_place_that_is_there_is_not_told(tmp_path: Path, target: str) -> None:
    assert with_body(tmp_path, f"## Own\n\n[a]({target})").told() == []


@pytest.mark.parametrize(
    ("link", "said", "advice"),
    [
        ("[a](▸other.md#the-first-pat)", "“content/blog/other.md” has no place “#the-first-pat”", "“#the-first-part”"),
        ("x\n[a](▸/blog/other/#nothing-like-it)", "“content/blog/other.md” has no", "check the heading's id"),
        ("[a](▸other.md#%E6%97%A5%E6%9C%AC)", "no place “#日本”", "“#日本語”"),
        ("[a](▸#onw)", "this page has no place “#onw”", "“#own”"),
        ("[a](▸/blog/a/#onw)", "this page has no place “#onw”", "“#own”"),
        ('<a href="▸other.md#x-y-z">a</a>', "has no place “#x-y-z”", "check"),
        ("[a](▸../about.md#of-layuot)", "has no place “#of-layuot”", "check"),
    ],
)
def test_a_link_to_a_place_that_is_not_there_is_told(tmp_path: Path, link: str, said: str, advice: str) -> None:
    plain, place = marked(f"## Own\n\n{link}")
    built = with_body(tmp_path, plain)
    (one,) = built.diagnostics
    assert (one.code, one.severity, one.line, one.column) == (
        "missing-heading",
        "warning",
        place.line + 4,
        place.column,
    )
    assert said in one.message
    assert advice in one.hint


@pytest.mark.parametrize(
    ("target", "has_rel"),
    [
        *(("https://example.com/", True), ("http://EXAMPLE.com", True), ("//example.com/x", True)),
        *(("https://example.org/other", False), ("other.md", False), ("#page-main", False), ("mailto:a@b.c", False)),
    ],
)
def test_links_to_other_sites_have_the_rel_that_a_site_wants(tmp_path: Path, target: str, has_rel: bool) -> None:
    build_site(tmp_path, SITE)
    page = with_body(tmp_path, f"[a]({target})").files["blog/a/index.html"]
    assert 'rel="me' not in page
    settings = '-- site.toml --\nurl = "https://example.org/base"\n[markdown]\nexternal_rel = "me nofollow"\n'
    page = build_site(tmp_path, settings).files["blog/a/index.html"]
    assert ('rel="me nofollow"' in page) == has_rel


def test_only_pages_with_a_diagram_load_the_script_that_draws_it(tmp_path: Path) -> None:
    built = with_body(tmp_path, "```mermaid\na --> b\n```")
    assert "<script src" in built.files["blog/a/index.html"]
    assert "mermaid.js" not in built.files["blog/a/index.html"]
    script = '-- static/js/mermaid.js --\nx\n-- site.toml --\nurl = "https://example.org/base"\n[markdown]\n'
    built = build_site(tmp_path, f'{script}mermaid = "/js/mermaid.js"\n')
    assert built.told() == []
    assert '<script src="/base/js/mermaid.js" defer></script>' in built.files["blog/a/index.html"]
    assert "mermaid" not in built.files["blog/other/index.html"]


def test_a_script_for_diagrams_that_is_not_there_is_told(tmp_path: Path) -> None:
    built = build_site(tmp_path, SITE.replace('base"', 'base"\n[markdown]\n  mermaid = "/js/mermaid.js"', 1))
    assert built.told() == ["site.toml:3:13 warning missing-file"]


def test_formulas_are_on_for_a_site_or_for_a_post(tmp_path: Path) -> None:
    post = "-- content/blog/{name}.md --\n---\ntitle: x\ndate: 2025-01-03\n{key}---\n$x$\n"
    posts = "".join(post.format(name=name, key=key) for name, key in (("on", "math: true\n"), ("off", "math: false\n")))
    built = build_site(tmp_path, SITE + "$x$\n" + posts)
    assert ["<math>" in built.files[f"blog/{name}/index.html"] for name in ("a", "on", "off")] == [False, True, False]
    built = build_site(tmp_path, '-- site.toml --\nurl = "https://example.org/base"\n[markdown]\nmath = true\n')
    assert ["<math>" in built.files[f"blog/{name}/index.html"] for name in ("a", "on", "off")] == [True, True, False]
    assert built.told() == []
