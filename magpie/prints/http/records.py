"""Endpoints that print records by templates: at once, in the background, as files of their records."""

import datetime
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.platform import access, audit, listing, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find, read_filter
from magpie.platform.http.rendering import answer
from magpie.platform.models import File, User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused
from magpie.prints import jobs, keeping, printing
from magpie.prints.models import PrintJob, PrintTemplate
from magpie.prints.printing import Reader

router = Router(tags=["prints"])
AT_ONCE = 50
MOST = 1_000
Id = Annotated[int, Field(gt=0, lt=2**63)]


class PrintTemplateItem(Schema):
    """A template that one may print with."""

    id: int
    name: str
    object: str
    paper: str


class PrintTemplateItems(Schema):
    """Templates in their order."""

    items: list[PrintTemplateItem]


class PrintJobInput(Schema):
    """What is printed: given records, or all that a filter and a search find."""

    template: Id
    ids: Annotated[list[Id], Field(max_length=MOST)] | None = None
    filter: dict[str, Any] | None = None
    search: Annotated[str, Field(max_length=200)] = ""


class PrintJobAnswer(Schema):
    """A print in the background and how far it has come."""

    id: int
    status: Literal["queued", "running", "done", "failed"]
    done: int
    total: int
    error: str


class KeepPrint(Schema):
    """The record whose print is kept."""

    record: Id


class KeptPrint(Schema):
    """A file of a record."""

    id: int
    name: str
    size: int
    content_type: str
    created_at: datetime.datetime
    owner: str


class KeptPrints(Schema):
    """The files of a record, newest first."""

    items: list[KeptPrint]


@router.get(
    "/prints/templates", response={200: PrintTemplateItems, **PROBLEM_RESPONSES}, operation_id="usable_print_templates"
)
def usable(request: HttpRequest, object: Annotated[str, Query(max_length=60)] = "") -> HttpResponse:
    """The templates that the caller may print records of that object with."""
    found = printing.usable(actor_of(request), object)
    items = [{"id": t.pk, "name": printing.name_of(t), "object": t.object, "paper": t.paper} for t in found]
    return answer({"items": items})


@router.get(
    "/prints/templates/{number}/pdf", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="print_by_template"
)
def pdf(
    request: HttpRequest,
    number: Number,
    record: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    ids: Annotated[str, Query(max_length=2_000)] = "",
    filter: str = "",
    search: str = "",
) -> HttpResponse:
    """The PDF of one record, or of several (given ones, or those of a filter and a search), at most 50."""
    actor = actor_of(request)
    template, object_type = _template(actor, number)
    reader = Reader.now(actor)
    if record:
        found = [find(object_type, record, actor)]
        name = printing.file_name(template, found[0], reader)
    else:
        numbers = _meant(object_type, actor, _numbers(ids), read_filter(filter), search)
        if len(numbers) > AT_ONCE:
            raise Invalid(
                {"filter": [_("More than %(most)d records are printed in the background.") % {"most": AT_ONCE}]}
            )
        found = jobs.records_of(template, numbers, actor)
        name = f"{printing.name_of(template)}.pdf"
        _note(request, actor, template, len(found))
    return _answered(printing.pdf_of(template, found, reader), name)


@router.post("/prints/jobs", response={201: PrintJobAnswer, **PROBLEM_RESPONSES}, operation_id="start_print_job")
def start(request: HttpRequest, payload: PrintJobInput) -> HttpResponse:
    """Print many records into one PDF, in the background."""
    actor = actor_of(request)
    if actor.user is None or actor.viewer is not None:
        raise Forbidden
    template, object_type = _template(actor, payload.template)
    numbers = _meant(object_type, actor, payload.ids, payload.filter, payload.search)
    _note(request, actor, template, len(numbers))
    with transaction.atomic():
        job = jobs.start(template, numbers, Reader.now(actor))
    return answer(_job(job), 201)


@router.get("/prints/jobs/{number}", response={200: PrintJobAnswer, **PROBLEM_RESPONSES}, operation_id="read_print_job")
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """How far a print in the background has come."""
    return answer(_job(_own(actor_of(request), number)))


