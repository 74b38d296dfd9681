"""Telling what is due: claimed in batches, looked at once more, told, and the next look set, all in one transaction.

Whatever is killed and whenever: what was not committed is done again, what was is not, so each round of each occurrence
is told once.  What could not be told in time is told late and says so; a repetition that was missed several times is
told once, with the times missed.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import InternalError, OperationalError, transaction
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from magpie.notices import matters, people
from magpie.notices.tell import ALL_CHANNELS, Telling, tell_many
from magpie.platform import context, filters, objects, rows, working_time
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.platform.problems import Refused
from magpie.reminders import planning, rules, wording
from magpie.reminders.models import Occurrence, Reminder

log = logging.getLogger(__name__)
BATCH = 500
AGAIN_AFTER_A_FAULT = datetime.timedelta(minutes=5)
MOST_MISSED = 500
KIND = "reminder"
_RUNGS = TypeAdapter(list[rules.Rung])
LOOKED = ["status", "look_at", "tell_at", "round", "rung", "first_told_at", "late_seconds", "missed", "people",
          "outcome", "answered_at", "due_at"]  # fmt: skip


def matter_of(occurrence: Occurrence) -> str:
    """Under which notices know it."""
    return f"reminder:{occurrence.pk}"


def tick(most: int = BATCH) -> int:
    """Look at what is due; gives how many occurrences were looked at."""
    try:
        return _look(most)
    except (OperationalError, InternalError):
        raise
    except Exception:
        log.exception("reminders that are due together broke off; looking at each by itself")
        return _one_by_one(most)


def oldest_due(now: datetime.datetime) -> datetime.datetime | None:
    """Since when an occurrence has been due that nobody has looked at yet; None if nothing is."""
    due = Occurrence.objects.filter(look_at__lte=now).order_by("look_at")
    return due.values_list("look_at", flat=True).first()


def _one_by_one(most: int) -> int:
    due = Occurrence.objects.filter(look_at__lte=timezone.now()).order_by("look_at", "id")
    numbers = list(due.values_list("pk", flat=True)[:most])
    for number in numbers:
        try:
            _look(1, number)
        except (OperationalError, InternalError):
            raise
        except Exception:  # one that cannot be told must not hold up the others
            log.exception("the reminder of occurrence %s broke off", number)
            Occurrence.objects.filter(pk=number).update(look_at=timezone.now() + AGAIN_AFTER_A_FAULT)
    return len(numbers)


def _look(most: int, number: int | None = None) -> int:
    with transaction.atomic():
        now = timezone.now()
        due = Occurrence.objects.filter(look_at__lte=now).select_related(
            "reminder__owner__deputy", "reminder__created_by", "reminder__ladder"
        )
        if number is not None:
            due = due.filter(pk=number)
        claimed = due.order_by("look_at", "id").select_for_update(skip_locked=True, of=("self", "reminder"))
        found = list(claimed[:most])
        if found:
            with context.acting(SYSTEM, "reminder.fire"):
                Batch(found, now).work()
        return len(found)


class Batch:
    """Occurrences that are looked at together."""

    def __init__(self, found: Sequence[Occurrence], now: datetime.datetime) -> None:
        self.found, self.now = found, now
        self.records = planning.abouts(o.reminder for o in found)
        self.tellings: list[Telling] = []
        self.further: list[Occurrence] = []  # the next times of what repeats
        self.reminders = {o.reminder_id: o.reminder for o in found}  # one instance for all of its occurrences
        self.settled: list[str] = []

    def work(self) -> None:
        """Judge each, then write and tell everything."""
        for occurrence in self.found:
            occurrence.reminder = self.reminders[occurrence.reminder_id]
            self._look_at(occurrence)
        rows.save_many(self.found, LOOKED)
        Occurrence.objects.bulk_create(self.further, ignore_conflicts=True)
        matters.settle(self.settled, "resolved")
        tell_many(self.tellings)
        planning.keep_beside(list(self.reminders.values()))
        rows.save_many(list(self.reminders.values()), ["status", "next_at", "problem", "told"])

    def _look_at(self, occurrence: Occurrence) -> None:
        reminder, record = occurrence.reminder, self.records.get(str(occurrence.reminder.related_to))
        if occurrence.answered_at is not None:
            occurrence.look_at = None
            return
        if reminder.status == "cancelled":
            self._close(occurrence, "cancelled", "cancelled")
            return
        if reason := self._no_longer(occurrence, record):
            if reason == "moved" and occurrence.status == "scheduled":
                return
            self._close(occurrence, "resolved", reason)
            return
        if occurrence.tell_at is None or occurrence.tell_at > self.now:
            occurrence.look_at = occurrence.tell_at
            if reminder.status in ("confirmed", "resolved"):
                reminder.status = "scheduled"
            return
        self._tell(occurrence, record)

    def _no_longer(self, occurrence: Occurrence, record: Any) -> str:
        """Why it need not be told, or nothing.  The date that a scheduled one follows may have moved: it goes along."""
        reminder = occurrence.reminder
        if reminder.relative:
            due = planning.relative_due(reminder, record)
            reminder.problem = due.problem
            if due.at != occurrence.due_at:
                if occurrence.status == "scheduled" and due.at is not None:
                    occurrence.due_at = due.at
                    occurrence.tell_at = due.at - reminder.ahead_minutes * planning.MINUTE
                    occurrence.look_at = occurrence.tell_at
                    if occurrence.tell_at > self.now:
                        return "moved"
                else:
                    return due.problem or "moved"
        if reminder.condition:
            if record is None:
                return "no_record"
            try:
                if not filters.matches(
                    objects.of(record), reminder.condition, filters.RecordView(record), filters.Caller.of()
                ):
                    return "condition"
            except filters.FilterError:  # a field that it names is gone: rather told once too often than lost
                reminder.problem = "condition"
        return ""

    def _close(self, occurrence: Occurrence, status: str, outcome: str) -> None:
        was_told = occurrence.round > 0
        occurrence.status, occurrence.outcome = status, outcome
        occurrence.look_at = occurrence.tell_at = None
        occurrence.answered_at = self.now
        if was_told:
            self.settled.append(matter_of(occurrence))
        if status == "resolved":
            further = None if was_told else self._go_on(occurrence)
            is_over = further is None and not self._has_further(occurrence)
            occurrence.reminder.status = "resolved" if is_over else "scheduled"

    def _has_further(self, occurrence: Occurrence) -> bool:
        open_ones = Occurrence.objects.filter(reminder=occurrence.reminder_id, answered_at=None)
        return open_ones.exclude(pk=occurrence.pk).exists()

    def _tell(self, occurrence: Occurrence, record: Any) -> None:
        reminder = occurrence.reminder
        if occurrence.first_told_at is None:
            occurrence.first_told_at = self.now
        if occurrence.round == 0:
            meant = occurrence.due_at - reminder.ahead_minutes * planning.MINUTE
            if occurrence.status == "snoozed" and occurrence.tell_at is not None:
                meant = occurrence.tell_at
            occurrence.late_seconds = max(0, int((self.now - max(meant, reminder.created_at)).total_seconds()))
            self._go_on(occurrence)
        occurrence.round += 1
        rungs = rungs_of(reminder)
        occurrence.rung = rules.rungs_taken(
            rungs, occurrence.rung, occurrence.round - occurrence.ladder_from, occurrence.first_told_at, self.now
        )
        occurrence.status = "escalated" if occurrence.rung else "firing"
        taken = rungs[: occurrence.rung]
        urgent = reminder.urgent or any(rung.urgent for rung in taken)
        reached = set(occurrence.people)
        for recipient in recipients(reminder, taken):
            reached.add(recipient.user.pk)
            if (deputy := people.deputy_of(recipient.user, "reminders")) is not None:
                reached.add(deputy.pk)
            self.tellings.append(_telling(occurrence, recipient, record, urgent))
        occurrence.people = sorted(reached)
        occurrence.tell_at = occurrence.look_at = self._again_at(occurrence, rungs, urgent)
        reminder.told += 1
        reminder.status = occurrence.status

    def _again_at(self, occurrence: Occurrence, rungs: Sequence[rules.Rung], urgent: bool) -> datetime.datetime | None:
        times = []
        if occurrence.reminder.repeat_minutes:
            again = self.now + occurrence.reminder.repeat_minutes * planning.MINUTE
            if not urgent:  # nobody is called out of bed for it
                try:
                    again = working_time.next_opening(again, occurrence.reminder.calendar_id)
                except Refused:
                    pass
            times.append(again)
        higher = rules.next_rung_at(rungs, occurrence.rung, occurrence.first_told_at or self.now)
        return min([*times, higher]) if higher is not None else min(times, default=None)

    def _go_on(self, occurrence: Occurrence) -> Occurrence | None:
        """Set up the next time of what repeats; times that have passed as well are told together with this one."""
        reminder = occurrence.reminder
        rule = planning.rule_of(reminder) if reminder.recurrence and not reminder.relative else None
        if rule is None:
            return None
        works, missed = planning.works_of(reminder), list(occurrence.missed)
        ahead = reminder.ahead_minutes * planning.MINUTE
        due = rule.after(occurrence.due_at, works)
        while due is not None and due - ahead <= self.now:
            if len(missed) < MOST_MISSED:
                missed.append(due.isoformat())
                due = rule.after(due, works)
            else:
                due = rule.after(self.now + ahead, works)
        told = set(Occurrence.objects.filter(reminder=reminder, due_at__in=missed).values_list("due_at", flat=True))
        occurrence.missed = [at for at in missed if datetime.datetime.fromisoformat(at) not in told]
        if due is None:
            return None
        further = Occurrence(reminder=reminder, due_at=due, tell_at=due - ahead, look_at=due - ahead)
        self.further.append(further)
        return further


def rungs_of(reminder: Reminder) -> list[rules.Rung]:
    """The rungs of its ladder; none if it has none or it is switched off."""
    ladder = reminder.ladder
    if ladder is None or not ladder.is_active:
        return []
    try:
        return _RUNGS.validate_python(ladder.rungs)
    except ValidationError:  # written past the product's own check
        log.warning("the escalation ladder %s cannot be understood", ladder.pk)
        return []


@dataclass
class Recipient:
    """Somebody to be told, as what, and by which channels whatever they chose."""

    user: User
    why: str
    channels: tuple[str, ...] = ()


def recipients(reminder: Reminder, taken: Sequence[rules.Rung]) -> list[Recipient]:
    """Whom to tell, each once: the owner, or who stands for an owner that is gone, and those of the ladder."""
    found: dict[int, Recipient] = {}

    def add(user: User | None, why: str, channels: Sequence[str] = ()) -> None:
        if user is not None and user.is_active:
            recipient = found.setdefault(user.pk, Recipient(user, why))
            recipient.channels = tuple(dict.fromkeys((*recipient.channels, *channels)))

    owner = reminder.owner
    add(owner, "owner")
    if not found and owner is not None:
        add(people.manager_of(owner), "owner_gone")
    if not found:
        add(reminder.created_by, "owner_gone")
    if not found:
        for administrator in people.administrators():
            add(administrator, "owner_gone")
    for rung in taken:
        for user in _of_rung(rung, reminder):
            add(user, "ladder", rung.channels)
    return list(found.values())


def _of_rung(rung: rules.Rung, reminder: Reminder) -> list[User | None]:
    owner = reminder.owner
    if rung.to == "owner":
        return [owner]
    if rung.to == "deputy":
        return [owner.deputy if owner is not None else None]
    if rung.to == "manager":
        return [people.manager_of(owner) if owner is not None else None]
    if rung.to == "creator":
        return [reminder.created_by]
    if rung.to == "user":
        return [User.objects.filter(pk=rung.user or 0).first()]
    return list(User.objects.filter(team_id=rung.team or 0, is_active=True).order_by("pk"))


def _telling(occurrence: Occurrence, recipient: Recipient, record: Any, urgent: bool) -> Telling:
    reminder, user = occurrence.reminder, recipient.user
    maker = reminder.created_by
    return Telling(
        user,
        KIND,
        wording.title(occurrence, user, record),
        wording.body(occurrence, user, record),
        link=record if record is not None else ("reminder", reminder.pk),
        sender=maker if maker is not None and maker.pk != user.pk else None,
        urgent=urgent or bool(recipient.channels),
        channels=("popup", *recipient.channels) if recipient.channels else ALL_CHANNELS,
        key=f"reminder:{occurrence.pk}:{user.pk}",
        matter=matter_of(occurrence),
        round=occurrence.round,
        reason={"kind": f"reminder.{recipient.why}", "id": reminder.pk, "title": str(reminder.subject)},
    )
