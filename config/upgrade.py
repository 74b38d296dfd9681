"""Whether the database fits this code, answered in milliseconds so that a second start is quick.

After each migration we note what the code and the database looked like. Where either differs from the note, the
migration runs again; it does nothing when there is nothing to do, so a needless run costs only seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg

from config import home as places

_PACKAGES = ("django", "django-allauth", "procrastinate", "channels")


def is_current() -> bool:
    """Whether nothing has changed since the last migration."""
    try:
        noted = json.loads(_note().read_text())
    except (FileNotFoundError, ValueError):
        return False
    return bool(noted == _present())


def remember() -> None:
    """Note what code and database look like now."""
    path = _note()
    half = path.with_suffix(".new")
    half.write_text(json.dumps(_present()))
    half.replace(path)


def forget() -> None:
    """Have the next start look for itself."""
    _note().unlink(missing_ok=True)


def is_untouched() -> bool:
    """Whether the database has never been migrated."""
    return _database_state() is None


def _note() -> Path:
    return places.home() / "migrated.json"


def _present() -> dict[str, Any]:
    return {"code": _code_state(), "database": _database_state()}


def _code_state() -> str:
    digest = hashlib.sha256()
    root = places.checkout()
    for part in ("config", "magpie"):
        for folder, folders, files in os.walk(root / part):
            folders[:] = sorted(name for name in folders if name not in {"__pycache__", "tests", "locale"})
            for name in sorted(files):
                if name.endswith((".py", ".sql", ".json")):
                    path = Path(folder) / name
                    state = path.stat()
                    digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    for name in _PACKAGES:
        try:
            digest.update(f"{name}=={version(name)}\n".encode())
        except PackageNotFoundError:
            continue
    return digest.hexdigest()


def _database_state() -> list[str] | None:
    with psycopg.connect(**places.connection_arguments(), connect_timeout=10) as connection:
        try:
            row = connection.execute(
                "select count(*)::text, max(applied)::text, current_database(), inet_server_addr()::text,"
                " (select oid::text from pg_database where datname = current_database()) from django_migrations"
            ).fetchone()
        except psycopg.errors.UndefinedTable:
            return None
    return [str(value) for value in row] if row else None
