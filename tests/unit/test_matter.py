import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.diagnostics import Diagnostic, Place
from sitegen.matter import KEYS, KNOWN, Head, read_head
from sitegen.model import Author, Metadata
from tests.unit.tables import marked, rows

# What a file may begin with before its frontmatter. Line ends and the byte-order mark are the affair of `parse`.
BEGINNINGS = ["", "\n", "  \n\n", "\n\n\n"]


def head(text: str) -> Head:
    found = read_head(text, "content/x.md")
    assert found.value, found.diagnostics
    return found.value


def metadata(frontmatter: str) -> Metadata:
    """What is understood of some lines of YAML, without any fault."""
    found = read_head(f"---\n{frontmatter}\n---\n", "content/x.md")
    assert found.diagnostics == ()
    assert found.value
    return found.value.metadata


def told(text: str) -> Diagnostic:
    """The one thing that is told about a text."""
    (one,) = read_head(text, "content/x.md").diagnostics
    return one


def extra(found: Metadata) -> Any:
    return json.loads(found.extra)


# ---- every key by every name that conventions.md gives it


@pytest.mark.parametrize(
    ("line", "field", "shown"),
    rows("""
    frontmatter                          | field           | as text
    -------------------------------------|-----------------|---------------------
    title: x                             | title           | x
    subtitle: x                          | subtitle        | x
    description: x                       | description     | x
    summary: x                           | description     | x
    excerpt: x                           | description     | x
    date: 2025-01-15                     | date            | 2025-01-15
    pubDate: 2025-01-15                  | date            | 2025-01-15
    pubDatetime: 2025-01-15T07:05:00Z    | date            | 2025-01-15T07:05:00Z
    publishDate: 2025-01-15              | date            | 2025-01-15
    publishedAt: 2025-01-15              | date            | 2025-01-15
    published: 2025-01-15                | date            | 2025-01-15
    updated: 2025-01-15                  | updated         | 2025-01-15
    updatedDate: 2025-01-15              | updated         | 2025-01-15
    modDatetime: 2025-01-15              | updated         | 2025-01-15
    lastmod: 2025-01-15                  | updated         | 2025-01-15
    modified: 2025-01-15                 | updated         | 2025-01-15
    updatedAt: 2025-01-15                | updated         | 2025-01-15
    last_update: {date: 2025-01-15}      | updated         | 2025-01-15
    draft: true                          | draft           | True
    draft: false                         | draft           | False
    published: false                     | draft           | True
    published: true                      | draft           | False
    status: draft                        | draft           | True
    status: published                    | draft           | False
    unlisted: true                       | draft           | True
    author: Jane                         | authors         | Jane
    authors: [Jane, Joe]                 | authors         | Jane Joe
    author: {name: Jane, url: /j/}       | authors         | Jane=/j/
    authors: [{name: Jane, url: /j/}]    | authors         | Jane=/j/
    tags: [a, b]                         | tags            | a b
    tags: a, b                           | tags            | a b
    tags: [{name: a, color: red}]        | tags            | a
    keywords: [a, b]                     | tags            | a b
    keywords: a, b                       | tags            | a b
    categories: [a, b]                   | categories      | a b
    category: a                          | categories      | a
    lang: ja                             | lang            | ja
    locale: ja_JP                        | lang            | ja-JP
    language: ja                         | lang            | ja
    translationKey: x                    | translation_key | x
    translationSlug: x                   | translation_key | x
    page_id: 12                          | translation_key | 12
    slug: a-b                            | slug            | a-b
    postSlug: a-b                        | slug            | a-b
    permalink: /x/                       | permalink       | /x/
    url: /x/                             | permalink       | /x/
    path: x                              | permalink       | /x/
    aliases: [/a/, /b/]                  | aliases         | /a/ /b/
    aliases: /a/                         | aliases         | /a/
    redirect_from: /a                    | aliases         | /a/
    alias: [/a/]                         | aliases         | /a/
    image: a.png                         | image           | a.png
    image: {src: a.png}                  | image           | a.png
    image: {url: a.png}                  | image           | a.png
    heroImage: a.png                     | image           | a.png
    ogImage: a.png                       | image           | a.png
    cover: {src: a.png}                  | image           | a.png
    thumbnail: {url: a.png}              | image           | a.png
    hero: a.png                          | image           | a.png
    imageAlt: x                          | image_alt       | x
    heroImageAlt: x                      | image_alt       | x
    cover: {src: a.png, alt: x}          | image_alt       | x
    image: {src: a.png, alt: x}          | image_alt       | x
    heroImage: {src: a.png, alt: x}      | image_alt       | x
    ogImage: {url: a.png, alt: x}        | image_alt       | x
    thumbnail: {src: a.png, alt: x}      | image_alt       | x
    hero: {src: a.png, alt: x}           | image_alt       | x
    canonicalURL: https://e.org/         | canonical_url   | https://e.org/
    canonicalUrl: https://e.org/         | canonical_url   | https://e.org/
    canonical_url: https://e.org/        | canonical_url   | https://e.org/
    layout: post                         | layout          | post
    layout: ../../layouts/Post.astro     | layout          | ../../layouts/Post.astro
    template: page                       | layout          | page
    color: red                           | color           | #ff0000
    accent: "#f00"                       | color           | #ff0000
    accentColor: rgb(255 0 0)            | color           | #ff0000
    featured: true                       | featured        | True
    pin: true                            | featured        | True
    pinned: true                         | featured        | True
    sticky: true                         | featured        | True
    featured: false                      | featured        | False
    series: x                            | series          | x
    toc: true                            | toc             | True
    tableOfContents: true                | toc             | True
    showToc: false                       | toc             | False
    tech: [Go, Redis]                    | tech            | Go, Redis
    """),
)
def test_every_key_is_known_by_every_name_that_authors_give_it(line: str, field: str, shown: str) -> None:
    found = metadata(line)
    assert plain(getattr(found, field)) == shown
    assert extra(found) == {}


