"""The command as people and scripts use it: its options, its streams, its exit statuses."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen import __version__
from tests.support import PROJECT, command, run, tree, write_site

SITE = """
-- site.toml --
url = "https://example.org"
title = "Mine"
-- content/blog/a.md --
---
title: A
date: 2025-01-01
tags: [x]
aliases: [/old/]
---
[b](b.md) ![pic](/pic.svg) [home](/) <a href="/blog/b/">raw</a>
-- content/blog/b.md --
---
title: B
date: 2025-01-02
---
-- content/blog/draft.md --
---
title: Draft
draft: true
---
-- content/blog/future.md --
---
title: Future
date: 2999-01-01
---
-- static/pic.svg --
x
"""
WARNING = "-- content/blog/warned.md --\n---\ntitle: W\n---\n[x](/nope/)\n"
FAULT = "-- content/blog/wrong.md --\n---\ntitle: W\ndate: soon\n---\n"
SUMMARY = re.compile(r"(\d+) pages: (\d+) files written, (\d+) unchanged, (\d+) removed in \d+\.\d\d s(; .*)?\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", SITE)


def pages(root: Path, folder: str = "dist") -> set[str]:
    return {path.removesuffix("/index.html") for path in tree(root / folder) if path.endswith("/index.html")}


def numbers(stdout: str) -> tuple[int, int, int, int]:
    """Pages, written, unchanged, removed of the last line."""
    found = SUMMARY.fullmatch(stdout.splitlines(keepends=True)[-1])
    assert found, stdout
    total, written, unchanged, removed = map(int, found.groups()[:4])
    return total, written, unchanged, removed


# What it says


def test_it_ends_with_one_line_of_counts(root: Path) -> None:
    ran = command("build", root)
    total, written, unchanged, removed = numbers(ran.stdout)
    assert total == len(list((root / "dist").rglob("*.html")))
    assert (written, unchanged, removed) == (len(tree(root / "dist")) - 1, 0, 0)
    assert (ran.exit_code, ran.stderr) == (0, "")


def test_the_counts_are_those_of_this_build(root: Path) -> None:
    count = numbers(command("build", root).stdout)[1]
    assert numbers(command("build", root).stdout)[1:] == (0, count, 0)
    (root / "content/blog/b.md").unlink()
    _, written, unchanged, removed = numbers(command("build", root).stdout)
    assert removed == 1
    assert written > 0
    assert written + unchanged == count - 1


def test_warnings_are_counted_in_the_last_line_and_shown_on_the_error_stream(root: Path) -> None:
    ran = command("build", write_site(root, WARNING))
    assert ran.stdout.endswith("; 1 warning\n")
    assert "content/blog/warned.md:4:5: warning: " in ran.stderr
    assert ran.exit_code == 0


def test_posts_that_are_held_back_are_named(root: Path) -> None:
    said = command("build", root).stdout
    assert "content/blog/draft.md" in said
    assert "content/blog/future.md" in said


def test_paths_are_shown_as_seen_from_where_the_command_was_given(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(root, FAULT)
    for here, arguments, path in [
        (root, [], "content/blog/wrong.md"),
        (root.parent, ["site"], "site/content/blog/wrong.md"),
        (root / "content", [".."], "blog/wrong.md"),
    ]:
        monkeypatch.chdir(here)
        assert command("build", *arguments).stderr.startswith(f"{path}:3:7: error: ")


@pytest.mark.parametrize("output", [None, "out", "site/../out", "{root}/public"])
def test_files_in_the_output_folder_are_shown_where_they_are(
    root: Path, output: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    folder = Path((output or "site/dist").format(root=root))
    folder.mkdir()
    (folder / "index.html").write_text("mine")
    ran = command("build", "site", *(["-o", str(folder)] if output else []))
    shown = ran.stderr.partition(":1:1: error")[0]
    assert Path(shown).resolve() == (folder / "index.html").resolve()


# Options


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_says_nothing_but_errors(root: Path, option: str) -> None:
    ran = command("build", write_site(root, WARNING), option)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")
    ran = command("build", write_site(root, FAULT), option)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "wrong.md" in ran.stderr
    assert "warned.md" not in ran.stderr


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_verbose_names_every_file_that_is_written_or_removed(root: Path, option: str) -> None:
    lines = command("build", root, option).stdout.splitlines()
    assert {line.removeprefix("wrote ") for line in lines if line.startswith("wrote ")} | {".sitegen.json"} == set(
        tree(root / "dist")
    )
    (root / "content/blog/b.md").unlink()
    assert "removed blog/b/index.html" in command("build", root, option).stdout.splitlines()


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_output_names_another_folder(root: Path, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    assert command("build", "site", option, "there/deeper").exit_code == 0
    assert "blog/a" in pages(root.parent, "there/deeper")
    assert not (root / "dist").exists()


@pytest.mark.parametrize("option", ["-D", "--drafts"])
def test_drafts_publishes_drafts_too(root: Path, option: str) -> None:
    command("build", root, option)
    assert "blog/draft" in pages(root)
    assert "blog/future" not in pages(root)
    assert numbers(command("build", root).stdout)[3] == 1
    assert "blog/draft" not in pages(root)


def test_future_publishes_posts_of_days_to_come_too(root: Path) -> None:
    command("build", root, "--future")
    assert "blog/future" in pages(root)
    assert "blog/draft" not in pages(root)


@pytest.mark.parametrize("option", ["-c", "--config"])
def test_config_names_other_settings(root: Path, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "other.toml").write_text('url = "https://example.com"\ntitle = "Other"\n')
    monkeypatch.chdir(root.parent)
    assert command("build", "site", option, "other.toml").exit_code == 0
    home = (root / "dist/index.html").read_text("utf-8")
    assert "<title>Other</title>" in home
    assert "https://example.com/" in home


def test_a_fault_in_other_settings_is_shown_where_they_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "other.toml").write_text('\ntitel = "X"\n[[navigation]]\n')
    monkeypatch.chdir(root)
    ran = command("build", "-c", "../other.toml")
    assert ran.exit_code == 1
    assert "../other.toml:2:1: error: " in ran.stderr
    assert '    2 | titel = "X"\n      | ^\n' in ran.stderr


def test_a_warning_about_other_settings_names_their_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'url = "https://e.org"\n[[navigation]]\ntitle = "X"\nurl = "/nope/"\n'
    (root.parent / "other.toml").write_text(text)
    monkeypatch.chdir(root)
    assert command("build", "-c", "../other.toml").stderr.startswith("../other.toml:4:7: warning: ")


def test_strict_makes_warnings_errors_and_writes_nothing(root: Path) -> None:
    assert command("build", root, "--strict").exit_code == 0
    before = tree(root / "dist")
    ran = command("build", write_site(root, WARNING), "--strict")
    assert ran.exit_code == 1
    assert "warned.md:4:5: error: " in ran.stderr
    assert tree(root / "dist") == before


@pytest.mark.parametrize(
    ("url", "base", "origin"),
    [
        ("https://example.com/notes", "/notes", "https://example.com"),
        ("https://example.com/notes/", "/notes", "https://example.com"),
        ("http://localhost:8000", "", "http://localhost:8000"),
        ("https://example.com/a/b-c/~d/", "/a/b-c/~d", "https://example.com"),
        ("https://xn--wgv71a.example/", "", "https://xn--wgv71a.example"),
    ],
)
def test_base_url_is_applied_to_every_address(root: Path, url: str, base: str, origin: str) -> None:
    assert command("build", root, "--base-url", url).stderr == ""
    files = {path: body.decode() for path, body in tree(root / "dist").items() if path.endswith((".html", ".xml"))}
    addresses = [
        (path, name, str(node.attributes[name]))
        for path, text in files.items()
        if path.endswith(".html")
        for name in ("href", "src")
        for node in LexborHTMLParser(text).css(f"[{name}]")
    ]
    assert len(addresses) > 50
    for path, name, address in addresses:
        assert address.startswith((f"{base}/", f"{origin}{base}/", "#")), (path, name, address)
    for path in ("feed.xml", "sitemap.xml"):
        found = re.findall(r"https?://[^\s\"<&]+", files[path])
        own = [one for one in found if "w3.org" not in one and "sitemaps.org" not in one]
        assert own
        assert [one for one in own if not one.startswith(f"{origin}{base}/")] == []
    assert f"Sitemap: {origin}{base}/sitemap.xml" in (root / "dist/robots.txt").read_text()
    assert f"url={base}/blog/a/" in files["old/index.html"]


def test_every_address_in_a_feed_is_absolute(root: Path) -> None:
    """Also those that stay on the page: a feed is read elsewhere."""
    body = (
        "[a](#part) [b](b.md#x) ![c](/pic.svg) [d](?x=1) Note[^1].\n\n## Part\n\n[^1]: Text. <a href='/pic.svg'>e</a>\n"
    )
    write_site(root, f"-- content/blog/a.md --\n---\ntitle: A\ndate: 2025-01-01\n---\n{body}")
    assert command("build", root, "--base-url", "https://example.org/notes").exit_code == 0
    feed = ElementTree.parse(root / "dist/feed.xml").getroot()
    addresses = [str(link.attrib["href"]) for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    for content in feed.iter("{http://www.w3.org/2005/Atom}content"):
        nodes = LexborHTMLParser(content.text or "").css("[href], [src]")
        addresses += [str(node.attributes.get("href") or node.attributes.get("src")) for node in nodes]
    assert len(addresses) > 10
    assert [address for address in addresses if not address.startswith("https://example.org/notes/")] == []


PIC = "/notes/pic.svg"
RAW = {
    "unquoted": ("<img src=/pic.svg alt=x>", [PIC]),
    "in capitals": ("<IMG SRC='/pic.svg'>", [PIC]),
    "over lines": ('<a\n  class="x"\n  href="/pic.svg">x</a>', [PIC]),
    "a block": ('<div>\n<video poster="/pic.svg" src="/pic.svg"></video>\n</div>', [PIC, PIC]),
    "behind a quoted sign": ('<a title="a > b" href="/pic.svg">x</a>', [PIC]),
    "inside another attribute": ('<a title=\' href="/x"\' href="/pic.svg">x</a>', [PIC]),
    "with an ampersand": ('<a href="/pic.svg?a=1&amp;b=2">x</a>', [f"{PIC}?a=1&b=2"]),
    "with a bare ampersand": ('<a href="/pic.svg?a=1&section=2&copy=3">x</a>', [f"{PIC}?a=1&section=2&copy=3"]),
    "of a set": ('<img srcset="/pic.svg 1x, /pic.svg 2x">', [f"{PIC} 1x, {PIC} 2x"]),
    "of a set without spaces": ('<img srcset="/pic.svg 1x,/pic.svg 2x">', [f"{PIC} 1x,{PIC} 2x"]),
    "of a set with commas": (
        '<img srcset="/w_4,h_3/pic.svg 1x, /pic.svg 2x">',
        [f"/notes/w_4,h_3/pic.svg 1x, {PIC} 2x"],
    ),
    "of a set with data": (
        '<img srcset="data:image/png;base64,AAAA 1x, /pic.svg 2x">',
        [f"data:image/png;base64,AAAA 1x, {PIC} 2x"],
    ),
}


@pytest.mark.parametrize(("html", "expected"), RAW.values(), ids=RAW)
def test_base_url_is_applied_to_addresses_in_an_authors_html_too(root: Path, html: str, expected: list[str]) -> None:
    write_site(root, f"-- static/w_4,h_3/pic.svg --\nx\n-- content/blog/a.md --\n---\ntitle: A\n---\n{html}\n")
    assert command("build", root, "--base-url", "https://example.org/notes").stderr == ""
    body = LexborHTMLParser((root / "dist/blog/a/index.html").read_text("utf-8")).css_first(".post-body")
    assert body is not None
    names = ("href", "poster", "src", "srcset")
    assert [node.attributes[name] for name in names for node in body.css(f"[{name}]")] == expected


def test_comments_and_scripts_in_an_authors_html_are_no_links(root: Path) -> None:
    html = '<!-- <img src="/nope.png"> -->\n\n<script>const a = \'<a href="/nope/">\';</script>\n'
    (root / "content/blog/a.md").write_text(f"---\ntitle: A\n---\n{html}")
    ran = command("build", root, "--base-url", "https://example.org/notes")
    assert ran.stderr == ""
    built = (root / "dist/blog/a/index.html").read_text()
    assert 'src="/nope.png"' in built
    assert 'href="/nope/"' in built


# JSON


def parsed(stdout: str) -> dict[str, Any]:
    """The one object on the stream, which has one line and nothing else."""
    assert stdout.count("\n") == 1
    found = json.loads(stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("more", [[], ["-v"], ["-q"], ["--strict"]])
def test_json_is_one_object_on_standard_output_and_nothing_else(root: Path, more: list[str]) -> None:
    write_site(root, WARNING)
    ran = command("build", root, "--json", *more)
    said = parsed(ran.stdout)
    assert set(said) == {"pages", "written", "unchanged", "removed", "seconds", "held_back", "diagnostics"}
    assert {type(said[key]) for key in ("pages", "written", "unchanged", "removed")} == {int}
    assert 0 <= said["seconds"] < 60
    (told,) = said["diagnostics"]
    assert told == {
        "path": "content/blog/warned.md",
        "line": 4,
        "column": 5,
        "severity": "error" if "--strict" in more else "warning",
        "code": "missing-link",
        "message": told["message"],
        "hint": told["hint"],
    }
    assert ran.stderr == ""
    assert ran.exit_code == (1 if "--strict" in more else 0)


def test_json_of_a_site_with_problems_says_that_nothing_was_written(root: Path) -> None:
    ran = command("build", write_site(root, FAULT), "--json")
    said = parsed(ran.stdout)
    assert (ran.exit_code, said["written"], said["removed"]) == (1, 0, 0)
    assert [one["code"] for one in said["diagnostics"]] == ["unreadable-date"]
    (root / "site.toml").write_text("titel = 1")
    said = parsed(command("build", root, "--json").stdout)
    assert "unknown-setting" in {one["code"] for one in said["diagnostics"]}


# Exit statuses


def test_a_site_that_is_well_ends_with_zero_and_one_with_problems_with_one(root: Path) -> None:
    assert command("build", root).exit_code == 0
    assert command("build", write_site(root, WARNING)).exit_code == 0
    assert command("build", write_site(root, FAULT)).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["{root}/nowhere"],
        ["{root}/site.toml"],
        ["{root}/static"],
        ["{root}", "{root}"],
        ["{root}", "--nope"],
        ["{root}", "-o"],
        ["{root}", "-o", "{root}/content"],
        ["{root}", "-o", "{root}/site.toml"],
        ["{root}", "-c", "{root}/nowhere.toml"],
        ["{root}", "-c", "{root}/content"],
        ["{root}", "--base-url", "example.org"],
        ["{root}", "--base-url", "ftp://example.org"],
        ["{root}", "--base-url", "https://"],
        ["{root}", "--base-url", "https://example.org/?x=1"],
        ["{root}", "--base-url", "https://[::1"],
        ["{root}", "--base-url", "https://example.org:99999"],
        ["{root}", "--base-url", "javascript:alert(1)"],
        ["{root}", "--base-url", 'https://example.org/"><script>'],
        ["{root}", "--base-url", "https://example.org/\x01"],
    ],
)
def test_wrong_usage_ends_with_two_and_writes_nothing(root: Path, arguments: list[str]) -> None:
    before = tree(root)
    ran = command("build", *(argument.format(root=root) for argument in arguments))
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "Error: " in ran.stderr
    assert tree(root) == before


@pytest.mark.parametrize("arguments", [["nope"], ["build", "--json", "--nope"]])
def test_an_unknown_command_or_option_ends_with_two(arguments: list[str]) -> None:
    assert command(*arguments).exit_code == 2


def test_help_and_version_end_with_zero() -> None:
    assert command("build", "--help").exit_code == command("build", "-h").exit_code == command("--help").exit_code == 0
    assert __version__ in command("--version").stdout


def test_help_names_every_option_of_the_promise() -> None:
    shown = command("build", "--help").stdout
    for option in (
        *("-o,", "--output", "--base-url", "-c,", "--config", "-D,", "--drafts", "--future", "--strict"),
        *("-q,", "--quiet", "-v,", "--verbose", "--json", "[ROOT]"),
    ):
        assert option in shown


@pytest.mark.parametrize("epoch", ["99999999999999999", "-1", "soon", "", "1e9", "²"])
def test_a_day_that_is_none_in_the_environment_gives_no_traceback(
    root: Path, epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert command("build", root).exit_code in (0, 2)


def test_the_day_that_counts_as_today_can_be_set(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 2025-01-01
    command("build", root)
    assert {"blog/a"} == {page for page in pages(root) if page.startswith("blog/")}


# Where and what


def test_root_is_here_unless_it_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert command("build").exit_code == 0
    here = tree(root / "dist")
    monkeypatch.chdir(root.parent)
    shutil.rmtree(root / "dist")
    assert command("build", "site/").exit_code == 0
    assert tree(root / "dist") == here


def test_a_site_that_has_only_content_works(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/blog/a.md --\n# A\n")
    ran = command("build", tmp_path)
    assert ran.exit_code == 0
    written = set(tree(tmp_path / "dist"))
    assert {"index.html", "404.html", "robots.txt", "blog/index.html", "blog/a/index.html"} <= written
    assert {"css/site.css", "css/code.css", "js/theme.js", "favicon.svg"} <= written


@pytest.mark.parametrize("permalink", ["/v1.2", "/blog/node.js", "/blog/readme.md", "/x.html", "/x"])
def test_a_page_is_a_file_that_a_server_takes_for_html(tmp_path: Path, permalink: str) -> None:
    """A dot in a name makes it no file: releases are called so."""
    write_site(tmp_path, f"-- content/blog/a.md --\n---\ntitle: A\npermalink: {permalink}\n---\nonly here\n")
    assert command("build", tmp_path).exit_code == 0
    found = [path for path, body in tree(tmp_path / "dist").items() if b"<p>only here</p>" in body]
    assert [path.endswith(".html") for path in found] == [True]


def test_names_with_spaces_quotes_and_other_scripts_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / unicodedata.normalize("NFC", 'my "best" site\'s café 日本 %20 #1 ?')
    write_site(folder, SITE)
    assert command("build", folder, "-o", folder / "out put %2e").exit_code == 0
    assert "blog/a" in pages(folder, "out put %2e")


# Processes


def built_by(arguments: list[str], root: Path, *rest: str) -> subprocess.CompletedProcess[str]:
    """A command of the checkout, given in the folder of the site, which is not that of the project."""
    variables = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(
        [sys.executable, *arguments, *rest], cwd=root, env=variables, capture_output=True, text=True, check=False
    )


def test_build_py_is_the_same_as_the_module(root: Path) -> None:
    options = ["--strict", "-D", "--future", "-v"]
    script = built_by([str(PROJECT / "build.py")], root, *options, "-o", "by-script")
    module = built_by(["-m", "sitegen", "build"], root, *options, "-o", "by-module")
    assert tree(root / "by-script") == tree(root / "by-module")
    assert {"blog/draft", "blog/future"} <= pages(root, "by-script")
    assert script.stdout.splitlines()[:-1] == module.stdout.splitlines()[:-1]
    assert numbers(script.stdout) == numbers(module.stdout)
    assert (script.returncode, module.returncode) == (0, 0)


def on_a_terminal(root: Path, **environment: str) -> str:
    """What the error stream says if it is a terminal."""
    ours, theirs = pty.openpty()
    variables = {**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm-256color", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build", str(root)], env=variables, stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:
        pass  # Linux's way to say that the other side is closed
    os.close(ours)
    assert process.wait() == 1
    return said.decode()


def test_there_is_colour_on_a_terminal_only_and_not_against_a_wish(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(root, FAULT)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in on_a_terminal(root)
    assert "\x1b" not in on_a_terminal(root, NO_COLOR="1")
    assert "\x1b" not in command("build", root).stderr


@pytest.mark.parametrize("option", ["--json", "-v"])
def test_a_terminal_that_knows_few_characters_gives_no_traceback(root: Path, option: str) -> None:
    write_site(root, "-- content/日本.md --\n# 日本\n\n[x](/nope/)\n")
    ran = run("build", root, option, PYTHONIOENCODING="latin-1")
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 0


def test_a_reader_that_goes_away_gives_no_traceback(root: Path) -> None:
    line = f'"{sys.executable}" -m sitegen build "{root}" -v | head -1'
    variables = {**os.environ, "PYTHONPATH": str(PROJECT)}
    ran = subprocess.run(line, shell=True, env=variables, capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    assert ran.stdout.startswith("wrote ")


def test_what_is_held_back_is_in_the_json_and_in_the_last_lines(tmp_path: Path) -> None:
    head = "---\ntitle: X\n"
    write_site(
        tmp_path, f"-- content/a.md --\n{head}draft: true\n---\n-- content/b.md --\n{head}date: 2999-01-01\n---\n"
    )
    assert json.loads(command("build", "--json", tmp_path).stdout)["held_back"] == ["content/a.md", "content/b.md"]
    last = command("build", tmp_path).stdout.splitlines()[-2:]
    assert "content/a.md, content/b.md" in last[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_behind_the_standard_output_gives_no_traceback(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\n# A\n")
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "sitegen", "build", "-v", str(tmp_path)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            check=False,
        )
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--watch", "-o", "out"], "--output has no effect with --watch"),
        (["--watch", "--json"], "--json has no effect with --watch"),
        (["--watch", "--verify"], "--verify has no effect with --watch"),
        (["--port", "8080"], "--port needs --watch"),
        (["--no-drafts"], "--no-drafts needs --watch"),
    ],
)
def test_an_option_without_effect_is_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    write_site(tmp_path, SITE)
    ran = command("build", tmp_path, *arguments)
    assert (ran.exit_code, said in ran.stderr) == (2, True)
