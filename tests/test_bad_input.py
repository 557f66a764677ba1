"""Whatever is wrong in a site is told at its place, with a way out; nothing is published and nothing is lost."""

import itertools
import json
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from tests.support import Built, build_site, command, run, tree, write_site
from tests.unit.tables import MARK

URL = '-- site.toml --\nurl = "https://example.org"\n'
HEAD = "-- content/blog/x.md --\n---\ntitle: X\n"
ERROR, WARNING, HINT = "error", "warning", "hint"


class Bad(msgspec.Struct, frozen=True):
    """A site with one thing wrong in it, at the mark."""

    text: str
    path: str
    line: int
    column: int
    severity: str
    code: str

    @property
    def told(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.severity} {self.code}"


def bad(severity: str, code: str, marked: str) -> Bad:
    """Read the place off the mark. A site that says nothing of its settings has an address."""
    before, _, after = marked.partition(MARK)
    start = before.rindex("-- ", 0, before.rindex(" --\n") if " --\n" in before else None)
    path, _, above = before[start:].partition(" --\n")
    text = before + after
    return Bad(
        text if "-- site.toml --" in text else URL + text,
        path.removeprefix("-- "),
        above.count("\n") + 1,
        len(above) - above.rfind("\n"),
        severity,
        code,
    )


def head(line: str) -> str:
    """A post with one more line in its frontmatter."""
    return f"{HEAD}{line}\n---\ntext\n"


def beside_japanese(entry: str, *more: str) -> str:
    """A post with one translation, and another post, `j`, in Japanese unless it says otherwise."""
    other = "\n".join(["-- content/blog/j.md --", "---", "title: J", *(more or ("lang: ja",)), "---", ""])
    return other + head(f"translations: {{{entry}}}")


def body(text: str) -> str:
    return f"{HEAD}---\n{text}\n"


def settings(text: str, address: str = 'url = "https://example.org"\n') -> str:
    return f"-- site.toml --\n{address}{text}\n-- content/blog/x.md --\n---\ntitle: X\n---\n"


def template(text: str, path: str = "layouts/post.html") -> str:
    return f"-- {path} --\n{text}\n{HEAD}---\ntext\n"


TWO = "-- content/blog/a.md --\n---\ntitle: A\n{}\n---\n-- content/blog/b.md --\n---\ntitle: {}B\n{}\n---\n"
NAVIGATION = '[[navigation]]\ntitle = "X"\n'

