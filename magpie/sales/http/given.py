"""What became of my leads: the giver's view of leads they handed to others.

The giver may have lost the right to read the lead with the hand-over.  They still learn these few facts, and no more.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import pgettext
from ninja import Query, Router, Schema

from magpie.platform import access, actions, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.models import Event, User
from magpie.sales import rules
from magpie.sales.models import HandOver, Lead

router = Router(tags=["my-leads"])


class Ref(Schema):
    """A record by its number and title."""

    id: int
    title: str


class Step(Schema):
    """One offer of the lead to somebody."""

    id: int
    receiver: Ref | None
    state: Literal["offered", "accepted", "declined", "superseded"]
    offered_at: datetime.datetime
    answered_at: datetime.datetime | None
    note: str
    reason: str


class Happening(Schema):
    """The last thing that happened to a lead."""

    at: datetime.datetime
    kind: str
    text: str
    actor: Ref | None


class GivenLead(Schema):
    """What the giver may know of a lead."""

    id: int
    name: str
    company: str
    status: str
    status_label: str
    owner: Ref | None
    territory: Ref | None
    created_at: datetime.datetime
    handed_over_at: datetime.datetime | None
    accepted_at: datetime.datetime | None
    is_waiting: bool
    hours_waiting: float | None
    can_open: bool
    last: Happening | None
    history: list[Step]


class GivenPage(Schema):
    """A page of leads; `next` is the `before` of the following one."""

    items: list[GivenLead]
    next: str | None


@router.get("/my-leads/given", response={200: GivenPage, **PROBLEM_RESPONSES}, operation_id="leads_given")
def leads_given(
    request: HttpRequest,
    state: Literal["all", "open", "waiting"] = "all",
    before: datetime.datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    """The leads that the caller handed over, or created and others have now; the latest hand-over first."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    found = given_by(actor.user_id, state)
    if before is not None:
        found = found.filter(given_at__lt=before)
    leads = list(found.order_by("-given_at", "-id")[: limit + 1])
    more, leads = len(leads) > limit, leads[:limit]
    return {"items": _items(leads, actor), "next": leads[-1].given_at.isoformat() if more else None}


def given_by(user_id: int | None, state: str) -> Any:
    """The leads that this user gave, with the time `given_at`; state: all, open, or waiting to be accepted."""
    # Three searches by index, joined: one condition with "or" would read every lead.
    given = (
        HandOver.objects.filter(giver=user_id)
        .values("lead")
        .union(
            Lead.objects.filter(handed_over_by=user_id).values("pk"),
            Lead.objects.filter(created_by=user_id).exclude(owner=user_id).values("pk"),
        )
    )
    found = Lead.objects.filter(pk__in=given)
    found = found.annotate(given_at=Coalesce("handed_over_at", "created_at")).select_related("owner", "territory")
    if state != "all":
        found = found.filter(status__in=rules.OPEN_STATUSES)
    if state == "waiting":
        found = found.filter(handed_over_at__isnull=False, accepted_at=None)
    return found


def _items(leads: list[Any], actor: Actor) -> list[dict[str, Any]]:
    numbers = [lead.pk for lead in leads]
    steps: dict[int, list[dict[str, Any]]] = {}
    for row in HandOver.objects.filter(lead__in=numbers).select_related("receiver").order_by("-id"):
        steps.setdefault(row.lead_id, []).append(_step(row))
    readable = set(access.visible(actor, objects.get("lead")).filter(pk__in=numbers).values_list("pk", flat=True))
    last = _last_events(numbers)
    statuses = {c.value: str(c.label) for c in objects.get("lead").field("status").choices}
    now = timezone.now()
    items = []
    for lead in leads:
        is_waiting = bool(lead.handed_over_at and not lead.accepted_at and lead.status in rules.OPEN_STATUSES)
        end = lead.accepted_at or (now if is_waiting else None)
        items.append(
            {
                "id": lead.pk,
                "name": lead.name,
                "company": lead.company,
                "status": lead.status,
                "status_label": statuses.get(lead.status, lead.status),
                "owner": _ref(lead.owner),
                "territory": _ref(lead.territory),
                "created_at": lead.created_at,
                "handed_over_at": lead.handed_over_at,
                "accepted_at": lead.accepted_at,
                "is_waiting": is_waiting,
                "hours_waiting": rules.hours_between(lead.handed_over_at, end) if lead.handed_over_at and end else None,
                "can_open": lead.pk in readable,
                "last": last.get(lead.pk),
                "history": steps.get(lead.pk, []),
            }
        )
    return items


def _ref(record: Any) -> dict[str, Any] | None:
    return {"id": record.pk, "title": str(record)} if record else None


def _step(row: HandOver) -> dict[str, Any]:
    return {
        "id": row.pk,
        "receiver": _ref(row.receiver),
        "state": row.state,
        "offered_at": row.offered_at,
        "answered_at": row.answered_at,
        "note": row.note,
        "reason": row.reason,
    }


def _last_events(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """The latest thing that happened to each lead, told without any of its values."""
    events = Event.objects.filter(object="lead", record_id__in=numbers)
    found = {event.record_id: event for event in events.order_by("record_id", "-id").distinct("record_id")}
    people = {u.pk: u for u in User.objects.filter(pk__in={e.actor_id for e in found.values() if e.actor_id})}
    return {
        number: {"at": e.at, "kind": e.kind, "text": _text_of(e), "actor": _ref(people.get(e.actor_id or 0))}
        for number, e in found.items()
    }


def _text_of(event: Event) -> str:
    known = {declared.name: declared.label for declared in actions.all_actions()}
    if event.action in known:
        return str(known[event.action])
    return {"created": pgettext("event", "Created"), "updated": pgettext("event", "Changed")}.get(
        event.kind, event.kind
    )
