"""An index on each built-in date field that a trigger of an active workflow looks at; custom fields have theirs.

Made and dropped like those of custom fields: outside a transaction, compared with what the database has.
"""

from __future__ import annotations

import hashlib
import logging

from django.db import connection

from magpie.automation import broken
from magpie.automation.engine.program import program_of
from magpie.automation.models import Workflow
from magpie.platform import objects

log = logging.getLogger(__name__)
PREFIX = "clock_"


def wanted() -> dict[str, str]:
    """Name and definition of each index that there should be."""
    found = {}
    active = Workflow.objects.filter(is_active=True, active_version__isnull=False).select_related("active_version")
    for workflow in active:
        if broken.problems_of(workflow):
            continue
        object_type = objects.find(workflow.object)
        for trigger in program_of(workflow.active_version_id).document.triggers:
            field = object_type.fields().get(trigger.field) if object_type and trigger.on == "date" else None
            if object_type is None or field is None or field.custom:
                continue
            table, column = (connection.ops.quote_name(n) for n in (object_type.model._meta.db_table, field.column))
            digest = hashlib.sha256(f"{object_type.name}.{field.name}".encode()).hexdigest()[:12]
            found[f"{PREFIX}{digest}"] = f"ON {table} ({column}, id) WHERE {column} IS NOT NULL"
    return found


def ensure() -> list[str]:
    """Bring the indexes in step with the triggers; gives the names of those made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('magpie_clock_indexes'))")
        if not cursor.fetchone()[0]:
            return []  # another worker is at it
        try:
            cursor.execute(
                "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = current_schema() AND c.relname LIKE %s",
                [f"{PREFIX.replace('_', chr(92) + '_')}____________"],
            )
            existing, should, made = dict(cursor.fetchall()), wanted(), []
            for name, is_valid in existing.items():
                if name not in should or not is_valid:  # not valid: making it was cut off
                    cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")
            for name, text in should.items():
                if not existing.get(name):
                    log.info("making index %s %s", name, text)
                    cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {connection.ops.quote_name(name)} {text}")
                    made.append(name)
            return made
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('magpie_clock_indexes'))")
