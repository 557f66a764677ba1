"""Code blocks with settings: titles, frames, numbers, marks, diffs, terminals, and what authors are told of them."""

import html as html_module
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Diagnostic
from sitegen.markdown.code_title import without_title
from sitegen.markdown.document import understand
from sitegen.markdown.fence_settings import ALSO, FRAMES, SETTINGS, LineMark, TextMark
from sitegen.markdown.notes import Body
from sitegen.markdown.terminal import NAMES, pieces_of_terminal
from sitegen.model import Document
from tests.support import PROJECT
from tests.unit.tables import marked, rows

KINDS, TAGS = ("marked", "inserted", "deleted"), ("mark", "ins", "del")
JAPANESE = {"code": "コード", "code_named": "コード: {name}", "terminal": "ターミナル"}


def understood(markdown: str, words: dict[str, str] | None = None) -> tuple[Document, tuple[Diagnostic, ...]]:
    found = understand(Body(text=markdown, path="content/x.md", given_title="Given", words=words or {}))
    assert found.value
    return found.value, found.diagnostics


def html(markdown: str, words: dict[str, str] | None = None) -> str:
    document, told = understood(markdown, words)
    assert told == ()
    return document.text.html(()).strip()


def block(info: str, code: str) -> str:
    return html(f"~~~~ {info}\n{code}~~~~\n")


def text_of(found: str) -> str:
    (body,) = re.findall("<code>(.*)</code></pre>", found, re.DOTALL)
    return html_module.unescape(re.sub("<[^>]*>", "", body))


def cases(text: str) -> dict[str, tuple[str, str]]:
    found = {}
    for case in text.split("§ ")[1:]:
        name, _, rest = case.partition("\n")
        markdown, _, wanted = rest.partition("\n=>\n")
        found[name] = (markdown + "\n", wanted.strip())
    return found


# What every block has is written as `~`, and `|` at the end of a line joins it with the next.
EVERY = 'dir="ltr" translate="no" tabindex="0" role="group"'
CASES = cases("""
§ a plain block has no lines
```text
a
```
=>
<pre class="code" ~ aria-label="Code: text" data-language="text"><code>a
</code></pre>

§ a block without a language is named all the same
```
a
```
=>
<pre class="code" ~ aria-label="Code"><code>a
</code></pre>

§ a title makes a figure
```js title="a & b.js"
x
```
=>
<figure class="code-frame" dir="ltr"><figcaption>a &amp; b.js</figcaption>|
<pre class="code" ~ aria-label="Code: a &amp; b.js" data-language="js"><code>x
</code></pre></figure>

§ a shell is a terminal
```sh
ls
```
=>
<figure class="code-frame terminal" dir="ltr">|
<pre class="code" ~ aria-label="Terminal" data-language="sh"><code>ls
</code></pre></figure>

§ marked lines
```text {2} ins={1}
a
b
c
```
=>
<pre class="code lined signed" ~ aria-label="Code: text" data-language="text"><code>|
<span class="line inserted">a
</span><span class="line marked">b
</span><span class="line">c
</span></code></pre>

§ marked text runs over tokens
```js /a = 1/
let a = 1;
```
=>
<pre class="code lined" ~ aria-label="Code: JavaScript" data-language="js"><code>|
<span class="line"><span class="kd">let</span> <mark>a <span class="o">=</span> <span class="mf">1</span></mark>;
</span></code></pre>

§ where two marks would overlap, there is the first
```text "ab" ins="bc" del="d"
abcd
```
=>
<pre class="code lined" ~ aria-label="Code: text" data-language="text"><code>|
<span class="line"><mark>ab</mark>c<del>d</del>
</span></code></pre>

§ numbers need lines, and room only where it is unusual
```text showLineNumbers
a
```
=>
<pre class="code lined numbered" ~ aria-label="Code: text" data-language="text"><code><span class="line">a
</span></code></pre>

§ numbers that begin elsewhere
```text startLineNumber=99
a
b
```
=>
<pre class="code lined numbered" ~ aria-label="Code: text" data-language="text"|
 style="--first-line: 99; --digits: 3"><code><span class="line">a
</span><span class="line">b
</span></code></pre>

§ wrapping needs no lines
```text wrap
a
```
=>
<pre class="code wrapped" ~ aria-label="Code: text" data-language="text"><code>a
</code></pre>

§ a diff in a language
```diff lang=js
  a
- b
+ c
```
=>
<pre class="code lined signed" ~ aria-label="Code: JavaScript" data-language="diff"><code>|
<span class="line"> a
</span><span class="line deleted"> b
</span><span class="line inserted"> c
</span></code></pre>

§ output of a terminal
```ansi
␛[1;32mok␛[0m <b>
```
=>
<figure class="code-frame terminal" dir="ltr">|
<pre class="code" ~ aria-label="Terminal" data-language="ansi"><code>|
<span class="ansi-green ansi-bold">ok</span> &lt;b&gt;
</code></pre></figure>
""")


