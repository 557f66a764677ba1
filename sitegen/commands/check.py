"""`sitegen check`."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from sitegen.commands import options
from sitegen.commands.terminal import Told, show_diagnostics
from sitegen.commands.usage import refuse_wrong_base_url, refuse_wrong_usage, today
from sitegen.diagnostics import Diagnostic, Severity, has_errors, in_order, made_strict
from sitegen.disk import OUTPUT, Wishes
from sitegen.report import counted
from sitegen.second_process import available_processors

ONLY_SOURCES = ("root", "config", "drafts", "future")


@click.command("check")
@options.root_argument
@click.option(
    "--built",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Prove the languages of the built site in DIR instead, whatever built it.",
)
@options.base_url_option
@options.config_option
@options.drafts_option
@options.future_option
@options.strict_option
@options.quiet_option
@options.json_option
def check_command(
    root: Path,
    built: Path | None,
    base_url: str | None,
    config: Path | None,
    drafts: bool,
    future: bool,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Tell all that a build of the site in ROOT would tell, and write nothing."""
    started = time.perf_counter()
    if built:
        _refuse_without_effect()
        refuse_wrong_base_url(base_url)
        told, counts = _about_built(built, base_url)
    else:
        refuse_wrong_usage(root, root / OUTPUT, base_url)
        wishes = Wishes(today=today(), config=config, base_url=base_url, drafts=drafts, future=future)
        told, counts = _about_sources(root, wishes, shows_progress=sys.stderr.isatty() and not (quiet or as_json))
    told = made_strict(told) if strict else tuple(told)
    seconds = time.perf_counter() - started
    if as_json:
        _show_json(told, counts, seconds)
    else:
        show_diagnostics(Told(built or root, quiet, verbose=False, as_json=False), told)
        if not quiet:
            checked = ", ".join(f"{count} {name}" for name, count in counts.items())
            click.echo(f"{checked} checked in {seconds:.2f} s: {counted(told) or 'all is well'}")
    sys.exit(1 if has_errors(told) else 0)


def _about_sources(root: Path, wishes: Wishes, *, shows_progress: bool) -> tuple[Sequence[Diagnostic], dict[str, int]]:
    from sitegen.uncached import Work, checked

    outcome = checked(Work(root=root, wishes=wishes, jobs=available_processors(), shows_progress=shows_progress))
    outputs = outcome.value.outputs if outcome.value else ()
    return in_order(outcome.diagnostics), {"pages": sum(output.path.endswith(".html") for output in outputs)}


def _about_built(folder: Path, base_url: str | None) -> tuple[Sequence[Diagnostic], dict[str, int]]:
    from sitegen.built import check_built

    found = check_built(folder, base_url, available_processors())
    if not found.pages:
        raise click.BadParameter(f"there is no HTML file in {folder}", param_hint="--built")
    return found.diagnostics, {"pages": found.pages, "clusters": found.clusters}


def _refuse_without_effect() -> None:
    """An option that would be passed over in silence is a mistake."""
    for option in options.given(ONLY_SOURCES):
        raise click.UsageError(f"{option.opts[-1].replace('root', 'ROOT')} has no effect with --built")


def _show_json(told: Sequence[Diagnostic], counts: dict[str, int], seconds: float) -> None:
    import json

    import msgspec

    severities = [one.severity for one in told]
    numbers = {f"{each}s": severities.count(each) for each in Severity}
    said = {**counts, **numbers, "seconds": round(seconds, 3), "diagnostics": msgspec.to_builtins(list(told))}
    click.echo(json.dumps(said))
