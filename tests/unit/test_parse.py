import datetime
import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from sitegen.diagnostics import Diagnostic, Outcome
from sitegen.lazy import Lazy
from sitegen.model import Article, Content, Manuscript, MarkdownSettings, Post, Reading, Source
from sitegen.parse import LONGEST_DESCRIPTION, name_languages, parse, shortened
from sitegen.text import decode
from tests.unit.tables import marked, rows

READING = Reading(languages=("en", "ja"), default_language="en", strip_dates=True, markdown=MarkdownSettings())
PATH = "content/blog/my-post.md"


def parsed(text: str | bytes, path: str = PATH, reading: Reading = READING) -> Outcome[Article]:
    data = text.encode() if isinstance(text, str) else text
    return parse(Manuscript(Source(path, Lazy.of(data)), Lazy.of(reading)))


def post(text: str | bytes, path: str = PATH, reading: Reading = READING) -> Post:
    found = parsed(text, path, reading)
    assert found.value, found.diagnostics
    return found.value.post.value


def content(text: str | bytes, path: str = PATH) -> Content:
    found = parsed(text, path)
    assert found.value, found.diagnostics
    return found.value.content.value


def told(text: str | bytes, path: str = PATH) -> Diagnostic:
    """The one thing that is told about a file."""
    (one,) = parsed(text, path).diagnostics
    return one


def test_a_post_is_understood() -> None:
    source = "---\ntitle: My post\nlang: ja\ntags: [a]\n---\n# Heading\n\nText with a [link](x.md).\n"
    found = post(source)
    assert (found.key, found.path) == ("blog/my-post.md", PATH)
    assert (found.role, found.section, found.lang, found.url) == ("post", "blog", "ja", "/blog/my-post/")
    said = content(source)
    assert (said.title, said.description) == ("My post", "Text with a link.")
    assert found.tags == ("a",)
    assert [heading.text for heading in said.text.headings] == ["Heading"]
    assert [link.target for link in found.links] == ["x.md"]


# ---- the file: line ends, byte-order mark, places

ENDINGS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}
MARKS = {"no mark": b"", "byte-order mark": b"\xef\xbb\xbf"}
BEGINNINGS = {"at the top": "", "after a blank line": "\n", "after blanks": "  \n\n"}
FILES = list(itertools.product(ENDINGS, MARKS, BEGINNINGS))


@pytest.mark.parametrize(("ending", "mark", "beginning"), FILES)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: x\ntags: ▸{a: [b]}\n---\n\nText\n", "wrong-type"),
        ("---\ntitle: x\ndate: ▸soon\n---\n\nText\n", "unreadable-date"),
        ("---\ntitle: x\n\ncover: a▸: b\n---\n\nText\n", "broken-frontmatter"),
        ("---\ntitle: 日本語\nlang: ▸jp\n---\n", "unknown-language"),
        ("▸---\ntitle: x\n\nText\n", "unclosed-frontmatter"),
        ("---\n▸- a\n---\n", "broken-frontmatter"),
        ("---\ntitle: x\n---\n\n```▸pyton\nx\n```\n", "unknown-code-language"),
        ("---\ntitle: x\n---\n```▸pyton\nx\n```\n", "unknown-code-language"),
        ("---\ntitle: x\n---\n\n\n\n- 日本\n\n  > ```▸pyton\n  > x\n  > ```\n", "unknown-code-language"),
        ("+++\ntitle = 'x'\ndate = ▸'soon'\n+++\n\nText\n", "unreadable-date"),
        ("+++\ntitle = 'x'\n+++\n\nText\n\n~~~ ▸pyton\nx\n~~~\n", "unknown-code-language"),
        ("# Title\n\n```▸pyton\nx\n```\n", "unknown-code-language"),
    ],
)
def test_a_fault_on_a_line_of_the_file_is_told_on_this_line(
    ending: str, mark: str, beginning: str, text: str, code: str
) -> None:
    plain, place = marked(BEGINNINGS[beginning] + text)
    one = told(MARKS[mark] + plain.replace("\n", ENDINGS[ending]).encode())
    assert (one.path, one.code, one.line, one.column) == (PATH, code, place.line, place.column)
    assert one.hint


@pytest.mark.parametrize(("ending", "mark", "beginning"), FILES)
def test_a_link_knows_its_place_in_the_file(ending: str, mark: str, beginning: str) -> None:
    plain, place = marked(BEGINNINGS[beginning] + "---\ntitle: x\n---\n\nText\nwith a [link](▸x.md).\n")
    (link,) = post(MARKS[mark] + plain.replace("\n", ENDINGS[ending]).encode()).links
    assert link.place == place


