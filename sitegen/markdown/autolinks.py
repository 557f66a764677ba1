"""Bare addresses become links, by the rules of GitHub.

No place of a text is looked at more than a few times, however many addresses seem to begin in it: hence the bounds.
"""

import re
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

BEFORE = frozenset(" \t\r\n*_~(")  # what an address may follow, beside nothing
WEB = ("https", "http")
POST = ("mailto", "xmpp")
WWW = "www."
LONGEST_HOST = 255  # by the rules of the domain name system
LONGEST_MAILBOX = 255
HOST = re.compile(rf"[^\s!\"#%&'()*,/:;<?@\[\\\]{{}}]{{0,{LONGEST_HOST}}}")
REST = re.compile("[^ \t\r\n\0\v\f<]*")
TRAILING = frozenset("?!.,:*_~'\"[]")
ENTITY = re.compile(r"&[^\W\d_]+;\Z")
LONGEST_ENTITY = 40  # longer than any name that HTML knows
MAILBOX_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_")
MAILBOX = re.compile(rf"[a-zA-Z0-9.+_-]{{1,{LONGEST_MAILBOX}}}@")
MAIL_HOST = re.compile(r"[a-zA-Z0-9_-]++(?:\.[a-zA-Z0-9][a-zA-Z0-9_-]*+)++(?<=[a-zA-Z0-9])(?!@)")
RESOURCE = re.compile(r"/[a-zA-Z0-9@.]*[a-zA-Z0-9]")


def add(parser: MarkdownIt) -> None:
    parser.inline.add_terminator_char("w")
    parser.inline.ruler.push("autolink_www", _www)
    parser.inline.ruler.push("autolink_scheme", _scheme)
    parser.inline.ruler.push("autolink_mail", _mail)


def _www(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or not state.src.startswith(WWW, start) or not _may_begin(state, start):
        return False
    end = _web_end(state, start + len(WWW), least_dots=1)
    return end is not None and _link(state, start, end, "http://")


def _scheme(state: StateInline, silent: bool) -> bool:
    """The letters of the scheme are read already: they are taken back from the text."""
    if silent or state.src[state.pos] != ":":
        return False
    scheme = next((one for one in (*WEB, *POST) if state.src.endswith(one, 0, state.pos)), None)
    if scheme is None or not state.pending.endswith(scheme) or not _may_begin(state, state.pos - len(scheme)):
        return False
    end = _after_web_scheme(state) if scheme in WEB else _after_post_scheme(state, scheme)
    return end is not None and _link(state, state.pos - len(scheme), end)


def _after_web_scheme(state: StateInline) -> int | None:
    return _web_end(state, state.pos + 3) if state.src.startswith("://", state.pos) else None


def _after_post_scheme(state: StateInline, scheme: str) -> int | None:
    mailbox = MAILBOX.match(state.src, state.pos + 1, state.posMax)
    host = mailbox and MAIL_HOST.match(state.src, mailbox.end(), state.posMax)
    if host is None:
        return None
    resource = RESOURCE.match(state.src, host.end(), state.posMax) if scheme == "xmpp" else None
    return (resource or host).end()


def _mail(state: StateInline, silent: bool) -> bool:
    """The mailbox is read already: it is taken back from the text."""
    if silent or state.src[state.pos] != "@":
        return False
    start, least = state.pos, state.pos - min(LONGEST_MAILBOX, len(state.pending))
    while start > least and state.src[start - 1] in MAILBOX_LETTERS:
        start -= 1
    if start == state.pos or not state.pending.endswith(state.src[start : state.pos]) or not _may_begin(state, start):
        return False
    host = MAIL_HOST.match(state.src, state.pos + 1, state.posMax)
    return host is not None and _link(state, start, host.end(), "mailto:")


def _may_begin(state: StateInline, start: int) -> bool:
    return state.linkLevel == 0 and (start == 0 or state.src[start - 1] in BEFORE)


def _web_end(state: StateInline, start: int, least_dots: int = 0) -> int | None:
    """Where an address ends whose host begins here; None if it can be none."""
    end = start + _length_of_host(state.src, start, state.posMax)
    labels = state.src[start:end].split(".")
    if not 0 < end - start < LONGEST_HOST or len(labels) <= least_dots or "_" in "".join(labels[-2:]):
        return None
    rest = REST.match(state.src, end, state.posMax)
    assert rest is not None  # it may be empty
    return _without_trailing(state.src, start, rest.end())


def _length_of_host(text: str, start: int, end: int) -> int:
    """Up to a space or to punctuation, which has many more signs beyond ASCII."""
    found = HOST.match(text, start, end)
    host = found[0] if found else ""
    if host.isascii():
        return len(host)
    foreign = (at for at, letter in enumerate(host) if not letter.isascii() and category(letter).startswith("P"))
    return next(foreign, len(host))


def _without_trailing(text: str, start: int, end: int) -> int:
    """Before the punctuation of the sentence, an entity, and a bracket that was opened before the address."""
    unopened = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        last = text[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
            end -= 1
        elif last == ";":
            entity = ENTITY.search(text, max(start, end - LONGEST_ENTITY), end)
            end = entity.start() if entity else end - 1
        elif last in TRAILING:
            end -= 1
        else:
            break
    return end


def _link(state: StateInline, start: int, end: int, before: str = "") -> bool:
    text = state.src[start:end]
    address = state.md.normalizeLink(before + text)
    if not state.md.validateLink(address):
        return False
    if start < state.pos:
        state.pending = state.pending[: start - state.pos]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": address}
    state.push("text", "", 0).content = state.md.normalizeLinkText(text)
    closing = state.push("link_close", "a", -1)
    for token in (opening, closing):
        token.markup, token.info = "autolink", "auto"
    state.pos = end
    return True
