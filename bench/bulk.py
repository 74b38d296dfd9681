"""Many leads at once: `create_many` and the import of a CSV file, beside plain COPY, and how long their runs take."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Any

from bench import people, workflows
from bench.creating import COLUMNS, plain_table
from bench.place import Place, magpie
from bench.report import Report


def measure(place: Place, report: Report) -> None:
    """See the module."""
    count = workflows.size("BENCH_BULK", 100_000)
    report.part(f"3. {count:,} leads at once")
    rows = people.rows(count, seed=5)
    raw = _copy(place, rows)
    report.add("plain COPY, table without triggers", f"{count / raw:8.0f} a second")
    _write(place, report, rows, "create_many, no workflows", raw, "run", 10_000)
    made = workflows.ten(0.1)
    _write(place, report, rows, "create_many, 10 workflows active, run", raw, "run", 5_000)
    _write(place, report, rows, "create_many, 10 workflows active, skip", raw, "skip", 5_000)
    _import(
        place, report, people.rows(count, seed=6, first=10_000_000), raw, "run"
    )  # known by their addresses: new ones
    workflows.stop(place, made)


def _copy(place: Place, rows: list[dict[str, Any]]) -> float:
    plain_table(place)
    begun = time.perf_counter()
    with place.database.cursor() as cursor, cursor.copy(f"COPY bench_lead ({', '.join(COLUMNS)}) FROM STDIN") as target:
        for row in rows:
            target.write_row([row[c] for c in COLUMNS])
    return time.perf_counter() - begun


def _write(
    place: Place, report: Report, rows: list[dict[str, Any]], name: str, raw: float, automation: Any, aim: int
) -> None:
    from magpie.platform import bulk, objects, setup
    from magpie.platform.actor import SYSTEM

    setup.refresh()
    place.await_quiet()
    begun, before, cpu = time.perf_counter(), _runs(place), own_cpu()
    result = bulk.create_many(objects.get("lead"), rows, actor=SYSTEM, automation=automation)
    elapsed = time.perf_counter() - begun
    if result.count != len(rows):
        raise RuntimeError(f"{result.failed[:3]}")
    rate, cpu = len(rows) / elapsed, own_cpu() - cpu
    report.add(
        name,
        f"{rate:8.0f} a second, CPU {cpu / len(rows) * 1e6:.0f} µs each",
        ratio=f"{elapsed / raw:6.1f} × COPY",
        aim=f"> {aim:,} a second",
        met=rate > aim,
        rate=rate,
        cpu=cpu / len(rows) * 1e6,
    )
    _await_runs(place, report, before, begun)


def own_cpu() -> float:
    """CPU seconds of this process and of the database process that serves Django's connection."""
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        times = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time() + float(times.user + times.system)


def _import(place: Place, report: Report, rows: list[dict[str, Any]], raw: float, automation: str) -> None:
    path = Path(place.running.home) / "leads.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    place.await_quiet()
    begun, before = time.perf_counter(), _runs(place)
    done = magpie(place.running.home, "import", str(path), "--object", "lead", "--automation", automation)
    elapsed = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    rate = len(rows) / elapsed
    report.add(
        f"import of a CSV file, 10 workflows active, {automation}",
        f"{rate:8.0f} a second, its start included",
        ratio=f"{elapsed / raw:6.1f} × COPY",
        rate=rate,
    )
    _await_runs(place, report, before, begun)


def _runs(place: Place) -> int:
    return int(place.value("SELECT count(*) FROM automation_run"))


def _await_runs(place: Place, report: Report, before: int, begun: float) -> None:
    place.await_quiet(900)
    runs, elapsed = _runs(place) - before, time.perf_counter() - begun
    report.add("", f"{elapsed:8.1f} s from the start until {runs:,} runs are done and all is found by search")
