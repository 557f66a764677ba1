"""`translate` and `new`: the work on translations, from the command line."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import PROJECT, command, tree, write_site

SITE = """
-- site.toml --
url = "https://example.org"
[languages.en]
[languages.ja]
[languages.ko]
-- content/blog/x.md --
---
title: X # a title
description: |
  One

  Two
date: 2025-01-01
tags: [a, b]
slug: ex
own: {key: 1}
---
The beginning.

## First

Words.
-- content/blog/x.ja.md --
---
title: エックス
date: 2025-01-01
---
本文
-- content/blog/alone.md --
---
title: Alone
date: 2025-01-01
---
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")  # 2025-06-01
    write_site(tmp_path, SITE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def status(*arguments: str) -> Any:
    return json.loads(command("translate", "status", "--json", *arguments).stdout)


def states(*arguments: str) -> dict[str, str]:
    return {post["path"]: post["state"] for group in status(*arguments)["groups"] for post in group["posts"]}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# accept


@pytest.mark.parametrize("name", ["content/blog/x.ja.md", "blog/x.ja.md", "/ja/blog/x/", "ja/blog/x"])
def test_a_post_is_accepted_by_any_of_its_names(root: Path, name: str) -> None:
    before = tree(root)
    ran = command("translate", "accept", name)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "content/blog/x.ja.md is up to date with content/blog/x.md as it is now (2 sections)\n"
    after = tree(root)
    lines = after.pop("content/blog/x.ja.md").decode().splitlines()
    assert lines.pop(3).startswith("translatedFrom: en:")
    assert lines == before.pop("content/blog/x.ja.md").decode().splitlines()
    assert after == before
    assert states()["content/blog/x.ja.md"] == "current"


def test_what_is_accepted_stays_until_the_original_changes(root: Path) -> None:
    command("translate", "accept", "content/blog/x.ja.md")
    before = tree(root)
    assert "was already up to date" in command("translate", "accept", "content/blog/x.ja.md").stdout
    assert tree(root) == before
    edit(root / "content/blog/x.md", "Words.", "Other words.")
    (_, group) = status()["groups"]
    (_, post) = group["posts"]
    assert (post["state"], post["changed"], post["gone"]) == ("stale", ["First"], 0)
    assert "stale-translation" in command("check").stderr
    assert command("translate", "accept", "content/blog/x.ja.md").exit_code == 0
    assert "stale-translation" not in command("check").stderr


def test_paths_are_as_seen_from_where_the_user_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "content/blog")
    ran = command("translate", "accept", "x.ja.md", "--root", "../..")
    assert ran.stdout.startswith("x.ja.md is up to date with x.md ")
    monkeypatch.chdir(root.parent)
    assert command("translate", "accept", f"{root.name}/content/blog/x.ja.md", "--root", root.name).exit_code == 0


def test_mode_and_links_are_kept(root: Path) -> None:
    path = root / "content/blog/x.ja.md"
    target = path.rename(root / "content/blog/_real.md")
    path.symlink_to("_real.md")
    target.chmod(0o640)
    assert command("translate", "accept", "content/blog/x.ja.md").exit_code == 0
    assert path.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert b"translatedFrom" in target.read_bytes()
    assert sorted(os.listdir(root / "content/blog")) == ["_real.md", "alone.md", "x.ja.md", "x.md"]


def test_all_accepts_what_is_out_of_date_or_not_tracked(root: Path) -> None:
    assert command("translate", "accept", "--all").stdout.count("is up to date with") == 1
    assert states()["content/blog/x.ja.md"] == "current"
    assert command("translate", "accept", "--all").stdout == "no translation is out of date or without a note\n"


