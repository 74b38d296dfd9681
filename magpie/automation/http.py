"""Endpoints of automation: definitions and versions, runs and their steps, and what concerns one record."""

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from magpie.automation import document, engine, explaining, sentence
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.publishing import publish as publish_version
from magpie.platform import access, context, objects
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound, Refused

router = Router(tags=["automation"])
Ids = Annotated[int, Query(ge=0, lt=2**63)]


class DocumentInput(Schema):
    """A document to publish, and whether the workflow is switched on with it."""

    document: dict[str, Any]
    activate: bool = True


class Definition(Schema):
    """A published document, with the sentence that tells it."""

    document: dict[str, Any]
    number: int
    published_at: str
    published_by: str
    sentence: str
    blocks: list[dict[str, Any]]


class VersionItem(Schema):
    """One version of a workflow."""

    number: int
    published_at: str
    published_by: str
    is_active: bool
    runs: int


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


class RecordAutomation(Schema):
    """What automation has to do with one record."""

    waiting: list[dict[str, Any]]
    ran: list[dict[str, Any]]
    not_run: list[dict[str, Any]]


def _names_of_runs(numbers: set[int]) -> dict[int, str]:
    """The name of each run's workflow, for the history of records."""
    return {r.pk: explaining.name_of(r.workflow) for r in Run.objects.filter(pk__in=numbers).select_related("workflow")}


history.run_names.append(_names_of_runs)


def _workflow(number: int, actor: Actor, verb: access.Verb = "read") -> Workflow:
    found: Workflow = find(objects.get("workflow"), number, actor, verb)
    return found


@router.get(
    "/workflows/{number}/definition",
    response={200: Definition, **PROBLEM_RESPONSES},
    operation_id="workflow_definition",
)
def definition(
    request: HttpRequest, number: Number, version: Annotated[int, Query(ge=0, lt=2**31)] = 0
) -> HttpResponse:
    """A version as a document, a tree of texts and one sentence; the published one unless another is named."""
    workflow = _workflow(number, actor_of(request))
    found = (
        workflow.versions.select_related("published_by").filter(number=version).first()
        if version
        else workflow.active_version
    )
    if found is None:
        raise NotFound(_("This workflow has no such version."))
    drawn = document.Document.model_validate(found.document)
    return answer({
        "document": found.document, "number": found.number, "published_at": found.published_at,
        "published_by": str(found.published_by or ""), "sentence": sentence.sentence(drawn),
        "blocks": sentence.blocks(drawn),
    })  # fmt: skip


@router.get(
    "/workflows/{number}/versions",
    response={200: list[VersionItem], **PROBLEM_RESPONSES},
    operation_id="workflow_versions",
)
def versions(request: HttpRequest, number: Number) -> HttpResponse:
    """The versions of a workflow, newest first."""
    workflow = _workflow(number, actor_of(request))
    return answer([
        {
            "number": v.number, "published_at": v.published_at, "published_by": str(v.published_by or ""),
            "is_active": v.pk == workflow.active_version_id, "runs": v.runs.count(),
        }
        for v in workflow.versions.select_related("published_by").order_by("-number")
    ])  # fmt: skip


@router.post(
    "/workflows/{number}/publish", response={200: Definition, **PROBLEM_RESPONSES}, operation_id="publish_workflow"
)
def publish(request: HttpRequest, number: Number, payload: DocumentInput) -> HttpResponse:
    """Freeze a document as the next version and use it from now on; runs that are going on finish on theirs."""
    actor = actor_of(request)
    workflow = _workflow(number, actor)
    if not access.reaches(actor, objects.get("workflow"), workflow, "update"):
        raise Forbidden(_("You may not publish workflows."))
    with context.acting(actor, "workflow.publish", **options_of(request)):
        publish_version(workflow, payload.document, actor=actor, activate=payload.activate)
    return definition(request, number)


@router.get("/runs", response={200: RunPage, **PROBLEM_RESPONSES}, operation_id="list_runs")
def runs(
    request: HttpRequest, workflow: Ids = 0, object: str = "", record: Ids = 0, status: str = "", before: Ids = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> HttpResponse:  # fmt: skip
    """Runs, newest first: of one workflow (for who may read workflows), or of a record that the caller may read."""
    actor = actor_of(request)
    found = Run.objects.select_related("workflow", "version")
    if object and record:
        find(_object(object), record, actor)
        found = found.filter(object=object, record_id=record)
    elif not access.may(actor, objects.get("workflow"), "read"):
        raise Forbidden(_("You may not see all runs."))
    if workflow:
        found = found.filter(workflow=workflow)
    if status:
        found = found.filter(status=status)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-id")[: limit + 1])
    return answer(
        {
            "items": [_run(r, actor) for r in rows[:limit]],
            "next": str(rows[limit - 1].pk) if len(rows) > limit else None,
        }
    )


def _object(name: str) -> objects.ObjectType:
    found = objects.find(name)
    if found is None:
        raise NotFound(_("There is no object “%(name)s”.") % {"name": name[:50]})
    return found


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
        find(_object(run.object), run.record_id, actor)
    return run


@router.get("/runs/{number}", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="read_run")
def read_run(request: HttpRequest, number: Number) -> HttpResponse:
    """One run with every step it took."""
    actor = actor_of(request)
    run = _readable_run(number, actor)
    object_type = _object(run.object)
    texts = {
        b.id: sentence.block_text(object_type, b)
        for b in document.blocks_of(document.Document.model_validate(run.version.document).steps)
    }
    steps = [
        {
            "id": s.pk, "step": s.step, "path": s.path, "kind": s.kind, "text": texts.get(s.step, s.step),
            "status": s.status,
            "input": s.input, "output": s.output, "error": s.error, "started_at": s.started_at,
            "finished_at": s.finished_at,
            "wake_at": s.wake_at, "attempts": s.attempts,
        }
        for s in run.steps.order_by("id")
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
    _wake()
    return read_run(request, number)


@router.post(
    "/runs/{number}/steps/{step}/skip", response={200: RunDetail, **PROBLEM_RESPONSES}, operation_id="skip_step"
)
def skip(request: HttpRequest, number: Number, step: Number) -> HttpResponse:
    """Wait no longer: go on as if the time had passed."""
    run = _manage(number, actor_of(request))
    found = Step.objects.filter(pk=step, run=run).first()
    if found is None or not engine.skip_wait(found):
        raise Refused(_("This step does not wait."))
    _wake()
    return read_run(request, number)


def _wake() -> None:
    """Have the worker look at once."""
    from django.db import connection

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('magpie_event', '')")


def record_automation(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """What waits on a record, what ran on it, and why other workflows did not."""
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    actor = actor_of(request)
    return answer(explaining.about(object_type, find(object_type, number, actor), actor))


router.get(
    "/{plural}/{number}/automation",
    response={200: RecordAutomation, **PROBLEM_RESPONSES},
    operation_id="record_automation",
)(record_automation)
