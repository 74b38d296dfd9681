"""Endpoints of pools: which there are for the caller, how much they may still claim, what is about to fall in."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from magpie.accounts.models import PoolMove
from magpie.accounts.pools import limits, reckoning
from magpie.accounts.pools.taking_part import all_pools, is_manager, is_member, participant, participants
from magpie.platform import access, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import NotFound

router = Router(tags=["pools"])
MOST_DUE = 100


class PoolOut(Schema):
    """A pool as the caller sees it; `left_today` and `left_to_hold` are None without a limit."""

    id: int
    name: str
    object: str
    count: int
    manages: bool
    claim_per_day: int | None
    left_today: int | None
    holdings_limit: int | None
    left_to_hold: int | None
    not_followed_days: int | None
    not_won_days: int | None


class DueOut(Schema):
    """A record of the caller that will fall into a pool."""

    object: str
    id: int
    title: str
    due_at: datetime.datetime
    days_left: int
    followed_up_at: datetime.datetime | None


class PoolsOut(Schema):
    """The pools open to the caller, and what of theirs is about to fall in, the first first."""

    pools: list[PoolOut]
    due: list[DueOut]


class MoveOut(Schema):
    """A record that came into a pool or left it."""

    at: datetime.datetime
    kind: str
    kind_label: str
    pool: str
    user: str
    former_owner: str
    by: str
    reason: str


class MovesOut(Schema):
    """The way of a record through pools, newest first."""

    items: list[MoveOut]


@router.get("/my-pools", response={200: PoolsOut, **PROBLEM_RESPONSES}, operation_id="read_my_pools")
def my_pools(request: HttpRequest) -> HttpResponse:
    """The active pools that are open to the caller."""
    actor, found = actor_of(request), []
    for pool in all_pools().values():
        object_type = objects.find(pool.object)
        if not pool.is_active or object_type is None or not access.may(actor, object_type, "read"):
            continue
        if not is_member(actor, pool):
            continue
        left_today = left_to_hold = None
        if actor.user is not None and pool.claim_per_day is not None:
            left_today = max(0, pool.claim_per_day - limits.claimed_today(pool, actor.user))
        if actor.user is not None and pool.holdings_limit is not None:
            left_to_hold = max(0, pool.holdings_limit - limits.holdings(pool, actor.user))
        count = access.visible(actor, object_type).filter(pool=pool).count()
        found.append(
            {
                "id": pool.pk, "name": objects.of(pool).title_of(pool), "object": pool.object, "count": count,
                "manages": is_manager(actor, pool), "claim_per_day": pool.claim_per_day, "left_today": left_today,
                "holdings_limit": pool.holdings_limit, "left_to_hold": left_to_hold,
                "not_followed_days": pool.not_followed_days, "not_won_days": pool.not_won_days,
            }
        )  # fmt: skip
    due: list[dict[str, Any]] = []
    for taking in participants():
        object_type = objects.get(taking.object)
        mine = access.visible(actor, object_type).filter(owner=actor.user_id, pool_due_at__isnull=False)
        if actor.user_id:
            due += [_due(object_type, record) for record in mine.order_by("pool_due_at", "pk")[:MOST_DUE]]
    due.sort(key=lambda one: one["due_at"])
    return answer({"pools": found, "due": due[:MOST_DUE]})


@router.get("/{plural}/{number}/pool-moves", response={200: MovesOut, **PROBLEM_RESPONSES}, operation_id="pool_moves")
def pool_moves(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """How a record came into pools and left them."""
    object_type = objects.by_plural(plural)
    if object_type is None or participant(object_type.name) is None:
        raise NotFound
    record = find(object_type, number, actor_of(request))
    moves = PoolMove.objects.filter(object=object_type.name, record_id=record.pk).order_by("-id")
    found = moves.select_related("pool", "user", "former_owner", "by")[:100]
    return answer(
        {
            "items": [
                {
                    "at": m.at, "kind": m.kind, "kind_label": m.get_kind_display(),
                    "pool": objects.of(m.pool).title_of(m.pool),
                    "user": _name(m.user), "former_owner": _name(m.former_owner), "by": _name(m.by), "reason": m.reason,
                }
                for m in found
            ]
        }
    )  # fmt: skip


def _name(user: User | None) -> str:
    return user.name if user else ""


def _due(object_type: ObjectType, record: Any) -> dict[str, Any]:
    return {
        "object": object_type.name, "id": record.pk, "title": object_type.title_of(record),
        "due_at": record.pool_due_at, "days_left": reckoning.days_left(record.pool_due_at),
        "followed_up_at": record.followed_up_at,
    }  # fmt: skip
