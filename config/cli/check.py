"""Examine this installation: settings, database, key, disk. Ends with code 1 when something needs attention."""

from __future__ import annotations

import argparse
import os
import shutil
import stat
from collections.abc import Iterator

import psycopg
from django.core.checks import run_checks
from django.db import connection as django_connection
from django.db.migrations.executor import MigrationExecutor

from config import exposure
from config import home as places

NEEDED_EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
OLDEST_SERVER = 150000
LEAST_FREE_BYTES = 1_000_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each finding."""
    findings = [*_settings(), *_database(), *_key(), *_disk(), *_passwords()]
    for finding in findings:
        print(f"! {finding}")
    if not findings:
        print("All is well.")
    return 1 if findings else 0


def _settings() -> Iterator[str]:
    for message in run_checks():
        if not message.is_silenced():
            yield str(message)


def _database() -> Iterator[str]:
    with psycopg.connect(**places.connection_arguments(), connect_timeout=10) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            yield f"PostgreSQL {connection.info.server_version // 10000} is too old; 15 is the oldest that will do."
        rows = connection.execute("select name from pg_available_extensions").fetchall()
        missing = sorted(set(NEEDED_EXTENSIONS) - {row[0] for row in rows})
        if missing:
            yield f"The database server lacks the extensions {', '.join(missing)} (Debian: postgresql-contrib)."
    executor = MigrationExecutor(django_connection)
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        yield f"The database is {behind} steps behind this version: magpie migrate brings it up to date."


def _key() -> Iterator[str]:
    path = places.home() / "secret"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"{path} can be read by others: chmod 600 {path}"
    if not places.is_embedded() and not os.environ.get("MAGPIE_SECRET_KEY"):
        yield "With DATABASE_URL, every machine needs the same MAGPIE_SECRET_KEY; it is not set here."


def _passwords() -> Iterator[str]:
    if users := exposure.open_users():
        yield f"From other machines one can be {', '.join(users)} by the demo's password: magpie user password NAME"


def _disk() -> Iterator[str]:
    places.make_home(places.home())
    free = shutil.disk_usage(places.home()).free
    if free < LEAST_FREE_BYTES:
        yield f"Only {free / 1_000_000:.0f} MB are free where the data is ({places.home()})."
