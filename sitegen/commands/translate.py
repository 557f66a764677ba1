"""`sitegen translate`."""

import sys
from pathlib import Path

import click

from sitegen.acceptance import Acceptance, acceptance, behind
from sitegen.commands import options
from sitegen.commands.targets import language_of_site, post_named, read_survey, root_option
from sitegen.commands.terminal import Told, has_colour, path_shower, show_diagnostics
from sitegen.diagnostics import Diagnostic, error, has_errors
from sitegen.frontmatter_edit import Doubtful, spelled, with_value
from sitegen.rewrite import Overtaken, rewrite
from sitegen.staleness import written
from sitegen.standing import standings
from sitegen.standing_text import as_text, as_values

SPELLINGS = ("translatedFrom", "translated_from")


@click.group("translate")
def translate_command() -> None:
    """Which translations are missing or out of date, and which are up to date again."""


@translate_command.command("status")
@options.root_argument
@options.config_option
@click.option("--lang", help="Only what concerns this language.")
@options.json_option
def status_command(root: Path, config: Path | None, lang: str | None, as_json: bool) -> None:
    """Show each post with its translations: complete, missing, out of date, not tracked."""
    survey = read_survey(root, config)
    found = standings(survey, language_of_site(lang, survey) if lang else None)
    if as_json:
        import json

        click.echo(json.dumps(as_values(found, survey.languages), ensure_ascii=False))
    else:
        click.echo(as_text(found, path_shower(root), has_colour(sys.stdout)))


@translate_command.command("accept")
@click.argument("targets", nargs=-1, metavar="POST...")
@root_option
@options.config_option
@click.option("--from", "source", metavar="LANG", help="The language that it was translated from.")
@click.option("--all", "takes_all", is_flag=True, help="Every translation that is out of date or not tracked.")
def accept_command(
    targets: tuple[str, ...], root: Path, config: Path | None, source: str | None, takes_all: bool
) -> None:
    """Note in each POST that it is up to date with its original as that is now.

    POST is a file, a URL or a slug. One line of its frontmatter is written: translatedFrom.
    """
    if bool(targets) == takes_all:
        raise click.UsageError("name the posts that are up to date, or --all")
    survey = read_survey(root, config)
    wanted = language_of_site(source, survey, "--from") if source else None
    posts = behind(survey) if takes_all else [post_named(target, root, survey) for target in targets]
    told: list[Diagnostic] = []
    for outcome in (acceptance(post, survey, wanted) for post in dict.fromkeys(posts)):
        told += outcome.diagnostics if outcome.value is None else _accepted(outcome.value, root)
    if takes_all and not posts:
        click.echo("no translation is out of date or without a note")
    show_diagnostics(Told(root, quiet=False, verbose=False, as_json=False), told)
    sys.exit(1 if has_errors(told) else 0)


def _accepted(accepted: Acceptance, root: Path) -> list[Diagnostic]:
    """The note written into the file."""
    post, value = accepted.post, written(accepted.state)
    show_path = path_shower(root)

    def change(data: bytes) -> bytes:
        return with_value(data, (spelled(data, SPELLINGS),), value)

    try:
        is_new = rewrite(root / post.path, change)
    except (Doubtful, Overtaken, OSError) as problem:
        return [_not_written(accepted, problem)]
    count = len(accepted.state.digests)
    of_what = f"{show_path(accepted.original.path)} as it is now ({count} section{'' if count == 1 else 's'})"
    verb = "is up to date with" if is_new else "was already up to date with"
    click.echo(f"{show_path(post.path)} {verb} {of_what}")
    return []


def _not_written(accepted: Acceptance, problem: Exception) -> Diagnostic:
    post = accepted.post
    reason = str(problem)
    if isinstance(problem, OSError):
        reason = problem.strerror or reason
    elif isinstance(problem, Overtaken):
        reason = "somebody else has changed the file meanwhile"
    advice = f"write this line into the frontmatter yourself: translatedFrom: {written(accepted.state)}"
    return error(post.path, post.place_of("translated_from"), "not-written", f"nothing was written: {reason}", advice)