def test_the_language_of_the_original_may_be_named(root: Path) -> None:
    ran = command("translate", "accept", "content/blog/x.md")
    assert ran.exit_code == 1
    assert "content/blog/x.md:1:1: error: this post is in the site's default language" in ran.stderr
    assert "--from ja" in ran.stderr
    assert command("translate", "accept", "content/blog/x.md", "--from", "ja").exit_code == 0
    assert "translatedFrom: ja:" in (root / "content/blog/x.md").read_text("utf-8")
    # From now on the Japanese one is the original.
    assert states() == {
        "content/blog/x.md": "current",
        "content/blog/x.ja.md": "original",
        "content/blog/alone.md": "original",
    }
    assert "no translation in “ko”" in command("translate", "accept", "content/blog/x.md", "--from", "ko").stderr


def test_no_two_posts_are_translations_of_one_another(root: Path) -> None:
    write_site(root, "-- content/blog/x.ko.md --\n---\ntitle: 엑스\ndate: 2025-01-01\n---\n글\n")
    assert command("translate", "accept", "content/blog/x.ja.md").exit_code == 0
    assert command("translate", "accept", "content/blog/x.ko.md", "--from", "ja").exit_code == 0
    for origin in ("ja", "ko"):
        ran = command("translate", "accept", "content/blog/x.md", "--from", origin)
        assert (ran.exit_code, "circular-original" in ran.stderr) == (1, True), ran.stderr
    assert "translatedFrom" not in (root / "content/blog/x.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the posts that are up to date, or --all"),
        (["x", "--all"], "name the posts"),
        (["content/blog/y.ja.md"], "there is no post “content/blog/y.ja.md”; did you mean “content/blog/x.ja.md”?"),
        (["content/blog/x.ja.md", "--from", "jp"], "its language is “ja”"),
        (["content/blog/x.ja.md", "--from", "fr"], "the site has no “fr”; its languages are en, ja, ko"),
    ],
)
def test_wrong_usage_is_explained(root: Path, arguments: list[str], said: str) -> None:
    before = tree(root)
    ran = command("translate", "accept", *arguments)
    assert (ran.exit_code, said in ran.stderr, tree(root) == before) == (2, True, True), ran.stderr


def test_a_slug_of_several_posts_is_no_name(root: Path) -> None:
    write_site(root, "-- content/work/alone.md --\n# A\n")
    assert "content/work/alone.md" in command("translate", "accept", "alone").stderr


def test_a_post_without_translations_can_t_be_accepted(root: Path) -> None:
    ran = command("translate", "accept", "alone")
    assert (ran.exit_code, "no-original" in ran.stderr) == (1, True)


@pytest.mark.parametrize("command_line", [["translate", "accept"], ["new", "--lang", "ko", "--translate"]])
def test_of_a_file_that_can_t_be_read_only_that_is_told(root: Path, command_line: list[str]) -> None:
    (root / "content/blog/x.ja.md").write_text("---\ntitle: [\n---\n")
    for name in ("content/blog/x.ja.md", "blog/x.ja.md", "/ja/blog/x/", "ja/blog/x", "x"):
        ran = command(*command_line, name)
        assert (ran.exit_code, "broken-frontmatter" in ran.stderr, "did you mean" in ran.stderr) == (1, True, False)


def test_a_file_that_can_t_be_edited_safely_stays_and_the_line_is_told(root: Path) -> None:
    path = root / "content/blog/x.ja.md"
    edit(path, "date: 2025-01-01", "translatedFrom: >\n  en:aaaaaaaa\ndate: 2025-01-01")
    before = tree(root)
    ran = command("translate", "accept", "content/blog/x.ja.md")
    assert (ran.exit_code, tree(root) == before) == (1, True)
    assert "content/blog/x.ja.md:3:17: error: nothing was written" in ran.stderr
    assert "write this line into the frontmatter yourself: translatedFrom: en:" in ran.stderr


# status


