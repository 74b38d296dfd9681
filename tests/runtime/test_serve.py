"""Starting, stopping, killing and coming back."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import psutil
import pytest

from tests.runtime.running import await_nothing_left, magpie, migrated_home, processes_of, serving, sql

pytestmark = pytest.mark.xdist_group("runtime")


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_every_process_and_the_database(used_home: Path, kind: signal.Signals) -> None:
    with serving(used_home) as running:
        assert running.status() == 200
        port = running.port
        assert running.stop(kind) == 0
        assert processes_of(used_home) == []
        assert not (used_home / "pgdata" / "postmaster.pid").exists()
        assert not (used_home / "serve.json").exists()
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert running.log.read_text().endswith("Magpie has stopped.\n")


def test_a_second_start_leaves_out_what_the_first_has_done(used_home: Path) -> None:
    with serving(used_home) as running:
        assert running.status() == 200
        assert "Bringing the database up to date" not in running.log.read_text()


def test_after_kill_9_of_the_supervisor_nothing_is_left_and_the_next_start_has_the_data(used_home: Path) -> None:
    with serving(used_home) as running:
        sql(used_home, "create table kept_one as select 42 as number")
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        await_nothing_left(used_home)
    with serving(used_home) as running:
        assert running.status() == 200
        assert sql(used_home, "select number from kept_one; drop table kept_one") == "42\nDROP TABLE"


def test_after_kill_9_of_everything_at_once_the_next_start_has_the_data(used_home: Path) -> None:
    with serving(used_home) as running:
        sql(used_home, "create table kept_all as select 42 as number")
        for process in [running.process, *processes_of(used_home)]:
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        running.process.wait()
        await_nothing_left(used_home)
    with serving(used_home) as running:
        assert running.status() == 200
        assert sql(used_home, "select number from kept_all; drop table kept_all") == "42\nDROP TABLE"


def test_a_killed_database_comes_back_with_the_data(used_home: Path) -> None:
    with serving(used_home) as running:
        sql(used_home, "create table kept_two as select 42 as number")
        killed = int((used_home / "pgdata" / "postmaster.pid").read_text().split()[0])
        os.kill(killed, signal.SIGKILL)
        _await(lambda: "The database server ended" in running.log.read_text())
        _await(lambda: running.status() == 200)
        assert sql(used_home, "select number from kept_two; drop table kept_two") == "42\nDROP TABLE"


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_is_started_again(used_home: Path, name: str) -> None:
    with serving(used_home) as running:
        killed = running.child(name)
        killed.kill()
        _await(lambda: f"The {name} process ended (code -9); it starts again in 0.5 s." in running.log.read_text())
        _await(lambda: [child for child in processes_of(used_home) if child.cmdline()[-1:] == [name]] != [])
        assert running.child(name).pid != killed.pid
        assert running.status() == 200


def test_the_background_part_of_a_killed_worker_ends_with_it(used_home: Path) -> None:
    with serving(used_home) as running:
        worker = running.child("worker")
        _await(lambda: worker.children() != [])
        (beside,) = worker.children()
        worker.kill()
        _await(lambda: not beside.is_running() or beside.status() == psutil.STATUS_ZOMBIE)
        assert running.status() == 200


def test_two_homes_run_side_by_side(used_home: Path, folder: Path) -> None:
    with serving(used_home) as first, serving(migrated_home(folder)) as second:
        assert first.port != second.port
        assert (first.status(), second.status()) == (200, 200)
        sql(first.home, "create table only_here as select 1")
        assert sql(second.home, "select count(*) from pg_tables where tablename = 'only_here'") == "0"
        assert second.stop() == 0
        assert first.status() == 200
        sql(first.home, "drop table only_here")


def test_a_port_in_use_is_said_and_nothing_is_started(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = magpie(folder, "serve", PORT=str(port))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"magpie serve: Port {port} of 127.0.0.1 is already in use by another program. "
        f"Stop that program, or choose another port: PORT={port + 1} make run\n"
    )
    assert not (folder / "pgdata").exists()
    assert processes_of(folder) == []


def test_a_second_supervisor_of_the_same_home_is_refused(used_home: Path) -> None:
    with serving(used_home) as running:
        answer = magpie(used_home, "serve")
        assert answer.returncode == 1
        assert answer.stderr == (
            f"magpie serve: Magpie already runs from {used_home}: http://127.0.0.1:{running.port} "
            f"(process {running.process.pid}). Stop that one first, or choose another MAGPIE_HOME.\n"
        )
        assert running.status() == 200


def _await(happened: object, seconds: float = 40.0) -> None:
    assert callable(happened)
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_demo_that_could_not_be_loaded_is_given_up_when_nobody_wants_it(used_home: Path) -> None:
    (used_home / "demo").write_text("wanted\n")
    with serving(used_home) as running:
        said = running.log.read_text()
        assert "Loading the demo company" not in said
        assert "Make a first user with" in said
        assert (used_home / "demo").read_text().strip() == ""
