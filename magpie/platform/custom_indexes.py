"""An index for every custom field by which lists are filtered and put in order.

`ensure` makes the indexes that are missing and drops those of fields that are gone; it compares what is wanted with
what the database has, so it may be cut off and run again.  It runs outside a transaction: the tables stay writable
meanwhile.
"""

from __future__ import annotations

import hashlib
import logging

from django.db import connection
from django.db.backends.utils import CursorWrapper

from magpie.platform import objects
from magpie.platform.fields import TYPES, Field

log = logging.getLogger(__name__)
PREFIX = "custom_"
NOT_INDEXED = ("long_text", "address", "json", "file", "computed")


def wanted() -> dict[str, str]:
    """Name and definition of each index that there should be."""
    found = {}
    for object_type in objects.all_objects():
        if not object_type.has_custom:
            continue
        table = connection.ops.quote_name(object_type.model._meta.db_table)
        for field in object_type.fields().values():
            if field.custom and field.type.name not in NOT_INDEXED:
                digest = hashlib.sha256(f"{object_type.name}.{field.name}.{field.type.name}".encode()).hexdigest()[:12]
                found[f"{PREFIX}{digest}"] = f"ON {table} {definition(field)}"
    return found


def definition(field: Field) -> str:
    """The index's expression, the same as `filters.sql.expression` writes it."""
    name = field.name.replace("'", "''")
    if "has_any" in TYPES[field.type.name].operators:
        return f"USING gin ((custom -> '{name}'))"
    cast = f"::{field.type.sql_cast}" if field.type.sql_cast else ""
    return f"(((custom ->> '{name}'){cast}), id)"


def ensure() -> list[str]:
    """Bring the indexes in step with the custom fields; gives the names of those made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('magpie_custom_indexes'))")
        if not cursor.fetchone()[0]:
            return []  # another worker is at it
        try:
            return _ensure(cursor)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('magpie_custom_indexes'))")


def _ensure(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relname LIKE %s",
        [f"{PREFIX}____________"],
    )
    existing = dict(cursor.fetchall())
    should = wanted()
    for name, is_valid in existing.items():
        if name not in should or not is_valid:  # not valid: making it was cut off
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")
    made = []
    for name, text in should.items():
        if not existing.get(name):
            log.info("making index %s %s", name, text)
            cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {connection.ops.quote_name(name)} {text}")
            made.append(name)
    return made
