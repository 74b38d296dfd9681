"""The installation that is measured: started like `magpie serve`, in a home of its own, with its own database.

CPU time is read from the operating system: the web process, and those database processes that serve it, told apart by
the name under which each connects.  This process talks to the same database, for set-up and for the plain statements.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from config import home as places
from tests.runtime.program import administrator
from tests.runtime.running import Running, magpie, serving, sql

Request = tuple[str, str, Any]


@dataclass
class Answers:
    """What the client process measured."""

    seconds: list[float]
    elapsed: float


@dataclass
class Place:
    """A running installation, and ways to put load on it."""

    running: Running
    token: str
    database: psycopg.Connection[Any]

    def ask(self, requests: Sequence[Request], clients: int = 1, warm: int = 0) -> Answers:
        """Send the requests from a process of its own; an answer that is no success ends the measurement."""
        if warm:
            self._call(requests[:warm], clients)
        return self._call(requests[warm:], clients)

    def _call(self, requests: Sequence[Request], clients: int) -> Answers:
        asked = {"port": self.running.port, "token": self.token, "clients": clients, "requests": list(requests)}
        done = subprocess.run(
            [sys.executable, "-m", "bench.client"],
            cwd=places.checkout(), input=json.dumps(asked), capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        told = json.loads(done.stdout)
        if told["wrong"]:
            raise RuntimeError(f"{told['statuses']}: {told['wrong'][0]}")
        return Answers(told["seconds"], told["elapsed"])

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU used so far: the web process, the worker, and the database's processes by whom they serve."""
        used = {name: _seconds(self.running.child(name), children=True) for name in ("web", "worker")}
        names = dict(
            self.database.execute(
                "SELECT pid, application_name FROM pg_stat_activity WHERE backend_type = 'client backend'"
            ).fetchall()
        )
        used |= {"database for web": 0.0, "database for worker": 0.0, "database": 0.0}
        head = psutil.Process(int((self.running.home / "pgdata" / "postmaster.pid").read_text().split()[0]))
        for process in (head, *head.children()):
            with contextlib.suppress(psutil.Error):
                seconds = _seconds(process)
                used["database"] += seconds
                name = names.get(process.pid, "")
                if name in ("magpie web", "magpie worker"):
                    used[f"database for {name.removeprefix('magpie ')}"] += seconds
        return used

    @contextlib.contextmanager
    def cpu_used(self) -> Iterator[dict[str, float]]:
        """The CPU seconds used inside the block, filled in at its end."""
        before, used = self.cpu(), dict[str, float]()
        yield used
        used.update({name: seconds - before[name] for name, seconds in self.cpu().items()})

    def await_quiet(self, patience: float = 300.0) -> float:
        """Wait until no run is queued and the search index has caught up; gives the seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < patience:
            if (
                not self.value("SELECT count(*) FROM automation_run WHERE status = 'queued' AND ready_at <= now()")
                and not self._unread()
            ):
                return time.monotonic() - begun
            time.sleep(0.1)
        raise TimeoutError("the worker does not become idle")

    def _unread(self) -> int:
        return int(
            self.value(
                "SELECT count(*) FROM platform_reader r WHERE r.name IN ('automation', 'search')"
                " AND (r.target <> '' OR EXISTS (SELECT FROM platform_event e"
                " WHERE e.lane = r.lane AND e.xid >= pg_snapshot_xmin(r.done::pg_snapshot)"
                " AND NOT pg_visible_in_snapshot(e.xid, r.done::pg_snapshot)))"
            )
        )

    def value(self, statement: str, *parameters: Any) -> Any:
        """The first column of the first row."""
        row = self.database.execute(statement, parameters).fetchone()
        return row[0] if row else None

    def connect(self) -> psycopg.Connection[Any]:
        """A further connection that commits each statement."""
        return psycopg.connect(**_arguments(self.running.home), autocommit=True)


def _arguments(home: Path) -> dict[str, Any]:
    return {"host": str(places.socket_folder(home)), "user": places.DATABASE_USER, "dbname": places.DATABASE_NAME}


def _seconds(process: psutil.Process, *, children: bool = False) -> float:
    used = 0.0
    for one in [process, *(process.children(recursive=True) if children else ())]:
        with contextlib.suppress(psutil.Error):
            times = one.cpu_times()
            used += float(times.user + times.system)
    return used


@contextlib.contextmanager
def place() -> Iterator[Place]:
    """A fresh installation without the demo company; nothing is left of it afterwards unless BENCH_HOME names its home.

    Commit times are kept by the database, so that the time from one commit to another's can be read from it.
    """
    kept = os.environ.get("BENCH_HOME")
    folder = Path(kept or tempfile.mkdtemp(prefix="magpie-bench-"))
    folder.mkdir(mode=0o711, exist_ok=True)
    folder.chmod(0o711)
    home = folder / "home"
    settings = {"MAGPIE_PG_SHARED_BUFFERS": os.environ.get("MAGPIE_PG_SHARED_BUFFERS", "128MB")}
    try:
        if not (home / "pgdata").exists():
            with serving(home, **settings):
                sql(home, "ALTER SYSTEM SET track_commit_timestamp = on")
        with serving(home, **settings) as running:
            program = administrator(running)
            os.environ["MAGPIE_HOME"] = str(home)
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
            import django

            django.setup()
            with psycopg.connect(**_arguments(home), autocommit=True) as database:
                yield Place(running, program.token, database)
                from django.db import connections

                connections.close_all()
    finally:
        os.environ.pop("MAGPIE_HOME", None)
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def timed(statement: Callable[[], Any], times: int, warm: int = 5) -> list[float]:
    """How long each call takes, in seconds."""
    for _ in range(warm):
        statement()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        statement()
        seconds.append(time.perf_counter() - begun)
    return seconds


__all__ = ["Answers", "Place", "magpie", "place", "timed"]
