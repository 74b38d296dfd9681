"""Takes back everything done under one operation, from the event log.

What was created is deleted, what was changed gets its former values, what was deleted comes back under the same
number. The undo is an operation of its own, so it can be undone as well.  A record that somebody changed since is left
alone and reported.  What left the house meanwhile (a mail, a call) cannot be taken back, and workflows do not run for
an undo.  Gates are asked as for any other change (`undo_gates`).
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.platform import access, context, gates, objects, records, setup, titles, undo_rows
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk.changing import update_columns
from magpie.platform.duplicates import index
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, NotFound
from magpie.platform.undo_gates import STRAIGHT_BACK, Place, UndoGates

CHUNK = 2_000
ROW_KINDS = ("created", "updated", "deleted")
KEPT_BY_DATABASE = ("version", "updated_at")


_Pair = tuple["_Change", dict[str, Any]]
_Writer = Callable[[ObjectType, Sequence[Mapping[str, Any]]], None]


@dataclass(frozen=True)
class Skipped:
    """A record that was left as it is, and why."""

    object: str
    id: int
    title: str
    reason: str


@dataclass(frozen=True)
class _Promise:
    """A restored reference to a record that was still to come back."""

    change: _Change
    model_field: Any
    target: int


@dataclass
class Undone:
    """How many records are as before, which are not, and the operation that undoes the undo."""

    operation: uuid.UUID
    gates: UndoGates
    remarks: list[str]  # what gates remarked in passing, for whoever takes back to read
    straight_since: datetime.datetime | None = None  # from then on the actor goes straight back; never if it is None
    count: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    # Records that will come back later in this undo: what points to them may be restored before (the database checks
    # references at the commit), and is looked at again at the end.
    coming: set[tuple[str, int]] = field(default_factory=set)
    promised: list[_Promise] = field(default_factory=list)


@dataclass
class _Change:
    """What one operation did to one record, all its events together."""

    object: str
    id: int
    last_event: int = 0
    last_at: datetime.datetime | None = None
    first_kind: str = ""
    last_kind: str = ""
    before: dict[str, Any] = field(default_factory=dict)  # former values of the changed columns
    after: dict[str, Any] = field(default_factory=dict)  # the whole row as the operation left it (before its deletion)

    @property
    def undone_by(self) -> str:
        """What takes it back: delete, insert, update, or nothing."""
        if self.first_kind == "created":
            return "nothing" if self.last_kind == "deleted" else "delete"
        return "insert" if self.last_kind == "deleted" else "update"


# What is to be done beside the records themselves: (the operation taken back, what came of it).  Parts add theirs.
final: dict[str, str] = {}  # of an object the field whose changes stay: what was decided was decided
before: list[Callable[[uuid.UUID, Undone], None]] = []
after: list[Callable[[uuid.UUID, Undone], None]] = []
# Of an operation that is taken back whole or not at all the records that it was about, the main one first.
whole: list[Callable[[uuid.UUID], list[Place]]] = []


def undo(operation: uuid.UUID, /, actor: Actor, *, only: Place | None = None, **options: Any) -> Undone:
    """Take an operation back, or what it did to `only` one record; `options` go to `context.acting`.

    NotFound if there is none, Forbidden if it was somebody else's; where it is taken back as a whole, Refused, Asked or
    NeedsApproval if a gate says so.  Asked too if a gate has a question about any of several records.
    """
    done = Event.objects.filter(operation=operation, kind__in=ROW_KINDS)
    doers = set(done.values_list("actor_kind", "actor_id").distinct())
    if not doers:
        raise NotFound(_("There is nothing to take back."))
    if not actor.is_trusted and any(doer_id != actor.user_id for _kind, doer_id in doers):
        raise Forbidden(_("Only who did it, or an administrator, may take it back."))
    plan = list(done.order_by("-id").values_list("object", "record_id", "kind"))
    if only is not None:
        plan = [step for step in plan if step[:2] == only]
    lane = 1 if len(plan) > 100 else 0
    changes: dict[str, Any] = {"operation": uuid.uuid4(), "automation": "skip", "lane": lane, **options}
    with context.acting(actor, "undo", **changes) as current:
        undone = _begin(operation, plan, current, in_bulk=only is not None or done.filter(lane=1).exists())
        if actor.user_id is not None and doers == {(actor.kind, actor.user_id)}:
            undone.straight_since = timezone.now() - STRAIGHT_BACK
        for prepare in before:
            prepare(operation, undone)
        undone.coming = _will_come_back(plan)
        own = {(name, pk) for name, pk, kind in plan if kind == "created"}
        for name, ids in _chunks(plan):
            object_type = objects.find(name)
            if object_type is not None:
                _undo_chunk(object_type, ids, operation, actor, own, undone)
                if object_type.is_setup:
                    setup.forget()
        undone.gates.settle()
        _keep_promises(undone)
        for finish in after:
            finish(operation, undone)
    return undone


def _begin(
    operation: uuid.UUID, plan: Sequence[tuple[str, int, str]], current: context.Context, *, in_bulk: bool
) -> Undone:
    """What comes of the undo, empty: taken back whole is what must be, and what was done to one record by itself."""
    must_be_whole = next((places for find in whole if (places := find(operation))), None)
    places = must_be_whole or list({(name, pk): None for name, pk, _kind in plan if name not in final})
    is_whole = bool(must_be_whole) or (len(places) == 1 and not in_bulk)
    asking = UndoGates(current, operation, about=places[0] if is_whole else None, asked_about=must_be_whole)
    return Undone(current.operation, asking, current.remarks)


def _will_come_back(plan: Sequence[tuple[str, int, str]]) -> set[tuple[str, int]]:
    last: dict[tuple[str, int], str] = {}
    for name, pk, kind in plan:  # the newest first
        last.setdefault((name, pk), kind)
    return {place for place, kind in last.items() if kind == "deleted"}


def _keep_promises(undone: Undone) -> None:
    """References to what did not come back after all are emptied, and reported."""
    for promise in undone.promised:
        target = promise.model_field.related_model
        if target._default_manager.filter(pk=promise.target).exists():
            continue
        object_type = objects.get(promise.change.object)
        column = promise.model_field.attname
        rows = object_type.model._default_manager.filter(pk=promise.change.id, **{column: promise.target})
        if promise.model_field.null and rows.update(**{column: None}):
            undone.skipped.append(_skip(object_type, promise.change, _lost(object_type, promise.model_field)))


def _lost(object_type: ObjectType, model_field: Any) -> str:
    field = object_type.fields().get(model_field.name)
    label = field.label if field else model_field.verbose_name
    return _("What it pointed to in “%(field)s” is gone.") % {"field": str(label)}


def _chunks(plan: Iterable[tuple[str, int, str]]) -> Iterator[tuple[str, list[int]]]:
    """Records in the order in which they were last touched, newest first, in runs of one object and kind."""
    seen: set[tuple[str, int]] = set()
    latest = []
    for name, pk, kind in plan:
        if (name, pk) not in seen:
            seen.add((name, pk))
            latest.append((name, pk, kind))
    for (name, _kind), several in groupby(latest, key=lambda entry: (entry[0], entry[2])):
        ids = [pk for _name, pk, _kind in several]
        for start in range(0, len(ids), CHUNK):
            yield name, ids[start : start + CHUNK]


def _undo_chunk(
    object_type: ObjectType,
    ids: Sequence[int],
    operation: uuid.UUID,
    actor: Actor,
    own: set[tuple[str, int]],
    undone: Undone,
) -> None:
    changes = _changes(object_type, ids, operation)
    rows = undo_rows.locked(object_type, ids)
    later = _later_events(object_type, changes, undone.operation)
    reached = _reached(object_type, rows, actor)
    ways: dict[str, list[_Change]] = {"delete": [], "insert": [], "update": []}
    for change in changes.values():
        way = change.undone_by
        if way == "nothing" or (way == "update" and final.get(object_type.name) in change.before):
            continue
        reason = _obstacle(change, way, rows.get(change.id), later.get(change.id, []), actor)
        if not reason and way != "insert" and change.id not in reached and not _gave_away(change, actor):
            reason = _("You may not change this record.")
        if reason == "gone":
            continue
        if reason:
            undone.skipped.append(_skip(object_type, change, reason))
        else:
            ways[way].append(change)
    for way, several in ways.items():
        if several and undone.gates.concern(object_type, way):
            ways[way] = _let_pass(object_type, way, several, rows, later, undone)
    _delete(object_type, ways["delete"], own, undone)
    _insert(object_type, ways["insert"], undone)
    _restore(object_type, ways["update"], undone)
    index.keep_up(object_type)


def _let_pass(
    object_type: ObjectType,
    way: str,
    changes: Sequence[_Change],
    rows: Mapping[int, dict[str, Any]],
    later: Mapping[int, Sequence[Event]],
    undone: Undone,
) -> list[_Change]:
    """Those that no gate holds back; the others are reported."""
    asked = {c.id: c for c in changes if way == "delete" or not _goes_straight_back(c, later.get(c.id, ()), undone)}
    wanted = {n: _as_it_will_be(object_type, way, c, rows.get(n, {})) for n, c in asked.items()}
    held: set[int] = set()
    for number, record in undo_rows.as_records(object_type, list(wanted.values())).items():
        changed = None
        if way == "update":
            changed = _fields_changed(object_type, wanted[number], rows[number], record)
            if not changed:
                continue
        title = _title_of(object_type, asked[number])
        if reason := undone.gates.why_held(object_type, way, record, title, changed):
            held.add(number)
            undone.skipped.append(Skipped(object_type.name, number, title, reason))
    return [c for c in changes if c.id not in held]


def _goes_straight_back(change: _Change, later: Sequence[Event], undone: Undone) -> bool:
    since = undone.straight_since
    return since is not None and change.last_at is not None and change.last_at >= since and not later


def _as_it_will_be(object_type: ObjectType, way: str, change: _Change, row: Mapping[str, Any]) -> dict[str, Any]:
    if way == "delete":
        return dict(row)
    if way == "insert":
        return {**undo_rows.insertable(object_type, {**change.after, **change.before}), "id": change.id}
    return {**row, **_former_values(object_type, change)}


def _former_values(object_type: ObjectType, change: _Change) -> dict[str, Any]:
    """What an undo writes back, by column: all but what the database itself sets."""
    kept = {*KEPT_BY_DATABASE, *(str(f.column) for f in object_type.model._meta.concrete_fields if f.generated)}
    return {n: v for n, v in change.before.items() if n not in kept}


def _fields_changed(
    object_type: ObjectType, wanted: Mapping[str, Any], row: Mapping[str, Any], record: Any
) -> frozenset[str]:
    fields = object_type.model._meta.concrete_fields
    columns = [
        f.attname for f in fields if undo_rows.bare(wanted.get(str(f.column))) != undo_rows.bare(row.get(str(f.column)))
    ]
    return gates.changed_fields(object_type, {n: getattr(record, n) for n in columns}, row.get("custom"))


def _changes(object_type: ObjectType, ids: Sequence[int], operation: uuid.UUID) -> dict[int, _Change]:
    found: dict[int, _Change] = {}
    events = Event.objects.filter(operation=operation, object=object_type.name, record_id__in=ids, kind__in=ROW_KINDS)
    for event in events.order_by("id").iterator():
        change = found.get(event.record_id)
        if change is None:
            change = found[event.record_id] = _Change(object_type.name, event.record_id, first_kind=event.kind)
        for column, value in (event.old or {}).items():
            change.before.setdefault(column, value)
        change.last_event, change.last_at = event.id, event.at
        change.last_kind, change.after = event.kind, event.record
    return found


def _later_events(object_type: ObjectType, changes: Mapping[int, _Change], own: uuid.UUID) -> dict[int, list[Event]]:
    """What happened to the records after the operation, but for what this undo itself has done (a deletion empties
    what pointed to it).
    """
    if not changes:
        return {}
    first = min(change.last_event for change in changes.values())
    found: dict[int, list[Event]] = {}
    events = Event.objects.filter(
        object=object_type.name, record_id__in=list(changes), kind__in=ROW_KINDS, id__gt=first
    ).exclude(operation=own)
    for event in events.only("id", "record_id", "kind", "actor_kind", "actor_id", "action").order_by("id"):
        if event.id > changes[event.record_id].last_event:
            found.setdefault(event.record_id, []).append(event)
    return found


def _reached(object_type: ObjectType, rows: Mapping[int, Any], actor: Actor) -> set[int]:
    if access.scope_q(actor, object_type, "update") is None:
        return set(rows)
    return set(access.visible(actor, object_type, "update").filter(pk__in=list(rows)).values_list("pk", flat=True))


def _gave_away(change: _Change, actor: Actor) -> bool:
    """Whether the record was the actor's own until this operation gave it to somebody else."""
    return actor.user_id is not None and change.before.get("owner_id") == actor.user_id


