"""Templates to layouts: each with all that it reaches, so that a page knows what it depends on."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes

from sitegen.diagnostics import Diagnostic, Outcome, Place, did_you_mean, error
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
