"""The group ``airspace``: finds its commands when they are asked for, and ends every run with the right status.

Exit status: 0 computed, whatever the verdict; 1 an input is unknown, unreadable or refused (the reason stands on
stderr, nothing was written); 2 wrong usage; 3 what ``--fail-on`` names was found. What nobody foresaw is a fault
of the program and shows its traceback.
"""

from __future__ import annotations

import difflib
import importlib
from typing import IO, Any

import click

from airspace import __version__
from airspace.cli.terminal import clean
from airspace.errors import AirspaceError, InputError

__all__ = ["COMMANDS", "INTERRUPTED", "MOST_PROBLEMS", "LazyGroup", "RefusedError", "main"]

COMMANDS = (
    "incidents", "show", "check", "screen", "compare", "family", "map", "dossier", "export",
    "editions", "where", "new", "validate",
)  # fmt: skip
"""Each is a module of this package that holds a function of its own name, in the order of the help."""

MOST_PROBLEMS = 20
"""Faults of one input that are listed; the rest are counted."""

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 + SIGINT."""


class RefusedError(click.ClickException):
    """An input that was refused, said on stderr in its own words."""

    def __init__(self, error: AirspaceError) -> None:
        super().__init__(_message(error))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to stderr."""
        click.echo(f"Error: {self.message}", file=file, err=file is None)


def _message(error: AirspaceError) -> str:
    if not isinstance(error, InputError):
        return clean(str(error))
    problems = [clean(str(problem)) for problem in error.problems]
    if len(problems) == 1:
        return problems[0]
    shown, more = problems[:MOST_PROBLEMS], len(problems) - MOST_PROBLEMS
    if more == 1:  # a count of one would be as long as the one
        shown, more = problems, 0
    rest = [f"... and {more} more"] if more > 0 else []
    return "\n  ".join(["the input has these faults:", *shown, *rest])


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; wrong usage, with the nearest name, if there is none."""
        if cmd_name not in COMMANDS:
            close = difflib.get_close_matches(cmd_name, COMMANDS, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise click.UsageError(f"No such command '{cmd_name}'.{hint}", ctx)
        module = importlib.import_module(f"airspace.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refused input ends it with status 1, Ctrl-C quietly."""
        try:
            return super().invoke(ctx)
        except AirspaceError as error:
            raise RefusedError(error) from error
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Each command explains itself: airspace check --help",
)
@click.version_option(__version__, prog_name="airspace")
def main() -> None:
    """Competing claims about one airspace incident, as geometry.

    Models the border and every party's version of an incident, computes what each version implies, and draws
    interactive maps. It judges geometry and motion, never law, fault or intent.
    """