@pytest.mark.parametrize(("ending", "mark", "beginning"), FILES)
def test_line_ends_and_marks_change_nothing_of_the_post(ending: str, mark: str, beginning: str) -> None:
    text = "---\ntitle: x\ndescription: |\n  two\n  lines\n---\n\n```python\nx\n\ny\n```\n"
    disguised = MARKS[mark] + (BEGINNINGS[beginning] + text).replace("\n", ENDINGS[ending]).encode()
    found = content(disguised)
    assert (found.title, found.description) == ("x", "two\nlines")
    assert found == content(text)


@pytest.mark.parametrize("before", ["", "ab", "日本", "日éxx", "---\ntitle: x\n---\n\n日本 ", "a\r\nb\r\nc"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_byte_that_is_not_utf_8_is_told_with_its_place(before: str, mark: str) -> None:
    one = told(MARKS[mark] + before.encode() + b"\xe9 and more\n")
    lines = before.split("\n")
    assert (one.severity, one.code) == ("error", "not-utf-8")
    assert (one.line, one.column) == (len(lines), len(lines[-1]) + 1)
    assert "0xe9" in one.message


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", b"\xe6\x97", b"\xc0\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf\xff"])
def test_other_encodings_are_told_and_not_guessed(data: bytes) -> None:
    assert decode(Source(PATH, Lazy.of(data))).value is None
    assert told(data).code == "not-utf-8"


def test_only_the_first_byte_order_mark_is_taken_away() -> None:
    assert decode(Source(PATH, Lazy.of("\ufeffa\ufeff".encode()))).value == "a\ufeff"


# ---- title and description


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Given\n---\n# Heading", "Given"),
        ("# Heading\n\nText", "Heading"),
        ("---\ndate: 2025-01-15\n---\n\n# *Some* `code` & “more”\n\nText", "Some code & “more”"),
        ("Heading\n=======\n\nText", "Heading"),
        ("<!-- a comment -->\n\n# Heading\n\nText", "Heading"),
        ("![A picture](a.png)\n\n# Heading\n\nText", "Heading"),
        ("An introduction.\n\n# Heading\n\nText", "Heading"),
    ],
)
def test_the_title_is_the_given_one_or_the_first_heading(text: str, title: str) -> None:
    found = parsed(text)
    assert found.diagnostics == ()
    assert found.value
    assert found.value.content.value.title == title


def test_a_heading_that_became_the_title_is_not_shown_again() -> None:
    assert content("# Heading\n\nText").text.parts == ("<p>Text</p>\n",)
    assert content("---\ntitle: x\n---\n# Heading\n\nText").text.parts[0].startswith("<h1")


@pytest.mark.parametrize(
    ("path", "frontmatter", "title"),
    rows("""
    file                           | frontmatter        | title
    -------------------------------|--------------------|----------
    blog/my-first_post.md          | -                  | My first post
    blog/2025-01-15-my-post.md     | -                  | My post
    blog/my-post/index.md          | -                  | My post
    blog/my-post.ja.md             | -                  | My post
    blog/日本語.md                  | -                  | 日本語
    my-page.md                     | -                  | My page
    blog/my-post.md                | slug: other        | My post
    blog/my-post.md                | permalink: /x.html | My post
    """),
)
def test_a_post_without_any_title_is_called_after_its_file_with_a_warning(
    path: str, frontmatter: str, title: str
) -> None:
    head = "" if frontmatter == "-" else f"---\n{frontmatter}\n---\n"
    found = parsed(f"{head}Text", f"content/{path}")
    assert found.value
    assert found.value.content.value.title == title
    assert [(one.severity, one.code) for one in found.diagnostics] == [("warning", "no-title")]
    assert f"“{title}”" in found.diagnostics[0].message


@pytest.mark.parametrize("path", ["content/index.md", "content/_index.md", "content/ja/index.md", "content/404.md"])
def test_a_home_page_and_an_error_page_need_no_title(path: str) -> None:
    assert parsed("Text", path).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("---\ntitle: x\ndescription: Given\n---\nText", "Given"),
        ("---\ntitle: x\nsummary: Given\n---\nText", "Given"),
        ("---\ntitle: x\n---\nFirst *one*.\n\nSecond.", "First one."),
        ("---\ntitle: x\n---\nFirst.\n\nSecond.\n\n<!-- more -->\n\nThird.", "First. Second."),
        ("---\ntitle: x\n---\nFirst.\n\nSecond.\n\n<!-- truncate -->\n\nThird.", "First. Second."),
        ("---\ntitle: x\n---\n", ""),
        ("# Title\n\nText", "Text"),
    ],
)
def test_the_description_is_the_given_one_or_an_excerpt(text: str, description: str) -> None:
    assert content(text).description == description


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
@example("word " * 100)
@example("語" * 300)
@example("x" * 201)
def test_an_excerpt_is_never_longer_than_a_description_and_never_changed_otherwise(text: str) -> None:
    found = shortened(text)
    assert len(found) <= LONGEST_DESCRIPTION
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


