"""Pages to files: what a template sees, and what an author is told when it breaks."""

from pathlib import Path

import pytest

from sitegen.diagnostics import Diagnostic
from sitegen.layouts import environment
from tests.support import Built, build_site
from tests.unit.tables import marked

SITE = """
-- site.toml --
url = "https://example.org/notes"
title = "Site"
author = "Ann"
[languages.en]
[languages.ja]
-- content/blog/a.md --
---
title: A & <b>
date: 2025-01-01
tags: [x]
mood: '"sunny"'
---
One.

## Part *two*
-- content/blog/b.md --
---
title: B
date: 2025-01-02
---
-- layouts/partials/macros.html --
{% macro m() %}{% endmacro %}
"""
POSTS = ("blog/a/index.html", "blog/b/index.html")


def built_with(root: Path, template: str, path: str = "layouts/post.html") -> Built:
    return build_site(root, f"{SITE}-- {path} --\n{template}\n")


def only_fault(built: Built) -> Diagnostic:
    assert len(built.diagnostics) == 1, built.told()
    return built.diagnostics[0]


# What a template sees

VIEWS = {
    "{{ page.title }}": "A &amp; &lt;b&gt;",
    "{{ page.kind }} {{ page.lang }} {{ page.dir }}": "post en ltr",
    "{{ page.url }} {{ page.absolute_url }}": "/notes/blog/a/ https://example.org/notes/blog/a/",
    "{{ page.date.machine }} {{ page.date.written }}": "2025-01-01 January 1, 2025",
    "{{ page.byline }}": "by Ann",
    "{{ page.extra.mood }}": "&#34;sunny&#34;",
    "{{ page.extra.mood | length }}": "7",
    "{{ page.headings[0].id }} {{ page.headings[0].text }}": "part-two Part two",
    "{{ page.tags[0].name }} {{ page.tags[0].url }}": "x /notes/tags/x/",
    "{{ page.newer.title }} {{ page.newer.url }} {{ page.older is none }}": "B /notes/blog/b/ True",
    "{{ page.content }}": (
        '<p>One.</p>\n<h2 id="part-two"><a class="heading-link" href="#part-two">Part <em>two</em></a></h2>\n'
    ),
    "{{ site.title }} {{ site.home }} {{ site.root }}css/site.css": "Site /notes/ /notes/css/site.css",
    "{{ strings.tags }}": "Tags",
}


@pytest.mark.parametrize(("template", "expected"), VIEWS.items(), ids=VIEWS)
def test_a_template_sees_page_site_and_strings(tmp_path: Path, template: str, expected: str) -> None:
    built = build_site(tmp_path, f"{SITE}-- layouts/mine.html --\n{template}\n")
    assert built.told() == []
    page = build_site(
        tmp_path, "-- layouts/post.html --\n{% if page.title != 'B' %}{% include 'mine.html' %}{% endif %}\n"
    )
    assert page.told() == []
    assert page.files["blog/a/index.html"].rstrip("\n") == expected.rstrip("\n")


def test_a_page_of_words_only_is_written_in_utf_8(tmp_path: Path) -> None:
    built = built_with(tmp_path, "日本語 😀 {{ page.title }}")
    assert built.result is not None
    (body,) = [one.body.value for one in built.result.outputs if one.path == "blog/b/index.html"]
    assert body == "日本語 😀 B\n".encode()


# What an author is told

