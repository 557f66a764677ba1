"""Templates to layouts: which there are, what each reaches, and what is wrong in a template."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen.layouts import close
from sitegen.model import Layout, Template
from tests.support import build_site
from tests.unit.tables import marked

SITE = """
-- site.toml --
url = "https://example.org"
-- content/blog/a.md --
---
title: A
date: 2025-01-01
tags: [x, y]
---
text
-- content/blog/b.md --
---
title: B
date: 2025-01-02
---
text
-- content/about.md --
# About
"""


def templates(texts: dict[str, str]) -> tuple[Template, ...]:
    return tuple(Template(name, f"layouts/{name}", text) for name, text in texts.items())


def layouts_of(texts: dict[str, str]) -> dict[str, Layout]:
    outcome = close(templates(texts))
    assert outcome.value is not None
    assert outcome.diagnostics == ()
    return {name: layout.value for name, layout in outcome.value.items()}


def reached(texts: dict[str, str], layout: str) -> list[str]:
    return [template.name for template in layouts_of(texts)[layout].templates]


# What a layout is


def test_a_template_at_the_top_is_a_layout_and_no_other_is() -> None:
    texts = {"post.html": "", "partials/footer.html": "", "theme/post.html": "", "notes.txt": "", "deep/er/x.html": ""}
    assert sorted(layouts_of(texts)) == ["post"]


def test_a_layout_is_its_template_and_then_all_that_it_reaches_by_name() -> None:
    texts = {
        "base.html": "{% include 'partials/z.html' %}",
        "partials/z.html": "{% include 'partials/a.html' %}",
        "partials/a.html": "",
        "partials/unused.html": "",
        "post.html": "{% extends 'base.html' %}",
    }
    assert reached(texts, "post") == ["post.html", "base.html", "partials/a.html", "partials/z.html"]
    assert reached(texts, "base") == ["base.html", "partials/a.html", "partials/z.html"]


@pytest.mark.parametrize(
    "statement",
    [
        "{% extends 'other.html' %}",
        "{% include 'other.html' %}",
        "{% include 'other.html' ignore missing %}",
        "{% import 'other.html' as other %}",
        "{% from 'other.html' import thing %}",
        "{% if page %}{% include 'other.html' %}{% endif %}",
        "{% block main %}{% for x in y %}{% include 'other.html' %}{% endfor %}{% endblock %}",
        "{% macro m() %}{% include 'other.html' %}{% endmacro %}",
    ],
)
def test_every_way_to_another_template_counts(statement: str) -> None:
    assert reached({"post.html": statement, "other.html": ""}, "post") == ["post.html", "other.html"]


@pytest.mark.parametrize("statement", ["{% include page.kind %}", "{% extends name %}", "{% include ['a', 'b'] %}"])
def test_a_name_that_is_computed_may_be_any_template(statement: str) -> None:
    texts = {"post.html": statement, "a.html": "", "partials/b.html": ""}
    assert reached(texts, "post") == ["post.html", "a.html", "partials/b.html"]


def test_a_name_in_a_comment_or_in_raw_text_does_not_count() -> None:
    text = "{# {% include 'other.html' %} #}{% raw %}{% include 'other.html' %}{% endraw %}"
    assert reached({"post.html": text, "other.html": ""}, "post") == ["post.html"]


def test_templates_that_reach_each_other_do_not_go_round_for_ever() -> None:
    texts = {"a.html": "{% include 'b.html' %}", "b.html": "{% include 'a.html' %}"}
    assert (reached(texts, "a"), reached(texts, "b")) == (["a.html", "b.html"], ["b.html", "a.html"])


def test_a_change_in_a_template_changes_the_layouts_that_reach_it_and_no_other() -> None:
    texts = {"base.html": "{% include 'partials/p.html' %}", "partials/p.html": "old", "post.html": "", "page.html": ""}
    texts["page.html"] = "{% extends 'base.html' %}"
    before, after = layouts_of(texts), layouts_of({**texts, "partials/p.html": "new"})
    assert sorted(name for name in before if before[name] != after[name]) == ["base", "page"]


def test_the_order_in_which_templates_are_found_changes_nothing() -> None:
    texts = {"base.html": "", "post.html": "{% extends 'base.html' %}", "list.html": "{% extends 'base.html' %}"}
    backward = dict(reversed(texts.items()))
    assert layouts_of(texts) == layouts_of(backward)
    assert list(layouts_of(texts)) == list(layouts_of(backward))


# The site's own and the shipped ones


def test_changing_one_block_of_the_shipped_layout_takes_three_lines(tmp_path: Path) -> None:
    plain = build_site(tmp_path / "plain", SITE)
    changed = build_site(
        tmp_path / "changed",
        f"""{SITE}
