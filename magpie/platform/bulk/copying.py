"""Puts rows into a table by PostgreSQL's COPY, the quickest way in.

Only the columns that some row has are named; the database's defaults fill the rest.  A row without a value that others
have gets the model's default, which is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import NOT_PROVIDED

Row = Mapping[str, Any]  # by the model fields' attribute names
_MISSING = object()


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Fresh numbers for that many records."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert the rows, each with its `id`."""
    if not rows:
        return
    given: set[str] = set()
    for row in rows:
        given.update(row)
    fields = [f for f in model._meta.concrete_fields if not f.generated and (f.attname in given or _must_be_given(f))]
    columns = [(f.attname, _writer(f), _default(f)) for f in fields]
    names = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,  # Django wraps what execute raises, not what COPY does
        cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({names}) FROM STDIN") as target,
    ):
        for row in rows:
            values = []
            for attname, write, default in columns:
                value = row.get(attname, _MISSING)
                if value is _MISSING:
                    value = default()
                values.append(value if write is None else write(value))
            target.write_row(values)


def _must_be_given(field: models.Field[Any, Any]) -> bool:
    return not field.null and field.db_default is NOT_PROVIDED and not field.primary_key


def _default(field: models.Field[Any, Any]) -> Callable[[], Any]:
    if field.has_default():
        return field.get_default
    return lambda: None if field.null or not field.empty_strings_allowed else ""


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How values of a column are written, None if psycopg knows by itself."""
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value, default=str)
    if isinstance(field, ArrayField):
        return lambda value: value if value is None else list(value)
    return None
