"""Stage: a translation held against its original, so that none is out of date in silence."""

from collections.abc import Sequence

from sitegen.diagnostics import Outcome, warning
from sitegen.lazy import Lazy
from sitegen.model import Page, Sheet, Text
from sitegen.staleness import Changes, changes


def changes_of(page: Page, texts: Sequence[Lazy[Text]]) -> Changes | None:
    """What has changed in the original of a page since it was translated; nothing for one that is no translation."""
    state = page.post.value.metadata.translated_from if page.post else None
    return changes(state, texts[1].value.sections) if state and page.original and len(texts) > 1 else None


def compare(sheet: Sheet) -> Outcome[None]:
    """A warning for a translation whose original has changed."""
    page = sheet.page.value
    changed = changes_of(page, sheet.texts) if isinstance(page, Page) else None
    if not changed or not isinstance(page, Page) or page.post is None:
        return Outcome(None)
    post = page.post.value
    named = ", ".join(f"“{heading}”" if heading else "the beginning" for heading in changed.headings)
    gone = f"{changed.gone} of its sections {'are' if changed.gone > 1 else 'is'} gone" if changed.gone else ""
    message = f"the original has changed since this was translated: {' and '.join(filter(None, (named, gone)))}"
    advice = f"bring it up to date, then: sitegen translate accept {post.path}"
    place = post.place_of("translated_from")
    return Outcome(None, (warning(post.path, place, "stale-translation", message, advice),))