-- layouts/post.html --
{{% extends "theme/post.html" %}}
{{% block post_footer %}}{{{{ super() }}}}<p>Thanks for reading.</p>
{{% endblock %}}
""",
    )
    assert changed.told() == []
    added = "<p>Thanks for reading.</p>\n"
    for path, text in changed.files.items():
        is_post = path in ("blog/a/index.html", "blog/b/index.html")
        assert (added in text) == is_post, path
        assert text.replace(added, "") == plain.files[path]


@pytest.mark.parametrize(
    "block",
    [
        *("html_attrs", "title", "meta", "alternates", "styles", "header", "main", "footer", "scripts"),
        *("post_header", "post_translations", "post_body", "post_footer"),
    ],
)
def test_every_block_of_the_shipped_post_can_be_replaced(tmp_path: Path, block: str) -> None:
    own = f'{{% extends "theme/post.html" %}}\n{{% block {block} %}}MINE{{% endblock %}}\n'
    built = build_site(tmp_path, f"{SITE}-- layouts/post.html --\n{own}")
    assert built.told() == []
    assert built.files["blog/a/index.html"].count("MINE") == 1


@pytest.mark.parametrize("block", ["list_header", "list_entries", "list_pagination"])
def test_every_block_of_the_shipped_list_can_be_replaced(tmp_path: Path, block: str) -> None:
    own = f'{{% extends "theme/list.html" %}}\n{{% block {block} %}}MINE{{% endblock %}}\n'
    built = build_site(tmp_path, f"{SITE}-- layouts/list.html --\n{own}")
    assert built.told() == []
    for path in ("index.html", "blog/index.html", "tags/index.html", "tags/x/index.html"):
        assert built.files[path].count("MINE") == 1


@pytest.mark.parametrize(
    "partial",
    [
        *("byline", "footer", "head_alternates", "head_meta", "language_switch", "navigation", "neighbours"),
        *("pagination", "post_entry", "tag_index", "tags", "theme_choice", "toc"),
    ],
)
def test_every_partial_can_be_replaced_by_an_own_one_of_its_name(tmp_path: Path, partial: str) -> None:
    built = build_site(tmp_path, f"{SITE}-- layouts/partials/{partial}.html --\nMY PARTIAL\n")
    assert built.told() == []
    used = any("MY PARTIAL" in text for text in built.files.values())
    assert used == (partial != "toc"), "only a post with “toc: true” has one"


def test_a_shipped_layout_that_reaches_an_own_base_uses_it(tmp_path: Path) -> None:
    built = build_site(tmp_path, f"{SITE}-- layouts/base.html --\nMINE {{% block main %}}{{% endblock %}}\n")
    assert built.told() == []
    assert built.files["blog/a/index.html"].startswith("MINE ")
    assert built.files["404.html"].startswith("MINE ")


def test_a_layout_of_ones_own_is_chosen_by_the_frontmatter(tmp_path: Path) -> None:
    built = build_site(
        tmp_path,
        f"{SITE}-- content/gallery.md --\n---\ntitle: G\nlayout: gallery\n---\n"
        "-- layouts/gallery.html --\nG: {{ page.title }}\n",
    )
    assert built.told() == []
    assert built.files["gallery/index.html"] == "G: G\n"


@pytest.mark.parametrize("name", ["../layouts/Base.astro", "../../layouts/BaseLayout.astro", "base", "redirect"])
def test_a_layout_that_shows_no_text_is_not_taken_for_a_post(tmp_path: Path, name: str) -> None:
    built = build_site(tmp_path, f"{SITE}-- content/blog/c.md --\n---\ntitle: C\nlayout: {name}\n---\nWhat I say\n")
    main = LexborHTMLParser(built.files.get("blog/c/index.html", "")).css_first("main")
    shown = main is not None and "What I say" in main.text()
    assert shown or built.told()[0].startswith("content/blog/c.md:3")


# What is wrong in a template, by its text alone

FAULTS = {
    "missing-template": [
        "{% include '▸partials/nope.html' %}",
        "one\n two {% include '▸nope.html' %}",
        "{% extends '▸nope.html' %}",
        "{% import '▸nope.html' as x %}",
        "{% from '▸nope.html' import x %}",
        "{% include '▸../../../etc/passwd' %}",
        "{% include '▸/etc/passwd' %}",
        "{% include '▸partials' %}",
    ],
    "template-syntax": [
        "▸{% if %}",
        "one\n  ▸{% nope %}",
        "one\n\n▸{% for x in y %}",
        "one\n▸{{ x ",
        "one\n▸{# never closed",
        "one\n▸{% raw %}x",
        "▸{% endblock %}",
        "▸{{ a b }}",
    ],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in FAULTS.items() for text in texts])
def test_a_fault_in_a_template_is_told_with_path_line_and_column(code: str, text: str) -> None:
    plain, place = marked(text)
    (told,) = close(templates({"post.html": plain, "page.html": ""})).diagnostics
    assert (told.path, told.code, told.severity) == ("layouts/post.html", code, "error")
    assert (told.line, told.column) == (place.line, place.column)


def test_a_missing_template_is_told_with_the_nearest_name() -> None:
    (told,) = close(
        templates({"post.html": "{% include 'partials/footr.html' %}", "partials/footer.html": ""})
    ).diagnostics
    assert "partials/footr.html" in told.message
    assert "partials/footer.html" in told.hint


def test_a_template_that_may_be_missing_is_no_fault() -> None:
    assert close(templates({"post.html": "{% include 'nope.html' ignore missing %}"})).diagnostics == ()


def test_the_faults_of_all_templates_are_told_at_once() -> None:
    texts = {"a.html": "{% if %}", "b.html": "{% include 'x' %}{% include 'y' %}", "partials/c.html": "{% endif %}"}
    told = close(templates(texts)).diagnostics
    assert sorted(one.path for one in told) == [
        f"layouts/{name}" for name in ("a.html", "b.html", "b.html", "partials/c.html")
    ]


def test_a_misspelt_block_is_told_because_nothing_would_show_it(tmp_path: Path) -> None:
    own = '{% extends "theme/post.html" %}\n{% block post_foter %}x{% endblock %}\n'
    built = build_site(tmp_path, f"{SITE}-- layouts/post.html --\n{own}")
    assert [line for line in built.told() if "block" in line] == ["layouts/post.html:2:10 warning unknown-block"]
    assert "post_footer" in built.diagnostics[-1].hint


def test_a_block_inside_a_block_of_ones_own_is_no_misspelt_one(tmp_path: Path) -> None:
    own = '{% extends "theme/post.html" %}{% block post_footer %}{% block mine %}x{% endblock %}{% endblock %}\n'
    assert build_site(tmp_path, f"{SITE}-- layouts/post.html --\n{own}").codes() == []