TABLE = {
    # Broken YAML
    "a colon in a value": bad(ERROR, "broken-frontmatter", head("subtitle: Rust▸: a story")),
    "a quote not closed": bad(ERROR, "broken-frontmatter", head('subtitle: ▸"Rust')),
    "a bracket not closed": bad(ERROR, "broken-frontmatter", head("tags: ▸[a, b")),
    "a brace not closed": bad(ERROR, "broken-frontmatter", head("translations: ▸{ja: x")),
    "a tab": bad(ERROR, "broken-frontmatter", head("tags:\n▸\t- a")),
    "an at sign": bad(ERROR, "broken-frontmatter", head("author: ▸@ann")),
    "a key twice": bad(ERROR, "broken-frontmatter", head("▸title: Y")),
    "a key without a colon": bad(ERROR, "broken-frontmatter", head("▸subtitle")),
    "a key without a colon in the middle": bad(ERROR, "broken-frontmatter", head("▸subtitle\ndraft: true")),
    "an unknown alias": bad(ERROR, "broken-frontmatter", head("subtitle: ▸*x")),
    "an unknown escape": bad(ERROR, "broken-frontmatter", head('subtitle: "a ▸\\d"')),
    "an unknown tag": bad(ERROR, "broken-frontmatter", head("subtitle: ▸!!python/object:os.system x")),
    "a control character": bad(ERROR, "broken-frontmatter", head("subtitle: a▸\x07b")),
    "nesting without end": bad(ERROR, "broken-frontmatter", head(f"x: {'[' * 49}▸{'[' * 5000}")),
    # Broken TOML
    "TOML without quotes": bad(ERROR, "broken-frontmatter", "-- content/x.md --\n+++\ntitle = ▸X\n+++\n"),
    # Frontmatter that is none
    "frontmatter never closed": bad(ERROR, "unclosed-frontmatter", "-- content/x.md --\n▸---\ntitle: X\n\ntext\n"),
    "TOML never closed": bad(ERROR, "unclosed-frontmatter", "-- content/x.md --\n▸+++\ntitle = 'X'\n"),
    "frontmatter that is a list": bad(ERROR, "broken-frontmatter", "-- content/x.md --\n---\n▸- title\n- X\n---\n"),
    "frontmatter that is text": bad(ERROR, "broken-frontmatter", "-- content/x.md --\n---\n▸title X\n---\n"),
    # Wrong types
    "a list for a text": bad(ERROR, "wrong-type", head("subtitle: ▸[a]")),
    "a map for a text": bad(ERROR, "wrong-type", head("description: ▸{a: b}")),
    "true for a text": bad(ERROR, "wrong-type", head("subtitle: ▸true")),
    "a text for true or false": bad(ERROR, "wrong-type", head('draft: ▸"yes"')),
    "a map for tags": bad(ERROR, "wrong-type", head("tags: ▸{a: b}")),
    "a list among tags": bad(ERROR, "wrong-type", head("tags: [a, ▸[b]]")),
    "a list among tags on lines": bad(ERROR, "wrong-type", head("tags:\n  - a\n  - ▸[b]")),
    "a list for translations": bad(ERROR, "wrong-type", head("translations: ▸[ja]")),
    "a list for one translation": bad(ERROR, "wrong-type", head("translations: {ja: ▸[x]}")),
    "an author without a name": bad(ERROR, "wrong-type", head("authors:\n  - Ann\n  - ▸{nome: Bob}")),
    "an image without a source": bad(ERROR, "wrong-type", head("image: ▸{alt: x}")),
    # Dates
    "a date in German": bad(ERROR, "unreadable-date", head("date: ▸25 Dez 2025")),
    "a date without a year": bad(ERROR, "unreadable-date", head("pubDate: ▸Nov. 21")),
    "a day that is none": bad(ERROR, "unreadable-date", head("updated: ▸2025-02-30")),
    "an hour that is none": bad(ERROR, "unreadable-date", head("date: ▸2025-01-15T25:00")),
    "a date inside a key": bad(ERROR, "unreadable-date", head("last_update:\n  date: ▸soon")),
    # Layouts
    "a layout one letter off": bad(ERROR, "unknown-layout", head("layout: ▸pst")),
    "a layout far off": bad(ERROR, "unknown-layout", head("layout: ▸zzzzzz")),
    # URLs
    "two posts on one URL": bad(ERROR, "url-collision", TWO.format("slug: same", "", "slug: ▸same")),
    "two posts that differ by case": bad(ERROR, "url-collision", TWO.format("slug: same", "", "slug: ▸SAME")),
    "two posts on one permalink": bad(ERROR, "url-collision", TWO.format("permalink: /p/", "", "permalink: ▸/p")),
    "an alias that is a post": bad(ERROR, "url-collision", TWO.format("x: y", "", "aliases: ▸/blog/a/")),
    "a post below a file": bad(ERROR, "url-collision", TWO.format("permalink: /p.html", "", "permalink: ▸/p.html/x/")),
    "a file where a post is": bad(ERROR, "url-collision", f"{head('slug: y')}-- static/blog/y/index.html --\n▸x\n"),
    "a slug that climbs": bad(ERROR, "impossible-url", head("slug: ▸..")),
    "a slug that is empty": bad(ERROR, "impossible-url", head("slug: ▸/")),
    "a permalink that climbs": bad(ERROR, "impossible-url", head("permalink: ▸/blog/../../x")),
    "a permalink with a backslash": bad(ERROR, "impossible-url", head("permalink: ▸'\\x'")),
    "a permalink with a NUL": bad(ERROR, "impossible-url", head('permalink: ▸"/a\\0b"')),
    "a permalink on another site": bad(ERROR, "impossible-url", head("permalink: ▸https://evil.example/x")),
    "an alias that climbs": bad(ERROR, "impossible-url", head("aliases: ▸/../x")),
    "one alias of several": bad(ERROR, "impossible-url", head("aliases:\n  - /old/\n  - ▸/../x")),
    "a slug too long for a folder": bad(ERROR, "impossible-url", head(f"slug: ▸{'x' * 256}")),
    "an image that is a script": bad(ERROR, "unsafe-url", head("image: ▸javascript:alert(1)")),
    "an author's address that is a script": bad(ERROR, "unsafe-url", head("author: {name: A, url: ▸'javascript:x'}")),
    # Encodings
    "a post that is not UTF-8": bad(ERROR, "not-utf-8", body("one\ncaf▸\udce9")),
    "frontmatter that is not UTF-8": bad(ERROR, "not-utf-8", head("subtitle: caf▸\udce9")),
    "a template that is not UTF-8": bad(ERROR, "not-utf-8", template("one\n  ▸\udcff")),
    "settings that are not UTF-8": bad(ERROR, "not-utf-8", settings("# ▸\udcff")),
    # Languages
    "a country for a language": bad(ERROR, "unknown-language", head("lang: ▸jp")),
    "a language that is none": bad(ERROR, "unknown-language", head("lang: ▸english")),
    "a country among translations": bad(ERROR, "unknown-language", head("translations: {▸jp: /x}")),
    # Colours
    "a colour that is none": bad(ERROR, "unknown-colour", head("color: ▸reddish")),
    "a colour that breaks out": bad(ERROR, "unknown-colour", head('color: ▸"red;}</style><script>"')),
    "a colour with too many digits": bad(ERROR, "unknown-colour", head('color: ▸"#1234567"')),
    "a colour of a wrong unit": bad(ERROR, "unknown-colour", head("color: ▸color(srgb 255 360deg none)")),
    "a colour out of reach": bad(ERROR, "unknown-colour", head("color: ▸rgba(1e400 1 / -1e308)")),
    # Translations
    "a translation to nowhere": bad(WARNING, "translation-missing", head("translations: {ja: ▸/zzz/nope}")),
    "a translation nearly there": bad(WARNING, "translation-missing", beside_japanese("ja: ▸/blog/jj")),
    "a translation of a draft": bad(
        WARNING, "translation-held-back", beside_japanese("ja: ▸j", "lang: ja\ndraft: true")
    ),
    "a translation that is the post": bad(ERROR, "translation-to-itself", head("translations: {ja: ▸/blog/x/}")),
    "a translation in another language": bad(ERROR, "translation-language", beside_japanese("ja: ▸j", "lang: de")),
    # Templates
    "a template that can't be read": bad(ERROR, "template-syntax", template("one\n  ▸{% if %}")),
    "a template never closed": bad(ERROR, "template-syntax", template("one\n▸{% for x in page.tags %}")),
    "a filter that is not there": bad(ERROR, "template-syntax", template("one\n▸{{ page.title | nope }}")),
    "a variable that is not there": bad(ERROR, "template-error", template("one\n{{ ▸pgae.title }}")),
    "a template that is not there": bad(ERROR, "missing-template", template("one\n{% include '▸nope.html' %}")),
    "a division by zero": bad(ERROR, "template-error", template("one\n▸{{ 1 / 0 }}", "layouts/partials/footer.html")),
    # Markdown
    "an unknown code language": bad(WARNING, "unknown-code-language", body("```▸pyhton\nx\n```")),
    "a code language far from any": bad(
        WARNING, "unknown-code-language", body("- a\n\n  ```▸zzzz\n  x\n  ```")
    ),
    "a link to nowhere": bad(WARNING, "missing-link", body("one\ntwo [x](▸/nope/)")),
    "a picture that is not there": bad(WARNING, "missing-link", body("日本語 ![x](▸nope.png)")),
    "an image that is not there": bad(WARNING, "missing-image", head("image: ▸nope.png")),
    # Settings
    "an unknown setting": bad(ERROR, "unknown-setting", settings('▸titel = "X"')),
    "a setting of the wrong type": bad(ERROR, "wrong-type", settings("title = ▸1")),
    "broken settings": bad(ERROR, "broken-settings", settings("title = ▸X")),
    "a country for the site's language": bad(ERROR, "unknown-language", settings('language = ▸"jp"')),
    "a theme colour that is none": bad(ERROR, "unknown-colour", settings('theme_color = ▸"redd"')),
    "an address that is none": bad(ERROR, "impossible-url", settings('url = ▸"example.org"', "")),
    "an address with a control character": bad(ERROR, "impossible-url", settings('url = ▸"https://e.org/\\u0001"', "")),
    "a navigation to nowhere": bad(WARNING, "missing-page", settings(f'{NAVIGATION}url = ▸"/nope/"')),
    "a site without an address": bad(WARNING, "no-url", settings("▸", "")),
    "words that can't be read": bad(ERROR, "broken-strings", template("home = ▸x", "layouts/strings/en.toml")),
    "words that are none": bad(ERROR, "wrong-type", template("home = ▸1", "layouts/strings/en.toml")),
    # Good to know
    "a source of another tool": bad(HINT, "not-published", f"{HEAD}---\n-- content/blog/y.mdx --\n▸x\n"),
    "a key one letter off": bad(HINT, "unknown-key", head("▸subtitel: X")),
    "a layout of another tool": bad(HINT, "astro-layout", head("layout: ▸../layouts/BlogPost.astro")),
    "no title": bad(WARNING, "no-title", "-- content/blog/x.md --\n▸text\n"),
}  # fmt: skip


