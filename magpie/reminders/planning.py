"""When reminders are next due: kept in step with the reminders, and with the records whose dates they follow.

A reader of the event log does this, so that it holds by whatever way a reminder or a record was changed.  It writes
only what is kept beside the records; whatever else follows is done when the occurrence is looked at (`firing`).
"""

from __future__ import annotations

import datetime
import logging
import zoneinfo
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InternalError, OperationalError, transaction
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from magpie.lib import recurrence, zones
from magpie.lib.recurrence import Rule
from magpie.notices import matters
from magpie.platform import effects, objects, readers, rows, triggers, working_time
from magpie.platform.models import Event
from magpie.reminders import rules
from magpie.reminders.models import CLOSED, OPEN, WAITING, Occurrence, Reminder

log = logging.getLogger(__name__)
READER = "reminders"
BATCH = 500
LATEST = 20
MINUTE = datetime.timedelta(minutes=1)
triggers.more_readers.append(READER)


@dataclass(frozen=True)
class Due:
    """When something is due, or which of `models.PROBLEMS` stands against it."""

    at: datetime.datetime | None = None
    problem: str = ""


def rule_of(reminder: Reminder) -> Rule | None:
    """Its repetition; None if it has none or none that can be understood."""
    if not reminder.recurrence:
        return None
    try:
        return recurrence.read(reminder.recurrence)
    except recurrence.RecurrenceError:
        return None


def works_of(reminder: Reminder) -> Any:
    """Says of a day whether it is worked, by the reminder's calendar or the company's."""
    return working_time.calendar(reminder.calendar_id).works_on


def zone_of(reminder: Reminder) -> datetime.tzinfo:
    """The zone of the person who is reminded."""
    name = reminder.owner.time_zone if reminder.owner is not None else ""
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()


def next_due(reminder: Reminder, after: datetime.datetime, record: Any = None) -> Due:
    """When it is due for the first time later than that moment; a single time also if it has passed."""
    if reminder.relative:
        return relative_due(reminder, record if record is not None else about(reminder))
    if reminder.recurrence:
        rule = rule_of(reminder)
        return Due(rule.after(after, works_of(reminder))) if rule else Due(problem="unreadable")
    return Due(reminder.starts_at)


def relative_due(reminder: Reminder, record: Any) -> Due:
    """When a reminder that follows a date of a record is due, as the record is now."""
    if record is None:
        return Due(problem="no_record")
    relative = rules.Relative.model_validate(reminder.relative)
    try:
        field = objects.of(record).field(relative.field)
    except KeyError:
        return Due(problem="no_field")
    value = field.plain(record)
    if value is None:
        return Due(problem="no_date")
    zone = zone_of(reminder)
    if not rules.is_plausible(value):
        return Due(problem="implausible")
    if isinstance(value, datetime.datetime):
        local = value.astimezone(zone)
        day, clock = local.date(), relative.at or local.time()
    else:
        day, clock = value, relative.at or datetime.time(9)
    if relative.working:
        day = rules.step(day, relative.days, works_of(reminder))
    else:
        day += datetime.timedelta(days=relative.days)
    return Due(zones.at(day, clock, zone) + relative.minutes * MINUTE)


def about(reminder: Reminder) -> Any:
    """The record that it is about, or None."""
    return abouts([reminder]).get(str(reminder.related_to))


def abouts(reminders: Iterable[Reminder]) -> dict[str, Any]:
    """The records that reminders are about, by their links; those that are gone are left out."""
    wanted: dict[str, set[int]] = {}
    for reminder in reminders:
        name, _colon, number = str(reminder.related_to).partition(":")
        if number.isdigit():
            wanted.setdefault(name, set()).add(int(number))
    found: dict[str, Any] = {}
    for name, numbers in wanted.items():
        object_type = objects.find(name)
        if object_type is not None:
            there = object_type.model._default_manager.in_bulk(list(numbers))
            found.update({f"{name}:{number}": record for number, record in there.items()})
    return found


# ---- reading the event log


def read_some() -> int:
    """Follow what has happened since the last time; how many events there were."""
    return readers.read_lanes(READER, BATCH, read_events)


