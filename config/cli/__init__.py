"""The `magpie` command: what it is asked is looked up here, and only the module that answers is imported.

A command is a function that takes the parsed arguments and returns an exit code. To add one, write `add` (its
arguments) and the function in a module, and put them into `COMMANDS`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Command:
    """One word after `magpie`.

    `module` has `add_arguments(parser)` and `run(arguments) -> int`. `needs_database`: it is started for the time of
    the command unless it runs already. `needs_django`: the settings are loaded first.
    """

    module: str
    help: str
    needs_database: bool = True
    needs_django: bool = True
    passes_on: bool = False  # its arguments are another program's


COMMANDS: dict[str, Command] = {
    "serve": Command("config.cli.serve", "run everything on this machine", False, False),
    "web": Command("config.cli.web", "run a web process", True, False),
    "worker": Command("config.cli.worker", "run a worker for jobs, workflows and reminders"),
    "migrate": Command("config.cli.migrate", "bring the database up to date"),
    "dbshell": Command("config.cli.dbshell", "open a SQL shell on the database", True, False, True),
    "import": Command("magpie.platform.import_command", "import records from a CSV or XLSX file"),
    "export": Command("magpie.platform.export_command", "export records to a CSV or XLSX file"),
    "token": Command("config.cli.token", "make and revoke tokens for programs"),
    "user": Command("config.cli.user", "make users and set passwords"),
    "backup": Command("config.cli.backup", "write database and uploaded files into one archive"),
    "restore": Command("config.cli.restore", "bring an archive back into an empty installation", True, False),
    "check": Command("config.cli.check", "examine this installation"),
    "industry": Command("config.cli.industry", "list, show and apply the ready-made set-ups per industry"),
    "demo": Command("config.cli.demo", "load the demo company, or play its story"),
}


class CommandError(Exception):
    """The command cannot be carried out; says why in a sentence for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_overview())
        return 0 if words else 2
    if words[0] == "--version":
        from importlib.metadata import version

        print(version("magpie"))
        return 0
    name = words[0]
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no command “{name}”.\n\n{_overview()}", file=sys.stderr)
        return 2
    try:
        return _carry_out(name, command, words[1:])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141


def _carry_out(name: str, command: Command, words: list[str]) -> int:
    from config import loading

    loading.begin()
    from config.home import HomeError
    from config.postgresql import DatabaseError
    from config.tether import tie_to_supervisor

    tie_to_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        module = import_module(command.module)
    except ModuleNotFoundError as error:
        if error.name is None or not command.module.startswith(error.name):
            raise
        print(f"magpie {name}: this version cannot do that yet.", file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(prog=f"magpie {name}", description=(module.__doc__ or "").split("\n\n")[0])
    module.add_arguments(parser)
    if command.passes_on and words[:1] not in (["-h"], ["--help"]):
        parsed = argparse.Namespace(arguments=words)
    else:
        parsed = parser.parse_args(words)
    try:
        if not command.needs_database:
            return _run(module, command, parsed)
        from config.embedded import running

        with running():
            return _run(module, command, parsed)
    except (CommandError, DatabaseError, HomeError) as error:
        print(f"magpie {name}: {error}", file=sys.stderr)
        return 1


def _run(module: object, command: Command, parsed: argparse.Namespace) -> int:
    from config import loading

    if command.needs_django:
        import django

        django.setup()
    loading.end()
    return int(module.run(parsed))  # type: ignore[attr-defined]


def _overview() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:<{width}}  {command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["Usage: magpie COMMAND …   (magpie COMMAND --help tells more)", "", *lines])
