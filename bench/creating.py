"""One lead at a time over HTTP, with no, one and ten active workflows, for one caller and for eight."""

from __future__ import annotations

from typing import Any

from bench import people, workflows
from bench.place import Place, timed
from bench.report import Report, percentile

COLUMNS = ("name", "company", "job_title", "mobile", "email", "city", "source", "rating", "budget", "score")


def measure(place: Place, report: Report) -> None:
    """See the module."""
    report.part("1. Create a lead over HTTP (POST /api/leads)")
    count = workflows.size("BENCH_CREATE", 600)
    raw, raw_cpu = plain_inserts(place, count)
    report.latencies("plain INSERT and COMMIT, table without triggers", raw, cpu_ms=raw_cpu)
    raw_median = percentile(raw, 0.5)
    made: list[int] = []
    for active in (0, 1, 10):
        if active == 1:
            made = [workflows.publish("One", {"triggers": [{"on": "created"}], "steps": [_mark()]})]
        elif active == 10:
            workflows.stop(place, made)
            made = workflows.ten(1.0)
        for clients in (1, 8):
            seed = 1 + active * 10 + clients  # people nobody entered before: the rules for duplicates would ask
            place.await_quiet()
            requests = [("POST", "/api/leads", row) for row in people.rows(count + 50, seed, 1_000_000 * seed)]
            place.ask(requests[:50], clients)
            with place.cpu_used() as used:
                answers = place.ask(requests[50:], clients)
            cpu = (used["web"] + used["database for web"]) / count * 1000
            aims = {"p50": 8.0, "cpu": 5.0} if active == 10 and clients == 1 else None
            name = f"{active} workflows, {clients} client{'s' if clients > 1 else ''}"
            report.latencies(name, answers.seconds, raw=raw_median, cpu_ms=cpu, raw_cpu_ms=raw_cpu, aims=aims)
            report.add(
                "",
                f"{count / answers.elapsed:.0f} a second; CPU web {used['web'] / count * 1000:.2f} ms,"
                f" database {used['database for web'] / count * 1000:.2f} ms",
            )
    place.await_quiet()
    workflows.stop(place, made)


def _mark() -> dict[str, Any]:
    return {"id": "mark", "action": "record.update", "input": {"values": {"job_title": "Seen"}}}


def plain_table(place: Place) -> None:
    """A copy of the leads' table with its indexes, without triggers."""
    place.database.execute("DROP TABLE IF EXISTS bench_lead; CREATE TABLE bench_lead (LIKE sales_lead INCLUDING ALL)")


def plain_inserts(place: Place, count: int) -> tuple[list[float], float]:
    """Seconds of each plain insert, and milliseconds of CPU in the database for one."""
    plain_table(place)
    rows = iter(people.rows(count + 5, seed=99))
    names, places = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO bench_lead ({names}, created_at, updated_at) VALUES ({places}, now(), now()) RETURNING id"  # noqa: S608

    def insert() -> None:
        row = next(rows)
        place.database.execute(statement, [row[c] for c in COLUMNS]).fetchone()

    own = place.database.info.backend_pid
    before = _cpu_of(own)
    seconds = timed(insert, count)
    return seconds, (_cpu_of(own) - before) / count * 1000


def _cpu_of(pid: int) -> float:
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