def shown_places(stderr: str) -> list[str]:
    found = re.findall(r"^(\S+:\d+:\d+): (\w+): .*\[([\w-]+)\]$", stderr, re.MULTILINE)
    return [f"{place} {severity} {code}" for place, severity, code in found]


@pytest.fixture(params=TABLE.values(), ids=list(TABLE))
def case(request: pytest.FixtureRequest) -> Bad:
    found: Bad = request.param
    return found


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a site that had no fault."""
    root = write_site(tmp_path_factory.mktemp("good"), f"{URL}-- content/a.md --\n# A\n")
    assert command("build", root).exit_code == 0
    return root / "dist"


def test_a_fault_is_told_at_its_place_with_excerpt_and_hint_and_the_last_good_site_stays(
    tmp_path: Path, case: Bad, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_site(tmp_path, case.text))
    shutil.copytree(good, "dist")
    ran = command("build")
    assert shown_places(ran.stderr) == [case.told]
    assert "Traceback" not in ran.stderr
    assert_excerpt(case, ran.stderr)
    assert re.search("^  → .", ran.stderr, re.MULTILINE), "a hint"
    stops = case.severity == ERROR
    assert ran.exit_code == (1 if stops else 0)
    assert ("Nothing was written" in ran.stderr) == stops
    assert (tree(tmp_path / "dist") == tree(good)) == stops


def assert_excerpt(case: Bad, stderr: str) -> None:
    """The line of the file, and the caret under its column, as wide as the characters before it are on a terminal."""
    line = line_of(case)
    if not line.strip() or len(line) > 100:
        return
    visible = "".join(character if character.isprintable() else "�" for character in line.replace("\t", "    "))
    before = line[: case.column - 1].replace("\t", "    ")
    assert f"\n{case.line:>5} | {visible}\n      | {' ' * cell_len(before)}^\n" in stderr


def line_of(case: Bad) -> str:
    file = case.text.partition(f"-- {case.path} --\n")[2]
    return file.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split("\n")[case.line - 1]


@pytest.mark.parametrize(
    "case", [case for case in TABLE.values() if case.severity != ERROR], ids=lambda case: str(case.code)
)
def test_strict_makes_an_error_of_a_warning_and_not_of_a_hint(tmp_path: Path, case: Bad) -> None:
    root = write_site(tmp_path, case.text)
    ran = command("build", root, "--strict", "--json")
    (told,) = json.loads(ran.stdout)["diagnostics"]
    assert (told["severity"], ran.exit_code) == (("error", 1) if case.severity == WARNING else ("hint", 0))
    assert (root / "dist").exists() == (case.severity == HINT)


def test_strict_makes_errors_of_the_warnings_beside_a_broken_setting_too(tmp_path: Path) -> None:
    write_site(tmp_path, '-- site.toml --\ntitel = "X"\n-- content/x.md --\n# X\n')
    (tmp_path / "layouts").symlink_to("nowhere")
    told = json.loads(command("build", tmp_path, "--strict", "--json").stdout)["diagnostics"]
    assert {one["severity"] for one in told} == {"error"}


# What the message says


def only(root: Path, name: str) -> str:
    (told,) = build_site(root, TABLE[name].text).diagnostics
    return f"{told.message} | {told.hint}"


def test_an_unknown_layout_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    assert "“post”" in only(tmp_path, "a layout one letter off")


def test_an_unknown_setting_is_told_with_the_nearest_key(tmp_path: Path) -> None:
    assert "“title”" in only(tmp_path, "an unknown setting")


def test_two_posts_on_one_url_are_both_named(tmp_path: Path) -> None:
    said = only(tmp_path, "two posts on one URL")
    assert "content/blog/a.md" in said
    assert "content/blog/b.md" in said
    assert "/blog/same/" in said


@pytest.mark.parametrize(
    "name", ["a country for a language", "a country among translations", "a country for the site's language"]
)
def test_the_code_of_a_country_is_told_with_its_language(tmp_path: Path, name: str) -> None:
    assert "“ja”" in only(tmp_path, name)


def test_an_unreadable_date_is_told_with_the_form_to_write(tmp_path: Path) -> None:
    assert "2025-01-15" in only(tmp_path, "a date in German")


def test_a_colour_without_quotes_is_no_comment_that_vanishes(tmp_path: Path) -> None:
    """To YAML, `color: #ff0000` is a key with nothing but a comment."""
    told = build_site(tmp_path, URL + head("color: #ff0000")).told()
    assert [line.split(" ")[0].rpartition(":")[0] for line in told] == ["content/blog/x.md:3"]


def test_a_block_in_an_unknown_language_is_shown_plain(tmp_path: Path) -> None:
    built = build_site(tmp_path, URL + body("```pyhton\nx = '<b>'\n```"))
    assert "x = '&lt;b&gt;'\n</code>" in built.files["blog/x/index.html"]


def test_control_characters_of_an_author_do_not_reach_the_terminal(tmp_path: Path) -> None:
    faults = [
        'layout: "\\e]0;x\\a"',
        'lang: "\\e[2J"',
        'color: "\\e[31m"',
        'date: "\\e[31m"',
        'slug: "\\e[31m"',
        'translations: {ja: "/\\e[31m"}',
    ]
    text = "".join(f"-- content/blog/x{at}.md --\n---\ntitle: X\n{fault}\n---\n" for at, fault in enumerate(faults))
    write_site(tmp_path, URL + text + '-- layouts/list.html --\n{{ page["\x1b[31m"] }}\n')
    (tmp_path / "content/\x1b[31m.md").write_text("x")
    assert "\x1b" not in command("build", tmp_path).stderr


# Many faults


MANY = """
-- site.toml --
url = "https://example.org"
[[navigation]]
title = "X"
url = "/nope/"
-- content/blog/a.md --
---
title: [a]
date: soon
color: reddish
lang: jp
layout: pst
slug: ..
translations: {jp: x}
---
```pyhton
x
```
[x](/nope/)
-- content/blog/b.md --
---
title: "B
---
-- content/blog/c.md --
\udcff
-- content/blog/d.mdx --
x
-- content/zz.md --
---
title: Z
translations: {ja: /nope/}
---
-- layouts/list.html --
{{ nope }}
-- layouts/strings/en.toml --
home = 1
"""
ALL = [
    "content/blog/a.md:2:8 error wrong-type",
    "content/blog/a.md:3:7 error unreadable-date",
    "content/blog/a.md:4:8 error unknown-colour",
    "content/blog/a.md:5:7 error unknown-language",
    "content/blog/a.md:6:9 error unknown-layout",
    "content/blog/a.md:7:7 error impossible-url",
    "content/blog/a.md:8:16 error unknown-language",
    "content/blog/a.md:10:4 warning unknown-code-language",
    "content/blog/a.md:13:5 warning missing-link",
    "content/blog/b.md:2:8 error broken-frontmatter",
    "content/blog/c.md:1:1 error not-utf-8",
    "content/blog/d.mdx:1:1 hint not-published",
    "content/zz.md:3:20 warning translation-missing",
    "layouts/list.html:1:4 error template-error",
    "layouts/strings/en.toml:1:8 error wrong-type",
    "site.toml:4:7 warning missing-page",
]


def test_all_problems_of_a_build_are_shown_together_and_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path, MANY)
    monkeypatch.chdir(tmp_path)
    ran = command("build")
    assert shown_places(ran.stderr) == ALL
    assert "Nothing was written: 11 errors, 4 warnings" in ran.stderr
    told = json.loads(command("build", "--json").stdout)["diagnostics"]
    assert [f"{one['path']}:{one['line']}:{one['column']} {one['severity']} {one['code']}" for one in told] == ALL
    assert not (tmp_path / "dist").exists()


def test_all_problems_of_the_settings_are_shown_together_and_sorted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(
        tmp_path,
        settings(
            'titel = "X"\nlanguage = "jp"\nurl = "x"\ntheme_color = "x"\nentries_per_page = 0\n'
            "[languages.english]\ntitle = 1",
            "",
        ),
    )
    monkeypatch.chdir(tmp_path)
    assert shown_places(command("build").stderr) == [
        "site.toml:1:1 error unknown-setting",
        "site.toml:2:12 error unknown-language",
        "site.toml:3:7 error impossible-url",
        "site.toml:4:15 error unknown-colour",
        "site.toml:5:20 error wrong-type",
        "site.toml:6:12 error unknown-language",
        "site.toml:7:9 error wrong-type",
    ]


def test_problems_of_the_settings_do_not_hide_those_of_the_posts(tmp_path: Path) -> None:
    text = '-- site.toml --\nurl = "https://example.org"\ntheme_color = "redd"\n' + head("date: soon")
    assert build_site(tmp_path, text).told() == [
        "content/blog/x.md:3:7 error unreadable-date",
        "site.toml:2:15 error unknown-colour",
    ]


# Positions


STARTS = ("", "\ufeff", "\n", "\n\n", "\ufeff\n")
FRONTS = ('---\ntitle: X\ndate: "soon"\n---\n', '+++\ntitle = "X"\ndate = "soon"\n+++\n', "# X\n")
BODY = """
text