@router.get("/prints/jobs/{number}/pdf", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="fetch_print_job")
def fetch(request: HttpRequest, number: Number) -> Any:
    """The PDF of a finished print."""
    job = _own(actor_of(request), number)
    path = FilePath(settings.MEDIA_ROOT) / job.path
    if job.status != "done":
        raise Refused(job.error or _("This print is not finished yet."))
    if not job.path or not path.is_file():
        raise NotFound(_("The file is no longer there."))
    name = f"{printing.name_of(job.template)}.pdf"
    return FileResponse(path.open("rb"), filename=name, content_type="application/pdf")


@router.post(
    "/prints/templates/{number}/keep", response={201: KeptPrint, **PROBLEM_RESPONSES}, operation_id="keep_print"
)
def keep(request: HttpRequest, number: Number, payload: KeepPrint) -> HttpResponse:
    """Print a record and keep the PDF with its files, where everybody who may read the record finds it."""
    actor = actor_of(request)
    if actor.viewer is not None:
        raise Forbidden
    template, object_type = _template(actor, number)
    record = find(object_type, payload.record, actor)
    file = keeping.keep(template, record, Reader.now(actor))
    return answer(_file(file, {actor.user_id or 0: actor.user.name if actor.user else ""}), 201)


@router.get("/prints/files", response={200: KeptPrints, **PROBLEM_RESPONSES}, operation_id="files_of_record")
def files(
    request: HttpRequest,
    object: Annotated[str, Query(max_length=60)],
    record: Annotated[int, Query(gt=0, lt=2**63)],
) -> HttpResponse:
    """The files that are kept with a record."""
    object_type = objects.find(object)
    if object_type is None:
        raise NotFound
    find(object_type, record, actor_of(request))
    found = list(File.objects.filter(related_to=f"{object_type.name}:{record}").order_by("-pk")[:100])
    people = dict(User.objects.filter(pk__in={f.owner_id for f in found}).values_list("pk", "name"))
    return answer({"items": [_file(file, people) for file in found]})


def _template(actor: Actor, number: int) -> tuple[PrintTemplate, ObjectType]:
    template = next((t for t in printing.usable(actor) if t.pk == number), None)
    object_type = objects.find(template.object) if template else None
    if template is None or object_type is None or not access.may(actor, object_type, "read"):
        raise NotFound(_("There is no such print template, or you may not use it."))
    return template, object_type


def _numbers(text: str) -> list[int] | None:
    if not text:
        return None
    words = text.split(",")
    if not all(word.isdecimal() and len(word) < 19 for word in words):
        raise Invalid({"ids": [_("Write the numbers of records like 1,2,3.")]})
    return [int(word) for word in words]


def _meant(object_type: ObjectType, actor: Actor, ids: list[int] | None, filter: Any, search: str) -> list[int]:
    """The numbers of the records meant, by title unless they are given; Invalid if there are none or too many."""
    if not access.may(actor, object_type, "export"):
        raise Forbidden(_("You may not export %(object)s.") % {"object": str(object_type.label_plural)})
    if ids is not None:
        seen = set(access.visible(actor, object_type).filter(pk__in=ids).values_list("pk", flat=True))
        numbers = [number for number in dict.fromkeys(ids) if number in seen]
    else:
        found = listing.query(object_type, actor, filter=filter, text=search).order_by(object_type.title, "pk")
        numbers = list(found.values_list("pk", flat=True)[: MOST + 1])
    if not numbers:
        raise Invalid({"filter": [_("There is nothing to print.")]})
    if len(numbers) > MOST:
        raise Invalid(
            {"filter": [_("At most %(most)d records can be printed at once. Filter the list.") % {"most": MOST}]}
        )
    return numbers


def _note(request: HttpRequest, actor: Actor, template: PrintTemplate, count: int) -> None:
    audit.note("exported", request, actor.user, about=f"{printing.name_of(template)}.pdf ({count})")


def _own(actor: Actor, number: int) -> PrintJob:
    job = PrintJob.objects.select_related("template").filter(pk=number, created_by=actor.user_id or 0).first()
    if job is None:
        raise NotFound
    return job


def _job(job: PrintJob) -> dict[str, Any]:
    return {"id": job.pk, "status": job.status, "done": job.done, "total": len(job.ids), "error": job.error}


def _file(file: File, people: dict[int, str]) -> dict[str, Any]:
    return {
        "id": file.pk, "name": file.name, "size": file.size, "content_type": file.content_type,
        "created_at": file.created_at.isoformat(), "owner": people.get(file.owner_id or 0, ""),
    }  # fmt: skip


def _answered(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or ""
    return response