def read_events(events: Sequence[Event]) -> None:
    """Plan anew the reminders that were changed, and those that depend on records that were."""
    changed = {e.record_id for e in events if e.object == "reminder" and e.action != "reminder.fire"}
    links = {f"{e.object}:{e.record_id}" for e in events}
    depending = Reminder.objects.filter(~Q(relative={}) | ~Q(condition={}), related_to__in=links)
    touched = set(depending.exclude(status="cancelled").values_list("pk", flat=True)) if links else set()
    look_again(touched)
    _tell_new_owners(events)
    plan(changed | touched)


def would_end(gone: Sequence[Event]) -> list[str]:
    """How many reminders do not come any more when these records are deleted, and how many come all the same."""
    about = Reminder.objects.filter(related_to__in=effects.links_of(list(gone)), status__in=OPEN)
    depending = about.filter(~Q(relative={}) | ~Q(condition={})).count()
    sentences = []
    if depending:
        text = ngettext(
            "%(count)d reminder that follows the record does not come any more",
            "%(count)d reminders that follow the record do not come any more",
            depending,
        )
        sentences.append(text % {"count": depending})
    if others := about.count() - depending:
        text = ngettext(
            "%(count)d reminder about the record still comes",
            "%(count)d reminders about the record still come",
            others,
        )
        sentences.append(text % {"count": others})
    return sentences


def _tell_new_owners(events: Sequence[Event]) -> None:
    """What waits is told at once to whom it was given by an edit; the action of handing over has done so itself."""
    given = {
        e.record_id
        for e in events
        if e.object == "reminder" and e.action != "reminder.hand_over" and "owner_id" in (e.old or {})
    }
    if given:
        now = timezone.now()
        waiting = Occurrence.objects.filter(reminder__in=given, status__in=WAITING, answered_at=None)
        waiting.update(look_at=now, tell_at=now)


def look_again(numbers: Collection[int]) -> None:
    """Have what was told and not answered looked at now: it may no longer apply."""
    if numbers:
        waiting = Occurrence.objects.filter(reminder__in=numbers, status__in=WAITING, look_at__isnull=False)
        waiting.update(look_at=timezone.now())
        unnagged = Occurrence.objects.filter(reminder__in=numbers, status__in=WAITING, look_at=None)
        unnagged.update(look_at=timezone.now(), tell_at=None)


def plan(numbers: Collection[int]) -> None:
    """Keep the next occurrence of these reminders as their rules say now."""
    if not numbers:
        return
    now = timezone.now()
    with transaction.atomic():
        # Locked first, as those who answer do, and their times read after: neither works on what the other has changed.
        chosen = Reminder.objects.filter(pk__in=numbers).select_related("owner").select_for_update(of=("self",))
        reminders = list(chosen.order_by("pk").prefetch_related(Prefetch("occurrences", _that_count())))
        records = abouts(r for r in reminders if r.relative)
        for reminder in reminders:
            _plan_safely(reminder, records.get(str(reminder.related_to)), now)
        keep_beside(reminders)
        rows.save_many(reminders, ["next_at", "problem", "status"])


def _that_count() -> QuerySet[Occurrence]:
    """What is open, and of what was answered the last: a daily duty has thousands that say nothing any more."""
    later = Occurrence.objects.filter(reminder=OuterRef("reminder"), answered_at__isnull=False)
    latest = later.order_by("-due_at").values("pk")[:LATEST]
    return Occurrence.objects.filter(Q(answered_at=None) | Q(pk__in=latest))


def _plan_safely(reminder: Reminder, record: Any, now: datetime.datetime) -> None:
    """Plan it; one that cannot be planned says so on its page and holds up no other."""
    try:
        with transaction.atomic():
            _plan_one(reminder, record, now)
    except (OperationalError, InternalError):
        raise
    except Exception:
        log.exception("reminder %s cannot be planned", reminder.pk)
        reminder.problem = "implausible"


