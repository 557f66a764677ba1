"""`check`: all that a build would tell, and nothing written."""

import json
from pathlib import Path

import pytest

from tests.support import command, tree, write_site

GRAPH = """
-- site.toml --
url = "https://example.org"
title = "Mine"
[languages.en]
[languages.ja]
[languages.ko]
-- content/blog/sound.md --
---
title: Sound
date: 2025-01-01
translations: {ja: /blog/sound-ja/}
---
-- content/blog/sound-ja.md --
---
title: 問題なし
date: 2025-01-01
lang: ja
---
-- content/blog/missing.md --
---
title: Missing target
date: 2025-01-01
translations:
  ja: /blog/sund-ja/
---
-- content/blog/wrong-language.md --
---
title: Wrong language
date: 2025-01-01
translations:
  ko: /blog/sound-ja/
---
-- content/blog/twice-1.md --
---
title: Two of one language
date: 2025-01-01
translations:
  ja: twice-ja
---
-- content/blog/twice-2.md --
---
title: Two of one language
date: 2025-01-01
translations: {ja: twice-ja}
---
-- content/blog/twice-ja.md --
---
title: 二つ
date: 2025-01-01
lang: ja
---
-- content/blog/itself.md --
---
title: To itself
date: 2025-01-01
translations:
  en: itself.md
---
-- content/blog/to-draft.md --
---
title: A draft as target
date: 2025-01-01
translations:
  ja: /blog/draft-ja/
---
-- content/blog/draft-ja.md --
---
title: 下書き
date: 2025-01-01
lang: ja
draft: true
---
-- content/blog/to-future.md --
---
title: A target of days to come
date: 2025-01-01
translations:
  ja: /blog/future-ja/
---
-- content/blog/future-ja.md --
---
title: 未来
date: 2999-01-01
lang: ja
---
-- content/blog/unknown-code.md --
---
title: Unknown code
date: 2025-01-01
translations:
  japanese: /blog/sound-ja/
---
-- content/blog/country-code.md --
---
title: Country code
date: 2025-01-01
translations:
  jp: /blog/sound-ja/
---
-- content/blog/elsewhere.md --
---
title: On another site
date: 2025-01-01
translations:
  ja: https://example.com/x/
---
-- content/blog/original.md --
---
title: Original
date: 2025-01-01
---
The beginning.

## First

New words.
-- content/blog/original.ja.md --
---
title: 古い
date: 2025-01-01
translatedFrom: en:aaaaaaaa.bbbbbbbb
---
-- content/blog/orphan.ja.md --
---
title: 元がない
date: 2025-01-01
translatedFrom: en:aaaaaaaa
---
"""
EXPECTED = """
content/blog/country-code.md:5:3 error unknown-language
content/blog/elsewhere.md:5:7 hint translation-elsewhere
content/blog/itself.md:5:7 error translation-to-itself
content/blog/missing.md:5:7 warning translation-missing
content/blog/original.ja.md:4:17 warning stale-translation
content/blog/orphan.ja.md:4:17 warning no-original
content/blog/to-draft.md:5:7 warning translation-held-back
content/blog/to-future.md:5:7 warning translation-held-back
content/blog/twice-1.md:5:7 error translation-twice
content/blog/twice-2.md:4:20 error translation-twice
content/blog/unknown-code.md:5:3 error unknown-language
content/blog/wrong-language.md:5:7 error translation-language
"""
HINTS = {
    "country-code": "“ja”",
    "missing": "did you mean “/blog/sound-ja/”?",
    "wrong-language": "write “ja: …” here",
    "original.ja": "sitegen translate accept content/blog/original.ja.md",
}


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")  # 2025-06-01
    return write_site(tmp_path, GRAPH)


def test_every_kind_of_fault_in_the_graph_of_translations_is_told_where_it_was_made(graph: Path) -> None:
    ran = command("check", graph, "--json")
    said = json.loads(ran.stdout)
    found = [
        f"{one['path']}:{one['line']}:{one['column']} {one['severity']} {one['code']}" for one in said["diagnostics"]
    ]
    assert found == EXPECTED.split("\n")[1:-1]
    assert (ran.exit_code, ran.stderr, ran.stdout.count("\n")) == (1, "", 1)
    assert {key: said[key] for key in ("errors", "warnings", "hints")} == {"errors": 6, "warnings": 5, "hints": 1}
    for name, advice in HINTS.items():
        (one,) = [one for one in said["diagnostics"] if one["path"] == f"content/blog/{name}.md"]
        assert advice in one["hint"]


def test_it_tells_what_a_build_tells(graph: Path) -> None:
    for options in ([], ["--strict"], ["-D"], ["--future", "-D"], ["--base-url", "https://e.org/x"]):
        checked = json.loads(command("check", graph, "--json", *options).stdout)
        built = json.loads(command("build", graph, "--json", *options).stdout)
        assert checked["diagnostics"] == built["diagnostics"]


def test_nothing_is_written(graph: Path) -> None:
    before = sorted(path for path in graph.rglob("*"))
    command("check", graph)
    assert sorted(path for path in graph.rglob("*")) == before


def test_a_site_that_is_well_says_so(tmp_path: Path) -> None:
    write_site(tmp_path, '-- site.toml --\nurl = "https://e.org"\n-- content/a.md --\n# A\n')
    ran = command("check", tmp_path)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.endswith(" s: all is well\n")
    assert command("check", tmp_path, "-q").stdout == ""


def test_strict_makes_warnings_errors(tmp_path: Path) -> None:
    write_site(tmp_path, '-- site.toml --\nurl = "https://e.org"\n-- content/a.md --\n# A\n\n[x](/nope/)\n')
    assert command("check", tmp_path).exit_code == 0
    ran = command("check", tmp_path, "--strict")
    assert (ran.exit_code, "a.md:3:5: error" in ran.stderr) == (1, True)


def test_faults_of_templates_are_told_too(tmp_path: Path) -> None:
    layout = '{% extends "theme/post.html" %}\n{% block post_footer %}{{ 1 / 0 }}{% endblock %}\n'
    write_site(tmp_path, f"-- content/blog/a.md --\n# A\n-- layouts/post.html --\n{layout}")
    said = json.loads(command("check", tmp_path, "--json").stdout)
    assert ("layouts/post.html", 2) in {(one["path"], one["line"]) for one in said["diagnostics"]}


def test_settings_that_can_t_be_read_are_told(tmp_path: Path) -> None:
    write_site(tmp_path, "-- content/a.md --\n# A\n-- site.toml --\ntitle =\n")
    ran = command("check", tmp_path)
    assert (ran.exit_code, "site.toml:1:8: error" in ran.stderr) == (1, True)


def test_a_folder_that_is_no_site_is_wrong_usage(tmp_path: Path) -> None:
    assert command("check", tmp_path).exit_code == 2
    assert tree(tmp_path) == {}
