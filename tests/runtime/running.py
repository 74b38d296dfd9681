"""A whole Magpie, started for real in a home and on a port of its own, to be looked at and killed."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from config import home as places

READY_SECONDS = 120.0
GONE_SECONDS = 30.0


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a process needs to live in that home, and nothing of this test run."""
    dropped = {"DATABASE_URL", "PGOPTIONS", "MAGPIE_SECRET_KEY", "MAGPIE_SUPERVISED", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped | {"MAGPIE_TEST_HOME"}}
    return {
        **kept,
        "MAGPIE_HOME": str(home),
        "MAGPIE_EMPTY": "1",
        "PORT": "0",
        "MAGPIE_PG_SHARED_BUFFERS": "32MB",
    } | more


def magpie(home: Path, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "magpie", *arguments],
        cwd=places.checkout(),
        env=environment(home, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
    )


def sql(home: Path, statement: str) -> str:
    """What psql prints for it."""
    answer = magpie(home, "dbshell", "-XAtc", statement)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def migrated_home(folder: Path, **notes: str) -> Path:
    """A home in that folder whose database is made and up to date: a copy of one that this test run makes once.

    `notes` are small files of the home: `demo="wanted"` has the first start load the demo company.
    """
    made = Path(os.environ["MAGPIE_TEST_HOME"]) / "migrated"
    with (made.parent / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "migrated.json").exists():
            made.mkdir(mode=0o711)
            answer = magpie(made, "migrate")
            assert answer.returncode == 0, answer.stderr
            await_nothing_left(made)
    home = folder / "home"
    subprocess.run(["cp", "-a", made, home], check=True)  # with the database's owner, whom Python would not copy
    for name, word in notes.items():
        (home / name).write_text(f"{word}\n")
    return home


@dataclass
class Running:
    """One `magpie serve`."""

    home: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(json.loads((self.home / "serve.json").read_text())["address"].rpartition(":")[2])

    def status(self) -> int | None:
        """The status of the first page, or None when nothing answers."""
        with contextlib.suppress(OSError, ValueError, KeyError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", "/")
                return connection.getresponse().status
            finally:
                connection.close()
        return None

    def await_ready(self) -> None:
        """Wait for the lines that tell the address."""
        deadline = time.monotonic() + READY_SECONDS
        while "Magpie is ready" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def child(self, name: str) -> psutil.Process:
        """The running process `web` or `worker`."""
        found = [process for process in psutil.Process(self.process.pid).children() if process.cmdline()[-1:] == [name]]
        assert len(found) == 1, found
        return found[0]

    def stop(self, kind: signal.Signals = signal.SIGINT) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(kind)
        return self.process.wait(GONE_SECONDS)


@contextlib.contextmanager
def serving(home: Path, **more: str) -> Iterator[Running]:
    """A Magpie that answers, for as long as the block lasts; whatever happens, nothing of it is left afterwards."""
    home.mkdir(mode=0o711, exist_ok=True)
    home.chmod(0o711)
    log = home / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "magpie", "serve"],
            cwd=places.checkout(),
            env=environment(home, **more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    running = Running(home, process, log)
    try:
        running.await_ready()
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(GONE_SECONDS)
        await_nothing_left(home)


def processes_of(home: Path) -> list[psutil.Process]:
    """Every process that belongs to that home: by its environment or, the database, by its command line."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if str(home / "pgdata") in process.cmdline() or process.environ().get("MAGPIE_HOME") == str(home):
                found.append(process)
    return found


def await_nothing_left(home: Path) -> None:
    """Wait until no process of that home is left."""
    deadline = time.monotonic() + GONE_SECONDS
    while left := processes_of(home):
        assert time.monotonic() < deadline, [process.cmdline() for process in left]
        time.sleep(0.05)
