"""A first comment that is only the name of a file is the title of its block."""

import re

from sitegen.markdown.code_languages import MATTER_OF, TERMINALS, lexer_name
from sitegen.markdown.highlighting import pieces_of

LINES = 4  # among the first of which the comment stands, as in Expressive Code
COMMENT = re.compile(r"\s*(?://|#(?!!)|<!--|/\*|\{/\*|--|;+|%+)\s*([\w.@+~$()\[\]/\\-]+)\s*(?:-->|\*/\}?)?\s*")
# What may stand above it: nothing of the code itself.
ABOVE = re.compile(r"\s*|#!.*|---|<\?php|<\?xml.*|<!doctype.*|[\"']use \w+[\"'];?", re.IGNORECASE)
EXTENSIONS = """
    astro awk bash bat bib c cc cfg cjs clj cmake conf cpp cs css csv cts cxx dart diff dockerfile edn ejs elm
    env erb erl ex exs fish fs go gql gradle graphql groovy h haml hbs hcl heex hpp hrl hs htm html http ini
    ipynb java jinja jl js json json5 jsonc jsonl jsx kt kts less lisp lock log lua m md mdx mjs ml mod mts nim
    nix njk nu patch php pl plist pm prisma properties proto ps1 psm1 pug py pyi r rake rb res rkt rmd rs rst
    sass scala scm scss sh sol sql styl svelte svg swift tcl tex tf tfvars toml ts tsx txt vb vim vue wat wgsl
    xml xsl yaml yml zig zsh
"""
KNOWN_EXTENSIONS = frozenset(EXTENSIONS.split())
SCRIPTS = frozenset(("sh", "bash", "zsh", "fish", "nu", "ps1", "psm1", "bat", "cmd"))
WITHOUT_EXTENSION = frozenset(
    ("Brewfile", "Caddyfile", "Dockerfile", "Gemfile", "Jenkinsfile", "Justfile", "justfile", "Makefile", "Procfile")
)
# Names of software that look like names of files.
SOFTWARE = """
    Alpine.js Backbone.js Chart.js D3.js Ember.js Express.js Moment.js Next.js Node.js Nuxt.js React.js Solid.js
    Three.js Vue.js
"""
DOTFILE = re.compile(r"\.[A-Za-z][\w.-]+")


def without_title(code: str, language: str) -> tuple[str, str]:
    """The title and the code without the line that gave it and one blank line after it; or none, and the code."""
    rows = code.split("\n", LINES + 1)
    at = next((number for number, row in enumerate(rows[:LINES]) if not ABOVE.fullmatch(row)), None)
    comment = COMMENT.fullmatch(rows[at]) if at is not None else None
    if at is None or comment is None or not _is_file(comment[1], language) or not _is_comment(code, at, language):
        return "", code
    rest = rows[at + 1 :]
    if not any(row.strip() for row in rest):
        return "", code
    has_blank = len(rest) > 1 and not rest[0].strip()
    return comment[1], "\n".join([*rows[:at], *rest[has_blank:]])


def is_script(title: str) -> bool:
    """Whether a shell's block is a file, and no terminal."""
    return title.rpartition(".")[2].lower() in SCRIPTS or bool(DOTFILE.fullmatch(_last(title)))


def _is_file(name: str, language: str) -> bool:
    """In a terminal, the name of another file is likely to be what the commands are about."""
    if name in SOFTWARE.split():
        return False
    if language.lower() in TERMINALS:
        return is_script(name)
    stem, dot, extension = _last(name).rpartition(".")
    has_extension = bool(dot and re.search(r"\w", stem) and extension.lower() in KNOWN_EXTENSIONS)
    return has_extension or _last(name) in WITHOUT_EXTENSION or bool(DOTFILE.fullmatch(_last(name)))


def _last(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _is_comment(code: str, at: int, language: str) -> bool:
    """The lexer knows: `# a.md` is a heading in Markdown, and a prompt in a console."""
    rows = code.split("\n")
    indent = len(rows[at]) - len(rows[at].lstrip())
    place = sum(len(row) + 1 for row in rows[:at]) + indent
    end = 0
    for classes, text in pieces_of(code, lexer_name(language), MATTER_OF.get(language.lower(), "")):
        end += len(text)
        if end > place:
            return classes.startswith("c")
    return False
