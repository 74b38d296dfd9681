"""Import of leads from a CSV file by the worker, with the check for duplicates and without, and the worker's memory.

One row of twenty has the telephone of a row before it.  The rate is that of the job itself, from its start to its end,
while the worker keeps the search index in step beside it.  With BENCH_LONG the worker is killed amid the import
(SIGKILL); the next one goes on, and at the end every telephone of the file must be there once.
"""

from __future__ import annotations

import contextlib
import csv
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any

import psutil

from bench import people, workflows
from bench.creating import COLUMNS, plain_table
from bench.place import Place
from bench.report import Report

EVERY = 20  # one row of so many repeats another
AIM_RATE, AIM_GROWTH = 1_000, 100


def measure(place: Place, report: Report) -> None:
    """See the module."""
    usual = 1_000_000 if os.environ.get("BENCH_LONG") else 50_000
    count = workflows.size("BENCH_IMPORT", usual)
    report.part(f"7. Import of {count:,} leads from a CSV file")
    path = Path(place.running.home) / "import.csv"
    base = (50 + int(time.time()) % 400) * 1_000_000  # telephones that no run before had
    _write(path, count, base)
    raw = _copy(place, path)
    report.add("plain COPY, table without triggers", f"{count / raw:8.0f} a second")
    repeated = len(range(EVERY - 1, count, EVERY))
    killed_after = count // 3 if os.environ.get("BENCH_LONG") else 0
    newest = int(place.value("SELECT coalesce(max(id), 0) FROM sales_lead"))
    created = _run(place, report, path, "duplicates left out", repeated, raw, "skip", killed_after=killed_after)
    if killed_after:
        _each_once(place, report, newest, created)
    if count <= 100_000:
        _write(path, count, base + 500_000_000)
        _run(place, report, path, "without the check", 0, raw, "create")


def _write(path: Path, count: int, first: int) -> None:
    chance = random.Random(first)  # noqa: S311 - not for secrets
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(count):
            row = people.row(first + number, chance)
            if number % EVERY == EVERY - 1:
                row |= {"mobile": f"+8613{first + number - EVERY // 2:09d}"}
            writer.writerow(row)


def _copy(place: Place, path: Path) -> float:
    plain_table(place)
    begun = time.perf_counter()
    names = ", ".join(COLUMNS)
    with (
        path.open(newline="", encoding="utf-8") as file,
        place.database.cursor() as cursor,
        cursor.copy(f"COPY bench_lead ({names}) FROM STDIN (FORMAT csv, HEADER)") as target,
    ):
        while piece := file.read(1 << 20):
            target.write(piece)
    return time.perf_counter() - begun


def _each_once(place: Place, report: Report, newest: int, expected: int) -> None:
    there, different = place.database.execute(
        "SELECT count(*), count(DISTINCT mobile) FROM sales_lead WHERE id > %s", [newest]
    ).fetchone() or (0, 0)
    if not there == different == expected:
        raise RuntimeError(f"{there} leads with {different} telephones, and {expected} were told")
    report.add("after the worker was killed at a third", f"{there:8,} leads, each telephone once")


def _run(
    place: Place,
    report: Report,
    path: Path,
    name: str,
    repeated: int,
    raw: float,
    on_duplicate: str,
    *,
    killed_after: int = 0,
) -> int:
    from magpie.platform.importing import running
    from magpie.platform.models import Import

    place.await_quiet()
    worker = place.running.child("worker")
    begun, used = time.perf_counter(), place.cpu()
    importing = Import.objects.create(
        object="lead", file_name=path.name, path=str(path), encoding="utf-8", separator=",",
        mapping={column: column for column in COLUMNS}, on_duplicate=on_duplicate, automation="skip",
        operation=uuid.uuid4(), status="mapping",
    )  # fmt: skip
    running.enqueue(importing)
    sizes: list[tuple[int, int]] = []
    while importing.status in ("mapping", "queued", "running"):
        time.sleep(0.25)
        importing.refresh_from_db()
        if killed_after and importing.rows_done >= killed_after:
            until_now = place.cpu()
            used |= {name: used[name] - until_now[name] for name in ("worker", "database for worker")}
            worker.kill()
            killed_after, worker = 0, _next(place, worker)
        sizes.append((importing.rows_done, _memory(worker)))
    seconds = (importing.finished_at - importing.started_at).total_seconds()
    left_out = importing.duplicates  # more than repeat another where there are accounts with such names
    if importing.status != "done" or importing.failed or left_out < repeated or (left_out and not repeated):
        raise RuntimeError(f"{importing.status} {importing.error} {importing.failed} {left_out}")
    cpu = {n: s - used[n] for n, s in place.cpu().items()}
    count = importing.rows_done
    figures: dict[str, Any] = {
        "rate": count / seconds,
        "cpu": (cpu["worker"] + cpu["database for worker"]) / count * 1e6,
    }
    report.add(
        f"import, {name}",
        f"{figures['rate']:8.0f} rows a second, CPU {cpu['worker'] / count * 1e6:.0f} µs in the worker"
        f" and {cpu['database for worker'] / count * 1e6:.0f} in the database each",
        ratio=f"{seconds / raw:6.1f} × COPY",
        aim=f"> {AIM_RATE:,} a second",
        met=figures["rate"] > AIM_RATE,
        **figures,
    )
    early = max(size for rows, size in sizes if rows <= count * 0.2)
    peak = max(size for _rows, size in sizes)
    report.add(
        "memory of the worker",
        f"{peak / 2**20:8.0f} MB at most, {early / 2**20:.0f} after a fifth of the rows",
        aim=f"grows < {AIM_GROWTH} MB",
        met=(peak - early) / 2**20 < AIM_GROWTH,
        peak=peak / 2**20,
    )
    caught_up = place.await_quiet(3600)
    report.add("", f"{caught_up:8.1f} s more until all is found by search; {time.perf_counter() - begun:.1f} s in all")
    return int(importing.created)


def _next(place: Place, killed: psutil.Process) -> psutil.Process:
    """The worker that is started in the place of a killed one."""
    while True:
        time.sleep(0.1)
        with contextlib.suppress(AssertionError, psutil.Error):
            if (found := place.running.child("worker")).pid != killed.pid:
                return found


def _memory(worker: psutil.Process) -> int:
    return sum(process.memory_info().rss for process in (worker, *worker.children(recursive=True)))