FAULTS = {
    "undefined variable": ("one\n{{ ▸pag.title }}", "pag"),
    "undefined attribute": ("\n\n  {{ page.▸titl }}", "titl"),
    "attribute of nothing": ("{{ page.updated.▸written }}", "written"),
    "unknown word": ("{{ strings.▸nope }}", "nope"),
    "unknown key of the frontmatter": ("{{ page.extra.▸nope }}", "nope"),
    "division by zero": ("one\n  ▸{{ 1 / 0 }}", "ZeroDivisionError"),
    "division by zero inside a filter": ("one\n▸{{ [1, 2] | slice(0) | list }}", "ZeroDivisionError"),
    "wrong type inside a filter": ('one\n▸{{ [1, "a"] | sort }}', "TypeError"),
    "not callable": ("▸{{ page.date() }}", "not callable"),
    "too many arguments": ("\n▸{{ page.title | upper(1) }}", "argument"),
    "missing item": ("\n▸{{ page.headings[99].text }}", "99"),
    "unknown filter": ("one\n▸{{ page.title | nope }}", "nope"),
    "unknown test": ("one\n▸{{ page.title is nope }}", "nope"),
    "unknown tag": ("one\n▸{% do x %}", "do"),
    "a block twice": ("{% block a %}{% endblock %}\n▸{% block a %}{% endblock %}", "twice"),
    "a computed name that is not there": ("{% set name = 'nope.html' %}\n▸{% include name %}", "nope.html"),
    "none of several": ("\n▸{% include ['nope.html', 'nope-2.html'] %}", "nope-2.html"),
    "a name that is not exported": ("{% from 'partials/macros.html' import nope %}\n{{ ▸nope() }}", "nope"),
    "a macro": ("{% macro m() %}\n  ▸{{ 1 / 0 }}\n{% endmacro %}\n{{ m() }}", "ZeroDivisionError"),
    "a loop": ("{% for n in [2, 1, 0] %}\n▸{{ 1 / n }}\n{% endfor %}", "ZeroDivisionError"),
    "a set block": ("{% set x %}\n▸{{ 1 / 0 }}\n{% endset %}", "ZeroDivisionError"),
    "a template that includes itself": ("▸{% include 'post.html' %}", "recursion"),
    "a template that extends itself": ("▸{% extends 'post.html' %}", "recursion"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_while_rendering_is_told_once_at_the_line_of_the_template(tmp_path: Path, text: str, said: str) -> None:
    """Two posts use the template, and it is told once."""
    plain, place = marked(text)
    fault = only_fault(built_with(tmp_path, plain))
    assert (fault.path, fault.severity) == ("layouts/post.html", "error")
    assert fault.line == place.line
    assert fault.code in ("template-error", "template-syntax")
    assert said in fault.message


@pytest.mark.parametrize(
    "text", [text for text, _ in FAULTS.values() if "from" not in text and "exten" not in text and "'post" not in text]
)
def test_the_column_is_that_of_the_word_or_of_the_lines_beginning(tmp_path: Path, text: str) -> None:
    plain, place = marked(text)
    assert only_fault(built_with(tmp_path, plain)).column == place.column


@pytest.mark.parametrize(
    "name",
    ["undefined variable", "division by zero inside a filter", "unknown filter", "a template that extends itself"],
)
def test_a_fault_while_rendering_comes_with_a_hint(tmp_path: Path, name: str) -> None:
    plain, _ = marked(FAULTS[name][0])
    assert only_fault(built_with(tmp_path, plain)).hint


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(tmp_path: Path, ending: str) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts/post.html").write_bytes(ending.join(["one", "two", "{{ nope }}"]).encode())
    fault = only_fault(build_site(tmp_path, SITE))
    assert (fault.line, fault.column) == (3, 4)


def test_a_fault_in_a_partial_is_told_at_the_partial(tmp_path: Path) -> None:
    fault = only_fault(built_with(tmp_path, "one\n{{ 1 / 0 }}", "layouts/partials/footer.html"))
    assert (fault.path, fault.line) == ("layouts/partials/footer.html", 2)


def test_a_fault_in_a_block_is_told_where_the_block_is_written(tmp_path: Path) -> None:
    own = '{% extends "theme/post.html" %}\n{% block post_footer %}\n{{ super() }}\n{{ nope }}\n{% endblock %}'
    fault = only_fault(built_with(tmp_path, own))
    assert (fault.path, fault.line, fault.column) == ("layouts/post.html", 4, 4)


def test_a_fault_that_an_own_file_causes_in_a_shipped_one_names_the_shipped_one(tmp_path: Path) -> None:
    own = '{% extends "theme/post.html" %}\n{% set page = 1 %}'
    fault = only_fault(built_with(tmp_path, own))
    assert fault.path.startswith("theme/")


def test_a_broken_template_is_told_once_however_many_pages_use_it(tmp_path: Path) -> None:
    posts = "".join(f"-- content/blog/p{number}.md --\n---\ntitle: P{number}\n---\n" for number in range(30))
    for name, fault in (("runtime", "{{ page.title.nope }}"), ("syntax", "{% if %}"), ("filter", "{{ 1 | nope }}")):
        built = build_site(tmp_path / name, f"{SITE}{posts}-- layouts/partials/footer.html --\n{fault}\n")
        assert [(one.path, one.line) for one in built.diagnostics] == [("layouts/partials/footer.html", 1)], name


def test_faults_of_several_templates_are_told_together(tmp_path: Path) -> None:
    faults = {"post": "{{ nope }}", "list": "\n{{ 1 / 0 }}", "404": "{{ page.x }}"}
    texts = (f"-- layouts/{name}.html --\n{text}\n" for name, text in faults.items())
    built = build_site(tmp_path, SITE + "".join(texts))
    assert [f"{one.path}:{one.line}" for one in built.diagnostics] == [
        "layouts/404.html:1",
        "layouts/list.html:2",
        "layouts/post.html:1",
    ]


def test_a_fault_of_one_stage_does_not_hide_that_of_another(tmp_path: Path) -> None:
    """A template that can't be read stops no other template from being tried."""
    text = "-- layouts/mine.html --\n{% if %}\n-- layouts/post.html --\n{{ nope }}\n"
    built = build_site(tmp_path, SITE + text)
    assert [one.path for one in built.diagnostics] == ["layouts/mine.html", "layouts/post.html"]


def test_values_are_escaped_by_themselves_and_undefined_ones_are_refused() -> None:
    jinja = environment(())
    assert jinja.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    assert jinja.from_string("<a title='{{ x }}'>").render(x="'") == "<a title='&#39;'>"
    assert jinja.undefined.__name__ == "StrictUndefined"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://other.org/x", "https://other.org/x"),
        ("/blog/first", "https://example.org/notes/blog/first/"),
        ("blog/first/", "https://example.org/notes/blog/first/"),
    ],
)
def test_a_canonical_address_is_always_a_full_one(tmp_path: Path, written: str, canonical: str) -> None:
    head = f"---\ntitle: A\ncanonicalURL: {written}\n---\n"
    text = f"-- site.toml --\nurl = 'https://example.org/notes'\n-- content/blog/a.md --\n{head}"
    page = build_site(tmp_path, text).files["blog/a/index.html"]
    assert f'<link rel="canonical" href="{canonical}">' in page
