"""Stage: a translation held against its original, so that none is out of date in silence."""

from sitegen.diagnostics import Outcome, warning
from sitegen.model import Content, State, Translated
from sitegen.staleness import Changes, changes


def changes_since(state: State | None, original: Content) -> Changes | None:
    """What has changed in an original since it was translated; nothing for a post that does not say."""
    return changes(state, original.text.sections) if state else None


def compare(translated: Translated) -> Outcome[None]:
    """A warning for a translation whose original has changed."""
    post = translated.post.value
    changed = changes_since(post.translated_from, translated.original.value)
    if not changed:
        return Outcome(None)
    named = ", ".join(f"“{heading}”" if heading else "the beginning" for heading in changed.headings)
    gone = f"{changed.gone} of its sections {'are' if changed.gone > 1 else 'is'} gone" if changed.gone else ""
    message = f"the original has changed since this was translated: {' and '.join(filter(None, (named, gone)))}"
    advice = f"bring it up to date, then: sitegen translate accept {post.path}"
    place = post.place_of("translated_from")
    return Outcome(None, (warning(post.path, place, "stale-translation", message, advice),))
