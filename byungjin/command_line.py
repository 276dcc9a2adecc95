"""The front door: a thin page that names the commands and calls the rooms.

A command's module is imported when it is used, so that help comes at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

import commands
from model.errors import InputError, unknown

COMMANDS = {
    "quickstart": "Run history and five doctrines; tables, then the dashboard.",
    "run": "Run scenarios with paired seeds and store what they give.",
    "sweep": "Run thousands of runs over a design; stop and go on at will.",
    "analyse": "Say what a sweep means: sensitivity, discovery, the frontier.",
    "compare": "Put two scenarios side by side, paired by seed.",
    "whatif": "Turn dials from a month on; the ensemble's draws answer.",
    "debate": "Put claims of the doctrine to the test, set by set.",
    "validate": "Score the model against the record, next to naive forecasts.",
    "forecast": "Forecast years not yet read, to be held against them later.",
    "list": "List scenarios, parameters, series and dated paths.",
    "explain": "Say what a name stands for: unit, range, source, use.",
    "new": "Write a commented scenario file to start from.",
    "export": "Write a stored run as CSV, Parquet, NetCDF, for SALib or EMA.",
    "dashboard": "Serve the dashboard for stored runs on this machine.",
    "report": "Write a view of the dashboard as one file that needs no network.",
    "calibrate": "Fit the uncertain parameters to the record of 2012-2019.",
}


START = """\b
Start with:  byungjin quickstart
Then:        byungjin compare baseline tight-sanctions
             byungjin explain sanctions.leak
"""


class UserMistake(click.ClickException):
    """One line on standard error."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the line; a file's name may hold signs that a terminal would obey."""
        line = " ".join(self.message.split())
        shown = "".join(sign if sign.isprintable() else "?" for sign in line)
        click.echo(f"byungjin: {shown}", file=file, err=file is None)


class Interrupted(UserMistake):
    """Ctrl-C."""

    exit_code = 130


@contextmanager
def one_line(ctx: click.Context | None = None) -> Iterator[None]:
    """Turn a mistake or an interruption, in whatever command, into one line."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise  # a group named alone shows its help
    except click.UsageError as error:
        command = ctx.invoked_subcommand if ctx else None
        where = error.ctx.command_path if error.ctx else f"byungjin {command or ''}".strip()
        raise UserMistake(f"{plain(error)}; see `{where} --help`") from None
    except InputError as error:
        raise UserMistake(str(error)) from None
    except BrokenPipeError:
        raise  # a reader that leaves is no mistake
    except OSError as error:
        place = error.filename or "what is printed"
        raise UserMistake(f"{place}: cannot be read or written ({error.strerror})") from None
    except KeyboardInterrupt:
        raise Interrupted("interrupted; nothing half-written was left") from None


def plain(error: click.UsageError) -> str:
    """What the option parser says, as the part of a sentence."""
    said = error.format_message().rstrip(".")
    said = re.sub(r"\. \(?(Did you mean[^?]*\?)\)?$", lambda m: f"; d{m[1][1:]}", said)
    return f"{said[:1].lower()}{said[1:]}"


class Rooms(click.Group):
    """A group whose commands are modules of the package `commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            raise UserMistake(str(unknown("command", cmd_name, COMMANDS)))
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the options before the command."""
        with one_line():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a user's mistake and an interruption end in one line."""
        with one_line(ctx):
            return super().invoke(ctx)


@click.group(
    "byungjin", cls=Rooms, epilog=START, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="byungjin", message="byungjin %(version)s")
def cli() -> None:
    """Simulate a country that pursues deterrence and development at once."""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without our signs is no error
    cli(prog_name="byungjin")
