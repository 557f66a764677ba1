"""Posts to groups of translations: every way to declare one, and everything that can be wrong with it."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen import urls
from tests.support import Built, build_site, write_site

SETTINGS = """
-- site.toml --
url = "https://example.org/notes"
[languages.en]
[languages.ja]
[languages.ar]
"""


def post(path: str, *head: str) -> str:
    title = path.rpartition("/")[2].partition(".")[0].upper()
    return "\n".join([f"-- content/{path} --", "---", f"title: {title}", *head, "---", "text", ""])


def site(root: Path, *posts: str) -> Built:
    return build_site(root, SETTINGS + "".join(posts))


def switch(built: Built, url: str) -> dict[str, str]:
    """Language and address of each link of a page's language switch."""
    page = LexborHTMLParser(built.files[url.strip("/") + "/index.html" if url != "/" else "index.html"])
    links = page.css("main .language-switch a")
    return {str(link.attributes["hreflang"]): str(link.attributes["href"]) for link in links}


def pair(english: str, japanese: str) -> dict[str, str]:
    return {"en": f"/notes{english}", "ja": f"/notes{japanese}"}


TARGETS = [
    "/blog/b-jp",
    "/blog/b-jp/",
    "blog/b-jp",
    "/notes/blog/b-jp",
    "/notes/blog/b-jp/",
    "https://example.org/notes/blog/b-jp",
    "https://example.org/notes/blog/b-jp/",
    "b-jp",
    "../b-jp/",
    "b-jp.md",
    "./b-jp.md",
    "../blog/b-jp.md",
    "/content/blog/b-jp.md",
    "content/blog/b-jp.md",
    "/blog/b-jp.md",
    "blog/b-jp.md",
    "/blog/b-jp/#part",
    "/blog/b-jp?x=1",
    "/blog/b%2Djp/",
    " /blog/b-jp/ ",
]


@pytest.mark.parametrize("target", TARGETS)
def test_a_translation_is_found_however_it_is_written(tmp_path: Path, target: str) -> None:
    built = site(tmp_path, post("blog/a.md", f'translations: {{ja: "{target}"}}'), post("blog/b-jp.md", "lang: ja"))
    assert built.told() == []
    assert switch(built, "/blog/a") == switch(built, "/blog/b-jp") == pair("/blog/a/", "/blog/b-jp/")


@pytest.mark.parametrize("base_url", ["http://localhost:8000", "https://preview.example.net/42/"])
@pytest.mark.parametrize("target", [one for one in TARGETS if "notes" in one])
def test_the_sites_address_is_its_own_when_it_is_built_for_another(tmp_path: Path, target: str, base_url: str) -> None:
    write_site(
        tmp_path,
        SETTINGS + post("blog/a.md", f"translations: {{ja: {target}}}") + post("blog/b-jp.md", "lang: ja"),
    )
    built = build_site(tmp_path, base_url=base_url)
    base = base_url.removesuffix("/").removeprefix("http://localhost:8000").removeprefix("https://preview.example.net")
    assert built.told() == []
    assert switch(built, "/blog/a") == {"en": f"{base}/blog/a/", "ja": f"{base}/blog/b-jp/"}


@pytest.mark.parametrize("target", ["/blog/日本語/", "日本語", "/blog/%E6%97%A5%E6%9C%AC%E8%AA%9E", "日本語.md"])
def test_a_translation_is_found_in_any_script_encoded_or_not(tmp_path: Path, target: str) -> None:
    built = site(tmp_path, post("blog/a.md", f"translations: {{ja: {target}}}"), post("blog/日本語.md", "lang: ja"))
    assert built.told() == []
    assert switch(built, "/blog/a") == pair("/blog/a/", "/blog/%E6%97%A5%E6%9C%AC%E8%AA%9E/")


def test_a_translation_in_another_folder_is_found_by_relative_and_root_paths(tmp_path: Path) -> None:
    for number, target in enumerate(["../diary/b.md", "/diary/b.md", "content/diary/b.md", "/diary/b", "b"]):
        built = site(
            tmp_path / str(number), post("blog/a.md", f"translations: {{ja: {target}}}"), post("diary/b.md", "lang: ja")
        )
        assert (built.told(), switch(built, "/blog/a")) == ([], pair("/blog/a/", "/diary/b/")), target


def test_a_translation_is_found_by_its_slug_and_its_permalink(tmp_path: Path) -> None:
    for number, (target, head) in enumerate(
        [("new", "slug: new"), ("/p/q/", "permalink: /p/q"), ("q", "permalink: /p/q"), ("b.md", "slug: new")]
    ):
        built = site(
            tmp_path / str(number),
            post("blog/a.md", f"translations: {{ja: {target}}}"),
            post("blog/b.md", "lang: ja", head),
        )
        assert built.told() == []
        assert list(switch(built, "/blog/a")) == ["en", "ja"]


