"""Rules about people: who has not entered enough on a working day is reminded, and managers get one list.

Nobody is chased for a day on which the company does not work, or on which they were away when it was over.  Days that
nobody looked at, because no worker ran, are looked at later; who missed several of them is reminded once.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from magpie.lib import zones
from magpie.notices import people
from magpie.notices.delegations import standing
from magpie.notices.tell import KINDS, Telling, tell_many
from magpie.platform import context, filters, working_time
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.watchdog import chasing, conditions, receivers, watching
from magpie.watchdog.models import PeopleDay, Sweep, WatchCase, WatchRule

log = logging.getLogger(__name__)
KIND = "watchdog"
KINDS[KIND] = gettext_lazy("Watchdog: lists and warnings")
ONE_DAY = datetime.timedelta(days=1)
MOST_DAYS = 31  # older days are not looked at any more


def today(rule: WatchRule) -> datetime.date:
    """The present day on the clock of the rule's calendar."""
    return timezone.now().astimezone(zone_of(rule)).date()


def zone_of(rule: WatchRule) -> datetime.tzinfo:
    """The zone whose days count."""
    return working_time.calendar(rule.calendar_id).zone


def due_of(rule: WatchRule, day: datetime.date) -> datetime.datetime:
    """Until when it should have been entered on that day."""
    return zones.at(day, rule.by_time or datetime.time(18), zone_of(rule))


def missing(rule: WatchRule, day: datetime.date, users: Sequence[User]) -> tuple[list[User], list[User]]:
    """Who of these has not entered enough for that day, and who of those was away when the time was up."""
    counts = counts_of(rule, day, [user.pk for user in users])
    short = [user for user in users if counts.get(user.pk, 0) < rule.at_least]
    due = due_of(rule, day)
    away = [user for user in short if not standing.of(user, "reminders", due).is_there]
    return [user for user in short if user not in away], away


def counts_of(rule: WatchRule, day: datetime.date, users: Sequence[int], *, until_now: bool = False) -> dict[int, int]:
    """How many records of that day, or from that day until now, each of these has entered; who has none is left out."""
    target = conditions.target_of(rule)
    if target is None or not users:
        return {}
    column, zone = target.field(rule.person_field).column, zone_of(rule)
    first = zones.at(day, datetime.time(), zone)
    moment: Any = conditions.since(rule, target)
    condition = filters.to_q(target, rule.filter, filters.Caller.of())
    found = target.model._default_manager.filter(condition, **{f"{column}__in": list(users)}).order_by()
    found = found.filter(GreaterThanOrEqual(moment, first))
    if not until_now:
        found = found.filter(LessThan(moment, zones.at(day + datetime.timedelta(days=1), datetime.time(), zone)))
    return dict(found.values_list(column).annotate(entered=Count("pk")))


# ---- what is still missing


def still_missing(rule: WatchRule) -> dict[int, list[WatchCase]]:
    """The open cases by person of which nothing was entered until now either; what is entered later counts for them."""
    by_day: dict[datetime.date, list[WatchCase]] = {}
    for case in WatchCase.objects.filter(rule=rule.pk, ended_at=None, day__isnull=False).order_by("day"):
        by_day.setdefault(case.day or case.due_at.date(), []).append(case)
    found: dict[int, list[WatchCase]] = {}
    for day in sorted(by_day, reverse=True):
        counts = counts_of(rule, day, [case.record_id for case in by_day[day]], until_now=True)
        for case in by_day[day]:
            later = found.get(case.record_id, [])
            if counts.get(case.record_id, 0) < rule.at_least * (len(later) + 1):
                found.setdefault(case.record_id, []).insert(0, case)
    return found


def end_what_was_entered(rule: WatchRule) -> None:
    """End the cases of people who have entered what was missing; their reminders are looked at again."""
    missing_now = {case.pk for cases in still_missing(rule).values() for case in cases}
    over = WatchCase.objects.filter(rule=rule.pk, ended_at=None, day__isnull=False).exclude(pk__in=missing_now)
    ended = list(over)
    WatchCase.objects.filter(pk__in=[case.pk for case in ended]).update(ended_at=timezone.now())
    watching.look_again(ended)


watching.when_entered.append(end_what_was_entered)

# ---- by the clock