@pytest.mark.parametrize("name", CASES)
def test_a_block_is_made_as_its_author_asked(name: str) -> None:
    markdown, wanted = CASES[name]
    assert html(markdown) == wanted.replace("|\n", "").replace("~", EVERY)


def test_a_block_is_named_in_the_language_of_the_post() -> None:
    found = [html(text, JAPANESE) for text in ("```\nx\n```\n", "```js\nx\n```\n", "```sh\nx\n```\n")]
    assert [re.findall('aria-label="([^"]*)"', one) for one in found] == [
        ["コード"],
        ["コード: JavaScript"],
        ["ターミナル"],
    ]


def test_a_page_knows_that_it_has_code() -> None:
    assert understood("    code\n")[0].text.features == ("code",)
    assert understood("`code`\n")[0].text.features == ()


# ---- titles


@pytest.mark.parametrize(
    ("language", "comment", "title"),
    rows("""
    language | first line                     | title
    ---------|--------------------------------|------------------
    js       | // src/x.js                    | src/x.js
    ts       | //x.ts                         | x.ts
    python   | # app/main.py                  | app/main.py
    yaml     | # config.yml                   | config.yml
    html     | <!-- index.html -->            | index.html
    css      | /* a.css */                    | a.css
    sql      | -- q.sql                       | q.sql
    ini      | ; x.ini                        | x.ini
    toml     | # .config/x.toml               | .config/x.toml
    env      | # .env                         | .env
    js       | // src/routes/[slug]/+page.js  | src/routes/[slug]/+page.js
    docker   | # Dockerfile                   | Dockerfile
    bash     | # deploy.sh                    | deploy.sh
    bash     | # ~/.bashrc                    | ~/.bashrc
    js       | // src\\\\x.js                 | src\\\\x.js
    bash     | # main.py                      |
    bash     | #!/usr/bin/env x.sh            |
    js       | // see x.js                    |
    js       | // Node.js                     |
    js       | // example.com                 |
    js       | // 1.2                         |
    js       | // e.g                         |
    js       | // src/x                       |
    js       | // https://example.org/x.js    |
    js       | x.js                           |
    markdown | # README.md                    |
    text     | # x.txt                        |
    console  | # x.sh                         |
    css      | // ..                          |
    """),
)
def test_a_first_comment_that_is_only_a_file_name_is_the_title(language: str, comment: str, title: str) -> None:
    code = f"{comment}\n\nx\n"
    assert without_title(code, language) == (title, "x\n" if title else code)


@pytest.mark.parametrize(
    ("language", "code", "left"),
    [
        ("js", "// x.js\ny\n", "y\n"),
        ("js", "// x.js\n\n\ny\n", "\ny\n"),
        ("js", "\n// x.js\ny\n", "\ny\n"),
        ("python", "#!/usr/bin/env python\n# x.py\ny\n", "#!/usr/bin/env python\ny\n"),
        ("astro", "---\n// x.astro\nlet y;\n---\n<p>z</p>\n", "---\nlet y;\n---\n<p>z</p>\n"),
    ],
)
def test_what_stands_around_a_title_stays(language: str, code: str, left: str) -> None:
    title, rest = without_title(code, language)
    assert title
    assert rest == left


