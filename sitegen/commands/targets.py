"""Posts as authors name them on the command line."""

import os
import sys
import unicodedata
from pathlib import Path

import click

from sitegen.commands.terminal import Told, path_shower, show_diagnostics
from sitegen.commands.usage import today
from sitegen.diagnostics import nearest
from sitegen.disk import CONTENT, Wishes
from sitegen.languages import among
from sitegen.model import Post
from sitegen.second_process import available_processors
from sitegen.survey import Survey
from sitegen.uncached import Work, surveyed
from sitegen.values import Misread, checked_language

MOST_NAMED = 5  # posts in one message

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder of the site.  [default: here]",
)


def read_survey(root: Path, config: Path | None, *, may_be_empty: bool = False) -> Survey:
    """Drafts and posts of days to come too: they are translated before they are published."""
    if not may_be_empty and not (root / CONTENT).is_dir():
        raise click.UsageError(f"there is no folder “{CONTENT}” in {root}; name the folder of the site")
    wishes = Wishes(today=today(), config=config, drafts=True, future=True)
    outcome = surveyed(Work(root=root, wishes=wishes, jobs=available_processors()))
    show_diagnostics(Told(root, quiet=False, verbose=False, as_json=False), outcome.diagnostics)
    if outcome.value is None:
        sys.exit(1)
    return outcome.value


def post_named(target: str, root: Path, survey: Survey) -> Post:
    """The one post that a file's path as seen from here or from the site's folder, a URL or a slug means."""
    inside = path_in_site(Path(target), root)
    found = (survey.find(inside) if inside else []) or survey.find(target)
    if len(found) == 1:
        return found[0]
    if not found and any(survey.is_unreadable(name) for name in (inside, target) if name):
        sys.exit(1)  # what is wrong with that file has been told
    show_path = path_shower(root)
    if found:
        named = ", ".join(show_path(post.path) for post in found[:MOST_NAMED])
        raise click.UsageError(f"“{target}” may be {named}: give the path of one of them")
    choices = {show_path(post.path) for post in survey.posts} | {post.url for post in survey.posts}
    match = nearest(target, choices)
    advice = f"did you mean “{match}”?" if match else "give the path of a file, a URL or a slug"
    raise click.UsageError(f"there is no post “{target}”; {advice}")


def path_in_site(path: Path, root: Path) -> str | None:
    """A path as seen from where the user is, as the site has it; None if it is not in the site's content."""
    folder = os.path.realpath(root / CONTENT)
    # The folder that a file lies in, not what the file itself may be a link to.
    lies_in = os.path.realpath(path.parent)
    below = os.path.relpath(lies_in, folder).replace(os.sep, "/")
    if below == ".." or below.startswith("../") or os.path.isabs(below):
        return None
    return unicodedata.normalize("NFC", "/".join(part for part in (CONTENT, below, path.name) if part != "."))


def language_of_site(code: str, survey: Survey, option: str = "--lang") -> str:
    """A language as the site spells it."""
    lang = known_language(code, survey, option)
    if lang not in survey.languages:
        known = ", ".join(survey.languages)
        raise click.BadParameter(f"the site has no “{code}”; its languages are {known}", param_hint=option)
    return lang


def known_language(code: str, survey: Survey, option: str = "--lang") -> str:
    """A language that there is, as the site spells it if it has it."""
    try:
        return among(checked_language(code), survey.languages)
    except Misread as misread:
        raise click.BadParameter(f"{misread.message}; {misread.hint}", param_hint=option) from None
