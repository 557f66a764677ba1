"""What every page of one language knows of the site."""

from collections.abc import Collection, Mapping, Sequence

from sitegen import colour, urls
from sitegen.config import Config, Fault, LanguageSettings, NavigationEntry
from sitegen.directory import Directory
from sitegen.model import Chrome, LanguageLink, NavigationLink
from sitegen.site import Site

FEED = "feed.xml"


def chrome(site: Site, lang: str, languages: Sequence[str], directory: Directory, words: Mapping[str, str]) -> Chrome:
    """The chrome of a language. `words` are the interface's, complete."""
    config = site.config
    own = config.languages.get(lang, LanguageSettings())
    home = directory.listings.get(("home", "", lang))
    title_of_home = home.text.title if home and home.text else ""
    dates = [post.date.day.year for post in directory.posts.values() if post.date]
    has_feed = any(post.date for post in directory.posts.values() if post.role == "post" and post.lang == lang)
    accent = colour.accent(config.theme_color)
    return Chrome(
        lang=lang,
        default_language=config.language,
        title=own.title or config.title or title_of_home,
        description=own.description or (config.description if lang == config.language else ""),
        author=own.author or config.author,
        base_url=config.base_url,
        home=urls.home_url(lang, config.language),
        feed=urls.home_url(lang, config.language) + FEED if has_feed and config.base_url else None,
        tags=directory.url_of("tags", lang),
        archive=directory.url_of("archives", lang),
        theme_color=accent.given if accent else "",
        stale_notes=config.stale_notes,
        mermaid=config.markdown.mermaid,
        navigation=_navigation(site, lang, directory, words),
        languages=tuple(LanguageLink(each, urls.home_url(each, config.language)) for each in languages),
        strings=tuple(sorted(words.items())),
        year=max(dates, default=None),
        generator=site.generator,
    )


def _navigation(site: Site, lang: str, directory: Directory, words: Mapping[str, str]) -> tuple[NavigationLink, ...]:
    if site.config.navigation is None:
        return _natural_navigation(site.config, lang, directory, words)
    own_urls, default = site.own_urls, site.config.language
    return tuple(_navigation_link(entry, own_urls, default, lang, directory) for entry in site.config.navigation)


def _navigation_link(
    entry: NavigationEntry, own_urls: Collection[str], default: str, lang: str, directory: Directory
) -> NavigationLink:
    url = known_url(entry.url, own_urls, directory.by_url) or entry.url
    accent = colour.accent(entry.color) if entry.color else None
    return NavigationLink(directory.in_language(url, lang) or url, _title(entry, lang, default), accent)


def _title(entry: NavigationEntry, lang: str, default: str) -> str:
    if isinstance(entry.title, str):
        return entry.title
    return entry.title.get(lang) or entry.title.get(default) or next(iter(entry.title.values()), entry.url)


def _natural_navigation(
    config: Config, lang: str, directory: Directory, words: Mapping[str, str]
) -> tuple[NavigationLink, ...]:
    """For a site that lists none: home, its sections and the pages at its top."""
    here = [listing for listing in directory.listings.values() if listing.lang == lang]
    sections = [
        (listing.title, listing.url)
        for listing in here
        if listing.kind == "section" and "/" not in listing.name and not listing.is_replaced
    ]
    at_top = [(post.title, post.url) for post in directory.posts.values() if post.role == "page" and post.lang == lang]
    links = [(words["home"], urls.home_url(lang, config.language)), *sorted(sections), *sorted(at_top)]
    return tuple(NavigationLink(url, title, None) for title, url in links)


def known_url(url: str, own_urls: Collection[str], known_urls: Collection[str]) -> str | None:
    """The page that an entry of the navigation means: `/blog` is `/blog/`, and a base path may be written out."""
    path = url.partition("#")[0]
    insides = (path, *(path.removeprefix(urls.base_path_of(own)) for own in own_urls))
    forms = (form for inside in insides for form in (inside, f"{inside}/"))
    found = next((form for form in forms if form in known_urls), None)
    return found and found + url.removeprefix(path)


def script_faults(config: Config, known_urls: Collection[str]) -> list[Fault]:
    """The script that draws diagrams, if there is no such file."""
    script = config.markdown.mermaid
    if not script or script in known_urls:
        return []
    message = f"there is no file “{script}” in static/, so diagrams stay text"
    advice = "put mermaid.min.js of a release of Mermaid into static/js/ and write /js/mermaid.min.js"
    return [Fault(("markdown", "mermaid"), "missing-file", message, advice)]


def navigation_faults(site: Site, known_urls: set[str]) -> list[Fault]:
    """Entries of the navigation that lead nowhere."""
    own_urls = site.own_urls
    entries = enumerate(site.config.navigation or ())
    return [
        Fault(
            ("navigation", at, "url"),
            "missing-page",
            f"there is no page “{entry.url}”",
            "the navigation leads there on every page",
        )
        for at, entry in entries
        if entry.url.startswith("/") and known_url(entry.url, own_urls, known_urls) is None
    ]
