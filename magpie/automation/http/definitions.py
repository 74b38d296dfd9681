"""Endpoints of definitions: a workflow's versions, its draft, checking and publishing."""

import datetime
from typing import Annotated, Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from magpie.automation import document, sentence
from magpie.automation import versions as version_tools
from magpie.automation.http.router import router, workflow_for
from magpie.automation.models import Broken, Draft, Run, Version, Workflow
from magpie.automation.publishing import publish as publish_version
from magpie.platform import access, context, filters, objects
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound


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


class Published(Definition):
    """A version just published, and how many records satisfy its first condition now."""

    matching: int | None


class Overview(Schema):
    """How the workflows stand, for their list."""

    workflow: int
    broken: dict[str, list[str]]
    has_draft: bool
    runs: int
    failed: int
    waiting: int
    last_run_at: str | None


class Difference(Schema):
    """What one block was and is."""

    block: str
    change: str
    text: str
    before: Any
    after: Any


class Move(Schema):
    """The number of the version with which runs are to go on."""

    to: Annotated[int, Field(ge=1, lt=2**31)]


class Moved(Schema):
    """How many runs go on with the version, and which do not, with the reason."""

    moved: int
    left: list[dict[str, Any]]


class VersionItem(Schema):
    """One version of a workflow."""

    number: int
    published_at: str
    published_by: str
    is_active: bool
    runs: int


@router.get(
    "/workflows/{number}/definition",
    response={200: Definition, **PROBLEM_RESPONSES},
    operation_id="workflow_definition",
)
def definition(
    request: HttpRequest, number: Number, version: Annotated[int, Query(ge=0, lt=2**31)] = 0
) -> HttpResponse:
    """A version as a document, a tree of texts and one sentence; the published one unless another is named."""
    workflow = workflow_for(number, actor_of(request))
    found = (
        workflow.versions.select_related("published_by").filter(number=version).first()
        if version
        else workflow.active_version
    )
    if found is None:
        raise NotFound(_("This workflow has no such version."))
    return answer(_definition(found))


def _definition(found: Version) -> dict[str, Any]:
    drawn = document.Document.model_validate(found.document)
    return {
        "document": found.document, "number": found.number, "published_at": found.published_at,
        "published_by": str(found.published_by or ""), "sentence": sentence.sentence(drawn),
        "blocks": sentence.blocks(drawn),
    }  # fmt: skip


@router.get(
    "/workflows/{number}/versions",
    response={200: list[VersionItem], **PROBLEM_RESPONSES},
    operation_id="workflow_versions",
)
def versions(request: HttpRequest, number: Number) -> HttpResponse:
    """The versions of a workflow, newest first."""
    workflow = workflow_for(number, actor_of(request))
    return answer([
        {
            "number": v.number, "published_at": v.published_at, "published_by": str(v.published_by or ""),
            "is_active": v.pk == workflow.active_version_id, "runs": v.runs.count(),
        }
        for v in workflow.versions.select_related("published_by").order_by("-number")
    ])  # fmt: skip


@router.get(
    "/automation/overview", response={200: list[Overview], **PROBLEM_RESPONSES}, operation_id="workflows_overview"
)
def overview(request: HttpRequest) -> HttpResponse:
    """How each workflow stands: runs of the last seven days, what failed, what waits, whether it is broken."""
    actor = actor_of(request)
    since = timezone.now() - datetime.timedelta(days=7)
    recent = models.Q(runs__started_at__gt=since)
    rows = access.visible(actor, objects.get("workflow")).annotate(
        recent=models.Count("runs", filter=recent),
        failed=models.Count("runs", filter=recent & models.Q(runs__status="failed")),
        last=models.Max("runs__started_at", filter=recent),
        has_draft=models.Exists(Draft.objects.filter(workflow=models.OuterRef("pk"))),
    )  # fmt: skip
    open_runs = Run.objects.filter(status__in=("queued", "waiting")).values("workflow").annotate(n=models.Count("pk"))
    waiting = {row["workflow"]: row["n"] for row in open_runs}
    broken = dict(Broken.objects.values_list("workflow", "problems"))
    return answer([
        {
            "workflow": row.pk, "broken": broken.get(row.pk, {}), "has_draft": row.has_draft, "runs": row.recent,
            "failed": row.failed, "waiting": waiting.get(row.pk, 0), "last_run_at": row.last,
        }
        for row in rows
    ])  # fmt: skip


def _version(workflow: Workflow, number: int) -> Version:
    found = workflow.versions.filter(number=number).first()
    if found is None:
        raise NotFound(_("This workflow has no such version."))
    return found


@router.get(
    "/workflows/{number}/compare",
    response={200: list[Difference], **PROBLEM_RESPONSES},
    operation_id="compare_versions",
)
def compare(
    request: HttpRequest,
    number: Number,
    old: Annotated[int, Query(ge=1, lt=2**31)],
    new: Annotated[int, Query(ge=1, lt=2**31)],
) -> HttpResponse:
    """What changed from one version to another."""
    workflow = workflow_for(number, actor_of(request))
    return answer(version_tools.compare(_version(workflow, old), _version(workflow, new)))


@router.post("/workflows/{number}/move-runs", response={200: Moved, **PROBLEM_RESPONSES}, operation_id="move_runs")
def move_runs(request: HttpRequest, number: Number, payload: Move) -> HttpResponse:
    """Have the waiting runs of other versions go on with this one."""
    workflow = workflow_for(number, actor_of(request), "update")
    return answer(version_tools.move_runs(workflow, _version(workflow, payload.to)))


@router.post(
    "/workflows/{number}/publish", response={200: Published, **PROBLEM_RESPONSES}, operation_id="publish_workflow"
)
def publish(request: HttpRequest, number: Number, payload: DocumentInput) -> HttpResponse:
    """Freeze a document as the next version and use it from now on; runs that are going on finish on theirs."""
    actor = actor_of(request)
    workflow = workflow_for(number, actor, "update")
    if not access.may_act(actor, objects.get("workflow"), "workflow.publish"):
        raise Forbidden(_("You may draw workflows, but not publish them."))
    with context.acting(actor, "workflow.publish", **options_of(request)):
        version = publish_version(workflow, payload.document, actor=actor, activate=payload.activate)
    return answer({**_definition(version), "matching": matching_now(workflow, version, actor)})


def matching_now(workflow: Workflow, version: Version, actor: Actor) -> int | None:
    """How many records satisfy the condition of the first trigger that has one; None if none has."""
    about = objects.find(workflow.object) if workflow.object else None
    drawn = document.Document.model_validate(version.document)
    condition = next((t.filter for t in drawn.triggers if t.filter and t.on != "ceases"), None)
    if about is None or condition is None:
        return None
    wanted = filters.to_q(about, condition, filters.Caller.of(actor))
    return int(access.visible(actor, about).filter(wanted).count())