def test_an_excerpt_is_cut_between_words() -> None:
    assert shortened("word " * 100) == " ".join(["word"] * 39) + "…"


# Each of them is one character to a reader: flags, families, skin, marks above and below, syllables.
CHARACTERS = ("🇩🇪", "👨‍👩‍👧‍👦", "👍🏽", "e\u0301\u0323", "각", "\u1112\u1161\u11ab", "क्षि", "நி", "ก็", "葛󠄀", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")


@pytest.mark.parametrize("character", CHARACTERS)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "word "])
def test_an_excerpt_is_never_cut_inside_of_a_character(character: str, before: str) -> None:
    found = shortened(before + character * 200).removesuffix("…")
    assert found.removeprefix(before) == character * found.count(character)
    assert len(found) > LONGEST_DESCRIPTION - len(character) - 1


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from((*CHARACTERS, "a", "字", " ", "\u0301", "\u200d", "\r\n")), min_size=60, max_size=200))
def test_an_excerpt_ends_where_a_character_ends(characters: list[str]) -> None:
    text = "".join(characters)
    found = shortened(text)
    ends = set(itertools.accumulate(map(len, iter_graphemes(text)), initial=0))
    assert found == text or len(found) - 1 in ends


@pytest.mark.parametrize(("markdown", "shown"), [("&amp;", "&"), ("&nbsp;x", "x"), ("<b>é</b>", "é"), ("*é*", "é")])
def test_an_excerpt_is_never_cut_inside_of_an_entity_or_a_tag(markdown: str, shown: str) -> None:
    for before in range(10):
        description = content("x" * before + f" {markdown}" * 150).description
        assert set(description.removesuffix("…").split()[1:]) == {shown}


# ---- URL, language, date


@pytest.mark.parametrize(
    ("path", "frontmatter", "lang", "url"),
    rows("""
    file                  | frontmatter                | lang  | url
    ----------------------|----------------------------|-------|-----------------
    blog/x.md             | title: x                   | en    | /blog/x/
    blog/x.md             | slug: y                    | en    | /blog/y/
    blog/x.md             | slug: y/z                  | en    | /blog/y/z/
    blog/x/index.md       | slug: y                    | en    | /blog/y/
    blog/x.ja.md          | slug: y                    | ja    | /ja/blog/y/
    2025-01-15-x.md       | slug: y                    | en    | /y/
    blog/x.md             | permalink: /a/b/           | en    | /a/b/
    blog/x.md             | permalink: a.html          | en    | /a.html
    blog/x.md             | {slug: y, permalink: /z/}  | en    | /z/
    blog/x.ja.md          | permalink: /a/             | ja    | /a/
    blog/x.md             | lang: ja                   | ja    | /blog/x/
    blog/x.md             | lang: ja_JP                | ja    | /blog/x/
    blog/x.md             | lang: de                   | de    | /blog/x/
    blog/x.ja.md          | lang: en                   | en    | /ja/blog/x/
    ja/blog/x.md          | lang: en                   | en    | /ja/blog/x/
    ja/blog/x.md          | title: x                   | ja    | /ja/blog/x/
    blog/ja/x.md          | title: x                   | ja    | /blog/ja/x/
    blog/let-it-ja.md     | title: x                   | en    | /blog/let-it-ja/
    _index.md             | lang: ja                   | ja    | /ja/
    blog/_index.md        | lang: ja                   | ja    | /ja/blog/
    blog/_index.md        | slug: y                    | en    | /blog/
    blog/_index.md        | permalink: /y/             | en    | /blog/
    index.md              | title: x                   | en    | /
    404.md                | title: x                   | en    | /404.html
    """),
)
def test_frontmatter_wins_over_the_path(path: str, frontmatter: str, lang: str, url: str) -> None:
    lines = frontmatter.strip("{}").replace(", ", "\n")
    found = post(f"---\n{lines}\n---\nText", f"content/{path}")
    assert (found.lang, found.url) == (lang, url)


