"""Which objects take part in pools, and what pools add to them: actions, rights to read, dates kept when saving.

An object's model has the columns of `Pooled`; one call of `take_part` beside its registration does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from magpie.accounts.models import Pool
from magpie.platform import access, events, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType

READ_ONLY = ("pool", "pool_since", "owned_since")
QUIET = ("followed_up_at", "pool_due_at", "pool_warn_at")
HIDDEN = ("pool_warn_at",)
SECTION = (
    pgettext_lazy("customer pool", "Pool"),
    ("pool", "pool_since", "owned_since", "followed_up_at", "pool_due_at"),
)


@dataclass(frozen=True)
class Participant:
    """An object whose records may be in a pool."""

    object: str
    along: tuple[tuple[str, str], ...] = ()  # (object, field): records that change hands with it


_participants: dict[str, Participant] = {}
# By object: (record numbers) → those of them that were won, which therefore never fall in for want of winning.
won_checks: dict[str, list[Callable[[list[int]], set[int]]]] = {}


def take_part(name: str, *, along: tuple[tuple[str, str], ...] = ()) -> None:
    """Let records of this object be in pools; it must have been registered before."""
    from magpie.accounts.pools import actions

    _participants[name] = Participant(name, along)
    events.declare(name, "pool_recycled", pgettext_lazy("event", "Fell into the pool"))
    events.declare(name, "pool_claimed", pgettext_lazy("event", "Claimed from the pool"))
    events.declare(name, "pool_returned", pgettext_lazy("event", "Returned to the pool"))
    events.declare(name, "pool_assigned", pgettext_lazy("event", "Assigned from the pool"))
    actions.declare(name)


def participant(name: str) -> Participant | None:
    """How the object of that name takes part, or None."""
    return _participants.get(name)


def participants() -> list[Participant]:
    """Every object that takes part."""
    return list(_participants.values())


def pools_of(name: str) -> list[Pool]:
    """The active pools of an object, the first to be asked first."""
    return [pool for pool in all_pools().values() if pool.object == name and pool.is_active]


def all_pools() -> dict[int, Pool]:
    """All pools by number, in their order; kept until set-up changes."""
    return setup.kept("pools", lambda: {p.pk: p for p in Pool.objects.order_by("position", "id")})


def is_member(actor: Actor, pool: Pool) -> bool:
    """Whether somebody may see the pool's records and claim them."""
    if actor.is_trusted or pool.is_for_all:
        return actor.is_trusted or actor.user is not None
    user = actor.user
    if user is None:
        return False
    return user.pk in pool.members or user.pk in pool.managers or (user.team_id or 0) in pool.teams


def is_manager(actor: Actor, pool: Pool) -> bool:
    """Whether somebody may assign the pool's records to others."""
    return actor.is_trusted or (actor.user is not None and actor.user.pk in pool.managers)


def opening(actor: Actor, object_type: ObjectType) -> Q | None:
    """Members of a pool read its records, as far as their roles let them read any of the object."""
    if object_type.name not in _participants or actor.user is None:
        return None
    numbers = [pool.pk for pool in all_pools().values() if pool.object == object_type.name and is_member(actor, pool)]
    return Q(pool__in=numbers, owner__isnull=True) if numbers else None


access.openings.append(opening)


def on_save(record: Any, changed: frozenset[str]) -> dict[str, Any]:
    """What follows from a new owner: the record is in no pool any more, and its time begins anew."""
    if not record.pk:
        return {} if record.owned_since or not record.owner_id else {"owned_since": timezone.now()}
    if "owner_id" not in changed:
        return {}
    further: dict[str, Any] = {} if "owned_since" in changed else {"owned_since": timezone.now()}
    if record.owner_id and record.pool_id:
        further |= {"pool_id": None, "pool_since": None}
    return further


def object_choices() -> tuple[Any, ...]:
    """The objects that take part, as choices."""
    from magpie.platform.fields.field import Choice

    return tuple(Choice(name, objects.get(name).label) for name in _participants)
