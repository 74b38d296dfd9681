"""Limits of a workflow: what is too much at once stays in the queue, in its order, and is never dropped."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db import connection
from django.utils import timezone

from magpie.automation.engine.program import program_of
from magpie.automation.models import Run
from magpie.platform import locks

LOOK_AGAIN_SECONDS = 1.0


def permitted(runs: list[Run]) -> list[Run]:
    """Those of these claimed runs that may be advanced now; the others are put off."""
    limited: dict[int, list[Run]] = defaultdict(list)
    free = []
    for run in runs:
        if run.is_limited and run.begun_at is None:
            limited[run.workflow_id].append(run)
        else:
            free.append(run)
    for workflow_id, some in limited.items():
        free += _some_of(workflow_id, some)
    return free


def _some_of(workflow_id: int, runs: list[Run]) -> list[Run]:
    limits, now = program_of(runs[0].version_id).settings.limits, timezone.now()
    later = now + datetime.timedelta(seconds=LOOK_AGAIN_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [locks.RUNS_OF_A_WORKFLOW, workflow_id % 2**31])
        if not cursor.fetchone()[0]:  # another worker counts at present
            _put_off(runs, later)
            return []
    begun = Run.objects.filter(workflow=workflow_id, is_limited=True, begun_at__isnull=False)
    room = len(runs)
    if limits.per_minute is not None:
        minute = now - datetime.timedelta(minutes=1)
        times = list(begun.filter(begun_at__gt=minute).order_by("begun_at").values_list("begun_at", flat=True))
        room = min(room, limits.per_minute - len(times))
        if room < len(runs) and times:
            later = max(later, times[0] + datetime.timedelta(minutes=1))
    if limits.at_once is not None:
        room = min(room, limits.at_once - begun.filter(status__in=("queued", "waiting")).count())
    room, size = max(0, room), limits.per_minute or len(runs)
    for number in range(room, len(runs), size):
        _put_off(runs[number : number + size], later)
        later += datetime.timedelta(minutes=1)
    return runs[:room]


def _put_off(runs: list[Run], until: datetime.datetime) -> None:
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(ready_at=until)
