"""Stage three: a page becomes a file, by itself."""

import re
import traceback
from collections.abc import Mapping

from jinja2 import TemplateError, TemplateSyntaxError

from sitegen.diagnostics import Diagnostic, Outcome, error, nearest
from sitegen.layouts import engine_of, place_of, syntax_fault
from sitegen.lazy import Lazy, Recent
from sitegen.model import AnyPage, Card, Feed, Layout, Output, Page, Redirect, Robots, Sheet, Sitemap, mentioned
from sitegen.urls import output_path
from sitegen.views import Cards, PageView, SiteView, redirect_variables, variables

# Control characters that HTML has no place for, whoever wrote them; in UTF-8 these bytes stand for nothing else.
CONTROL = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
# Jinja names the class of a view, and a template's author knows the variable.
RECENT_CARDS: Recent[Card] = Recent(10_000)  # each is on some ten pages: about a kilobyte, and slow to load
VIEW = re.compile(r"'sitegen\.views\.(\w+)View object'")


def render(sheet: Sheet) -> Outcome[Output]:
    """The bytes of a page's file, or the fault in a template that stopped it."""
    page = sheet.page.value
    body = _body(page, sheet)
    if body.value is None:
        return Outcome(None, body.diagnostics)
    return Outcome(Output(output_path(page.url), Lazy.of(body.value)), body.diagnostics)


def _body(page: AnyPage, sheet: Sheet) -> Outcome[bytes]:
    match page:
        case Page():
            return _filled(page.layout, variables(page, sheet.contents, _cards(page, sheet)))
        case Redirect():
            return _filled(page.layout, redirect_variables(page.target, page.chrome, _cards(page, sheet)))
        case Feed():
            from sitegen.feeds import render_feed  # of several processes few render one, and to import XML takes 4 ms

            return Outcome(render_feed(page, sheet.contents).encode())
        case Sitemap():
            from sitegen.sitemap import render_sitemap

            return Outcome(render_sitemap(page).encode())
        case Robots():
            from sitegen.sitemap import render_robots

            return Outcome(render_robots(page).encode())


def _cards(page: AnyPage, sheet: Sheet) -> Cards:
    return dict(zip(mentioned(page), RECENT_CARDS.values_of(sheet.cards), strict=True))


def _filled(lazy_layout: Lazy[Layout], values: Mapping[str, object]) -> Outcome[bytes]:
    layout, environment = engine_of(lazy_layout)
    try:
        html = environment.get_template(layout.templates[0].name).render(values)
        return Outcome(html.encode().translate(None, delete=CONTROL))
    except TemplateSyntaxError as problem:
        template = next(one for one in layout.templates if one.name == problem.name)
        return Outcome(None, (syntax_fault(problem, template),))
    except Exception as problem:
        fault = _fault(problem, layout)
        if fault is None:
            raise
        return Outcome(None, (fault,))


def _fault(problem: Exception, layout: Layout) -> Diagnostic | None:
    """What went wrong, at the innermost line of a template; None if no template was involved."""
    paths = {template.path: template for template in layout.templates}
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename in paths]
    if not frames or not frames[-1].lineno:
        return None
    template = paths[frames[-1].filename]
    said = VIEW.sub(lambda found: f"“{found[1].lower()}”", str(problem) or type(problem).__name__)
    named = next((part for part in said.split("'")[1:-1] if part in template.text), "")
    kind = "" if isinstance(problem, TemplateError) else f"{type(problem).__name__}: "
    place = place_of(named, frames[-1].lineno, template.text)
    return error(template.path, place, "template-error", f"{kind}{said}", _advice(said, named))


def _advice(said: str, named: str) -> str:
    fields = {*PageView.__struct_fields__, *SiteView.__struct_fields__, "page", "site", "strings"}
    match = nearest(named, fields) if named else None
    if match:
        return f"did you mean “{match}”?"
    if "undefined" in said or "has no attribute" in said:
        return "the template sees “page”, “site” and “strings”"
    if "recursion" in said:
        return "the template includes or extends itself; “theme/NAME” is the shipped one"
    return "the fault is in this line of the template, or in the values that it gets"
