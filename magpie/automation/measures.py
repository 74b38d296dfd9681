"""Where the runs of a workflow wait and fail, which ways they take, and how long each block lasts.

All of it is counted by the database from the rows of runs and steps.  Days are those of the company's zone.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from magpie.automation.models import Step, Workflow

Found = dict[str, Any]
WAYS = ("if", "switch", "try", "wait", "ask")  # kinds of blocks whose output says which way the run took
LONGEST_ERROR = 500

_RUNS = """
SELECT count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
    count(*) FILTER (WHERE status = 'cancelled'), count(*) FILTER (WHERE status = 'waiting'),
    count(*) FILTER (WHERE status = 'queued'),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at))
        FILTER (WHERE status = 'completed')
FROM automation_run WHERE workflow_id = %(workflow)s AND started_at >= %(since)s
"""
_DAYS = """
SELECT (started_at AT TIME ZONE %(zone)s)::date, count(*), count(*) FILTER (WHERE status = 'completed'),
    count(*) FILTER (WHERE status = 'failed')
FROM automation_run WHERE workflow_id = %(workflow)s AND started_at >= %(since)s GROUP BY 1
"""
# One pass over the steps, in parallel: lengths are put into classes 5 % wide, so that nothing needs to be sorted.
_STEPS = """
SELECT step, status, way, floor(ln(greatest(seconds, 0.001)) * 20), count(*), max(id), min(seconds), max(seconds)
FROM (
    SELECT s.id, s.step, s.status, date_part('epoch', s.finished_at - s.started_at) AS seconds,
        CASE WHEN s.status = 'done' AND s.kind = ANY(%(ways)s)
            THEN coalesce(s.output -> 'branch', s.output -> 'outcome')::text END AS way
    FROM automation_run r JOIN automation_step s ON s.run_id = r.id
    WHERE r.workflow_id = %(workflow)s AND r.started_at >= %(since)s
) steps GROUP BY 1, 2, 3, 4
"""
_WAITS = """
SELECT s.step, count(*), min(s.started_at), (array_agg(s.run_id ORDER BY s.started_at, s.id))[1]
FROM automation_run r JOIN automation_step s ON s.run_id = r.id
WHERE r.workflow_id = %(workflow)s AND r.status IN ('queued', 'waiting')
    AND s.status IN ('waiting', 'retrying', 'calling') AND s.status <> 'done'
GROUP BY s.step
"""


def first_moment(days: int) -> datetime.datetime:
    """The beginning of the first of so many days, the last of which is today."""
    today = timezone.localdate()
    first = datetime.datetime.combine(today - datetime.timedelta(days=days - 1), datetime.time.min)
    return timezone.make_aware(first)


def of_workflow(workflow: Workflow, days: int) -> Found:
    """{since, runs, blocks, waits, by_day} of the runs begun in so many days; waits are all there are now."""
    since = first_moment(days)
    given: dict[str, Any] = {
        "workflow": workflow.pk, "since": since, "zone": timezone.get_default_timezone_name(), "ways": list(WAYS),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # making programs takes longer than these run
        cursor.execute(_RUNS, given)
        runs = cursor.fetchone()
        cursor.execute(_DAYS, given)
        by_day = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_STEPS, given)
        steps = cursor.fetchall()
        cursor.execute(_WAITS, given)
        waits = cursor.fetchall()
    median, p90 = runs[6] or (None, None)
    return {
        "since": since,
        "runs": {
            "total": runs[0], "completed": runs[1], "failed": runs[2], "cancelled": runs[3], "waiting": runs[4],
            "queued": runs[5], "median_seconds": _seconds(median), "p90_seconds": _seconds(p90),
        },
        "blocks": _blocks(steps),
        "waits": [
            {"step": step, "count": count, "oldest_at": oldest, "oldest_run": run}
            for step, count, oldest, run in sorted(waits, key=lambda row: -row[1])
        ],
        "by_day": _days(by_day, days),
    }  # fmt: skip


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(float(value), 1)


def _blocks(rows: list[Any]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    lengths: dict[str, list[Length]] = defaultdict(list)
    newest: dict[str, int] = {}
    for step, status, way, _class, count, last, shortest, longest in rows:
        block = found.setdefault(step, {
            "count": 0, "done": 0, "failed": 0, "skipped": 0, "waiting": 0, "retrying": 0, "branches": defaultdict(int),
        })  # fmt: skip
        block["count"] += count
        block["retrying" if status == "calling" else status] += count
        for name in _names(way):
            block["branches"][name] += count
        if status == "done" and shortest is not None:
            lengths[step].append(Length(shortest, longest, count))
        if status == "failed":
            newest[step] = max(last, newest.get(step, 0))
    failed = {one.step: one for one in Step.objects.filter(pk__in=newest.values())}
    for step, block in found.items():
        last = failed.get(step)
        block |= {
            "branches": dict(block["branches"]), "timeouts": block["branches"].get("time", 0),
            "median_seconds": percentile(lengths[step], 0.5), "p90_seconds": percentile(lengths[step], 0.9),
            "error": {
                "text": last.error[:LONGEST_ERROR], "at": last.finished_at, "run": last.run_id,
            } if last is not None else None,
        }  # fmt: skip
    return found


class Length(NamedTuple):
    """So many steps that took from the shortest to the longest of these seconds."""

    shortest: float
    longest: float
    steps: int


def percentile(lengths: list[Length], share: float) -> float | None:
    """The seconds that this share of the steps did not exceed; evenly spread within a class, exact for single ones."""
    rank = math.ceil(share * sum(length.steps for length in lengths))
    for length in sorted(lengths):
        if rank <= length.steps:
            within = (rank - 1) / (length.steps - 1) if length.steps > 1 else 0.0
            return _seconds(length.shortest + (length.longest - length.shortest) * within)
        rank -= length.steps
    return None


def _names(text: str | None) -> list[str]:
    """Of '"then"' or '["case_0", "case_1"]', as the database writes them: the ways."""
    return [name.strip(' "') for name in (text or "").strip("[]").split(",") if name.strip(' "')]


def _days(counted: dict[datetime.date, Any], days: int) -> list[Found]:
    today = timezone.localdate()
    found = []
    for back in range(days - 1, -1, -1):
        day = today - datetime.timedelta(days=back)
        total, completed, failed = counted.get(day, (0, 0, 0))
        found.append({"day": day.isoformat(), "total": total, "completed": completed, "failed": failed})
    return found


def runs_with_step(runs: Any, step: str, status: str = "", outcome: str = "") -> Any:
    """Those of the runs that have such a step; `outcome` is a way it took: "then", "case_0", "time", "approved"."""
    steps = Step.objects.filter(step=step)
    if status:
        steps = steps.filter(status=status)
    if outcome:
        one, several, ended = (
            steps.filter(**{f"output__{key}": value}).values("run")
            for key, value in (("branch", outcome), ("branch__contains", [outcome]), ("outcome", outcome))
        )
        return runs.filter(pk__in=one.union(several, ended))
    return runs.filter(pk__in=steps.values("run"))
