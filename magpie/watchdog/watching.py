"""Keeps what each rule watches in step with the records: by events at once, by sweeps whatever events cannot tell.

All of it is statements over sets; a sweep over a million records writes only what differs.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Collection, Sequence

from django.db import connection, transaction
from django.utils import timezone

from magpie.platform import filters, readers, triggers
from magpie.platform.models import Event
from magpie.reminders import planning
from magpie.reminders.models import OPEN, Occurrence, Reminder
from magpie.watchdog import conditions, quality
from magpie.watchdog.models import Sweep, WatchCase, Watched, WatchRule

log = logging.getLogger(__name__)
READER = "watchdog"
BATCH = 500
SHORTEST_BETWEEN = datetime.timedelta(minutes=15)
PAUSE_FOR_EACH_SECOND = 200  # a sweep takes at most this part of the time
triggers.more_readers.append(READER)

# What is looked at when records of a rule about people change.
when_entered: list[Callable[[WatchRule], None]] = []

ENTER = """
INSERT INTO watchdog_watched (rule_id, record_id, since)
SELECT %s, found.id, found.since FROM ({found}) AS found(id, since) WHERE found.since IS NOT NULL
ON CONFLICT (rule_id, record_id) DO UPDATE SET since = EXCLUDED.since
WHERE watchdog_watched.since <> EXCLUDED.since
"""
LEAVE = """
DELETE FROM watchdog_watched kept WHERE kept.rule_id = %s{some}
AND NOT EXISTS (SELECT FROM ({found}) AS found(id, since) WHERE found.id = kept.record_id AND found.since IS NOT NULL)
RETURNING kept.record_id
"""


def observe(
    rule: WatchRule,
    now: datetime.datetime,
    numbers: Collection[int] | None = None,
    *,
    came_at: datetime.datetime | None = None,
) -> None:
    """Keep what the rule watches as these records, or all, are now; new ones came under its condition at `came_at`."""
    target = conditions.target_of(rule)
    if target is None:
        raise filters.FilterError(f"there is no object {rule.object}")
    found = target.model._default_manager.filter(conditions.waiting(rule, target, now)).order_by()
    if numbers is not None:
        found = found.filter(pk__in=list(numbers))
    expression = conditions.since(rule, target)
    if came_at is not None and rule.since == "filter":
        expression = conditions.came(rule, came_at)
    query, given = found.annotate(watched_since=expression).values_list("pk", "watched_since").query.sql_with_params()
    some, chosen = ("", []) if numbers is None else (" AND kept.record_id = ANY(%s)", [list(numbers)])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENTER.format(found=query), [rule.pk, *given])
        cursor.execute(LEAVE.format(found=query, some=some), [rule.pk, *chosen, *given])
        left = [number for (number,) in cursor.fetchall()]
        late = Watched.objects.filter(rule=rule.pk, late_at__isnull=False, since__gt=conditions.late_since(rule, now))
        late = late if numbers is None else late.filter(record_id__in=list(numbers))
        again = list(late.values_list("record_id", flat=True))
        Watched.objects.filter(rule=rule.pk, record_id__in=again).update(late_at=None)
        end_cases(rule.pk, [*left, *again], now)


def end_cases(rule: int, numbers: Sequence[int], now: datetime.datetime) -> None:
    """These records are not late any more for that rule; their reminders are looked at again."""
    if not numbers:
        return
    lasting = WatchCase.objects.filter(rule=rule, record_id__in=list(numbers), ended_at=None, day=None)
    cases = list(lasting)
    lasting.update(ended_at=now)
    look_again(cases)


def look_again(cases: Sequence[WatchCase]) -> None:
    """Have the open reminders of these cases looked at: they may no longer apply."""
    if cases:
        found = Reminder.objects.filter(origin__in=[case.origin for case in cases], status__in=OPEN)
        planning.look_again(list(found.values_list("pk", flat=True)))


# ---- by events


def read_some() -> int:
    """Follow what has happened since the last time; how many events there were."""
    return readers.read_lanes(READER, BATCH, read_events)


def read_events(events: Sequence[Event]) -> None:
    """Look at the records that were changed, for each rule about them; note what was answered."""
    by_object: dict[str, dict[int, datetime.datetime]] = {}
    for event in events:
        by_object.setdefault(event.object, {})[event.record_id] = event.at
    now = timezone.now()
    for rule in conditions.active_rules().values():
        changed = by_object.get(str(rule.object))
        if changed and rule.kind == "people":
            for look in when_entered:
                look(rule)
            continue
        if not changed or not Sweep.objects.filter(rule=rule.pk, version=rule.version).exists():
            continue  # its first sweep is still to come
        try:
            with transaction.atomic():
                by_time: dict[datetime.datetime, list[int]] = {}
                for number, at in changed.items():
                    by_time.setdefault(at if rule.since == "filter" else now, []).append(number)
                for at, numbers in by_time.items():
                    observe(rule, now, numbers, came_at=at)
        except filters.FilterError:  # told by the sweep
            continue
    quality.read_events(events)
    _note_answers([e for e in events if e.object == "reminder" and e.kind == "reminder_answered"])


def _note_answers(events: Sequence[Event]) -> None:
    """What was answered to one of a case's reminders is the answer of the case; the others need none any more."""
    numbers = {event.record_id for event in events}
    if not numbers:
        return
    origins = dict(Reminder.objects.filter(pk__in=numbers, origin__startswith="watchdog:").values_list("pk", "origin"))
    answers = Occurrence.objects.filter(reminder__in=origins, answered_at__isnull=False).exclude(outcome="")
    answered: list[WatchCase] = []
    cases = WatchCase.objects.in_bulk([int(o.rpartition(":")[2]) for o in origins.values()])
    for each in answers.exclude(status="resolved").order_by("answered_at"):
        case = cases.get(int(origins[each.reminder_id].rpartition(":")[2]))
        for one in _meant(case) if case is not None and not case.outcome else ():
            one.outcome, one.note = each.outcome, each.note
            one.answered_by, one.answered_at = each.answered_by, each.answered_at
            answered.append(one)
    WatchCase.objects.bulk_update(answered, ["outcome", "note", "answered_by", "answered_at"])
    look_again(answered)


