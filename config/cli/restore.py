"""Bring an archive of `magpie backup` back into an empty installation (a new MAGPIE_HOME or an empty database)."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

import psycopg

from config import company, upgrade
from config import home as places
from config.cli import CommandError
from config.cli.backup import FORMAT
from config.cli.dbshell import client_environment
from config.postgresql import tool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("file", type=Path, help="the archive")


def run(arguments: argparse.Namespace) -> int:
    """The database comes back whole or not at all; then the files, then whatever a newer version changes."""
    path: Path = arguments.file
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    try:
        with tarfile.open(path) as archive:
            about = json.loads(_read(archive, "about.json"))
            if about.get("format") != FORMAT:
                raise CommandError(f"{path} was written by a newer Magpie ({about.get('magpie')}); install that one.")
            _check_empty()
            _restore_secret(_read(archive, "secret").decode())
            _restore_database(archive)
            _restore_files(archive)
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise CommandError(f"{path} is no archive of magpie backup ({error}).") from error
    upgrade.forget()
    company.note("restored")
    _after_restore()
    print(f"Restored what was written at {about['written_at']}.")
    return 0


def _check_empty() -> None:
    with psycopg.connect(**places.connection_arguments()) as connection:
        row = connection.execute(
            "select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchone()
    if row and row[0]:
        raise CommandError(
            "This installation has data already. Restore into an empty one: "
            "MAGPIE_HOME=/new/folder magpie restore FILE, or a DATABASE_URL with an empty database."
        )


def _restore_secret(secret: str) -> None:
    """Signed links and sealed passwords in the data need the key under which they were made."""
    path = places.home() / "secret"
    if os.environ.get("MAGPIE_SECRET_KEY"):
        if os.environ["MAGPIE_SECRET_KEY"] != secret:
            raise CommandError(
                "MAGPIE_SECRET_KEY differs from the key in the archive, under which passwords of connections are "
                "sealed. Set it to the old key, or unset it to take the archive's."
            )
        return
    places.make_home(path.parent)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret + "\n")


def _restore_database(archive: tarfile.TarFile) -> None:
    source = archive.extractfile("database.dump")
    if source is None:
        raise KeyError("database.dump")
    with source, tempfile.NamedTemporaryFile(dir=places.home(), prefix="restore.") as dump:
        shutil.copyfileobj(source, dump, 1 << 20)
        dump.flush()
        command: list[str | Path] = [
            *(tool("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"),
            *("--dbname", str(places.connection_arguments()["dbname"]), dump.name),
        ]
        if subprocess.run(command, env=client_environment()).returncode:
            raise CommandError("pg_restore failed; the reason stands above. The database is as empty as before.")


def _restore_files(archive: tarfile.TarFile) -> None:
    from django.conf import settings

    folder = Path(settings.MEDIA_ROOT)
    for entry in archive:
        inside = PurePosixPath(entry.name)
        if inside.parts[:1] != ("files",):
            continue
        if not entry.isfile() or inside.is_absolute() or ".." in inside.parts:
            raise CommandError(f"The archive holds a suspicious file name: {entry.name}")
        target = folder.joinpath(*inside.parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        source = archive.extractfile(entry)
        if source is not None:
            with source, target.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)


def _after_restore() -> None:
    """Let the parts put right what a database's number of transactions or its clock says; then migrate."""
    import django
    from django.core.management import call_command

    django.setup()
    from magpie.platform import events

    events.after_restore()
    call_command("migrate", interactive=False, verbosity=0)
    upgrade.remember()


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()
