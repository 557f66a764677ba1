"""Blocks beyond GitHub's: callouts, directives, footnotes, figures, formulas, diagrams; marks within lines."""

import re

import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from sitegen.diagnostics import Diagnostic, Outcome
from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from sitegen.model import Document, MarkdownSettings
from sitegen.word_files import read_strings
from tests.support import PROJECT
from tests.unit.tables import marked, rows
from tests.unit.test_markdown_dialect import cases

ENGLISH, JAPANESE = (
    read_strings((PROJECT / f"layouts/strings/{lang}.toml").read_text("utf-8"), lang).value or {}
    for lang in ("en", "ja")
)
ALL_ON = MarkdownSettings(math=True, mark=True, superscript=True, subscript=True)


def understood(
    markdown: str, settings: MarkdownSettings = ALL_ON, words: dict[str, str] = ENGLISH
) -> Outcome[Document]:
    return understand(Body(text=markdown, path="content/x.md", given_title="Given", settings=settings, words=words))


def html(markdown: str, settings: MarkdownSettings = ALL_ON, words: dict[str, str] = ENGLISH) -> str:
    """The HTML of a text without faults; every hole filled by `{target}`."""
    found = understood(markdown, settings, words)
    assert found.diagnostics == ()
    assert found.value
    return found.value.text.html(tuple(f"{{{link.target}}}" for link in found.value.links)).strip()


def told(markdown: str, settings: MarkdownSettings = ALL_ON) -> Diagnostic:
    (one,) = understood(markdown, settings).diagnostics
    return one


CASES = cases("""
§ an alert of GitHub
> [!NOTE]
> a *b*
=>
<div class="callout callout-note" role="note">
<p class="callout-title">Note</p>
<p>a <em>b</em></p>
</div>

§ an alert in small letters, without a text
> [!caution]
=>
<div class="callout callout-caution" role="note">
<p class="callout-title">Caution</p>
</div>

§ a quotation that only speaks of one
> a [!NOTE]
=>
<blockquote>
<p>a [!NOTE]</p>
</blockquote>

§ a directive
:::tip
a

- b
:::
=>
<div class="callout callout-tip" role="note">
<p class="callout-title">Tip</p>
<p>a</p>
<ul>
<li>b</li>
</ul>
</div>

§ a directive with a title in brackets
:::danger[Mind the *gap*]
a
:::
=>
<div class="callout callout-danger" role="note">
<p class="callout-title">Mind the <em>gap</em></p>
<p>a</p>
</div>

§ a directive with a title after a space
::: info Read this
a
:::
=>
<div class="callout callout-info" role="note">
<p class="callout-title">Read this</p>
<p>a</p>
</div>

§ a directive ends a paragraph
a
:::note
b
:::
c
=>
<p>a</p>
<div class="callout callout-note" role="note">
<p class="callout-title">Note</p>
<p>b</p>
</div>
<p>c</p>

§ directives in one another with as many colons
:::note
:::tip
a
:::
b
:::
c
=>
<div class="callout callout-note" role="note">
<p class="callout-title">Note</p>
<div class="callout callout-tip" role="note">
<p class="callout-title">Tip</p>
<p>a</p>
</div>
<p>b</p>
</div>
<p>c</p>

§ directives in one another with more colons outside
::::note
:::tip
a
:::
::::
=>
<div class="callout callout-note" role="note">
<p class="callout-title">Note</p>
<div class="callout callout-tip" role="note">
<p class="callout-title">Tip</p>
<p>a</p>
</div>
</div>

§ colons in a block of code close nothing
:::note
````
```
:::
````
:::
=>
<div class="callout callout-note" role="note">
<p class="callout-title">Note</p>
<pre class="code" dir="ltr" translate="no" tabindex="0" role="group" aria-label="Code"><code>```
:::
</code></pre>
</div>

§ a directive in a list and one in a quotation
- :::tip
  a
  :::

> :::tip
> b
> :::
=>
<ul>
<li>
<div class="callout callout-tip" role="note">
<p class="callout-title">Tip</p>
<p>a</p>
</div>
</li>
</ul>
<blockquote>
<div class="callout callout-tip" role="note">
<p class="callout-title">Tip</p>
<p>b</p>
</div>
</blockquote>

§ details that a reader opens
:::details[More]
a
:::
=>
<details class="callout callout-details">
<summary class="callout-title">More</summary>
<p>a</p>
</details>

§ colons in code are code
    :::note
=>
<pre class="code" dir="ltr" translate="no" tabindex="0" role="group" aria-label="Code"><code>:::note
</code></pre>

§ a definition with two texts
*a*
: b
: c
=>
<dl>
<dt><em>a</em></dt>
<dd>b</dd>
<dd>c</dd>
</dl>

§ a heading with an id and classes
## A *b* {#own .x .y}
=>
<h2 class="x y" id="own"><a class="heading-link" href="#own">A <em>b</em></a></h2>

§ braces that are no attributes
## A {b}
=>
<h2 id="a-b"><a class="heading-link" href="#a-b">A {b}</a></h2>

§ a heading that holds a link has its own beside it
## [b](c.md) &
=>
<h2 id="b-"><a href="{c.md}">b</a> &amp; <a class="heading-link" href="#b-" aria-label="Link to “b &amp;”"></a></h2>

§ so has one with a link in raw HTML
## A <a href="/x">b</a>
=>
<h2 id="a-b">A <a href="{/x}">b</a> <a class="heading-link" href="#a-b" aria-label="Link to “A b”"></a></h2>

§ a picture with a title is a figure
![a](b.png "C & d")
=>
<figure><img src="{b.png}" alt="a"{b.png}><figcaption>C &amp; d</figcaption></figure>

§ a picture with an emphasised line below is a figure
![a](b.png)
*c **d** [e](f.md)*
=>
<figure><img src="{b.png}" alt="a"{b.png}><figcaption>c <strong>d</strong> <a href="{f.md}">e</a></figcaption></figure>

§ a picture that is a link is a figure too
[![a](b.png "C")](d.md)
=>
<figure><a href="{d.md}"><img src="{b.png}" alt="a"{b.png}></a><figcaption>C</figcaption></figure>

§ a picture without a caption is none
![a](b.png)
=>
<p><img src="{b.png}" alt="a"{b.png}></p>

§ nor is one with text beside it, or with two emphases below
![a](b.png "t") c

![a](b.png)
*c* and *d*
=>
<p><img src="{b.png}" alt="a" title="t"{b.png}> c</p>
<p><img src="{b.png}" alt="a" loading="lazy" decoding="async"{b.png}>
<em>c</em> and <em>d</em></p>

§ a picture on another site
![a](https://example.org/a.png)
=>
<p><img src="https://example.org/a.png" alt="a"></p>

§ a formula within a line
a $x^2$ b
=>
<p>a <math><msup><mi>x</mi><mn>2</mn></msup></math> b</p>

§ a formula in a block of its own
$$
x
$$
=>
<div class="formula" tabindex="0"><math display="block"><mi>x</mi></math></div>

§ money is no formula
\\$x\\$, `$y$`, $5 and $10
=>
<p>$x$, <code>$y$</code>, $5 and $10</p>

§ signs of HTML in a formula
$a < b$ $\\text{<b>}$
=>
<p><math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math> <math><mtext>&lt;b&gt;</mtext></math></p>

§ a diagram
```mermaid
a --> b
```
=>
<figure class="diagram">
<pre class="mermaid" dir="ltr" translate="no" tabindex="0" role="group" aria-label="Diagram">a --&gt; b
</pre>
</figure>

§ marks, lower and upper letters
==a *b* c== H~2~O x^2^ ~~gone~~
=>
<p><mark>a <em>b</em> c</mark> H<sub>2</sub>O x<sup>2</sup> <s>gone</s></p>

§ signs that mark nothing
a == b, ==c, == d ==, a===b, `==e==`
=>
<p>a == b, ==c, == d ==, a===b, <code>==e==</code></p>
""")


