"""One record by its number, the statement that is run most of all.

Django builds the text of a query anew each time, which for a table of fifty columns costs more than running it; here
it is built once for each model.  What comes back is the same instance that the model's manager gives.
"""

from __future__ import annotations

import functools
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


def next_number(model: type[models.Model]) -> int:
    """A fresh number for a record that must know it before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [f'"{model._meta.db_table}"'])
        return int(cursor.fetchone()[0])