def plain(value: Any) -> str:
    """A field in the words of the table."""
    if isinstance(value, tuple):
        return " ".join(plain(one) for one in value)
    if isinstance(value, Author):
        return f"{value.name}={value.url}" if value.url else value.name
    return str(getattr(value, "machine_readable", None) or getattr(value, "given", value))


def test_translations_are_a_map_with_a_place_in_the_file_for_each() -> None:
    text, place = marked('---\ntitle: x\ntranslations:\n  ja: ▸"/blog/x-jp"\n  de: x.de.md\n---\n')
    first, second = head(text).metadata.translations
    assert (first.lang, first.target, first.place) == ("ja", "/blog/x-jp", place)
    assert (second.lang, second.target, second.place) == ("de", "x.de.md", Place(5, 7))


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("draft", "featured", "toc")])
def test_what_an_author_does_not_say_is_empty(key: str) -> None:
    assert not getattr(metadata("other: x"), key)


@pytest.mark.parametrize("empty", ["", "null", "~", "# a comment"])
def test_a_key_with_nothing_after_it_is_as_if_it_were_not_there(empty: str) -> None:
    colours = {"color", "accent", "accentColor"} if "#" in empty else set()  # these are told of: see test_bad_input
    found = metadata("\n".join(f"{key}: {empty}" for key in sorted(KNOWN - colours)))
    assert found == Metadata()


@pytest.mark.parametrize(
    ("lines", "field", "shown"),
    [
        ("pubDate: 2025-01-02\ndate: 2025-01-01", "date", "2025-01-01"),
        ("summary: b\ndescription: a", "description", "a"),
        ("keywords: [b]\ntags: [a]", "tags", "a"),
        ("description:\nsummary: b", "description", "b"),
        ("published: true\ndate: 2025-01-01", "date", "2025-01-01"),
        ("published: 2025-01-01\nstatus: draft", "draft", "True"),
    ],
)
def test_of_several_names_the_canonical_one_wins_wherever_it_stands(lines: str, field: str, shown: str) -> None:
    assert plain(getattr(metadata(lines), field)) == shown


def test_an_unknown_key_is_kept_for_the_layouts() -> None:
    found = metadata("mood: 'happy'\nnested:\n  list: [1, 2.5, true, null, no]\n日本: 語")
    assert extra(found) == {"mood": "happy", "nested": {"list": [1, 2.5, True, None, "no"]}, "日本": "語"}


@pytest.mark.parametrize("written", [".nan", ".inf", "-.inf"])
def test_what_layouts_get_is_json_whatever_an_author_writes(written: str) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    json.loads(metadata(f"mood: {written}").extra, parse_constant=refuse)


