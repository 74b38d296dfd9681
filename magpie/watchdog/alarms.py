"""False alarms: how often what a rule chased needed no chasing, by the answers of the people."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.notices import people
from magpie.notices.alarms import FROM, LAST, OUTCOME, Alarms, Source, count, sources
from magpie.notices.tell import Telling, tell_many
from magpie.platform import context
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.reminders.models import Occurrence, Reminder
from magpie.watchdog import conditions
from magpie.watchdog.models import FalseAlarmWarning, WatchCase

TOLD_AGAIN_AFTER = datetime.timedelta(days=7)


def of_rules(rules: Collection[int]) -> dict[int, Alarms]:
    """The last answers of each of these rules."""
    answered = WatchCase.objects.filter(answered_at__isnull=False).order_by("-answered_at")
    return {rule: count(answered.filter(rule=rule).values_list("outcome", "note")[:LAST]) for rule in rules}


def of_series(reminder: Reminder) -> Alarms:
    """The last answers to a reminder that repeats."""
    answered = Occurrence.objects.filter(reminder=reminder, answered_at__isnull=False, answered_by__isnull=False)
    return count(answered.order_by("-answered_at").values_list("outcome", "note")[:LAST])


def warn_some() -> int:
    """Tell whoever answers for what is often wrong, once a week; how many sources were told of."""
    told = set(
        FalseAlarmWarning.objects.filter(told_at__gt=timezone.now() - TOLD_AGAIN_AFTER).values_list("source", flat=True)
    )
    wrong = (source for some in sources for source in some() if source.alarms.are_many)
    return sum(_warn(source) for source in wrong if source.key not in told)


def _rules() -> Iterator[Source]:
    for rule in conditions.active_rules().values():
        whom = (rule.responsible,) if rule.responsible is not None else ()
        name = functools.partial(conditions.name_of, rule)
        yield Source(f"watchdog:{rule.pk}", name, whom, of_rules([rule.pk])[rule.pk], f"/setup/watchdog?rule={rule.pk}")


def _series() -> Iterator[Source]:
    """Reminders that repeat and were lately called false."""
    since = timezone.now() - TOLD_AGAIN_AFTER
    lately = Occurrence.objects.filter(outcome=OUTCOME, answered_at__gt=since).values_list("reminder", flat=True)
    series = Reminder.objects.filter(pk__in=set(lately)).exclude(recurrence={}).select_related("created_by", "owner")
    often = Occurrence.objects.filter(reminder__in=series, outcome=OUTCOME).order_by().values("reminder")
    wrong = often.annotate(times=Count("pk")).filter(times__gte=FROM).values_list("reminder", flat=True)
    for reminder in series.filter(pk__in=list(wrong)):
        maker = reminder.created_by or reminder.owner
        whom = (maker,) if maker is not None else ()
        name = functools.partial(str, reminder.subject)
        yield Source(f"reminder:{reminder.pk}", name, whom, of_series(reminder), ("reminder", reminder.pk))


sources.extend((_rules, _series))


def _warn(source: Source) -> int:
    with transaction.atomic(), context.acting(SYSTEM, "watchdog.warn"):
        row, _new = FalseAlarmWarning.objects.select_for_update().get_or_create(
            source=source.key, defaults={"told_at": timezone.now() - 2 * TOLD_AGAIN_AFTER}
        )
        if row.told_at > timezone.now() - TOLD_AGAIN_AFTER:
            return 0
        row.told_at = timezone.now()
        row.save()
        whom = [user for user in source.responsible if user.is_active] or people.administrators()
        tell_many([_telling(user, source, row.told_at) for user in whom])
    return 1


def _telling(user: User, source: Source, at: datetime.datetime) -> Telling:
    alarms = source.alarms
    with translation.override(user.language):
        called = source.name()
        title = _("“%(name)s” is often a false alarm: %(false)d of the last %(all)d answers")
        lines = [_("Reasons given:"), *(f"· {reason}" for reason in alarms.reasons)] if alarms.reasons else []
        lines.append(_("Please make it more exact, or switch it off."))
        words = {"name": called, "false": alarms.false, "all": alarms.answered}
        return Telling(
            user, "watchdog", title % words, "\n".join(lines), link=source.link,
            key=f"alarm:{source.key}:{at.timestamp()}:{user.pk}",
            reason={"kind": "watchdog", "title": called},
        )  # fmt: skip