def test_of_several_posts_with_one_slug_the_one_in_the_right_language_is_meant(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translations: {ja: same}"),
        post("diary/same.md"),
        post("work/same.md", "lang: ja"),
        post("x/same.md", "lang: ar"),
    )
    assert built.told() == []
    assert switch(built, "/blog/a") == pair("/blog/a/", "/work/same/")


@pytest.mark.parametrize("written", ["ja", "JA", "ja-JP", "ja_JP"])
def test_the_languages_spelling_does_not_matter(tmp_path: Path, written: str) -> None:
    built = site(tmp_path, post("blog/a.md", f"translations: {{{written}: b}}"), post("blog/b.md", f"lang: {written}"))
    assert built.told() == []
    assert switch(built, "/blog/a") == pair("/blog/a/", "/blog/b/")


OWN_HOST = [
    "https://EXAMPLE.org/notes/blog/b/",
    "HTTPS://example.org/notes/blog/b",
    "https://example.org:443/notes/blog/b/",
    "http://example.org/notes/blog/b/",
    "http://Example.Org:80/notes/blog/b/",
    "//EXAMPLE.ORG/notes/blog/b/",
    "https://example.org/n%6Ftes/blog/b/",
]


@pytest.mark.parametrize("target", OWN_HOST)
def test_the_sites_own_address_is_its_own_in_every_spelling(tmp_path: Path, target: str) -> None:
    built = site(tmp_path, post("blog/a.md", f'translations: {{ja: "{target}"}}'), post("blog/b.md", "lang: ja"))
    assert built.told() == []
    assert switch(built, "/blog/a") == switch(built, "/blog/b") == pair("/blog/a/", "/blog/b/")


@pytest.mark.parametrize("url", ["https://EXAMPLE.org/notes", "https://example.org:443/notes/"])
def test_the_address_in_the_settings_may_be_in_every_spelling_too(tmp_path: Path, url: str) -> None:
    posts = post("blog/a.md", "translations: {ja: https://example.org/notes/blog/b/}") + post("blog/b.md", "lang: ja")
    built = build_site(tmp_path, SETTINGS.replace("https://example.org/notes", url) + posts)
    assert built.told() == []
    assert switch(built, "/blog/a") == pair("/blog/a/", "/blog/b/")


@pytest.mark.parametrize("base_url", ["https://preview.example", "https://preview.example/notes", "http://localhost/x"])
def test_a_site_built_for_another_address_still_knows_its_own(tmp_path: Path, base_url: str) -> None:
    text = SETTINGS.replace('"\n[', '"\nnavigation = [{ url = "/notes/blog/", title = "x" }]\n[', 1)
    posts = [
        post("blog/a.md", 'translations: {ja: "https://example.org/notes/blog/b/", ar: /notes/blog/c/}'),
        post("blog/b.md", "lang: ja").replace("text", f"[a](/notes/blog/a/) [b]({base_url}/blog/b/)"),
        post("blog/c.md", "lang: ar", f"translations: {{ja: {base_url}/blog/b/}}"),
    ]
    built = build_site(tmp_path, text + "".join(posts), base_url=base_url)
    assert built.told() == []
    path = urls.base_path_of(base_url)
    everyone = {"en": f"{path}/blog/a/", "ja": f"{path}/blog/b/", "ar": f"{path}/blog/c/"}
    assert switch(built, "/blog/a") == switch(built, "/blog/c") == everyone
    assert f'href="{path}/blog/a/"' in built.files["blog/b/index.html"]


@pytest.mark.parametrize("target", ["https://example.org/blog/", "https://EXAMPLE.org:443/", "//preview.example/x"])
def test_a_link_to_either_address_of_a_site_does_not_lead_out(tmp_path: Path, target: str) -> None:
    text = SETTINGS + '[markdown]\nexternal_rel = "nofollow"\n' + post("a.md").replace("text", f"[x]({target})")
    built = build_site(tmp_path, text, base_url="https://preview.example")
    assert 'rel="nofollow"' not in built.files["a/index.html"]


# One side is enough


