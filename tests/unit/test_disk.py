"""The site's folder, read: what counts as a source, what is copied, what is left alone, what is told."""

import io
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from sitegen.disk import DEEPEST, Wishes, read_site
from sitegen.site import Site
from tests.support import TODAY, build_site, write_site

URL = '-- site.toml --\nurl = "https://example.org"\n'


def read(root: Path, text: str = "") -> tuple[Site, list[str]]:
    """The site, and what was told of it."""
    write_site(root, URL + text)
    outcome = read_site(root, Wishes(today=TODAY))
    assert outcome.value is not None
    return outcome.value, [
        f"{one.path}:{one.line}:{one.column} {one.severity} {one.code}" for one in outcome.diagnostics
    ]


def sources(site: Site) -> list[str]:
    return [source.path.removeprefix("content/") for source in site.sources]


def assets(site: Site) -> list[str]:
    return sorted(asset.url for asset in site.own_assets)


def text_of(site: Site, template: str) -> str:
    return next(one.text for one in site.templates if one.name == template)


def link(at: Path, target: Path | str) -> None:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.symlink_to(target)


# Names


def test_names_that_begin_with_an_underscore_or_a_dot_are_not_published(tmp_path: Path) -> None:
    site, told = read(
        tmp_path,
        """
-- content/a.md --
-- content/_draft.md --
-- content/.hidden.md --
-- content/_drafts/b.md --
-- content/.obsidian/c.md --
-- content/blog/_pic.png --
-- content/blog/.DS_Store --
-- content/blog/d.md --
""",
    )
    assert (sources(site), assets(site), told) == (["a.md", "blog/d.md"], [], [])


def test_the_text_of_a_list_is_read_in_every_language(tmp_path: Path) -> None:
    site, _ = read(
        tmp_path,
        """
-- content/_index.md --
-- content/_index.ja.md --
-- content/blog/_index.md --
-- content/blog/_indexes.md --
""",
    )
    assert sources(site) == ["_index.ja.md", "_index.md", "blog/_index.md"]


def test_static_files_with_a_dot_are_published_but_litter_is_not(tmp_path: Path) -> None:
    site, _ = read(
        tmp_path,
        """
-- static/.well-known/security.txt --
-- static/.nojekyll --
-- static/_redirects --
-- static/.DS_Store --
-- static/Thumbs.db --
-- static/.gitkeep --
-- static/a/.git/HEAD --
""",
    )
    assert assets(site) == ["/.nojekyll", "/.well-known/security.txt", "/_redirects"]


@pytest.mark.parametrize("name", ["a.md", "a.MD", "a.markdown", "a.Markdown"])
def test_markdown_is_known_by_its_suffix_in_any_case(tmp_path: Path, name: str) -> None:
    site, _ = read(tmp_path, f"-- content/{name} --\nx\n")
    assert sources(site) == [name]


def test_every_other_file_in_content_is_copied_as_it_is(tmp_path: Path) -> None:
    site, _ = read(tmp_path, "-- content/blog/x/index.md --\n-- content/blog/x/pic.png --\nx\n-- content/a.MD.txt --\n")
    assert assets(site) == ["/a.MD.txt", "/blog/x/pic.png"]


def test_sources_of_other_tools_are_not_published_and_told_as_hints(tmp_path: Path) -> None:
    names = ["a.mdx", "b.astro", "c.ts", "d.tsx", "e.jsx", "f.vue", "g.svelte", "h.MDX"]
    site, told = read(tmp_path, "".join(f"-- content/blog/{name} --\nx\n" for name in names))
    assert (sources(site), assets(site)) == ([], [])
    assert told == [f"content/blog/{name}:1:1 hint not-published" for name in sorted(names)]


def test_a_javascript_file_among_the_posts_is_published(tmp_path: Path) -> None:
    site, told = read(tmp_path, "-- content/blog/demo.js --\nx\n-- content/blog/data.json --\n{}\n")
    assert (assets(site), told) == (["/blog/data.json", "/blog/demo.js"], [])


