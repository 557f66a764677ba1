"""What Markdown means here: each rule through the whole dialect, as no rule works alone."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Outcome, Place
from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from sitegen.model import Document, MarkdownSettings
from tests.support import PROJECT
from tests.unit.tables import marked, rows

MARKDOWN_LETTERS = "ab#*_`~[]()<>!-=|:\\\n\t 01.^&;/\"'\0あ🚀{}@"


def understood(markdown: str, takes_title: bool = False, smart: bool = True, first_line: int = 1) -> Outcome[Document]:
    settings = MarkdownSettings(smart_punctuation=smart)
    given = None if takes_title else "Given"
    body = Body(text=markdown, path="content/x.md", first_line=first_line, given_title=given, settings=settings)
    return understand(body)


def document(markdown: str, takes_title: bool = False, smart: bool = True) -> Document:
    found = understood(markdown, takes_title, smart)
    assert found.value
    assert found.diagnostics == ()
    return found.value


def html(markdown: str, smart: bool = True) -> str:
    """The HTML with every hole filled by `{target}`."""
    found = document(markdown, smart=smart)
    return found.text.html(tuple(f"{{{link.target}}}" for link in found.links)).strip()


def cases(text: str) -> dict[str, tuple[str, str]]:
    """Cases from a text: `§ what it shows`, the Markdown, a line of `=>`, the HTML."""
    found = {}
    for case in text.split("§ ")[1:]:
        name, _, rest = case.partition("\n")
        markdown, _, wanted = rest.partition("\n=>\n")
        found[name] = (markdown + "\n", wanted.strip())
    return found


OF_GITHUB = cases("""
§ emphasis
*a* _b_ **c** ***d***
=>
<p><em>a</em> <em>b</em> <strong>c</strong> <em><strong>d</strong></em></p>

§ one and two tildes strike, three don't
~a~ ~~b~~ ~~~c~~~
=>
<p><s>a</s> <s>b</s> ~~~c~~~</p>

§ inline code shows its text
`<b>&amp; --`
=>
<p><code>&lt;b&gt;&amp;amp; --</code></p>

§ a table
| a | b |
|---|---|
| 1 | `x\\|y` |
=>
<div class="table" tabindex="0" role="group" aria-label="table">
<table>
<thead>
<tr>
<th>a</th>
<th>b</th>
</tr>
</thead>
<tbody>
<tr>
<td>1</td>
<td><code>x|y</code></td>
</tr>
</tbody>
</table>
</div>

§ a nested list
- a
  1. b
- c
=>
<ul>
<li>a
<ol>
<li>b</li>
</ol>
</li>
<li>c</li>
</ul>

§ a list that begins with another number
3. a
4. b
=>
<ol start="3">
<li>a</li>
<li>b</li>
</ol>

§ a hard break by backslash
a\\
b
=>
<p>a<br>
b</p>

§ a line break is none
a
b
=>
<p>a
b</p>

§ bare addresses become links
https://example.org/a-b.
www.example.org
me@example.org
=>
<p><a href="https://example.org/a-b">https://example.org/a-b</a>.
<a href="http://www.example.org">www.example.org</a>
<a href="mailto:me@example.org">me@example.org</a></p>

§ an address in angle brackets becomes a link
<https://example.org/?a=b&c>
=>
<p><a href="https://example.org/?a=b&amp;c">https://example.org/?a=b&amp;c</a></p>

§ raw HTML goes through
<details>
<summary>more</summary>

**bold** <kbd>x</kbd>

</details>
=>
<details>
<summary>more</summary>
<p><strong>bold</strong> <kbd>x</kbd></p>
</details>

§ entities and special letters are escaped
a < b & c &lt; &copy; "
=>
<p>a &lt; b &amp; c &lt; © &quot;</p>

§ a quotation
> a
> > b
=>
<blockquote>
<p>a</p>
<blockquote>
<p>b</p>
</blockquote>
</blockquote>

