"""Waiting runs: what they cost while they wait, what they cost new runs, and how late those due together come."""

from __future__ import annotations

import time

from bench import people, workflows
from bench.creating import plain_table
from bench.place import Place
from bench.report import Report, percentile

MOST_LEADS = 100_000  # several runs wait for each


def measure(place: Place, report: Report) -> None:
    """See the module."""
    count, due = workflows.size("BENCH_TIMERS", 1_000_000), workflows.size("BENCH_DUE", 50_000)
    report.part(f"4. {count:,} waiting runs, of which {due:,} fall due within a minute")
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
    made = workflows.ten(1.0)
    _leads(place, min(count, MOST_LEADS))
    _idle(place, report, "no waiting runs")
    before = _new_runs(place)
    _fill(place, workflow, count)
    _idle(place, report, f"{count:,} waiting runs")
    after = _new_runs(place)
    report.add(
        "from a change to its effect, one at a time",
        f"p50 {before * 1000:.0f} ms with none waiting, {after * 1000:.0f} ms with all",
        ratio=f"{after / before:6.2f} × none",
    )
    workflows.stop(place, made)
    _due(place, report, workflow, due)


def _due(place: Place, report: Report, workflow: int, due: int) -> None:
    place.database.execute(
        "UPDATE automation_step SET wake_at = now() + random() * interval '60 seconds', since = '' WHERE id IN"
        " (SELECT id FROM automation_step WHERE step = 'pause' AND status = 'waiting' ORDER BY id LIMIT %s)",
        [due],
    )
    begun = time.perf_counter()
    done = "SELECT count(*) FROM automation_run WHERE workflow_id = %s AND status = 'completed'"
    with place.cpu_used() as used:
        while place.value(done, workflow) < due:
            time.sleep(0.5)
            if time.perf_counter() - begun > 600:
                raise TimeoutError("the timers do not end")
    elapsed = time.perf_counter() - begun
    late = [
        float(row[0])
        for row in place.database.execute(
            "SELECT extract(epoch FROM m.finished_at - p.finished_at) + (p.output->>'late_seconds')::float8"
            " FROM automation_step p JOIN automation_step m ON m.run_id = p.run_id AND m.step = 'mark'"
            " WHERE p.step = 'pause' AND p.status = 'done'"
        )
    ]
    each = (used["worker"] + used["database"]) / due * 1000
    report.add(
        "until all have had their effect",
        f"{elapsed:8.1f} s, CPU {each:.2f} ms each; late p50 {percentile(late, 0.5):.1f} s,"
        f" p99 {percentile(late, 0.99):.1f} s",
        aim="late p99 ≤ 60 s", met=len(late) == due and percentile(late, 0.99) <= 60,
    )  # fmt: skip
    plain_table(place)
    place.database.execute("INSERT INTO bench_lead SELECT * FROM sales_lead LIMIT %s", [due])
    raw = time.perf_counter()
    place.database.execute("UPDATE bench_lead SET job_title = 'x'")
    raw = time.perf_counter() - raw
    report.add("plain UPDATE of as many rows", f"{raw:8.2f} s", ratio=f"{elapsed / raw:6.1f} × raw")


def _new_runs(place: Place) -> float:
    """The median time from a new lead to what a workflow did with it, in seconds."""
    seconds = []
    for number in range(40):
        begun = time.perf_counter()
        lead = place.value(
            "INSERT INTO sales_lead (name, score, budget) VALUES ('timer', %s, 10) RETURNING id", number % 100
        )
        while not place.value("SELECT job_title FROM sales_lead WHERE id = %s", lead):
            time.sleep(0.002)
        seconds.append(time.perf_counter() - begun)
        time.sleep(0.05)
    return percentile(seconds, 0.5)


def _leads(place: Place, count: int) -> None:
    from magpie.platform import bulk, objects
    from magpie.platform.actor import SYSTEM

    missing = count - int(place.value("SELECT count(*) FROM sales_lead"))
    if missing > 0:
        bulk.create_many(objects.get("lead"), people.rows(missing, seed=8), actor=SYSTEM, automation="skip")
    place.await_quiet()


def _fill(place: Place, workflow: int, count: int) -> None:
    place.database.execute(
        """
        WITH leads AS (SELECT array_agg(id) AS ids FROM (SELECT id FROM sales_lead ORDER BY id LIMIT %s) l),
        run AS (
            INSERT INTO automation_run (version_id, workflow_id, key, object, record_id, status, started_at, begun_at)
            SELECT w.active_version_id, w.id, 'bench:' || n, 'lead', ids[1 + n %% array_length(ids, 1)], 'waiting',
                now(), now()
            FROM automation_workflow w, leads, generate_series(1, %s::integer) n WHERE w.id = %s RETURNING id
        )
        INSERT INTO automation_step (run_id, step, kind, status, started_at, wake_at, attempts)
        SELECT id, 'pause', 'wait', 'waiting', now(), now() + interval '30 days', 1 FROM run
        """,
        [MOST_LEADS, count, workflow],
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
