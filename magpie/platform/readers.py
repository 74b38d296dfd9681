"""Reading the event log: each reader sees every committed event once, in batches, whatever is killed or takes long.

A reader keeps the snapshot up to which it has read.  What it has not read is exactly what that snapshot did not see:
transactions that began later, and those that were still open then; they are found by index, so a transaction that stays
open for an hour holds up nothing and is not forgotten.  The place moves in the same transaction as the reader's own
effect.  See docs/decisions for the proof.

Rule: what a reader writes in that transaction must not append events in the lane that it reads, because its own
transaction is not in the snapshot.  Queue the work and do it in a transaction of its own.
"""

from __future__ import annotations

import contextlib
import select
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from magpie.platform.models import Event

COLUMNS = (
    "id, at, lane, object, record_id, kind, record, old, data, actor_kind, actor_id, action, run_id, depth, operation,"
    " automation, xid"
)
UNREAD = """
SELECT {columns} FROM platform_event
WHERE lane = %(lane)s AND {which}{after}
  AND pg_visible_in_snapshot(xid, %(target)s::pg_snapshot)
ORDER BY xid, id LIMIT %(limit)s
"""
LATER = "xid >= pg_snapshot_xmax(%(done)s::pg_snapshot)"
# Not at the beginning of a range: PostgreSQL would begin there and look at all that was ever read.
AFTER = " AND (xid, id) > (%(after_xid)s::text::xid8, %(after_id)s)"
STILL_OPEN = "xid = ANY(%(open)s::text[]::xid8[])"


def read(name: str, lane: int, limit: int, handle: Callable[[list[Event]], None]) -> int:
    """Give the next unread events to `handle` and move on, in one transaction; gives how many there were.

    Another worker that reads for the same reader at the moment makes this one read nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT done, target, after_xid, after_id FROM platform_reader WHERE name = %s AND lane = %s"
            " FOR UPDATE SKIP LOCKED",
            [name, lane],
        )
        place = cursor.fetchone()
        if place is None:
            _begin(cursor, name, lane)
            return 0
        done, target, after_xid, after_id = place
        fresh = not target
        if fresh:  # taken while the place is locked: no other worker can have gone further
            cursor.execute("SELECT pg_current_snapshot()::text")
            target, after_xid, after_id = cursor.fetchone()[0], 0, 0
        events = fetch(cursor, lane, done, target, after_xid, after_id, limit)
        if events:
            handle(sorted(events, key=lambda e: e.id))
        if len(events) == limit:
            last = events[-1]
            place = (done, target, last.xid, last.id)
        elif not events and fresh and _end(target) - _end(done) < 1000:
            return 0  # nothing new: leave the row alone, the range to look at stays short
        else:
            place = (target, "", 0, 0)
        cursor.execute(
            "UPDATE platform_reader SET done = %s, target = %s, after_xid = %s, after_id = %s"
            " WHERE name = %s AND lane = %s",
            [*place, name, lane],
        )
        return len(events)


def read_lanes(name: str, limit: int, handle: Callable[[list[Event]], None]) -> int:
    """Give the next unread events of each lane to `handle`, the urgent lane first; how many there were."""
    return sum(read(name, lane, limit, handle) for lane in (0, 1))


def since(snapshot: str, lane: int, limit: int) -> list[Event]:
    """The first events of the lane that this snapshot did not see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return fetch(cursor, lane, snapshot, cursor.fetchone()[0], 0, 0, limit)


def fetch(cursor: Any, lane: int, done: str, target: str, after_xid: int, after_id: int, limit: int) -> list[Any]:
    """Events of the lane that `target` sees and `done` did not, after the given place, by (xid, id)."""
    still_open = [x for x in done.split(":")[2].split(",") if x]
    values = {
        "lane": lane, "done": done, "target": target, "after_xid": after_xid, "after_id": after_id, "limit": limit,
        "open": still_open,
    }  # fmt: skip
    after = AFTER if after_xid else ""
    wanted = [STILL_OPEN, LATER] if still_open else [LATER]
    parts = [UNREAD.format(columns=COLUMNS, which=which, after=after) for which in wanted]
    found: list[Any] = []
    for part in parts:
        cursor.execute(part, values)
        found += [_event(row) for row in cursor.fetchall()]
    found.sort(key=lambda e: (e.xid, e.id))
    return found[:limit]


def _event(row: tuple[Any, ...]) -> Any:
    import json

    from magpie.platform.models.event import ExactDecoder

    names = [c.strip() for c in COLUMNS.split(",")]
    values = dict(zip(names, row, strict=True))
    xid = int(values.pop("xid"))
    for name in ("record", "old", "data"):
        if isinstance(values[name], str):
            values[name] = json.loads(values[name], cls=ExactDecoder)
    event = Event(**values)
    event.xid = xid  # type: ignore[attr-defined]
    return event


def _end(snapshot: str) -> int:
    """The first transaction number that the snapshot knows nothing of."""
    return int(snapshot.split(":")[1])


def _begin(cursor: Any, name: str, lane: int) -> None:
    """A new reader begins with what happens from now on."""
    cursor.execute(
        "INSERT INTO platform_reader (name, lane, done, target, after_xid, after_id)"
        " VALUES (%s, %s, pg_current_snapshot()::text, '', 0, 0) ON CONFLICT DO NOTHING",
        [name, lane],
    )


def begin(*names: str) -> None:
    """Make sure that these readers have a place from now on (at installation, so that nothing is missed)."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in names:
            for lane in (0, 1):
                _begin(cursor, name, lane)


class Waker:
    """Sleeps until the database says that something was appended, or a time has passed."""

    def __init__(self, *channels: str) -> None:
        self.channels = channels or ("magpie_event",)
        self.connection: Any = None

    def __enter__(self) -> Waker:
        import psycopg

        self.connection = psycopg.connect(**connection_arguments(), autocommit=True)
        for channel in self.channels:
            self.connection.execute(f'LISTEN "{channel}"')
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(Exception):
            self.connection.close()

    def wait(self, seconds: float) -> list[str]:
        """The payloads that came; an empty list when the time is up."""
        return [payload for _channel, payload in self.receive(seconds)]

    def receive(self, seconds: float) -> list[tuple[str, str]]:
        return [(n.channel, n.payload) for n in self._notifications(seconds)]

    def _notifications(self, seconds: float) -> Iterator[Any]:
        pending = list(self.connection.notifies(timeout=0))
        if not pending:
            select.select([self.connection.fileno()], [], [], seconds)
            pending = list(self.connection.notifies(timeout=0))
        return iter(pending)


def connection_arguments() -> dict[str, Any]:
    """What psycopg needs to reach the database that Django uses."""
    settings = connection.settings_dict
    known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {name: settings[key] for name, key in known.items() if settings.get(key)}