def look_some() -> int:
    """Look at the working days that are over for each rule about people; how many people were found wanting."""
    found = 0
    for rule in conditions.active_rules().values():
        if rule.kind != "people":
            continue
        try:
            found += _look(rule)
        except filters.FilterError:
            log.warning("the watchdog rule %s cannot be followed", rule.pk, exc_info=True)
    return found


def _look(rule: WatchRule) -> int:
    now = timezone.now()
    if not _due_days(rule, now) and not _unlisted(rule, now):
        return 0
    with transaction.atomic(), context.acting(SYSTEM, "watchdog.chase"):
        if not Sweep.objects.select_for_update(skip_locked=True).filter(rule=rule.pk).exists():
            return 0  # another worker is at it, or the rule is quite new
        users = receivers.members(rule.receivers)
        cases = []
        for day in _due_days(rule, now):
            PeopleDay.objects.create(rule=rule, day=day, looked_at=now)
            short, _away = missing(rule, day, users)
            start = zones.at(day, datetime.time(), zone_of(rule))
            cases += [
                WatchCase(rule=rule, object="user", record_id=user.pk, day=day, since=start, due_at=due_of(rule, day),
                          opened_at=now)
                for user in short
            ]  # fmt: skip
        WatchCase.objects.bulk_create(cases)
        end_what_was_entered(rule)  # on days that are looked at late it may have been entered since
        wanted = {case.pk for several in still_missing(rule).values() for case in several}
        last = {case.record_id: case for case in cases if case.pk in wanted}  # who missed several is reminded once
        by_number = {user.pk: user for user in users}
        chasing.remind((case, by_number[number], by_number[number]) for number, case in last.items())
        for row in _unlisted(rule, now):
            _list(rule, row)
            row.listed_at = now
            row.save(update_fields=["listed_at"])
        return len(last)


def _due_days(rule: WatchRule, now: datetime.datetime) -> list[datetime.date]:
    """The working days that are over and that nobody has looked at, from the rule's beginning on."""
    hours, zone = working_time.calendar(rule.calendar_id), zone_of(rule)
    last = PeopleDay.objects.filter(rule=rule.pk).order_by("-day").values_list("day", flat=True).first()
    day = last + ONE_DAY if last is not None else _first_day(rule, zone)
    day = max(day, now.astimezone(zone).date() - MOST_DAYS * ONE_DAY)
    found = []
    while due_of(rule, day) <= now:
        if hours.works_on(day):
            found.append(day)
        day += ONE_DAY
    return found


def _first_day(rule: WatchRule, zone: datetime.tzinfo) -> datetime.date:
    """The day on which a rule was switched on, or the next one if it was then too late."""
    on = rule.updated_at
    day: datetime.date = on.astimezone(zone).date()
    return day if on < due_of(rule, day) else day + ONE_DAY


def _unlisted(rule: WatchRule, now: datetime.datetime) -> list[PeopleDay]:
    if rule.list_time is None:
        return []
    rows = PeopleDay.objects.filter(rule=rule.pk, listed_at=None).order_by("day")
    return [row for row in rows if zones.at(row.day, rule.list_time, zone_of(rule)) <= now]


def _list(rule: WatchRule, row: PeopleDay) -> None:
    """Tell each manager once who of their people has not entered enough for that day."""
    missing_now = {n for n, cases in still_missing(rule).items() if any(case.day == row.day for case in cases)}
    by_manager: dict[int, tuple[User, list[str]]] = {}
    for user in User.objects.filter(pk__in=missing_now, is_active=True).order_by("pk"):
        manager = people.manager_of(user)
        if manager is not None:
            by_manager.setdefault(manager.pk, (manager, []))[1].append(str(user))
    tellings = []
    for manager, names in by_manager.values():
        with translation.override(manager.language):
            title = ngettext(
                "%(rule)s: %(count)d person has not done it (%(day)s)",
                "%(rule)s: %(count)d people have not done it (%(day)s)",
                len(names),
            )
            words = {"rule": chasing.message(rule, manager, manager), "count": len(names), "day": row.day.isoformat()}
            tellings.append(
                Telling(
                    manager, KIND, title % words, _(", ").join(names), link=f"/watchdog?rule={rule.pk}&by=person",
                    key=f"watchdog:{rule.pk}:{row.day}:{manager.pk}",
                    reason={"kind": "watchdog", "id": rule.pk, "title": conditions.name_of(rule)},
                )
            )  # fmt: skip
    tell_many(tellings)
