"""Where the reading of a text stops to ask what begins there.

markdown-it stops at every sign that any rule might want, and for a bare `www.` it would at every w. Each stop asks all
rules of the line in turn, so stopping only at the signs that have a meaning here saves a part of the time.
"""

import re

from markdown_it import MarkdownIt

# Of the end of a line, images, formulas, entities, emphasis, schemes, tags, marks, mail, links, escapes, raised text,
# code and strikes.
SIGNS = "\n!$&*:<=@[\\]^_`~"
STOPS = re.compile(rf"[{re.escape(SIGNS)}]|(?<![^ \t\r\n*_~(])www\.")


def add(parser: MarkdownIt) -> None:
    parser.inline.terminator_re = STOPS
