"""Changes and exports of very many records as jobs of the workers: batch by batch, each with its progress in one
transaction; exports see `exports`.

Killed at any moment, nothing is lost and nothing done twice: the next worker goes on behind the last batch.  An
advisory lock, which dies with its connection, keeps two workers from the same job.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from magpie.platform import access, actions, context, filters, listing, live, locks, objects, setup, undo
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk import exports
from magpie.platform.bulk.acting import act_many
from magpie.platform.bulk.changing import check_values, update_many
from magpie.platform.bulk.deleting import delete_many
from magpie.platform.bulk.result import Result
from magpie.platform.models import BulkJob, BulkRefusal
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, Forbidden, Invalid, NotFound, Problem

BATCH = 500
SHOWN = (
    "id", "object", "do", "status", "total", "looked_at", "changed", "refused", "error", "operation", "action",
)  # fmt: skip
log = logging.getLogger(__name__)


@app.task(name="magpie.bulk", queue="bulk")
def work_off(job_id: int) -> None:
    """The job of a change in the background."""
    setup.refresh()
    run(job_id)


def find_action(object_type: ObjectType, verb: str) -> actions.Action:
    """The action that people may run on many records of the object; Invalid if there is none."""
    name = f"{object_type.name}.{verb.replace('-', '_')}"
    for action in actions.on_object(object_type.name):
        if action.name == name and action.for_people and action.bulk:
            return action
    raise Invalid({"action": [_("There is no action “%(name)s”.") % {"name": verb[:100]}]})


def check(job: BulkJob, actor: Actor) -> None:
    """Invalid or Forbidden if what is asked cannot be done with any record."""
    object_type = objects.get(job.object)
    if job.do == "export":
        exports.check(job, actor)
        return
    if job.do == "action":
        actions.parse_input(find_action(object_type, job.action), job.values)
        return
    right = "delete" if job.do == "delete" else "update"
    if not access.may(actor, object_type, right):  # type: ignore[arg-type]
        raise Forbidden(_("You may not change records of %(object)s.") % {"object": str(object_type.label_plural)})
    if job.do == "update":
        if not job.values:
            raise Invalid({"values": [_("Say which fields are to change.")]})
        check_values(object_type, job.values, actor)


def start(job: BulkJob, actor: Actor) -> BulkJob:
    """Count what is meant and hand the job to the workers, in the caller's transaction."""
    check(job, actor)
    meant = _meant(job, actor)
    job.total, job.until_id = meant.count(), meant.aggregate(most=Max("pk"))["most"] or 0
    if job.do == "export":
        exports.check_size(job)
    job.created_by = actor.user
    job.save()
    work_off.defer(job_id=job.pk)
    return job


def start_undo(job: BulkJob, actor: Actor) -> BulkJob:
    """Hand the taking back of a job to the workers; the same undo if it was asked for already."""
    made, is_new = BulkJob.objects.get_or_create(
        undoes=job, defaults={"object": job.object, "do": "undo", "total": job.changed, "created_by": actor.user}
    )
    if is_new:
        work_off.defer(job_id=made.pk)
    return made  # type: ignore[no-any-return]


def go_on(job: BulkJob, answers: dict[str, str]) -> None:
    """Hand a job that waited for answers to the workers again, in the caller's transaction."""
    _save(job, status="queued", questions=[], answers={**job.answers, **answers})
    work_off.defer(job_id=job.pk)


def resume_interrupted() -> int:
    """Hand jobs that were cut off to the workers again; how many.  Workers call it now and then."""
    cut_off = [n for n in BulkJob.objects.filter(status="running").values_list("pk", flat=True) if not _is_worked_on(n)]
    for number in cut_off:
        work_off.defer(job_id=number)
    return len(cut_off)


def _is_worked_on(job_id: int) -> bool:
    with locks.alone(locks.BULK_JOBS, job_id) as mine:
        return not mine