def test_a_translation_declared_on_one_side_is_linked_on_both(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"), post("blog/b.md", "lang: ja", "translations: {en: /blog/a}"))
    assert built.told() == []
    assert switch(built, "/blog/a") == switch(built, "/blog/b") == pair("/blog/a/", "/blog/b/")


def test_a_chain_of_translations_is_one_group(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translations: {ja: b}"),
        post("blog/b.md", "lang: ja", "translations: {ar: c}"),
        post("blog/c.md", "lang: ar"),
    )
    everyone = {**pair("/blog/a/", "/blog/b/"), "ar": "/notes/blog/c/"}
    assert built.told() == []
    for url in ("/blog/a", "/blog/b", "/blog/c"):
        assert switch(built, url) == everyone
        assert list(switch(built, url)) == ["en", "ja", "ar"], "the site's order"


def test_the_current_page_is_marked_and_named_in_its_own_language(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translations: {ja: b, ar: c}"),
        post("blog/b.md", "lang: ja"),
        post("blog/c.md", "lang: ar"),
    )
    page = LexborHTMLParser(built.files["blog/b/index.html"])
    links = {str(link.attributes["lang"]): link for link in page.css("main .language-switch a")}
    assert {lang: link.text() for lang, link in links.items()} == {"en": "English", "ja": "日本語", "ar": "العربية"}
    assert [lang for lang, link in links.items() if link.attributes.get("aria-current") == "page"] == ["ja"]
    assert links["ar"].attributes["dir"] == "rtl"


def test_a_post_without_translations_has_no_switch_and_no_alternates(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"), post("blog/b.md", "lang: ja"))
    assert switch(built, "/blog/a") == {}
    assert 'hreflang="x-default"' not in built.files["blog/a/index.html"]


def test_every_alternate_is_a_page_and_one_is_for_all_others(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"), post("blog/b.md", "lang: ja", "translations: {en: a}"))
    for path in ("blog/a/index.html", "blog/b/index.html"):
        found = LexborHTMLParser(built.files[path]).css("link[rel=alternate][hreflang]")
        assert {str(link.attributes["hreflang"]): str(link.attributes["href"]) for link in found} == {
            "en": "https://example.org/notes/blog/a/",
            "ja": "https://example.org/notes/blog/b/",
            "x-default": "https://example.org/notes/blog/a/",
        }


# Without a map


@pytest.mark.parametrize("key", ["translationKey", "translationSlug", "page_id"])
def test_posts_with_one_key_are_translations_of_each_other(tmp_path: Path, key: str) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", f"{key}: 42"),
        post("blog/b.md", "lang: ja", f"{key}: '42'"),
        post("blog/c.md", "lang: ar", f"{key}: other"),
    )
    assert built.told() == []
    assert switch(built, "/blog/a") == pair("/blog/a/", "/blog/b/")
    assert switch(built, "/blog/c") == {}


FILES = {
    "a suffix": (("blog/x.md", "blog/x.ja.md"), ("/blog/x/", "/ja/blog/x/")),
    "a suffix on both": (("blog/x.en.md", "blog/x.ja.md"), ("/blog/x/", "/ja/blog/x/")),
    "a folder at the top": (("blog/x.md", "ja/blog/x.md"), ("/blog/x/", "/ja/blog/x/")),
    "folders on both": (("en/blog/x.md", "ja/blog/x.md"), ("/en/blog/x/", "/ja/blog/x/")),
    "a folder in the middle": (("blog/x.md", "blog/ja/x.md"), ("/blog/x/", "/blog/ja/x/")),
    "folders in the middle": (("blog/en/x.md", "blog/ja/x.md"), ("/blog/en/x/", "/blog/ja/x/")),
    "pages at the top": (("about.md", "about.ja.md"), ("/about/", "/ja/about/")),
    "a folder of its own": (("blog/x/index.md", "blog/x/index.ja.md"), ("/blog/x/", "/ja/blog/x/")),
    "a folder of its own for one": (("x.md", "x/index.ja.md"), ("/x/", "/ja/x/")),
    "a folder of its own for the other": (("x/index.md", "ja/x.md"), ("/x/", "/ja/x/")),
}


@pytest.mark.parametrize(("files", "urls"), FILES.values(), ids=FILES)
def test_files_that_differ_only_by_language_are_translations(
    tmp_path: Path, files: tuple[str, str], urls: tuple[str, str]
) -> None:
    built = site(tmp_path, *map(post, files))
    assert built.told() == []
    assert switch(built, urls[0]) == switch(built, urls[1]) == pair(*urls)


def test_a_country_or_an_undeclared_language_in_a_name_is_no_language(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/x.md"), post("blog/x.fr.md"), post("blog/x-ja.md"), post("fr/x.md"))
    assert {str(one.severity) for one in built.diagnostics} <= {"hint"}
    assert {"blog/x.fr/index.html", "blog/x-ja/index.html", "fr/x/index.html"} <= set(built.files)
    assert switch(built, "/blog/x") == {}


def test_a_language_that_only_a_post_has_is_none_in_file_names_and_worth_a_hint(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/b.md", "lang: fr"), post("blog/c.fr.md"), post("blog/d.fr.md", "lang: fr"))
    assert "content/blog/c.fr.md:1:1 hint maybe-language" in built.told()
    assert "“en”" in next(one.message for one in built.diagnostics if one.code == "maybe-language")


def test_an_old_code_is_the_language_that_it_was_for(tmp_path: Path) -> None:
    text = SETTINGS.replace("[languages.ja]", "[languages.he]")
    posts = post("a.md", "translations: {he: b}") + post("b.md", "lang: iw") + post("c.md") + post("c.iw.md")
    built = build_site(tmp_path, text + posts)
    assert built.told() == []
    assert switch(built, "/a") == {"en": "/notes/a/", "he": "/notes/b/"}
    assert switch(built, "/c") == {"en": "/notes/c/", "he": "/notes/he/c/"}


def test_the_language_of_the_frontmatter_wins_over_that_of_the_file(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/x.md"), post("blog/x.ja.md", "lang: ar"))
    assert built.told() == []
    assert switch(built, "/blog/x") == {"en": "/notes/blog/x/", "ar": "/notes/ja/blog/x/"}


def test_file_names_and_declarations_join_into_one_group(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("blog/x.md"), post("blog/x.ja.md"), post("blog/y.md", "lang: ar", "translations: {ja: x}")
    )
    assert built.told() == []
    assert list(switch(built, "/blog/x")) == ["en", "ja", "ar"]


def test_a_site_that_declares_no_languages_has_those_of_its_posts(tmp_path: Path) -> None:
    built = build_site(
        tmp_path,
        '-- site.toml --\nurl = "https://example.org/notes"\n'
        + post("blog/a.md", "translations: {ja: b}")
        + post("blog/b.md", "lang: ja"),
    )
    assert built.told() == []
    assert switch(built, "/blog/a") == pair("/blog/a/", "/blog/b/")


# Lists are translations by themselves


def test_lists_of_one_section_are_translations_of_each_other(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"), post("blog/b.md", "lang: ja"))
    assert set(switch(built, "/")) == {"en", "ja", "ar"}
    assert switch(built, "/blog") == pair("/blog/", "/ja/blog/") | {"ar": "/notes/ar/"}


MANY = "entries_per_page = 1\n"
LISTS = {
    "/": {"ja": "/ja/", "ar": "/ar/"},
    "/page/2/": {"ja": "/ja/page/2/", "ar": "/ar/"},
    "/page/3/": {"ja": "/ja/", "ar": "/ar/"},
    "/ja/page/2/": {"en": "/page/2/", "ar": "/ar/"},
    "/blog/": {"ja": "/ja/blog/", "ar": "/ar/"},
    "/blog/page/2/": {"ja": "/ja/blog/", "ar": "/ar/"},
    "/work/": {"ja": "/ja/", "ar": "/ar/work/"},
    "/blog/deep/": {"ja": "/ja/blog/", "ar": "/ar/"},
    "/tags/": {"ja": "/ja/tags/", "ar": "/ar/"},
    "/tags/x/": {"ja": "/ja/tags/x/", "ar": "/ar/"},
    "/tags/y/": {"ja": "/ja/tags/", "ar": "/ar/"},
    "/archive/": {"ja": "/ja/archive/", "ar": "/ar/archive/"},
    "/archive/2025/": {"ja": "/ja/archive/2025/", "ar": "/ar/archive/"},
    "/archive/2024/": {"ja": "/ja/archive/", "ar": "/ar/archive/2024/"},
    "/ar/archive/": {"en": "/archive/", "ja": "/ja/archive/"},
}
NEAREST = [
    post("blog/a.md", "date: 2025-01-01", "tags: [x, y]"),
    post("blog/deep/b.md", "date: 2024-01-01"),
    post("blog/deep/_index.md"),
    post("work/c.md"),
    post("blog/d.ja.md", "date: 2025-01-01", "tags: [x]"),
    post("diary/e.ja.md"),
    post("work/f.ar.md", "date: 2024-01-01"),
]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Built:
    text = SETTINGS.replace('"\n[', f'"\n{MANY}[', 1) + "".join(NEAREST)
    return build_site(tmp_path_factory.mktemp("lists"), text)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_leads_to_the_same_in_another_language_or_to_what_is_nearest(lists: Built, url: str) -> None:
    own = next(lang for lang in ("ja", "ar", "en") if url.startswith(f"/{lang}/") or lang == "en")
    everywhere = {**LISTS[url], own: url}
    assert switch(lists, url) == {lang: f"/notes{everywhere[lang]}" for lang in ("en", "ja", "ar")}


def test_only_true_counterparts_of_a_list_are_told_to_crawlers(lists: Built) -> None:
    true = {"/page/2/": "en ja", "/page/3/": "", "/blog/": "en ja", "/tags/x/": "en ja", "/tags/y/": ""}
    true |= {"/archive/": "en ja ar", "/archive/2024/": "en ar", "/blog/page/2/": "", "/work/": "en ar"}
    for url, languages in true.items():
        found = alternates(lists, url)
        assert [lang for lang in found if lang != "x-default"] == languages.split(), url
        clusters = [alternates(lists, other.removeprefix("https://example.org/notes")) for other in found.values()]
        assert all(cluster == found for cluster in clusters)


@pytest.mark.parametrize("place", ["content/ja/blog/index.md", "static/ja/blog/index.html", "content/x.md"])
def test_what_an_author_puts_in_the_place_of_a_list_is_no_counterpart_but_the_nearest(
    tmp_path: Path, place: str
) -> None:
    head = "title: x\nlang: ja\npermalink: /ja/blog/" if place == "content/x.md" else "title: x"
    built = site(tmp_path, post("blog/a.md"), post("blog/b.md", "lang: ja"), f"-- {place} --\n---\n{head}\n---\nx\n")
    assert switch(built, "/blog/")["ja"] == "/notes/ja/blog/"
    assert alternates(built, "/blog/") == {}


def test_a_site_in_one_language_has_no_switch_anywhere(tmp_path: Path) -> None:
    built = build_site(tmp_path, post("blog/a.md", "date: 2025-01-01", "tags: [x]"))
    assert not any("language-switch" in text for text in built.files.values())


@pytest.mark.parametrize("target", ["/ja/blog/", "/ja/", "/ja/404.html", "/ja/tags/"])
@pytest.mark.parametrize("has_text", [False, True])
def test_a_translation_that_leads_to_a_list_or_another_special_page_gives_no_traceback(
    tmp_path: Path, target: str, has_text: bool
) -> None:
    texts = [post(f"{name}.ja.md") for name in ("_index", "blog/_index", "404", "tags/_index")]
    built = site(
        tmp_path,
        post("blog/a.md", f"translations: {{ja: {target}}}", "tags: [x]"),
        post("blog/b.md", "lang: ja", "tags: [x]"),
        *(texts if has_text else ()),
    )
    (one,) = [one for one in built.diagnostics if one.path == "content/blog/a.md"]
    is_list = target != "/ja/404.html"
    assert (one.line, one.code) == (3, "translation-list" if is_list else "translation-missing")
    assert ("find each other by themselves" in one.hint, "did you mean" in one.hint) == (is_list, False)
    assert switch(built, "/blog/a") == {}


# What is wrong


def test_a_translation_to_nowhere_is_a_warning_and_its_link_is_left_out(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("blog/a.md", "translations:", "  ja: /blog/nope", "  ar: c"), post("blog/c.md", "lang: ar")
    )
    assert built.told() == ["content/blog/a.md:4:7 warning translation-missing"]
    assert switch(built, "/blog/a") == {"en": "/notes/blog/a/", "ar": "/notes/blog/c/"}
    assert "nope" not in "".join(built.files.values())


def test_a_translation_to_nowhere_names_the_nearest_page(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("blog/a.md", "translations: {ja: /blog/long-nam}"), post("blog/long-name.md", "lang: ja")
    )
    assert "/blog/long-name/" in built.diagnostics[0].hint


def test_a_translation_to_nowhere_names_no_page_in_another_language(tmp_path: Path) -> None:
    head = "translations: {ja: /blog/long-nam}"
    built = site(tmp_path / "one", post("blog/a.md", head), post("blog/long-name.md"))
    assert built.diagnostics[0].hint == "write the URL, slug or file of the other post"
    others = [post("blog/long-name.md"), post("blog/longer-name.md", "lang: ja")]
    built = site(tmp_path / "other", post("blog/a.md", head), *others)
    assert "/blog/longer-name/" in built.diagnostics[0].hint


def test_a_translation_is_found_by_its_old_address(tmp_path: Path) -> None:
    for number, target in enumerate(["/old/b/", "/old/b", "old/b", "https://example.org/notes/old/b/"]):
        built = site(
            tmp_path / str(number),
            post("blog/a.md", f"translations: {{ja: {target}}}"),
            post("blog/b.md", "lang: ja", "aliases: [/old/b/]"),
        )
        assert (built.told(), switch(built, "/blog/a")) == ([], pair("/blog/a/", "/blog/b/")), target


@pytest.mark.parametrize("lang", ["jp", "de-1996", "x-private", "[ja]"])
def test_nothing_follows_from_a_language_that_can_t_be_read(tmp_path: Path, lang: str) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translations: {ja: b.md}"),
        post("blog/b.md", f"lang: {lang}", "translations: {en: a}", "translationKey: k"),
        post("blog/c.md", "translationKey: k"),
        post("blog/b/index.ja.md"),
        post("blog/d.ja.md", "translations: {en: b.md}"),
    )
    assert [one.rpartition(" ")[0] for one in built.told()] == ["content/blog/b.md:3:7 error"]


def test_all_languages_of_a_map_that_are_none_are_told(tmp_path: Path) -> None:
    head = ["translations:", "  jp: /x/", "  ar: [c]", "  english: /y/", "  ja: /z/"]
    built = site(tmp_path, post("blog/a.md", *head))
    assert built.told() == [
        "content/blog/a.md:4:3 error unknown-language",
        "content/blog/a.md:5:7 error wrong-type",
        "content/blog/a.md:6:3 error unknown-language",
    ]


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("/blog/tea-in/", "did you mean “/blog/tea-ja/”?"),
        ("tea-jaa", "did you mean “/blog/tea-ja/”?"),
        ("Tea-JA", "did you mean “/blog/tea-ja/”?"),
        ("/blog/coffee/x", "write the URL, slug or file of the other post"),
    ],
)
def test_only_a_post_in_the_right_language_is_offered_instead(tmp_path: Path, target: str, hint: str) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", f"translations: {{ja: {target}}}"),
        post("blog/tea-inn.md"),
        post("blog/coffee-x.md"),
        post("blog/tea-ja.md", "lang: ja"),
        post("ja/_index.md"),
    )
    assert [one.hint for one in built.diagnostics] == [hint]


@pytest.mark.parametrize(
    "target",
    [
        "//[x",
        "http://[bad",
        "https://[::1",
        "https://example.org/notes//[x",
        "//ex\u2100mple",
        "\\x00",
        "#",
        "?",
        "/",
        "..",
        "../../..",
        "%",
        "%zz",
        "%00",
        "x" * 3000,
    ],
)
def test_an_impossible_address_gives_no_traceback(tmp_path: Path, target: str) -> None:
    built = site(tmp_path, post("blog/a.md", f'translations: {{ja: "{target}"}}'), post("blog/b.md", "lang: ja"))
    assert [(one.path, one.line, one.column) for one in built.diagnostics] == [("content/blog/a.md", 3, 20)]
    assert switch(built, "/blog/a") == {}


# On another site


def alternates(built: Built, url: str) -> dict[str, str]:
    page = LexborHTMLParser(built.files[url.strip("/") + "/index.html"])
    links = page.css("link[rel=alternate][hreflang]")
    return {str(link.attributes["hreflang"]): str(link.attributes["href"]) for link in links}


ELSEWHERE = {
    "https://example.com/x": "https://example.com/x",
    "//example.com/x?y=1": "https://example.com/x?y=1",
    "http://example.com": "http://example.com/",
    "https://example.org.evil.example/x": "https://example.org.evil.example/x",
    "https://example.org/notesx/": "https://example.org/notesx/",
    "https://example.com/日本": "https://example.com/%E6%97%A5%E6%9C%AC",
    "https://example.com/%E6%97%A5#a b": "https://example.com/%E6%97%A5#a%20b",
}


@pytest.mark.parametrize(("target", "address"), ELSEWHERE.items())
def test_a_translation_on_another_site_is_linked_to_as_it_is_with_a_hint(
    tmp_path: Path, target: str, address: str
) -> None:
    built = site(tmp_path, post("blog/a.md", f'translations: {{ja: "{target}"}}'))
    assert built.told() == ["content/blog/a.md:3:20 hint translation-elsewhere"]
    assert switch(built, "/blog/a") == {"en": "/notes/blog/a/", "ja": address}
    own = "https://example.org/notes/blog/a/"
    assert alternates(built, "/blog/a") == {"en": own, "ja": address, "x-default": own}


def test_a_translation_on_another_site_is_that_of_the_whole_group_in_pages_and_sitemap(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("blog/a.md"), post("blog/a.ar.md", "translations: {pt: https://e.com/a, ja: https://e.com/b}")
    )
    own = "https://example.org/notes/blog/a/"
    everyone = {"en": own, "ja": "https://e.com/b", "ar": "https://example.org/notes/ar/blog/a/"}
    everyone |= {"pt": "https://e.com/a", "x-default": own}
    assert alternates(built, "/blog/a") == alternates(built, "/ar/blog/a") == everyone
    assert list(switch(built, "/blog/a")) == ["en", "ja", "ar", "pt"], "the site's order, then the others"
    assert built.files["sitemap.xml"].count('hreflang="pt" href="https://e.com/a"') == 2
    link = LexborHTMLParser(built.files["blog/a/index.html"]).css(".language-switch a[hreflang=pt]")[0]
    assert (link.text(), link.attributes["lang"], link.attributes["dir"]) == ("Português", "pt", "ltr")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_post_of_ones_own_wins_over_one_on_another_site(tmp_path: Path, lang: str) -> None:
    head = f"translations: {{{lang}: https://example.com/x}}"
    built = site(tmp_path, post("blog/a.md", head), post("blog/a.ja.md"))
    assert built.told() == [f"content/blog/a.md:3:{20} hint translation-own"]
    assert switch(built, "/blog/a") == pair("/blog/a/", "/ja/blog/a/")


def test_two_addresses_on_other_sites_for_one_language_are_an_error_that_names_both(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translations: {ja: https://example.com/x}"),
        post("blog/a.ar.md", "translations:", "  ja: https://example.com/y"),
        post("blog/b.md", "translations: {ja: https://example.com/z}"),
    )
    (one,) = [one for one in built.diagnostics if str(one.severity) == "error"]
    assert (one.path, one.line, one.column, one.code) == ("content/blog/a.md", 3, 20, "translation-twice")
    assert "content/blog/a.ar.md:4:7" in one.message
    assert "https://example.com/y" in one.message


def test_one_address_on_another_site_may_be_named_by_all(tmp_path: Path) -> None:
    head = "translations: {ja: https://example.com/x}"
    built = site(tmp_path, post("blog/a.md", head), post("blog/a.ar.md", head))
    assert built.codes() == ["translation-elsewhere"] * 2


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://example.org/notes/x", "missing"),
        ("//example.org/notes/", "list"),
        ("https://example.org/notes", "list"),
    ],
)
def test_an_address_below_the_sites_own_is_no_other_site(tmp_path: Path, target: str, code: str) -> None:
    built = site(tmp_path, post("blog/a.md", f'translations: {{ja: "{target}"}}'))
    assert built.told() == [f"content/blog/a.md:3:20 warning translation-{code}"]


@pytest.mark.parametrize("target", ["mailto:a@b.c", "javascript:alert(1)", "data:x", "https://e<x>.com/", "https:///x"])
def test_what_is_no_address_of_a_page_is_no_translation(tmp_path: Path, target: str) -> None:
    built = site(tmp_path, post("blog/a.md", f'translations: {{ja: "{target}"}}'))
    assert built.told() == ["content/blog/a.md:3:20 warning translation-missing"]
    assert switch(built, "/blog/a") == {}


# What is held back


def test_a_slug_that_a_draft_shares_with_posts_in_other_languages_means_the_draft(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/x.md"),
        post("blog/x.ja.md", "draft: true"),
        post("blog/y.md", "lang: ar", "translations: {ja: x}"),
    )
    assert built.told() == ["content/blog/y.md:4:20 warning translation-held-back"]


@pytest.mark.parametrize(("head", "wish"), [("draft: true", {"drafts": True}), ("date: 2026-01-01", {"future": True})])
@pytest.mark.parametrize("target", ["/blog/b/", "b", "b.md"])
def test_a_translation_that_is_held_back_is_left_out_with_a_warning_until_it_is_shown(
    tmp_path: Path, head: str, wish: dict[str, bool], target: str
) -> None:
    text = SETTINGS + post("blog/a.md", f"translations: {{ja: {target}}}") + post("blog/b.md", "lang: ja", head)
    built = build_site(tmp_path, text)
    assert built.told() == ["content/blog/a.md:3:20 warning translation-held-back"]
    assert "/blog/b" not in "".join(built.files.values())
    shown = build_site(tmp_path, "", **wish)
    assert shown.told() == []
    assert switch(shown, "/blog/a") == pair("/blog/a/", "/blog/b/")


@pytest.mark.parametrize("target", ["/blog/a/", "a.md", "https://example.org/notes/blog/a/"])
def test_a_translation_that_is_the_post_itself_is_an_error(tmp_path: Path, target: str) -> None:
    built = site(tmp_path, post("blog/a.md", f"translations: {{ja: {target}}}"))
    assert built.told() == ["content/blog/a.md:3:20 error translation-to-itself"]


def test_a_post_that_lists_itself_as_its_translation_is_an_error(tmp_path: Path) -> None:
    whole = "translations: {en: /blog/a/, ja: /blog/b/}"
    built = site(tmp_path, post("blog/a.md", whole), post("blog/b.md", "lang: ja"))
    assert built.told() == ["content/blog/a.md:3:20 error translation-to-itself"]


def test_a_translation_in_the_wrong_language_is_an_error_that_names_both(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", "translations: {ja: b}"), post("blog/b.md", "lang: ar"))
    assert built.told() == ["content/blog/a.md:3:20 error translation-language"]
    assert "content/blog/b.md" in built.diagnostics[0].message
    assert built.diagnostics[0].hint == "write “ar: …” here, or write “lang: ja” there"
    assert switch(built, "/blog/a") == {}


@pytest.mark.parametrize(
    ("lang", "head", "advice"),
    [
        ("ar", "{ja: b}", "write “ar: …” here, or write “lang: ja” there"),
        ("en", "{ja: b}", "name a post in “ja” here, or write “lang: ja” there"),
        ("ar", "{ja: b, ar: c}", "name a post in “ja” here, or write “lang: ja” there"),
    ],
)
def test_a_translation_in_the_wrong_language_comes_with_advice_that_helps(
    tmp_path: Path, lang: str, head: str, advice: str
) -> None:
    others = [post("blog/b.md", f"lang: {lang}"), post("blog/c.md", "lang: ar")]
    built = site(tmp_path, post("blog/a.md", f"translations: {head}"), *others)
    assert [one.hint for one in built.diagnostics] == [advice]


def test_two_posts_of_one_language_in_a_group_are_an_error_that_names_both(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translations: {ja: j}"),
        post("blog/b.md", "translations: {ja: j}"),
        post("blog/j.md", "lang: ja"),
    )
    assert {one.code for one in built.diagnostics} == {"translation-twice"}
    assert {f"{one.path}:{one.line}:{one.column}" for one in built.diagnostics} == {
        "content/blog/a.md:3:20",
        "content/blog/b.md:3:20",
    }
    assert all("content/blog/a.md and content/blog/b.md" in one.message for one in built.diagnostics)


def test_two_posts_of_one_language_with_one_key_are_an_error_at_each_key(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "translationKey: k"),
        post("blog/b.md", "page_id: k"),
        post("blog/c.md", "lang: ja", "translationSlug: k"),
    )
    assert built.told() == [
        "content/blog/a.md:3:17 error translation-twice",
        "content/blog/b.md:3:10 error translation-twice",
        "content/blog/c.md:4:18 error translation-twice",
    ]


@pytest.mark.parametrize(
    "posts",
    [
        (post("blog/x.md", "lang: ja"), post("blog/x.ja.md")),
        (post("blog/x.md"), post("en/blog/x.md"), post("ja/blog/x.md")),
        (post("blog/x.md"), post("blog/x.ja.md"), post("ja/blog/x.md", "slug: y")),
    ],
)
def test_two_posts_of_one_language_by_their_paths_are_an_error(tmp_path: Path, posts: tuple[str, ...]) -> None:
    built = site(tmp_path, *posts)
    assert {one.code for one in built.diagnostics} == {"translation-twice"}


def test_two_posts_of_one_language_with_one_url_are_told_once(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/x.md"), post("blog/x.ja.md"), post("ja/blog/x.md"))
    assert [one.code for one in built.diagnostics] == ["url-collision"]


def test_a_mistake_in_another_file_is_not_told_twice(tmp_path: Path) -> None:
    """The post that can't be read is the one fault; that nobody can be linked to it follows from it."""
    built = site(tmp_path, post("blog/a.md", "translations: {ja: /blog/b}"), post("blog/b.md", "lang: ja", "x: [1"))
    assert [one.path for one in built.diagnostics] == ["content/blog/b.md"]


def test_the_order_in_which_files_are_found_changes_nothing(tmp_path: Path) -> None:
    posts = [
        post("blog/a.md", "translations: {ja: b}"),
        post("blog/b.md", "lang: ja"),
        post("blog/c.md", "lang: ar", "translations: {ja: b}"),
    ]
    forward = site(tmp_path / "forward", *posts)
    backward = site(tmp_path / "backward", *reversed(posts))
    assert forward.files == backward.files


def test_a_thousand_posts_with_one_key_are_told_without_a_thousand_names(tmp_path: Path) -> None:
    """As after an import in which every post has the same `page_id`."""
    built = site(tmp_path, *(post(f"blog/p{number:04}.md", "page_id: k") for number in range(300)))
    assert {one.code for one in built.diagnostics} == {"translation-twice"}
    assert all(len(one.message) < 400 for one in built.diagnostics)
