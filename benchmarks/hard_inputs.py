"""How the time for a body grows with its length, for inputs on which parsers of Markdown are known to go astray.

`python benchmarks/hard_inputs.py --help`. A growth of 4 means that four times the text takes four times as long.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from sitegen.markdown.document import understand
from sitegen.markdown.notes import Body
from sitegen.model import MarkdownSettings

KILO = 1024
EVERYTHING = MarkdownSettings(math=True, mark=True, superscript=True, subscript=True, sanitize_html=True)
SMALLEST = 64  # kilobytes; measured are this and twice and four times as much

# A piece that is repeated up to the length that is asked for. A new construct of the dialect belongs in here too.
REPEATED = {
    "words": "Some words of a paragraph, as most are. ",
    "lines": "Some words of a paragraph,\n",
    "paragraphs": "Some words of a paragraph.\n\n",
    "characters": "漢字とかなの文章。",
    "lines of characters": "漢字とかなの文章。\n",
    "headings": "## Heading\n\n",
    "opening brackets": "[",
    "closing brackets": "]",
    "both brackets": "[]",
    "opening brackets of images": "![",
    "opened links": "[a](",
    "opened links with brackets": "[a](<b",
    "links": "[a](/b) ",
    "opened titles of links": '[a](/b "',
    "opened reference links": "[a][",
    "quotation signs": ">",
    "quotation signs and spaces": "> ",
    "quotation lines": "> a\n",
    "list signs": "* ",
    "numbers of lists": "1. ",
    "list items": "* a\n",
    "list items with blank lines": "* a\n\n",
    "tasks": "- [ ] a\n",
    "emphasis that opens": "*a ",
    "emphasis that opens and closes": "*a **a ",
    "emphasis that closes": "a* ",
    "emphasis by both signs": "*_",
    "stars": "*",
    "stars and letters": "a**b",
    "underscores": "_",
    "underscores in words": "a_",
    "emphasis in characters": "**「漢」**字",
    "tildes": "~",
    "tildes that open": "~a ",
    "double tildes that open": "~~a ",
    "tildes of both kinds": "~a ~~b ",
    "double quotation marks": '"a" ',
    "single quotation marks": "'a ",
    "nothing but double quotation marks": '"',
    "nothing but single quotation marks": "'",
    "opening quotation marks": '"a ',
    "quotation marks between characters": '漢"',
    "heights": "5'10",
    "dashes in text": "a--",
    "nothing but dashes": "a -",
    "dots": "a.",
    "less than": "<",
    "opened tags": "<a ",
    "opened tags with attributes": '<a b="c" ',
    "tags": "<b>a</b>",
    "opened comments": "a <!--",
    "opened comments on lines": "<!--\n\n",
    "opened instructions": "a <?",
    "opened declarations": "a <!A ",
    "opened raw characters": "a <![CDATA[",
    "blocks of HTML": "<div>\na\n</div>\n\n",
    "addresses in HTML": '<a href="b">c</a>\n',
    "ampersands": "&",
    "entities": "&amp;",
    "numbers of letters": "&#123;",
    "backslashes": "\\",
    "escaped stars": "\\*",
    "escaped brackets": "\\[",
    "bars": "|",
    "footnotes that are nowhere": "[^a]",
    "addresses by www": "www.",
    "addresses by www with spaces": "www.a.b ",
    "addresses by www and underscores": "_www.a",
    "addresses": "http://a.b/c ",
    "addresses in addresses": "http://",
    "addresses with brackets": "http://a.b/(",
    "addresses with closing brackets": "http://a.b/)",
    "addresses with semicolons": "http://a.b/&a;",
    "colons": ":",
    "mail addresses": "a@",
    "mail addresses with dots": "a.b@c.",
    "mail addresses with spaces": "a@b.c ",
    "schemes of mail addresses": "mailto:",
    "ats": "@",
    "colons of directives": ":::",
    "directives that are unknown": ":::a\n",
    "opened directives": ":::note\n",
    "directives": ":::tip\na\n:::\n",
    "details": ":::details[a]\nb\n:::\n",
    "braces": "{",
    "both braces": "{}",
    "dollars": "$",
    "dollars that open": "$a ",
    "double dollars": "$$a\n",
    "formulas": "$a$ ",
    "formulas that can't be read": "$\\b$ ",
    "blocks of formulas": "$$\na\n$$\n\n",
    "diagrams": "```mermaid\na\n```\n\n",
    "headings with attributes": "## a {#b .c}\n",
    "braces of headings": "## {#a ",
    "marks": "==a== ",
    "marks with code": "==`a` ",
    "raised letters": "a^2^ ",
    "raised letters that open": "^a",
    "lowered letters": "a~2~ ",
    "lowered letters that open": "a~2 ",
    "links to places": "[a](#b) ",
    "anchors in HTML": '<a id="b"></a>\n\n',
    "figures": '![a](b.png "c")\n\n',
    "images without texts": "![](a.png) ",
    "equals signs": "=",
    "marks that open": "==a ",
    "carets": "^",
    "hashes": "#",
    "lines of hashes": "#\n",
    "spaces": " ",
    "spaces and letters": "     a",
    "tabs": "\t",
    "blank lines": "\n",
    "lines of spaces": "   \n",
    "hard breaks": "a  \n",
    "lines across": "---\n",
    "underlined headings": "a\n=\n",
    "fences": "```\n",
    "fences of tildes": "~~~\na\n",
    "indented code": "    a\n",
    "backticks": "`",
    "code": "`a` ",
    "opened code": "`a ``b ",
    "NULs": "\0",
    "combining marks": "a\u0301\u0301",
    "emoji": "👨‍👩‍👧‍👦",
    "Hebrew abbreviations": 'צה"ל ',
    "terms and definitions": "a\n: b\n\n",
    "alerts": "> [!NOTE]\n> a\n\n",
    "images with captions": "![a](https://b.c/d.png)\n*e*\n\n",
    "marks of excerpts": "a <!-- more --> ",
    "words with no end": "a",
}


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def _filled(length: int, piece: Callable[[int], str]) -> str:
    """Pieces that differ by their numbers, up to a length."""
    pieces, size = [], 0
    for number in _numbers():
        if size >= length:
            break
        pieces.append(piece(number))
        size += len(pieces[-1])
    return "".join(pieces)


def _halves(length: int, first: str, second: str) -> str:
    return first * (length // 2 // len(first)) + second * (length // 2 // len(second))


def _wide_table(length: int) -> str:
    columns = length // 12
    return f"|{'a|' * columns}\n|{'-|' * columns}\n|{'b|' * columns}\n"


def _nested_list(length: int) -> str:
    depth = int((length * 2 / 2) ** 0.5)
    return "".join(f"{'  ' * level}* a\n" for level in range(depth))


BUILT: dict[str, Callable[[int], str]] = {
    "nested brackets": lambda length: _halves(length, "[", "]"),
    "nested links": lambda length: _halves(length, "[", "](a)"),
    "nested images": lambda length: _halves(length, "![", "](https://a.b)"),
    "nested emphasis": lambda length: _halves(length, "*a ", " a*"),
    "nested strong emphasis": lambda length: _halves(length, "**a ", " a**"),
    "nested strikes": lambda length: _halves(length, "~~a ", " a~~"),
    "nested quotation marks": lambda length: _halves(length, '"a ', ' a"'),
    "nested parentheses of links": lambda length: "[a](" + _halves(length, "(", ")") + ")",
    "nested addresses": lambda length: "http://a.b/" + _halves(length, "(", ")"),
    "nested lists": _nested_list,
    "nested tags": lambda length: _halves(length, "<b>", "</b>"),
    "growing runs of backticks": lambda length: _filled(length, lambda number: f"{'`' * number} "),
    "growing runs of stars": lambda length: _filled(length, lambda number: f"{'*' * number}a "),
    "wide tables": _wide_table,
    "long tables": lambda length: "|a|b|\n|-|-|\n" + "|c|d|\n" * (length // 6),
    "long tables of single cells": lambda length: "|a|b|\n|-|-|\n" + "|\n" * (length // 2),
    "wide heads of long tables": lambda length: (
        f"|{'a|' * (length // 16)}\n|{'-|' * (length // 16)}\n" + "|b|\n" * (length // 16)
    ),
    "footnotes": lambda length: _filled(length, lambda number: f"[^{number}]\n\n[^{number}]: a\n\n"),
    "footnotes told often": lambda length: "[^a]: b\n\n" + "[^a] " * (length // 5),
    "footnotes within footnotes": lambda length: _filled(length, lambda number: f"[^{number}]: [^{number + 1}]\n\n"),
    "opened footnotes": lambda length: "[^b]: c\n\n" + "[^a" * (length // 3),
    "definitions": lambda length: _filled(length, lambda number: f"[{number}]: /a\n"),
    "opened definitions": lambda length: "[a]: " * (length // 5),
    "opened titles of definitions": lambda length: "[a]: b '\n" * (length // 9),
    "references": lambda length: "[a]: /b\n\n" + "[a] " * (length // 4),
    "references to a long address": lambda length: f"[a]: /{'b' * 100}\n\n" + "[a] " * (length // 4),
    "headings that look alike": lambda length: "# a\n" * (length // 4),
    "headings with numbers": lambda length: _filled(length, lambda number: f"# a-{number // 2}\n"),
    "links on one line": lambda length: _filled(length, lambda number: f"[a](b{number}) "),
    "links on lines": lambda length: _filled(length, lambda number: f"[a](b{number})\n"),
    "sets of pictures": lambda length: f'<img srcset="{"a 1x, " * (length // 6)}">',
    "code in unknown languages": lambda length: _filled(length, lambda number: f"```no{number}\na\n```\n\n"),
    "code with settings": lambda length: f'```js {{{"1," * (length // 2)}}} title="a"\na\n```\n',
}


def inputs() -> dict[str, Callable[[int], str]]:
    """Each by its name, as a function of its length."""
    repeated = {name: (lambda length, piece=piece: piece * (length // len(piece))) for name, piece in REPEATED.items()}
    return {**repeated, **BUILT}


def seconds(text: str) -> float:
    """Processor seconds for a body with everything switched on, without Python's collector, as in a build."""
    body = Body(text=text, path="content/x.md", settings=EVERYTHING)
    gc.disable()
    started = time.process_time()
    try:
        understand(body)
        return time.process_time() - started
    finally:
        gc.enable()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks/hard_inputs.py", description="Measure how time grows with length."
    )
    parser.add_argument("--only", default="", help="only inputs whose names hold this")
    parser.add_argument("--kilobytes", type=int, default=SMALLEST)
    wishes = parser.parse_args(arguments)
    sizes = [wishes.kilobytes * times for times in (1, 2, 4)]
    sys.stdout.write(f"| input | {' | '.join(f'{size} kB' for size in sizes)} | growth |\n| --- |{' ---: |' * 4}\n")
    for name, build in inputs().items():
        if wishes.only in name:
            times = [seconds(build(size * KILO)) for size in sizes]
            told = " | ".join(f"{one * 1000:.0f} ms" for one in times)
            sys.stdout.write(f"| {name} | {told} | {times[-1] / max(times[0], 1e-6):.1f} |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
