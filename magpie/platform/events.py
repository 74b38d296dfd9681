"""Reading the event log and appending named business events to it.

Changes of records are appended by the database alone; `emit` is for what is no change of a row, such as "accepted by
telephone".  Whoever emits a kind declares it, so that workflows can offer it as what starts them.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from magpie.platform import context, objects
from magpie.platform.fields import Field
from magpie.platform.models import Event


@dataclass(frozen=True)
class Kind:
    """A named event that something in the product emits."""

    object: str  # "*" for records of any object
    kind: str
    label: Any


_kinds: dict[tuple[str, str], Kind] = {}


def declare(object_name: str, kind: str, label: Any) -> None:
    """Make a kind of named event known; ValueError if it is known already."""
    if (object_name, kind) in _kinds:
        raise ValueError(f"{object_name}.{kind} is declared twice")
    _kinds[object_name, kind] = Kind(object_name, kind, label)


def kinds_of(object_name: str) -> list[Kind]:
    """The named events that may happen to records of this object."""
    return [found for found in _kinds.values() if found.object in (object_name, "*")]


def emit(record: Any, kind: str, data: dict[str, Any] | None = None) -> None:
    """Append a named event about a record, inside `context.acting`."""
    current = context.current()
    if current is None:
        raise RuntimeError("an event needs an actor: use it inside context.acting")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO platform_event
                (object, record_id, kind, record, data, lane, actor_kind, actor_id, action, run_id, depth, operation,
                automation)
            SELECT %s, t.id, %s, jsonb_strip_nulls(to_jsonb(t)), %s, %s, %s, %s, %s, %s, %s, %s, %s
            FROM """  # noqa: S608 - the name of our own table
            + connection.ops.quote_name(record._meta.db_table)
            + """ t WHERE t.id = %s""",
            [
                objects.of(record).name, kind, json.dumps(data or {}), current.lane, current.actor.kind,
                current.actor.user_id,
                current.action, current.actor.run_id, current.actor.depth, current.operation, current.automation,
                record.pk,
            ],
        )  # fmt: skip
        cursor.execute("SELECT pg_notify('magpie_event', '')")


def of_record(object_name: str, record_id: int) -> Any:
    """The record's history, newest first."""
    return Event.objects.filter(object=object_name, record_id=record_id).order_by("-id")


def of_records(object_name: str, record_ids: list[int]) -> Any:
    """The history of several records of one object, newest first."""
    return Event.objects.filter(object=object_name, record_id__in=record_ids).order_by("-id")


def last_entered(
    object_name: str, record_ids: list[int], field: Field, among: Collection[str] = ()
) -> dict[int, datetime.datetime]:
    """When the field of each record last came to what it is now; with `among`, when it came to one of these values.

    Records whose history does not tell are left out.
    """
    if field.custom:
        column, before, after = "custom", "old -> 'custom' ->> %(name)s", "record -> 'custom' ->> %(name)s"
    else:
        column, before, after = field.column, "old ->> %(name)s", "record ->> %(name)s"
    came = f"coalesce({before}, '') <> ALL(%(values)s)" if among else f"{before} IS DISTINCT FROM {after}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (record_id) record_id, at FROM platform_event"  # noqa: S608 - made of our own words
            " WHERE object = %(object)s AND record_id = ANY(%(records)s)"
            f" AND (kind = 'created' OR (kind = 'updated' AND old ? %(column)s AND {came}))"
            " ORDER BY record_id, id DESC",
            {
                "object": object_name, "records": record_ids, "column": column, "values": list(among),
                "name": field.name if field.custom else field.column,
            },
        )  # fmt: skip
        return dict(cursor.fetchall())


def after_restore() -> None:
    """Make the log readable after a restore into another database, where transaction numbers begin anew.

    What each reader had read stays read; what it had not is given this transaction's number and so is read again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE platform_event e SET xid = CASE WHEN EXISTS (
                SELECT FROM platform_reader r
                WHERE r.lane = e.lane AND NOT pg_visible_in_snapshot(e.xid, r.done::pg_snapshot)
            ) THEN pg_current_xact_id() ELSE '3'::xid8 END
            """
        )
        cursor.execute(
            "UPDATE platform_reader SET done = pg_current_snapshot()::text, target = '', after_xid = 0, after_id = 0"
        )
        cursor.execute("UPDATE platform_duplicatewatch SET since_xid = 0")
