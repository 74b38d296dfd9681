"""Writes go on for minutes while processes are killed at random: what was acknowledged is there, once."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.runtime.program import Program, administrator
from tests.runtime.running import Running, serving, sql

MINUTES = float(os.environ.get("MAGPIE_SOAK_MINUTES", "10"))
LONGEST_OUTAGE_SECONDS = 40.0


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="magpie-soak-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder)


def test_what_was_acknowledged_is_there_once_whatever_is_killed(home: Path) -> None:
    seed = int(os.environ.get("MAGPIE_SOAK_SEED", str(random.randrange(10**6))))
    choose = random.Random(seed)
    print(f"\nseed {seed}, {MINUTES:g} minutes")
    with serving(home) as running:
        program = administrator(running)
        ended = threading.Event()
        acknowledged: list[str] = []
        outages: list[float] = []
        writer = threading.Thread(target=_write, args=(program, acknowledged, outages, ended))
        writer.start()
        deadline = time.monotonic() + MINUTES * 60
        kills = 0
        while time.monotonic() < deadline:
            ended.wait(choose.uniform(5, 20))
            kills += _kill(running, choose.choice(["web", "worker", "database"]))
        ended.set()
        writer.join(LONGEST_OUTAGE_SECONDS + 40)
        assert not writer.is_alive()
        assert running.process.poll() is None, running.log.read_text()
        print(f"{kills} kills, {len(acknowledged)} writes acknowledged, longest outage {max(outages, default=0):.1f} s")
        found = sql(home, "select name from platform_team where name like 'soak-%'").split("\n")
        assert len(found) == len(set(found))
        assert set(acknowledged) - set(found) == set()
        events = sql(home, "select count(*) from platform_event where object = 'team' and kind = 'created'")
        assert int(events) == len(found)
        assert max(outages, default=0) < LONGEST_OUTAGE_SECONDS


def _write(program: Program, acknowledged: list[str], outages: list[float], ended: threading.Event) -> None:
    number, well = 0, time.monotonic()
    while not ended.is_set():
        number += 1
        name = f"soak-{number}"
        with contextlib.suppress(OSError, ValueError, KeyError, http.client.HTTPException):
            status, _ = program.ask("POST", "/api/teams", {"name": name})
            if status == 201:
                acknowledged.append(name)
                outages.append(time.monotonic() - well)
                well = time.monotonic()
        ended.wait(0.05)


def _kill(running: Running, what: str) -> int:
    """How many were killed: none when it is just being started again."""
    try:
        if what == "database":
            os.kill(int((running.home / "pgdata" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        else:
            running.child(what).kill()
    except (AssertionError, ProcessLookupError, FileNotFoundError, psutil.Error):
        return 0
    return 1
