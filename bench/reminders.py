"""Reminders: what a million of them cost while they wait, and how late those come that are due within one minute."""

from __future__ import annotations

import time

import psutil

from bench import workflows
from bench.place import Place
from bench.report import Report, percentile

PEOPLE = 200
IDLE_SECONDS = 10.0
LONGEST_SECONDS = 900.0


def measure(place: Place, report: Report) -> None:
    """See the module."""
    count, due = workflows.size("BENCH_REMINDERS", 1_000_000), workflows.size("BENCH_REMINDERS_DUE", 100_000)
    report.part(f"{count:,} waiting reminders of {PEOPLE} people, of which {due:,} fall due within a minute")
    _people(place)
    _idle(place, report, "no waiting reminders")
    _fill(place, count)
    _idle(place, report, f"{count:,} waiting reminders")
    _due(place, report, due)


def _people(place: Place) -> None:
    place.database.execute(
        "INSERT INTO platform_user (username, name, email, language, password)"
        " SELECT 'bench' || n, 'Bench ' || n, 'bench' || n || '@example.com', 'zh-hans', '!'"
        " FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
        [PEOPLE],
    )


def _fill(place: Place, count: int) -> None:
    """As they stand after they were planned; written past the events, which are measured elsewhere."""
    with place.connect() as database:
        database.execute("SET session_replication_role = replica")
        database.execute(
            """
            WITH people AS (SELECT array_agg(id) AS ids FROM platform_user WHERE username LIKE 'bench%%'),
            made AS (
                INSERT INTO reminders_reminder (subject, owner_id, created_by_id, starts_at, next_at, repeat_minutes)
                SELECT '给客户回电：交期 ' || n, ids[1 + n %% array_length(ids, 1)], ids[1 + n %% array_length(ids, 1)],
                    at, at, 30
                FROM people, generate_series(1, %s::integer) n, LATERAL (SELECT now() + interval '30 days'
                    + n * interval '1 second' AS at) due
                RETURNING id, starts_at
            )
            INSERT INTO reminders_occurrence (reminder_id, due_at, look_at, tell_at)
            SELECT id, starts_at, starts_at, starts_at FROM made
            """,
            [count],
        )
        database.execute("ANALYZE reminders_reminder, reminders_occurrence")


def _idle(place: Place, report: Report, name: str) -> None:
    time.sleep(2.0)
    with place.cpu_used() as used:
        time.sleep(IDLE_SECONDS)
    share = (used["worker"] + used["database"]) / IDLE_SECONDS
    report.add(
        f"worker and database while nothing is due, {name}",
        f"{share * 100:5.1f} % of a processor; {_memory(place):.0f} MB",
    )


def _memory(place: Place) -> float:
    """What the worker and its helpers hold, in MB."""
    worker = place.running.child("worker")
    processes: list[psutil.Process] = [worker, *worker.children(recursive=True)]
    return sum(float(process.memory_info().rss) for process in processes) / 1e6


def _due(place: Place, report: Report, due: int) -> None:
    with place.connect() as database:
        database.execute("SET session_replication_role = replica")
        database.execute(
            "UPDATE reminders_occurrence SET due_at = at, look_at = at, tell_at = at FROM (SELECT id, now()"
            " + interval '5 seconds' + random() * interval '60 seconds' AS at FROM reminders_occurrence"
            " WHERE look_at > now() ORDER BY id LIMIT %s) soon WHERE soon.id = reminders_occurrence.id",
            [due],
        )
    begun, most = time.perf_counter(), _memory(place)
    told = "SELECT count(*) FROM reminders_occurrence WHERE round > 0"
    before = int(place.value(told))
    with place.cpu_used() as used:
        while place.value(told) < before + due:
            time.sleep(0.5)
            most = max(most, _memory(place))
            if time.perf_counter() - begun > LONGEST_SECONDS:
                raise TimeoutError("the reminders do not end")
    elapsed = time.perf_counter() - begun
    late = [
        float(row[0])
        for row in place.database.execute(
            "SELECT extract(epoch FROM d.sent_at - o.due_at) FROM reminders_occurrence o"
            " JOIN notices_notice n ON n.matter = 'reminder:' || o.id"
            " JOIN notices_delivery d ON d.notice_id = n.id AND d.channel = 'popup' AND d.round = 1 WHERE o.round = 1"
        )
    ]
    each = (used["worker"] + used["database"]) / due * 1000
    whole = len(late) == due
    report.add(
        "until all were told",
        f"{elapsed:6.1f} s, CPU {each:.2f} ms each, {most:.0f} MB at most; late p50 {percentile(late, 0.5):.1f} s,"
        f" p99 {percentile(late, 0.99):.1f} s",
        aim="each told once, late p99 ≤ 60 s", met=whole and percentile(late, 0.99) <= 60,
        p50=percentile(late, 0.5), p99=percentile(late, 0.99),
    )  # fmt: skip
    place.database.execute("CREATE UNLOGGED TABLE IF NOT EXISTS bench_notice (LIKE notices_notice INCLUDING ALL)")
    raw = time.perf_counter()
    place.database.execute("INSERT INTO bench_notice SELECT * FROM notices_notice ORDER BY id DESC LIMIT %s", [due])
    raw = time.perf_counter() - raw
    report.add("plain INSERT of as many notices", f"{raw:6.2f} s", ratio=f"{elapsed / raw:6.1f} × raw")
    place.database.execute("DROP TABLE bench_notice")