@pytest.mark.parametrize("name", CASES)
def test_a_block_is_shown_as_its_author_meant_it(name: str) -> None:
    markdown, wanted = CASES[name]
    assert html(markdown) == wanted


@pytest.mark.parametrize(
    ("markdown", "switch"), [("$x$", "math"), ("==a==", "mark"), ("x^2^", "superscript"), ("~~a~~ ~2~", "subscript")]
)
def test_what_a_site_does_not_ask_for_is_as_on_github(markdown: str, switch: str) -> None:
    plain, wanted = html(markdown, MarkdownSettings()), html(markdown, replace(MarkdownSettings(), **{switch: True}))
    assert plain != wanted
    assert not re.search("<(math|mark|sup|sub)", plain)


def test_titles_are_in_the_language_of_the_post() -> None:
    assert html("> [!NOTE]\n> a", words=JAPANESE).splitlines()[1] == '<p class="callout-title">注記</p>'
    assert 'aria-label="「a」へのリンク"' in html("## [a](b)", words=JAPANESE)
    assert ">脚注</h2>" in html("a[^1]\n\n[^1]: b", words=JAPANESE)


@pytest.mark.parametrize(
    ("markdown", "code", "advice"),
    rows("""
    where                      | code                 | advice
    ---------------------------|----------------------|------------------
    :::▸tpi\\na\\n:::          | unknown-directive    | “tip”
    a\\n\\n▸:::                | unopened-directive   | take them out
    ▸:::note\\na               | open-directive       | end it
    a[^b]\\n\\n[^b]: c\\n▸[^d]: e | unused-footnote   | [^d]
    a ▸[^b]                    | missing-footnote     | “[^b]: …”
    `[^b]` ▸[^b]               | missing-footnote     | “[^b]: …”
    a\\n\\n▸![](b.png)         | missing-alt          | what it shows
    ![a](b.png) ▸![ ](c.png)   | missing-alt          | what it shows
    ## a {#b}\\n\\n## c {▸#b}  | duplicate-id         | of its own
    a $x▸\\foo$                | unreadable-formula   | as it is written
    $$\\na\\n  ▸\\foo\\n$$     | unreadable-formula   | as it is written
    """),
)
def test_what_can_t_be_shown_is_told_with_its_place(markdown: str, code: str, advice: str) -> None:
    plain, place = marked(markdown.replace("\\n", "\n"))
    one = told(plain)
    assert (one.code, one.line, one.column) == (code, place.line, place.column)
    assert advice in one.hint


