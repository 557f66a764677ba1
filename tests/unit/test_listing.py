"""Posts in lists: their order, their sections, their tags, cut into pages, and the posts beside each."""

from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sitegen.listing import pages
from sitegen.model import Pagination
from tests.support import Built, build_site

URL = '-- site.toml --\nurl = "https://example.org"\n'


def post(path: str, date: str = "", title: str = "", tags: str = "", lang: str = "") -> str:
    head = [f"title: {title or path.rpartition('/')[2].removesuffix('.md')}"]
    head += [f"{key}: {value}" for key, value in (("date", date), ("tags", tags), ("lang", lang)) if value]
    return "\n".join([f"-- content/{path} --", "---", *head, "---", "text", ""])


def site(root: Path, *texts: str, settings: str = "") -> Built:
    return build_site(root, URL + settings + "\n" + "".join(texts))


def nodes(built: Built, url: str, selector: str) -> list[LexborNode]:
    path = url.strip("/") + "/index.html" if url != "/" else "index.html"
    return LexborHTMLParser(built.files[path]).css(selector)


def entries(built: Built, url: str) -> list[str]:
    return [link.text() for link in nodes(built, url, ".entry-title a")]


def tags(built: Built, url: str) -> list[tuple[str, str | None]]:
    return [(link.text(), link.attributes["href"]) for link in nodes(built, url, "a[rel=tag]")]


def neighbours(built: Built, url: str) -> tuple[str | None, str | None]:
    """The addresses of the newer and the older post."""
    newer, older = (nodes(built, url, f".neighbours .{which}") for which in ("newer", "older"))
    return (
        newer[0].attributes["href"] if newer else None,
        older[0].attributes["href"] if older else None,
    )


# Order


def test_the_newest_post_comes_first(tmp_path: Path) -> None:
    dates = {"old": "2024-12-31", "new": "2025-02-01", "middle": "2025-01-15", "hour": "2025-01-15T00:01Z"}
    built = site(tmp_path, *(post(f"blog/{name}.md", date) for name, date in dates.items()))
    assert entries(built, "/blog/") == ["new", "hour", "middle", "old"]


def test_an_instant_is_compared_whatever_its_zone(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/tokyo.md", "2025-01-15T08:00+09:00"), post("blog/utc.md", "2025-01-15T01:00Z"))
    assert entries(built, "/blog/") == ["utc", "tokyo"]


def test_posts_of_one_date_come_by_the_names_of_their_files(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/z.md", "2025-01-01", "A title"),
        post("blog/a.md", "2025-01-01", "The title"),
        post("blog/m.md", "2025-01-01", "Another title"),
    )
    found = [link.attributes["href"] for link in nodes(built, "/blog/", ".entry-title a")]
    assert found == ["/blog/a/", "/blog/m/", "/blog/z/"]


def test_a_post_without_a_date_comes_after_all_that_have_one(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/none.md"), post("blog/old.md", "1970-01-01"), post("blog/a-none.md"))
    assert entries(built, "/blog/") == ["old", "a-none", "none"]


# Sections


def test_a_section_lists_the_posts_of_its_folder_and_of_the_folders_in_it(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "2025-01-01"),
        post("blog/2025/b.md", "2025-01-02"),
        post("blogs/c.md", "2025-01-03"),
        post("about.md"),
    )
    assert entries(built, "/blog/") == ["b", "a"]
    assert entries(built, "/blogs/") == ["c"]
    assert "blog/2025/index.html" not in built.files


def test_a_folder_in_a_section_has_a_list_of_its_own_if_it_has_words_for_it(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "2025-01-01"),
        post("blog/2025/b.md", "2025-01-02"),
        "-- content/blog/2025/_index.md --\n---\ntitle: The year\n---\n",
    )
    assert entries(built, "/blog/2025/") == ["b"]
    assert nodes(built, "/blog/2025/", "h1")[0].text() == "The year"


