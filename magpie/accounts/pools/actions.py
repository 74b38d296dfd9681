"""Claim, return and assign, declared for every object that takes part in pools."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from pydantic import BaseModel, BeforeValidator, Field

from magpie.accounts.models import Pool
from magpie.accounts.pools import limits, moves, reckoning
from magpie.accounts.pools.taking_part import all_pools, is_manager, is_member, pools_of
from magpie.notices import tell
from magpie.platform import objects
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid, Refused

IN_POOL = {"field": "pool", "is_empty": False}
OWNED = {"all": [{"field": "pool", "is_empty": True}, {"field": "owner", "is_empty": False}]}


def _number(value: Any) -> Any:
    """References are written 5 or {"id": 5}; an empty one is none."""
    value = value.get("id") if isinstance(value, dict) else value
    return None if value == "" else value


class Return(BaseModel):
    """Why somebody gives a record back."""

    reason: str = Field(title=gettext_noop("Reason"), min_length=1, max_length=500)
    pool: Annotated[int | None, BeforeValidator(_number)] = Field(
        None, title=gettext_noop("Into pool"), json_schema_extra={"x-object": "pool"}, gt=0, lt=2**63
    )


class AssignFromPool(BaseModel):
    """Who is to work on the record."""

    user: Annotated[int, BeforeValidator(_number)] = Field(
        title=gettext_noop("To"), json_schema_extra={"x-object": "user"}, gt=0, lt=2**63
    )


def declare(name: str) -> None:
    """Declare the three actions for one object."""

    def is_offered() -> bool:
        return bool(pools_of(name))

    @action(
        f"{name}.claim", on=name, position=4, label=pgettext_lazy("pool", "Claim"), reach="read", available_if=IN_POOL,
        is_offered=is_offered,
    )  # fmt: skip
    def claim(record: Any, data: NoInput, *, actor: Actor) -> Any:
        """Take a record out of the pool as one's own."""
        pool, user = _pool_of(record), actor.user
        if user is None:
            raise Refused(gettext("Only a person can claim a record."))
        if not is_member(actor, pool):
            raise Forbidden(gettext("The pool “%(pool)s” is not open to you.") % {"pool": pool.name})
        limits.check_claim(pool, record, user)
        return moves.take_out(record, user, "claimed", actor=actor)

    @action(
        f"{name}.return_to_pool", on=name, position=70, label=pgettext_lazy("pool", "Return to the pool"),
        available_if=OWNED, is_offered=is_offered,
    )  # fmt: skip
    def return_to_pool(record: Any, data: Return, *, actor: Actor) -> Any:
        """Give a record back, so that others may work on it."""
        pool = _wanted_pool(record, data.pool)
        return moves.put_in(record, pool, "returned", actor=actor, reason=data.reason)

    @action(
        f"{name}.assign_from_pool", on=name, position=5, label=pgettext_lazy("pool", "Assign from the pool"),
        reach="read", available_if=IN_POOL, is_offered=is_offered,
    )  # fmt: skip
    def assign_from_pool(record: Any, data: AssignFromPool, *, actor: Actor) -> Any:
        """Give a record of the pool to somebody; for the pool's managers."""
        pool = _pool_of(record)
        if not is_manager(actor, pool):
            raise Forbidden(gettext("Only the managers of “%(pool)s” assign its records.") % {"pool": pool.name})
        user = User.objects.filter(pk=data.user).first()
        if user is None:
            raise Invalid({"user": [gettext("There is no such record, or you may not see it.")]})
        if not user.is_active:
            raise Refused(gettext("%(name)s does not work here any more.") % {"name": user.name})
        limits.check_holdings(pool, user)
        record = moves.take_out(record, user, "assigned", actor=actor)
        if user.pk != actor.user_id:
            title = pgettext_lazy("pool", "Assigned to you from “%(pool)s”: %(record)s")
            values = {"pool": pool.name, "record": objects.of(record).title_of(record)}
            said = reckoning.in_language_of(user, title, values)
            tell.tell(user, kind="pool.assigned", title=said, link=record, sender=actor.user)
        return record


def _pool_of(record: Any) -> Pool:
    pool: Pool = record.pool
    return pool


def _wanted_pool(record: Any, number: int | None) -> Pool:
    object_type = objects.of(record)
    if number is not None:
        pool = all_pools().get(number)
        if pool is None or pool.object != object_type.name or not pool.is_active:
            raise Invalid({"pool": [gettext("There is no such pool for these records.")]})
        return pool
    found = reckoning.governing(object_type, [record.pk]).get(record.pk)
    if found is None:
        raise Refused(gettext("No pool takes “%(record)s”.") % {"record": object_type.title_of(record)})
    return found
