"""Runs of ten steps each, carried forward by one and by two worker processes, beside a bare loop of the same SQL."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench import people, workflows
from bench.place import Place
from bench.report import Report
from config import home as places

AIM = 2000.0  # steps a second
CHANGES, STEPS = 5, 10


def _document() -> dict[str, Any]:
    """Five changes of the record, four decisions and a switch."""

    def change(number: int) -> dict[str, Any]:
        return {"id": f"set_{number}", "action": "record.update", "input": {"values": {"job_title": f"Step {number}"}}}

    def decide(number: int, inside: list[Any]) -> dict[str, Any]:
        return {"id": f"if_{number}", "if": {"field": "score", "gte": 0}, "then": inside}

    ways = {"field": "status", "cases": [{"values": ["new"], "steps": [change(3)]}]}
    steps = [
        decide(0, [change(0)]), decide(1, [change(1)]), decide(2, [change(2)]),
        {"id": "way", "switch": ways}, decide(4, [change(4)]),
    ]  # fmt: skip
    return {"triggers": [{"on": "event", "event": "lead.bench_never"}], "steps": steps}


def measure(place: Place, report: Report) -> None:
    """See the module."""
    count = workflows.size("BENCH_STEPPING", 10_000)
    report.part(f"6. {count:,} runs of {STEPS} steps ({CHANGES} change the record)")
    workflow = workflows.publish("Ten steps", _document())
    _people(place, count)
    bare = _bare_loop(place, min(count, 1000), workflow)
    report.add("a bare loop of the same SQL, one connection", f"{bare:8.0f} steps a second")
    one = _run(place, report, workflow, count, "one worker process")
    with _second_worker(place):
        two = _run(place, report, workflow, count, "two worker processes")
    report.add("ratio to the bare loop", f"{one / bare:8.2f} with one, {two / bare:.2f} with two")
    report.add("steps a second, the better", f"{max(one, two):8.0f}", aim=f"{AIM:.0f}", met=max(one, two) >= AIM)
    place.database.execute("DELETE FROM automation_step; DELETE FROM automation_run")


def _people(place: Place, count: int) -> None:
    from magpie.platform import bulk, objects
    from magpie.platform.actor import SYSTEM

    missing = count - int(place.value("SELECT count(*) FROM sales_lead WHERE status = 'new'"))
    if missing > 0:
        bulk.create_many(objects.get("lead"), people.rows(missing, seed=9), actor=SYSTEM, automation="skip")
    place.await_quiet()


def _run(place: Place, report: Report, workflow: int, count: int, name: str) -> float:
    place.database.execute("DELETE FROM automation_step; DELETE FROM automation_run; ANALYZE sales_lead")
    with place.cpu_used() as used:
        begun = time.perf_counter()
        place.database.execute(
            "INSERT INTO automation_run (version_id, workflow_id, key, object, record_id)"
            " SELECT w.active_version_id, w.id, 'bench:' || l.id, 'lead', l.id FROM automation_workflow w,"
            " (SELECT id FROM sales_lead WHERE status = 'new' ORDER BY id LIMIT %s) l WHERE w.id = %s",
            [count, workflow],
        )
        place.database.execute("SELECT pg_notify('magpie_event', '')")
        while place.value("SELECT count(*) FROM automation_run WHERE status = 'completed'") < count:
            time.sleep(0.2)
            if time.perf_counter() - begun > 600:
                raise TimeoutError("the runs do not end")
    seconds = time.perf_counter() - begun
    done = int(place.value("SELECT count(*) FROM automation_step WHERE status = 'done'"))
    rate = done / seconds
    each = (used["worker"] + used["database"]) / done * 1000
    report.add(
        name, f"{rate:8.0f} steps a second, CPU {each:.2f} ms a step (database {used['database'] / done * 1000:.2f})",
        met=done == count * STEPS,
    )  # fmt: skip
    return rate


@contextlib.contextmanager
def _second_worker(place: Place) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "magpie", "worker"],
        cwd=places.checkout(), env={**os.environ, "MAGPIE_HOME": str(place.running.home)},
    )  # fmt: skip
    time.sleep(4)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _bare_loop(place: Place, count: int, workflow: int) -> float:
    """The statements that the steps need at the least, one after the other, ten runs to a transaction."""
    with place.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM sales_lead WHERE status = 'new' ORDER BY id LIMIT %s", [count])
        leads = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO automation_run (version_id, workflow_id, key, object, record_id, status)"
            " SELECT active_version_id, id, 'bare:' || l, 'lead', l, 'waiting' FROM automation_workflow,"
            " unnest(%s::bigint[]) l WHERE id = %s RETURNING id",
            [leads, workflow],
        )
        runs = [row[0] for row in cursor.fetchall()]
        begun = time.perf_counter()
        for at in range(0, count, 10):
            with connection.transaction():
                for lead, run in zip(leads[at : at + 10], runs[at : at + 10], strict=True):
                    for number in range(CHANGES):
                        cursor.execute("SELECT set_config('magpie.context', '{\"actor_kind\": \"workflow\"}', true)")
                        cursor.execute("SELECT * FROM sales_lead WHERE id = %s FOR UPDATE", [lead])
                        cursor.fetchone()
                        cursor.execute("UPDATE sales_lead SET job_title = %s WHERE id = %s", [f"Bare {number}", lead])
                    for number in range(STEPS):
                        cursor.execute(
                            "INSERT INTO automation_step (run_id, step, kind, status, output, attempts, finished_at)"
                            " VALUES (%s, %s, 'action', 'done', '{}', 1, now())",
                            [run, f"s{number}"],
                        )
                    cursor.execute("UPDATE automation_run SET status = 'completed' WHERE id = %s", [run])
        return count * STEPS / (time.perf_counter() - begun)
