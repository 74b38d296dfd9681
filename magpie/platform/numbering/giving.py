"""Gives numbers to new records, inside the transaction that writes them.

Without gaps, a row of the counter is locked until the transaction ends, so that a number given in vain is given again;
quick, a sequence of the database counts, which waits for nobody and may leave gaps.  Either way a number is written
down as given (`GivenNumber`), unique by an index, so that no two records have it, nor any after a deletion.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from magpie.platform import context, setup, titles
from magpie.platform.actor import SYSTEM
from magpie.platform.models import NumberScheme
from magpie.platform.numbering import pieces
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid


def schemes_of(object_type: ObjectType) -> list[NumberScheme]:
    """The schemes by which new records get numbers; kept until the set-up changes."""

    def load() -> dict[str, list[NumberScheme]]:
        found: dict[str, list[NumberScheme]] = {}
        for scheme in NumberScheme.objects.filter(is_active=True).order_by("pk"):
            found.setdefault(scheme.object, []).append(scheme)
        return found

    found = setup.kept("number_schemes", load).get(object_type.name)
    if not found:
        return []
    fields = object_type.fields()
    return [s for s in found if s.field in fields and fields[s.field].is_number]


def fields_of(object_type: ObjectType) -> list[str]:
    """The names of the fields that hold numbers by scheme."""
    return [name for name, field in object_type.fields().items() if field.is_number]


def give(object_type: ObjectType, records: Sequence[Any]) -> None:
    """Give each record, which knows its `pk` already, the numbers it lacks; Invalid if a given one is taken."""
    for scheme in schemes_of(object_type):
        given = {str(r.custom[scheme.field]): r for r in records if (r.custom or {}).get(scheme.field)}
        free = _claim(scheme, list(given), list(given.values()))
        if taken := [number for number in given if number not in free]:
            text = _("The number “%(number)s” was given already.") % {"number": taken[0][:100]}
            raise Invalid({scheme.field: [text]}, {scheme.field: str(object_type.field(scheme.field).label)})
        numberless = [r for r in records if not (r.custom or {}).get(scheme.field)]
        values = _values(object_type, scheme, numberless)
        by_day: dict[datetime.date, list[Any]] = {}
        for record in numberless:
            by_day.setdefault(_day_of(object_type, scheme, record), []).append(record)
        for day, group in sorted(by_day.items()):  # in one order, so that two writers never wait for each other
            _number(scheme, day, group, values)


def _number(scheme: NumberScheme, day: datetime.date, group: list[Any], values: dict[int, dict[str, str]]) -> None:
    waiting = group
    while waiting:  # again for those whose number an import had brought
        numbers = take(scheme, day, len(waiting))
        texts = [
            pieces.build(scheme.pieces, number, day, values[record.pk])
            for number, record in zip(numbers, waiting, strict=True)
        ]
        free, left = _claim(scheme, texts, waiting), []
        for text, record in zip(texts, waiting, strict=True):
            if text in free:
                record.custom = {**(record.custom or {}), scheme.field: text}
            else:
                left.append(record)
        waiting = left


def take(scheme: NumberScheme, day: datetime.date, count: int) -> list[int]:
    """The next running numbers of the year, month or day, by one statement; a look ahead uses none up."""
    current = context.current()
    if current is not None and current.trial is not None:
        first = coming(scheme, day)
        return list(range(first, first + count))
    period = pieces.period_of(scheme.reset, day)
    with connection.cursor() as cursor:
        if scheme.is_gap_free:
            cursor.execute(
                "INSERT INTO platform_numbercounter AS c (scheme_id, period, next) VALUES (%s, %s, %s)"
                " ON CONFLICT (scheme_id, period) DO UPDATE SET next = c.next + %s RETURNING next",
                [scheme.pk, period, scheme.start + count, count],
            )
            following = cursor.fetchone()[0]
            return list(range(following - count, following))
        name = _sequence(scheme, period)
        cursor.execute("SELECT to_regclass(%s) IS NULL", [name])
        if cursor.fetchone()[0]:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {name} MINVALUE 0 START {int(scheme.start)}")
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [name, count])
        return [row[0] for row in cursor.fetchall()]


def coming(scheme: NumberScheme, day: datetime.date) -> int:
    """The running number that comes next, without taking it."""
    period = pieces.period_of(scheme.reset, day)
    with connection.cursor() as cursor:
        if scheme.is_gap_free:
            cursor.execute(
                "SELECT next FROM platform_numbercounter WHERE scheme_id = %s AND period = %s", [scheme.pk, period]
            )
            found = cursor.fetchone()
            return int(found[0]) if found else int(scheme.start)
        cursor.execute("SELECT to_regclass(%s) IS NULL", [_sequence(scheme, period)])
        if cursor.fetchone()[0]:
            return int(scheme.start)
        cursor.execute(f"SELECT last_value + is_called::int FROM {_sequence(scheme, period)}")  # noqa: S608 - digits
        return int(cursor.fetchone()[0])


def _sequence(scheme: NumberScheme, period: str) -> str:
    return f"number_{scheme.pk}_{period or 'all'}"


def _claim(scheme: NumberScheme, numbers: list[str], records: list[Any]) -> set[str]:
    """Write the numbers down as given; gives those that nobody had."""
    if not numbers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_givennumber (scheme_id, number, record_id)"
            " SELECT %s, * FROM unnest(%s::text[], %s::bigint[]) ON CONFLICT DO NOTHING RETURNING number",
            [scheme.pk, numbers, [r.pk for r in records]],
        )
        return {row[0] for row in cursor.fetchall()}


def _day_of(object_type: ObjectType, scheme: NumberScheme, record: Any) -> datetime.date:
    """The day by which the record is numbered, in the company's zone."""
    field = object_type.fields().get(scheme.date_field) if scheme.date_field else None
    value = field.plain(record) if field else getattr(record, "created_at", None)
    value = value or timezone.now()
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).date()
    return value if isinstance(value, datetime.date) else timezone.now().date()


def _values(object_type: ObjectType, scheme: NumberScheme, records: Sequence[Any]) -> dict[int, dict[str, str]]:
    """What the fields say that stand in the number, by record; choices by their technical values."""
    known = object_type.fields()
    fields = [known[name] for name in pieces.fields_of(scheme.pieces) if name in known]
    if not fields:
        return {record.pk: {} for record in records}
    wanted = {(f.target, plain) for f in fields if f.target for r in records if (plain := f.plain(r))}
    found = titles.look_up(SYSTEM, wanted)
    values: dict[int, dict[str, str]] = {}
    with override("en"):
        for record in records:
            row = values[record.pk] = {}
            for field in fields:
                plain = field.plain(record)
                text = found.get((field.target, plain), "") if field.target else "" if plain is None else str(plain)
                row[field.name] = text.strip()
    return values
