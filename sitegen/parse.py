"""Stage one: a file as found becomes a file as understood, by itself."""

import msgspec

from sitegen import urls
from sitegen.dates import When
from sitegen.diagnostics import Diagnostic, Outcome, Place, error, hint, warning
from sitegen.languages import among
from sitegen.lazy import Lazy, pack
from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from sitegen.matter import Head, is_misread, read_head
from sitegen.model import Article, Card, Content, Document, Manuscript, Metadata, Post, Reading, Source
from sitegen.strings import FALLBACK, nearest_language
from sitegen.text import decode
from sitegen.urls import Location

LONGEST_DESCRIPTION = 200  # characters; search engines show about 160


def parse(manuscript: Manuscript) -> Outcome[Article]:
    """The post, or why there is none. A post with single faults is there too, so that all are found at once."""
    source, reading = manuscript.source, manuscript.reading.value
    text = decode(source)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    head = read_head(text.value, source.path)
    if head.value is None:
        return Outcome(None, head.diagnostics)
    location, metadata = place(source.path, head.value.metadata, reading)
    document = understand(_body(head.value, source.path, location.lang, reading))
    assert document.value is not None  # any text is Markdown
    title, about_title = _title(metadata, document.value, source.path, location, head.diagnostics)
    post = Post(
        key=urls.key_of(source.path),
        path=source.path,
        role=location.role,
        lang=location.lang,
        section=location.section,
        url=location.url,
        family=location.family,
        title="" if location.role == "post" else title,
        date=metadata.date,
        updated=metadata.updated,
        draft=metadata.draft,
        tags=metadata.tags,
        aliases=metadata.aliases,
        translations=metadata.translations,
        translation_key=metadata.translation_key,
        translated_from=metadata.translated_from,
        image=metadata.image,
        layout=metadata.layout,
        links=document.value.links,
        ids="\n".join(document.value.ids),
        unknown=document.value.unknown,
        has_language=not is_misread("lang", head.diagnostics),
        places=pack(head.value.places),
    )
    content = Content(title, metadata.description or shortened(document.value.summary), metadata, document.value.text)
    about_url = (*_impossible_url(post, metadata), *_without_effect(post, metadata))
    told = (*head.diagnostics, *document.diagnostics, *about_title, *about_url)
    return Outcome(Article(Lazy.of(post), Lazy.of(_card(content)), Lazy.of(content)), told)


def _card(content: Content) -> Card:
    metadata = content.metadata
    return Card(
        title=content.title,
        subtitle=metadata.subtitle or "",
        summary=content.description,
        date=metadata.date,
        color=metadata.color,
        tech=metadata.tech or "",
        draft=metadata.draft,
    )


def _body(head: Head, path: str, lang: str, reading: Reading) -> Body:
    words = dict(reading.words)
    spoken = nearest_language(lang, words) or FALLBACK
    own = {"math": head.metadata.math} if head.metadata.math is not None else {}
    return Body(
        text=head.body,
        path=path,
        first_line=head.body_line,
        given_title=head.metadata.title,
        lang=lang,
        own_urls=reading.own_urls,
        settings=msgspec.structs.replace(reading.markdown, **own),
        words=dict(words.get(spoken, ())),
    )


def name_languages(source: Source) -> Outcome[tuple[str, ...]]:
    """The languages that a file's frontmatter names, for a site that declares none. `parse` tells of faults."""
    text = decode(source)
    head = read_head(text.value, source.path) if text.value is not None else None
    metadata = head.value.metadata if head and head.value else Metadata()
    own = (metadata.lang,) if metadata.lang else ()
    return Outcome((*own, *(one.lang for one in metadata.translations)))


def place(path: str, metadata: Metadata, reading: Reading) -> tuple[Location, Metadata]:
    """Where the file's page belongs, by its path and then by what the frontmatter says."""
    location = urls.locate(urls.key_of(path), reading.languages, reading.default_language, reading.strip_dates)
    lang = among(metadata.lang, reading.languages) if metadata.lang else location.lang
    url = location.url
    if location.role in ("home", "section"):
        url = urls.list_url(lang, reading.default_language, location.section)
    elif metadata.permalink and location.role != "not_found":
        url = metadata.permalink
    elif metadata.slug and location.role != "not_found":
        url = urls.with_slug(url, metadata.slug)
    if metadata.date is None and location.day:
        metadata = msgspec.structs.replace(metadata, date=When(location.day))
    # Whoever puts posts right into content/ dates them; an about page has no date.
    role = "post" if location.role == "page" and metadata.date else location.role
    return msgspec.structs.replace(location, role=role, lang=lang, url=url), metadata


def _title(
    metadata: Metadata, document: Document, path: str, location: Location, about_head: tuple[Diagnostic, ...]
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The title, or one made of the file's name. A home page may go without: it has the site's."""
    title = metadata.title or document.title
    if title or location.role == "home":
        return title or "", ()
    name = location.name
    title = name.replace("-", " ").replace("_", " ").strip().capitalize() or name
    if location.role not in ("post", "page") or is_misread("title", about_head):
        return title, ()
    message = f"there is no title; the page is called “{title}” after its file"
    return title, (warning(path, Place(), "no-title", message, "add “title: …” to the frontmatter"),)


def _without_effect(post: Post, metadata: Metadata) -> tuple[Diagnostic, ...]:
    """A list and the page for what is not found have their places by what they are."""
    if post.is_text:
        return ()
    given = [key for key in ("permalink", "slug") if getattr(metadata, key)]
    message = f"this page is at “{post.url}” whatever its frontmatter says"
    return tuple(hint(post.path, post.place_of(key), "no-effect", message, f"leave “{key}” out") for key in given)


def _impossible_url(post: Post, metadata: Metadata) -> tuple[Diagnostic, ...]:
    wrong = urls.fault(post.url)
    if wrong is None:
        return ()
    key = "permalink" if metadata.permalink else "slug"
    message = f"no page can have the URL “{post.url}”: {wrong}"
    return (error(post.path, post.place_of(key), "impossible-url", message, "rename the file or give it a slug"),)


def shortened(text: str) -> str:
    """Plain text cut to the length of a description, at a space where there is one, and never inside of a character.

    What a reader takes for one character may be many: a flag, a family, a letter with its marks, a Korean syllable.
    """
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    from wcwidth import iter_graphemes

    end = end_of_words = 0
    for character in iter_graphemes(text):
        if end + len(character) >= LONGEST_DESCRIPTION:
            break
        if character.isspace():
            end_of_words = end
        end += len(character)
    return f"{text[: end_of_words if end_of_words > LONGEST_DESCRIPTION // 2 else end]}…"