def _plan_one(reminder: Reminder, record: Any, now: datetime.datetime) -> None:
    occurrences = list(reminder.occurrences.all())
    scheduled = [o for o in occurrences if o.status == "scheduled"]
    if reminder.status in WAITING:
        _open_again(occurrences, now)
    if reminder.status in CLOSED:
        is_again = bool(reminder.relative) and reminder.status != "cancelled"
        due = next_due(reminder, now, record) if is_again else Due()
        if due.at is None or any(o.due_at == due.at for o in occurrences if o.status != "scheduled"):
            _drop(scheduled)
            return
    else:
        after = max([now, *(o.due_at for o in occurrences if o.status != "scheduled")])
        due = next_due(reminder, after if reminder.recurrence else now, record)
        rule = rule_of(reminder)
        waiting = [o for o in occurrences if o.status in WAITING]
        if due.at is not None and waiting and not (reminder.recurrence or reminder.relative):
            if waiting[0].due_at != due.at:
                _move(reminder, waiting[0], due.at)
            return
        if rule is not None and scheduled and scheduled[0].due_at <= now:
            due = Due(scheduled[0].due_at) if _still_meant(rule, scheduled[0], reminder) else due
    _schedule(reminder, occurrences, due)


def _move(reminder: Reminder, occurrence: Occurrence, at: datetime.datetime) -> None:
    """What was told and not answered was given another time: it is told again then, and not before."""
    tell_at = at - reminder.ahead_minutes * MINUTE
    values = {"due_at": at, "tell_at": tell_at, "look_at": tell_at, "status": "snoozed", "rung": 0}
    Occurrence.objects.filter(pk=occurrence.pk).update(**values, ladder_from=F("round"))
    matters.settle([f"reminder:{occurrence.pk}"], "snoozed")
    reminder.status = "snoozed"


def _open_again(occurrences: list[Occurrence], now: datetime.datetime) -> None:
    """An answer was taken back: the time that was answered last waits again."""
    answered = [o for o in occurrences if o.answered_at is not None]
    if answered and not any(o.status in WAITING for o in occurrences):
        last = max(answered, key=lambda o: o.answered_at or now)
        values = {"status": "firing", "look_at": now, "tell_at": now, "outcome": "", "note": ""}
        Occurrence.objects.filter(pk=last.pk).update(**values, answered_by=None, answered_at=None)


def _still_meant(rule: Rule, occurrence: Occurrence, reminder: Reminder) -> bool:
    """Whether a time that has come, and could not be kept yet, is one of the rule as it is now."""
    just_before = occurrence.due_at - datetime.timedelta(seconds=1)
    return rule.after(just_before, works_of(reminder)) == occurrence.due_at


def _schedule(reminder: Reminder, occurrences: list[Occurrence], due: Due) -> None:
    scheduled = [o for o in occurrences if o.status == "scheduled"]
    if due.at is None:
        _drop(scheduled)
    elif not any(o.due_at == due.at and o.status != "scheduled" for o in occurrences):
        tell_at = due.at - reminder.ahead_minutes * MINUTE
        look_at = timezone.now() if reminder.status in CLOSED else tell_at  # the look opens it again
        values = {"tell_at": tell_at, "look_at": look_at}
        if scheduled:
            _drop(scheduled[1:])
            Occurrence.objects.filter(pk=scheduled[0].pk, status="scheduled").update(due_at=due.at, **values)
        else:
            Occurrence.objects.get_or_create(reminder=reminder, due_at=due.at, defaults=values)
    else:
        _drop(scheduled)
    reminder.problem = due.problem


def _drop(occurrences: list[Occurrence]) -> None:
    if occurrences:
        Occurrence.objects.filter(pk__in=[o.pk for o in occurrences], status="scheduled").delete()


def keep_beside(reminders: Collection[Reminder]) -> None:
    """Set on each reminder when it comes next; the caller saves it."""
    waiting = Occurrence.objects.filter(reminder__in=[r.pk for r in reminders], look_at__isnull=False)
    coming = dict(waiting.filter(tell_at__isnull=False).order_by("-tell_at").values_list("reminder", "tell_at"))
    for reminder in reminders:
        reminder.next_at = coming.get(reminder.pk)
