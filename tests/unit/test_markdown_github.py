"""What GitHub adds to CommonMark: tables, strikethrough, tasks and bare addresses, at their edges."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from sitegen.markdown import autolinks
from tests.unit.tables import rows
from tests.unit.test_markdown_dialect import html


def table(markdown: str) -> list[list[str]]:
    """The cells of the one table, row by row."""
    found = html(markdown)
    assert found.count("<table>") == 1
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)]


@pytest.mark.parametrize(
    ("markdown", "cells"),
    [
        ("| a | b |\n| --- | --- |\n| c | d |", [["a", "b"], ["c", "d"]]),
        ("a | b\n--|--\nc | d", [["a", "b"], ["c", "d"]]),
        ("| a | b |\n| - | - |\n| c |", [["a", "b"], ["c", ""]]),
        ("| a |\n| - |\n| b | c |", [["a"], ["b"]]),
        ("| a |\n| - |", [["a"]]),
        ("| a |\n| - |\n| b |\n> c", [["a"], ["b"]]),
        ("| a |\n| - |\n| b |\n\nc", [["a"], ["b"]]),
        ("| a |\n| - |\n| b |\nc", [["a"], ["b"], ["c"]]),
        ("| f\\|oo |\n| --- |\n| b `\\|` **\\|** |", [["f|oo"], ["b <code>|</code> <strong>|</strong>"]]),
        ("| *a | b* |\n|---|---|\n| `c | d` |", [["*a", "b*"], ["`c", "d`"]]),
        ("> | a |\n> |---|\n> | b |", [["a"], ["b"]]),
        ("- | a |\n  |---|\n  | b |", [["a"], ["b"]]),
    ],
)
def test_a_table_is_rows_of_cells(markdown: str, cells: list[list[str]]) -> None:
    assert table(markdown) == cells


@pytest.mark.parametrize("markdown", ["| a | b |\n| - |\n| c |", "a\n--x", "    | a |\n    |---|", "| a |\n\n|---|"])
def test_what_is_no_table(markdown: str) -> None:
    assert "<table>" not in html(markdown)


@pytest.mark.parametrize(
    ("written", "shown"),
    rows("""
    written               | shown
    ----------------------|--------------------------------
    ~~a~~ b ~c~           | <s>a</s> b <s>c</s>
    a~~b~~c               | a<s>b</s>c
    ~~*a* `b`~~           | <s><em>a</em> <code>b</code></s>
    **~~a~~**             | <strong><s>a</s></strong>
    ~~ a ~~               | ~~ a ~~
    ~~a                   | ~~a
    ~~~a~~~ b             | ~~~a~~~ b
    \\~~a~~               | ~~a~~
    """),
)
def test_tildes_strike(written: str, shown: str) -> None:
    assert html(f"x {written}") == f"<p>x {shown}</p>"


@pytest.mark.parametrize(
    ("written", "boxes"),
    [
        ("- [ ] a\n- [x] b\n- [X] c", 3),
        ("1. [ ] a", 1),
        ("* [x] a\n  * [ ] b", 2),
        ("- [ ]", 0),
        ("- [ ]a", 0),
        ("- [y] a", 0),
        ("- a [ ]", 0),
        ("- \\[ ] a", 0),
        ("[ ] a", 0),
    ],
)
def test_a_box_begins_an_item(written: str, boxes: int) -> None:
    assert html(written).count('type="checkbox"') == boxes


@pytest.mark.parametrize(
    ("written", "address", "rest"),
    rows("""
    written                          | address                     | rest
    ---------------------------------|-----------------------------|------
    www.commonmark.org               | www.commonmark.org          |
    www.e.org/help for               | www.e.org/help              | for
    www.e.org.                       | www.e.org                   | .
    www.e.org/a.b.                   | www.e.org/a.b               | .
    www.e.org/a?b=(c)                | www.e.org/a?b=(c)           |
    www.e.org/a?b=(c))               | www.e.org/a?b=(c)           | )
    www.e.org/a(b)c                  | www.e.org/a(b)c             |
    www.e.org/a?b=c&d=e              | www.e.org/a?b=c&amp;d=e     |
    www.e.org/a&amp;                 | www.e.org/a                 | &amp;
    www.e.org/a<b                    | www.e.org/a                 | &lt;b
    http://e.org                     | http://e.org                |
    https://e.org/(a_(b))            | https://e.org/(a_(b))       |
    foo@bar.baz                      | foo@bar.baz                 |
    foo_bar@e.org                    | foo_bar@e.org               |
    mailto:foo@bar.baz               | mailto:foo@bar.baz          |
    mailto:a.b-c_d@a.b/              | mailto:a.b-c_d@a.b          | /
    xmpp:foo@bar.baz/txt             | xmpp:foo@bar.baz/txt        |
    https://例え.テスト/日本。       | https://例え.テスト/日本。  |
    http://localhost:4321/a          | http://localhost:4321/a     |
    a.b-c_d@a.b.                     | a.b-c_d@a.b                 | .
    """),
)
def test_a_bare_address_ends_where_a_reader_would_end_it(written: str, address: str, rest: str) -> None:
    found = re.fullmatch(r'<p>x <a href="[^"]*">([^<]*)</a>(.*)</p>', html(f"x {written}"))
    assert found
    assert (found[1], found[2].strip()) == (address, rest)


@pytest.mark.parametrize(
    "written", ["a@b", "a.b-c_d@a.b-", "a.b-c_d@a.b_", "xwww.e.org", "www.", "http://", "ftp.e.org"]
)
def test_what_is_no_address(written: str) -> None:
    assert "<a " not in html(f"x {written}")


BEFORE = ("", "a", " ", "(", "*", "_", "/", "[", "\n", ":", "日")
STARTS = ("www.", "http://", "https://", "mailto:a@", "c@", "d-e@", "ftp://", "www", "http:", "@")
HOSTS = ("b.c", "b", "b.c.d", "b-c.d", "b_c.d", "b.c_d", "é.日", "b.c:80")
AFTER = (
    "",
    ".",
    "/",
    "/a",
    "?b=(c)",
    ")",
    "))",
    "(",
    "&amp;",
    ";",
    "<b",
    " ",
    "!",
    "'",
    "*",
    "~",
    "]",
    "](x)",
    "日",
    "-",
    "@",
)


@settings(deadline=None, max_examples=1000)
@given(
    st.sampled_from(BEFORE),
    st.sampled_from(STARTS),
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(AFTER), max_size=3),
)
def test_addresses_are_found_where_the_plugin_of_markdown_it_finds_them(
    before: str, start: str, host: str, after: list[str]
) -> None:
    text = f"{before}{start}{host}{''.join(after)}"
    ours, theirs = MarkdownIt("commonmark"), MarkdownIt("commonmark")
    autolinks.add(ours)
    gfm_autolink_plugin(theirs)
    assert ours.render(text) == theirs.render(text)