def test_a_formula_that_can_t_be_read_is_shown_as_it_is_written() -> None:
    found = understood("$\\foo<b$").value
    assert found
    assert found.text.parts == ("<p><code>\\foo&lt;b</code></p>\n",)


# ---- footnotes


def test_a_footnote_is_told_at_the_end_and_leads_back_to_each_of_its_places() -> None:
    found = html("a[^x] b[^Y] c[^x]\n\n[^Y]: second\n\n[^x]: first *note*\n\nd")
    text, _, notes = found.partition("<section")
    assert "<p>d</p>" in text
    assert notes.index("first <em>note</em>") < notes.index("second")
    targets, ids = re.findall('href="#([^"]+)"', found), re.findall('id="([^"]+)"', found)
    assert ids == [
        *("user-content-fnref-x", "user-content-fnref-y", "user-content-fnref-x-2"),
        *("footnote-label", "user-content-fn-x", "user-content-fn-y"),
    ]
    assert {*targets, "footnote-label"} == {*ids}
    assert re.findall('aria-label="([^"]+)"', found) == [f"Back to reference {one}" for one in ("1", "1-2", "2")]


def test_ids_are_unique_whoever_gives_them() -> None:
    found = html(
        "<a id='b'></a>\n\n## b\n\n## b-1\n\n## c {#d}\n\n## d\n\n## b\n\n## Page main\n\n## Footnote label\n\n"
        "## user-content-fn-x\n\n[^x] [^X]\n\n[^x]: a\n\n[^X]: b"
    )
    ids = re.findall(r"\bid=[\"']([^\"']+)", found)
    assert len(ids) == len(set(ids)), ids
    assert ids[:6] == ["b", "b-1", "b-1-1", "d", "d-1", "b-2"]


def test_labels_with_any_signs_make_ids_and_links_that_fit() -> None:
    found = html("[^a&\"b'<i>%日]\n\n[^a&\"b'<i>%日]: c")
    targets, ids = re.findall('href="#([^"]+)"', found), re.findall('id="([^"]+)"', found)
    assert sorted(targets) == sorted(one for one in ids if one != "footnote-label")


# ---- raw HTML from many authors

HARMFUL = """
<script>alert(1)</script>|alert
<img src="/a.png" onerror="alert(1)">|onerror
<a href="javascript:alert(1)">a</a>|javascript
<iframe src="https://example.org"></iframe>|iframe
<style>p { color: red }</style>|color
<p style="position: fixed">a</p>|fixed
<svg onload="alert(1)"><use href="/x.svg#a"></use></svg>|svg
<form action="/x"><input type="password"></form>|form
<form action="/x"><input type="password"></form>|password
<b onmouseover=alert(1)>a</b>|alert
<object data="/x.swf"></object>|object
<meta http-equiv="refresh" content="0;url=https://example.org">|refresh
<base href="https://example.org">|base
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>|onerror
"""


@pytest.mark.parametrize("case", HARMFUL.strip().splitlines())
def test_a_site_of_many_authors_takes_out_what_could_do_harm(case: str) -> None:
    written, _, harm = case.rpartition("|")
    settings = MarkdownSettings(sanitize_html=True)
    for markdown in (written, f"a {written} b", f"> - {written}"):
        found = understood(markdown, settings).value
        assert found
        assert harm not in "".join(found.text.parts)


def test_what_markdown_makes_is_left_as_it_is_by_the_cleaning() -> None:
    every = "\n\n".join(markdown for markdown, _ in CASES.values() if "<b>" not in markdown)
    plain = understood(every, MarkdownSettings(math=True, mark=True))
    clean = understood(every, MarkdownSettings(math=True, mark=True, sanitize_html=True))
    assert plain.value
    assert clean.value
    assert clean.value.links == plain.value.links
    assert _as_parsed(plain.value) == _as_parsed(clean.value)


def _as_parsed(document: Document) -> list[object]:
    """The tree that a browser makes of it: a piece of HTML has many spellings."""
    body = LexborHTMLParser("hole".join(document.text.parts)).body
    return [(one.tag, sorted(one.attributes.items()), one.text(deep=False)) for one in body.traverse()] if body else []
