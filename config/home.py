"""Where this installation keeps its data, and how it reaches its database.

Imported by the settings and by the supervisor before anything else: nothing here may import Django or be slow.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import secrets
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DATABASE_NAME = "magpie"
DATABASE_USER = "magpie"

# A UNIX socket's address holds 107 bytes (103 on macOS), the file name included.
_LONGEST_SOCKET_FOLDER = 85


class HomeError(ValueError):
    """The environment or the home cannot be used as it is; says why in a sentence."""


def checkout() -> Path:
    """The folder that holds `magpie/`, `config/` and `web/`."""
    return Path(__file__).resolve().parent.parent


def home() -> Path:
    """The folder with this installation's data.

    `MAGPIE_HOME`, or `var/` of the checkout; as root, when the database's own account cannot walk to that folder,
    `/var/lib/magpie/<name>`, the name made from the checkout's address so that two checkouts never share one.
    """
    chosen = os.environ.get("MAGPIE_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return _default_home(checkout(), Path("/var/lib/magpie"))


@cache
def _default_home(root: Path, system: Path) -> Path:
    inside = root / "var"
    if os.geteuid() != 0:
        return inside
    outside = system / f"{root.name or 'magpie'}-{_short_hash(root)}"
    for candidate in (inside, outside):
        if (candidate / "pgdata" / "PG_VERSION").exists():
            return candidate
    account = database_account()
    # No account yet: the one that will be made is a stranger to every folder that is closed to strangers.
    user, group = (account.pw_uid, account.pw_gid) if account else (-1, -1)
    return inside if can_walk_to(root, user, group) else outside


def database_account() -> pwd.struct_passwd | None:
    """The account that runs the embedded server when we are root, if it exists already.

    `MAGPIE_PG_USER`, else `magpie`, else `postgres`.
    """
    wanted = os.environ.get("MAGPIE_PG_USER")
    for name in (wanted,) if wanted else ("magpie", "postgres"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def can_walk_to(folder: Path, user: int, group: int) -> bool:
    """Whether an account may enter `folder` and all above it, by their permission bits."""
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        try:
            state = place.stat()
        except FileNotFoundError:
            continue  # not made yet: it will be ours to make
        if state.st_uid == user:
            allowed = state.st_mode & 0o100
        elif state.st_gid == group:
            allowed = state.st_mode & 0o010
        else:
            allowed = state.st_mode & 0o001
        if not allowed:
            return False
    return True


def socket_folder(at: Path | None = None) -> Path:
    """The folder of the embedded server's socket: inside the home, or a short one when that address is too long."""
    place = at or home()
    inside = place / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    return Path(tempfile.gettempdir()) / f"magpie-{_short_hash(place)}"


def is_embedded() -> bool:
    """Whether this installation runs its own database."""
    return not os.environ.get("DATABASE_URL")


def database() -> dict[str, Any]:
    """The settings of the one database, as Django wants them."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return read_database_url(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE_NAME,
        "USER": DATABASE_USER,
        "PASSWORD": "",
        "HOST": str(socket_folder()),
        "PORT": "",
    }


def read_database_url(url: str) -> dict[str, Any]:
    """Django's settings for `postgres://user:password@host:port/name?option=value`.

    A folder as `host=` in the query means a UNIX socket. Raises HomeError with a sentence for the administrator.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise HomeError("DATABASE_URL must begin with postgres:// or postgresql://; Magpie runs on PostgreSQL only.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise HomeError("DATABASE_URL names no database: postgres://user:password@host:5432/NAME")
    try:
        port = parts.port
    except ValueError as error:
        raise HomeError("The port in DATABASE_URL is not a number.") from error
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", None) or (str(port) if port else ""),
    }
    if options:
        settings["OPTIONS"] = dict(options)
    return settings


def connection_arguments() -> dict[str, Any]:
    """What `psycopg.connect` needs to reach the same database."""
    settings = database()
    keys = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    wanted = {argument: settings[key] for key, argument in keys.items() if settings[key]}
    return {**wanted, **settings.get("OPTIONS", {})}


def secret_key() -> str:
    """The key that signs sessions and seals stored passwords of connections.

    `MAGPIE_SECRET_KEY`, or the content of `secret` in the home, which the first call makes, readable by its owner
    only. Two first calls at once agree on one key.
    """
    given = os.environ.get("MAGPIE_SECRET_KEY")
    if given:
        return given
    place = home()
    path = place / "secret"
    try:
        return _read_secret(path)
    except FileNotFoundError:
        pass
    make_home(place)
    handle, name = tempfile.mkstemp(prefix="secret.", dir=place)  # made with 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)  # fails where the other's came first; never leaves half a key
        except FileExistsError:
            pass
    finally:
        Path(name).unlink()
    return _read_secret(path)


def make_home(place: Path) -> None:
    """Make the home where it is missing. Others may pass through it (the database's account must), not look round."""
    if place.is_dir():
        return
    for folder in reversed((place, *place.parents)):
        if not folder.exists():
            folder.mkdir(mode=0o711, exist_ok=True)
            folder.chmod(0o711)  # whatever the umask says


def _read_secret(path: Path) -> str:
    key = path.read_text().strip()
    if not re.fullmatch(r"\S{32,}", key):
        raise HomeError(f"{path} holds no usable key. Put the old one back, or remove the file for a new one.")
    return key


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