def _obstacle(change: _Change, way: str, row: dict[str, Any] | None, later: Sequence[Event], actor: Actor) -> str:
    """Why a record stays as it is; empty if nothing is in the way, "gone" if there is nothing left to do."""
    if way == "insert":
        return _("There is a record under this number again.") if row is not None else ""
    if row is None:
        return "gone" if way == "delete" else _("The record has been deleted since.")
    others = [e for e in later if e.actor_kind not in ("workflow", "system") and e.actor_id != actor.user_id]
    if way == "delete":
        return _changed_by(others[-1]) if others else ""
    columns = (c for c in change.before if c not in KEPT_BY_DATABASE)
    touched = [c for c in columns if undo_rows.bare(row.get(c)) != undo_rows.bare(change.after.get(c))]
    return _changed_by(later[-1]) if touched and later else ""


def _changed_by(event: Event) -> str:
    user = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    if user is not None:
        return _("%(editor)s has changed this record since.") % {"editor": str(user)}
    return _("This record has been changed since.")


def _skip(object_type: ObjectType, change: _Change, reason: str) -> Skipped:
    return Skipped(object_type.name, change.id, _title_of(object_type, change), reason)


def _title_of(object_type: ObjectType, change: _Change) -> str:
    title = change.after.get(object_type.title)
    if not title and object_type.named_by:
        title = titles.named(object_type, {0: lambda field: field.plain_from_event(change.after)}, SYSTEM).get(0)
    return str(title or f"#{change.id}")


