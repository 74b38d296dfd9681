"""False alarms: how often what a rule chased needed no chasing, by the answers of the people."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.notices import people
from magpie.notices.tell import Telling, tell_many
from magpie.platform import context
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.reminders.models import Occurrence, Reminder
from magpie.watchdog import conditions
from magpie.watchdog.models import FalseAlarmWarning, WatchCase

LAST = 30  # so many answers count
FROM = 5  # fewer false ones say nothing
MOST_RATE = 0.2
REASONS_SHOWN = 5
TOLD_AGAIN_AFTER = datetime.timedelta(days=7)


@dataclass
class Alarms:
    """The last answers to what one rule chased."""

    answered: int = 0
    false: int = 0
    reasons: list[str] = field(default_factory=list)  # the latest first

    @property
    def are_many(self) -> bool:
        """Whether so much was wrong that the rule should be looked at."""
        return self.false >= FROM and self.false > MOST_RATE * self.answered


def of_rules(rules: Collection[int]) -> dict[int, Alarms]:
    """The last answers of each of these rules."""
    answered = WatchCase.objects.filter(answered_at__isnull=False).order_by("-answered_at")
    return {rule: _count(answered.filter(rule=rule).values_list("outcome", "note")[:LAST]) for rule in rules}


def of_series(reminder: Reminder) -> Alarms:
    """The last answers to a reminder that repeats."""
    answered = Occurrence.objects.filter(reminder=reminder, answered_at__isnull=False, answered_by__isnull=False)
    return _count(answered.order_by("-answered_at").values_list("outcome", "note")[:LAST])


def _count(answers: Iterable[tuple[str, str]]) -> Alarms:
    alarms = Alarms()
    for outcome, note in answers:
        alarms.answered += 1
        if outcome == "false_alarm":
            alarms.false += 1
            if note and len(alarms.reasons) < REASONS_SHOWN:
                alarms.reasons.append(note)
    return alarms


def warn_some() -> int:
    """Tell whoever answers for a rule or made a reminder that it is often wrong, once a week; how many were told of."""
    now = timezone.now()
    recent = FalseAlarmWarning.objects.filter(told_at__gt=now - TOLD_AGAIN_AFTER).values_list("source", flat=True)
    told, found = set(recent), 0
    for rule in conditions.active_rules().values():
        alarms = of_rules([rule.pk])[rule.pk]
        if alarms.are_many and f"watchdog:{rule.pk}" not in told:
            name = (conditions.name_of, rule)
            found += _warn(f"watchdog:{rule.pk}", rule.responsible, name, alarms, f"/setup/watchdog?rule={rule.pk}")
    since = now - TOLD_AGAIN_AFTER
    lately = Occurrence.objects.filter(outcome="false_alarm", answered_at__gt=since).values_list("reminder", flat=True)
    series = Reminder.objects.filter(pk__in=set(lately)).exclude(recurrence={}).select_related("created_by", "owner")
    often = Occurrence.objects.filter(reminder__in=series, outcome="false_alarm").order_by().values("reminder")
    wrong = often.annotate(times=Count("pk")).filter(times__gte=FROM).values_list("reminder", flat=True)
    for reminder in series.filter(pk__in=list(wrong)):
        alarms = of_series(reminder)
        if alarms.are_many and f"reminder:{reminder.pk}" not in told:
            maker = reminder.created_by or reminder.owner
            found += _warn(f"reminder:{reminder.pk}", maker, (str, reminder.subject), alarms, ("reminder", reminder.pk))
    return found


def _warn(source: str, responsible: User | None, name: tuple[Any, Any], alarms: Alarms, link: Any) -> int:
    with transaction.atomic(), context.acting(SYSTEM, "watchdog.warn"):
        row, _new = FalseAlarmWarning.objects.select_for_update().get_or_create(
            source=source, defaults={"told_at": timezone.now() - 2 * TOLD_AGAIN_AFTER}
        )
        if row.told_at > timezone.now() - TOLD_AGAIN_AFTER:
            return 0
        row.told_at = timezone.now()
        row.save()
        whom = [responsible] if responsible is not None and responsible.is_active else people.administrators()
        tell_many([_telling(user, source, name, alarms, link, row.told_at) for user in whom])
    return 1


def _telling(
    user: User, source: str, name: tuple[Any, Any], alarms: Alarms, link: Any, at: datetime.datetime
) -> Telling:
    with translation.override(user.language):
        called = name[0](name[1])
        title = _("“%(name)s” is often a false alarm: %(false)d of the last %(all)d answers")
        lines = [_("Reasons given:"), *(f"· {reason}" for reason in alarms.reasons)] if alarms.reasons else []
        lines.append(_("Please make it more exact, or switch it off."))
        words = {"name": called, "false": alarms.false, "all": alarms.answered}
        return Telling(
            user, "watchdog", title % words, "\n".join(lines), link=link,
            key=f"alarm:{source}:{at.timestamp()}:{user.pk}",
            reason={"kind": "watchdog", "title": called},
        )  # fmt: skip
