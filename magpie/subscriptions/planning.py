"""When a subscription comes next: its rule, its working calendar, its end."""

from __future__ import annotations

import datetime
import zoneinfo

from django.conf import settings
from django.utils import timezone

from magpie.lib import recurrence
from magpie.lib.recurrence import Rule, Works
from magpie.platform import working_time
from magpie.platform.models import User
from magpie.subscriptions.models import Subscription

MOST_MISSED = 500
JUST_BEFORE = datetime.timedelta(seconds=1)


def rule_of(subscription: Subscription) -> Rule | None:
    """Its times; None if they cannot be understood."""
    try:
        return recurrence.read(subscription.recurrence)
    except recurrence.RecurrenceError:
        return None


def zone_of(user: User | None) -> datetime.tzinfo:
    """The zone in which somebody reads times."""
    try:
        return zoneinfo.ZoneInfo((user.time_zone if user is not None else "") or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()


def next_after(subscription: Subscription, moment: datetime.datetime) -> datetime.datetime | None:
    """Its first time later than the moment; None when there is none any more, or none that can be understood."""
    rule = rule_of(subscription)
    if rule is None:
        return None
    due = rule.after(moment, _works(subscription))
    return due if due is not None and not _is_over(subscription, rule, due) else None


def times_until(
    subscription: Subscription, first: datetime.datetime, now: datetime.datetime
) -> list[datetime.datetime]:
    """All times from the first one on until now, the newest last; of very many only the last ones."""
    found = [first]
    while (due := next_after(subscription, found[-1])) is not None and due <= now:
        found.append(due)
        if len(found) > MOST_MISSED:
            found = found[-2:]
    return found


def is_meant(subscription: Subscription, at: datetime.datetime) -> bool:
    """Whether that is one of its times, as its rule and the calendar are now."""
    return next_after(subscription, at - JUST_BEFORE) == at


def _works(subscription: Subscription) -> Works:
    return working_time.calendar(subscription.calendar_id).works_on


def _is_over(subscription: Subscription, rule: Rule, due: datetime.datetime) -> bool:
    last: datetime.date | None = subscription.ends_on
    return last is not None and due.astimezone(zoneinfo.ZoneInfo(rule.zone)).date() > last
