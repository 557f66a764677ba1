"""Any text is Markdown: no exception, tags in pairs, ids that are unique, the same bytes again, in time."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.hard_inputs import inputs, seconds
from sitegen.diagnostics import Outcome
from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from sitegen.model import Document, MarkdownSettings

WITH_ALL_SIGNS = MarkdownSettings(math=True, mark=True, superscript=True, subscript=True)
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))

# Pieces of every construct; those of block level begin on a line of their own.
IN_LINES = (
    *("word ", "a", "1", " ", "  ", "\t", "*", "**", "***", "_", "__", "~", "~~", "`", "``", "[", "]", "](", "](x.md)"),
    *(
        "![",
        "](x.png)",
        '"',
        "'",
        "it's ",
        "--",
        "---",
        "...",
        "\\",
        "&",
        "&amp;",
        "&#0;",
        "&nope;",
        "<",
        ">",
        "|",
        ":",
    ),
    *("www.e.org/a", "https://e.org/?a=b&c", "a_b@e.org", "<https://e.org>", "[^1]", "[^x]", "[a]", "[a][b]", "^[b]"),
    *(
        "漢字",
        "かな。",
        "「",
        "」",
        "한국어",
        "עברית",
        "العربية",
        "🚀",
        "👨‍👩‍👧",
        "é",
        "e\u0301",
        "\0",
        "\ufeff",
        "\u2028",
    ),
    *("<!-- more -->", "<!-- a -->", "<b>", "</b>", "<br>", "$a$", "$$", "==a==", "{#id .class}", "![a](b.png 'c')"),
)
AT_LINES = (
    *(
        "\n",
        "\n\n",
        "\n# ",
        "\n## a\n",
        "\n===\n",
        "\n---\n",
        "\n- ",
        "\n  - ",
        "\n1. ",
        "\n* ",
        "\n- [ ] ",
        "\n- [x] a\n",
    ),
    *(
        "\n> ",
        "\n>> ",
        "\n> [!NOTE]\n> ",
        "\n    ",
        "\n```\n",
        "\n```js {1} title='a'\n",
        "\n~~~\n",
        "\n| a | b |\n|---|---|\n",
    ),
    *("\n| c |\n", "\n[^1]: ", "\n[^x]: a\n", "\n[a]: x.md 'b'\n", "\n[b]: <y z.md>\n", "\n<div>\n", "\n</div>\n"),
    *(
        "\n<!--\n",
        "\n-->\n",
        "\n<script>\n",
        "\n</script>\n",
        "\n:::note[A]\n",
        "\n:::\n",
        "\nterm\n: text\n",
        "\n$$\n",
        "  \n",
    ),
)
PIECES = st.lists(st.sampled_from((*IN_LINES, *AT_LINES)), max_size=40).map("".join)
# What may break the pairs of tags and repeat an id by itself: raw HTML is the author's.
RAW = "<"


def understood(text: str, lang: str = "en", settings: MarkdownSettings = WITH_ALL_SIGNS) -> Outcome[Document]:
    return understand(Body(text=text, path="content/x.md", lang=lang, settings=settings))


def html_of(found: Outcome[Document]) -> str:
    assert found.value
    return found.value.text.html(tuple("target" for _ in found.value.links))


class Balance(HTMLParser):
    """Fails at the first tag that closes another than the last one opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check(text: str) -> None:
    found = understood(text)
    html = html_of(found)
    assert understood(text) == found
    assert "\0" not in html
    if RAW not in text:
        ids = Balance(html).ids
        assert len(ids) == len(set(ids))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
@example("[a]\n\n[a]: x.md\n")
def test_any_text_makes_sound_html(text: str) -> None:
    check(text)
    check(text.replace(RAW, ""))


@pytest.mark.long
@settings(deadline=None, max_examples=30_000, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_any_of_many_texts_makes_sound_html(text: str) -> None:
    check(text)
    check(text.replace(RAW, ""))


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.sampled_from(["en", "de", "fr", "ja", "he"]))
def test_any_letters_in_any_language_make_sound_html(text: str, lang: str) -> None:
    html_of(understood(text, lang))
    check(text.replace(RAW, ""))


# ---- time

SHORT, LONG = 2 * 1024, 8 * 1024
ATTEMPTS = 4
MOST_GROWTH = 8  # four times the text may take that many times as long: twice what is fair
TOO_SHORT = 0.05  # seconds that say nothing about growth


@pytest.mark.parametrize("name", inputs())
def test_four_times_the_text_takes_about_four_times_as_long(name: str) -> None:
    build = inputs()[name]
    assert any(_is_fair(build) for _ in range(ATTEMPTS))


def _is_fair(build: Callable[[int], str]) -> bool:
    long = seconds(build(LONG))
    return long < TOO_SHORT or long < MOST_GROWTH * seconds(build(SHORT))
