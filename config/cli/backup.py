"""Write the database, the uploaded files and the secret key into one archive, while Magpie goes on working.

The archive can do all that the installation can: keep it as safe as the installation itself.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from config import home as places
from config.cli import CommandError
from config.cli.dbshell import client_environment
from config.postgresql import tool

FORMAT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, nargs="?", help="the archive to write, or a folder for it", default=Path())


def run(arguments: argparse.Namespace) -> int:
    """Write beside the target first: an archive under its final name is complete."""
    target: Path = arguments.file
    if target.is_dir():
        target = target / f"magpie-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise CommandError(f"{target} exists already.")
    if not target.parent.is_dir():
        raise CommandError(f"There is no folder {target.parent}.")
    try:
        with tempfile.TemporaryDirectory(prefix=".magpie-backup-", dir=target.parent) as folder:
            dump = Path(folder) / "database.dump"
            command: list[str | Path] = [
                tool("pg_dump"),
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--file",
                dump,
            ]
            if subprocess.run(command, env=client_environment()).returncode:
                raise CommandError("pg_dump failed; the reason stands above. Nothing was written.")
            half = Path(folder) / "archive.tar"
            _write(half, dump)
            half.rename(target)
    except PermissionError as error:
        raise CommandError(f"{target.parent} cannot be written to.") from error
    print(f"{target}  ({target.stat().st_size / 1_000_000:.1f} MB)")
    return 0


def _write(path: Path, dump: Path) -> None:
    about = {
        "format": FORMAT,
        "magpie": version("magpie"),
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
        _add_text(archive, "about.json", json.dumps(about))
        _add_text(archive, "secret", places.secret_key())
        archive.add(dump, "database.dump")
        # After the database: a file that its rows name is never missing, at worst one too many is there.
        files = Path(settings.MEDIA_ROOT)
        for found in sorted(files.rglob("*")) if files.is_dir() else []:
            if found.is_file() and not found.is_symlink():
                archive.add(found, f"files/{found.relative_to(files)}", recursive=False)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    archive.addfile(entry, io.BytesIO(content))
