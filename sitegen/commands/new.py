"""`sitegen new`."""

from pathlib import Path

import click
import yaml

from sitegen.commands import options
from sitegen.commands.targets import known_language, path_in_site, post_named, read_survey, root_option
from sitegen.commands.terminal import path_shower, say
from sitegen.commands.usage import today
from sitegen.disk import CONTENT, is_wanted
from sitegen.frontmatter_edit import Doubtful, with_value
from sitegen.model import Metadata, Post
from sitegen.parse import place
from sitegen.rewrite import Overtaken, create, rewrite
from sitegen.survey import Survey
from sitegen.text import with_newlines
from sitegen.twin import Twin, has_map, twin
from sitegen.urls import MARKDOWN_SUFFIXES, folders_above, key_of, locate
from sitegen.values import Misread, checked_slug


@click.command("new")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--title", help="The title of a new post.  [default: made of the file's name]")
@click.option("--translate", "original", metavar="POST", help="Make the translation of this post, into --lang.")
@click.option("--lang", help="The language of the new post.")
@click.option("--slug", help="The last part of the new post's URL.")
@root_option
@options.config_option
def new_command(
    path: Path | None,
    title: str | None,
    original: str | None,
    lang: str | None,
    slug: str | None,
    root: Path,
    config: Path | None,
) -> None:
    """Make a new post in the file PATH, or the translation of one. It is a draft, and nothing is ever overwritten."""
    slug = _possible_slug(slug) if slug else None
    if original is None:
        _make_post(path, title, lang, slug, root, config)
    elif path or title:
        raise click.UsageError(f"{'PATH' if path else '--title'} has no effect with --translate")
    elif lang is None:
        raise click.UsageError("--translate needs --lang: which language is it translated into?")
    else:
        _make_twin(original, lang, slug, root, config)


def _possible_slug(written: str) -> str:
    try:
        return checked_slug(written.strip())
    except Misread as misread:
        raise click.BadParameter(f"{misread.message}; {misread.hint}", param_hint="--slug") from None


def _make_twin(target: str, lang: str, slug: str | None, root: Path, config: Path | None) -> None:
    survey = read_survey(root, config)
    original = post_named(target, root, survey)
    into = _free_language(lang, original, survey, path_shower(root)(original.path))
    raw = (root / original.path).read_bytes().decode("utf-8-sig")
    text = with_newlines(raw)
    made = twin(original, text, into, slug, survey)
    _refuse_taken_url(made.url, made.path, survey, root)
    _create(root, made.path, made.text.replace("\n", "\r\n") if "\r\n" in raw else made.text)
    if has_map(text):
        _link_back(original, made, into, root)


def _free_language(code: str, original: Post, survey: Survey, path: str) -> str:
    """The language of a new translation: one that the site has, and that the post's group has not."""
    lang = known_language(code, survey)
    if lang == original.lang:
        raise click.BadParameter(f"{path} is in “{lang}” itself", param_hint="--lang")
    if survey.declared and lang not in survey.languages:
        known = ", ".join(survey.languages)
        advice = f"add [languages.{lang}] to site.toml, or name one of {known}"
        raise click.BadParameter(f"the site has no “{lang}”; {advice}", param_hint="--lang")
    there = next((post.path for post in survey.group_of(original) if post.lang == lang), None)
    if there:
        raise click.BadParameter(f"{path} has a translation in “{lang}” already: {there}", param_hint="--lang")
    return lang


def _link_back(original: Post, made: Twin, lang: str, root: Path) -> None:
    """The new translation named in the original's map of translations; one side is enough if that can't be."""
    try:
        rewrite(root / original.path, lambda data: with_value(data, ("translations", lang), made.url))
    except (Doubtful, Overtaken, OSError):
        say(f"{original.path} was not changed; the new file names it, and one side is enough")


def _make_post(
    path: Path | None, title: str | None, lang: str | None, slug: str | None, root: Path, config: Path | None
) -> None:
    if path is None:
        raise click.UsageError("name the file of the new post, as content/blog/my-post.md, or --translate a post")
    inside = path_in_site(path, root)
    if inside is None:
        raise click.UsageError(f"{path} is not in {root / CONTENT}; --root names the folder of another site")
    if not inside.lower().endswith(MARKDOWN_SUFFIXES):
        raise click.UsageError(f"a post is a Markdown file: did you mean {path}.md?")
    hidden = next((part for part in key_of(inside).split("/") if not is_wanted(part, CONTENT)), None)
    if hidden:
        raise click.UsageError(f"{path} would never be published, because “{hidden}” begins with “{hidden[0]}”")
    survey = read_survey(root, config, may_be_empty=True)
    spoken = known_language(lang, survey) if lang else None
    url = place(inside, Metadata(lang=spoken, slug=slug), survey.reading_with(spoken))[0].url
    _refuse_taken_url(url, inside, survey, root)
    found = locate(key_of(inside), (spoken,) if spoken else (), "", strip_dates=True)
    words = found.name.replace("-", " ").replace("_", " ").strip().capitalize()
    values = {
        "title": title or words or found.name,
        "date": found.day or today(),
        **({"lang": spoken} if spoken else {}),
        **({"slug": slug} if slug else {}),
        "draft": True,
    }
    _create(root, inside, f"---\n{yaml.safe_dump(values, allow_unicode=True, sort_keys=False)}---\n\n")


def _refuse_taken_url(url: str, path: str, survey: Survey, root: Path) -> None:
    """No new file for the URL of another one; that its own path is taken is told when it is written."""
    holder = survey.holder(url)
    if holder and holder.path != path:
        show_path = path_shower(root)
        raise click.UsageError(
            f"{show_path(path)} would have the URL “{url}”, which {show_path(holder.path)} has already; "
            "--slug gives it another"
        )


def _create(root: Path, path: str, text: str) -> None:
    show_path = path_shower(root)
    try:
        create(root / path, text.encode())
    except (FileExistsError, NotADirectoryError):
        in_the_way = next((folder for folder in folders_above(path) if (root / folder).is_file()), None)
        if in_the_way:
            raise click.UsageError(f"{show_path(in_the_way)} is a file, and no folder") from None
        raise click.UsageError(f"{show_path(path)} is there already, and nothing is ever overwritten") from None
    click.echo(show_path(path))
