"""The embedded PostgreSQL server: makes its data folder, starts, repairs and stops it.

The server listens on a UNIX socket in a folder that only its own account (and root) may enter, so local connections
are trusted. Whoever uses it holds a shared lock on `database.users`; the last one to let go may stop it. Process
numbers in left-over files are never believed without looking at the process.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg

from config import home as places
from config.postgresql import (
    CONFIGURATION,
    THROWAWAY,
    UNFINISHED,
    Account,
    Binaries,
    DatabaseError,
    account_for,
    account_name,
    binaries_for,
)
from config.tether import is_supervised, tie_call

READY_SECONDS = 300.0  # replaying the log after a crash takes its time
STOP_SECONDS = 60.0


class Server:
    """The database server of one home.

    `throwaway=True` gives up safety for speed: for test runs, whose data nobody keeps.
    """

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        self.home = home
        self.data = home / "pgdata"
        self.socket = places.socket_folder(home)
        self.throwaway = throwaway
        self._process: subprocess.Popen[bytes] | None = None
        self._users: IO[bytes] | None = None
        self._account: Account | None = None

    # ---- what others ask

    def start(self, *, tethered: bool = False) -> None:
        """Have the server accept connections and the database exist; starts it when nobody has.

        `tethered` ties a server to this process: it ends when the process does, even by kill -9. Call it then from
        the main thread. Safe to call from several processes at once.
        """
        places.make_home(self.home)
        with self._only_one():
            self._account = account_for(self.data)
            if self._users is None:
                if tethered and not self._has_users():
                    self._stop_running()  # somebody's left-over, which would not end with us
                self._join()
            if not self._await_running():
                self._own_folder(self.socket)
                for left in self.home.glob(f"{UNFINISHED}*"):  # of a start that was killed
                    shutil.rmtree(left)
                binaries = binaries_for(self.data, self._account)
                self._initialise(binaries)
                self._launch(binaries, tethered=tethered)
            self._create_database()

    def stop(self) -> None:
        """End the server, whoever else is connected; nothing committed is lost."""
        with self._only_one():
            self._leave()
            self._stop_running()

    def release(self) -> None:
        """Say that this process needs the server no more; the last one to say so stops it."""
        with self._only_one():
            self._leave()
            if not self._has_users():
                self._stop_running()

    def is_accepting(self) -> bool:
        """Whether this home's server, and no other, answers."""
        try:
            with psycopg.connect(**self._arguments("postgres"), connect_timeout=5, autocommit=True) as connection:
                row = connection.execute("show data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]).resolve() == self.data.resolve()

    def process_id(self) -> int | None:
        """The number of the running server process of this home, if there is one."""
        recorded = self._recorded_pid(self.data / "postmaster.pid")
        return recorded if recorded is not None and self._is_ours(recorded) else None

    def reap(self) -> int | None:
        """The exit code of a server that this process started and that has ended since, else None."""
        return self._process.poll() if self._process else None

    @property
    def is_new(self) -> bool:
        """Whether no data has been made in this home yet."""
        return not (self.data / "PG_VERSION").exists()

    # ---- locks

    @contextlib.contextmanager
    def _only_one(self) -> Iterator[None]:
        with (self.home / "database.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        self._users = (self.home / "database.users").open("ab")
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def _leave(self) -> None:
        if self._users:
            self._users.close()
            self._users = None

    def _has_users(self) -> bool:
        with (self.home / "database.users").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    # ---- accounts and folders

    def _own_folder(self, folder: Path) -> None:
        """Make a folder that only the server's account may enter. The modes of its parents stay as they are."""
        places.make_home(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        wanted = self._account.user if self._account else os.geteuid()
        owner = folder.stat().st_uid
        if owner not in {wanted, os.geteuid()}:
            raise DatabaseError(f"{folder} belongs to {account_name(owner)}; remove it or choose another MAGPIE_HOME.")
        if self._account and owner != wanted:
            os.chown(folder, self._account.user, self._account.group)
        folder.chmod(0o700)

    def _check_reach(self, folder: Path) -> None:
        if self._account and not self._account.can_reach(folder):
            raise DatabaseError(
                f"The database runs as “{self._account.name}”, which cannot reach {folder}. "
                f"Choose a folder that it can reach with MAGPIE_HOME, for example /var/lib/magpie/data."
            )

    # ---- binaries and data

    def _initialise(self, binaries: Binaries) -> None:
        if not self.is_new:
            return
        self._check_reach(self.home)
        if self.data.exists():
            raise DatabaseError(f"{self.data} exists but holds no database. Move it away, then start again.")
        half = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.home))
        if self._account:
            os.chown(half, self._account.user, self._account.group)
        # pg_trgm reads LC_CTYPE: with plain C, Chinese text has no trigrams.
        locale = ["--locale=C", f"--lc-ctype={'C.UTF-8' if sys.platform != 'darwin' else 'en_US.UTF-8'}"]
        if binaries.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command: list[str | Path] = [
            *(binaries.folder / "initdb", "-D", half, "-U", places.DATABASE_USER, "-E", "UTF8", "--data-checksums"),
            *("--auth-local=trust", "--auth-host=reject", *locale),
            *(["--no-sync"] if self.throwaway else []),
        ]
        answer = subprocess.run(command, capture_output=True, text=True, cwd="/", **self._as_account())
        if answer.returncode:
            shutil.rmtree(half)
            raise DatabaseError(f"The database could not be made: {answer.stderr.strip() or answer.stdout.strip()}")
        with (half / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION + (THROWAWAY if self.throwaway else ""))
        half.rename(self.data)

    # ---- the process

    def _launch(self, binaries: Binaries, *, tethered: bool) -> None:
        self._check_reach(self.data.parent)
        command: list[str | Path] = [
            *(binaries.folder / "postgres", "-D", self.data, "-k", self.socket, "-h", ""),
            *("-c", f"shared_buffers={os.environ.get('MAGPIE_PG_SHARED_BUFFERS', '128MB')}"),
        ]
        log = self.home / "database.log"
        deadline = time.monotonic() + READY_SECONDS
        while True:
            self._disarm_left_over_files()
            with log.open("ab") as output:
                process: subprocess.Popen[bytes] = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    start_new_session=True,
                    preexec_fn=tie_call(signal.SIGINT) if tethered else None,  # noqa: PLW1509 - runs one prepared C call
                    **self._as_account(),
                )
            self._process = process
            while process.poll() is None:
                if self.is_accepting():
                    return
                if time.monotonic() > deadline:
                    raise DatabaseError(f"The database is not ready after {READY_SECONDS:.0f} seconds; see {log}.")
                time.sleep(0.02)
            # Workers of a server killed a moment ago still hold its memory; they notice within a second or so.
            if process.returncode != 1 or time.monotonic() > deadline or not _mentions_left_over(log):
                raise DatabaseError(f"The database did not start: {_last_line(log)} (more in {log})")
            time.sleep(0.2)

    def _await_running(self) -> bool:
        """Whether a server of this home runs and accepts; waits for one that is just starting or ending."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_accepting():
            if self.process_id() is None:
                return False
            if time.monotonic() > deadline:
                raise DatabaseError(
                    f"A database server (process {self.process_id()}) runs in {self.data} but does not answer; "
                    f"see {self.home / 'database.log'}."
                )
            time.sleep(0.05)
        return True

    def _stop_running(self) -> None:
        running = self.process_id()
        if running is None:
            return
        for kind, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):  # fast, then at once
            with contextlib.suppress(ProcessLookupError):
                os.kill(running, kind)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                if self._process:
                    self._process.poll()  # a child that has ended stays listed until it is asked
                if self.process_id() is None:
                    return
                time.sleep(0.02)
        raise DatabaseError(f"The database server (process {running}) did not end.")

    def _disarm_left_over_files(self) -> None:
        """Make PostgreSQL see that the process named in a left-over file is not its predecessor.

        After a crash that number may belong to a stranger or a zombie, and the server would refuse to start. The
        files must stay: they lead it to memory that a dead server's workers may still use. A file that names the
        server's own parent counts as left over and is still examined, so our number goes in.
        """
        for path in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            recorded = self._recorded_pid(path)
            if recorded is not None and psutil.pid_exists(recorded) and not self._is_ours(recorded):
                rest = path.read_text().partition("\n")[2]
                path.write_text(f"{os.getpid()}\n{rest}")

    def _is_ours(self, number: int) -> bool:
        try:
            process = psutil.Process(number)
            if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
                return False
            return str(self.data) in process.cmdline() or Path(process.cwd()).resolve() == self.data.resolve()
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            return False
        except psutil.AccessDenied:
            return False  # another account's

    @staticmethod
    def _recorded_pid(path: Path) -> int | None:
        try:
            return abs(int(path.read_text().partition("\n")[0]))
        except (FileNotFoundError, ValueError):
            return None

    # ---- the database

    def _create_database(self) -> None:
        with psycopg.connect(**self._arguments("postgres"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [places.DATABASE_NAME])
            if not found.fetchone():
                connection.execute(f"create database {places.DATABASE_NAME}")

    def _arguments(self, name: str) -> dict[str, Any]:
        return {"host": str(self.socket), "user": places.DATABASE_USER, "dbname": name}

    def _as_account(self) -> dict[str, Any]:
        return self._account.as_arguments() if self._account else {}


@contextlib.contextmanager
def running() -> Iterator[None]:
    """The installation's database, for as long as the block lasts; started and stopped only if nobody else does.

    With `DATABASE_URL` there is nothing to start.
    """
    if not places.is_embedded() or is_supervised():
        yield
        return
    server = Server(places.home())
    server.start()
    try:
        yield
    finally:
        server.release()


def _mentions_left_over(log: Path) -> bool:
    return any(hint in _last_lines(log, 4) for hint in ("still in use", "lock file"))


def _last_line(log: Path) -> str:
    lines = [line for line in _last_lines(log, 6).splitlines() if "FATAL" in line] or [_last_lines(log, 1)]
    return lines[-1].strip()


def _last_lines(log: Path, count: int) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
