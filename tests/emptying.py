"""Empties the tables after a test that commits, many times faster than Django does.

Django empties every table and then makes anew what migrations leave, which takes half a second, after each of a
thousand tests.  Nearly always a dozen tables hold something.  So Django does it once in a worker; after that only what
holds rows is emptied, and the rows that were left that first time are put back.  When the tables or triggers
themselves have changed, or a table has grown large, Django's way is taken again.  The event log, which Django leaves
alone, is emptied too, and its readers begin anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import TransactionTestCase

LARGE_BYTES = 4_000_000  # rows that were deleted take their place until the server tidies up
SHAPE = """
SELECT md5(string_agg(word, ' ' ORDER BY word)) FROM (
    SELECT relname || relkind::text || relnatts AS word FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
) shape
"""


class Emptying:
    """What is known of the database of this worker after Django has emptied it once."""

    def __init__(self, by_django: Callable[[TransactionTestCase], None]) -> None:
        self.by_django = by_django
        self.shape = ""
        self.tables: list[str] = []
        self.left: list[str] = []  # tables that are not empty when nothing is there

    def __call__(self, case: TransactionTestCase) -> None:
        """Leave the database as if nothing had happened."""
        if self._is_usual() and self._empty():
            return
        self.by_django(case)
        self._look()

    def _is_usual(self) -> bool:
        return bool(self.shape) and connection.vendor == "postgresql" and self._shape() == self.shape

    def _shape(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(SHAPE)
            return str(cursor.fetchone()[0])

    def _look(self) -> None:
        self.tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self.left = self._filled(self.tables)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS left_by_migrations CASCADE")
            cursor.execute("CREATE SCHEMA left_by_migrations")
            for name in self.left:
                cursor.execute(f'CREATE TABLE left_by_migrations."{name}" AS TABLE "{name}"')
        self.shape = self._shape()

    def _filled(self, tables: list[str]) -> list[str]:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return [row[0] for row in cursor.fetchall()]

    def _empty(self) -> bool:
        filled = self._filled(self.tables)
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(pg_table_size(name::regclass)) FROM unnest(%s::text[]) name", [filled])
            if (cursor.fetchone()[0] or 0) > LARGE_BYTES:
                return False
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
                for name in {*filled, *self.left}:
                    cursor.execute(f'DELETE FROM "{name}"')
                for name in self.left:
                    cursor.execute(f'INSERT INTO "{name}" SELECT * FROM left_by_migrations."{name}"')
                cursor.execute("TRUNCATE platform_event")
                cursor.execute("UPDATE platform_reader SET done = pg_current_snapshot()::text, target = ''")
                cursor.execute("UPDATE platform_reader SET after_xid = 0, after_id = 0")
        except ProgrammingError:  # a server of somebody else, where we may not do that
            return False
        return True


def install() -> None:
    """Have tests that commit emptied this way from now on."""
    case: Any = TransactionTestCase
    emptying = Emptying(case._fixture_teardown)

    def tear_down(self: TransactionTestCase) -> None:
        emptying(self)

    case._fixture_teardown = tear_down
