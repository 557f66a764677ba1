"""sitemap.xml with the languages of each page (sitemaps.org, and Google's use of hreflang in it), and robots.txt."""

from xml.etree.ElementTree import Element, SubElement, tostring

from sitegen import urls
from sitegen.model import Robots, Sitemap, SitemapEntry

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def render_sitemap(sitemap: Sitemap) -> str:
    root = Element("urlset", {"xmlns": NAMESPACE, "xmlns:xhtml": XHTML})
    for entry in sitemap.entries:
        _entry(SubElement(root, "url"), entry, sitemap)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _entry(element: Element, entry: SitemapEntry, sitemap: Sitemap) -> None:
    SubElement(element, "loc").text = urls.absolute(entry.url, sitemap.base_url)
    if entry.modified:
        SubElement(element, "lastmod").text = entry.modified.isoformat()
    languages = {link.lang: urls.absolute(link.url, sitemap.base_url) for link in entry.alternates}
    if languages:
        languages["x-default"] = languages.get(sitemap.default_language, next(iter(languages.values())))
    for lang, address in languages.items():
        SubElement(element, "xhtml:link", {"rel": "alternate", "hreflang": lang, "href": address})


def render_robots(robots: Robots) -> str:
    lines = ["User-agent: *", "Allow: /"]
    if robots.sitemap:
        lines += ["", f"Sitemap: {urls.absolute(robots.sitemap, robots.base_url)}"]
    return "\n".join(lines) + "\n"
