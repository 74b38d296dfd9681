"""Endpoints of runs: lists, one run with its steps, and what people do about it."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Schema

from magpie.automation import engine, explaining, measures, secrets, sentence
from magpie.automation.engine.program import program_of
from magpie.automation.http.router import Ids, object_named, router, wake
from magpie.automation.models import Run, Step
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound, Refused


class RunItem(Schema):
    """One run, as a list shows it."""

    id: int
    workflow: dict[str, Any]
    version: int
    object: str
    record: dict[str, Any]
    status: str
    started_at: str
    finished_at: str | None
    error: str


class RunPage(Schema):
    """Runs, newest first."""

    items: list[RunItem]
    next: str | None


class RunDetail(RunItem):
    """One run with its steps."""

    steps: list[dict[str, Any]]


def aware(moment: datetime.datetime) -> datetime.datetime:
    """The moment, in the company's zone if it names none."""
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _names_of_runs(numbers: set[int]) -> dict[int, str]:
    """The name of each run's workflow, for the history of records."""
    return {r.pk: explaining.name_of(r.workflow) for r in Run.objects.filter(pk__in=numbers).select_related("workflow")}


history.run_names.append(_names_of_runs)


@router.get("/runs", response={200: RunPage, **PROBLEM_RESPONSES}, operation_id="list_runs")
def runs(
    request: HttpRequest, workflow: Ids = 0, object: str = "", record: Ids = 0, status: str = "", before: Ids = 0,
    since: datetime.datetime | None = None, until: datetime.datetime | None = None, text: str = "",
    ids: str = "", step: str = "", step_status: str = "", step_outcome: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> HttpResponse:  # fmt: skip
    """Runs, newest first: of one workflow (for who may read workflows), or of a record that the caller may read.

    `step` keeps those that came to that block, perhaps only where it stands so, or ended so ("then", "time").
    """
    actor = actor_of(request)
    found = Run.objects.select_related("workflow", "version")
    if object and record:
        find(object_named(object), record, actor)
        found = found.filter(object=object, record_id=record)
    elif not access.may(actor, objects.get("workflow"), "read"):
        raise Forbidden(_("You may not see all runs."))
    if workflow:
        found = found.filter(workflow=workflow)
    if status:
        found = found.filter(status=status)
    if since:
        found = found.filter(started_at__gte=aware(since))
    if until:
        found = found.filter(started_at__lt=aware(until))
    if text:
        found = found.filter(error__icontains=text[:200])
    if ids:
        given = [n for n in ids.split(",")[:500] if n.isascii() and n.isdigit() and len(n) < 19]
        found = found.filter(pk__in=[int(n) for n in given])
    if step:
        found = measures.runs_with_step(found, step[:40], step_status, step_outcome)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-id")[: limit + 1])
    return answer(
        {
            "items": [_run(r, actor) for r in rows[:limit]],
            "next": str(rows[limit - 1].pk) if len(rows) > limit else None,
        }
    )


def _run(run: Run, actor: Actor) -> dict[str, Any]:
    object_type = objects.find(run.object)
    record = access.visible(actor, object_type).filter(pk=run.record_id).first() if object_type else None
    title = object_type.title_of(record) if object_type and record is not None else ""
    return {
        "id": run.pk, "workflow": {"id": run.workflow_id, "title": explaining.name_of(run.workflow)},
        "version": run.version.number,
        "object": run.object, "record": {"object": run.object, "id": run.record_id, "title": title},
        "status": run.status,
        "started_at": run.started_at, "finished_at": run.finished_at, "error": run.error,
    }  # fmt: skip


def _readable_run(number: int, actor: Actor) -> Run:
    """A run of a record that the caller may read; administrators may also read runs of records that are gone."""
    run = Run.objects.select_related("workflow", "version").filter(pk=number).first()
    if run is None:
        raise NotFound
    if not access.may(actor, objects.get("workflow"), "read"):
        find(object_named(run.object), run.record_id, actor)
    return run


@router.get("/runs/{number}", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="read_run")
def read_run(request: HttpRequest, number: Number) -> HttpResponse:
    """One run with every step it took."""
    actor = actor_of(request)
    run = _readable_run(number, actor)
    texts = sentence.texts(program_of(run.version_id).document)
    sees_values = access.may(actor, objects.get("workflow"), "read")  # others might see hidden fields
    steps = [
        {
            "id": s.pk, "step": s.step, "path": s.path, "kind": s.kind, "text": texts.get(s.step, s.step),
            "status": s.status,
            "input": secrets.shown(s.input) if sees_values else None, "output": s.output if sees_values else None,
            "error": s.error, "started_at": s.started_at,
            "finished_at": s.finished_at,
            "wake_at": s.wake_at, "attempts": s.attempts,
        }
        for s in run.steps.order_by("started_at", "id")
    ]  # fmt: skip
    return answer({**_run(run, actor), "steps": steps})


def _manage(number: int, actor: Actor) -> Run:
    """The run, for somebody who may change workflows."""
    run = _readable_run(number, actor)
    if not access.reaches(actor, objects.get("workflow"), run.workflow, "update"):
        raise Forbidden(_("You may not manage runs."))
    return run


@router.post("/runs/{number}/cancel", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="cancel_run")
def cancel(request: HttpRequest, number: Number) -> HttpResponse:
    """End a run that goes on or waits."""
    actor = actor_of(request)
    if not engine.cancel(_manage(number, actor), _("Cancelled by %(name)s.") % {"name": str(actor.user)}):
        raise Refused(_("This run is over already."))
    return read_run(request, number)


@router.post("/runs/{number}/retry", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="retry_run")
def retry(request: HttpRequest, number: Number) -> HttpResponse:
    """Go on from the step that failed."""
    if not engine.retry(_manage(number, actor_of(request))):
        raise Refused(_("Only a failed run can be tried again."))
    wake()
    return read_run(request, number)


@router.post("/runs/{number}/rerun", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="rerun_run")
def rerun(request: HttpRequest, number: Number) -> HttpResponse:
    """Run the workflow's present version once more for the same record."""
    actor = actor_of(request)
    made = engine.rerun(_manage(number, actor), actor.user_id)
    if made is None:
        raise Refused(_("The settings of the workflow allow no further run for this record now."))
    wake()
    return read_run(request, made.pk)


class StartFrom(Schema):
    """The id of a block."""

    block: str


@router.post("/runs/{number}/start-from", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="start_run_from")
def start_from(request: HttpRequest, number: Number, payload: StartFrom) -> HttpResponse:
    """Do a run again from a block on; what that block and later ones gave is dropped, their effects stay."""
    if not engine.start_from(_manage(number, actor_of(request)), payload.block):
        raise Refused(_("There is no such block in this run, or it has not come to it."))
    wake()
    return read_run(request, number)


@router.post(
    "/runs/{number}/steps/{step}/skip", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="skip_step"
)
def skip(request: HttpRequest, number: Number, step: Number) -> HttpResponse:
    """Wait no longer: go on as if the time had passed."""
    run = _manage(number, actor_of(request))
    found = Step.objects.filter(pk=step, run=run).first()
    if found is None or not engine.skip_step(found):
        raise Refused(_("This step neither waits nor has it failed."))
    wake()
    return read_run(request, number)
