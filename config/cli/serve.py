"""Run everything on this machine: database, web process, worker. PORT, MAGPIE_HOST and MAGPIE_HOME are heeded."""

from __future__ import annotations

import argparse
import os

from config.cli import CommandError
from config.serve import ServeError, Supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default=os.environ.get("MAGPIE_HOST") or "127.0.0.1")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000")


def run(arguments: argparse.Namespace) -> int:
    """Returns when Magpie has been stopped."""
    try:
        return Supervisor(arguments.host, port_number(arguments.port)).run()
    except ServeError as error:
        raise CommandError(str(error)) from error


def port_number(text: str) -> int:
    """A port from what a person wrote."""
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise CommandError(f"“{text}” is no port; give a number from 1 to 65535.")