```pyhton
x
```

| a |
|---|
| [x](/nope/) |

End[^1].

[^1]: Note [y](/nope2/)
"""
WRONG = {"soon": "unreadable-date", "pyhton": "unknown-code-language", "/nope": "missing-link"}


def test_a_fault_on_a_line_says_that_line_whatever_stands_above_and_ends_it(tmp_path: Path) -> None:
    """Byte-order marks, blank first lines and line ends of all kinds, before YAML, TOML and no frontmatter."""
    (tmp_path / "content").mkdir()
    expected = []
    for number, (start, front, ending) in enumerate(itertools.product(STARTS, FRONTS, ("\n", "\r\n", "\r"))):
        path, text = f"content/{number:02}.md", start + front + BODY
        (tmp_path / path).write_bytes(text.replace("\n", ending).encode())
        lines = enumerate(text.split("\n"), start=1)
        expected += [f"{path}:{at} {code}" for at, line in lines for mark, code in WRONG.items() if mark in line]
    found = build_site(tmp_path, URL).diagnostics
    assert [f"{one.path}:{one.line} {one.code}" for one in found] == expected


# Odd texts that once stopped or slowed other tools

LONG = {
    "a number": f"---\nx: {'9' * 5000}\n---\n",
    "a hexadecimal number": f"---\nx: 0x{'f' * 5000}\n---\n",
    "a number for a text": f"---\ntitle: {'9' * 5000}\n---\n",
    "a number for a date": f"---\ndate: {'9' * 5000}\n---\n",
    "a float": f"---\nx: {'9' * 5000}.5e{'9' * 5000}\n---\n",
    "no number": "---\nx: [.nan, -.inf, .inf]\n---\n",
    "aliases of aliases": "---\na: &a [x, x]\n"
    + "".join(
        f"{key}: &{key} [{', '.join([f'*{before}'] * 9)}]\n" for before, key in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "---\n",
    "an alias of itself": "---\na: &a [*a]\n---\n",
    "a TOML number": f"+++\nx = {'9' * 5000}\n+++\n",
    "a hexadecimal TOML number": f"+++\nx = 0x{'f' * 5000}\n+++\n",
    "a TOML key": f"+++\n{'.'.join(['a'] * 3000)} = 1\n+++\n",
    "a TOML list": f"+++\nx = {'[' * 3000}{']' * 3000}\n+++\n",
    "a TOML list that Python can read": f"+++\nx = {'[' * 200}{']' * 200}\n+++\n",
    "TOML that is no number": "+++\nx = [nan, -inf, inf]\ny = 07:32:00\nz = 1979-05-27\n+++\n",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_frontmatter_without_measure_is_understood_or_told(tmp_path: Path, text: str) -> None:
    built = build_site(tmp_path, f"{URL}-- content/blog/x.md --\n{text}\nbody\n")
    stops = "error" in {str(one.severity) for one in built.diagnostics}
    assert stops or "blog/x/index.html" in built.files


@pytest.mark.parametrize("text", [text.split("\n")[1] for name, text in LONG.items() if "TOML" in name])
def test_settings_without_measure_are_told(tmp_path: Path, text: str) -> None:
    built = build_site(tmp_path, f"-- site.toml --\n{text}\n-- content/blog/x.md --\nbody\n")
    assert {one.path for one in built.diagnostics if one.severity == "error"} == {"site.toml"}


@pytest.mark.parametrize(
    "value", ["9" * 5000, f"0x{'f' * 5000}", "0xffffffffffffffffffff", str(2**63), "-1", "1.5", "1e400"]
)
def test_a_count_without_measure_is_told_or_means_all(tmp_path: Path, value: str) -> None:
    for key in ("entries_per_page", "feed_entries"):
        built = build_site(tmp_path, f"-- site.toml --\n{key} = {value}\n-- content/blog/x.md --\n# X\n")
        stops = "error" in {str(one.severity) for one in built.diagnostics}
        assert stops or "blog/index.html" in built.files


COUNT = 1000
HARD = {
    "brackets": "[" * COUNT + "]" * COUNT,
    "open brackets": "[" * COUNT,
    "pictures": "![" * COUNT,
    "links in links": "[a](" * COUNT,
    "quotes": "> " * COUNT,
    "lists": "- " * COUNT,
    "stars": "*a **b " * COUNT,
    "underscores": "_a __b " * COUNT,
    "backticks": " ".join("`" * number for number in range(1, 200)),
    "comments": "<!--" * COUNT,
    "tags": "<a " * COUNT,
    "declarations": "<![CDATA[" * COUNT,
    "addresses": "http://a" + "(" * COUNT,
    "mail": "a." * COUNT + "@b.c",
    "footnotes": "[^a]\n\n[^a]: " + "[^a] " * COUNT,
    "table": "| a " * 500 + "|\n" + "|---" * 500 + "|\n",
    "same headings": "# a\n\n" * COUNT,
    "entities": "&#0;&#x110000;&nosuch;" * COUNT,
    "NUL": "a\0b " * COUNT,
    "a very long word": "x" * 100_000,
    "a very long code language": "```" + "x" * 10_000 + "\nx\n```",
}


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A post for each of the texts, from `p0`."""
    texts = (
        f"-- content/blog/p{at}.md --\n---\ntitle: X\n---\nbefore\n\n{text}\n" for at, text in enumerate(HARD.values())
    )
    return build_site(tmp_path_factory.mktemp("hard"), URL + "".join(texts))


