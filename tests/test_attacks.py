"""Whatever an author's metadata holds, a page is built of the elements of the layouts and of nothing else."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.support import Built, build_site, command, tree, write_site

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "end of a script": "</script><script>alert(1)</script>",
    "end of a title": "</title><script>alert(1)</script>",
    "end of a style": "red;}</style><script>alert(1)</script>",
    "end of a comment": "--><script>alert(1)</script><!--",
    "double quote": '" onmouseover="alert(1)" x="',
    "single quote": "' onmouseover='alert(1)' x='",
    "image": "<img src=x onerror=alert(1)>",
    "backtick": "`onmouseover=alert(1)`",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#60;b&#62;",
    "CDATA": "]]><script>alert(1)</script><![CDATA[",
    "half a tag": "<script",
    "half an attribute": 'x" style="position:fixed',
    "template": "{{ 7 * 7 }}{% include 'base.html' %}{{ page }}",
    "words of the interface": "{author} {date} {number} {count} {tag} {0} %s %(x)s $x",
    "line ends": "a\nb\r\nc\u2028d\u2029e\x85f",
    "JSON": '"}, {"@type": "Person", "x": "\\',
    "unclosed comment in a script": "<!--<script>",
}
CONTROL = "a\0b\x01c\x08d\x0be\x0cf\x1bg\x1fh\x7fi\ufffej\uffff"
HARMLESS = "harmless words"
URL = '-- site.toml --\nurl = "https://example.org"\n'


def posts(*heads: str) -> str:
    """A post for each of these ends of a frontmatter: p0, p1, ..."""
    return "".join(f"-- content/blog/p{at}.md --\n---\ntitle: P\n{head}\n---\n" for at, head in enumerate(heads))


def site(text: str) -> str:
    """A site in which every text that an author gives is `text`. JSON's strings are YAML's and TOML's too."""
    quoted = json.dumps(text).replace("\\u2028", "\\u2028")
    return f"""
-- site.toml --
url = "https://example.org/notes"
title = {quoted}
description = {quoted}
author = {quoted}
[languages.en]
[languages.ja]
title = {quoted}
description = {quoted}
author = {quoted}
[[navigation]]
url = "/"
title = {quoted}
[[navigation]]
url = "/blog/"
title = {{ en = {quoted}, ja = {quoted} }}
-- content/_index.md --
---
title: {quoted}
subtitle: {quoted}
description: {quoted}
---
-- content/blog/_index.md --
---
title: {quoted}
subtitle: {quoted}
description: {quoted}
---
-- content/about.md --
---
title: {quoted}
subtitle: {quoted}
description: {quoted}
---
-- content/404.md --
---
title: {quoted}
---
-- content/blog/a.md --
---
title: {quoted}
subtitle: {quoted}
description: {quoted}
author: {quoted}
tags: [{quoted}, other]
categories: [{quoted}]
tech: [{quoted}, Go]
series: {quoted}
imageAlt: {quoted}
image: /pic.png
date: 2025-01-02
toc: true
aliases: [/old/]
translations: {{ja: b}}
anything: {quoted}
---
## Heading
-- content/blog/b.md --
---
title: {quoted}
description: {quoted}
authors: [{{name: {quoted}, url: "https://example.com/"}}, {quoted}]
lang: ja
date: 2025-01-01
draft: false
---
-- content/blog/c.md --
---
title: {quoted}
tech: {quoted}
color: red
date: 2025-01-03
---
-- static/pic.png --
x
"""


def skeleton(html: str) -> Counter[tuple[str, ...]]:
    """Every element with the names of its attributes."""
    root = LexborHTMLParser(html).root
    assert root is not None
    nodes = (node for node in root.traverse(include_text=False) if not (node.tag or "").startswith("-"))
    return Counter((str(node.tag), *sorted(node.attributes)) for node in nodes)


