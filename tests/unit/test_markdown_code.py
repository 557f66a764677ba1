import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Diagnostic
from sitegen.markdown.code_languages import ALIASES, PLAIN, lexer_of
from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from tests.unit.tables import marked, rows

LEXERS = ["python", "js", "html", "css", "bash", "json", "yaml", "rust", "diff", "console", "pycon", "markdown", "php",
          "toml", "sql", "", "text", "nonsense"]  # fmt: skip


def block(markdown: str) -> str:
    """The HTML of a text that is one block of code without any fault."""
    found = understand(Body(text=markdown, path="content/x.md", given_title="Given"))
    assert found.diagnostics == ()
    assert found.value
    assert found.value.links == ()
    return found.value.text.html(())


def told(markdown: str) -> Diagnostic:
    (one,) = understand(Body(text=markdown, path="content/x.md", given_title="Given")).diagnostics
    return one


def text_of(code_html: str) -> str:
    """What a reader copies from the block: its text without any tag."""
    (body,) = re.findall("<code>(.*)</code></pre>", code_html, re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", "", body))


def fenced(code: str, language: str) -> str:
    return f"~~~~~~~~~~~~ {language}\n{code}~~~~~~~~~~~~\n"


def test_a_block_is_highlighted_with_classes_and_no_colours() -> None:
    found = block("```python\ndef f(): return 'x'\n```\n")
    assert '<span class="k">def</span>' in found
    assert "style=" not in found
    assert set(re.findall(r"<span (\w+)=", found)) == {"class"}


def test_a_block_reads_from_left_to_right_is_not_translated_and_can_be_scrolled_by_keyboard() -> None:
    (tag,) = re.findall("<pre[^>]*>", block("```js\nx\n```\n"))
    assert 'dir="ltr"' in tag
    assert 'translate="no"' in tag
    assert 'tabindex="0"' in tag
    assert 'data-language="js"' in tag


@pytest.mark.parametrize(
    ("info", "language"),
    rows("""
    after the fence           | language
    --------------------------|---------
    python                    | python
    python title="a.py"       | python
    js {1} showLineNumbers    | js
    js{1}                     | js
    Python                    | Python
    C++                       | C++
    """),
)
def test_the_language_is_the_first_word(info: str, language: str) -> None:
    found = block(f"```{info}\nint x = 1;\n```\n")
    assert f'data-language="{language}"' in found
    assert "<span" in found


@pytest.mark.parametrize("name", sorted(PLAIN - {"", "mermaid"}))
def test_a_plain_block_is_not_highlighted_and_nothing_is_told(name: str) -> None:
    found = block(f"```{name}\ndef f(): return 'x'\n```\n")
    assert "<span" not in found
    assert text_of(found) == "def f(): return 'x'\n"


@pytest.mark.parametrize("markdown", ["```\na < b\n```\n", "~~~\na < b\n~~~\n", "    a < b\n", "\ta < b\n"])
def test_a_block_without_a_language_is_plain(markdown: str) -> None:
    found = block(markdown)
    assert "<span" not in found
    assert "data-language" not in found
    assert "a &lt; b" in found


@pytest.mark.parametrize("name", sorted(ALIASES))
def test_a_name_that_authors_use_and_pygments_lacks_is_known(name: str) -> None:
    assert text_of(block(f"```{name}\n<a>x</a>\n```\n")) == "<a>x</a>\n"
    assert ALIASES[name] in PLAIN or lexer_of(ALIASES[name])


@pytest.mark.parametrize("name", ["astro", "svelte", "vue", "svg", "jsonc", "mermaid", "txt", "plaintext", "sh", "tsx"])
def test_the_names_that_real_blogs_use_are_known(name: str) -> None:
    block(f"```{name}\nx\n```\n")


@pytest.mark.parametrize(
    ("markdown", "advice"),
    [
        ("```▸pyton\nx\n```\n", "“python”"),
        ("text\n\n~~~ ▸javascirpt\nx\n~~~\n", "“javascript”"),
        ("- a\n\n  ```▸rusts\n  x\n  ```\n", "“rust”"),
        ("> ```▸pyton\n> x\n> ```\n", "“python”"),
        ("```▸日本語\nx\n```\n", "plain block"),
        ('```▸"><script>\nx\n```\n', ""),
        ("text pyton\n```▸pyton\nx\n```\n", "“python”"),
    ],
)
def test_an_unknown_language_is_a_warning_and_the_block_is_plain(markdown: str, advice: str) -> None:
    plain, place = marked(markdown)
    one = told(plain)
    assert (one.severity, one.code) == ("warning", "unknown-code-language")
    assert (one.line, one.column) == (place.line, place.column)
    assert one.hint
    assert advice in one.hint
    found = understand(Body(text=plain, path="content/x.md", given_title="Given")).value
    assert found
    assert "<span" not in found.text.html(())
    assert text_of(found.text.html(())) == "x\n"


def test_an_unknown_language_is_told_once_where_it_first_stands() -> None:
    text = "```foo1\n```\n\n```foo2\n```\n\n```foo1\n```\n"
    found = understand(Body(text=text, path="content/x.md", given_title="Given"))
    assert [one.line for one in found.diagnostics] == [1, 4]


@pytest.mark.parametrize("language", ["html", "text", "js", "nonsense"])
@pytest.mark.parametrize("code", ["</code></pre><script>alert(1)</script>", "<!-- -->", "&lt; &amp; \" '", "{{ x }}"])
def test_code_is_never_html(language: str, code: str) -> None:
    document = understand(Body(text=fenced(f"{code}\n", language), path="content/x.md", given_title="Given")).value
    assert document
    found = document.text.html(())
    assert text_of(found) == f"{code}\n"
    assert set(re.findall(r"</?(\w+)", found)) <= {"pre", "code", "span"}


def test_a_language_cannot_leave_its_attribute() -> None:
    document = understand(Body(text='```"onload="x"><b>\nx\n```\n', path="content/x.md", given_title="Given")).value
    assert document
    (tag,) = re.findall("<pre.*?><code>", document.text.html(()))
    assert "<b>" not in tag
    assert 'onload="' not in tag


@pytest.mark.parametrize("language", LEXERS)
@pytest.mark.parametrize(
    "code",
    [
        "\n\n  a\n\n\n",
        "a\n\tb\n  \n",
        "a  \n",
        "\n",
        "日本 'é' 🚀\n",
        "$ ls\n>>> 1\n2\n",
        "a\x0bb\x0cc\x1d\n",
        "'''\n\"\n",
    ],
)
def test_the_text_of_a_block_is_the_code_to_the_letter(language: str, code: str) -> None:
    document = understand(Body(text=fenced(code, language), path="content/x.md", given_title="Given")).value
    assert document
    assert text_of(document.text.html(())) == code


@settings(deadline=None, max_examples=100)
@given(
    code=st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40),
        st.text("<>&\"'`{}()[]$#@%\\/*-+=;: \n\tabx01", max_size=40),
    ),
    language=st.sampled_from(LEXERS),
)
@example("\ufeffx = 1", "python")
def test_the_text_of_any_code_stays_the_same(code: str, language: str) -> None:
    document = understand(Body(text=fenced(f"{code}\n", language), path="content/x.md", given_title="Given")).value
    assert document
    assert text_of(document.text.html(())) == f"{code}\n"


# All lexers take too long to try; these are the languages of blogs, and some whose lexers rewrite their input.
POPULAR = """
    bash c console cpp css diff django docker elixir go graphql haskell html ini java jinja js json jsx kotlin less lua
    make markdown nginx php powershell pycon python r robotframework ruby rust scss sh sql swift toml ts tsx xml yaml
"""


@pytest.mark.parametrize("name", POPULAR.split())
def test_no_lexer_changes_a_letter(name: str) -> None:
    code = '\n\tdef \'é\' "日本" # 🚀  \n<a href="x">&amp;</a> {{ x }}\n$ ls\n>>> 1 + 1\n\n\n'
    assert text_of(block(fenced(code, name))) == code


def test_an_empty_block_is_empty() -> None:
    assert text_of(block("```python\n```\n")) == ""


def test_a_block_that_is_never_closed_reaches_to_the_end() -> None:
    assert text_of(block("```python\nx = 1\n\ny = 2\n")) == "x = 1\n\ny = 2\n"
