"""Rules about people: who has not entered enough is reminded, managers get one list, nobody away is."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from magpie.activities.models import Note
from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User, WorkingCalendar
from magpie.platform.models.working_time import WEEKDAYS
from magpie.reminders.models import Reminder
from magpie.reminders.tests.make import do, make_team, make_user, tick
from magpie.watchdog import people_days
from magpie.watchdog.models import PeopleDay, WatchCase, WatchRule
from magpie.watchdog.tests.make import follow, make_rule

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def make_daily(*users: User, days_ago: int = 0, **values: Any) -> WatchRule:
    """Every day, up to the present minute, each of these writes a note; it has been on for so many days."""
    week = dict.fromkeys(WEEKDAYS, "00:00-24:00")
    calendar = records.create(WorkingCalendar, {"name": "Every day", "time_zone": "UTC", **week}, actor=SYSTEM)
    rule = make_rule(
        name="Daily report", kind="people", object="note", filter={}, expected={}, person_field="owner",
        by_time="00:00", receivers=[{"kind": "user", "id": user.pk} for user in users], calendar=calendar.pk, **values,
    )  # fmt: skip
    began = people_days.today(rule) - (days_ago + 1) * DAY
    PeopleDay.objects.create(rule=rule, day=began, looked_at=timezone.now(), listed_at=timezone.now())
    return rule


def write(user: User) -> None:
    records.create(Note, {"subject": "Visit", "body": "Went well", "owner": user.pk}, actor=SYSTEM)
    follow()


def look() -> int:
    follow()
    found = people_days.look_some()
    follow()
    tick()
    follow()
    return found


def test_who_has_not_written_is_reminded_once_and_the_manager_gets_one_list() -> None:
    jing, ana, bo = make_user("jing"), make_user("ana"), make_user("bo")
    make_team("East", jing, ana, bo)
    write(ana)
    rule = make_daily(ana, bo, list_time="00:00", message_en="Write your report")
    assert [look(), look()] == [1, 0]
    assert list(Reminder.objects.values_list("owner", "subject", "status")) == [(bo.pk, "Write your report", "firing")]
    assert list(Notice.objects.filter(recipient=jing).values_list("title", "body")) == [
        (f"Write your report: 1 person has not done it ({people_days.today(rule)})", "Bo")
    ]


def test_what_is_written_later_ends_the_chase() -> None:
    bo = make_user("bo")
    make_daily(bo)
    look()
    write(bo)
    look()
    assert list(Reminder.objects.values_list("status", flat=True)) == ["resolved"]
    assert not WatchCase.objects.filter(ended_at=None).exists()


def test_nobody_on_leave_is_chased() -> None:
    ana, bo = make_user("ana"), make_user("bo")
    now = timezone.now()
    records.update(bo, {"away_from": now - 3 * DAY, "away_until": now + DAY}, actor=SYSTEM)
    make_daily(ana, bo)
    assert look() == 1
    assert list(Reminder.objects.values_list("owner", flat=True)) == [ana.pk]


def test_days_on_which_no_worker_ran_are_looked_at_later_and_told_once() -> None:
    bo = make_user("bo")
    rule = make_daily(bo, days_ago=6)
    assert [look(), look()] == [1, 0]
    today = people_days.today(rule)
    assert list(WatchCase.objects.order_by("day").values_list("day", flat=True)) == [
        today - n * DAY for n in range(6, -1, -1)
    ]
    assert Notice.objects.filter(recipient=bo).count() == 1
    do(bo, "not_needed", Reminder.objects.get(), note="I was at the fair")
    follow()
    assert set(WatchCase.objects.values_list("outcome", flat=True)) == {"not_needed"}
