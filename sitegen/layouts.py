"""Templates to layouts: each with all that it reaches, so that a page knows what it depends on."""

import marshal
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2 import Template as Engine

from sitegen.diagnostics import Diagnostic, Outcome, Place, did_you_mean, error, warning
from sitegen.lazy import Lazy
from sitegen.model import Layout, Template

SUFFIX = ".html"
MARSHAL_VERSION = 2  # the last one that gives equal bytes for equal code
Reaching = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class TextLoader(BaseLoader):
    """Templates from a mapping. Each is compiled under its path, so that a traceback names the file."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = {template.name: template for template in templates}

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str | None, None]:
        if template not in self.templates:
            raise TemplateNotFound(template)
        found = self.templates[template]
        return found.text, found.path, None

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Engine:  # noqa: A002 - as Jinja calls it
        found = self.templates.get(name)
        if found is None or not found.code:
            return super().load(environment, name, globals)
        return Engine.from_code(environment, marshal.loads(found.code), globals or {})  # noqa: S302 - code of our own making


class Engines(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping. Jinja's chain of two is walked by each partial of each page: a tenth of all rendering."""
        return {**self.globals, **(d or {})}


def environment(templates: Sequence[Template]) -> Environment:
    return Engines(
        loader=TextLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@lru_cache(maxsize=128)
def engine_of(layout: Lazy[Layout]) -> tuple[Layout, Environment]:
    """The layout with an environment of its own, which can load what belongs to the layout and nothing else."""
    return layout.value, environment(layout.value.templates)


def close(templates: tuple[Template, ...]) -> Outcome[dict[str, Lazy[Layout]]]:
    """Every layout by its name, and what is wrong in the templates. A partial or a `theme/` template is no layout."""
    known = {template.name: template for template in templates}
    reached: dict[str, frozenset[str]] = {}
    told: list[Diagnostic] = []
    for template in templates:
        outcome = _reached_by(template, known)
        reached[template.name] = outcome.value or frozenset()
        told.extend(outcome.diagnostics)
    told += [fault for template in templates for fault in _lost_blocks(template, known)]
    layouts = {
        name.removesuffix(SUFFIX): Lazy.of(
            Layout(name.removesuffix(SUFFIX), tuple(_compiled(known[each]) for each in _closure(name, reached)))
        )
        for name in sorted(known)
        if name.endswith(SUFFIX) and "/" not in name
    }
    return Outcome(layouts, tuple(told))


def _closure(name: str, reached: Mapping[str, frozenset[str]]) -> list[str]:
    """The template itself, then all that it reaches by name."""
    found, queue = {name}, [name]
    while queue:
        fresh = reached[queue.pop()] - found
        found |= fresh
        queue.extend(fresh)
    return [name, *sorted(found - {name})]


@lru_cache(maxsize=1024)  # layouts share their partials
def _compiled(template: Template) -> Template:
    try:
        code = environment(()).compile(_tree(template.text, template.path), template.name, template.path)
    except Exception:  # noqa: BLE001 - whatever is wrong with a template, the page that needs it tells
        return template
    return msgspec.structs.replace(template, code=marshal.dumps(code, MARSHAL_VERSION))


class Reference(msgspec.Struct, frozen=True):
    """A template that another extends, includes or imports; one whose name is computed has none here."""

    name: str | None
    line: int
    must_be: bool


class Sketch(msgspec.Struct, frozen=True):
    """What a template's text says of others and of its blocks."""

    references: tuple[Reference, ...] = ()
    parent: str | None = None
    blocks: frozenset[str] = frozenset()
    outer_blocks: tuple[tuple[str, int], ...] = ()
    """Names and lines of the blocks that stand in no other."""
    fault: Diagnostic | None = None
    """Why the text can't be read; then it says nothing else."""


@lru_cache(maxsize=256)  # read once for its sketch and for its code
def _tree(text: str, path: str) -> nodes.Template:
    """Raises TemplateSyntaxError."""
    return environment(()).parse(text, path, path)


# A shipped template is there under two names, and a preview builds with the same templates again and again.
@lru_cache(maxsize=1024)
def _sketch(text: str, path: str) -> Sketch:
    try:
        tree = _tree(text, path)
    except TemplateSyntaxError as problem:
        return Sketch(fault=syntax_fault(problem, Template(path, path, text)))
    found = list(tree.find_all((*Reaching, nodes.Block)))
    extended = [node.template for node in found if isinstance(node, nodes.Extends)]
    parents = [template.value for template in extended if isinstance(template, nodes.Const)]
    return Sketch(
        references=tuple(_reference(node) for node in found if isinstance(node, Reaching)),
        parent=parents[0] if parents else None,
        blocks=frozenset(node.name for node in found if isinstance(node, nodes.Block)),
        outer_blocks=tuple((node.name, node.lineno) for node in tree.body if isinstance(node, nodes.Block)),
    )


def _reference(node: nodes.Stmt) -> Reference:
    written: nodes.Expr = node.template  # type: ignore[attr-defined]  # all four kinds have it, their base has not
    name = str(written.value) if isinstance(written, nodes.Const) else None
    return Reference(name, node.lineno, not getattr(node, "ignore_missing", False))


def _reached_by(template: Template, known: Mapping[str, Template]) -> Outcome[frozenset[str]]:
    """The names that a template extends, includes or imports. A name that is computed may be any."""
    sketch = _sketch(template.text, template.path)
    if sketch.fault:
        return Outcome(None, (sketch.fault,))
    names: set[str] = set()
    told = []
    for one in sketch.references:
        if one.name is None:
            names.update(known)
        elif one.name in known:
            names.add(one.name)
        elif one.must_be:
            place, advice = place_of(one.name, one.line, template.text), did_you_mean(one.name, known)
            told.append(error(template.path, place, "missing-template", f"there is no template “{one.name}”", advice))
    return Outcome(frozenset(names), tuple(told))


def _lost_blocks(template: Template, known: Mapping[str, Template]) -> list[Diagnostic]:
    """Blocks that the template above has not: Jinja drops what is in them without a word."""
    sketch = _sketch(template.text, template.path)
    blocks: set[str] = set()
    above, seen = sketch.parent, {template.name}
    while above and above in known and above not in seen:
        seen.add(above)
        parent = _sketch(known[above].text, known[above].path)
        blocks |= parent.blocks
        above = parent.parent
    if sketch.parent is None or above is not None:
        return []  # it stands for itself, or the chain can't be followed
    lost = [(name, line) for name, line in sketch.outer_blocks if name not in blocks]
    return [_lost_block(name, place_of(name, line, template.text), template, blocks) for name, line in lost]


def _lost_block(name: str, place: Place, template: Template, blocks: set[str]) -> Diagnostic:
    message = f"no template above has a block “{name}”, so what is in it is shown nowhere"
    advice = did_you_mean(name, blocks, f"the blocks are {', '.join(sorted(blocks))}")
    return warning(template.path, place, "unknown-block", message, advice)


def syntax_fault(problem: TemplateSyntaxError, template: Template) -> Diagnostic:
    place = place_of("", problem.lineno, template.text)
    return error(
        template.path,
        place,
        "template-syntax",
        problem.message or "the template can't be read",
        "see Jinja's template syntax",
    )


def place_of(needle: str, line: int, text: str) -> Place:
    """Jinja knows lines only; the column is that of the needle, or of the first word of the line."""
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    column = row.find(needle) if needle else -1
    return Place(line, column + 1 if column >= 0 else len(row) - len(row.lstrip()) + 1)
