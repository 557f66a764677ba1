"""`==marked==` text, where a site wants it."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Code and what is escaped may hold the sign.
MARKED = re.compile(r"(?<!=)==(?=[^\s=])((?:`[^`\n]*`|\\.|=(?!=)|[^=\\`\n])+?)(?<!\s)==(?!=)")


def add(parser: MarkdownIt) -> None:
    parser.inline.ruler.after("emphasis", "mark", _mark)
    # Plain text ends where a rule may begin, and markdown-it looks for none at this sign.
    parser.inline.add_terminator_char("=")


def _mark(state: StateInline, silent: bool) -> bool:
    found = MARKED.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        maximum, state.pos, state.posMax = state.posMax, found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.posMax = maximum
        state.push("mark_close", "mark", -1)
    state.pos = found.end()
    return True
