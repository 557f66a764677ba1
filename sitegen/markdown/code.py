"""Code blocks: highlighted by Pygments with classes, so that a stylesheet decides the colours."""

import re
from functools import lru_cache
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.diagnostics import nearest
from sitegen.markdown.notes import Notes, notes_of

if TYPE_CHECKING:
    from pygments.lexer import Lexer

PLAIN = frozenset(("", "text", "plain", "plaintext", "txt", "none", "mermaid"))
# Names that authors use and Pygments lacks.
ALIASES = {
    "astro": "html",
    "svelte": "html",
    "vue": "html",
    "svg": "xml",
    "mdx": "markdown",
    "jsonc": "json",
    "json5": "json",
    "shellscript": "bash",
    "env": "ini",
    "dotenv": "ini",
    "cmd": "batch",
    "gitignore": "text",
}
FRAME = '<pre class="code" dir="ltr" translate="no" tabindex="0"{language}><code>{body}</code></pre>\n'


def add(parser: MarkdownIt) -> None:
    parser.core.ruler.push("code", _code)


def _code(state: StateCore) -> None:
    """Every block's token becomes one of ready HTML. After the rule for links, which would look into it."""
    for token in state.tokens:
        if token.type in ("fence", "code_block"):
            language = token.info.split()[0] if token.info.split() else ""
            lexer = known_language(language, token, notes_of(state.env))
            token.type, token.content = "html_block", frame(token.content, language, lexer)


def frame(code: str, language: str, lexer: str) -> str:
    """The block as HTML; `language` is the author's word, `lexer` what it is highlighted as, empty for not at all."""
    body = highlighted(code, lexer) if lexer and code.strip() else escape(code, quote=False)
    return FRAME.format(language=f' data-language="{escape(language)}"' if language else "", body=body)


def known_language(language: str, token: Token, notes: Notes) -> str:
    """The name of the lexer for a language; empty, with a warning, if there is none."""
    name = language.lower()
    name = ALIASES.get(name, name)
    if name in PLAIN:
        return ""
    if lexer_of(name) is None:
        line = token.map[0] if token.map else 0
        place = notes.find(re.compile(f"[`~]\\s*({re.escape(language)})"), line) or notes.beginning(line)
        match = nearest(name, _names())
        advice = f"did you mean “{match}”?" if match else "leave the name out, or write “text”, for a plain block"
        notes.warn(
            place,
            "unknown-code-language",
            f"“{language}” is no language that can be highlighted; the block is plain",
            advice,
        )
        return ""
    return name


def highlighted(code: str, name: str) -> str:
    """The code as HTML with Pygments' short classes. A lexer that would change the text is not believed."""
    lexer = lexer_of(name)
    # What `get_tokens` does beyond this is for text as it comes from a file: ours has newlines only.
    tokens = [(kind, text) for _, kind, text in lexer.get_tokens_unprocessed(code)] if lexer else []
    if "".join([text for _, text in tokens]) != code:
        return escape(code, quote=False)
    html = StringIO()
    _formatter().format(tokens, html)
    return html.getvalue()


@lru_cache(maxsize=256)
def lexer_of(name: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _formatter() -> Any:  # noqa: ANN401 - its class would be imported for every command
    from pygments.formatters.html import HtmlFormatter

    return HtmlFormatter(nowrap=True)


def _names() -> list[str]:
    from pygments.lexers import get_all_lexers

    return [*ALIASES, *(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases)]
