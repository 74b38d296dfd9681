"""Open a SQL shell (psql) on the database. Further arguments go to psql: magpie dbshell -c 'select 1'."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess

from config import home as places
from config.postgresql import tool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All belong to psql."""
    parser.add_argument("arguments", nargs="*", metavar="…", help="arguments for psql")


def run(arguments: argparse.Namespace) -> int:
    """The exit code of psql."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C there ends a query, not the shell
    return subprocess.run([tool("psql"), *arguments.arguments], env=client_environment()).returncode


def client_environment() -> dict[str, str]:
    """The environment in which PostgreSQL's programs find the database; a password never stands in a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    wanted = {names.get(key, f"PG{key.upper()}"): str(value) for key, value in places.connection_arguments().items()}
    return {**os.environ, **wanted}
