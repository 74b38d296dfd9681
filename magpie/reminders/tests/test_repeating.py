"""What repeats comes again by its rule, whatever becomes of the time before, and what was missed is told once."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Invalid
from magpie.reminders import firing
from magpie.reminders.models import Occurrence, Reminder
from magpie.reminders.tests.make import do, follow, make_user, remind, state_of, tick, told

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def daily(first: datetime.datetime, rule: str = "FREQ=DAILY", **more: object) -> dict[str, object]:
    local = first.astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)
    return {"rule": rule, "first": local.isoformat(timespec="minutes"), "zone": "Asia/Shanghai", **more}


@pytest.fixture
def ana(db: None) -> User:
    return make_user("ana")


def ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def move(reminder: Reminder, days: float) -> None:
    """The next time that is planned lies so many days in the past, as after a night or a week without power."""
    due = (timezone.now() - datetime.timedelta(days=days)).replace(second=0, microsecond=0)
    reminder.occurrences.filter(status="scheduled").update(due_at=due, tell_at=due, look_at=due)


def test_the_next_time_stands_as_soon_as_one_is_told_and_each_is_answered_by_itself(ana: User) -> None:
    reminder = remind(ana, subject="Sales meeting", recurrence=daily(ago(2) + datetime.timedelta(hours=1)))
    move(reminder, 0.01)
    assert tick() == 1
    assert state_of(reminder) == [("firing", 1, ""), ("scheduled", 0, "")]
    do(ana, "done", reminder)
    reminder.refresh_from_db()
    assert (reminder.status, state_of(reminder)) == ("scheduled", [("confirmed", 1, "done"), ("scheduled", 0, "")])
    assert reminder.next_at == reminder.occurrences.get(status="scheduled").due_at
    assert reminder.next_at > timezone.now()


def test_after_a_week_without_power_it_is_told_once_with_all_the_times_that_were_missed(ana: User) -> None:
    reminder = remind(ana, subject="Daily report", recurrence=daily(ago(20)))
    due = reminder.occurrences.get().due_at - datetime.timedelta(days=8)
    reminder.occurrences.update(due_at=due, tell_at=due, look_at=due)
    assert (tick(), tick()) == (1, 0)
    told, coming = reminder.occurrences.order_by("due_at")
    assert len(told.missed) == 7
    assert coming.due_at == due + datetime.timedelta(days=8)
    body = Notice.objects.get().body
    assert "It was also due at:" in body
    assert "(+2)" in body


def test_what_is_not_answered_stays_open_beside_the_next_time(ana: User) -> None:
    reminder = remind(ana, recurrence=daily(ago(2)))
    for days in (1.5, 0.5):
        move(reminder, days)
        tick()
    assert state_of(reminder) == [("firing", 1, ""), ("firing", 1, ""), ("scheduled", 0, "")]
    first = reminder.occurrences.order_by("due_at")[0]
    do(ana, "done", reminder, occurrence=first.pk)
    assert [s for s, _n, _o in state_of(reminder)] == ["confirmed", "firing", "scheduled"]
    assert Reminder.objects.get().status == "firing"


def test_answered_before_its_time_it_comes_again_at_the_next_one(ana: User) -> None:
    reminder = remind(ana, recurrence=daily(ago(2)))
    due = reminder.occurrences.get().due_at
    do(ana, "done", reminder)
    done, coming = reminder.occurrences.order_by("due_at")
    assert (done.due_at, coming.due_at) == (due, due + datetime.timedelta(days=1))
    assert (done.status, coming.status) == ("confirmed", "scheduled")


def test_a_changed_rule_plans_the_next_time_anew_and_a_cancelled_one_plans_none(ana: User) -> None:
    reminder = remind(ana, recurrence=daily(ago(2)))
    weekly = daily(ago(2), "FREQ=WEEKLY;BYDAY=MO")
    records.update(reminder, {"recurrence": weekly}, actor=Actor.of_user(ana))
    follow()
    assert reminder.occurrences.get().due_at.astimezone(SHANGHAI).weekday() == 0
    do(ana, "cancel", reminder)
    assert (Reminder.objects.get().status, Occurrence.objects.count()) == ("cancelled", 0)


def test_a_day_off_moves_it_to_the_next_working_day(ana: User) -> None:
    saturday = datetime.datetime(2027, 6, 5, 10, tzinfo=SHANGHAI)
    reminder = remind(ana, recurrence=daily(saturday, "FREQ=YEARLY", days_off="next"))
    due = reminder.occurrences.get().due_at.astimezone(SHANGHAI)
    assert due == datetime.datetime(2027, 6, 7, 10, tzinfo=SHANGHAI)


def test_what_cannot_be_a_reminder_is_refused_with_the_reason(ana: User) -> None:
    for values, field in (
        ({"recurrence": {"rule": "FREQ=SECONDLY"}}, "recurrence"),
        ({"relative": {"field": "due_at"}}, "relative"),
        ({"condition": {"field": "status", "is": "x"}}, "condition"),
        ({"repeat_minutes": 0}, "repeat_minutes"),
    ):
        with pytest.raises(Invalid) as refused:
            remind(ana, **values)
        assert list(refused.value.fields) == [field]
    assert Reminder.objects.count() == 0


def test_a_daily_duty_told_far_ahead_that_missed_more_than_it_keeps_goes_on(ana: User) -> None:
    reminder = remind(ana, recurrence=daily(ago(1000)), ahead_minutes=525_600)
    move(reminder, 900)
    tick()
    told_now, coming = reminder.occurrences.order_by("due_at")
    assert len(told_now.missed) == firing.MOST_MISSED
    assert coming.tell_at is not None
    assert coming.tell_at > timezone.now()


def test_only_this_time_is_handed_over_and_the_next_stays(ana: User) -> None:
    bo = make_user("bo")
    reminder = remind(ana, subject="Sales meeting", notes="Agenda", urgent=True, recurrence=daily(ago(2)))
    move(reminder, 0.5)
    tick()
    do(ana, "hand_over", reminder, to=bo.pk, times="this", note="I am away")
    reminder.refresh_from_db()
    assert (reminder.owner, reminder.status) == (ana, "scheduled")
    assert state_of(reminder) == [("confirmed", 1, "handed_over"), ("scheduled", 0, "")]
    theirs = Reminder.objects.exclude(pk=reminder.pk).get()
    assert (theirs.owner, theirs.subject, theirs.notes, theirs.urgent, theirs.recurrence) == (
        bo, "Sales meeting", "Agenda", True, {},
    )  # fmt: skip
    tick()
    assert told(bo) == [("Sales meeting", 1)]


def test_all_further_times_are_handed_over_with_this_one(ana: User) -> None:
    bo = make_user("bo")
    reminder = remind(ana, recurrence=daily(ago(2)))
    move(reminder, 0.5)
    tick()
    do(ana, "hand_over", reminder, to=bo.pk)
    reminder.refresh_from_db()
    assert (reminder.owner, Reminder.objects.count()) == (bo, 1)
    assert state_of(reminder) == [("firing", 1, ""), ("scheduled", 0, "")]


def test_what_comes_once_is_handed_over_itself(ana: User) -> None:
    bo = make_user("bo")
    reminder = remind(ana)
    tick()
    do(ana, "hand_over", reminder, to=bo.pk, times="this")
    reminder.refresh_from_db()
    assert (reminder.owner, Reminder.objects.count()) == (bo, 1)