def _delete(object_type: ObjectType, changes: Sequence[_Change], own: set[tuple[str, int]], undone: Undone) -> None:
    """Delete what was created, unless something that is not of this operation would go or lose its place with it."""
    if not changes:
        return
    manager = object_type.model._default_manager
    try:
        with transaction.atomic():
            found = manager.filter(pk__in=[c.id for c in changes])
            going = _going(found)
            if others := {r for r in going if _must_stay(r, own, undone)}:
                raise ProtectedError("", others)
            for record in going:
                undone.gates.remember(objects.of(record), [record.pk])
            found.delete()
    except (ProtectedError, RestrictedError) as error:
        if len(changes) == 1:
            needing = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
            reason = records.in_use(ProtectedError("", set(needing)))
            undone.skipped.append(_skip(object_type, changes[0], reason))
            return
        middle = len(changes) // 2
        _delete(object_type, changes[:middle], own, undone)
        _delete(object_type, changes[middle:], own, undone)
        return
    undone.count += len(changes)


def _going(found: Any) -> list[Any]:
    """The records that a deletion takes, those that go with it included."""
    collector = Collector(using=found.db, origin=found)
    collector.collect(found)
    several = [*collector.data.values(), *collector.fast_deletes]
    known = objects.models_with_objects()
    return [record for group in several for record in group if type(record) in known]


