"""Deputies: handing over for a time, who stands in for whom, and what they did."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from magpie.notices.delegations import acting, keeping
from magpie.notices.delegations.models import Delegation
from magpie.notices.delegations.objects import seen_by
from magpie.notices.http.notices import Ref
from magpie.platform import teams
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid, NotFound

router = Router(tags=["notices"])
MOST_ENDED = 50
Work = Literal["notices", "reminders", "approvals", "hand_overs", "queues"]
Someone = Annotated[int, Field(gt=0, lt=2**63)]


class DelegationIn(Schema):
    """Who stands in, from when to when, and in what; without kinds in everything.  Without `user` for oneself."""

    deputy: Someone
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    kinds: list[Work] = Field(default_factory=list, max_length=5)
    note: str = Field("", max_length=2000)
    user: Someone | None = None


class DelegationShown(Schema):
    """A delegation, and whether the reader may end it."""

    id: int
    user: Ref
    deputy: Ref
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    kinds: list[Work]
    note: str
    status: Literal["planned", "active", "ended"]
    ended_at: datetime.datetime | None
    may_end: bool


class Deputies(Schema):
    """What is now and to come, and what is over; `people` are those for whom the reader may hand over, `colleagues`
    those who may stand in.
    """

    items: list[DelegationShown]
    ended: list[DelegationShown]
    people: list[Ref]
    colleagues: list[Ref]


class ActedShown(Schema):
    """One thing that came or was done in somebody's place; without a time it is still open."""

    at: datetime.datetime | None
    kind: Literal["told", "reminder", "ask", "approval", "hand_over"]
    title: str
    outcome: str
    url: str


class ActedList(Schema):
    """What was done in somebody's place."""

    items: list[ActedShown]


@router.get("/deputies", response={200: Deputies, **PROBLEM_RESPONSES}, operation_id="list_deputies")
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, as far as it concerns the reader; managers see their people."""
    actor = actor_of(request)
    rows = _visible(actor).select_related("user", "deputy")
    now = [_shown(row, actor) for row in rows.exclude(status="ended").order_by("starts_at", "id")[:500]]
    over = [_shown(row, actor) for row in rows.filter(status="ended").order_by("-ended_at", "-id")[:MOST_ENDED]]
    people = [_ref(user) for user in _people_of(actor)]
    colleagues = [_ref(user) for user in User.objects.filter(is_active=True).order_by("name", "id")[:1000]]
    return answer({"items": now, "ended": over, "people": people, "colleagues": colleagues})


@router.post("/deputies", response={200: DelegationShown, **PROBLEM_RESPONSES}, operation_id="name_deputy")
def name_deputy(request: HttpRequest, payload: DelegationIn) -> HttpResponse:
    """Name a deputy for a time; for others only their manager and administrators may."""
    actor = actor_of(request)
    user = payload.user or actor.user_id
    if user is None or user not in {actor.user_id, *(each.pk for each in _people_of(actor))}:
        raise Forbidden(_("Only the person, their manager or an administrator may name a deputy."))
    if not User.objects.filter(pk=payload.deputy, is_active=True).exists():
        raise Invalid({"deputy": [_("This person no longer works here. Choose somebody else.")]})
    values = {**payload.dict(exclude={"user"}), "user": user, "kinds": sorted(set(payload.kinds))}
    return answer(_shown(keeping.plan(values, actor=actor), actor))


@router.post("/deputies/{number}/end", response={200: DelegationShown, **PROBLEM_RESPONSES}, operation_id="end_deputy")
def end_deputy(request: HttpRequest, number: Number) -> HttpResponse:
    """End it now, before its time."""
    actor = actor_of(request)
    row = _find(number, actor)
    if not _may_end(row, actor):
        raise Forbidden(_("Only the person, their manager or an administrator may end this."))
    return answer(_shown(keeping.end(row, actor=actor), actor))


@router.get("/deputies/{number}/acted", response={200: ActedList, **PROBLEM_RESPONSES}, operation_id="list_acted")
def acted(request: HttpRequest, number: Number) -> HttpResponse:
    """What came and was done in somebody's place, and what is still open."""
    actor = actor_of(request)
    row = _find(number, actor)
    # Who stood in once, or will, has no business with what is open today.
    with_open = row.status == "active" or row.deputy_id != actor.user_id
    found = acting.acted(row, row.ended_at or timezone.now(), with_open=with_open)
    return answer({"items": [{**each._asdict(), "outcome": each.outcome_text} for each in found]})


def _visible(actor: Actor) -> Any:
    return Delegation.objects.filter(seen_by(actor))


def _find(number: int, actor: Actor) -> Delegation:
    row: Delegation | None = _visible(actor).select_related("user", "deputy").filter(pk=number).first()
    if row is None:
        raise NotFound
    return row


def _people_of(actor: Actor) -> list[User]:
    """Those besides oneself for whom one may name deputies."""
    people = User.objects.filter(is_active=True).exclude(pk=actor.user_id or 0).order_by("name", "id")
    if actor.user is not None and actor.user.is_administrator:
        return list(people[:1000])
    return list(people.filter(pk__in=teams.people_under(actor.user_id))[:1000])


def _may_end(row: Delegation, actor: Actor) -> bool:
    if row.status == "ended":
        return False
    return row.user_id == actor.user_id or any(row.user_id == user.pk for user in _people_of(actor))


def _shown(row: Delegation, actor: Actor) -> dict[str, Any]:
    return {
        "id": row.pk, "user": _ref(row.user), "deputy": _ref(row.deputy), "starts_at": row.starts_at,
        "ends_at": row.ends_at, "kinds": row.kinds, "note": row.note, "status": row.status, "ended_at": row.ended_at,
        "may_end": _may_end(row, actor),
    }  # fmt: skip


def _ref(user: User) -> dict[str, Any]:
    return {"id": user.pk, "title": user.name}