def test_status_is_readable_in_80_columns(root: Path) -> None:
    command("translate", "accept", "--all")
    headings = "".join(f"\n## A rather long heading with the number {number}\n\nx\n" for number in range(6))
    edit(root / "content/blog/x.md", "Words.\n", f"Words.\n{headings}")
    ran = command("translate", "status")
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "\x1b" not in ran.stdout
    expected = """\
content/blog/x.md (en)
  ja  content/blog/x.ja.md
      out of date: “A rather long heading with the number 0”, “A rather long
      heading with the number 1”, “A rather long heading with the number 2”, “A
      rather long heading with the number 3”, “A rather long heading with the
      number 4”, “A rather long heading with the number 5”
  missing: ko

Without translations
  content/blog/alone.md (en)

0 of 1 groups complete, 1 translation missing in them, 1 out of date, 0 not
tracked, 1 post without translations
"""
    assert ran.stdout == expected


def test_status_keeps_long_tags_apart_from_paths(root: Path) -> None:
    edit(root / "site.toml", "[languages.ko]", "[languages.pt-BR]")
    (root / "content/blog/x.pt-BR.md").write_text("---\ntitle: X\n---\n", "utf-8")
    lines = command("translate", "status").stdout.splitlines()
    assert {"  ja     content/blog/x.ja.md", "  pt-BR  content/blog/x.pt-BR.md"} <= set(lines)


def test_status_as_json_has_its_form(root: Path) -> None:
    said = status()
    assert said["languages"] == ["en", "ja", "ko"]
    assert said["counts"] == {
        "groups": 2,
        "complete": 0,
        "missing": 3,
        "current": 0,
        "stale": 0,
        "untracked": 1,
        "no_original": 0,
    }
    group = said["groups"][1]
    assert {key: group[key] for key in ("original", "missing", "complete")} == {
        "original": "content/blog/x.md",
        "missing": ["ko"],
        "complete": False,
    }
    assert group["posts"][1] == {
        "path": "content/blog/x.ja.md",
        "url": "/ja/blog/x/",
        "lang": "ja",
        "draft": False,
        "state": "untracked",
        "translated_from": None,
        "changed": [],
        "gone": 0,
    }


def test_status_of_one_language_has_what_is_to_be_done_in_it(root: Path) -> None:
    assert [group["missing"] for group in status("--lang", "ja")["groups"]] == [["ja"], []]
    assert [group["missing"] for group in status("--lang", "ko")["groups"]] == [["ko"], ["ko"]]
    assert command("translate", "status", "--lang", "jp").exit_code == 2


def test_status_ends_with_zero_whatever_it_finds_but_not_if_it_can_t_read_the_site(root: Path) -> None:
    edit(root / "content/blog/x.ja.md", "date: 2025-01-01", "translatedFrom: ko:aaaaaaaa")
    assert states()["content/blog/x.ja.md"] == "no-original"
    assert command("translate", "status").exit_code == 0
    write_site(root, "-- content/blog/broken.md --\n---\ntitle: 'x\n---\n")
    ran = command("translate", "status")
    assert (ran.exit_code, "broken.md:2:8: error" in ran.stderr) == (0, True)
    write_site(root, "-- site.toml --\ntitle =\n")
    assert command("translate", "status").exit_code == 1


# new --translate

TWIN = """\
---
# To be translated:
title: X # a title
description: |
  One

  Two
# As in the original:
date: 2025-01-01
tags: [a, b]
own: {key: 1}
# A translation of content/blog/x.md:
lang: ko
translations:
  en: /blog/ex/
  ja: /ja/blog/x/
translatedFrom: STATE
draft: true
---
The beginning.

## First

Words.
"""


def test_a_twin_has_what_carries_over_and_the_text_to_write_over(root: Path) -> None:
    before = tree(root)
    ran = command("new", "--translate", "content/blog/x.md", "--lang", "ko")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "content/blog/x.ko.md\n", "")
    after = tree(root)
    twin = after.pop("content/blog/x.ko.md").decode()
    state = next(line.partition(": ")[2] for line in twin.splitlines() if line.startswith("translatedFrom"))
    assert twin == TWIN.replace("STATE", state)
    assert after == before
    assert command("check", "--drafts").stderr == ""
    assert states()["content/blog/x.ko.md"] == "current"


