"""From the commit of a change to the commit of what a workflow did because of it, by the database's own commit times.

Idle: one change, then quiet.  Busy: a hundred changes a second.  Both again while another transaction stays open, which
must hold up nothing.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from bench import people, workflows
from bench.place import Place
from bench.report import Report

COLUMNS = ("name", "company", "job_title", "mobile", "email", "city", "source", "rating", "budget", "score")
AIMS = {"p50": 50.0, "p99": 200.0}
EFFECTS = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(done.xid::xid) - pg_xact_commit_timestamp(begun.xid::xid))::float8
FROM platform_event begun JOIN platform_event done
    ON done.object = 'lead' AND done.record_id = begun.record_id AND done.kind = 'updated'
WHERE begun.object = 'lead' AND begun.kind = 'created' AND begun.record_id > %s
"""


def measure(place: Place, report: Report) -> None:
    """See the module."""
    report.part("2. From commit to the first step's effect, 10 workflows active")
    made = workflows.ten(1.0)
    place.await_quiet()
    each = workflows.size("BENCH_REACT", 1000)
    report.latencies("idle, one change at a time", _run(place, 60, 0.25), aims=AIMS)
    seconds, cpu = _busy(place, each)
    report.latencies("100 changes a second", seconds, cpu_ms=cpu, aims=AIMS)
    long = 60.0 if os.environ.get("BENCH_LONG") == "1" else 15.0
    with place.connect() as other:
        other.execute("BEGIN")
        other.execute("INSERT INTO sales_lead (name, score, budget) VALUES ('in an open transaction', 50, 1000)")
        begun = time.monotonic()
        seconds, cpu = _busy(place, int(long * 100 * 0.8))
        while time.monotonic() - begun < long:
            time.sleep(0.1)
        seconds += _run(place, 20, 0.1)
        report.latencies(f"100 a second, another transaction open for {long:.0f} s", seconds, cpu_ms=cpu, aims=AIMS)
        other.execute("COMMIT")
    place.await_quiet()
    late = place.value(
        "SELECT count(*) FROM automation_run r JOIN sales_lead l ON l.id = r.record_id"
        " WHERE l.name = 'in an open transaction'"
    )
    lost = place.value(
        "SELECT count(*) FROM sales_lead l"
        " WHERE NOT EXISTS (SELECT FROM automation_run r WHERE r.object = 'lead' AND r.record_id = l.id)"
        " AND l.id > %s",
        _first,
    )
    report.add("changes without their run afterwards", str(lost), aim="0", met=lost == 0 and late == 1)
    workflows.stop(place, made)


_first = 0


def _busy(place: Place, count: int) -> tuple[list[float], float]:
    with place.cpu_used() as used:
        seconds = _run(place, count, 0.01)
    return seconds, (used["worker"] + used["database for worker"]) / count * 1000


def _run(place: Place, count: int, every: float) -> list[float]:
    """Insert leads at that pace with plain SQL; the seconds until each one's effect was committed."""
    global _first  # noqa: PLW0603 - kept from one measurement to the next
    last = int(place.value("SELECT coalesce(max(id), 0) FROM sales_lead"))
    _first = _first or last
    statement = f"INSERT INTO sales_lead ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608

    def insert(rows: list[dict[str, Any]]) -> None:
        with place.connect() as connection:
            begun = time.monotonic()
            for number, row in enumerate(rows):
                time.sleep(max(0.0, begun + number * every - time.monotonic()))
                connection.execute(statement, [row[c] for c in COLUMNS])

    writer = threading.Thread(target=insert, args=[people.rows(count, seed=last)])
    writer.start()
    writer.join()
    place.await_quiet()
    seconds = [row[0] for row in place.database.execute(EFFECTS, [last]).fetchall()]
    if len(seconds) != count:
        raise RuntimeError(f"{count} changes, but {len(seconds)} effects")
    return seconds