def comparable(built: Built) -> dict[str, str]:
    """The pages by their paths; the page of the one tag whose path is made of the text, by a name of its own."""
    return {
        "tags/TEXT"
        if path.startswith("tags/") and path not in ("tags/index.html", "tags/other/index.html")
        else path: text
        for path, text in built.files.items()
        if path.endswith(".html")
    }


def elements(built: Built, selector: str) -> Iterator[LexborNode]:
    for text in comparable(built).values():
        yield from LexborHTMLParser(text).css(selector)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Built:
    built = build_site(tmp_path_factory.mktemp("harmless"), site(HARMLESS))
    assert built.told() == []
    return built


@pytest.fixture(params=ATTACKS.values(), ids=list(ATTACKS), scope="module")
def attack(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def attacked(attack: str, tmp_path_factory: pytest.TempPathFactory) -> Built:
    built = build_site(tmp_path_factory.mktemp("attacked"), site(attack))
    assert built.told() == []
    return built


def test_no_element_or_attribute_appears_beyond_those_of_a_harmless_site(harmless: Built, attacked: Built) -> None:
    expected, found = comparable(harmless), comparable(attacked)
    assert sorted(found) == sorted(expected)
    for path, text in found.items():
        assert skeleton(text) == skeleton(expected[path]), path


def test_no_script_and_no_style_is_other_than_those_of_a_harmless_site(harmless: Built, attacked: Built) -> None:
    def code(built: Built) -> list[str]:
        scripts = (node.text() for node in elements(built, "script:not([type])"))
        styles = (str(node.attributes["style"]) for node in elements(built, "[style]"))
        return sorted([*scripts, *styles])

    assert code(attacked) == code(harmless)


def test_no_attribute_that_holds_an_address_leads_elsewhere(attacked: Built) -> None:
    addresses = [
        str(node.attributes[name])
        for name in ("href", "src", "action", "formaction", "data", "poster")
        for node in elements(attacked, f"[{name}]")
    ]
    own = ("/notes/", "https://example.org/notes/", "#")
    assert [address for address in addresses if not address.startswith(own)] == []


def test_a_reader_sees_the_text_as_the_author_wrote_it(attack: str, attacked: Built) -> None:
    seen = " ".join(attack.replace("\x85", " ").split())
    page = LexborHTMLParser(attacked.files["blog/a/index.html"])
    for selector in ("h1", ".subtitle", "title"):
        node = page.css_first(selector)
        assert node is not None
        assert seen in " ".join(node.text().replace("\x85", " ").split()), selector
    described = page.css_first("meta[name=description]")
    assert described is not None
    assert str(described.attributes["content"]).split() == attack.split()


def test_what_is_told_to_machines_is_json_and_holds_the_text(attack: str, attacked: Built) -> None:
    blocks = [json.loads(node.text()) for node in elements(attacked, "script[type='application/ld+json']")]
    assert len(blocks) == 3
    for block in blocks:
        assert block["headline"] == attack.strip()
        assert {author["name"] for author in block["author"]} == {attack.strip()}
        assert set(block) <= {
            *("@context", "@type", "headline", "description", "inLanguage", "url", "datePublished", "dateModified"),
            *("author", "image", "keywords"),
        }


def test_the_feeds_and_the_sitemap_are_xml_and_hold_the_text(attack: str, attacked: Built) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    for path in ("feed.xml", "ja/feed.xml"):
        feed = ElementTree.fromstring(attacked.files[path])
        titles = [str(title.text) for title in feed.iter(f"{atom}title")]
        assert {" ".join(title.split()) for title in titles} == {" ".join(attack.split())}
        assert {element.tag for element in feed.iter()} <= {
            atom + name
            for name in (
                *("feed", "id", "title", "subtitle", "link", "updated", "author", "name", "generator", "entry"),
                *("published", "category", "summary", "content"),
            )
        }
        for content in feed.iter(f"{atom}content"):
            assert "script" not in {tag for tag, *_ in skeleton(content.text or "")}
    sitemap = ElementTree.fromstring(attacked.files["sitemap.xml"])
    assert {element.tag.rpartition("}")[2] for element in sitemap.iter()} == {"urlset", "url", "loc", "lastmod", "link"}


# Control characters


def test_control_characters_break_neither_pages_nor_feeds(tmp_path: Path, harmless: Built) -> None:
    built = build_site(tmp_path, site(CONTROL).replace("\\u007f", "\\u007F"))
    assert built.told() == []
    for path in ("feed.xml", "ja/feed.xml", "sitemap.xml"):
        ElementTree.fromstring(built.files[path])
    expected = comparable(harmless)
    for path, text in comparable(built).items():
        assert skeleton(text) == skeleton(expected[path]), path
        assert "\0" not in text, path


def test_control_characters_in_a_body_break_no_feed(tmp_path: Path) -> None:
    body = f"Text {CONTROL} end\n\n```python\n{CONTROL}\n```\n\n[{CONTROL}](/{CONTROL.replace(chr(0x1B), '')})\n"
    built = build_site(
        tmp_path,
        f"{URL}-- content/blog/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n{body}",
    )
    for path in ("feed.xml", "sitemap.xml"):
        ElementTree.fromstring(built.files[path])


def test_text_that_marks_a_hole_in_a_body_is_no_hole(tmp_path: Path) -> None:
    body = "a \x000\x00 b [x](/blog/a/) &#0;1&#0; `\x000\x00` <b title='\x000\x00'>c</b>\n"
    built = build_site(tmp_path, f"{URL}-- content/blog/a.md --\n---\ntitle: A\n---\n{body}")
    assert built.told() == []
    page = LexborHTMLParser(built.files["blog/a/index.html"])
    assert [link.attributes["href"] for link in page.css(".post-body a")] == ["/blog/a/"]


# Colours


COLOURS = [
    "red;}</style><script>",
    "red; background: url(javascript:alert(1))",
    'red" onmouseover="alert(1)',
    "url(https://evil.example/)",
    "var(--x)",
    "expression(alert(1))",
    "#fff;x:y",
    "rgb(1 2 3); x: y",
    "currentColor",
    "inherit",
]


def test_a_colour_of_a_post_that_is_more_than_a_colour_is_an_error(tmp_path: Path) -> None:
    heads = [f"color: {json.dumps(colour)}" for colour in COLOURS]
    built = build_site(tmp_path, URL + posts(*heads))
    assert built.told() == [f"content/blog/p{number}.md:3:8 error unknown-colour" for number in range(len(COLOURS))]


@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_of_the_settings_that_is_more_than_a_colour_is_an_error(tmp_path: Path, colour: str) -> None:
    quoted = json.dumps(colour)
    text = f'theme_color = {quoted}\n[[navigation]]\nurl = "/"\ntitle = "X"\ncolor = {quoted}\n'
    built = build_site(tmp_path, f"-- site.toml --\n{text}-- content/a.md --\n# A\n")
    assert sorted(built.told()) == ["site.toml:1:15 error unknown-colour", "site.toml:5:9 error unknown-colour"]


@pytest.mark.parametrize(
    "colour", ["red", "#F00", "#ff000080", "hsl(0 100% 50%)", "oklch(0.7 0.1 20 / 50%)", "rgb(255, 0, 0)"]
)
def test_a_colour_reaches_a_page_as_six_digits_only(tmp_path: Path, colour: str) -> None:
    built = build_site(tmp_path, f"-- content/blog/a.md --\n---\ntitle: A\ncolor: {json.dumps(colour)}\n---\n")
    page = LexborHTMLParser(built.files["blog/a/index.html"])
    styles = [str(node.attributes["style"]) for node in page.css("[style]")]
    assert styles
    assert all(
        re.fullmatch(r"--accent-on-light: #[0-9a-f]{6}; --accent-on-dark: #[0-9a-f]{6}", style) for style in styles
    )


# Addresses that run a script

SCHEMES = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "\\tjavascript:alert(1)",
    "\\u0001javascript:alert(1)",
    "java\\tscript:alert(1)",
    "java\\nscript:alert(1)",
    "javascript\\t:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://example.org/x",
    "file:///etc/passwd",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
]
KEYS = [
    "canonicalURL: {}",
    "image: {}",
    "heroImage: {}",
    "cover: {{src: {}}}",
    "author: {{name: A, url: {}}}",
    "authors: [{{name: A, url: {}}}]",
    "permalink: {}",
    "url: {}",
    "slug: {}",
    "aliases: [{}]",
    "redirect_from: {}",
    "translations: {{ja: {}}}",
]