def test_the_twin_of_a_twin_has_each_comment_once(root: Path) -> None:
    command("new", "--translate", "content/blog/alone.md", "--lang", "ko")
    edit(root / "content/blog/alone.ko.md", "title: Alone", "# mine\ntitle: Alone # too")
    command("new", "--translate", "content/blog/alone.ko.md", "--lang", "ja")
    text = (root / "content/blog/alone.ja.md").read_text("utf-8")
    assert text.startswith(
        "---\n# To be translated:\ntitle: Alone # too\n# As in the original:\ndate: 2025-01-01\n"
        "# A translation of content/blog/alone.ko.md:\nlang: ja\n"
    )


SCHEMES = {
    "beside": ("content/blog/x.md", [], "content/blog/x.ko.md"),
    "a folder of a language and a country": ("content/en-GB/blog/x.md", [], "content/ko/blog/x.md"),
    "beside one with a language and a country": ("content/blog/x.en-GB.md", [], "content/blog/x.ko.md"),
    "beside one with a language": ("content/blog/x.en.md", [], "content/blog/x.ko.md"),
    "a folder of its own": ("content/blog/x/index.md", [], "content/blog/x/index.ko.md"),
    "in a folder of the language": ("content/en/blog/x.md", [], "content/ko/blog/x.md"),
    "in an inner folder of the language": ("content/blog/en/x.md", [], "content/blog/ko/x.md"),
    "as others of the language": ("content/blog/x.md", ["content/ko/blog/y.md"], "content/ko/blog/x.md"),
    "as others, further in": ("content/blog/x.md", ["content/blog/ko/y.md"], "content/blog/ko/x.md"),
    "as most others": (
        "content/blog/x.md",
        ["content/ko/a.md", "content/blog/y.ko.md", "content/blog/z.ko.md"],
        "content/blog/x.ko.md",
    ),
    "as others in other languages don't": ("content/blog/x.md", ["content/ja/blog/y.md"], "content/blog/x.ko.md"),
    "with the longer suffix": ("content/blog/x.markdown", [], "content/blog/x.ko.markdown"),
}


@pytest.mark.parametrize(("original", "others", "expected"), SCHEMES.values(), ids=SCHEMES)
def test_a_twin_is_put_where_the_site_has_its_like(
    tmp_path: Path, original: str, others: list[str], expected: str
) -> None:
    posts = "".join(f"-- {path} --\n---\ntitle: X\ndate: 2025-01-01\n---\n" for path in (original, *others))
    write_site(tmp_path, f'-- site.toml --\nurl = "https://e.org"\n[languages.ja]\n[languages.ko]\n{posts}')
    ran = command("new", "--translate", tmp_path / original, "--lang", "ko", "--root", tmp_path)
    assert Path(ran.stdout.strip()).resolve() == (tmp_path / expected).resolve()
    groups = json.loads(command("translate", "status", tmp_path, "--json").stdout)["groups"]
    assert {original, expected} in [{post["path"] for post in group["posts"]} for group in groups]


FRONTS = {
    "TOML": '+++\ntitle = "X"\ndate = 2025-01-01\n[own]\nkey = 1\n+++\nText',
    "braces": "---\n{title: X, date: 2025-01-01, own: {key: 1}}\n---\nText",
    "indented": "---\n  title: X\n  date: 2025-01-01\n  own: {key: 1}\n---\nText",
    "an anchor": "---\nslug: &a X\ntitle: *a\ndate: 2025-01-01\nown: {key: 1}\n---\nText",
    "draft by date": "---\ntitle: X\npublished: 2025-01-01\nown: {key: 1}\nstatus: draft\n---\nText",
}