def _meant(case: WatchCase) -> list[WatchCase]:
    """The case, and for a person the earlier days that the same reminder stands for."""
    if case.day is None:
        return [case]
    days = WatchCase.objects.filter(rule=case.rule_id, record_id=case.record_id, day__lt=case.day, ended_at=None)
    return [case, *days.filter(outcome="")]


# ---- by sweeps


def sweep_some() -> int:
    """Go through all records of the rules whose time has come, or that were changed; how many rules there were."""
    active = conditions.active_rules()
    _forget_inactive(set(active))
    now, done = timezone.now(), 0
    known = {sweep.rule_id: sweep for sweep in Sweep.objects.all()}
    for rule in active.values():
        sweep = known.get(rule.pk)
        if sweep is None or sweep.version != rule.version or (sweep.next_at or now) <= now:
            done += _sweep(rule, now)
    return done


def _sweep(rule: WatchRule, now: datetime.datetime) -> int:
    Sweep.objects.get_or_create(rule=rule)
    with transaction.atomic():
        sweep = Sweep.objects.select_for_update(skip_locked=True).filter(rule=rule.pk).first()
        if sweep is None or (sweep.version == rule.version and sweep.next_at is not None and sweep.next_at > now):
            return 0
        is_first = sweep.version != rule.version
        began = time.monotonic()
        sweep.error = ""
        if rule.kind == "record":
            try:
                with transaction.atomic():
                    observe(rule, now, came_at=None if is_first else now)
            except filters.FilterError as error:
                log.warning("the watchdog rule %s cannot be understood: %s", rule.pk, error)
                sweep.error = str(error)
        sweep.seconds = time.monotonic() - began
        pause = datetime.timedelta(seconds=sweep.seconds * PAUSE_FOR_EACH_SECOND)
        sweep.swept_at, sweep.version = now, rule.version
        sweep.next_at = now + max(SHORTEST_BETWEEN, pause)
        sweep.save()
    return 1


def _forget_inactive(active: Collection[int]) -> None:
    """What a rule that was switched off waited for is over."""
    for sweep in Sweep.objects.exclude(rule__in=active).select_related("rule"):
        with transaction.atomic():
            cases = WatchCase.objects.filter(rule=sweep.rule_id, ended_at=None)
            lasting = list(cases)
            cases.update(ended_at=timezone.now())
            Watched.objects.filter(rule=sweep.rule_id).delete()
            look_again(lasting)
            sweep.delete()
