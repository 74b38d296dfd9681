"""One record by its number, the statement that is run most of all.

Django builds the text of a query anew each time, which for a table of fifty columns costs more than running it; here
it is built once for each model.  What comes back is the same instance that the model's manager gives.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


class _Prepared(NamedTuple):
    statement: str
    names: list[str]
    converters: Any


@functools.cache
def _prepare(model: type[models.Model], locked: bool) -> _Prepared:
    rows = model._default_manager.filter(pk=1).order_by()
    if locked:
        rows = rows.select_for_update(of=("self",))
    compiler = rows.query.get_compiler(connection=connection)
    statement, parameters = compiler.as_sql()
    if parameters != (1,) or statement.count("%s") != 1:
        raise RuntimeError(f"the default manager of {model.__name__} adds conditions")
    expressions = [expression for expression, _sql, _alias in compiler.select]
    names = [expression.target.attname for expression in expressions]
    return _Prepared(statement, names, compiler.get_converters(expressions))


def by_number(model: type[M], number: int, *, locked: bool = False) -> M | None:
    """The record as it is now, locked until the transaction ends if wanted; None if there is none."""
    prepared = _prepare(model, locked)
    with connection.cursor() as cursor:
        cursor.execute(prepared.statement, [number])
        row = cursor.fetchone()
    if row is None:
        return None
    if prepared.converters:
        values = list(row)
        for position, (functions, expression) in prepared.converters.items():
            for function in functions:
                values[position] = function(values[position], expression, connection)
        row = values
    return model.from_db(connection.alias, prepared.names, row)


def save_many(instances: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of saved instances of one model, each row its own values, in one statement.

    Django's own way builds an expression for each value, which costs several times what the database does.
    """
    if not instances:
        return
    model = type(instances[0])
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    settings = ", ".join(f"{_quoted(f.column)} = given.{_quoted(f.column)}" for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_quoted(model._meta.db_table)} kept SET {settings}"  # noqa: S608 - names of our own
            f" FROM jsonb_to_recordset(%s::jsonb) AS given(id bigint, {_typed(fields)}) WHERE kept.id = given.id",
            [_as_json(instances, fields)],
        )


def insert_many(instances: Sequence[models.Model]) -> None:
    """Insert new instances of one model in one statement; each has its number afterwards."""
    if not instances:
        return
    model = type(instances[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(instances)]
        )
        for instance, (number,) in zip(instances, cursor.fetchall(), strict=True):
            instance.pk = number
        cursor.execute(
            f"INSERT INTO {table} (id, {columns}) SELECT id, {columns}"  # noqa: S608 - names of our own
            f" FROM jsonb_to_recordset(%s::jsonb) AS given(id bigint, {_typed(fields)})",
            [_as_json(instances, fields)],
        )


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def _typed(fields: Sequence[Any]) -> str:
    kinds = ((f, f.rel_db_type(connection) if f.is_relation else f.db_type(connection)) for f in fields)
    return ", ".join(f"{_quoted(field.column)} {kind}" for field, kind in kinds)


def _as_json(instances: Sequence[models.Model], fields: Sequence[Any]) -> str:
    rows = [{"id": one.pk, **{f.column: getattr(one, f.attname) for f in fields}} for one in instances]
    return json.dumps(rows, default=str, ensure_ascii=False)


def next_number(model: type[models.Model]) -> int:
    """A fresh number for a record that must know it before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [f'"{model._meta.db_table}"'])
        return int(cursor.fetchone()[0])
