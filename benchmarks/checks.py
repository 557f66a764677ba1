"""Is what was built worth measuring? A generator that does less than it was asked for would look fast."""

from benchmarks.corpus import Post
from benchmarks.measure import Worthless
from benchmarks.site import Site

FEWEST_COLOURED = 3  # words in a block of code
ENTRIES = 20  # on a page of a list


def check_whole(site: Site) -> None:
    """Every post has its page, with its code in colours and a link to its twin; lists, tags and feeds are there."""
    for english, japanese in zip(site.posts[::2], site.posts[1::2], strict=True):
        _check_post(site, english, japanese)
        _check_post(site, japanese, english)
    wanted = len(site.posts) + _fewest_list_pages(site)
    found = sum(1 for _ in site.pages())
    _demand(site, found >= wanted, f"there are {found} pages, not {wanted}")
    for path in site.generator.beside:
        _demand(site, (site.output / path).is_file(), f"there is no {path}")


def _fewest_list_pages(site: Site) -> int:
    """Pages of the English list and of its tags. Pelican lists no translations, so more can't be asked of all."""
    english = [post for post in site.posts if post.language == "en"]
    return -(-len(english) // ENTRIES) + len({tag for post in english for tag in post.tags})


def _check_post(site: Site, post: Post, twin: Post) -> None:
    page = site.page(post)
    _demand(site, bool(page), f"{post.slug} has no page")
    blocks = page.count(site.generator.code)
    _demand(site, blocks == post.code_blocks, f"{post.slug} has {blocks} blocks of code, not {post.code_blocks}")
    coloured = page.count('<span class="')
    _demand(site, coloured >= FEWEST_COLOURED * blocks, f"the code of {post.slug} has no colours")
    address = "/" + site.generator.page(twin).removesuffix("index.html")
    _demand(site, f'"{address}"' in page, f"{post.slug} has no link to its twin")


def check_paragraph(site: Site, edition: str) -> None:
    _demand(site, edition in site.page(site.edited), "the edited paragraph is not on its page")


def check_title(site: Site, edition: str) -> None:
    _demand(site, edition in site.page(site.edited), "the edited title is not on its page")
    wanted = site.generator.pages_with_title
    found = sum(1 for page in site.pages() if edition in page)
    _demand(site, found >= wanted, f"the edited title is on {found} pages, not {wanted}")


def _demand(site: Site, is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Worthless(f"{site.generator.name}, in {site.output}: {otherwise}")
