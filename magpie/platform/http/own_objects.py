"""The endpoints of objects that administrators made: the same as of every object, found by the plural while it runs.

They come last of all, so that they stand only where nothing else does.  Without postponed annotations, as in
`magpie.platform.http.records`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from magpie.platform import context, objects
from magpie.platform.http import bulk, history
from magpie.platform.http import records as generic
from magpie.platform.http import timeline as timelines
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import (
    Before,
    BulkAnswer,
    BulkInput,
    Limit,
    Number,
    Summary,
    TimelineKind,
    TimelineLimit,
    TimelineSearch,
)
from magpie.platform.http.rendering import answer, render_one
from magpie.platform.http.schemas import Open
from magpie.platform.objects import ObjectType
from magpie.platform.own_objects import making
from magpie.platform.problems import NotFound

making_router = Router(tags=["own-objects"])
router = Router(tags=["records of own objects"])


class NewOwnObject(Schema):
    """A new object: its declaration as of an own object, and its fields as of fields."""

    declaration: dict[str, Any]
    fields: list[dict[str, Any]] = []


class OwnRecordOut(Open):
    """A record of an own object; its fields stand beside these."""

    id: int
    title: str


class OwnRecordInput(Open):
    """Fields of a record of an own object, by name."""

    version: int | None = None


class OwnRecordPage(Schema):
    """One page of a list."""

    items: list[OwnRecordOut]
    next: str | None


@making_router.post(
    "/own-objects/make", response={201: OwnRecordOut, **PROBLEM_RESPONSES}, operation_id="make_own_object"
)
def make(request: HttpRequest, payload: NewOwnObject) -> HttpResponse:
    """Make an object with its fields in one step: all of it comes to be, or nothing does."""
    actor = generic.actor_of(request)
    with context.acting(actor, whole=True, **options_of(request)) as current:
        made = making.make(payload.declaration, payload.fields, actor=actor)
        body = render_one(made, actor)
    return answer(body, 201, Magpie_Operation=str(current.operation))


def _named(plural: str) -> ObjectType:
    found = objects.by_plural(plural)
    if found is None or not found.own:
        raise NotFound
    return found


@router.get("/{plural}", response={200: OwnRecordPage, **PROBLEM_RESPONSES}, operation_id="list_own")
def list_records(
    request: HttpRequest,
    plural: str,
    filter: str = "",
    sort: str = "",
    limit: Limit = 50,
    after: str = "",
    search: str = "",
) -> HttpResponse:
    """Records of an object made by an administrator."""
    return generic.list_answer(
        _named(plural), generic.actor_of(request), filter=filter, text=search, sort=sort, limit=limit, after=after
    )


@router.get("/{plural}/summary", response={200: Summary, **PROBLEM_RESPONSES}, operation_id="sum_own")
def summarize(
    request: HttpRequest, plural: str, filter: str = "", search: str = "", group_by: str = "", sum: str = ""
) -> HttpResponse:
    """Count and sums of all records that the list means, by group if wanted."""
    return generic.summary_answer(_named(plural), generic.actor_of(request), filter, search, group_by, sum)


@router.post("/{plural}", response={201: OwnRecordOut, **PROBLEM_RESPONSES}, operation_id="create_own")
def create(request: HttpRequest, plural: str, payload: OwnRecordInput) -> HttpResponse:
    """A new record of an object made by an administrator."""
    return generic.create_answer(_named(plural), request)


@router.post("/{plural}/bulk", response={200: BulkAnswer, **PROBLEM_RESPONSES}, operation_id="bulk_own")
def change_many(request: HttpRequest, plural: str, payload: BulkInput) -> HttpResponse:
    """Create, change, delete or act on many records; good ones go through, the others are named with the reason."""
    return bulk.perform(_named(plural), payload, generic.actor_of(request), options_of(request))


@router.get("/{plural}/{number}", response={200: OwnRecordOut, **PROBLEM_RESPONSES}, operation_id="read_own")
def read(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """One record."""
    actor = generic.actor_of(request)
    return answer(render_one(generic.find(_named(plural), number, actor), actor))


@router.patch("/{plural}/{number}", response={200: OwnRecordOut, **PROBLEM_RESPONSES}, operation_id="update_own")
def change(request: HttpRequest, plural: str, number: Number, payload: OwnRecordInput) -> HttpResponse:
    """The record with some fields changed."""
    return generic.change_answer(_named(plural), request, number, payload.version)


@router.delete("/{plural}/{number}", response={204: None, **PROBLEM_RESPONSES}, operation_id="delete_own")
def delete(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """Delete a record."""
    return generic.delete_answer(_named(plural), request, number)


@router.get(
    "/{plural}/{number}/events",
    response={200: history.EventPage, **PROBLEM_RESPONSES},
    operation_id="events_of_own",
)
def events(request: HttpRequest, plural: str, number: Number, before: Before = 0, limit: Limit = 50) -> HttpResponse:
    """The history of a record, newest first."""
    actor, object_type = generic.actor_of(request), _named(plural)
    generic.find(object_type, number, actor)
    return answer(history.page(object_type, number, actor, before, limit))


@router.get(
    "/{plural}/{number}/timeline",
    response={200: timelines.TimelinePage, **PROBLEM_RESPONSES},
    operation_id="timeline_of_own",
)
def timeline(
    request: HttpRequest,
    plural: str,
    number: Number,
    before: str = "",
    limit: TimelineLimit = 30,
    kind: TimelineKind = "",
    search: TimelineSearch = "",
    around: bool = False,
) -> HttpResponse:
    """What happened around a record: its changes and the activities that point to it, newest first."""
    actor, object_type = generic.actor_of(request), _named(plural)
    generic.find(object_type, number, actor)
    found = timelines.Timeline(object_type, number, actor, around=around)
    return answer(found.page(before, limit, kind, search.replace("\0", "").strip()))