@pytest.mark.parametrize("text", FRONTS.values(), ids=FRONTS)
def test_a_twin_can_be_made_of_any_frontmatter(root: Path, text: str) -> None:
    (root / "content/blog/x.md").write_text(text, "utf-8")
    assert command("new", "--translate", "content/blog/x.md", "--lang", "ko").exit_code == 0
    twin = (root / "content/blog/x.ko.md").read_text("utf-8")
    assert twin.endswith("draft: true\n---\nText")
    assert [word for word in ("title: X", "2025-01-01", "own:", "lang: ko") if word not in twin] == []
    assert command("check", "-D").exit_code == 0


def test_a_file_without_frontmatter_and_with_other_line_ends_has_a_twin(root: Path) -> None:
    (root / "content/blog/x.md").write_bytes(b"# X\r\n\r\nText\r\n")
    command("new", "--translate", "content/blog/x.md", "--lang", "ko", "--slug", "other")
    twin = (root / "content/blog/x.ko.md").read_bytes()
    assert twin.endswith(b"draft: true\r\n---\r\n# X\r\n\r\nText\r\n")
    assert b"slug: other\r\n" in twin
    assert twin.count(b"\n") == twin.count(b"\r\n")
    assert "/ko/blog/other/" in {post["url"] for group in status()["groups"] for post in group["posts"]}


def test_a_map_of_translations_gets_the_new_one(root: Path) -> None:
    edit(root / "content/blog/x.md", "own:", "translations:\n  ja: /ja/blog/x/ # here\nown:")
    command("new", "--translate", "content/blog/x.md", "--lang", "ko")
    assert "  ja: /ja/blog/x/ # here\n  ko: /ko/blog/x/\nown:" in (root / "content/blog/x.md").read_text("utf-8")
    assert command("check", "-D").stderr == ""


def test_a_map_that_can_t_be_edited_stays(root: Path) -> None:
    edit(root / "content/blog/x.md", "own:", "translations:\n  ? ja\n  : >\n    /ja/blog/x/\n\n\nown:")
    before = (root / "content/blog/x.md").read_bytes()
    ran = command("new", "--translate", "content/blog/x.md", "--lang", "ko")
    after = (root / "content/blog/x.md").read_bytes()
    assert ran.exit_code == 0
    assert after == before or b"ko: /ko/blog/x/" in after


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--translate", "content/blog/x.md"], "--translate needs --lang"),
        (["--translate", "content/blog/x.md", "--lang", "jp"], "its language is “ja”"),
        (["--translate", "content/blog/x.md", "--lang", "fr"], "add [languages.fr] to site.toml"),
        (["--translate", "content/blog/x.md", "--lang", "en"], "is in “en” itself"),
        (["--translate", "content/blog/x.md", "--lang", "ja"], "has a translation in “ja” already"),
        (["--translate", "content/blog/z.md", "--lang", "ko"], "there is no post"),
        (["content/y.md", "--translate", "content/blog/x.md", "--lang", "ko"], "PATH has no effect"),
        (["--translate", "content/blog/x.md", "--lang", "ko", "--title", "x"], "--title has no effect"),
        ([], "name the file of the new post"),
        (["y.md"], "is not in content"),
        (["content/y"], "did you mean content/y.md?"),
        (["content/blog/x.md"], "is there already"),
        (["content/y.md", "--lang", "jp"], "its language is “ja”"),
        (["content/y.md", "--slug", ".."], "no page can have the URL “/../”: it has a part “..”"),
        (["content/y.md", "--slug", "a?b"], "it has a “?” or “#”"),
        (["content/y.md", "--slug", "/"], "no page can have the URL"),
        (["--translate", "content/blog/x.md", "--lang", "ko", "--slug", "a/../../b"], "it has a part “..”"),
        (["content/blog/x.md/y.md"], "content/blog/x.md is a file, and no folder"),
        (["content/blog/x.md/deep/y.md"], "content/blog/x.md is a file, and no folder"),
        (["content/blog/.md"], "“.md” begins with “.”"),
        (["content/blog/_y.md"], "“_y.md” begins with “_”"),
        (["content/.blog/y.md"], "“.blog” begins with “.”"),
        (["content/blog/ex.md"], "the URL “/blog/ex/”, which content/blog/x.md has already"),
        (["content/blog/y.md", "--slug", "Alone"], "which content/blog/alone.md has already"),
        (["content/blog/y.ja.md", "--slug", "x"], "the URL “/ja/blog/x/”, which content/blog/x.ja.md has already"),
    ],
)
def test_what_can_t_be_made_is_explained_and_nothing_is_written(root: Path, arguments: list[str], said: str) -> None:
    before = tree(root)
    ran = command("new", *arguments)
    assert (ran.exit_code, tree(root) == before) == (2, True), ran.stderr
    assert said in ran.stderr


