"""The text of bodies: quotation marks, dashes, line breaks, emphasis and reading time, by language."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sitegen.markdown.dialect import commonmark
from sitegen.markdown.document import understand
from sitegen.markdown.notes import KEY, Body, Notes
from sitegen.markdown.reading_time import minutes_of
from sitegen.model import MarkdownSettings
from tests.support import PROJECT
from tests.unit.tables import rows

LANGUAGES = sorted(path.stem for path in (PROJECT / "layouts/strings").glob("*.toml"))


def paragraph(markdown: str, lang: str = "en", smart: bool = True) -> str:
    """The HTML of one paragraph, without its tags."""
    body = Body(text=markdown, path="content/x.md", lang=lang, settings=MarkdownSettings(smart_punctuation=smart))
    found = understand(body)
    assert found.value
    html = "".join(found.value.text.parts).strip()
    assert html.startswith("<p>")
    return html.removeprefix("<p>").removesuffix("</p>")


# ---- quotation marks and apostrophes


@pytest.mark.parametrize(
    ("written", "shown"),
    rows("""
    written                          | shown
    ---------------------------------|--------------------------------------
    "a" 'b'                          | “a” ‘b’
    "'a' b"                          | “‘a’ b”
    "a 'b'"                          | “a ‘b’”
    'a "b"'                          | ‘a “b”’
    "a 'b "c" d' e"                  | “a ‘b “c” d’ e”
    it's rock'n'roll                 | it’s rock’n’roll
    the '90s, '24, 'tis, get 'em     | the ’90s, ’24, ’tis, get ’em
    in the '90s 'x'                  | in the ’90s ‘x’
    '24 hours'                       | ‘24 hours’
    '90'                             | ‘90’
    the dogs' bowl                   | the dogs’ bowl
    the 1990's                       | the 1990’s
    5'10" tall                       | 5'10&quot; tall
    a 12" disk and a 6' man          | a 12&quot; disk and a 6' man
    "in 2024" and '24'               | “in 2024” and ‘24’
    *"a"* "*b*" **'c'**              | <em>“a”</em> “<em>b</em>” <strong>‘c’</strong>
    "[a](#b)" ["a"](#b)              | “<a href="#b">a</a>” <a href="#b">“a”</a>
    "`a`" `"` "b"                    | “<code>a</code>” <code>&quot;</code> “b”
    `a`'s *b*'s                      | <code>a</code>’s <em>b</em>’s
    a --"b"-- c                      | a –“b”– c
    "a"---"b"                        | “a”—“b”
    ("a") ["b"] {"c"}                | (“a”) [“b”] {“c”}
    "(a)" "a," "b."                  | “(a)” “a,” “b.”
    "a"; "b": 'c', "d"?              | “a”; “b”: ‘c’, “d”?
    "a...", "...b"                   | “a…”, “…b”
    a="b" c                          | a=“b” c
    "a <b>"b"</b>                    | “a <b>“b”</b>
    \\"a\\" &quot;b&quot;            | &quot;a&quot; &quot;b&quot;
    "                                | &quot;
    a " b ' c                        | a &quot; b ' c
    "a                               | “a
    a"                               | a”
    'a                               | ’a
    don't 'a                         | don’t ’a
    "don't 'a"                       | “don’t ’a”
    "é" 'é' l'été                    | “é” ‘é’ l’été
    “a” "b" «c»                      | “a” “b” «c»
    <https://e.org/'a'> "b"          | <a href="https://e.org/'a'">https://e.org/'a'</a> “b”
    """),
)
def test_straight_marks_become_those_of_english(written: str, shown: str) -> None:
    assert paragraph(written) == shown


BY_LANGUAGE = rows("""
lang    | shown
--------|----------------------
en      | “a ‘b’ c” it’s
en-GB   | “a ‘b’ c” it’s
de      | „a ‚b‘ c“ it’s
de-AT   | „a ‚b‘ c“ it’s
de-CH   | «a ‹b› c» it’s
fr      | «\u202fa “b” c\u202f» it’s
fr-CA   | «\u202fa “b” c\u202f» it’s
fr-CH   | «a ‹b› c» it’s
es      | “a ‘b’ c” it’s
it      | «a “b” c» it’s
pt-BR   | “a ‘b’ c” it’s
pt-PT   | «a “b” c» it’s
nl      | “a ‘b’ c” it’s
pl      | „a «b» c” it’s
ru      | «a „b“ c» it’s
uk      | «a „b“ c» it’s
tr      | “a ‘b’ c” it’s
ar      | “a ‘b’ c” it’s
he      | ”a ’b’ c” it’s
fa      | «a ‹b› c» it’s
hi      | “a ‘b’ c” it’s
vi      | “a ‘b’ c” it’s
ja      | “a ‘b’ c” it’s
zh-Hans | “a ‘b’ c” it’s
zh-Hant | “a ‘b’ c” it’s
ko      | “a ‘b’ c” it’s
sv      | ”a ’b’ c” it’s
xx      | “a ‘b’ c” it’s
""")


@pytest.mark.parametrize(("lang", "shown"), BY_LANGUAGE)
def test_each_language_has_its_marks(lang: str, shown: str) -> None:
    assert paragraph("\"a 'b' c\" it's", lang) == shown


def test_the_marks_of_every_shipped_language_are_proved() -> None:
    assert set(LANGUAGES) <= {lang for lang, _ in BY_LANGUAGE}


@pytest.mark.parametrize(
    ("written", "shown"),
    rows("""
    written                     | shown
    ----------------------------|------------------------
    概念"岛屿"之上              | 概念“岛屿”之上
    他说"好"。"不"，"是"        | 他说“好”。“不”，“是”
    他说：“好”。"不"            | 他说：“好”。“不”
    说'好'的                    | 说‘好’的
    「"引用"」と「'x'」         | 「“引用”」と「‘x’」
    「そのまま」『二重』        | 「そのまま」『二重』
    "안녕"이라고 '말'했다       | “안녕”이라고 ‘말’했다
    بين "الضيق" و"العام" أصبح   | بين “الضيق” و“العام” أصبح
    صحيح؟ "نعم"، "لا"           | صحيح؟ “نعم”، “لا”
    """),
)
def test_marks_beside_other_scripts_open_and_close(written: str, shown: str) -> None:
    assert paragraph(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    rows("""
    written            | shown
    -------------------|---------------------
    צה"ל               | צה״ל
    "צה"ל" וארה"ב      | ”צה״ל” וארה״ב
    ג'ירפה, רח' הרצל   | ג׳ירפה, רח׳ הרצל
    ב"הארץ" כתבו       | ב”הארץ” כתבו
    """),
)
def test_hebrew_has_signs_of_its_own_for_what_is_left_out(written: str, shown: str) -> None:
    assert paragraph(written, "he") == shown


def test_marks_in_the_alternative_text_of_an_image_are_curled_too() -> None:
    assert 'alt="Hugo’s “x” – y…"' in paragraph('![Hugo\'s "x" -- y...](https://example.org/a.png)')


def test_marks_across_lines_belong_together() -> None:
    assert paragraph("\"a\nb\" 'c  \nd'") == "“a\nb” ‘c<br>\nd’"
    assert paragraph('a<br>"b"<br/>"c"') == "a<br>“b”<br/>“c”"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_site_may_keep_its_marks_in_every_language(lang: str) -> None:
    assert paragraph("\"a\" 'b' -- c...", lang, smart=False) == "&quot;a&quot; 'b' -- c..."


@settings(deadline=None, max_examples=200)
@given(st.text("\"'a1 ,(【字)א、\u202f", max_size=30))
@example("'\"'\"")
@example("a'1'1\"")
def test_nothing_but_the_marks_is_changed(text: str) -> None:
    shown = paragraph(f"x {text} x")
    folded = {"“": "&quot;", "”": "&quot;", "״": "&quot;", "‘": "'", "’": "'", "׳": "'"}
    restored = "".join(folded.get(letter, letter) for letter in shown)
    assert restored == paragraph(f"x {text} x", smart=False)


# ---- line breaks


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("日本\n語", "日本語"),
        ("终于。\n然后", "终于。然后"),
        ("「引用」\n「続き」", "「引用」「続き」"),
        ("カタカナー\nひらがな", "カタカナーひらがな"),
        ("ｶﾀｶﾅ\nカナ", "ｶﾀｶﾅカナ"),
        ("𠮷野\n𠮷野", "𠮷野𠮷野"),
        ("全角！\n？半角", "全角！？半角"),
        ("说“好”\n然后“不”", "说“好”然后“不”"),
        ("等等……\n然后", "等等……然后"),
        ("**強調**\n次", "<strong>強調</strong>次"),
        ("前\n*強調*", "前<em>強調</em>"),
        ("[リンク](#a)\n次\n[リンク](#b)", '<a href="#a">リンク</a>次<a href="#b">リンク</a>'),
        ("[リン\nク](#a)", '<a href="#a">リンク</a>'),
        ("一\n二\n三", "一二三"),
        ("![日本\n語](https://e.org/a.png)", '<img src="https://e.org/a.png" alt="日本語">'),
        ("日本。\nEnglish", "日本。\nEnglish"),
        ("English\n日本", "English\n日本"),
        ("日本\n1", "日本\n1"),
        ("日本\n`code`\n日本", "日本\n<code>code</code>\n日本"),
        ("日本\n`日本`\n日本", "日本\n<code>日本</code>\n日本"),
        ("日本\n<b>語</b>", "日本\n<b>語</b>"),
        ("한국어\n한국어", "한국어\n한국어"),
        ("한국어\n日本", "한국어\n日本"),
        ("日本  \n語", "日本<br>\n語"),
        ("日本\\\n語", "日本<br>\n語"),
        ("日本🚀\n語", "日本🚀\n語"),
        ("a “b”\n日", "a “b”日"),
        ("a…\nb", "a…\nb"),
    ],
)
def test_a_line_break_between_letters_that_take_no_space_is_none(written: str, shown: str) -> None:
    assert paragraph(written) == shown


def test_a_footnote_stands_not_between_two_letters() -> None:
    assert "</sup>次" in paragraph("前[^1]\n次\n\n[^1]: 注").partition("<section")[0]


# ---- emphasis


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("これは**「重要」**です。", "これは<strong>「重要」</strong>です。"),
        ("これは**「x」**です", "これは<strong>「x」</strong>です"),
        ("**强调**。", "<strong>强调</strong>。"),
        ("**强调。**然后", "<strong>强调。</strong>然后"),
        ("说**“重点”**吗", "说<strong>“重点”</strong>吗"),
        ('说**"重点"**吗', "说<strong>“重点”</strong>吗"),
        ("*「イタリック」*は", "<em>「イタリック」</em>は"),
        ("***「両方」***は", "<em><strong>「両方」</strong></em>は"),
        ("は**`code`**は**(x)**は", "は<strong><code>code</code></strong>は<strong>(x)</strong>は"),
        ("は**[a](#b)**は", 'は<strong><a href="#b">a</a></strong>は'),
        ("これは~~「削除」~~です", "これは<s>「削除」</s>です"),
        ("これは~「削除」~です", "これは<s>「削除」</s>です"),
        ('**"안녕"**하세요', "<strong>“안녕”</strong>하세요"),
        ("**스크립트(script)**는", "<strong>스크립트(script)</strong>는"),
        ("**葛󠄀（かつら）**󠄀は", "<strong>葛󠄀（かつら）</strong>󠄀は"),
        ("_「下線」_", "<em>「下線」</em>"),
        ("日本_語_の", "日本_語_の"),
        ("a**(b)**c", "a**(b)**c"),
        ("~~~a~~~", "~~~a~~~"),
        ("** 空白 **", "** 空白 **"),
    ],
)
def test_emphasis_beside_full_width_punctuation_is_emphasis(written: str, shown: str) -> None:
    assert paragraph(f"x {written}") == f"x {shown}"


@settings(deadline=None, max_examples=500)
@given(st.text('*_a.("“é\u00a0 [`\\é🚀—\u0301\ufe0f', max_size=24))
@example("a*(b)*c _d_e")
def test_without_east_asian_letters_emphasis_is_that_of_commonmark(text: str) -> None:
    env = {KEY: Notes(Body(text=text, path=""))}
    assert commonmark().render(text, env) == MarkdownIt("commonmark").render(text)


# ---- reading time


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("... — !", 0),
        ("word", 1),
        ("word " * 200, 1),
        ("word " * 201, 2),
        ("don't re-read 1,000 x.y " * 50, 1),
        ("字" * 500, 1),
        ("字" * 501, 2),
        ("漢字、かな。カナ" * 100, 2),
        ("한국어 단어 " * 100, 1),
        ("한국어 단어 " * 101, 2),
        ("word " * 100 + "字" * 250, 1),
        ("word " * 100 + "字" * 251, 2),
        ("字word" * 150, 2),
        ("हिन्दी " * 200, 1),
        ("ภาษาไทย" * 200, 3),
    ],
)
def test_minutes_are_counted_by_scripts(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


def test_code_and_html_take_no_time_to_read_but_code_in_a_line_does() -> None:
    code = "```\n" + "x\n" * 1000 + "```\n\n<div>\n" + "y\n" * 1000 + "</div>\n"
    found = understand(Body(text=f"{code}\n{'`a` ' * 200}", path=""))
    assert found.value
    assert found.value.text.minutes == 1
