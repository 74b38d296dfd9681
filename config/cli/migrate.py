"""Bring the database up to date with this version. Safe to run at any time, and on several machines at once."""

from __future__ import annotations

import argparse

import psycopg
from django.core.management import call_command

from config import home as places
from config import upgrade

_LOCK = 0x6D61677069  # "magpi"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to tell."""
    parser.add_argument("-v", "--verbose", action="store_true", help="name every step")


def run(arguments: argparse.Namespace) -> int:
    """One machine at a time; the others wait and then find nothing left to do."""
    with psycopg.connect(**places.connection_arguments(), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        call_command("migrate", interactive=False, verbosity=1 if arguments.verbose else 0)
        _make_first_rules()
    upgrade.remember()
    return 0


def _make_first_rules() -> None:
    """A new company gets the usual rules for duplicates."""
    from magpie.platform.duplicates import defaults

    defaults.install()
