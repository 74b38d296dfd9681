"""Everything that can point to a record, found from the models themselves, and pointing it to another record.

Found are foreign keys, links ("lead:5"), arrays of references, custom fields that refer, and rows of any table that
name a record by the columns `object` and `record_id`.  What keeps a link in a plain text column says so in
`TEXT_LINKS`; what must not follow a merge stands in `NOT_MOVED`, with the reason.  A test goes through all models, so
that a new way to point to records cannot be forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from magpie.platform import objects
from magpie.platform.columns import LinkField, ReferencesField
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Refused

Kind = Literal["key", "link", "references", "pair", "custom"]

# Columns of plain text that hold "object:number": (model, column).  Higher parts add theirs.
TEXT_LINKS: set[tuple[str, str]] = set()
# Tables that name the object in another column than `object`: (model, that column).  Higher parts add theirs.
PAIRS: dict[str, str] = {}
# Tables that name records and yet stay as they are when a record is merged, and why.
NOT_MOVED: dict[str, str] = {
    "platform.Event": "the past is not rewritten; the winner's history shows its losers' events as well",
    "platform.SearchEntry": "derived from events",
    "platform.DuplicateKey": "derived from records",
    "platform.DuplicateMark": "derived from records",
    "platform.DuplicatePair": "pairs of a record that is gone are forgotten",
    "platform.BulkRefusal": "tells what a change of many records refused at the time",
    "platform.GivenNumber": "a number belongs to the record that it was given to, and no other ever gets it",
    "platform.Merge": "says itself who was merged into whom",
}


@dataclass(frozen=True)
class Referer:
    """A column in which records of some object may be named."""

    model: type[models.Model]
    column: str  # as the model calls the attribute; of a custom field its name
    kind: Kind
    by: str = "object"  # the column beside `record_id` that names the object

    @property
    def is_recorded(self) -> bool:
        """Whether the database keeps the history of this table, so that an undo knows what was there."""
        return self.model in objects.models_with_objects()


@dataclass
class Moves:
    """What was moved in tables without history, as `Merge` keeps it, and how many records of each object were."""

    moved: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, referer: Referer, number: int) -> None:
        if number and referer.is_recorded:
            name = objects.of_model(referer.model).name
            self.counts[name] = self.counts.get(name, 0) + number


def referers(object_type: ObjectType) -> list[Referer]:
    """All columns that may point to records of this object."""
    found: list[Referer] = []
    for model in dict.fromkeys([*apps.get_models(include_auto_created=True), *objects.models_with_objects()]):
        if model._meta.label in NOT_MOVED or model._meta.proxy:
            continue
        columns = {f.name: f for f in model._meta.concrete_fields}
        for each in columns.values():
            if each.is_relation and each.related_model is object_type.model:
                found.append(Referer(model, each.attname, "key"))
            elif (isinstance(each, LinkField) and (not each.targets or object_type.name in each.targets)) or (
                model._meta.label,
                each.name,
            ) in TEXT_LINKS:
                found.append(Referer(model, each.attname, "link"))
            elif isinstance(each, ReferencesField) and each.to == object_type.name:
                found.append(Referer(model, each.attname, "references"))
        by = PAIRS.get(model._meta.label, "object")
        if {by, "record_id"} <= set(columns):
            found.append(Referer(model, "record_id", "pair", by))
    for other in objects.all_objects():
        if other.has_custom:
            found += [
                Referer(other.model, f.name, "custom")
                for f in other.fields().values()
                if f.custom and f.target == object_type.name
            ]
    return found


def count(object_type: ObjectType, numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    """For each of the records, how many records of each object point to it."""
    found: dict[int, dict[str, int]] = {number: {} for number in numbers}
    for referer in referers(object_type):
        if not referer.is_recorded:
            continue
        name = objects.of_model(referer.model).name
        for number in numbers:
            several = _pointing(referer, object_type, [number]).count()
            if several:
                found[number][name] = found[number].get(name, 0) + several
    return found


def left_pointing(object_type: ObjectType, numbers: Sequence[int]) -> dict[str, int]:
    """How many records of each object name one of these by a link: they go on naming it when it is deleted."""
    found: dict[str, int] = {}
    for referer in referers(object_type):
        if referer.is_recorded and referer.kind != "key":
            name = objects.of_model(referer.model).name
            found[name] = found.get(name, 0) + _pointing(referer, object_type, numbers).count()
    return {name: count for name, count in found.items() if count}


def move(object_type: ObjectType, losers: Sequence[int], winner: int) -> Moves:
    """Point everything that points to the losers to the winner; Refused where a rule of the database forbids it.

    Rows of the losers themselves stay, as they are about to go; what the winner itself points to among the losers is
    emptied.
    """
    moves = Moves()
    for referer in referers(object_type):
        if referer.model is object_type.model:
            own = _pointing(referer, object_type, losers).filter(pk=winner)
            _empty(referer, own, losers, winner)
        if referer.kind == "references":
            _move_references(referer, object_type, losers, winner, moves)
        else:
            for loser in losers:
                _move(referer, object_type, loser, winner, losers, moves)
    return moves


def _pointing(referer: Referer, object_type: ObjectType, numbers: Sequence[int]) -> Any:
    manager = referer.model._default_manager
    match referer.kind:
        case "key":
            return manager.filter(**{f"{referer.column}__in": list(numbers)})
        case "link":
            return manager.filter(**{f"{referer.column}__in": [f"{object_type.name}:{n}" for n in numbers]})
        case "references":
            return manager.filter(**{f"{referer.column}__overlap": list(numbers)})
        case "custom":
            named = manager.annotate(points_to=KeyTextTransform(referer.column, "custom"))
            return named.filter(points_to__in=[str(n) for n in numbers])
        case "pair":
            return manager.filter(**{referer.by: object_type.name, "record_id__in": list(numbers)})


def _value(referer: Referer, object_type: ObjectType, number: int) -> Any:
    return f"{object_type.name}:{number}" if referer.kind == "link" else number


def _move(
    referer: Referer, object_type: ObjectType, loser: int, winner: int, losers: Sequence[int], moves: Moves
) -> None:
    found = _pointing(referer, object_type, [loser])
    if referer.model is object_type.model:
        found = found.exclude(pk__in=[winner, *losers])
    pks = sorted(found.values_list("pk", flat=True))
    if not pks:
        return
    old, new = _value(referer, object_type, loser), _value(referer, object_type, winner)
    rows = referer.model._default_manager.filter(pk__in=pks)
    if referer.kind == "custom":
        _write_custom(referer, pks, winner)
        moves.count(referer, len(pks))
        return
    try:
        with transaction.atomic():
            rows.update(**{referer.column: new})
        done = pks
    except IntegrityError:
        done = [pk for pk in pks if _move_one(referer, pk, old, new, moves)]
    moves.count(referer, len(done))
    if not referer.is_recorded and done:
        moves.moved.append(
            {"table": referer.model._meta.label, "column": referer.column, "old": old, "new": new, "pks": done}
        )
    if referer.model is object_type.model:
        _check_circle(object_type, referer, done, winner)


def _move_one(referer: Referer, pk: Any, old: Any, new: Any, moves: Moves) -> bool:
    """Move one row; where the winner has the same already, drop it if nothing needs it, and keep what it was."""
    one = referer.model._default_manager.filter(pk=pk)
    try:
        with transaction.atomic():
            one.update(**{referer.column: new})
        return True
    except IntegrityError:
        if referer.is_recorded:
            record = one.get()
            other = objects.of_model(referer.model)
            raise Refused(
                _("%(object)s “%(title)s” cannot be moved: only one of its kind is allowed. Settle it first.")
                % {"object": str(other.label), "title": other.title_of(record)}
            ) from None
        if referer.model._meta.related_objects:
            return False  # others need the row: it stays where it is
        moves.dropped.append({"table": referer.model._meta.label, "row": _row(referer.model, pk)})
        one.delete()
        return False


def _row(model: type[models.Model], pk: Any) -> dict[str, Any]:
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(_pk_column(model))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t WHERE {key} = %s", [pk])  # noqa: S608 - our own names
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
        return found


def _pk_column(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _move_references(
    referer: Referer, object_type: ObjectType, losers: Sequence[int], winner: int, moves: Moves
) -> None:
    gone = set(losers)
    found = _pointing(referer, object_type, losers)
    if referer.model is object_type.model:
        found = found.exclude(pk__in=losers)
    for pk, numbers in list(found.values_list("pk", referer.column)):
        merged = list(dict.fromkeys(winner if n in gone else n for n in numbers))
        referer.model._default_manager.filter(pk=pk).update(**{referer.column: merged})
        moves.count(referer, 1)
        if not referer.is_recorded:
            moves.moved.append({
                "table": referer.model._meta.label, "column": referer.column, "old": numbers, "new": merged,
                "pks": [pk],
            })  # fmt: skip


def _write_custom(referer: Referer, pks: Sequence[int], number: int | None) -> None:
    table = connection.ops.quote_name(referer.model._meta.db_table)
    with connection.cursor() as cursor:
        if number is None:
            cursor.execute(f"UPDATE {table} SET custom = custom - %s WHERE id = ANY(%s)", [referer.column, list(pks)])  # noqa: S608
        else:
            cursor.execute(
                f"UPDATE {table} SET custom = jsonb_set(custom, ARRAY[%s], to_jsonb(%s::bigint)) WHERE id = ANY(%s)",  # noqa: S608
                [referer.column, number, list(pks)],
            )


def _empty(referer: Referer, own: Any, losers: Sequence[int], winner: int) -> None:
    """The winner does not point to what becomes itself."""
    if not own.exists():
        return
    if referer.kind == "custom":
        _write_custom(referer, [winner], None)
    elif referer.kind == "references":
        numbers = own.values_list(referer.column, flat=True)[0]
        own.update(**{referer.column: [n for n in numbers if n not in losers]})
    elif referer.kind in ("key", "link"):
        own.update(**{referer.column: None if referer.kind == "key" else ""})


def _check_circle(object_type: ObjectType, referer: Referer, pks: Sequence[int], winner: int) -> None:
    """Refused if a record that hung below a loser now hangs below the winner and above it at once."""
    if object_type.check is None or referer.kind != "key":
        return
    name = next(f.name for f in object_type.model._meta.concrete_fields if f.attname == referer.column)
    for record in object_type.model._default_manager.filter(pk__in=pks):
        if wrong := object_type.check({name: winner}, record):
            raise Refused(f"{object_type.title_of(record)}: {' '.join(wrong.values())}")


def take_back(
    moved: Sequence[dict[str, Any]], dropped: Sequence[dict[str, Any]], added: Sequence[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Undo such moves; gives them turned round, to undo the undoing.

    A row that stands elsewhere by now is left there.
    """
    turned: dict[str, list[dict[str, Any]]] = {"moved": [], "dropped": [], "added": []}
    for entry in added:
        model = apps.get_model(entry["table"])
        if model._default_manager.filter(pk=entry["row"][_pk_column(model)]).delete()[0]:
            turned["dropped"].append(entry)
    for entry in reversed(moved):
        manager = apps.get_model(entry["table"])._default_manager
        there = manager.filter(pk__in=entry["pks"], **{entry["column"]: entry["new"]})
        pks = sorted(there.values_list("pk", flat=True))
        manager.filter(pk__in=pks).update(**{entry["column"]: entry["old"]})
        turned["moved"].append({**entry, "old": entry["new"], "new": entry["old"], "pks": pks})
    for entry in dropped:
        model = apps.get_model(entry["table"])
        quote = connection.ops.quote_name
        table = quote(model._meta.db_table)
        names = ", ".join(quote(str(f.column)) for f in model._meta.concrete_fields if not f.generated)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(null::{table}, %s::jsonb)"  # noqa: S608
                " ON CONFLICT DO NOTHING",
                [json.dumps(entry["row"])],
            )
            if cursor.rowcount:
                turned["added"].append(entry)
    return turned
