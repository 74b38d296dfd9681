"""Finds when records fall into a pool, for some records at a time: which pool governs them, when they were followed up.

The result lies in quiet columns of the records, which lists show and the clock finds by index.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone, translation

from magpie.accounts import rules
from magpie.accounts.models import Pool
from magpie.accounts.pools.taking_part import pools_of, won_checks
from magpie.platform import filters, objects
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.platform.objects import ObjectType

log = logging.getLogger(__name__)


def reckon(object_type: ObjectType, numbers: Iterable[int]) -> None:
    """Find anew when these records fall in and when their owners are to be warned."""
    model = object_type.model._default_manager
    found: list[Any] = list(model.filter(pk__in=list(numbers)).order_by("pk"))
    if not found:
        return
    owned = [r for r in found if r.owner_id and not r.pool_id]
    pools = governing(object_type, [r.pk for r in owned], but_excluded=True)
    followed = last_follow_ups(object_type, [r.pk for r in found])
    won = {n for check in won_checks.get(object_type.name, ()) for n in check(list(pools))}
    for record in found:
        pool, due = pools.get(record.pk), None
        followed_up_at = followed.get(record.pk)
        if pool is not None:
            work = rules.Work(record.owned_since or record.created_at, followed_up_at, record.pk in won)
            due = rules.pool_due(terms_of(pool), work)
        changes: dict[str, Any] = {}
        if followed_up_at != record.followed_up_at:
            changes["followed_up_at"] = followed_up_at
        if due != record.pool_due_at:
            warn = due - datetime.timedelta(days=pool.warn_days) if due and pool and pool.warn_days else None
            changes |= {"pool_due_at": due, "pool_warn_at": warn}
        if changes:
            model.filter(pk=record.pk).update(**changes)


def terms_of(pool: Pool) -> rules.PoolTerms:
    """The pool's rules as values."""
    return rules.PoolTerms(
        pool.not_followed_days,
        pool.not_won_days,
        pool.warn_days,
        pool.protect_days,
        pool.active_since or pool.created_at,
    )


def governing(object_type: ObjectType, numbers: list[int], *, but_excluded: bool = False) -> dict[int, Pool]:
    """The pool of each of these records: the first whose condition they meet.

    With `but_excluded` records that this pool spares have none.
    """
    found: dict[int, Pool] = {}
    for pool in pools_of(object_type.name):
        left = [n for n in numbers if n not in found]
        if not left:
            break
        here = matching(object_type, pool.filter, left)
        found.update(dict.fromkeys(here, pool))
        if but_excluded and pool.excluded and here:
            for n in matching(object_type, pool.excluded, list(here)):
                del found[n]
                numbers = [other for other in numbers if other != n]
    return found


def matching(object_type: ObjectType, condition: Any, numbers: list[int]) -> set[int]:
    """Those of the records that meet a condition; none if it is not understood any more."""
    try:
        q = filters.to_q(object_type, filters.parse(object_type, condition), filters.Caller.of(SYSTEM))
    except filters.FilterError as error:
        log.warning("the condition of a pool cannot be understood: %s", error)
        return set()
    return set(object_type.model._default_manager.filter(q, pk__in=numbers).values_list("pk", flat=True))


def last_follow_ups(object_type: ObjectType, numbers: list[int]) -> dict[int, datetime.datetime]:
    """When the last note, call, task, meeting or mail was entered about each record or what belongs to it."""
    about = {f"{object_type.name}:{n}": n for n in numbers}
    for other in objects.all_objects():
        if other.is_setup or other.name == object_type.name or other.timeline:
            continue
        for field in other.declared_fields():
            if field.target == object_type.name and field.column and field.type.name == "reference":
                rows = other.model._default_manager.filter(**{f"{field.column}__in": numbers})
                about.update({f"{other.name}:{pk}": n for pk, n in rows.values_list("pk", field.column)})
    last: dict[int, datetime.datetime] = {}
    for activity in objects.all_objects():
        if not activity.timeline:
            continue
        rows = activity.model._default_manager.filter(related_to__in=list(about)).values_list("related_to")
        for link, at in rows.annotate(Max("created_at")).order_by():
            number = about[link]
            last[number] = max(at, last.get(number, at))
    return last


def touched_by(name: str, row: dict[str, Any]) -> dict[str, set[int]]:
    """The records taking part whose dates may move when this row of any object changes, by object."""
    from magpie.accounts.pools.taking_part import participants

    names = {p.object for p in participants()}
    found: dict[str, set[int]] = {n: set() for n in names}
    if name in names:
        found[name].add(int(row["id"]))
    object_type = objects.find(name)
    if object_type is None or object_type.is_setup:
        return found
    for field in object_type.declared_fields():
        value = row.get(field.column or "")
        if not value:
            continue
        if field.target in names and field.type.name == "reference":
            found[field.target].add(int(value))
        elif field.type.name == "link" and object_type.timeline:
            other, _colon, number = str(value).partition(":")
            if not number.isdigit() or (linked := objects.find(other)) is None:
                continue
            if other in names:
                found[other].add(int(number))
            for target, numbers in _held_by(linked, int(number), names).items():
                found[target] |= numbers
    return found


def _held_by(object_type: ObjectType, number: int, names: set[str]) -> dict[str, set[int]]:
    """The records taking part to which a record belongs: a contact's account."""
    fields = [f for f in object_type.declared_fields() if f.target in names and f.type.name == "reference" and f.column]
    if not fields or object_type.is_setup:
        return {}
    row = object_type.model._default_manager.filter(pk=number).values(*(f.column for f in fields)).first() or {}
    found: dict[str, set[int]] = {}
    for field in fields:
        if row.get(field.column):
            found.setdefault(field.target, set()).add(row[field.column])
    return found


def days_left(due: datetime.datetime) -> int:
    """Whole days until then, none below 0."""
    return max(0, (due - timezone.now()).days)


def in_language_of(user: User, text: Any, values: dict[str, Any]) -> str:
    """A lazy text with its values, in the user's language."""
    with translation.override(user.language):
        return str(text) % {name: str(value) for name, value in values.items()}
