"""Endpoints of definitions: a workflow's versions, its draft, checking and publishing."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema

from magpie.automation import document, sentence
from magpie.automation.http.router import router, workflow_for
from magpie.automation.publishing import publish as publish_version
from magpie.platform import context
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import NotFound


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
    workflow = workflow_for(number, actor_of(request))
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
    workflow = workflow_for(number, actor, "update")
    with context.acting(actor, "workflow.publish", **options_of(request)):
        publish_version(workflow, payload.document, actor=actor, activate=payload.activate)
    return definition(request, number)