ONE_LETTER_OFF = sorted(
    {(key[:at] + key[at + 1 :], key) for key in KNOWN for at in range(len(key))}
    | {(key[:at] + key[at] + key[at:], key) for key in KNOWN for at in range(len(key))}
)


def test_a_key_that_lacks_a_letter_or_has_one_twice_is_worth_a_hint() -> None:
    for wrong, key in ONE_LETTER_OFF:
        if wrong not in KNOWN:
            found = read_head(f"---\n{wrong}:\n---\n", "content/x.md").diagnostics
            assert [(one.code, one.severity, one.line, one.column) for one in found] == [("unknown-key", "hint", 2, 1)]
            assert re.search("did you mean “.+”", found[0].hint), (wrong, key)


@pytest.mark.parametrize(
    ("wrong", "right"),
    rows("""
    wrong       | right
    ------------|------------
    titel       | title
    Title       | title
    discription | description
    pubdate     | pubDate
    pub_date    | pubDate
    autor       | author
    tag         | tags
    slugs       | slug
    translation | translations
    """),
)
def test_a_misspelt_key_is_told_with_the_right_one(wrong: str, right: str) -> None:
    one = told(f"---\nsubtitle: x\n{wrong}: x\n---\n")
    assert (one.severity, one.code, one.line, one.column) == ("hint", "unknown-key", 3, 1)
    assert f"“{right}”" in one.hint


@pytest.mark.parametrize("key", ["mood", "github", "readingTime", "x", "日本"])
def test_a_key_of_the_authors_own_is_never_a_fault(key: str) -> None:
    assert list(extra(metadata(f"{key}: x"))) == [key]


# ---- places


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: x\ndate: ▸soon\n---\n", "unreadable-date"),
        ("---\ntitle: ▸[x]\n---\n", "wrong-type"),
        ("---\n\n\n# comment\n\ntitle: ▸[x]\n---\n", "wrong-type"),
        ("---   \ntitle: ▸[x]\n---\n", "wrong-type"),
        ("------\ntitle: ▸[x]\n------\n", "wrong-type"),
        ("---\ntitle: |\n  two\n\n  lines\nlang: ▸jp\n---\n", "unknown-language"),
        ("---\ntitle: 日本語\ntranslations: {ja: /x, ▸jp: /y}\n---\n", "unknown-language"),
        ("---\ncolor: ▸'red;}'\n---\n", "unknown-colour"),
        ("---\nlast_update:\n  author: x\n  date: ▸soon\n---\n", "unreadable-date"),
        ("---\nslug: ▸../x\n---\n", "impossible-url"),
        ("---\nimage: ▸'javascript:x'\n---\n", "unsafe-url"),
        ("---\ntitle: a▸: b\n---\n", "broken-frontmatter"),
        ("---\ntitle: a\n▸title: b\n---\n", "broken-frontmatter"),
        ('---\n\ntitle: ▸"a\n---\n', "broken-frontmatter"),
        ("---\n▸- a\n- b\n---\n", "broken-frontmatter"),
        ("---\n▸only text\n---\n", "broken-frontmatter"),
        ("---\n\n\n▸[a, b]\n---\n", "broken-frontmatter"),
        ("▸---\ntitle: x\n", "unclosed-frontmatter"),
        ("▸---\ntitle: x\n\n# Heading\n\nText\n", "unclosed-frontmatter"),
        ("▸---", "unclosed-frontmatter"),
        ("▸---\ntitle: x\n...\nText\n", "unclosed-frontmatter"),
        ("---\n▸titel: x\n---\n", "unknown-key"),
        ("+++\ntitle = 'x'\ndate = ▸'soon'\n+++\n", "unreadable-date"),
        ("+++\ntitle = ▸['x']\n+++\n", "wrong-type"),
        ("+++\n\n# comment\n'日本' = 1\n[translations]\nja = '/x'\n▸jp = '/y'\n+++\n", "unknown-language"),
        ("+++\ntitle = ▸x\n+++\n", "broken-frontmatter"),
        ("▸+++\ntitle = 'x'\n", "unclosed-frontmatter"),
        ("+++\n▸titel = 'x'\n+++\n", "unknown-key"),
    ],
)
def test_a_fault_is_told_at_its_place_in_the_file(beginning: str, text: str, code: str) -> None:
    plain_text, place = marked(beginning + text)
    one = told(plain_text)
    assert (one.code, one.line, one.column) == (code, place.line, place.column)
    assert one.path == "content/x.md"
    assert one.message
    assert one.hint