def _must_stay(record: Any, own: set[tuple[str, int]], undone: Undone) -> bool:
    """Whether a record was not made by the operation, or a gate holds it back."""
    object_type = objects.of(record)
    if (object_type.name, record.pk) not in own:
        return True
    watched = undone.gates.concern(object_type, "delete")
    return watched and bool(undone.gates.why_held(object_type, "delete", record, object_type.title_of(record)))


def _insert(object_type: ObjectType, changes: Sequence[_Change], undone: Undone) -> None:
    """Put deleted rows back as they were before the operation."""
    if object_type.is_unrecorded:  # events do not know the hidden columns
        reason = _("Records of this kind cannot be brought back.")
        undone.skipped += [_skip(object_type, change, reason) for change in changes]
        return
    rows = {c.id: {**c.after, **c.before, "id": c.id} for c in changes}
    by_columns: dict[tuple[str, ...], list[_Pair]] = {}
    for change, row in _whose_targets_exist(object_type, changes, rows, undone):
        given = undo_rows.insertable(object_type, row)
        by_columns.setdefault(tuple(sorted(given)), []).append((change, given))
    for pairs in by_columns.values():
        _write(object_type, pairs, undo_rows.insert, undone)


def _restore(object_type: ObjectType, changes: Sequence[_Change], undone: Undone) -> None:
    """Give changed records their former values."""
    wanted = {c.id: _former_values(object_type, c) for c in changes}
    by_columns: dict[tuple[str, ...], list[_Pair]] = {}
    for change, row in _whose_targets_exist(object_type, changes, wanted, undone):
        by_columns.setdefault(tuple(sorted(row)), []).append((change, {"id": change.id, **row}))
    for pairs in by_columns.values():
        _write(object_type, pairs, update_columns, undone)


