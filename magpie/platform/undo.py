"""Takes back everything done under one operation, from the event log.

What was created is deleted, what was changed gets its former values, what was deleted comes back under the same
number. The undo is an operation of its own, so it can be undone as well.  A record that somebody changed since is left
alone and reported.  What left the house meanwhile (a mail, a call) cannot be taken back, and workflows do not run for
an undo.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import NOT_PROVIDED, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from magpie.platform import access, context, objects, records, setup, titles
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk.changing import update_columns
from magpie.platform.duplicates import index
from magpie.platform.models import Event, User
from magpie.platform.models.event import ExactDecoder
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, NotFound

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


def undo(operation: uuid.UUID, actor: Actor) -> Undone:
    """Take an operation back; NotFound if there is none, Forbidden if it was somebody else's."""
    done = Event.objects.filter(operation=operation, kind__in=ROW_KINDS)
    doers = set(done.values_list("actor_kind", "actor_id").distinct())
    if not doers:
        raise NotFound(_("There is nothing to take back."))
    if not actor.is_trusted and any(doer_id != actor.user_id for _kind, doer_id in doers):
        raise Forbidden(_("Only who did it, or an administrator, may take it back."))
    plan = list(done.order_by("-id").values_list("object", "record_id", "kind"))
    lane = 1 if len(plan) > 100 else 0
    with context.acting(actor, "undo", operation=uuid.uuid4(), automation="skip", lane=lane) as current:
        undone = Undone(current.operation)
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
        _keep_promises(undone)
        for finish in after:
            finish(operation, undone)
    return undone


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
    rows = _current_rows(object_type, ids)
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
    _delete(object_type, ways["delete"], own, undone)
    _insert(object_type, ways["insert"], undone)
    _restore(object_type, ways["update"], undone)
    index.keep_up(object_type)


def _changes(object_type: ObjectType, ids: Sequence[int], operation: uuid.UUID) -> dict[int, _Change]:
    found: dict[int, _Change] = {}
    events = Event.objects.filter(operation=operation, object=object_type.name, record_id__in=ids, kind__in=ROW_KINDS)
    for event in events.order_by("id").iterator():
        change = found.get(event.record_id)
        if change is None:
            change = found[event.record_id] = _Change(object_type.name, event.record_id, first_kind=event.kind)
        for column, value in (event.old or {}).items():
            change.before.setdefault(column, value)
        change.last_event, change.last_kind, change.after = event.id, event.kind, event.record
    return found


def _current_rows(object_type: ObjectType, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows as events carry them, locked."""
    table = connection.ops.quote_name(object_type.model._meta.db_table)
    with connection.cursor() as cursor:
        query = f"SELECT t.id, to_jsonb(t)::text FROM {table} t WHERE id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608
        cursor.execute(query, [list(ids)])
        return {pk: json.loads(row, cls=ExactDecoder) for pk, row in cursor.fetchall()}


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
    touched = [c for c in columns if _bare(row.get(c)) != _bare(change.after.get(c))]
    return _changed_by(later[-1]) if touched and later else ""


def _bare(value: Any) -> Any:
    """A value without the empty parts that events leave out."""
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if v is not None}
    return [_bare(v) for v in value] if isinstance(value, list) else value


def _changed_by(event: Event) -> str:
    user = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    if user is not None:
        return _("%(editor)s has changed this record since.") % {"editor": str(user)}
    return _("This record has been changed since.")


def _skip(object_type: ObjectType, change: _Change, reason: str) -> Skipped:
    title = change.after.get(object_type.title)
    if not title and object_type.named_by:
        title = titles.named(object_type, {0: lambda field: field.plain_from_event(change.after)}, SYSTEM).get(0)
    title = title or f"#{change.id}"
    return Skipped(object_type.name, change.id, str(title), reason)


def _delete(object_type: ObjectType, changes: Sequence[_Change], own: set[tuple[str, int]], undone: Undone) -> None:
    """Delete what was created, unless something that is not of this operation would go or lose its place with it."""
    if not changes:
        return
    manager = object_type.model._default_manager
    try:
        with transaction.atomic():
            found = manager.filter(pk__in=[c.id for c in changes])
            if others := _would_go_too(found, own):
                raise ProtectedError("", others)
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


def _would_go_too(found: Any, own: set[tuple[str, int]]) -> set[Any]:
    """Records not made by the operation that a deletion would take along."""
    collector = Collector(using=found.db, origin=found)
    collector.collect(found)
    several = [*collector.data.values(), *collector.fast_deletes]
    known = objects.models_with_objects()
    return {r for group in several for r in group if type(r) in known and (objects.of(r).name, r.pk) not in own}


def _insert(object_type: ObjectType, changes: Sequence[_Change], undone: Undone) -> None:
    """Put deleted rows back as they were before the operation."""
    if object_type.is_unrecorded:  # events do not know the hidden columns
        reason = _("Records of this kind cannot be brought back.")
        undone.skipped += [_skip(object_type, change, reason) for change in changes]
        return
    rows = {c.id: {**c.after, **c.before, "id": c.id} for c in changes}
    by_columns: dict[tuple[str, ...], list[_Pair]] = {}
    for change, row in _whose_targets_exist(object_type, changes, rows, undone):
        given = _insertable(object_type, row)
        by_columns.setdefault(tuple(sorted(given)), []).append((change, given))
    for pairs in by_columns.values():
        _write(object_type, pairs, _insert_rows, undone)


def _insertable(object_type: ObjectType, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's columns that can be given, and empty values for those that must be."""
    given: dict[str, Any] = {}
    for model_field in object_type.model._meta.concrete_fields:
        if model_field.generated:
            continue
        column = str(model_field.column)
        value = row.get(column)
        if value is not None:
            given[column] = value
        elif not model_field.null and model_field.db_default is NOT_PROVIDED:
            given[column] = model_field.get_default() if model_field.has_default() else ""
    return given


def _restore(object_type: ObjectType, changes: Sequence[_Change], undone: Undone) -> None:
    """Give changed records their former values."""
    kept = {*KEPT_BY_DATABASE, *(str(f.column) for f in object_type.model._meta.concrete_fields if f.generated)}
    wanted = {c.id: {n: v for n, v in c.before.items() if n not in kept} for c in changes}
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


def _insert_rows(object_type: ObjectType, rows: Sequence[Mapping[str, Any]]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(object_type.model._meta.db_table), ", ".join(quote(n) for n in rows[0])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(null::{table}, %s::jsonb)",  # noqa: S608
            [json.dumps(rows, default=float)],
        )
