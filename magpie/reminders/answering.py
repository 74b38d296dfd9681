"""Answering reminders: done, later, to somebody else, not needed, a false alarm; whoever was told may do it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.notices import matters
from magpie.platform import events, records
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Invalid, Refused
from magpie.reminders import planning
from magpie.reminders.firing import matter_of
from magpie.reminders.models import OPEN, WAITING, Occurrence, Reminder

LONGEST_SNOOZE = datetime.timedelta(days=366)


def open_ones(reminder: Reminder, number: int | None = None) -> list[Occurrence]:
    """What an answer is about: the occurrence named, else all that wait, else the next; Refused if it is answered."""
    found = Occurrence.objects.filter(reminder=reminder, answered_at=None).order_by("due_at").select_for_update()
    if number is None and reminder.status in OPEN and not found.exists():
        planning.plan([reminder.pk])  # it was made a moment ago, or the worker is away
        reminder.refresh_from_db()
    if number is not None:
        found = found.filter(pk=number)
    occurrences = list(found)
    waiting = [o for o in occurrences if o.status in WAITING] or occurrences[:1]
    if not waiting and (number is not None or reminder.status in ("confirmed", "resolved", "cancelled")):
        raise Refused(_("“%(title)s” has been answered already.") % {"title": reminder.subject})
    return waiting


def close(
    reminder: Reminder,
    occurrences: Sequence[Occurrence],
    outcome: str,
    note: str,
    actor: Actor,
    status: str = "confirmed",
) -> Reminder:
    """Close these; the reminder goes on with its next time if it has one."""
    now = timezone.now()
    for occurrence in occurrences:
        if occurrence.status == "scheduled":
            go_on(reminder, occurrence)
    Occurrence.objects.filter(pk__in=[o.pk for o in occurrences]).update(
        status=status, outcome=outcome, note=note, answered_by=actor.user, answered_at=now, look_at=None, tell_at=None
    )
    matters.settle([matter_of(o) for o in occurrences], outcome, actor.user)
    events.emit(reminder, "reminder_answered", {"outcome": outcome, "note": note})
    return _go_to(reminder, status, actor)


def go_on(reminder: Reminder, occurrence: Occurrence) -> None:
    """What is answered before its time and repeats comes again at the next one."""
    rule = planning.rule_of(reminder) if not reminder.relative else None
    due = rule.after(max(occurrence.due_at, timezone.now()), planning.works_of(reminder)) if rule else None
    if due is not None:
        at = due - reminder.ahead_minutes * planning.MINUTE
        Occurrence.objects.get_or_create(reminder=reminder, due_at=due, defaults={"tell_at": at, "look_at": at})


def snooze(reminder: Reminder, occurrences: Sequence[Occurrence], until: datetime.datetime, actor: Actor) -> Reminder:
    """Tell again at that moment, and not before."""
    now = timezone.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Invalid({"until": [_("Choose a time in the future.")]})
    Occurrence.objects.filter(pk__in=[o.pk for o in occurrences]).update(status="snoozed", look_at=until, tell_at=until)
    matters.settle([matter_of(o) for o in occurrences], "snoozed", actor.user)
    events.emit(reminder, "reminder_snoozed", {"until": until.isoformat()})
    return _go_to(reminder, "snoozed", actor)


def hand_over_once(
    reminder: Reminder, occurrences: Sequence[Occurrence], to: User, note: str, actor: Actor
) -> Reminder:
    """Give only these times of what repeats to somebody else, as a reminder of their own; the next ones stay."""
    if not to.is_active:
        raise Refused(_("%(name)s does not work here any more.") % {"name": to.name})
    if not occurrences:
        raise Refused(_("No time of “%(title)s” waits.") % {"title": reminder.subject})
    copied = ("subject", "kind", "related_to", "notes", "checklist", "urgent", "condition", "repeat_minutes")
    values = {name: getattr(reminder, name) for name in copied}
    times = {"starts_at": max(timezone.now(), min(o.due_at for o in occurrences))}
    references = {"ladder": reminder.ladder_id, "calendar": reminder.calendar_id, "owner": to.pk}
    made = records.create(Reminder, {**values, **times, **references}, actor=actor)
    events.emit(made, "reminder_handed_over", {"to": to.pk, "note": note})
    return close(reminder, occurrences, "handed_over", note, actor)


def hand_over(reminder: Reminder, occurrences: Sequence[Occurrence], to: User, note: str, actor: Actor) -> Reminder:
    """Give it to somebody else with all its further times; they are told at once of what waits."""
    if not to.is_active:
        raise Refused(_("%(name)s does not work here any more.") % {"name": to.name})
    theirs = Occurrence.objects.filter(reminder=reminder, answered_at=None, status__in=WAITING)
    waiting = sorted({*(o.pk for o in occurrences if o.status in WAITING), *theirs.values_list("pk", flat=True)})
    matters.settle([f"reminder:{number}" for number in waiting], "handed_over", actor.user)
    now = timezone.now()
    Occurrence.objects.filter(pk__in=waiting).update(
        status="firing", look_at=now, tell_at=now, rung=0, ladder_from=F("round"), first_told_at=now, people=[to.pk]
    )
    events.emit(reminder, "reminder_handed_over", {"to": to.pk, "note": note})
    return records.update(reminder, {"owner": to.pk}, actor=actor)


def _go_to(reminder: Reminder, status: str, actor: Actor) -> Reminder:
    still = set(Occurrence.objects.filter(reminder=reminder, answered_at=None).values_list("status", flat=True))
    if status != "cancelled":
        status = next((s for s in ("escalated", "firing", "snoozed", "scheduled") if s in still), status)
    return records.update(reminder, {"status": status}, actor=actor)