def test_the_date_of_a_file_name_is_the_date_of_the_post_unless_it_says_another() -> None:
    without = post("---\ntitle: x\n---\n", "content/blog/2025-01-15-x.md")
    assert without.date
    assert without.date.day == datetime.date(2025, 1, 15)
    other = post("---\ntitle: x\ndate: 2024-12-31\n---\n", "content/blog/2025-01-15-x.md")
    assert other.date
    assert other.date.day == datetime.date(2024, 12, 31)


def test_a_site_may_keep_the_date_in_its_urls() -> None:
    reading = Reading(("en",), "en", strip_dates=False, markdown=MarkdownSettings())
    found = post("---\ntitle: x\n---\n", "content/blog/2025-01-15-x.md", reading)
    assert found.url == "/blog/2025-01-15-x/"
    assert found.date


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\nslug: ▸../../etc/passwd\n---\n",
        "---\ntitle: x\npermalink: ▸/a/../../b/\n---\n",
        "---\ntitle: x\npermalink: ▸https://example.org/x\n---\n",
        "---\ntitle: x\naliases: [/a/, ▸/../b/]\n---\n",
        '---\ntitle: x\nslug: ▸"a\\\\b"\n---\n',
        '---\ntitle: x\nslug: ▸"a\\0b"\n---\n',
    ],
)
def test_a_url_that_leads_out_of_the_site_is_told_at_its_place(text: str) -> None:
    plain, place = marked(text)
    one = told(plain)
    assert (one.severity, one.code, one.line, one.column) == ("error", "impossible-url", place.line, place.column)


@pytest.mark.parametrize("name", ["a\\b", "a\nb", "a" * 300])
def test_a_file_name_that_no_url_can_have_is_told(name: str) -> None:
    one = told("---\ntitle: x\n---\n", f"content/blog/{name}.md")
    assert (one.severity, one.code) == ("error", "impossible-url")
    assert one.hint


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("---\nlang: ja\n---\n", "ja"),
        ("---\nlocale: ja_JP\n---\n", "ja-JP"),
        ("---\ntitle: x\n---\n", None),
        ("---\nlang: jp\n---\n", None),
        ("---\nlang: ja\n", None),
        ("Text", None),
        (b"\xff", None),
    ],
)
def test_a_site_without_languages_has_those_that_its_posts_name(text: str | bytes, lang: str | None) -> None:
    data = text.encode() if isinstance(text, str) else text
    found = name_languages(Source(PATH, Lazy.of(data)))
    assert (found.value, found.diagnostics) == ((lang,) if lang else (), ())


def test_a_site_without_languages_has_those_of_its_translations_too() -> None:
    """Declaring a translation names a language as well as writing in it does."""
    found = name_languages(Source(PATH, Lazy.of(b"---\nlang: ar\ntranslations: {en: a, zh: b}\n---\n")))
    assert found.value == ("ar", "en", "zh")


def test_a_post_with_single_faults_is_there_all_the_same() -> None:
    found = parsed("---\ntitle: x\ndate: soon\ncolor: none\n---\n```pyton\nx\n```\n")
    assert found.value
    assert [one.code for one in found.diagnostics] == ["unreadable-date", "unknown-colour", "unknown-code-language"]


@settings(deadline=None, max_examples=100)
@given(
    data=st.one_of(st.binary(max_size=40), st.text(max_size=40).map(lambda text: f"---\n{text}\n---\n{text}".encode())),
    path=st.sampled_from(["index.md", "blog/x.md", "ja/x.md", "blog/_index.ja.md", "404.md", "blog/2025-01-15-x.md"]),
)
@example("\ufeff日éxx".encode() + b"\xff", "blog/x.md")
def test_any_bytes_are_a_post_or_told(data: bytes, path: str) -> None:
    found = parsed(data, "content/" + path)
    assert found.value or found.diagnostics
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for one in found.diagnostics:
        assert 1 <= one.line <= lines
        assert one.column >= 1


@pytest.mark.parametrize("path", ["content/404.md", "content/_index.md", "content/blog/_index.md"])
def test_an_address_of_a_page_whose_place_is_fixed_has_no_effect_and_is_told(path: str) -> None:
    found = parsed("---\ntitle: x\npermalink: /x/\n---\n", path)
    assert found.value
    assert found.value.post.value.url != "/x/"
    assert [(one.line, one.severity, one.code) for one in found.diagnostics] == [(3, "hint", "no-effect")]