def test_a_section_is_named_by_its_words_or_after_its_folder(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("field-notes/a.md"), post("blog/b.md"), "-- content/blog/_index.md --\n# My blog\n\nHello\n"
    )
    assert nodes(built, "/field-notes/", "h1")[0].text() == "Field notes"
    assert nodes(built, "/blog/", "h1")[0].text() == "My blog"
    assert "Hello" in nodes(built, "/blog/", "main")[0].text()


def test_a_section_with_words_and_no_posts_is_there(tmp_path: Path) -> None:
    built = site(tmp_path, "-- content/work/_index.md --\n# Work\n")
    assert nodes(built, "/work/", "h1")[0].text() == "Work"


def test_the_home_page_lists_the_posts_of_all_sections_and_no_pages(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", "2025-01-01"), post("work/b.md", "2025-01-02"), post("about.md"))
    assert entries(built, "/") == ["b", "a"]


def test_each_language_has_lists_of_its_own(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", tags="[x]"),
        post("blog/b.md", lang="ja", tags="[x]"),
        settings="[languages.en]\n[languages.ja]\n[languages.ar]",
    )
    assert [entries(built, url) for url in ("/", "/blog/", "/tags/x/")] == [["a"]] * 3
    assert [entries(built, url) for url in ("/ja/", "/ja/blog/", "/ja/tags/x/")] == [["b"]] * 3
    assert entries(built, "/ar/") == []
    assert "ar/blog/index.html" not in built.files


def test_a_draft_is_in_no_list(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("blog/a.md"), "-- content/blog/b.md --\n---\ntitle: B\ndraft: true\ntags: [secret]\n---\n"
    )
    assert entries(built, "/blog/") == ["a"]
    assert not any("secret" in path or "secret" in text for path, text in built.files.items())


@pytest.mark.parametrize("name", ["blog/index.md", "blog.md"])
def test_a_section_whose_page_the_author_writes_keeps_its_neighbours_and_its_mark(tmp_path: Path, name: str) -> None:
    """As in Astro, where `src/pages/blog/index.md` is the list that the author wrote."""
    built = site(tmp_path, post("blog/a.md", "2025-01-01"), post("blog/b.md", "2025-01-02"), post(name, title="Mine"))
    assert nodes(built, "/blog/", "h1")[0].text() == "Mine"
    assert neighbours(built, "/blog/a/") == ("/blog/b/", None)
    marked = [link.attributes["href"] for link in nodes(built, "/blog/a/", ".navigation [aria-current]")]
    assert marked == ["/blog/"]


def test_a_page_in_the_place_of_the_home_page_leaves_no_link_to_a_feed_that_is_not_there(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", "2025-01-01"), "-- content/h.md --\n---\ntitle: H\npermalink: /\n---\n")
    linked = {link.attributes["href"] for link in nodes(built, "/blog/a/", "[href$='.xml']")}
    assert linked == {f"/{path}" for path in built.files if path == "feed.xml"}


def test_a_page_in_the_place_of_the_index_of_tags_leaves_the_posts_their_tags(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", tags="[x]"), post("tags.md", title="Mine"))
    assert "tags/x/index.html" in built.files
    assert tags(built, "/blog/a/") == [("x", "/tags/x/")]


# Tags


def test_tags_with_one_slug_are_one_tag_by_the_first_spelling_met(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/new.md", "2025-01-02", tags="[Machine Learning]"),
        post("blog/old.md", "2025-01-01", tags="[machine-learning, MACHINE LEARNING]"),
    )
    assert tags(built, "/tags/") == [("Machine Learning", "/tags/machine-learning/")]
    assert entries(built, "/tags/machine-learning/") == ["new", "old"]
    assert [count.text() for count in nodes(built, "/tags/", ".count")] == ["2 posts"]
    assert tags(built, "/blog/old/") == [("Machine Learning", "/tags/machine-learning/")]


def test_tags_that_differ_only_by_signs_stay_apart(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", tags='[C, "C++", "C#", "F#", ".NET", NET]'))
    assert len({href for _, href in tags(built, "/blog/a/")}) >= 5
    assert {"tags/c/index.html", "tags/c-plus-plus/index.html", "tags/c-sharp/index.html"} <= set(built.files)


ODD_TAGS = [
    "..",
    ".",
    "/",
    "../../x",
    "a/b",
    "page",
    "page/2",
    "index.html",
    "日本語",
    "😀",
    "--",
    " ",
    "\\u202e",
    "%2e%2e",
    "?",
    "#",
    "<b>",
    "x\\ty",
]


@pytest.mark.parametrize("tag", ODD_TAGS)
def test_an_odd_tag_has_a_page_inside_the_folder_of_tags(tmp_path: Path, tag: str) -> None:
    built = site(tmp_path, post("blog/a.md", tags=f'["{tag}", fine]'))
    assert built.told() == []
    for path in built.files:
        if path.startswith("tags/"):
            assert len(path.split("/")) <= 3
            assert not {"", ".", ".."} & set(path.split("/"))
    assert entries(built, "/tags/fine/") == ["a"]


@pytest.mark.parametrize("tag", ["x" * 300, "日" * 100, "𠮷" * 80, "!" * 100, "x" * 79 + "𠮷"])
def test_a_tag_too_long_for_a_folder_is_told_at_the_post_or_cut(tmp_path: Path, tag: str) -> None:
    built = site(tmp_path, post("blog/a.md", tags=f'[fine, "{tag}"]'))
    is_told = [(one.path, one.line) for one in built.diagnostics] == [("content/blog/a.md", 3)]
    assert is_told or all(len(part.encode()) <= 255 for path in built.files for part in path.split("/"))


def test_two_long_tags_that_differ_at_their_ends_stay_apart(tmp_path: Path) -> None:
    long = "word " * 40
    built = site(tmp_path, post("blog/a.md", tags=f"[{long}a]"), post("blog/b.md", tags=f"[{long}b]"))
    is_told = {one.path for one in built.diagnostics} == {"content/blog/a.md", "content/blog/b.md"}
    assert is_told or len(tags(built, "/tags/")) == 2


def test_very_many_tags_have_a_page_each(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", tags=f"[{', '.join(f't{number}' for number in range(500))}]"))
    assert len([path for path in built.files if path.startswith("tags/t")]) == 500
    assert len(tags(built, "/tags/")) == 500


def test_tags_come_in_the_order_of_their_names_whatever_their_case(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", tags="[b, C, a, É, 10, 9]"))
    assert [name for name, _ in tags(built, "/tags/")] == ["10", "9", "a", "b", "C", "É"]


def test_a_tag_twice_in_one_post_counts_once(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", tags="[x, X, x]"))
    assert entries(built, "/tags/x/") == ["a"]
    assert [count.text() for count in nodes(built, "/tags/", ".count")] == ["1 post"]


def test_a_site_without_tags_has_no_index_of_tags_and_no_link_to_one(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"))
    assert not any(path.startswith("tags/") for path in built.files)
    assert not any('href="/tags/' in text for text in built.files.values())


# Years


def years(built: Built, url: str) -> list[tuple[str, str | None, str]]:
    """Name, address and count of each year of an archive."""
    links, counts = nodes(built, url, ".years a"), nodes(built, url, ".years .count")
    return [(link.text(), link.attributes["href"], count.text()) for link, count in zip(links, counts, strict=True)]


def year_entries(built: Built, url: str) -> list[str]:
    return [link.text() for link in nodes(built, url, ".year-entries a")]


def test_an_archive_has_the_years_and_a_year_all_its_posts_newest_first(tmp_path: Path) -> None:
    dates = {"a": "2024-12-31", "b": "2025-02-01", "c": "2025-01-15T23:59-11:00", "d": "0999-01-01", "none": ""}
    built = site(
        tmp_path, *(post(f"blog/{name}.md", date) for name, date in dates.items()), settings="entries_per_page = 1"
    )
    assert years(built, "/archive/") == [
        ("2025", "/archive/2025/", "2 posts"),
        ("2024", "/archive/2024/", "1 post"),
        ("0999", "/archive/0999/", "1 post"),
    ]
    assert year_entries(built, "/archive/2025/") == ["b", "c"], "and not cut into pages"
    assert [time.text() for time in nodes(built, "/archive/2025/", ".year-entries time")] == [
        "February 1, 2025",
        "January 15, 2025",
    ]
    assert nodes(built, "/archive/2025/", "h1")[0].text() == "Posts from 2025"


def test_each_language_has_an_archive_in_its_words_and_a_link_to_it_in_the_footer(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "2025-01-01"),
        post("blog/b.md", "2024-01-01", lang="ja"),
        settings="[languages.en]\n[languages.ja]\n[languages.ar]",
    )
    assert years(built, "/ja/archive/") == [("2024", "/ja/archive/2024/", "1件の記事")]
    assert nodes(built, "/ja/archive/2024/", "h1")[0].text() == "2024年の記事"
    links = {url: [one.text() for one in nodes(built, url, ".footer-links a[href*=archive]")] for url in ("/", "/ja/")}
    assert links == {"/": ["Archive"], "/ja/": ["アーカイブ"]}
    assert "archive" not in built.files["ar/index.html"], "nothing has a date there"
    assert "https://example.org/ja/archive/2024/" in built.files["sitemap.xml"]


def test_a_site_without_dates_has_no_archive(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"), post("about.md"))
    assert not any("archive" in path or "archive" in text for path, text in built.files.items())


def test_an_authors_own_section_called_archive_stays_theirs(tmp_path: Path) -> None:
    built = site(tmp_path, post("archive/a.md", "2025-01-01"), post("blog/b.md", "2025-01-02"))
    assert entries(built, "/archive/") == ["a"]
    assert nodes(built, "/archive/", ".years") == []
    assert "archive/2025/index.html" not in built.files
    assert built.told() == []


def test_an_authors_own_page_called_archive_leaves_the_years(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md", "2025-01-01"), post("archive.md", title="Mine"))
    assert nodes(built, "/archive/", "h1")[0].text() == "Mine"
    assert year_entries(built, "/archive/2025/") == ["a"]
    assert built.told() == ["content/archive.md:1:1 hint list-replaced"]


def test_words_for_the_archive_come_from_its_index_file(tmp_path: Path) -> None:
    built = site(
        tmp_path, post("blog/a.md", "2025-01-01"), "-- content/archive/_index.md --\n---\ntitle: Old\n---\nHello\n"
    )
    assert nodes(built, "/archive/", "h1")[0].text() == "Old"
    assert "Hello" in nodes(built, "/archive/", "main")[0].text()
    assert years(built, "/archive/") == [("2025", "/archive/2025/", "1 post")]


def test_a_word_that_a_language_lacks_is_english_in_its_pages_and_told(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "2025-01-01", lang="eo"),
        settings="[languages.en]\n[languages.eo]\n",
    )
    assert built.told() == ["layouts/strings/eo.toml:1:1 warning missing-words"]
    assert nodes(built, "/eo/archive/", "h1")[0].text() == "Archive"
    assert years(built, "/eo/archive/") == [("2025", "/eo/archive/2025/", "1 post")]


def test_a_site_overrides_one_plural_form(tmp_path: Path) -> None:
    words = "-- layouts/strings/en.toml --\n[post_count]\none = 'a single post'\n"
    built = site(tmp_path, post("blog/a.md", "2025-01-01"), words)
    assert [count for *_, count in years(built, "/archive/")] == ["a single post"]


# Posts that a language lacks

BORROWED = [
    post("blog/old.md", "2025-01-01", tags="[x]"),
    post("blog/new.md", "2025-03-01"),
    post("blog/both.md", "2025-02-01"),
    post("blog/both.ja.md", "2025-02-01", title="両方", tags="[y]"),
    post("work/plan.md", "2024-01-01", lang="ar"),
    post("about.md"),
]
LANGUAGES = "[languages.en]\n[languages.ja]\n[languages.ar]"


def test_the_posts_that_a_language_lacks_are_hidden_unless_the_site_wants_them(tmp_path: Path) -> None:
    built = site(tmp_path, *BORROWED, settings=LANGUAGES)
    assert entries(built, "/ja/") == ["両方"]
    assert "ja/tags/x/index.html" not in built.files


def test_the_posts_that_a_language_lacks_come_after_its_own(tmp_path: Path) -> None:
    built = site(tmp_path, *BORROWED, settings=f'untranslated_posts = "after"\n{LANGUAGES}')
    assert entries(built, "/ja/") == ["両方", "new", "old", "plan"]
    assert entries(built, "/ja/blog/") == ["両方", "new", "old"]
    assert entries(built, "/ja/tags/x/") == ["old"]
    assert entries(built, "/") == ["new", "both", "old", "plan"]
    assert entries(built, "/ar/") == ["plan", "new", "both", "old"], "of a group the one in the site's language"
    assert year_entries(built, "/ja/archive/2025/") == ["両方", "new", "old"]
    assert entries(built, "/ja/work/") == ["plan"]


def test_the_posts_that_a_language_lacks_come_among_its_own(tmp_path: Path) -> None:
    built = site(tmp_path, *BORROWED, settings=f'untranslated_posts = "among"\n{LANGUAGES}')
    assert entries(built, "/ja/") == ["new", "両方", "old", "plan"]
    assert entries(built, "/ja/blog/") == ["new", "両方", "old"]


@pytest.mark.parametrize("order", ["after", "among"])
def test_a_post_in_another_language_is_marked_and_in_no_feed_and_nobodys_neighbour(tmp_path: Path, order: str) -> None:
    built = site(tmp_path, *BORROWED, settings=f'untranslated_posts = "{order}"\n{LANGUAGES}')
    for url, selector in (("/ja/", ".entry-title a"), ("/ja/archive/2024/", ".year-entries a")):
        (link,) = [link for link in nodes(built, url, selector) if link.text() == "plan"]
        marks = {name: link.attributes.get(name) for name in ("lang", "hreflang", "dir", "href")}
        assert marks == {"lang": "ar", "hreflang": "ar", "dir": "rtl", "href": "/work/plan/"}
    assert "العربية" in [mark.text() for mark in nodes(built, "/ja/", ".entry .entry-language")]
    (own,) = [link for link in nodes(built, "/ja/", ".entry-title a") if link.text() == "両方"]
    assert own.attributes.get("hreflang") is None
    assert "both" not in built.files["ja/feed.xml"].replace("/ja/blog/both/", "")
    assert neighbours(built, "/ja/blog/both/") == (None, None)
    assert neighbours(built, "/blog/both/") == ("/blog/new/", "/blog/old/")


def test_a_post_that_has_its_translation_on_another_site_is_not_lacking(tmp_path: Path) -> None:
    text = "-- content/blog/a.md --\n---\ntitle: a\ntranslations: {ja: https://example.com/a}\n---\nx\n"
    built = site(tmp_path, text, settings=f'untranslated_posts = "after"\n{LANGUAGES}')
    assert (entries(built, "/ja/"), entries(built, "/ar/")) == ([], ["a"])


# Pages


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (19, [19]), (20, [20]), (21, [20, 1]), (40, [20, 20]), (41, [20, 20, 1])]
)
def test_a_list_is_cut_into_pages_of_twenty(tmp_path: Path, count: int, sizes: list[int]) -> None:
    built = site(
        tmp_path, "-- content/blog/_index.md --\n# Blog\n", *(post(f"blog/p{number}.md") for number in range(count))
    )
    urls = ["/blog/", *(f"/blog/page/{number}/" for number in range(2, len(sizes) + 1))]
    assert [len(entries(built, url)) for url in urls] == sizes
    assert f"blog/page/{len(sizes) + 1}/index.html" not in built.files
    assert "blog/page/1/index.html" not in built.files
    assert len({title for url in urls for title in entries(built, url)}) == count
    for at, url in enumerate(urls):
        newer, older = (nodes(built, url, f".pagination [rel={rel}]") for rel in ("prev", "next"))
        assert [link.attributes["href"] for link in newer] == urls[max(at - 1, 0) : at]
        assert [link.attributes["href"] for link in older] == urls[at + 1 : at + 2]


@pytest.mark.parametrize("count", [0, 1, 20, 21, 41])
def test_pages_hold_every_entry_once_in_order(count: int) -> None:
    anything: Any = list(range(count))
    cut = pages(anything, 20, "/x/")
    assert [item for _, items, _ in cut for item in items] == anything
    assert [pagination.count for *_, pagination in cut] == [len(cut)] * len(cut)


def test_the_first_page_has_the_lists_own_url() -> None:
    cut = pages([], 20, "/x/")
    assert cut == [("/x/", [], Pagination(1, 1, None, None))]


def test_every_kind_of_list_is_cut_in_every_language(tmp_path: Path) -> None:
    posts = [post(f"blog/{lang}{number}.md", tags="[x]", lang=lang) for lang in ("en", "ja") for number in range(3)]
    built = site(tmp_path, *posts, settings="entries_per_page = 2\n[languages.en]\n[languages.ja]")
    for home in ("", "ja/"):
        assert {f"{home}{name}page/2/index.html" for name in ("", "blog/", "tags/x/")} <= set(built.files)
    assert "tags/page/2/index.html" not in built.files


def test_only_the_first_page_has_the_lists_words(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        "-- content/blog/_index.md --\n# Blog\n\nHello\n",
        post("blog/a.md"),
        post("blog/b.md"),
        settings="entries_per_page = 1",
    )
    assert "Hello" in nodes(built, "/blog/", "main")[0].text()
    assert "Hello" not in nodes(built, "/blog/page/2/", "main")[0].text()


def test_pages_of_one_list_have_titles_of_their_own(tmp_path: Path) -> None:
    built = site(tmp_path, post("blog/a.md"), post("blog/b.md"), settings='title = "S"\nentries_per_page = 1')
    titles = [nodes(built, url, "title")[0].text() for url in ("/blog/", "/blog/page/2/", "/")]
    assert len(set(titles)) == 3


# Neighbours


def test_each_post_knows_the_newer_and_the_older_of_its_section(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        *(post(f"blog/{name}.md", f"2025-01-0{number}") for number, name in enumerate("abc", start=1)),
        post("work/w.md", "2025-01-02"),
    )
    assert neighbours(built, "/blog/a/") == ("/blog/b/", None)
    assert neighbours(built, "/blog/b/") == ("/blog/c/", "/blog/a/")
    assert neighbours(built, "/blog/c/") == (None, "/blog/b/")
    assert neighbours(built, "/work/w/") == (None, None)


def test_neighbours_are_of_one_language(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "2025-01-01"),
        post("blog/b.md", "2025-01-02", lang="ja"),
        post("blog/c.md", "2025-01-03"),
    )
    assert neighbours(built, "/blog/a/") == ("/blog/c/", None)
    assert neighbours(built, "/blog/b/") == (None, None)


def test_neighbours_are_found_in_the_folders_of_a_section_too(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        post("blog/a.md", "2025-01-01"),
        post("blog/2025/b.md", "2025-01-02"),
        "-- content/blog/2025/_index.md --\n# Year\n",
    )
    assert neighbours(built, "/blog/a/") == ("/blog/2025/b/", None)
    assert neighbours(built, "/blog/2025/b/") == (None, "/blog/a/")


def test_a_page_at_the_top_has_no_neighbours(tmp_path: Path) -> None:
    built = site(tmp_path, post("about.md"), post("now.md"))
    assert neighbours(built, "/about/") == (None, None)