def test_names_are_compared_in_their_composed_form(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "café")
    write_site(tmp_path, f"-- content/{decomposed}.md --\nx\n-- content/{decomposed}/{decomposed}.png --\nx\n")
    site, _ = read(tmp_path)
    assert (sources(site), assets(site)) == (["café.md"], ["/café/café.png"])
    assert (tmp_path / f"content/{decomposed}/{decomposed}.png").samefile(site.own_assets[0].origin)


@pytest.mark.parametrize("name", ["content/café.md", "content/café/index.md", "content/é.png", "layouts/é.html"])
@pytest.mark.parametrize("drafts", [False, True])
def test_two_files_whose_names_differ_by_their_composition_alone_are_an_error(
    tmp_path: Path, name: str, drafts: bool
) -> None:
    """One of them may be a draft: which of the two would be shown?"""
    composed, decomposed = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    for path, head in ((composed, "draft: true\n"), (decomposed, "")):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: X\n{head}---\n")
    if len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1:
        pytest.skip("this file system does not tell the two apart")
    built = build_site(tmp_path, URL, drafts=drafts)
    assert built.told() == [f"{name}:1:1 error same-name"]


STRANGE = [
    "a b.md",
    "it's.md",
    'quo"te.md',
    "😀.md",
    "%2e%2e.md",
    "a?b.md",
    "a#b.md",
    "a&b.md",
    "<b>.md",
    "-.md",
    "a..md",
    "*.md",
    "a:b.md",
    "~.md",
    "x" * 252 + ".md",
    "日本語.md",
]


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_makes_a_page_in_the_output_folder_that_links_lead_to(tmp_path: Path, name: str) -> None:
    """In one folder of its own, so that a file system that refuses the name is no fault."""
    stem = name.removesuffix(".md")
    root = tmp_path / "site"
    (root / "content/blog").mkdir(parents=True)
    try:
        (root / "content/blog" / name).write_text("---\ntitle: Strange\n---\nx\n")
    except OSError:
        pytest.skip("no such name on this file system")
    built = build_site(root, URL)
    assert built.told() == []
    assert f"blog/{stem}/index.html" in built.files
    assert all(".." not in path.split("/") for path in built.files)


@pytest.mark.parametrize("name", ["a\nb.md", "a\tb.md", "a\\b.md", "a\x1bb.md", "a\x7fb.md"])
def test_a_name_that_no_url_can_have_is_an_error_at_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / name).write_text("---\ntitle: X\n---\n")
    assert build_site(tmp_path, URL).told() == [f"content/{name}:1:1 error impossible-url"]


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"caf\xe9.png", b"caf\xe9/_index.md", b"caf\xe9/x.md"])
def test_a_name_that_is_not_utf_8_is_told_and_gives_no_traceback(tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"content", name)
    try:
        os.makedirs(os.path.dirname(path))
        with open(path, "w") as stream:  # noqa: PTH123 - bytes
            stream.write("---\ntitle: X\n---\n")
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    assert "error" in {str(one.severity) for one in build_site(tmp_path, URL).diagnostics}


def test_two_names_that_differ_by_case_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name in ("Post.md", "post.md"):
        (tmp_path / "content" / name).write_text("---\ntitle: X\n---\n")
    if len(list((tmp_path / "content").iterdir())) == 1:
        pytest.skip("this file system does not tell letters apart by case")
    assert build_site(tmp_path, URL).codes() == ["url-collision"]


def test_deep_folders_are_read(tmp_path: Path) -> None:
    folders = "/".join(["d"] * 200)
    site, _ = read(tmp_path, f"-- content/{folders}/a.md --\nx\n")
    assert sources(site) == [f"{folders}/a.md"]


# Nothing there


