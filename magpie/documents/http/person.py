"""Endpoints of a person's data: who they may also be, giving all out, erasing it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.documents.person import erasing, exporting, rights
from magpie.platform import objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Invalid, NotFound

router = Router()


class PersonRecord(Schema):
    """A record of a person."""

    object: Literal["contact", "lead"]
    id: int
    title: str


class PersonRights(Schema):
    """What the caller may do with this person's data."""

    may_export: bool
    may_erase: bool
    is_person: bool


class ExportPerson(Schema):
    """Why the data are given out."""

    reason: Annotated[str, Field(max_length=2000)] = ""


class OtherPerson(Schema):
    """Another record of the same person."""

    object: Literal["contact", "lead"]
    id: Annotated[int, Field(gt=0, lt=2**63)]


class ErasePerson(Schema):
    """The name, typed to confirm; why; and other records of the same person that are erased with it."""

    name: Annotated[str, Field(max_length=300)]
    reason: Annotated[str, Field(max_length=2000)]
    also: Annotated[list[OtherPerson], Field(max_length=20)] = []


class PersonErased(Schema):
    """How many rows of which table were changed."""

    counts: dict[str, int]


@router.get("/{plural}/{number}/person", response={200: PersonRights, **PROBLEM_RESPONSES}, operation_id="read_person")
def read(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """What the caller may do with a person's data."""
    actor, record = actor_of(request), _record(request, plural, number)
    may_erase = rights.may(actor, record, rights.ERASE)
    may_export = rights.may(actor, record, rights.EXPORT)
    return answer({"may_export": may_export, "may_erase": may_erase, "is_person": rights.is_person(record)})


@router.get(
    "/{plural}/{number}/person/others",
    response={200: list[PersonRecord], **PROBLEM_RESPONSES},
    operation_id="list_others_of_person",
)
def list_others(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """The records that may be of the same person, for whoever may erase them; none for others."""
    actor, record = actor_of(request), _record(request, plural, number)
    may_erase = rights.may(actor, record, rights.ERASE) and rights.is_person(record)
    others = erasing.others_of(record, actor) if may_erase else []
    return answer([{"object": objects.of(r).name, "id": r.pk, "title": objects.of(r).title_of(r)} for r in others])


@router.post(
    "/{plural}/{number}/person/export", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="export_person"
)
def export(request: HttpRequest, plural: str, number: Number, payload: ExportPerson) -> HttpResponse:
    """A ZIP of all that is kept about a person, as a page and as JSON."""
    _plain(payload.reason)
    found = exporting.export(_record(request, plural, number), reason=payload.reason, actor=actor_of(request))
    response = HttpResponse(found, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"person-{number}.zip") or ""
    return response


@router.post(
    "/{plural}/{number}/person/erase", response={200: PersonErased, **PROBLEM_RESPONSES}, operation_id="erase_person"
)
def erase(request: HttpRequest, plural: str, number: Number, payload: ErasePerson) -> HttpResponse:
    """Erase a person: nothing by which one knows them stays, and this cannot be undone."""
    actor, record = actor_of(request), _record(request, plural, number)
    _plain(payload.reason)
    also = [find(objects.get(one.object), one.id, actor) for one in payload.also]
    also = [one for one in also if (type(one), one.pk) != (type(record), record.pk)]
    log = erasing.erase(record, name=payload.name, reason=payload.reason, also=also, actor=actor)
    return answer({"counts": log.counts})


def _record(request: HttpRequest, plural: str, number: int) -> Any:
    object_type = objects.by_plural(plural)
    if object_type is None or object_type.name not in rights.PERSONS:
        raise NotFound
    return find(object_type, number, actor_of(request))


def _plain(text: str) -> None:
    if "\x00" in text:
        raise Invalid({"reason": [_("The text has a character that cannot be kept (NUL).")]})
