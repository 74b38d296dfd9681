"""Work that only one process may do at a time, held by a lock of the database, which dies with its connection."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection

# The kinds of work that are locked by number, here all together so that no two are the same.
RUNS_OF_A_WORKFLOW = 4
IMPORTS, BULK_JOBS, DUPLICATE_SEARCHES, CLAIMS, PRINTS, BOOKINGS = range(0x4D61, 0x4D67)


@contextlib.contextmanager
def alone(kind: int, number: int) -> Iterator[bool]:
    """Whether this process has the work for itself until the block ends; nobody waits.

    `kind` tells kinds of work apart, `number` one piece of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, number])
        mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, number])
