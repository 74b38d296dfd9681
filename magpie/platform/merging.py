"""Merging records that mean the same: one stays with the best values of all, the others go, nothing they had is lost.

Everything that points to the losers points to the winner afterwards, and their history shows under the winner's.  A
merge is one operation: taking it back (`undo`) puts the losers back under their numbers, the winner's values as they
were, and every reference where it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic_core import to_jsonable_python

from magpie.platform import access, cleaning, context, gates, merging_references, records, undo
from magpie.platform.actor import Actor
from magpie.platform.duplicates import index
from magpie.platform.fields import Field
from magpie.platform.models import DuplicatePair, Event, Merge
from magpie.platform.objects import AUTOMATIC, ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

MOST = 20  # records merged at once
UNITED = ("tags", "choices", "references")  # lists: the winner has the entries of all


@dataclass(frozen=True)
class Proposal:
    """How these records would be merged if nobody chose otherwise: the winner, and whose value each field takes."""

    records: list[Any]
    winner: int
    take: dict[str, int]
    united: list[str]
    differing: list[str]


def fields_of(object_type: ObjectType) -> list[Field]:
    """The fields that a merge decides on."""
    own = {f.name: f for f in object_type.model._meta.concrete_fields}
    kept = {*AUTOMATIC, *object_type.quiet, *(n for n, f in own.items() if f.generated)}
    return [f for f in object_type.fields().values() if f.name not in kept and not f.formula]


def propose(object_type: ObjectType, numbers: Sequence[int], actor: Actor) -> Proposal:
    """A proposal for records that the actor may merge; Forbidden if not, NotFound if one is not there."""
    found = _reached(object_type, numbers, actor)
    return _propose(object_type, found, None)


def _propose(object_type: ObjectType, found: Sequence[Any], winner: int | None) -> Proposal:
    fields = fields_of(object_type)
    if winner is None:
        filled = {r.pk: sum(not f.is_empty(f.plain(r)) for f in fields) for r in found}
        winner = max(found, key=lambda r: (filled[r.pk], r.updated_at)).pk
    newest = sorted(found, key=lambda r: (r.pk != winner, -r.updated_at.timestamp(), -r.pk))
    take, united, differing = {}, [], []
    for field in fields:
        values = [field.plain(r) for r in newest]
        if field.type.name in UNITED:
            united.append(field.name)
        take[field.name] = next((r.pk for r in newest if not field.is_empty(field.plain(r))), winner)
        if any(v != values[0] for v in values):
            differing.append(field.name)
    if "currency" in take:  # amounts mean nothing in another currency
        amounts = [f.name for f in fields if f.type.name == "money"]
        take["currency"] = next((take[n] for n in amounts if take[n] != winner), winner)
        take |= {n: take["currency"] for n in amounts if _has_amount(object_type, found, take["currency"], n)}
    return Proposal(list(found), winner, take, united, differing)


def _has_amount(object_type: ObjectType, found: Sequence[Any], number: int, name: str) -> bool:
    field = object_type.field(name)
    return any(r.pk == number and not field.is_empty(field.plain(r)) for r in found)


def _reached(object_type: ObjectType, numbers: Sequence[int], actor: Actor) -> list[Any]:
    wanted = list(dict.fromkeys(numbers))
    if not 2 <= len(wanted) <= MOST:
        raise Invalid({"ids": [_("Choose between 2 and %(most)d records.") % {"most": MOST}]})
    if object_type.is_setup or object_type.is_unrecorded or not object_type.has_custom:
        raise Refused(_("Records of %(object)s cannot be merged.") % {"object": str(object_type.label_plural)})
    found = access.visible(actor, object_type).in_bulk(wanted)
    if len(found) < len(wanted):
        raise NotFound
    for verb in ("update", "delete"):
        may = set(access.visible(actor, object_type, verb).filter(pk__in=wanted).values_list("pk", flat=True))
        # who keeps a record need not be allowed to delete it
        if len(may) < len(wanted) - (verb == "delete"):
            raise Forbidden(_("To merge records you must be allowed to change all and to delete those that go."))
    return [found[number] for number in wanted]


def merge(
    object_type: ObjectType,
    numbers: Sequence[int],
    actor: Actor,
    *,
    winner: int | None = None,
    take: Mapping[str, int] | None = None,
    answers: Mapping[str, str] | None = None,
    operation: uuid.UUID | None = None,
) -> Merge:
    """Merge the records into the winner; `take` names, for fields, the record whose value is kept.

    Invalid if the choice does not fit, Forbidden without the right to change all and to delete the losers, Refused
    where a rule or a gate forbids it, Asked where a gate asks.
    """
    changes: dict[str, Any] = {"answers": dict(answers or {})}
    why = _("A merge cannot be sent for approval. An administrator can change the gate.")
    with (
        gates.never_sending(why),
        context.acting(actor, "merge", operation=operation or uuid.uuid4(), **changes) as current,
    ):
        _reached(object_type, numbers, actor)
        wanted = sorted(set(numbers))
        locked = {n: records.lock(object_type, n) for n in wanted}  # in order, so that two merges cannot wait in a ring
        plan = _propose(object_type, list(locked.values()), winner)
        if plan.winner not in locked:
            raise Invalid({"winner": [_("The record that stays is not among those to be merged.")]})
        losers = [n for n in wanted if n != plan.winner]
        deletable = access.visible(actor, object_type, "delete").filter(pk__in=losers).count()
        if deletable < len(losers):
            raise Forbidden(_("To merge records you must be allowed to change all and to delete those that go."))
        plain = _values(object_type, plan, locked, take or {}, actor)
        return _carry_out(object_type, locked, plan.winner, losers, plain, current)


def _values(
    object_type: ObjectType, plan: Proposal, locked: Mapping[int, Any], take: Mapping[str, int], actor: Actor
) -> cleaning.Plain:
    """The values that the winner gets."""
    fields = {f.name: f for f in fields_of(object_type)}
    closed = access.field_rights(actor, object_type)
    wrong: cleaning.Problems = {}
    for name, number in take.items():
        if name not in fields or closed.get(name) == "hidden":
            wrong[name] = [_("There is no such field.")]
        elif number not in locked:
            wrong[name] = [_("Take the value of one of the records.")]
    if wrong:
        raise Invalid(wrong, cleaning.labels(object_type))
    plain: cleaning.Plain = {}
    for name, field in fields.items():
        if name in plan.united and name not in take:
            entries = [e for n in [plan.winner, *locked] for e in field.plain(locked[n]) or ()]
            plain[name] = list(dict.fromkeys(entries))
        else:
            plain[name] = field.plain(locked[take.get(name, plan.take[name])])
        plain[name] = _outside(object_type, field, plain[name], set(locked))
    return plain


def _outside(object_type: ObjectType, field: Field, value: Any, merged: set[int]) -> Any:
    """A value without references to the merged records themselves."""
    if field.type.name == "references" and field.target == object_type.name:
        return [n for n in value or () if n not in merged]
    if field.target == object_type.name and value in merged:
        return None
    if field.type.name == "link" and value in {f"{object_type.name}:{n}" for n in merged}:
        return ""
    return value


def _carry_out(
    object_type: ObjectType,
    locked: Mapping[int, Any],
    winner: int,
    losers: Sequence[int],
    plain: cleaning.Plain,
    current: context.Context,
) -> Merge:
    titles = {str(n): object_type.title_of(locked[n]) for n in losers}
    spoke = [(locked[n], gates.check(object_type, "delete", locked[n], current)) for n in losers]
    with context.acting(current.actor, automation="skip"):  # re-pointing is no change that workflows should react to
        moves = merging_references.move(object_type, losers, winner)
        moves.moved += _quiet_values(object_type, [locked[n] for n in losers])
        for record, passed in spoke:
            gates.remember(passed, record, current)
        try:
            object_type.model._default_manager.filter(pk__in=losers).delete()
        except ProtectedError as error:
            raise Refused(records.in_use(error)) from None
    record = records.lock(object_type, winner)
    if object_type.check and (problems := object_type.check(_changed(object_type, record, plain), record)):
        raise Invalid({n: [text] for n, text in problems.items()}, cleaning.labels(object_type))
    if not records.write(object_type, record, plain, current):
        index.keep_up(object_type)
    DuplicatePair.objects.filter(Q(first__in=losers) | Q(second__in=losers), object=object_type.name).delete()
    made: Merge = Merge.objects.create(
        operation=current.operation, object=object_type.name, winner=winner, losers=list(losers), titles=titles,
        moved=moves.moved, dropped=moves.dropped, counts=moves.counts, merged_by=current.actor.user,
    )  # fmt: skip
    return made


def _quiet_values(object_type: ObjectType, losers: Sequence[Any]) -> list[dict[str, Any]]:
    """What the losers have in columns of which events know nothing, as moves that a taking back turns round."""
    label = object_type.model._meta.label
    columns = [f.attname for f in object_type.model._meta.concrete_fields if f.name in object_type.quiet]
    return [
        {"table": label, "column": name, "old": to_jsonable_python(value), "new": None, "pks": [record.pk]}
        for record in losers
        for name in columns
        if (value := getattr(record, name)) is not None
    ]


def _changed(object_type: ObjectType, record: Any, plain: cleaning.Plain) -> cleaning.Plain:
    fields = object_type.fields()
    return {n: v for n, v in plain.items() if fields[n].plain(record) != v}


def unmerge(number: int, actor: Actor, answers: Mapping[str, str] | None = None) -> undo.Undone:
    """Take a merge back; NotFound if there is none that stands, Forbidden if it was somebody else's.

    All of it or nothing: Refused, Asked or NeedsApproval where a gate says so.
    """
    merge = Merge.objects.filter(pk=number, undoes=None).first()
    if merge is None:
        raise NotFound(_("There is no such merge."))
    if merge.undone_at is not None:
        raise Refused(_("This merge has been taken back already."))
    return undo.undo(merge.operation, actor, answers=dict(answers or {}))


def predecessors(name: str, number: int) -> list[int]:
    """The records that were merged into this one, and into those, and so on."""
    found: dict[int, None] = {}
    left = [number]
    while left:
        losers = [
            n
            for several in Merge.objects.filter(
                object=name, winner__in=left, undone_at=None, undoes=None
            ).values_list("losers", flat=True)
            for n in several
        ]  # fmt: skip
        left = [n for n in losers if n not in found]
        found.update(dict.fromkeys(left))
    return list(found)


def merged_into(name: str, number: int) -> int | None:
    """The record into which this one was merged, and that one, to the last; None if it was not."""
    place: int | None = None
    seen = {number}
    while True:
        merge = Merge.objects.filter(
            object=name, losers__contains=[place or number], undone_at=None, undoes=None
        ).order_by("-id").first()  # fmt: skip
        if merge is None or merge.winner in seen:
            return place
        place = merge.winner
        seen.add(place)


def history(name: str, number: int) -> Any:
    """The events of a record and of those merged into it, newest first."""
    return Event.objects.filter(object=name, record_id__in=[number, *predecessors(name, number)]).order_by("-id")


def _before_undo(operation: uuid.UUID, undone: undo.Undone) -> None:
    """A merge that had been taken back is done again: its moves come before its records go."""
    again = Merge.objects.filter(operation=operation, undone_at=None).exclude(undoes=None).first()
    if again is None:
        return
    turned = merging_references.take_back(again.moved, again.dropped, again.added)
    Merge.objects.filter(pk=again.pk).update(undone_at=timezone.now())
    first = Merge.objects.get(operation=again.undoes)
    Merge.objects.create(
        operation=undone.operation, object=first.object, winner=first.winner, losers=first.losers, titles=first.titles,
        counts=first.counts, merged_by=first.merged_by, **turned,
    )  # fmt: skip


def _after_undo(operation: uuid.UUID, undone: undo.Undone) -> None:
    """The records are back: so is what pointed to them in tables without history."""
    merge = Merge.objects.filter(operation=operation, undoes=None, undone_at=None).first()
    if merge is None:
        return
    turned = merging_references.take_back(merge.moved, merge.dropped, merge.added)
    Merge.objects.filter(pk=merge.pk).update(undone_at=timezone.now())
    Merge.objects.create(
        operation=undone.operation, object=merge.object, winner=merge.winner, losers=merge.losers, titles=merge.titles,
        undoes=merge.operation, **turned,
    )  # fmt: skip


def _records_of(operation: uuid.UUID) -> list[tuple[str, int]]:
    """The records that a merge, or the taking back of one, was about; what pointed to them is asked of no gate."""
    merge = Merge.objects.filter(operation=operation).first()
    return [(merge.object, number) for number in (merge.winner, *merge.losers)] if merge else []


undo.whole.append(_records_of)
undo.before.append(_before_undo)
undo.after.append(_after_undo)