def test_a_twin_does_not_take_the_url_of_another_post(root: Path) -> None:
    write_site(root, "-- content/blog/y.md --\n---\nlang: en\npermalink: /ko/blog/x/\naliases: [/ko/b/]\n---\n")
    for slug in ([], ["--slug", "../b"], ["--slug", "X"]):
        before = tree(root)
        ran = command("new", "--translate", "content/blog/x.md", "--lang", "ko", *slug)
        assert (ran.exit_code, tree(root) == before) == (2, True)
    assert "which content/blog/y.md has already; --slug gives it another" in ran.stderr


def test_the_first_post_of_a_site_needs_no_folder(tmp_path: Path) -> None:
    ran = command("new", tmp_path / "content/blog/first.md", "--root", tmp_path)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert (tmp_path / "content/blog/first.md").is_file()


def test_a_file_that_is_in_the_way_of_a_twin_is_not_overwritten(root: Path) -> None:
    (root / "content/blog/x.ko.md").write_text("---\nlang: en\ntitle: Mine\n---\n")
    ran = command("new", "--translate", "content/blog/x.md", "--lang", "ko")
    assert (ran.exit_code, "is there already" in ran.stderr) == (2, True)


# new


def test_a_new_post_is_a_draft_of_today(root: Path) -> None:
    ran = command("new", "content/blog/deep/my-first_post.md")
    assert ran.stdout == "content/blog/deep/my-first_post.md\n"
    text = (root / "content/blog/deep/my-first_post.md").read_text("utf-8")
    assert text == "---\ntitle: My first post\ndate: 2025-06-01\ndraft: true\n---\n\n"


def test_a_new_post_has_the_title_and_the_language_that_are_asked_for(root: Path) -> None:
    command("new", "content/blog/2024-02-03-y.ja.md", "--title", "何: か", "--lang", "ja", "--slug", "z")
    text = (root / "content/blog/2024-02-03-y.ja.md").read_text("utf-8")
    assert text == "---\ntitle: '何: か'\ndate: 2024-02-03\nlang: ja\nslug: z\ndraft: true\n---\n\n"
    assert command("check", "-D").stderr == ""


def test_a_list_is_no_post_whatever_it_is_called(root: Path) -> None:
    for name in ("blog", "", "/"):
        write_site(root, "-- content/blog/_index.md --\ntext\n-- content/_index.md --\ntext\n")
        assert command("translate", "accept", name).exit_code == 2
        assert command("new", "--translate", name, "--lang", "ja").exit_code == 2


def run_with_small_disk(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """A process that can write no file of more than 8192 bytes."""
    call = [sys.executable, "-m", "sitegen", *arguments]
    return subprocess.run(
        call,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )


def test_a_new_file_that_cannot_be_written_whole_is_not_there(root: Path) -> None:
    (root / "content/blog/alone.md").write_text("word\n" * 20_000)
    ran = run_with_small_disk("new", "--translate", "content/blog/alone.md", "--lang", "ko", cwd=root)
    assert ran.returncode == 1
    assert not (root / "content/blog/alone.ko.md").exists()