@pytest.mark.parametrize("code", ["// x.js\n", "// x.js\n\n\n", "y\n// x.js\nz\n", "// why\n// x.js\nz\n", ""])
def test_a_comment_that_is_all_there_is_or_not_the_first_is_no_title(code: str) -> None:
    assert without_title(code, "js") == ("", code)


def test_a_title_that_is_given_leaves_the_comment_alone() -> None:
    found = block("js title=y.js", "// x.js\nz\n")
    assert "<figcaption>y.js</figcaption>" in found
    assert text_of(found) == "// x.js\nz\n"


@pytest.mark.parametrize(
    ("info", "code", "kind"),
    [
        ("bash", "ls\n", "code-frame terminal"),
        ("console", "$ ls\n", "code-frame terminal"),
        ("powershell", "ls\n", "code-frame terminal"),
        ('bash title="Deploy"', "ls\n", "code-frame terminal"),
        ("bash title=x.sh", "ls\n", "code-frame"),
        ("bash", "#!/bin/sh\nls\n", ""),
        ("bash frame=none", "ls\n", ""),
        ("bash frame=code", "ls\n", "code-frame"),
        ("js frame=terminal", "x\n", "code-frame terminal"),
        ("js title=x.js frame=none", "x\n", ""),
        ("js", "x\n", ""),
    ],
)
def test_a_frame_is_chosen_by_language_title_and_setting(info: str, code: str, kind: str) -> None:
    found = re.match('<figure class="([^"]*)"', block(info, code))
    assert (found[1] if found else "") == kind


# ---- diffs


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("  a\n- b\n+ c\n", " a\n b\n c\n"),
        (" a\n-b\n+c\n", "a\nb\nc\n"),
        ("a\n-b\n+c\n", "a\nb\nc\n"),
        ("+a\n\n+b\n", "a\n\nb\n"),
        ("a\n", "a\n"),
    ],
)
def test_the_signs_of_a_diff_in_a_language_are_not_its_text(code: str, text: str) -> None:
    assert text_of(block("diff lang=text", code)) == text


# ---- terminals


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("\x1b[31ma\x1b[0mb", [("ansi-red", "a"), ("", "b")]),
        ("␛[31ma␛[mb", [("ansi-red", "a"), ("", "b")]),
        ("\x1b[91ma", [("ansi-bright-red", "a")]),
        ("\x1b[1;3;4;9ma", [("ansi-bold ansi-italic ansi-strike ansi-underline", "a")]),
        ("\x1b[1ma\x1b[22mb", [("ansi-bold", "a"), ("", "b")]),
        ("\x1b[31;44ma", [("ansi-blue ansi-on", "a")]),
        ("\x1b[103ma\x1b[49mb", [("ansi-bright-yellow ansi-on", "a"), ("", "b")]),
        ("\x1b[31;7ma\x1b[27mb", [("ansi-red ansi-on", "a"), ("ansi-red", "b")]),
        ("\x1b[31ma\x1b[39mb", [("ansi-red", "a"), ("", "b")]),
        ("\x1b[38;5;1ma", [("ansi-red", "a")]),
        ("\x1b[38;5;196ma", [("ansi-bright-red", "a")]),
        ("\x1b[38;5;250ma", [("ansi-white", "a")]),
        ("\x1b[38;2;0;0;0ma", [("ansi-black", "a")]),
        ("\x1b[48;2;250;5;5ma", [("ansi-bright-red ansi-on", "a")]),
        ("\x1b[38ma", [("ansi-black", "a")]),
        ("\x1b[2Ka\x1b[1;1Hb", [("", "a"), ("", "b")]),
        ("\x1b]8;;https://example.org\x07a\x1b]8;;\x07b", [("", "a"), ("", "b")]),
        ("\x1b(Ba", [("", "a")]),
        ("\x1b[999;55555555555ma", [("", "a")]),
    ],
)
def test_what_a_terminal_obeys_becomes_classes_or_vanishes(written: str, pieces: list[tuple[str, str]]) -> None:
    assert pieces_of_terminal(written) == pieces