def active(text: str) -> list[str]:
    """Addresses in a page whose scheme is none of the harmless ones."""
    found = []
    for node in LexborHTMLParser(text).css("*"):
        for name, value in node.attributes.items():
            address = re.sub(r"[\0-\x20]", "", value or "")
            if name == "http-equiv" or (name == "content" and "url=" in address):
                address = str(node.attributes.get("content", "")).rpartition("url=")[2]
            if re.match(r"(?i)(javascript|vbscript|data|blob|file|view-source|feed):", address):
                found.append(f"{node.tag} {name}={value}")
    return found


@pytest.mark.parametrize("key", KEYS)
def test_an_address_that_runs_a_script_reaches_no_page_by_any_key(tmp_path: Path, key: str) -> None:
    heads = [f"lang: en\n{key.format(f'{chr(34)}{scheme}{chr(34)}')}" for scheme in SCHEMES]
    built = build_site(tmp_path, URL + posts(*heads))
    assert [found for text in built.files.values() for found in active(text)] == []
    if not key.startswith(("slug", "permalink", "url", "aliases", "redirect", "translations")):
        faulty = {one.path for one in built.diagnostics if one.severity == "error"}
        assert faulty == {f"content/blog/p{number}.md" for number in range(len(SCHEMES))}


LINKS = [
    "[x](javascript:alert(1))",
    "[x](JavaScript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](%6Aavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,%3Csvg/onload=alert(1)%3E)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "[x](java\\script:alert(1))",
    '[x](/a "t" onmouseover="alert(1))',
    '[x](</a" onmouseover="alert(1)>)',
    "[x](/a'onmouseover='alert(1))",
    '![x" onerror="alert(1)](/a)',
    "![<b>x</b>](/a)",
    '[x](/a "t\\" onmouseover=\\"alert(1)")',
    "[^x]\n\n[^x]: [y](javascript:alert(1))",
    '- [ ] [x](javascript:alert(1)) " onclick="alert(1)',
    '```"><script>alert(1)</script>\nx\n```',
    '```py" onclick="alert(1)\nx\n```',
    "# x {#y onclick=alert(1)}",
    '# "><script>alert(1)</script>'.replace("<", "&lt;"),
    'https://example.org/"onmouseover="alert(1)',
    "www.example.org/'><img/onerror=alert(1)>".replace("<", "&lt;"),
    'a@b.c"onclick=alert(1)',
]


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A post for each of the links."""
    texts = [f"date: 2025-01-01\ntoc: true\n---\n{markdown}\n" for markdown in LINKS]
    settings = f"{URL}feed_entries = 1000\n"
    return build_site(tmp_path_factory.mktemp("linked"), settings + posts(*texts))


@pytest.mark.parametrize("number", range(len(LINKS)), ids=LINKS)
def test_markdown_makes_no_link_that_runs_a_script_and_no_attribute_for_one(linked: Built, number: int) -> None:
    text = linked.files[f"blog/p{number}/index.html"]
    assert active(text) == []
    names = {name for node in LexborHTMLParser(text).css("*") for name in node.attributes}
    assert not {name for name in names if name.startswith("on")}
    body = LexborHTMLParser(text).css_first(".post-body")
    assert body is not None
    assert not body.css("script, iframe, object, svg")


def test_the_feed_holds_no_link_that_runs_a_script(linked: Built) -> None:
    contents = list(ElementTree.fromstring(linked.files["feed.xml"]).iter("{http://www.w3.org/2005/Atom}content"))
    assert len(contents) == len(LINKS)
    for content in contents:
        assert active(content.text or "") == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_navigation_leads_to_no_script(tmp_path: Path, scheme: str) -> None:
    text = f'{URL}[[navigation]]\ntitle = "X"\nurl = "{scheme}"\n-- content/a.md --\n# A\n'
    assert build_site(tmp_path, text).told() == ["site.toml:4:7 error impossible-url"]


# Paths that lead out

PATHS = [
    "..",
    ".",
    "../x",
    "../../x",
    "/../x",
    "/../../../../tmp/x",
    "a/../../x",
    "/blog/../../x",
    "..\\\\x",
    "a\\\\..\\\\..\\\\x",
    "C:\\\\x",
    "\\0",
    "a\\0b",
    "a\\nb",
    "\\u001b[31m",
    "//evil.example/../x",
    "./x",
    "a/./b",
    "a//b",
    "x" * 256,
    "é" * 128,
    "a/" + "x" * 300,
]


@pytest.mark.parametrize("key", ["slug", "permalink", "aliases"])
def test_a_url_that_leads_out_is_an_error_at_its_place_and_nothing_is_written(tmp_path: Path, key: str) -> None:
    root = write_site(tmp_path / "site", URL + posts(*(f'{key}: "{path}"' for path in PATHS)))
    before = tree(tmp_path)
    ran = command("build", root, "--json")
    told = json.loads(ran.stdout)["diagnostics"]
    expected = {(f"content/blog/p{number}.md", 3, "error") for number in range(len(PATHS))}
    assert {(one["path"], one["line"], one["severity"]) for one in told} == expected
    assert ran.exit_code == 1
    assert tree(tmp_path) == before


INSIDE = [
    "%2e%2e/x",
    "%2e%2e",
    "%2F..%2F",
    "...",
    "..x",
    "x..",
    "~",
    "~root",
    "$HOME",
    "|x",
    "* !",
    "CON",
    "-rf",
    "x" * 250,
    "日本語",
    "．．／x",
]


def test_a_url_that_only_looks_dangerous_stays_in_the_output_folder(tmp_path: Path) -> None:
    quoted = [json.dumps(path, ensure_ascii=False) for path in INSIDE]
    heads = [f"slug: {one}\naliases: [{one[:1]}/old/{one[1:]}]\ntags: [{one}]" for one in quoted]
    root = write_site(tmp_path / "site", URL + posts(*heads))
    before = set(tree(tmp_path))
    assert command("build", root, "-q").exit_code == 0
    written = set(tree(tmp_path)) - before
    assert [path for path in written if not path.startswith("site/dist/")] == []
    assert {f"site/dist/blog/{path}/index.html" for path in INSIDE} <= written
    for html in (root / "dist").rglob("*.html"):
        for node in LexborHTMLParser(html.read_text("utf-8")).css("a[href]"):
            parts = urlsplit(str(node.attributes["href"]))
            assert parts.netloc in ("", "example.org")
            assert parts.path.startswith("/") or not parts.path


def test_a_page_cannot_take_the_place_of_the_manifest(tmp_path: Path) -> None:
    for key in ("permalink", "aliases"):
        text = f"{URL}-- content/a.md --\n---\ntitle: A\n{key}: /.sitegen.json\n---\n"
        root = write_site(tmp_path / key, text)
        command("build", root)
        again = json.loads(command("build", root, "--json").stdout)
        assert again["written"] == 0, key


# Templates


def test_a_template_reaches_no_file_outside_the_layouts(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    for number, name in enumerate(
        [
            "../secret.html",
            "/etc/passwd",
            str(tmp_path / "secret.html"),
            "partials/../../secret.html",
            "../content/a.md",
        ]
    ):
        text = f'{URL}-- content/blog/a.md --\n---\ntitle: A\n---\n-- layouts/post.html --\n{{% include "{name}" %}}\n'
        built = build_site(tmp_path / f"site{number}", text)
        assert built.codes() == ["missing-template"]
