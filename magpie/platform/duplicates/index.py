"""Keeps the keys in step with the records, whoever writes them.

The database's triggers mark every record in which a watched column changed, in the same statement (`triggers.py`).
What writes through the product makes the keys of its own marks again at once, in the same transaction (`keep_up`), so
that the next check finds them; marks left by plain SQL or a cascade are worked off by the worker (`work_off`) within a
second.
When the rules of an object change, all its keys are made again in the background (`remake`), batch by batch.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from magpie.platform import objects, setup
from magpie.platform.duplicates import keys, rules
from magpie.platform.models import DuplicateKey, DuplicateMark, DuplicateWatch
from magpie.platform.objects import ObjectType

log = logging.getLogger(__name__)
BATCH = 2_000
PAUSE_SECONDS = 1.0


def keep_up(object_type: ObjectType) -> None:
    """Make the keys of what this transaction wrote of the object; costs nothing where no rule concerns it."""
    if not rules.indexed(object_type):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM platform_duplicatemark WHERE xid = pg_current_xact_id()::text::bigint AND object = %s"
            " RETURNING record_id",
            [object_type.name],
        )
        numbers = {row[0] for row in cursor.fetchall()}
    if numbers:
        make(object_type, sorted(numbers))


def make(object_type: ObjectType, numbers: Sequence[int]) -> None:
    """Make the keys of these records from their rows as they are; the caller holds the rows."""
    fields = object_type.fields()
    names = {name for parts in rules.indexed(object_type) for part in parts for name in part.fields}
    columns = {fields[name].column if not fields[name].custom else "custom" for name in names}
    wanted: list[tuple[int, int]] = []
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        found = object_type.model._default_manager.filter(pk__in=some).only("pk", *columns)
        for record in found if columns else ():
            wanted += [(key, record.pk) for key in keys.of(object_type, keys.values_of(fields, names, record))]
    _replace(object_type.name, numbers, wanted)


def _replace(name: str, numbers: Sequence[int], wanted: Iterable[tuple[int, int]]) -> None:
    pairs = list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) w(key, record_id)),"
            " gone AS (DELETE FROM platform_duplicatekey k WHERE object = %s AND record_id = ANY(%s::bigint[])"
            "  AND NOT EXISTS (SELECT FROM wanted w WHERE w.key = k.key AND w.record_id = k.record_id))"
            " INSERT INTO platform_duplicatekey (key, object, record_id) SELECT key, %s, record_id FROM wanted"
            " ON CONFLICT DO NOTHING",
            [[key for key, _pk in pairs], [pk for _key, pk in pairs], name, list(numbers), name],
        )


def work_off(limit: int = BATCH) -> int:
    """Make the keys of records that others marked; gives how many.  Records that somebody is changing wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, object, record_id FROM platform_duplicatemark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            [limit],
        )
        marks = cursor.fetchall()
        done: list[int] = []
        for name in {name for _id, name, _pk in marks}:
            numbers = sorted({pk for _id, n, pk in marks if n == name})
            object_type = objects.find(name)
            free = set(numbers)
            if object_type is not None and rules.indexed(object_type):
                free = _held(object_type, numbers)
                make(object_type, sorted(free))
            done += [mark for mark, n, pk in marks if n == name and pk in free]
        DuplicateMark.objects.filter(pk__in=done).delete()
        return len(done)


def _held(object_type: ObjectType, numbers: Sequence[int]) -> set[int]:
    """Those of the records that are gone, and those that now cannot change before this transaction ends."""
    manager = object_type.model._default_manager
    held = set(
        manager.filter(pk__in=numbers).select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    )
    present = set(manager.filter(pk__in=numbers).values_list("pk", flat=True))
    return held | (set(numbers) - present)


def watch() -> list[str]:
    """Tell the triggers what to mark, after rules or fields changed; gives objects whose keys must be made again."""
    changed = []
    wanted = {o.name: rules.watched_columns(o) for o in objects.all_objects() if rules.indexed(o)}
    for object_type in objects.all_objects():
        name = object_type.name
        signature = [*wanted.get(name, ()), *sorted(_signature(object_type))]
        known = DuplicateWatch.objects.filter(object=name).first()
        if signature == (known.columns if known else []):
            continue
        if not signature:
            DuplicateWatch.objects.filter(object=name).delete()
            DuplicateKey.objects.filter(object=name).delete()
            continue
        now = {"columns": signature, "made_up_to": 0, "since_xid": _own_xid()}
        DuplicateWatch.objects.update_or_create(object=name, defaults=now)
        changed.append(name)
    return changed


def _signature(object_type: ObjectType) -> set[str]:
    """What the keys are made of, in words that no column is called."""
    return {
        " + ".join(f"{part.compare}: {' '.join(part.fields)}" for part in parts) for parts in rules.indexed(object_type)
    }


def _own_xid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def _all_know(since_xid: int) -> bool:
    """Whether every transaction that began before the watch has ended; what it writes is in no mark."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s", [since_xid])
        return bool(cursor.fetchone()[0])


def remake(object_type: ObjectType, batch: int = BATCH, *, waiting: bool = True) -> bool:
    """Make the keys of the next records after a change of the rules; False if there is nothing to do now.

    The place and the keys are committed together, so it goes on after a kill where it stopped.  It begins when no
    transaction is open any more that did not know of the watch, unless not `waiting` for that.
    """
    with transaction.atomic():
        place = DuplicateWatch.objects.select_for_update(skip_locked=True).filter(
            object=object_type.name, made_up_to__isnull=False
        ).first()  # fmt: skip
        if place is None or (waiting and place.made_up_to == 0 and not _all_know(place.since_xid)):
            return False
        manager = object_type.model._default_manager
        numbers = list(
            manager.filter(pk__gt=place.made_up_to).order_by("pk").select_for_update(no_key=True)
            .values_list("pk", flat=True)[:batch]
        )  # fmt: skip
        if numbers:
            make(object_type, numbers)
        place.made_up_to = numbers[-1] if numbers else None
        place.save(update_fields=["made_up_to"])
        return bool(numbers)


def catch_up() -> None:
    """Watch and make all keys now, in this process: after installation, and in tests."""
    setup.refresh()
    watch()
    for name in DuplicateWatch.objects.filter(made_up_to__isnull=False).values_list("object", flat=True):
        while remake(objects.get(name), waiting=False):
            pass
    while work_off():
        pass


def is_ready(object_type: ObjectType) -> bool:
    """Whether the keys of all its records have been made."""
    return not DuplicateWatch.objects.filter(object=object_type.name, made_up_to__isnull=False).exists()


def loop(stop: threading.Event) -> None:
    """The worker's: keep watch, remake what the rules changed, and work marks off, until told to stop."""
    known: Any = None
    while not stop.is_set():
        number = setup.refresh()
        if number != known:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('magpie_duplicates'))")
                watch()
            known = number
        busy = work_off() > 0
        for name in DuplicateWatch.objects.filter(made_up_to__isnull=False).values_list("object", flat=True):
            object_type = objects.find(name)
            busy |= object_type is not None and remake(object_type)
        if not busy:
            stop.wait(PAUSE_SECONDS)
