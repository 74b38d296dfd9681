"""Begins runs: once for each key, and as the settings of the workflow want it."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation.engine.program import program_of
from magpie.automation.models import Run, Step, Workflow
from magpie.lib import periods
from magpie.platform.problems import Problem

DEEPEST_CHAIN = 5
GOING_ON = ("queued", "waiting")
COLUMNS = {
    "version_id": "bigint", "workflow_id": "bigint", "key": "text", "event_id": "bigint", "trigger": "jsonb",
    "object": "text", "record_id": "bigint", "status": "text", "lane": "smallint", "ready_at": "timestamptz",
    "depth": "smallint", "caused_by_id": "bigint", "parent_step_id": "bigint", "is_limited": "boolean",
    "started_at": "timestamptz", "finished_at": "timestamptz", "error": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Start:
    """A run to begin: of which version, for which record, and what started it (`key` makes it happen once)."""

    version_id: int
    workflow_id: int
    key: str
    object: str = ""
    record_id: int = 0
    trigger: dict[str, Any] = field(default_factory=dict)
    event_id: int | None = None
    caused_by_id: int | None = None
    depth: int = 1
    lane: int = 0
    ready_at: datetime.datetime | None = None  # not before
    parent_step_id: int | None = None


def start(one: Start) -> Run | None:
    """Begin one run; None if it was begun already, or the settings of the workflow do not want it."""
    start_many([one])
    return Run.objects.filter(version_id=one.version_id, key=one.key).first()


def start_many(starts: Iterable[Start]) -> int:
    """Begin runs, in the transaction that is open; gives how many are new."""
    now = timezone.now()
    wanted = _by_settings(list(starts), now)
    if not wanted:
        return 0
    rows = [_row(one, now) for one in wanted]
    values = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO automation_run ({', '.join(COLUMNS)})"  # noqa: S608 - made of our own words
            f" SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in COLUMNS.values())})"
            " ON CONFLICT (version_id, key) DO NOTHING",
            values,
        )
        return int(cursor.rowcount)


def _row(one: Start, now: datetime.datetime) -> tuple[Any, ...]:
    settings = program_of(one.version_id).settings
    too_deep = one.depth > DEEPEST_CHAIN
    error = ""
    if too_deep:
        text = _("Workflows started each other %(depth)d times; this is where the chain was cut.")
        error = text % {"depth": DEEPEST_CHAIN}
    limited = settings.limits.per_minute is not None or settings.limits.at_once is not None
    trigger = json.dumps(one.trigger, default=str)  # amounts in former values are decimals; as texts they stay exact
    return (
        one.version_id, one.workflow_id, one.key, one.event_id, trigger, one.object, one.record_id,
        "failed" if too_deep else "queued", one.lane, one.ready_at or now, one.depth, one.caused_by_id,
        one.parent_step_id, limited, now, now if too_deep else None, error,
    )  # fmt: skip


def _by_settings(starts: list[Start], now: datetime.datetime) -> list[Start]:
    """The runs that the settings of their workflows let begin; those that must settle first begin later."""
    kept: list[Start] = []
    picky: dict[int, list[Start]] = defaultdict(list)
    for one in starts:
        settings = program_of(one.version_id).settings
        if one.record_id and (settings.again != "always" or settings.running != "beside" or settings.settle):
            picky[one.workflow_id].append(one)
        else:
            kept.append(one)
    for workflow_id, some in picky.items():
        kept += _picked(workflow_id, some, now)
    return kept


def _picked(workflow_id: int, starts: list[Start], now: datetime.datetime) -> list[Start]:
    settings = program_of(starts[0].version_id).settings
    with connection.cursor() as cursor:  # two readers must not both find that there is no run yet
        cursor.execute("SELECT pg_advisory_xact_lock(3, %s)", [workflow_id % 2**31])
    former: dict[int, list[Run]] = defaultdict(list)
    numbers = {one.record_id for one in starts}
    known = {one.key for one in starts}
    for run in Run.objects.filter(workflow=workflow_id, object=starts[0].object, record_id__in=numbers).order_by("id"):
        former[run.record_id].append(run)
        known.discard(run.key)
    picked: dict[int, list[Start]] = defaultdict(list)
    for one in starts:
        runs = former[one.record_id]
        if one.key not in known:
            continue
        if settings.again == "once" and (runs or picked[one.record_id]):
            continue
        if settings.again == "after" and (picked[one.record_id] or _is_recent(runs, settings.again_after, now)):
            continue
        going_on = [run for run in runs if run.status in GOING_ON]
        if settings.settle:
            one = replace(one, ready_at=max(one.ready_at or now, settled(settings.settle, now)))  # noqa: PLW2901
            unbegun = [run for run in going_on if run.begun_at is None]
            if unbegun or picked[one.record_id]:
                continue  # `put_off` has moved it
        if settings.running == "skip" and (going_on or picked[one.record_id]):
            continue
        if settings.running == "restart":
            from magpie.automation.engine.handling import cancel

            for run in going_on:
                cancel(run, _("Started anew by a later change."))
            picked[one.record_id] = []
        picked[one.record_id].append(one)
    return [one for some in picked.values() for one in some]


def _is_recent(runs: list[Run], after: dict[str, int], now: datetime.datetime) -> bool:
    return any(periods.shift(timezone.localtime(run.started_at), after) > now for run in runs)


def settled(settle: dict[str, int], now: datetime.datetime) -> datetime.datetime:
    """When something that changed now has settled."""
    return periods.shift(timezone.localtime(now), settle)


def put_off(version_ids: Iterable[int], records: Iterable[int], object_name: str, until: datetime.datetime) -> int:
    """Move runs that have not begun, since their records were changed again."""
    return Run.objects.filter(
        version__in=list(version_ids), object=object_name, record_id__in=list(records), status="queued",
        begun_at__isnull=True, ready_at__lt=until,
    ).update(ready_at=until)  # fmt: skip


def call(state: Any, block: Any, row: Step, target: Any, actor: Any) -> Run:
    """Begin the workflow that a block calls; Problem if it cannot be called."""
    from magpie.platform import objects

    called = Workflow.objects.filter(pk=block.call.workflow).first()
    if called is None or not called.is_active or called.active_version_id is None:
        raise Problem(_("The workflow that is called here is switched off or gone."))
    program = program_of(called.active_version_id)
    declared = next((t for t in program.document.triggers if t.on == "called"), None)
    if declared is None:
        raise Problem(_("“%(name)s” is not meant to be called by others.") % {"name": called.name})
    given = row.input or {}
    missing = [d.name for d in declared.input if d.required and given.get(d.name) in (None, "")]
    if missing:
        raise Problem(_("“%(name)s” needs: %(missing)s.") % {"name": called.name, "missing": ", ".join(missing)})
    run = start(
        Start(
            called.active_version_id, called.pk, f"call:{row.key}"[:120],
            objects.of(target).name if target is not None else "", target.pk if target is not None else 0,
            {"on": "called", "input": given, "by": actor.user_id, "run": state.run.pk},
            caused_by_id=actor.user_id, depth=state.run.depth + 1, lane=state.run.lane,
            parent_step_id=row.pk if block.call.wait else None,
        )
    )  # fmt: skip
    if run is None:
        raise Problem(_("“%(name)s” has been done with this record, or is at it.") % {"name": called.name})
    if run.status == "failed":
        raise Problem(run.error)
    return run
