"""Handing over work: what would move, doing it, and the records of a hand-over."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.platform import access, listing, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Invalid, NotFound
from magpie.sales.models import HandedRecord, WorkHandOver
from magpie.sales.work import gathering, moving, sharing

router = Router(tags=["work-hand-overs"])
Number = Annotated[int, Field(ge=1, le=2**62)]


class Ref(Schema):
    """A record by its number and title."""

    id: int
    title: str


class WorkAsked(Schema):
    """Which work goes to whom: all of a person, or chosen records of one object."""

    person: Number | None = None
    objects: list[str] | None = None
    object: str | None = None
    ids: list[Number] | None = None
    filter: Any = None
    search: str | None = None
    with_attached: bool = True
    how: Literal["one", "evenly", "territory"] = "one"
    receivers: Annotated[list[Number], Field(max_length=50)] = []


class WorkGiven(WorkAsked):
    """The same with what the receivers are told."""

    at_once: bool = False
    note: Annotated[str, Field(max_length=2000)] = ""


class KindCount(Schema):
    """How many records of one object move."""

    object: str
    label: str
    count: int
    titles: list[str]


class ShareShown(Schema):
    """What one receiver would get."""

    receiver: Ref
    count: int
    customers: int
    may_decide: bool
    kinds: list[KindCount]


class WorkPreview(Schema):
    """What would move; `left` finds nobody by territory."""

    count: int
    kinds: list[KindCount]
    shares: list[ShareShown]
    left: int


class WorkStarted(Schema):
    """The hand-overs that were made, one for each receiver."""

    hand_overs: list[Ref]
    count: int
    is_moving: bool
    left: int
    operation: str


class HandedItem(Schema):
    """One record of a hand-over."""

    object: str
    label: str
    plural: str
    id: int
    title: str
    state: Literal["planned", "moved", "kept", "returned"]
    reason: str
    can_open: bool


class HandedPage(Schema):
    """The records of a hand-over; `next` is the `after` of the following page."""

    items: list[HandedItem]
    next: int | None


@router.post(
    "/work-hand-overs/preview", response={200: WorkPreview, **PROBLEM_RESPONSES}, operation_id="preview_work_hand_over"
)
def preview(request: HttpRequest, asked: WorkAsked) -> Any:
    """What would be handed over, by object and by receiver; changes nothing."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    found = _found(asked, actor)
    shares, left = _shares(asked, found) if asked.receivers or asked.how == "territory" else ({}, [])
    users = User.objects.in_bulk(list(shares))
    return {
        "count": len(found),
        "kinds": _kinds(found),
        "shares": [
            {
                "receiver": {"id": user_id, "title": str(users[user_id])},
                "count": sum(len(b.records) for b in several),
                "customers": len(several),
                "may_decide": moving.manages(actor, users[user_id]),
                "kinds": _kinds([r for b in several for r in b.records]),
            }
            for user_id, several in shares.items()
        ],
        "left": sum(len(b.records) for b in left),
    }


@router.post("/work-hand-overs/give", response={200: WorkStarted, **PROBLEM_RESPONSES}, operation_id="give_work")
def give(request: HttpRequest, asked: WorkGiven) -> HttpResponse:
    """Hand the work over; the records are the receivers' at once, who then accept or decline."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not asked.receivers and asked.how != "territory":
        raise Invalid({"receivers": [_("This field is required.")]})
    shares, left = _shares(asked, _found(asked, actor))
    operation: uuid.UUID = options_of(request)["operation"]
    giver = User.objects.filter(pk=asked.person).first() if asked.person else _only_owner(shares)
    made = moving.start(actor, shares, giver=giver, note=asked.note.strip(), at_once=asked.at_once, operation=operation)
    body = {
        "hand_overs": [{"id": each.pk, "title": each.name} for each in made],
        "count": sum(each.total for each in made),
        "is_moving": any(each.state == "moving" for each in made),
        "left": sum(len(b.records) for b in left),
        "operation": str(operation),
    }
    return answer(body, Magpie_Operation=str(operation))


@router.get(
    "/work-hand-overs/{number}/records", response={200: HandedPage, **PROBLEM_RESPONSES}, operation_id="handed_records"
)
def handed_records(
    request: HttpRequest,
    number: Number,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """The records of a hand-over, in the order in which they were gathered."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    hand_over = access.visible(actor, objects.of_model(WorkHandOver)).filter(pk=number).first()
    if hand_over is None:
        raise NotFound
    rows = list(HandedRecord.objects.filter(hand_over=hand_over, pk__gt=after).order_by("pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    readable = titles.look_up(actor, ((row.object, row.record_id) for row in rows))
    items = []
    for row in rows:
        object_type = objects.find(row.object)
        items.append(
            {
                "object": row.object,
                "label": str(object_type.label) if object_type else row.object,
                "plural": object_type.plural if object_type else "",
                "id": row.record_id,
                "title": readable.get((row.object, row.record_id), row.title),
                "state": row.state,
                "reason": row.reason,
                "can_open": (row.object, row.record_id) in readable,
            }
        )
    return {"items": items, "next": rows[-1].pk if more else None}


def _found(asked: WorkAsked, actor: Actor) -> list[gathering.Found]:
    movable = {o.name: o for o in gathering.movable()}
    if asked.objects is not None and (unknown := [n for n in asked.objects if n not in movable]):
        raise Invalid({"objects": [_("There is no object “%(name)s”.") % {"name": unknown[0]}]})
    if asked.person is not None:
        if not User.objects.filter(pk=asked.person).exists():
            raise Invalid({"person": [_("There is no such record, or you may not see it.")]})
        return gathering.of_person(actor, asked.person, asked.objects)
    object_type = movable.get(asked.object or "")
    if object_type is None:
        raise Invalid({"person": [_("Say whose work, or which records, are to be handed over.")]})
    if asked.ids is not None:
        chosen = object_type.model._default_manager.filter(pk__in=asked.ids)
    elif asked.filter is None and not asked.search:
        raise Invalid({"ids": [_("Say which records are meant, by ids or by a filter.")]})
    else:
        chosen = listing.query(object_type, actor, filter=asked.filter, text=asked.search or "", verb="read")
    found = gathering.of_selection(actor, object_type, chosen.order_by(), with_attached=asked.with_attached)
    return [f for f in found if asked.objects is None or f.object in asked.objects or f.object == object_type.name]


def _shares(
    asked: WorkAsked, found: list[gathering.Found]
) -> tuple[dict[int, list[gathering.Bundle]], list[gathering.Bundle]]:
    receivers = [user.pk for user in moving.receivers_of(asked.receivers)]
    if asked.person in receivers:
        raise Invalid({"receivers": [_("Giver and receiver are the same person.")]})
    return sharing.share(gathering.bundles(found), receivers, asked.how, asked.person)


def _kinds(found: list[gathering.Found]) -> list[dict[str, Any]]:
    counts = Counter(each.object for each in found)
    return [
        {
            "object": o.name,
            "label": str(o.label_plural),
            "count": counts[o.name],
            "titles": [each.title for each in found if each.object == o.name][:5],
        }
        for o in gathering.movable()
        if counts[o.name]
    ]


def _only_owner(shares: dict[int, list[gathering.Bundle]]) -> User | None:
    """Whose work it is, where all of it is one person's."""
    owners = {record.owner_id for several in shares.values() for bundle in several for record in bundle.records}
    return User.objects.filter(pk=owners.pop() or 0).first() if len(owners) == 1 else None