def _write(object_type: ObjectType, pairs: Sequence[_Pair], write: _Writer, undone: Undone) -> None:
    """Write the rows by one statement; if the database refuses it, halve until the rows at fault are found."""
    try:
        with transaction.atomic():
            write(
                object_type, [{n: str(v) if isinstance(v, Decimal) else v for n, v in row.items()} for _c, row in pairs]
            )
    except IntegrityError:
        if len(pairs) == 1:
            undone.skipped.append(_skip(object_type, pairs[0][0], _("Another record has this value now.")))
            return
        middle = len(pairs) // 2
        _write(object_type, pairs[:middle], write, undone)
        _write(object_type, pairs[middle:], write, undone)
        return
    undone.count += len(pairs)
    undone.gates.remember(object_type, [change.id for change, _row in pairs])


def _whose_targets_exist(
    object_type: ObjectType, changes: Sequence[_Change], rows: Mapping[int, dict[str, Any]], undone: Undone
) -> Iterator[tuple[_Change, dict[str, Any]]]:
    """The records whose former references still lead somewhere; the others are reported."""
    pointing = [(str(f.column), f) for f in object_type.model._meta.concrete_fields if f.is_relation]
    existing: dict[str, set[Any]] = {}
    for column, model_field in pointing:
        wanted = {row[column] for row in rows.values() if row.get(column) is not None}
        target = model_field.related_model
        if wanted and isinstance(target, type):
            found = target._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)
            existing[column] = {*found, *(rows if target is object_type.model else ())}
    for change in changes:
        row = rows[change.id]
        missing = [f for column, f in pointing if row.get(column) is not None and row[column] not in existing[column]]
        lost = [f for f in missing if not f.null or (_object_named(f), row[str(f.column)]) not in undone.coming]
        if lost:
            undone.skipped.append(_skip(object_type, change, _lost(object_type, lost[0])))
            continue
        undone.promised += [_Promise(change, f, row[str(f.column)]) for f in missing]
        yield change, row


def _object_named(model_field: Any) -> str:
    known = model_field.related_model in objects.models_with_objects()
    return objects.of_model(model_field.related_model).name if known else ""
