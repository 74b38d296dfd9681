"""Endpoints of changes and exports in the background: begin, watch, stop, answer what a gate asks, take back, fetch.

A job is seen by who began it and by administrators; its file only by who began it.  Exports begin in `exports`.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field as Limits

from magpie.platform import access, exporting, objects
from magpie.platform.actor import Actor
from magpie.platform.bulk import background, exports
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer
from magpie.platform.models import BulkJob
from magpie.platform.problems import Asked, Invalid, NotFound, Question, Refused

MOST_IDS = 50_000
SHOWN_REFUSALS = 200
router = Router(tags=["operations"])
Number = Annotated[int, Path(gt=0, lt=2**63)]


class BulkJobInput(Schema):
    """What to do in the background, and with which records: given ones, or all that a filter and a search find."""

    object: str
    do: Literal["update", "delete", "action"]
    ids: list[Annotated[int, Limits(gt=0, lt=2**63)]] | None = Limits(None, max_length=MOST_IDS)
    filter: dict[str, Any] | None = None
    search: str = ""
    values: dict[str, Any] = {}
    action: str = ""
    automation: Literal["run", "skip", "later"] = "run"


class BulkRefusalItem(Schema):
    """A record that was left as it was, and why."""

    id: int
    title: str
    detail: str


class BulkJobItem(Schema):
    """A change or export in the background and how far it has come."""

    id: int
    object: str
    do: Literal["update", "delete", "action", "undo", "export"]
    action: str
    status: Literal["queued", "running", "asking", "stopped", "done", "failed"]
    total: int
    looked_at: int
    changed: int
    refused: int
    error: str
    operation: uuid.UUID
    undoable: bool
    has_file: bool  # of an export: it can be fetched
    size: int  # of the file, in bytes
    created_at: datetime.datetime


class BulkJobAnswer(BulkJobItem):
    """The same with the first records that were left as they were."""

    refusals: list[BulkRefusalItem]


class BulkJobPage(Schema):
    """Changes in the background, newest first."""

    items: list[BulkJobItem]


@router.post("/bulk-jobs", response={201: BulkJobAnswer, **PROBLEM_RESPONSES}, operation_id="start_bulk_job")
def start(request: HttpRequest, payload: BulkJobInput) -> HttpResponse:
    """Hand a change of very many records to the workers."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    object_type = objects.find(payload.object)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise Invalid({"object": [_("There is no object “%(name)s”.") % {"name": payload.object[:100]}]})
    if payload.ids is None and payload.filter is None and not payload.search:
        raise Invalid({"ids": [_("Say which records are meant, by ids or by a filter.")]})
    with transaction.atomic():
        job = background.start(BulkJob(**payload.dict(), answers=options_of(request)["answers"]), actor)
    return answer(shown(job), 201)


@router.get("/bulk-jobs", response={200: BulkJobPage, **PROBLEM_RESPONSES}, operation_id="list_bulk_jobs")
def list_jobs(request: HttpRequest, active: Annotated[bool, Query()] = False) -> HttpResponse:
    """One's latest changes in the background, or those not finished yet."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    found = BulkJob.objects.filter(created_by=actor.user_id).select_related("undone_by").order_by("-id")
    if active:
        found = found.filter(status__in=["queued", "running", "asking"])
    return answer({"items": [_item(job) for job in found[:30]]})


@router.get("/bulk-jobs/{number}", response={200: BulkJobAnswer, **PROBLEM_RESPONSES}, operation_id="read_bulk_job")
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """One change in the background."""
    return answer(shown(_find(request, number)))


@router.post(
    "/bulk-jobs/{number}/stop", response={200: BulkJobAnswer, **PROBLEM_RESPONSES}, operation_id="stop_bulk_job"
)
def stop(request: HttpRequest, number: Number) -> HttpResponse:
    """Stop behind the batch that is under way; what was done stays, and can be taken back."""
    job = _find(request, number)
    BulkJob.objects.filter(pk=job.pk, status__in=["queued", "running"]).update(stop_asked=True)
    BulkJob.objects.filter(pk=job.pk, status="asking").update(status="stopped", stop_asked=True)
    return answer(shown(_find(request, number)))


@router.post(
    "/bulk-jobs/{number}/resume", response={200: BulkJobAnswer, **PROBLEM_RESPONSES}, operation_id="resume_bulk_job"
)
def resume(request: HttpRequest, number: Number) -> HttpResponse:
    """Go on with a change in which a gate asked something; the answers come as for any other operation."""
    with transaction.atomic():
        job = BulkJob.objects.select_for_update(of=("self",)).get(pk=_find(request, number).pk)
        if job.status != "asking":
            raise Refused(_("Nothing is asked."))
        answers = options_of(request)["answers"]
        open_questions = [q for q in job.questions if not _answered(q, answers)]
        if open_questions:
            raise Asked([Question(q["gate"], q["text"], q["needs_reason"]) for q in open_questions])
        background.go_on(job, answers)
    return answer(shown(job))


@router.post(
    "/bulk-jobs/{number}/undo", response={200: BulkJobAnswer, **PROBLEM_RESPONSES}, operation_id="undo_bulk_job"
)
def take_back(request: HttpRequest, number: Number) -> HttpResponse:
    """Take a finished or stopped change back, in the background too."""
    job = _find(request, number)
    if not _is_undoable(job):
        raise Refused(_("There is nothing to take back."))
    with transaction.atomic():
        made = background.start_undo(job, request.auth)  # type: ignore[attr-defined]
    return answer(shown(made))


@router.get(
    "/bulk-jobs/{number}/file", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="fetch_export_of_bulk_job"
)
def fetch(request: HttpRequest, number: Number) -> Any:
    """The file of a finished export."""
    job = _find(request, number)
    path = exports.path_for(job, request.auth)  # type: ignore[attr-defined]
    name = f"{objects.get(job.object).label_plural}.{job.values['format']}"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=exporting.CONTENT_TYPES[job.values["format"]]
    )


def _answered(question: dict[str, Any], answers: dict[str, str]) -> bool:
    given = answers.get(question["gate"])
    return given is not None and (not question["needs_reason"] or bool(given.strip()))


def _find(request: HttpRequest, number: int) -> BulkJob:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    seen = BulkJob.objects.all() if actor.is_trusted else BulkJob.objects.filter(created_by=actor.user_id)
    found: BulkJob | None = seen.select_related("undone_by").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def _is_undoable(job: BulkJob) -> bool:
    ended = job.status in ("done", "stopped", "failed")
    return ended and job.changed > 0 and job.do not in ("undo", "export") and getattr(job, "undone_by", None) is None


def _item(job: BulkJob) -> dict[str, Any]:
    names = [n for n in BulkJobItem.model_fields if n not in ("undoable", "has_file", "created_at")]
    return {
        **{name: getattr(job, name) for name in names},
        "undoable": _is_undoable(job),
        "has_file": bool(job.path),
        "created_at": job.created_at.isoformat(),
    }


def shown(job: BulkJob) -> dict[str, Any]:
    """A job as `BulkJobAnswer` has it."""
    refusals = job.refusals.order_by("id")[:SHOWN_REFUSALS] if job.refused else ()
    return {
        **_item(job),
        "refusals": [{"id": r.record_id, "title": r.title, "detail": r.reason} for r in refusals],
    }