@settings(deadline=None, max_examples=200)
@given(st.text("\x1b␛[]0123456789;:mKab\x07\\(?\n", max_size=40))
def test_any_output_of_a_terminal_has_known_classes(output: str) -> None:
    known = {f"ansi-{name}" for name in (*NAMES, "on", "bold", "dim", "italic", "underline", "strike")}
    assert {name for classes, _ in pieces_of_terminal(output) for name in classes.split()} <= known


# ---- the text


@settings(deadline=None, max_examples=150)
@given(
    code=st.text("ab{}()=;'\"/# \n<&>", max_size=40),
    lines=st.lists(st.builds(LineMark, st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 9))),
    texts=st.lists(st.builds(TextMark, st.sampled_from(TAGS), st.text("ab{}(", min_size=1, max_size=2))),
)
def test_marks_and_numbers_change_no_letter(code: str, lines: list[LineMark], texts: list[TextMark]) -> None:
    settings_of_lines = " ".join(f"{mark.kind[:3]}={{{mark.first}-{mark.last}}}" for mark in lines)
    written = settings_of_lines.replace("mar=", "mark=")
    quoted = " ".join(f'{mark.tag}="{mark.text}"' for mark in texts)
    document, _ = understood(f"~~~~~ js frame=none showLineNumbers {written} {quoted}\n{code}\n~~~~~\n")
    found = document.text.html(())
    assert text_of(found) == f"{code}\n"
    for tag in ("span", "mark", "ins", "del"):
        assert found.count(f"<{tag}") == found.count(f"</{tag}>")
    assert found.count('<span class="line') == f"{code}\n".count("\n")


def test_a_long_line_may_have_many_marks() -> None:
    document, _ = understood("```text 'a'\n" + "ab" * 100_000 + "\n```\n")
    assert document.text.html(()).count("<mark>a</mark>") == 100_000


def test_a_line_beyond_all_bounds_costs_nothing() -> None:
    document, _ = understood("```text {1-999999999}\na\n```\n")
    assert document.text.html(()).count("marked") == 1


# ---- what authors are told


@pytest.mark.parametrize(
    ("markdown", "advice"),
    [
        ("```js ▸wrapp\nx\n```\n", "“wrap”"),
        ("text\n\n~~~ js title=x.js ▸colapse\nx\n~~~\n", "leave it out"),
        ("> ```js ▸{x}\n> x\n> ```\n", "{1,3-5}"),
        ("```js {1,▸9}\nx\n```\n", "the last is 1"),
        ('```js "▸y"\nx\n```\n', "letter by letter"),
        ("```js /▸y/\nx\n```\n", "letter by letter"),
        ("```js ▸lang=ts\nx\n```\n", "after the fence"),
        ("```js title=x ▸frame=y\nx\n```\n", "docs/markdown.md"),
    ],
)
def test_a_setting_without_effect_is_a_hint_at_its_place(markdown: str, advice: str) -> None:
    plain, place = marked(markdown)
    document, (one,) = understood(plain)
    assert (one.severity, one.code) == ("hint", "code-setting")
    assert (one.line, one.column) == (place.line, place.column)
    assert advice in one.hint
    assert text_of(document.text.html(())) == "x\n"


def test_many_unknown_languages_are_told_in_a_moment() -> None:
    document, told = understood("".join(f"```unknown{number}\nx\n```\n\n" for number in range(300)))
    assert len(told) == 300
    assert document.text.html(()).count("<pre") == 300


def test_the_page_on_markdown_names_every_setting() -> None:
    page = (PROJECT / "docs/markdown.md").read_text("utf-8")
    assert [name for name in (*SETTINGS, *ALSO, *FRAMES) if not re.search(rf"`[^`]*\b{name}\b[^`]*`", page, re.I)] == []
