"""Rows as the event log carries them: what stands now, what a row would be as a record, putting deleted ones back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED

from magpie.platform.models.event import ExactDecoder
from magpie.platform.objects import ObjectType


def locked(object_type: ObjectType, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows as events carry them, locked."""
    table = connection.ops.quote_name(object_type.model._meta.db_table)
    with connection.cursor() as cursor:
        query = f"SELECT t.id, to_jsonb(t)::text FROM {table} t WHERE id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608
        cursor.execute(query, [list(ids)])
        return {pk: json.loads(row, cls=ExactDecoder) for pk, row in cursor.fetchall()}


def as_records(object_type: ObjectType, rows: Sequence[Mapping[str, Any]]) -> dict[int, Any]:
    """Instances with the values of these rows (by column, as events carry them), as the database reads them."""
    table = connection.ops.quote_name(object_type.model._meta.db_table)
    plain = [{n: str(v) if isinstance(v, Decimal) else v for n, v in row.items()} for row in rows]
    found = object_type.model._default_manager.raw(
        f"SELECT * FROM jsonb_populate_recordset(null::{table}, %s::jsonb)",  # noqa: S608 - the name of our own table
        [json.dumps(plain, default=float)],
    )
    return {record.pk: record for record in found}


def bare(value: Any) -> Any:
    """A value without the empty parts that events leave out."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if v is not None}
    return [bare(v) for v in value] if isinstance(value, list) else value


def insertable(object_type: ObjectType, row: Mapping[str, Any]) -> dict[str, Any]:
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


def insert(object_type: ObjectType, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows in by one statement; all have the same columns."""
    quote = connection.ops.quote_name
    table, names = quote(object_type.model._meta.db_table), ", ".join(quote(n) for n in rows[0])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(null::{table}, %s::jsonb)",  # noqa: S608
            [json.dumps(rows, default=float)],
        )
