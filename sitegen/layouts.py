"""Templates to layouts: each with all that it reaches, so that a page knows what it depends on."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes

from sitegen.diagnostics import Diagnostic, Outcome, Place, did_you_mean, error, warning
from sitegen.model import Layout, Template

SUFFIX = ".html"
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


def environment(templates: Sequence[Template]) -> Environment:
    return Environment(
        loader=TextLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@lru_cache(maxsize=128)
def environment_of(layout: Layout) -> Environment:
    """One environment a layout: it can load what belongs to the layout and nothing else."""
    return environment(layout.templates)


def close(templates: Sequence[Template]) -> Outcome[Mapping[str, Layout]]:
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
        name.removesuffix(SUFFIX): Layout(
            name.removesuffix(SUFFIX), tuple(known[each] for each in _closure(name, reached))
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


def _reached_by(template: Template, known: Mapping[str, Template]) -> Outcome[frozenset[str]]:
    """The names that a template extends, includes or imports. A name that is computed may be any."""
    references = _references(template.text, template.path)
    if isinstance(references, Diagnostic):
        return Outcome(None, (references,))
    names: set[str] = set()
    told = []
    for name, line, must_be in references:
        if name is None:
            names.update(known)
        elif name in known:
            names.add(name)
        elif must_be:
            place, advice = place_of(name, line, template.text), did_you_mean(name, known)
            told.append(error(template.path, place, "missing-template", f"there is no template “{name}”", advice))
    return Outcome(frozenset(names), tuple(told))


# A shipped template is there under two names, and a preview builds with the same templates again and again.
@lru_cache(maxsize=1024)
def _references(text: str, path: str) -> tuple[tuple[str | None, int, bool], ...] | Diagnostic:
    """The name, line and necessity of every template that a text refers to, or why it can't be read."""
    try:
        tree = environment(()).parse(text, path, path)
    except TemplateSyntaxError as problem:
        return syntax_fault(problem, Template(path, path, text))
    found = []
    for node in tree.find_all(Reaching):
        written: nodes.Expr = node.template  # type: ignore[attr-defined]  # all four kinds have it, their base has not
        name = str(written.value) if isinstance(written, nodes.Const) else None
        found.append((name, node.lineno, not getattr(node, "ignore_missing", False)))
    return tuple(found)


def _lost_blocks(template: Template, known: Mapping[str, Template]) -> list[Diagnostic]:
    """Blocks that the template above has not: Jinja drops what is in them without a word."""
    frame = _frame(template.text, template.path)
    blocks: set[str] = set()
    above, seen = frame.parent, {template.name}
    while above and above in known and above not in seen:
        seen.add(above)
        parent = _frame(known[above].text, known[above].path)
        blocks |= parent.blocks
        above = parent.parent
    if frame.parent is None or above is not None:
        return []  # it stands for itself, or the chain can't be followed
    lost = [(name, line) for name, line in frame.outer if name not in blocks]
    return [
        warning(
            template.path,
            place_of(name, line, template.text),
            "unknown-block",
            f"no template above has a block “{name}”, so what is in it is shown nowhere",
            did_you_mean(name, blocks, f"the blocks are {', '.join(sorted(blocks))}"),
        )
        for name, line in lost
    ]


class Frame(msgspec.Struct, frozen=True):
    """What a template says of its blocks."""

    parent: str | None
    blocks: frozenset[str]
    outer: tuple[tuple[str, int], ...]
    """Names and lines of the blocks that stand in no other."""


@lru_cache(maxsize=1024)
def _frame(text: str, path: str) -> Frame:
    try:
        tree = environment(()).parse(text, path, path)
    except TemplateSyntaxError:
        return Frame(None, frozenset(), ())
    names = frozenset(block.name for block in tree.find_all(nodes.Block))
    parents = [node.template.value for node in tree.find_all(nodes.Extends) if isinstance(node.template, nodes.Const)]
    outer = tuple((node.name, node.lineno) for node in tree.body if isinstance(node, nodes.Block))
    return Frame(parents[0] if parents else None, names, outer)


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