def run(job_id: int, *, batch: int = BATCH) -> BulkJob:
    """Work a job off to its end, or until it is stopped or a gate asks something."""
    with locks.alone(locks.BULK_JOBS, job_id) as mine:
        job: BulkJob = BulkJob.objects.select_related("created_by").get(pk=job_id)
        if not mine or job.status not in ("queued", "running"):
            return job
        actor = Actor.of_user(job.created_by) if job.created_by else SYSTEM
        language = job.created_by.language if job.created_by and job.created_by.language else translation.get_language()
        with translation.override(language), timezone.override(filters.Caller.of(actor).zone):
            _save(job, status="running")
            try:
                if job.do == "export":
                    _export(job, actor)
                elif job.do == "undo":
                    _take_back(job, actor)
                else:
                    _work_off(job, actor, batch)
            except Asked as asked:
                questions = [{"gate": q.gate, "text": q.text, "needs_reason": q.needs_reason} for q in asked.questions]
                _save(job, status="asking", questions=questions)
            except Problem as problem:
                _fail(job, str(problem))
            except DatabaseError:  # the database may be away for a while: the job is taken up again
                raise
            except Exception:
                log.exception("bulk job %s", job_id)
                _fail(job, _("Something went wrong. Try again; if it happens again, ask your administrator."))
            _tell(job)
        return job


def _work_off(job: BulkJob, actor: Actor, batch: int) -> None:
    while not BulkJob.objects.filter(pk=job.pk, stop_asked=True).exists():
        with context.acting(
            actor, operation=job.operation, automation=job.automation, lane=1, answers=dict(job.answers)
        ):
            left = _meant(job, actor).filter(pk__gt=job.last_id).order_by("pk")
            ids = list(left.values_list("pk", flat=True)[:batch])
            if not ids:
                break
            result = _change(job, ids, actor)
            _note(job, ids, result)
        _tell(job)
    stopped = BulkJob.objects.filter(pk=job.pk, stop_asked=True).exists()
    _save(job, status="stopped" if stopped else "done", finished_at=timezone.now())


def _meant(job: BulkJob, actor: Actor) -> Any:
    """The records still meant, as a queryset."""
    object_type = objects.get(job.object)
    if job.ids is not None:
        found = access.visible(actor, object_type).filter(pk__in=job.ids)
    else:
        found = listing.query(object_type, actor, filter=job.filter, text=job.search)
    return found.filter(pk__lte=job.until_id).order_by() if job.until_id else found.order_by()


def _change(job: BulkJob, ids: list[int], actor: Actor) -> Result:
    object_type = objects.get(job.object)
    common: dict[str, Any] = {"actor": actor, "automation": job.automation, "operation": job.operation}
    if job.do == "update":
        return update_many(object_type, ids, job.values, **common)
    if job.do == "delete":
        return delete_many(object_type, ids, **common)
    return act_many(object_type, ids, find_action(object_type, job.action), job.values, **common)


def _note(job: BulkJob, ids: list[int], result: Result) -> None:
    BulkRefusal.objects.bulk_create(
        BulkRefusal(job=job, record_id=f.id or 0, title=f.title[:300], reason=f.detail) for f in result.failed
    )
    _save(
        job,
        last_id=ids[-1],
        looked_at=job.looked_at + len(ids),
        changed=job.changed + result.count,
        refused=job.refused + len(result.failed),
    )


def _take_back(job: BulkJob, actor: Actor) -> None:
    if job.undoes is None:
        raise NotFound
    with transaction.atomic():
        undone = undo.undo(job.undoes.operation, actor, answers=dict(job.answers))
        BulkRefusal.objects.bulk_create(
            BulkRefusal(job=job, record_id=s.id, title=s.title[:300], reason=s.reason) for s in undone.skipped
        )
        _save(
            job, changed=undone.count, refused=len(undone.skipped), looked_at=job.total, operation=undone.operation,
            status="done", finished_at=timezone.now(),
        )  # fmt: skip


def _export(job: BulkJob, actor: Actor) -> None:
    def note(count: int) -> None:
        _save(job, looked_at=count, changed=count)
        _tell(job)

    try:
        made = exports.write(job, actor, _meant(job, actor).order_by("pk"), note)
    except exports.StoppedError:
        _save(job, status="stopped", changed=0, finished_at=timezone.now())
        return
    with transaction.atomic():
        _save(job, status="done", error="", finished_at=timezone.now(), **made)
        exports.announce(job)


def _fail(job: BulkJob, error: str) -> None:
    with transaction.atomic():
        _save(job, status="failed", error=error, finished_at=timezone.now())
        if job.do == "export":
            exports.announce(job)


def _save(job: BulkJob, **values: Any) -> None:
    BulkJob.objects.filter(pk=job.pk).update(**values)
    for name, value in values.items():
        setattr(job, name, value)


def _tell(job: BulkJob) -> None:
    if job.created_by_id:
        live.push(job.created_by_id, {"type": "bulk", "job": {name: getattr(job, name) for name in SHOWN}})