def test_all_languages_that_are_none_are_told_at_once() -> None:
    found = read_head("---\ntitle: x\ntranslations:\n  jp: a\n  ja: b\n  english: c\n---\n", "content/x.md")
    told = [(one.line, one.column, one.code) for one in found.diagnostics]
    assert told == [(4, 3, "unknown-language"), (6, 3, "unknown-language")]


def test_all_faults_are_told_at_once_and_the_rest_is_understood() -> None:
    found = read_head("---\ntitle: x\ndate: soon\nlang: jp\ncolor: none\nslug: a\n---\n", "content/x.md")
    assert [one.code for one in found.diagnostics] == ["unreadable-date", "unknown-language", "unknown-colour"]
    assert found.value
    assert (found.value.metadata.title, found.value.metadata.slug) == ("x", "a")


def test_a_head_remembers_where_each_value_stands() -> None:
    places = dict(head("\n---\ntitle: x\npubDate: 2025-01-15\ncover: {src: a.png, alt: x}\n---\n").places)
    assert places == {
        "title": Place(3, 8),
        "date": Place(4, 10),
        "image": Place(5, 8),
        "image_alt": Place(5, 26),
    }


@settings(deadline=None, max_examples=60)
@given(
    keys=st.lists(st.sampled_from(["title", "subtitle", "description", "series", "slug"]), unique=True, min_size=1),
    blank=st.sampled_from(["", "\n", "# 日本\n"]),
    beginning=st.sampled_from(BEGINNINGS),
    toml=st.booleans(),
)
def test_the_place_of_a_value_is_where_it_is_found_by_searching(
    keys: list[str], blank: str, beginning: str, toml: bool
) -> None:
    fence, form = ("+++", "{0} = 'value-of-{0}'\n") if toml else ("---", "{0}: 'value-of-{0}'\n")
    text = beginning + fence + "\n" + blank + blank.join(form.format(key) for key in keys) + fence + "\nbody\n"
    lines = text.split("\n")
    found = head(text)
    assert {key for key, _ in found.places} == set(keys)
    for key, place in found.places:
        assert lines[place.line - 1][place.column - 1 :] == f"'value-of-{key}'"
    assert lines[found.body_line :] == found.body.split("\n")[1:]


# ---- where the frontmatter ends and the body begins


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize(
    ("text", "line"),
    rows("""
    file, slashes for line ends           | line of “body”
    --------------------------------------|-----
    ---/title: x/---/body                 | 4
    ---/title: x/---//body                | 5
    ---/title: x/---////body              | 7
    ---/---/body                          | 3
    ---//---/body                         | 4
    ---/# comment/---/body                | 4
    ---/title: x/---/body/---/more        | 4
    +++/title = 'x'/+++/body              | 4
    +++/+++/body                          | 3
    body                                  | 1
    body/---/title: x/---                 | 1
    """),
)
def test_the_body_knows_the_line_that_it_begins_on(beginning: str, text: str, line: str) -> None:
    found = head(beginning + text.replace("/", "\n"))
    at = found.body.split("\n").index("body")
    assert found.body_line + at == int(line) + beginning.count("\n")


@pytest.mark.parametrize("fences", [("---", "---"), ("+++", "+++"), ("---  ", "---\t"), ("-----", "---")])
def test_a_body_is_kept_to_the_letter(fences: tuple[str, str]) -> None:
    opening, closing = fences
    body = "    code on the first line\n\ntext  \n---\n+++\n\n"
    assert head(f"{opening}\n{closing}\n{body}").body.removeprefix("\n") == body


@pytest.mark.parametrize(
    "text", ["", "\n\n", "text", "# T\n\n---\n\nx", " ---\nx: y\n---\n", "--\nx\n--\n", "--- x\ny\n---"]
)
def test_a_file_without_frontmatter_is_all_body(text: str) -> None:
    found = head(text)
    assert (found.metadata, found.body, found.body_line) == (Metadata(), text, 1)


def test_a_list_as_frontmatter_is_an_error_in_words() -> None:
    one = told("---\n- a\n- b\n---\nText\n")
    assert one.severity == "error"
    assert "a list" in one.message
    assert "key: value" in one.hint