def test_a_content_folder_with_nothing_still_makes_a_home_page(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    built = build_site(tmp_path, URL)
    assert built.told() == []
    assert {"index.html", "404.html", "robots.txt", "sitemap.xml"} <= set(built.files)


@pytest.mark.parametrize("body", ["", "\n", "---\n---\n", "---\n---", "+++\n+++\n", "---\n# nothing\n---\n", "\ufeff"])
def test_a_post_with_nothing_in_it_is_named_after_its_file(tmp_path: Path, body: str) -> None:
    built = build_site(tmp_path, f"{URL}-- content/blog/my-post.md --\n{body}")
    assert built.told() == ["content/blog/my-post.md:1:1 warning no-title"]
    assert "<h1>My post</h1>" in built.files["blog/my-post/index.html"]


def test_a_post_that_is_only_frontmatter_is_a_page_without_text(tmp_path: Path) -> None:
    built = build_site(tmp_path, f"{URL}-- content/blog/x.md --\n---\ntitle: All I say\n---")
    assert built.told() == []
    assert "<h1>All I say</h1>" in built.files["blog/x/index.html"]


def test_a_large_file_beside_a_post_is_not_read_into_memory(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with (tmp_path / "content/big.bin").open("wb") as stream:
        stream.truncate(2**33)  # 8 GB that take no room
    site, _ = read(tmp_path)
    assert assets(site) == ["/big.bin"]


# Links of the file system


def test_a_link_inside_the_site_is_followed(tmp_path: Path) -> None:
    write_site(tmp_path, "-- shared/pic.png --\nx\n-- shared/posts/a.md --\nx\n-- content/b.md --\nx\n")
    link(tmp_path / "content/pic.png", "../shared/pic.png")
    link(tmp_path / "content/blog", tmp_path / "shared/posts")
    site, told = read(tmp_path)
    assert (sources(site), assets(site), told) == (["b.md", "blog/a.md"], ["/pic.png"], [])


def test_a_link_that_leads_out_of_the_site_is_told_and_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site(tmp_path, "-- secret/key.pem --\nsecret\n-- secret/a.md --\nsecret\n-- site-2/b.md --\nsecret\n")
    link(root / "content/key.pem", "../../secret/key.pem")
    link(root / "content/a.md", tmp_path / "secret/a.md")
    link(root / "content/folder", tmp_path / "secret")
    link(root / "content/neighbour", tmp_path / "site-2")
    link(root / "static/key.pem", "../../secret/key.pem")
    link(root / "layouts/post.html", "../../secret/key.pem")
    site, told = read(root)
    assert (sources(site), assets(site)) == ([], [])
    assert sorted(told) == sorted(
        f"{path}:1:1 warning link-out-of-site"
        for path in (
            "content/a.md",
            "content/folder",
            "content/key.pem",
            "content/neighbour",
            "static/key.pem",
            "layouts/post.html",
        )
    )
    assert "secret" not in text_of(site, "post.html")


def test_a_link_that_goes_out_by_way_of_a_link_inside_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site(tmp_path, "-- secret/a.md --\nsecret\n-- site/content/b.md --\nx\n")
    link(root / "door", tmp_path / "secret")
    link(root / "content/in", "../door")
    site, told = read(root)
    assert (sources(site), told) == (["b.md"], ["content/in:1:1 warning link-out-of-site"])


def test_the_content_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write_site(tmp_path, "-- vault/blog/a.md --\nx\n-- vault/pic.png --\nx\n")
    link(tmp_path / "site/content", tmp_path / "vault")
    site, told = read(tmp_path / "site")
    assert (sources(site), assets(site), told) == (["blog/a.md"], ["/pic.png"], [])


@pytest.mark.parametrize("target", [".", "..", "../..", "../blog"])
def test_a_link_to_a_folder_that_it_stands_in_is_not_walked_for_ever(tmp_path: Path, target: str) -> None:
    write_site(tmp_path, "-- content/blog/a.md --\nx\n")
    link(tmp_path / "content/blog/loop", target)
    site, _ = read(tmp_path)
    assert "blog/a.md" in sources(site)
    assert len(sources(site)) <= 3


def test_two_links_that_lead_to_each_other_are_left_out_with_a_warning(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\nx\n")
    link(tmp_path / "content/one.md", "two.md")
    link(tmp_path / "content/two.md", "one.md")
    link(tmp_path / "content/self", "self")
    site, told = read(tmp_path)
    assert sources(site) == ["a.md"]
    assert sorted(told) == [f"content/{name}:1:1 warning broken-link" for name in ("one.md", "self", "two.md")]


def test_a_link_to_nothing_is_left_out_with_a_warning(tmp_path: Path) -> None:
    link(tmp_path / "content/gone.md", "nowhere.md")
    site, told = read(tmp_path)
    assert (sources(site), told) == ([], ["content/gone.md:1:1 warning broken-link"])


def test_what_was_built_is_not_built_again_by_way_of_a_link(tmp_path: Path) -> None:
    """The site in the output folder would hold itself, one level deeper with each build."""
    write_site(tmp_path, "-- content/a.md --\nx\n-- dist/a/index.html --\nx\n")
    link(tmp_path / "content/out", "../dist")
    site, told = read(tmp_path)
    assert (assets(site), [line.split(" ", 1)[1] for line in told]) == ([], ["warning link-out-of-site"])


# Files that can't be read


def test_a_file_that_may_not_be_read_is_an_error_at_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the system's answer is made up."""
    really_open = io.open

    def denied(path: str | Path, *arguments: Any, **named: Any) -> Any:
        if os.path.basename(path).startswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return really_open(path, *arguments, **named)

    text = "-- content/a.md --\n-- content/locked.md --\n-- layouts/locked.html --\n-- layouts/strings/locked.toml --\n"
    write_site(tmp_path, text)
    monkeypatch.setattr("builtins.open", denied)
    monkeypatch.setattr(io, "open", denied)
    site, told = read(tmp_path)
    assert sources(site) == ["a.md"]
    assert sorted(told) == [
        "content/locked.md:1:1 error unreadable-file",
        "layouts/locked.html:1:1 error unreadable-file",
        "layouts/strings/locked.toml:1:1 error unreadable-file",
    ]


def test_a_folder_that_may_not_be_read_is_an_error_at_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def denied(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    site, told = read(tmp_path, "-- content/a.md --\nx\n-- content/locked/b.md --\nx\n")
    assert (sources(site), told) == (["a.md"], ["content/locked:1:1 error unreadable-file"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions_of_the_system_are_told_too(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\nx\n-- content/locked.md --\nx\n-- content/closed/b.md --\nx\n")
    (tmp_path / "content/locked.md").chmod(0)
    (tmp_path / "content/closed").chmod(0)
    try:
        site, told = read(tmp_path)
    finally:
        (tmp_path / "content/closed").chmod(0o755)
    assert sources(site) == ["a.md"]
    assert sorted(told) == [f"content/{name}:1:1 error unreadable-file" for name in ("closed", "locked.md")]


def test_what_is_neither_file_nor_folder_is_left_alone(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\nx\n")
    os.mkfifo(tmp_path / "content/pipe.md")
    site, _ = read(tmp_path)
    assert sources(site) == ["a.md"]


def test_a_folder_named_like_a_post_is_a_folder(tmp_path: Path) -> None:
    site, told = read(tmp_path, "-- content/blog.md/a.md --\nx\n")
    assert (sources(site), told) == (["blog.md/a.md"], [])


# Encodings and line ends


def test_files_that_are_not_utf_8_are_told_at_the_byte(tmp_path: Path) -> None:
    built = build_site(
        tmp_path,
        """
-- site.toml --
url = "https://example.org"
-- content/a.md --
---
title: Caf\udce9
---
-- layouts/post.html --
x
ab\udcff
-- layouts/strings/ja.toml --
home = "\udcff"
""",
    )
    assert sorted(built.told()) == [
        "content/a.md:2:11 error not-utf-8",
        "layouts/post.html:2:3 error not-utf-8",
        "layouts/strings/ja.toml:1:9 error not-utf-8",
    ]


def test_settings_that_are_not_utf_8_are_told_and_nothing_is_concluded_from_their_absence(tmp_path: Path) -> None:
    built = build_site(tmp_path, '-- site.toml --\nurl = "https://example.org"\n# caf\udce9\n-- content/a.md --\n# A\n')
    assert built.told() == ["site.toml:2:6 error not-utf-8"]


def test_a_file_in_utf_16_is_told_and_not_published(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_bytes("---\ntitle: A\n---\n".encode("utf-16"))
    assert build_site(tmp_path, URL).told() == ["content/a.md:1:1 error not-utf-8"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path, ending: str, mark: str) -> None:
    texts = {
        "site.toml": 'url = "https://example.org"\ntitle = "Site"\n',
        "content/blog/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\nOne\ntwo\n\n```python\nx = 1\n```\n",
        "layouts/post.html": '{% extends "theme/post.html" %}\n{% block post_footer %}\nmine\n{% endblock %}\n',
        "layouts/strings/en.toml": 'home = "Start"\nby = "von {author}"\n',
    }
    for folder, end, first in (("as it is", "\n", ""), ("changed", ending, mark)):
        for path, text in texts.items():
            (tmp_path / folder / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / path).write_bytes((first + text.replace("\n", end)).encode())
    expected, found = build_site(tmp_path / "as it is"), build_site(tmp_path / "changed")
    assert (found.told(), found.files) == ([], expected.files)


# The site's own before the shipped ones


def test_the_sites_own_static_files_come_before_the_shipped_ones(tmp_path: Path) -> None:
    site, told = read(tmp_path, "-- static/css/site.css --\nmine\n-- content/favicon.svg --\nmine\n")
    shipped = {asset.url for asset in site.shipped_assets}
    assert "/css/code.css" in shipped
    assert not {"/css/site.css", "/favicon.svg"} & shipped
    assert (assets(site), told) == (["/css/site.css", "/favicon.svg"], [])


def test_one_file_in_content_and_in_static_is_an_error(tmp_path: Path) -> None:
    built = build_site(tmp_path, f"{URL}-- content/a/pic.png --\none\n-- static/a/pic.png --\ntwo\n")
    assert built.told() == ["static/a/pic.png:1:1 error url-collision"]
    assert "content/a/pic.png" in built.diagnostics[0].message


def test_own_layouts_come_first_and_the_shipped_ones_stay_within_reach(tmp_path: Path) -> None:
    site, _ = read(tmp_path, "-- layouts/post.html --\nmine\n-- layouts/partials/new.html --\nnew\n")
    assert text_of(site, "post.html") == "mine\n"
    assert text_of(site, "theme/post.html") != "mine\n"
    assert text_of(site, "page.html") == text_of(site, "theme/page.html")
    assert text_of(site, "partials/new.html") == "new\n"


def test_own_words_override_the_shipped_ones_one_by_one(tmp_path: Path) -> None:
    site, told = read(tmp_path, '-- layouts/strings/en.toml --\nhome = "Start"\n')
    assert site.strings["en"]["home"] == "Start"
    assert site.strings["en"]["tags"] == "Tags"
    assert told == []


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    names = ["b.md", "a.md", "B.md", "z/a.md", "a/z.md", "é.md", "10.md", "9.md", "a-b.md"]
    site, _ = read(tmp_path, "".join(f"-- content/{name} --\nx\n" for name in names if name != "B.md"))
    assert sources(site) == sorted(sources(site))


def test_settings_from_another_file_are_told_under_its_name(tmp_path: Path) -> None:
    write_site(tmp_path, "-- site/content/a.md --\nx\n-- other.toml --\ntitel = 1\n")
    outcome = read_site(tmp_path / "site", Wishes(today=TODAY, config=tmp_path / "other.toml"))
    assert [(one.path, one.code) for one in outcome.diagnostics] == [("../other.toml", "unknown-setting")]


def test_folders_in_one_another_without_end_are_told_and_give_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "content" / "/".join("d" * (DEEPEST + 10))).mkdir(parents=True)
    write_site(tmp_path, "-- content/a.md --\nx\n")
    _, told = read(tmp_path)
    assert [line.split(" ", 1)[1] for line in told] == ["error too-deep"]
