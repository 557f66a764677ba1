"""The command line: arguments to a command, and the exit status.

0: all is well. 1: the site has problems. 2: the command was used wrongly.
"""

import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from sitegen import __version__

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

AGAIN = 0.001  # seconds
COMMANDS = ("build", "serve", "check", "translate", "new", "clean")


class Commands(click.Group):
    """Imports a command when it is called: none pays for what another needs."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found = getattr(import_module(f"sitegen.commands.{name}"), f"{name}_command")
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def cli() -> None:
    """A static generator for multilingual technical blogs."""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """`main`, and the end of the process: to free the values of a large build one by one took 5% of its time."""
    sys.unraisablehook = _heard_again
    try:
        status = _status_of(arguments)
    except KeyboardInterrupt:  # Ctrl-C in the moment between the end of the command and here
        click.echo("Aborted!", err=True)
        status = 1
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from here on it is too late
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1  # whoever was to read it is gone
    os._exit(status)


def _status_of(arguments: Sequence[str] | None) -> int:
    try:
        main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _heard_again(dropped: "UnraisableHookArgs") -> None:
    """Python drops an exception that comes up in a callback, as imports have some: Ctrl-C is then pressed once more."""
    if isinstance(dropped.exc_value, KeyboardInterrupt) and hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
    else:
        sys.__unraisablehook__(dropped)


def main(arguments: Sequence[str] | None = None) -> None:
    gc.disable()  # a build makes many values and no cycles: looking for some took 5% of its time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows few characters gets question marks
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="sitegen")
    except OSError as problem:
        # Such as a full disk behind standard output; faults of the site's own files are diagnostics.
        click.echo(f"sitegen: {problem}", err=True)
        sys.exit(1)