def test_unclosed_frontmatter_is_an_error_that_says_how_to_close_it() -> None:
    one = told("---\ntitle: x\n\nText\n")
    assert one.severity == "error"
    assert "“---”" in one.hint
    assert "“+++”" in told("+++\ntitle = 'x'\n").hint


def test_toml_between_plus_signs_is_frontmatter() -> None:
    text = """+++
title = "x"
date = 2025-01-15T07:05:00+09:00
updated = 2025-01-16
draft = true
tags = ["a", "b"]
author = { name = "Jane", url = "/j/" }
mood = 1.5

[translations]
ja = "/x-jp"

[[links]]
to = "/y/"
+++
body
"""
    found = head(text).metadata
    assert (found.title, found.draft, found.tags) == ("x", True, ("a", "b"))
    assert found.authors == (Author("Jane", "/j/"),)
    assert found.date
    assert found.date.machine_readable == "2025-01-14T22:05:00Z"
    assert found.updated
    assert found.updated.machine_readable == "2025-01-16"
    assert [(one.lang, one.target, one.place) for one in found.translations] == [("ja", "/x-jp", Place(11, 6))]
    assert extra(found) == {"mood": 1.5, "links": [{"to": "/y/"}]}


# ---- what Astro's reader of YAML understands


@pytest.mark.parametrize("text", ["yes", "on", "no", "12:30", "1_000", "2025-1-5", "2025-01-15T10:30"])
def test_what_only_yaml_1_1_would_turn_into_something_else_is_text(text: str) -> None:
    found = metadata(f"title: {text}\nmood: {text}")
    assert found.title == text
    assert extra(found) == {"mood": text}


@pytest.mark.parametrize(("text", "number"), [("012", 12), ("1e3", 1000.0)])
def test_a_number_is_a_number_for_layouts_and_is_shown_as_written(text: str, number: float) -> None:
    found = metadata(f"title: {text}\nmood: {text}")
    assert found.title == text
    assert extra(found) == {"mood": number}


@pytest.mark.parametrize(
    ("written", "instant"),
    rows("""
    written                   | in UTC
    --------------------------|---------------------
    2025-01-15 10:30:00       | 2025-01-15T10:30:00Z
    2025-01-15T10:30:00       | 2025-01-15T10:30:00Z
    2025-01-15T10:30:00+09:00 | 2025-01-15T01:30:00Z
    2025-01-15T10:30:00-05:00 | 2025-01-15T15:30:00Z
    """),
)
def test_a_time_without_a_zone_is_utc_and_an_offset_is_converted(written: str, instant: str) -> None:
    found = metadata(f"date: {written}").date
    assert found
    assert found.machine_readable == instant


def test_a_language_called_no_is_norwegian() -> None:
    assert metadata("lang: no").lang == "no"


def test_draft_yes_is_told_and_never_published_silently() -> None:
    one = told("---\ndraft: yes\n---\n")
    assert (one.severity, one.code, one.line, one.column) == ("error", "wrong-type", 2, 8)
    assert "true" in one.hint


def test_what_hugo_and_zola_write_is_nested_and_kept() -> None:
    assert extra(metadata("taxonomies:\n  tags: [a]")) == {"taxonomies": {"tags": ["a"]}}


@settings(deadline=None, max_examples=150)
@given(
    fence=st.sampled_from(["---", "+++"]),
    inside=st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40),
        st.text("ab:=-? \n[]{},#&*!|>'\"%@019.", max_size=40),
    ),
    after=st.text("-+\n ab#", max_size=12),
)
@example("---", "a: &a [*a]", "")
def test_any_frontmatter_is_understood_or_told(fence: str, inside: str, after: str) -> None:
    text = f"{fence}\n{inside}\n{fence}\n{after}"
    found = read_head(text, "content/x.md")
    assert found.value or found.diagnostics
    for one in found.diagnostics:
        assert 1 <= one.line <= len(text.split("\n"))
        assert one.column >= 1


@pytest.mark.parametrize("key", ["slug", "permalink", "color", "layout", "title", "date", "lang", "image"])
def test_a_field_that_a_form_left_empty_is_as_if_it_were_not_there(key: str) -> None:
    assert metadata(f'{key}: ""') == Metadata()


def test_a_status_of_draft_holds_back_however_it_is_spelt() -> None:
    assert metadata("status: Draft").draft
    assert not metadata("status: published").draft
