"""Waiting timers: what they cost while they wait, and how quickly those due together have had their effect."""

from __future__ import annotations

import time

from bench import people, workflows
from bench.creating import plain_table
from bench.place import Place
from bench.report import Report


def measure(place: Place, report: Report) -> None:
    """See the module."""
    count, due = workflows.size("BENCH_TIMERS", 100_000), workflows.size("BENCH_DUE", 10_000)
    report.part(f"4. {count:,} waiting timers, of which {due:,} fall due at once")
    workflow = workflows.publish(
        "Wait",
        {
            "triggers": [{"on": "event", "event": "lead.bench_never"}],
            "steps": [
                {"id": "pause", "wait": {"time": {"days": 30}}},
                {"id": "mark", "action": "record.update", "input": {"values": {"job_title": "Woken"}}},
            ],
        },
    )
    _idle(place, report, "no timers")
    _fill(place, workflow, count)
    _idle(place, report, f"{count:,} timers")
    begun = time.perf_counter()
    place.database.execute(
        "UPDATE automation_step SET wake_at = now() WHERE id IN"
        " (SELECT id FROM automation_step WHERE step = 'pause' AND status = 'waiting' ORDER BY id LIMIT %s)",
        [due],
    )
    with place.cpu_used() as used:
        while (
            place.value("SELECT count(*) FROM automation_run WHERE workflow_id = %s AND status = 'completed'", workflow)
            < due
        ):
            time.sleep(0.1)
            if time.perf_counter() - begun > 600:
                raise TimeoutError("the timers do not end")
    elapsed = time.perf_counter() - begun
    marked = place.value("SELECT count(*) FROM sales_lead WHERE job_title = 'Woken'")
    each = (used["worker"] + used["database for worker"]) / due * 1000
    report.add(
        "until all have had their effect",
        f"{elapsed:8.1f} s, {due / elapsed:.0f} a second, CPU {each:.2f} ms each",
        met=marked == due,
    )
    plain_table(place)
    place.database.execute("INSERT INTO bench_lead SELECT * FROM sales_lead LIMIT %s", [due])
    raw = time.perf_counter()
    place.database.execute(
        "UPDATE bench_lead SET job_title = 'x' WHERE id IN (SELECT id FROM bench_lead ORDER BY id LIMIT %s)", [due]
    )
    raw = time.perf_counter() - raw
    report.add("plain UPDATE of as many rows", f"{raw:8.2f} s", ratio=f"{elapsed / raw:6.1f} × raw")


def _fill(place: Place, workflow: int, count: int) -> None:
    from magpie.platform import bulk, objects
    from magpie.platform.actor import SYSTEM

    missing = count - int(place.value("SELECT count(*) FROM sales_lead"))
    if missing > 0:
        bulk.create_many(objects.get("lead"), people.rows(missing, seed=8), actor=SYSTEM, automation="skip")
    place.database.execute(
        """
        WITH run AS (
            INSERT INTO automation_run (version_id, workflow_id, key, object, record_id, status, started_at)
            SELECT w.active_version_id, w.id, 'bench:' || l.id, 'lead', l.id, 'waiting', now()
            FROM automation_workflow w, (SELECT id FROM sales_lead ORDER BY id LIMIT %s) l WHERE w.id = %s RETURNING id
        )
        INSERT INTO automation_step (run_id, step, kind, status, started_at, wake_at, attempts)
        SELECT id, 'pause', 'wait', 'waiting', now(), now() + interval '30 days', 1 FROM run
        """,
        [count, workflow],
    )
    place.database.execute("ANALYZE automation_run, automation_step")
    place.await_quiet()


def _idle(place: Place, report: Report, name: str) -> None:
    place.await_quiet()
    time.sleep(3)
    with place.cpu_used() as used:
        time.sleep(15)
    share = {n: used[n] / 15 * 100 for n in ("worker", "database for worker")}
    report.add(
        f"idle CPU, {name}",
        f"worker {share['worker']:.1f} %, its database connections {share['database for worker']:.1f} %"
        " of one processor",
    )