@pytest.mark.parametrize("number", range(len(HARD)), ids=list(HARD))
def test_a_hard_text_is_built_without_a_traceback(hard: Built, number: int) -> None:
    told = [one for one in hard.diagnostics if one.path == f"content/blog/p{number}.md"]
    assert {str(one.severity) for one in told} <= {"warning"}
    assert "<p>before</p>" in hard.files[f"blog/p{number}/index.html"]


def test_a_title_of_a_hundred_thousand_letters_is_built(tmp_path: Path) -> None:
    built = build_site(
        tmp_path, f"{URL}-- content/blog/x.md --\n---\ntitle: {'long ' * 20_000}\ndate: 2025-01-01\n---\n"
    )
    assert built.told() == []
    assert "long long" in built.files["blog/x/index.html"]


# A whole process, once


def test_the_process_says_it_on_the_error_stream_and_ends_with_one(tmp_path: Path) -> None:
    write_site(tmp_path, MANY)
    ran = run("build", tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "Traceback" not in ran.stderr
    assert len(shown_places(ran.stderr)) == len(ALL)


def test_nothing_stays_of_a_built_that_failed(tmp_path: Path) -> None:
    def files(built: Built) -> dict[str, bytes]:
        return {path: body for path, body in tree(built.root).items() if not path.startswith("dist/")}

    built = build_site(tmp_path, MANY)
    before = files(built)
    command("build", tmp_path)
    assert files(built) == before
    assert not (tmp_path / "dist").exists()
