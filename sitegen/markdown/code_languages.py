"""The names of languages: what authors write, and the lexer that reads it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.markdown.expressions import made_when_needed

if TYPE_CHECKING:
    from pygments.lexer import Lexer

PLAIN = frozenset(
    ("", "text", "plain", "plaintext", "txt", "none", "mermaid", "log", "csv", "gitignore", "vtt", "tree", "ascii")
)
ANSI = "ansi"
# Names that authors use and Pygments lacks.
ALIASES = {
    "astro": "html",
    "svelte": "html",
    "markup": "html",
    "htm": "html",
    "xhtml": "html",
    "ejs": "html",
    "go-html-template": "html",
    "gotmpl": "html",
    "hbs": "handlebars",
    "blade": "html+php",
    "razor": "html",
    "cshtml": "html",
    "svg": "xml",
    "rss": "xml",
    "xsl": "xslt",
    "mdx": "markdown",
    "jsonc": "json",
    "jsonl": "json",
    "ndjson": "json",
    "jq": "text",
    "shellscript": "bash",
    "shellsession": "console",
    "powershell-session": "pwsh-session",
    "cmd": "batch",
    "env": "ini",
    "dotenv": "ini",
    "editorconfig": "ini",
    "sshconfig": "ini",
    "mjs": "javascript",
    "cjs": "javascript",
    "node": "javascript",
    "mts": "typescript",
    "cts": "typescript",
    "postcss": "scss",
    "styl": "sass",
    "kt": "kotlin",
    "kts": "kotlin",
    "gradle": "groovy",
    "fs": "fsharp",
    "vb": "vb.net",
    "sol": "solidity",
    "h": "c",
    "hpp": "cpp",
    "wasm": "wat",
    "ansible": "yaml",
    "patch": "diff",
    "sqlite": "sql",
    "plsql": "sql",
    "ipython": "python",
}
SHELLS = """
    ansi bash bat batch cmd console fish nu nushell powershell ps1 pwsh sh shell shell-session shellscript
    shellsession zsh
"""
TERMINALS = frozenset(SHELLS.split())
# The language of what stands between two lines of `---` at the top.
MATTER_OF = {"astro": "typescript", "markdown": "yaml", "md": "yaml", "mdx": "yaml"}


def lexer_name(language: str) -> str:
    """The name that Pygments may know a language by; empty for text without one."""
    name = language.lower()
    name = ALIASES.get(name, name)
    return "" if name in PLAIN else name


@lru_cache(maxsize=256)
def lexer_of(name: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    made_when_needed()
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def is_known(language: str) -> bool:
    """Whether there is a way to show it, be it as plain text."""
    name = lexer_name(language)
    return not name or name == ANSI or lexer_of(name) is not None


def display_name(language: str) -> str:
    """What the language is called: by its own name, not by that of the lexer which does for it."""
    lexer = None if language.lower() in ALIASES else lexer_of(lexer_name(language))
    return lexer.name if lexer else language


def names() -> Iterable[str]:
    from pygments.lexers import get_all_lexers

    return [*ALIASES, *(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases)]