§ lines across the page
***
- - -
=>
<hr>
<hr>

§ a definition list
Term
: definition
=>
<dl>
<dt>Term</dt>
<dd>definition</dd>
</dl>

§ no mathematics, emoji names, marks, superscripts
$x^2$ :smile: ==a== x^2^
=>
<p>$x^2$ :smile: ==a== x^2^</p>

§ no footnote inside a line
a ^[b] c
=>
<p>a ^[b] c</p>
""")


@pytest.mark.parametrize("name", OF_GITHUB)
def test_markdown_is_that_of_github(name: str) -> None:
    markdown, wanted = OF_GITHUB[name]
    assert html(markdown) == wanted


@pytest.mark.parametrize(("dashes", "align"), [(":--", "left"), ("--:", "right"), (":-:", "center")])
def test_a_column_of_a_table_is_aligned(dashes: str, align: str) -> None:
    assert html(f"| a |\n|{dashes}|\n| b |").count(align) == 2


def test_a_task_has_a_box_that_is_checked_or_not() -> None:
    found = html("- [ ] a\n- [x] b\n- [y] c")
    boxes = re.findall("<input[^>]*>", found)
    assert len(boxes) == 2
    assert all('type="checkbox"' in box and "disabled" in box for box in boxes)
    assert [bool(re.search(r"\schecked\b", box)) for box in boxes] == [False, True]
    assert "[y] c" in found


def test_a_box_is_named_by_the_text_beside_it() -> None:
    found = html('- [ ] *two* `<b>` "words"\n  - [x] one\n', smart=False)
    assert re.findall('aria-label="([^"]*)"', found) == ["two &lt;b&gt; &quot;words&quot;", "one"]


# ---- typography


@pytest.mark.parametrize(
    ("written", "shown"),
    rows("""
    written                     | shown
    ----------------------------|-------------------------
    "a" and 'b'                 | “a” and ‘b’
    "'a' b"                     | “‘a’ b”
    it's rock'n'roll            | it’s rock’n’roll
    a -- b                      | a – b
    a--b                        | a–b
    a --- b                     | a — b
    a ---- b - c                | a ---- b - c
    a... b...                   | a… b…
    "a" -- *"b"*...             | “a” – <em>“b”</em>…
    [a -- "b"](#c)              | <a href="#c">a – “b”</a>
    日本--語                     | 日本–語
    """),
)
def test_quotes_dashes_and_ellipses_are_made_as_in_print(written: str, shown: str) -> None:
    assert html(written) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "written",
    [
        '`a -- "b"...`',
        "<b title=\"--\" class='...'>x</b>",
        "https://example.org/a--b",
        "www.example.org/a--b...c",
        "<https://example.org/a--b>",
        "x <!-- a -- b... --> y",
        '![a](https://example.org/a--b.png "--")',
        "[a](https://example.org/a--b)",
    ],
)
def test_code_attributes_and_addresses_keep_their_letters(written: str) -> None:
    assert html(written) == html(written, smart=False)


@pytest.mark.parametrize("block", ["<p title='x'>a -- \"b\"...</p>\n", "<!-- a -- b... -->\n", '    a -- "b"...\n'])
def test_blocks_of_html_and_code_keep_their_letters(block: str) -> None:
    assert html(block) == html(block, smart=False)


def test_a_site_may_keep_its_quotes_and_dashes() -> None:
    assert html("\"a\" -- 'b'...", smart=False) == "<p>&quot;a&quot; -- 'b'...</p>"


# ---- headings


@pytest.mark.parametrize(
    ("heading", "identifier"),
    rows("""
    heading                 | id
    ------------------------|------------------
    Hello World             | hello-world
    Hello, World!           | hello-world
    a_b c-d                 | a_b-c-d
    It's -- "so"            | its--so
    `code` & more           | code--more
    a ![alt](https://e.org) | a-
    a ![b](https://e.org) c | a--c
    [link](#y) *em*         | link-em
    <kbd>Ctrl</kbd> C       | ctrl-c
    1. First                | 1-first
    v1.2.3                  | v123
    a  b                    | a--b
    Größe                   | größe
    日本語、テスト            | 日本語テスト
    हिन्दी नमस्ते              | हिन्दी-नमस्ते
    Launch 🚀               | launch-
    🚀                      | section
    ...                     | section
    """),
)
def test_the_id_of_a_heading_is_made_of_what_a_reader_sees(heading: str, identifier: str) -> None:
    assert re.findall('<h2 id="([^"]*)">', html(f"## {heading}")) == [identifier]


def test_headings_that_look_alike_have_ids_with_numbers() -> None:
    found = document("# Foo\n\n## Foo\n\n# Foo-1\n\nFoo\n---\n\n# 🚀\n\n# 🎉\n\n#\n")
    assert [heading.id for heading in found.text.headings] == [
        "foo", "foo-1", "foo-1-1", "foo-2", "section", "section-1", "section-2",
    ]  # fmt: skip


def test_a_document_knows_its_headings() -> None:
    found = document('# One\n\n- ## In a list\n\n> ### "Quoted" `code`\n\nFour\n----\n')
    assert [(heading.level, heading.id, heading.text) for heading in found.text.headings] == [
        (1, "one", "One"),
        (2, "in-a-list", "In a list"),
        (3, "quoted-code", "“Quoted” code"),
        (2, "four", "Four"),
    ]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(st.text("aA1-_ 🚀.あ", max_size=5), st.text(max_size=8)), max_size=8))
@example(["a", "a", "a-1", "a-1", "-", "", "section"])
def test_the_ids_of_headings_are_never_empty_and_never_twice(headings: list[str]) -> None:
    found = understood("\n\n".join(f"## {' '.join(text.split())}" for text in headings)).value
    ids = [heading.id for heading in found.text.headings] if found else []
    assert all(ids)
    assert len(ids) == len(set(ids))
    assert not any(re.search(r"\s", identifier) for identifier in ids)


def test_no_heading_has_an_id_that_a_layout_or_a_footnote_has() -> None:
    templates = "".join(path.read_text("utf-8") for path in sorted((PROJECT / "layouts").rglob("*.html")))
    taken = set(re.findall(r'\bid="([\w-]+)"', templates))
    found = document("\n\n".join(f"## {word}" for word in sorted(taken | {"fn1", "fnref1"})) + "\n\na[^1]\n\n[^1]: b\n")
    ids = [*taken, *re.findall(' id="([^"]*)"', found.text.html(()))]
    assert len(ids) == len(set(ids))


# ---- title and summary


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# Title\n\ntext", "Title"),
        ('\n\n# *The* `title` -- "here"\n', "The title – “here”"),
        ("Title\n=====\n", "Title"),
        ("## Not one\n", None),
        ("text\n", None),
        ("    # code\n", None),
        ("> # quoted\n", None),
        ("", None),
    ],
)
def test_a_heading_that_begins_the_text_is_its_title_if_there_is_no_other(markdown: str, title: str | None) -> None:
    assert document(markdown, takes_title=True).title == title
    assert document(markdown, takes_title=False).title is None


def test_a_title_that_was_taken_is_no_heading_and_holds_no_link() -> None:
    found = document("# [Title](x.md)\n\n# Title\n\ntext", takes_title=True)
    assert found.title == "Title"
    assert found.links == ()
    assert [heading.id for heading in found.text.headings] == ["title"]


@pytest.mark.parametrize(
    ("markdown", "summary"),
    [
        ("First.\n\nSecond.", "First."),
        ("# Heading\n\nFirst.", "First."),
        ("A *b* `c` [d](x.md) ![e](f.png) g.", "A b c d e g."),
        ("A\nb\\\nc", "A b c"),
        ('"A" -- b', "“A” – b"),
        ("A &amp; <b>b</b> < c", "A & b < c"),
        ("A note[^1].\n\n[^1]: not this", "A note."),
        ("- a list\n\n> a quotation\n\n```\ncode\n```\n\nText.", "Text."),
        ("One.\n\nTwo.\n\n<!-- more -->\n\nThree.", "One. Two."),
        ("One.\n\n<!--more-->\n\nThree.", "One."),
        ("One.\n<!-- more -->\nThree.", "One."),
        ("One.\n\n<!-- truncate -->\n\nThree.", "One."),
        ("# Heading\n\nOne.\n\n- list\n\n<!-- more -->\n\nThree.", "One."),
        ("One.\n\n<!-- more or less -->\n\nThree.", "One."),
        ("One. <!-- more --> Two.\n\nThree.", "One."),
        ("One.\n\nTwo *<!-- more -->three*.\n\nFour.", "One. Two"),
        ("One.<!--MORE-->", "One."),
        ("- One.\n- Two.\n\n  <!-- more -->\n\nThree.", "One. Two."),
        ("- One. <!-- more --> Two.\n\nThree.", "One."),
        ("> One.\n>\n> <!-- more -->\n>\n> Two.\n\nThree.", "One."),
        ("> One.\n\nTwo.\n\n<!-- more -->\n\nThree.", "Two."),
        ("<div>x</div>\n<!-- more -->\n\nThree.", "Three."),
        ("<!-- more -->\n\nThree.\n\nFour.", "Three."),
        ("`<!-- more -->` One.\n\nTwo.", "<!-- more --> One."),
        ("```html\n<!-- more -->\n```\n\nOne.\n\nTwo.", "One."),
        ("| a |\n|---|\n| b <!-- more --> |\n\nOne.", "One."),
        ("# Only a heading", ""),
        ("", ""),
    ],
)
def test_the_summary_is_what_stands_before_the_mark_or_the_first_paragraph(markdown: str, summary: str) -> None:
    assert document(markdown).summary == summary


# ---- links


@pytest.mark.parametrize(
    ("markdown", "target"),
    [
        ("[a](▸x.md)", "x.md"),
        ("![a](▸x.png)", "x.png"),
        ("text\nand [a](▸../x.md#part)", "../x.md#part"),
        ("[a](▸/blog/x/?q=1)", "/blog/x/?q=1"),
        ("[日本](▸日本.md)", "%E6%97%A5%E6%9C%AC.md"),
        ("[a](<▸x y.md>)", "x%20y.md"),
        ('[a](▸x.md "title")', "x.md"),
        ("# [a](▸x.md)", "x.md"),
        ("> - text\n>\n>   [a](▸x.md)", "x.md"),
        ("| a | b |\n|---|---|\n| c | [d](▸x.md) |", "x.md"),
        ("a[^1]\n\n[^1]: [b](▸x.md)", "x.md"),
        ('<a href="▸x.md">a</a>', "x.md"),
        ("text <img src='▸x.png' alt=a>", "x.png"),
        ("<div>\n\n<video\n  poster = '▸x.png'></video>\n</div>", "x.png"),
        ("<A HREF='▸x.md'>a</A>", "x.md"),
        ('<img alt="a -> b" src="▸x.png">', "x.png"),
        ("<a href=▸x.md>a</a>", "x.md"),
        ("[x.md](▸x.md)", "x.md"),
        ("x.md\n[a](▸x.md)", "x.md"),
        ("`x.md` [a](▸x.md)", "x.md"),
    ],
)
def test_a_link_into_the_site_is_a_hole_with_its_place(markdown: str, target: str) -> None:
    plain, place = marked(markdown)
    found = document(plain)
    assert {(link.target, link.place) for link in found.links} == {(target, place)}
    assert [link.kind for link in found.links] == (["image", "size"] if plain.startswith("!") else ["link"])
    assert re.search(r"=\s*[\"']?$", found.text.parts[0])


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](x.md)\n[b](▸x.md)",
        "[a](x.md) and [b](▸x.md)",
        "[a](ab.md)\n[b](▸b.md)",
        "[a](ab.md) and [b](▸b.md)",
        "| a |\n|---|\n| [b](x.md) |\n| [c](▸x.md) |",
        "- [a](x.md)\n- [b](▸x.md)",
        "<a href='x.md'>a</a>\n<a href='▸x.md'>b</a>",
    ],
)
def test_the_second_of_two_links_is_told_at_its_own_place(markdown: str) -> None:
    plain, place = marked(markdown)
    assert document(plain).links[-1].place == place


def test_places_count_from_the_line_that_the_body_begins_on() -> None:
    found = understood("\ntext [a](x.md)\n", first_line=7)
    assert found.value
    assert found.value.links[0].place == Place(8, 10)


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](https://example.org)",
        "[a](//example.org)",
        "[a](mailto:a@example.org)",
        "[a](#part)",
        "[a](?q)",
        "[a]()",
        "![a](https://example.org/a.png)",
        '<a href="https://example.org">a</a>',
        '<a name="x">a</a>',
        '<p data-href="x.md">a</p>',
        "`[a](x.md)`",
        "    [a](x.md)",
        "```html\n<a href='x.md'>\n```",
        "\\[a](x.md)",
        "<!-- <a href='x.md'>a</a> -->",
        "text <!-- <img src='x.png'> --> text",
        "<!--\n[a](x.md)\n<a href='x.md'>\n-->",
        "<script>\nlet a = \"<a href='x.md'>\"\n</script>",
    ],
)
def test_what_leads_elsewhere_or_is_no_link_is_no_hole(markdown: str) -> None:
    assert document(markdown).links == ()


@pytest.mark.parametrize("target", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html,x"])
def test_an_address_that_runs_a_script_makes_no_link(target: str) -> None:
    assert "href" not in html(f"[a]({target})")
    assert "src" not in html(f"![a]({target})")


def test_a_picture_inside_a_link_makes_three_holes_with_that_for_its_size() -> None:
    assert html("[![a](b.png)](c.md)") == '<p><a href="{c.md}"><img src="{b.png}" alt="a"{b.png}></a></p>'


def test_holes_are_numbered_as_they_stand_in_the_html() -> None:
    found = html("[a](1.md)[^n]\n\n[^n]: [b](3.md)\n\n<i><a href='2.md'>c</a></i>")
    assert re.findall(r"{(.*?)}", found) == ["1.md", "2.md", "3.md"]


def test_a_zero_character_cannot_make_a_hole() -> None:
    found = document("a \0000\0 [b](x.md) `\0001\0`\n\n```\n\0000\0\n```\n")
    assert len(found.links) == 1
    assert len(found.text.parts) == 2


# ---- whatever an author writes


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=60), st.text(MARKDOWN_LETTERS, max_size=60)), st.booleans(), st.booleans())
@example(text="> " * 500 + "a", takes_title=True, smart=True)
@example(text="- " * 500 + "a", takes_title=True, smart=True)
@example(text="[" * 500 + "a", takes_title=True, smart=True)
@example(text="*a _b " * 300, takes_title=True, smart=True)
def test_any_text_is_markdown_and_gives_the_same_twice(text: str, takes_title: bool, smart: bool) -> None:
    found = understood(text, takes_title, smart, first_line=5)
    assert found.value
    assert len(found.value.text.parts) == len(found.value.links) + 1
    assert "\0" not in "".join(found.value.text.parts)
    for place in [link.place for link in found.value.links]:
        assert 5 <= place.line <= 5 + text.count("\n")
    for one in found.diagnostics:
        assert 5 <= one.line <= 5 + text.count("\n")
    assert understood(text, takes_title, smart, first_line=5) == found
