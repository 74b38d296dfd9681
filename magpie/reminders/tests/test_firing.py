"""Reminders fire once, late rather than never, again until somebody answers, and reach more people with time."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from magpie.activities.models import Task
from magpie.notices import beats, set_back
from magpie.notices.models import Delivery, Notice
from magpie.platform import access, context, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, SavedList, User
from magpie.platform.problems import Invalid, NotFound, Refused
from magpie.reminders import clock, firing
from magpie.reminders.models import Occurrence, Reminder
from magpie.reminders.tests.make import (
    MINUTE,
    do,
    follow,
    make_ladder,
    make_team,
    make_user,
    passes,
    remind,
    state_of,
    tick,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db: None) -> User:
    return make_user("ana")


@pytest.fixture
def bo(db: None) -> User:
    return make_user("bo")


def test_a_reminder_fires_once_when_it_is_due_and_stays_until_it_is_done(ana: User) -> None:
    reminder = remind(ana, minutes=10, notes="Ask for the delivery date")
    assert (reminder.status, tick(), told(ana)) == ("scheduled", 0, [])
    passes(11)
    assert (tick(), tick()) == (1, 0)
    assert told(ana) == [("Call Mr Wang", 1)]
    reminder.refresh_from_db()
    assert (reminder.status, reminder.told, reminder.next_at) == ("firing", 1, None)
    notice = Notice.objects.get()
    assert "Ask for the delivery date" in notice.body
    assert (notice.kind, notice.matter) == ("reminder", f"reminder:{reminder.occurrences.get().pk}")
    do(ana, "done", reminder, note="He wants it on Friday")
    reminder.refresh_from_db()
    notice.refresh_from_db()
    assert (reminder.status, notice.outcome, notice.settled_by) == ("confirmed", "done", ana)
    assert state_of(reminder) == [("confirmed", 1, "done")]
    answered = Event.objects.get(object="reminder", record_id=reminder.pk, kind="reminder_answered")
    assert answered.data == {"outcome": "done", "note": "He wants it on Friday"}
    with pytest.raises(Refused):
        do(ana, "done", reminder)


def test_it_is_told_again_until_somebody_answers_once_on_each_channel_each_time(ana: User) -> None:
    reminder = remind(ana, repeat_minutes=30, urgent=True)
    for _count in range(3):
        assert tick() == 1
        passes(31)
    assert told(ana) == [("Call Mr Wang (reminder no. 3)", 3)]
    rounds = Delivery.objects.filter(channel="popup").order_by("id").values_list("round", flat=True)
    assert list(rounds) == [1, 2, 3]
    do(ana, "done", reminder)
    passes(1000)
    assert tick() == 0


def test_ordinary_reminders_do_not_nag_outside_working_time_urgent_ones_do(ana: User) -> None:
    friday_evening = datetime.datetime(2026, 11, 27, 17, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
    monday = datetime.datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    for urgent, expected in ((False, monday), (True, friday_evening + 30 * MINUTE)):
        reminder = remind(ana, repeat_minutes=30, urgent=urgent)
        occurrence = Occurrence.objects.select_related("reminder").get(reminder=reminder)
        batch = firing.Batch([occurrence], friday_evening)
        batch.work()
        assert occurrence.tell_at == expected


def test_late_is_not_lost_and_says_how_late(ana: User) -> None:
    reminder = remind(ana, minutes=5)
    Reminder.objects.update(created_at=timezone.now() - datetime.timedelta(days=9))
    passes(5 + 3 * 24 * 60)
    Occurrence.objects.update(due_at=timezone.now() - datetime.timedelta(days=3, minutes=1))
    assert (tick(), told(ana)) == (1, [("Call Mr Wang", 1)])
    assert "Told 3 days late." in Notice.objects.get().body
    assert reminder.occurrences.get().late_seconds == pytest.approx(3 * 24 * 3600 + 60, abs=30)


def test_whoever_does_not_answer_is_followed_by_their_manager(ana: User, bo: User) -> None:
    make_team("Sales", bo, ana)
    ladder = make_ladder({"after_rounds": 2, "to": "manager"}, {"after_minutes": 120, "to": "creator", "urgent": True})
    cy = make_user("cy")
    reminder = remind(ana, by=cy, repeat_minutes=30, ladder=ladder.pk, urgent=True)
    assert (tick(), told(bo)) == (1, [])
    passes(31)
    assert tick() == 1
    assert [title for title, _round in told(bo)] == ["Call Mr Wang (reminder no. 2)"]
    assert "Has not answered yet: Ana" in Notice.objects.get(recipient=bo).body
    reminder.refresh_from_db()
    assert (reminder.status, told(cy)) == ("escalated", [])
    passes(90)
    assert tick() == 1
    assert [n for _title, n in told(cy)] == [3]
    do(bo, "done", reminder)
    assert set(Notice.objects.values_list("outcome", "settled_by__username")) == {("done", "bo")}
    assert state_of(reminder) == [("confirmed", 3, "done")]


def test_whom_it_reached_may_answer_others_may_not_even_see_it(ana: User, bo: User) -> None:
    reminder = remind(ana)
    tick()
    with pytest.raises(NotFound):
        do(bo, "done", reminder)
    Occurrence.objects.update(people=[ana.pk, bo.pk])
    assert do(bo, "done", reminder).status == "confirmed"


def test_the_deputy_of_somebody_away_is_told_and_may_answer(ana: User, bo: User) -> None:
    ana.away_from, ana.deputy = timezone.now() - MINUTE, bo
    ana.save()
    reminder = remind(ana)
    tick()
    assert told(bo) == [("For Ana, who is away: Call Mr Wang", 1)]
    reason = Notice.objects.get(recipient=bo).reason
    assert (reason["kind"], reason["id"]) == ("reminder.owner", reminder.pk)
    assert reason["deputy_of"] == {"id": ana.pk, "title": "Ana"}
    assert do(bo, "done", reminder).status == "confirmed"
    assert set(Notice.objects.values_list("outcome", flat=True)) == {"done"}


def test_who_has_left_is_stood_for_by_the_manager_else_by_whoever_made_it_else_by_administrators(
    ana: User, bo: User
) -> None:
    make_team("Sales", bo, ana)
    cy, root = make_user("cy"), make_user("root", is_administrator=True)
    reminder = remind(ana, by=cy, repeat_minutes=30, urgent=True)
    for gone, expected in ((ana, bo), (bo, cy), (cy, root)):
        gone.is_active = False
        gone.save()
        tick()
        assert Notice.objects.order_by("-id").first().recipient == expected  # type: ignore[union-attr]
        passes(31)
    assert reminder.occurrences.get().people == [bo.pk, cy.pk, root.pk]


def test_a_snoozed_reminder_comes_again_at_its_time_and_its_notice_is_gone_until_then(ana: User) -> None:
    reminder = remind(ana, repeat_minutes=30)
    tick()
    do(ana, "snooze", reminder, minutes=60)
    reminder.refresh_from_db()
    assert (reminder.status, Notice.objects.get().outcome) == ("snoozed", "snoozed")
    passes(59)
    assert tick() == 0
    passes(2)
    assert tick() == 1
    notice = Notice.objects.get()
    assert (notice.round, notice.read_at, notice.settled_at) == (2, None, None)
    with pytest.raises(Invalid):
        do(ana, "snooze", reminder, until=timezone.now() - MINUTE)


def test_handed_to_somebody_else_it_is_theirs_and_told_at_once(ana: User, bo: User) -> None:
    reminder = remind(ana)
    tick()
    do(ana, "hand_over", reminder, to=bo.pk, note="You know him better")
    assert tick() == 1
    assert [title for title, _round in told(bo)] == ["Call Mr Wang (reminder no. 2)"]
    assert Notice.objects.get(recipient=ana).outcome == "handed_over"
    reminder.refresh_from_db()
    assert reminder.owner == bo


def test_a_condition_that_no_longer_holds_is_looked_at_in_the_moment_of_firing(ana: User) -> None:
    record = records.create(SavedList, {"name": "Invoice 7", "object": "user", "owner": ana.pk}, actor=SYSTEM)
    condition = {"field": "name", "is": "Invoice 7"}
    unpaid = remind(ana, related_to=f"list:{record.pk}", condition=condition, repeat_minutes=30, urgent=True)
    other = remind(ana, minutes=10, related_to=f"list:{record.pk}", condition=condition)
    assert tick() == 1
    records.update(record, {"name": "Paid"}, actor=SYSTEM)
    follow()
    assert tick() == 1
    assert state_of(unpaid) == [("resolved", 1, "condition")]
    assert state_of(other) == [("scheduled", 0, "")]
    passes(11)
    assert tick() == 1
    assert state_of(other) == [("resolved", 0, "condition")]
    assert Reminder.objects.get(pk=other.pk).status == "resolved"
    assert told(ana) == [("Call Mr Wang · Invoice 7", 1)]
    assert Notice.objects.get().outcome == "resolved"


def test_a_reminder_follows_the_date_of_its_record(ana: User) -> None:
    now = timezone.now()
    target = remind(ana, minutes=60 * 24 * 10, subject="The visit")
    relative = {"field": "starts_at", "days": -1}
    reminder = remind(ana, related_to=f"reminder:{target.pk}", relative=relative)
    (due,) = reminder.occurrences.values_list("due_at", flat=True)
    assert abs(due - (now + datetime.timedelta(days=9))) < MINUTE
    records.update(target, {"starts_at": now + datetime.timedelta(days=3)}, actor=SYSTEM)
    follow()
    (due,) = reminder.occurrences.values_list("due_at", flat=True)
    assert abs(due - (now + datetime.timedelta(days=2))) < MINUTE
    passes(2 * 24 * 60 + 1)
    Occurrence.objects.filter(reminder=target).update(look_at=None)
    assert tick() == 1
    assert [title for title, _round in told(ana)] == ["Call Mr Wang · The visit"]
    Reminder.objects.filter(pk=target.pk).update(starts_at=datetime.datetime(1926, 12, 1, tzinfo=datetime.UTC))
    follow()
    tick()
    reminder.refresh_from_db()
    assert (reminder.problem, state_of(reminder)) == ("implausible", [("resolved", 1, "implausible")])


def test_what_waits_is_not_deleted_unanswered_and_given_away_by_an_edit_it_is_told_at_once(ana: User, bo: User) -> None:
    reminder = remind(ana)
    tick()
    with pytest.raises(Refused):
        records.delete(reminder, actor=SYSTEM)
    records.update(reminder, {"owner": bo.pk}, actor=Actor.of_user(ana))
    follow()
    assert (tick(), told(bo)) == (1, [("Call Mr Wang (reminder no. 2)", 2)])
    do(bo, "done", reminder)
    records.delete(reminder, actor=SYSTEM)
    assert Occurrence.objects.count() == 0


def test_an_answer_that_is_taken_back_waits_again(ana: User) -> None:
    reminder = remind(ana)
    tick()
    do(ana, "done", reminder)
    with context.acting(SYSTEM, "undo"):
        records.update(reminder, {"status": "firing"}, actor=SYSTEM)
    follow()
    assert (tick(), state_of(reminder)) == (1, [("firing", 2, "")])
    assert Notice.objects.get().settled_at is None


def test_a_date_beyond_the_calendar_stops_no_other_reminder(ana: User) -> None:
    target = remind(ana, minutes=60 * 24 * 10, subject="For ever")
    odd = remind(ana, related_to=f"reminder:{target.pk}", relative={"field": "starts_at", "days": 3660})
    for_ever = datetime.datetime(9999, 12, 31, 23, 59, tzinfo=datetime.UTC)
    Reminder.objects.filter(pk=target.pk).update(starts_at=for_ever)
    plain = remind(ana)
    follow()
    odd.refresh_from_db()
    assert (odd.problem, plain.occurrences.count()) == ("implausible", 1)
    with pytest.raises(Invalid, match="between 2000 and 2100"):
        remind(ana, starts_at=datetime.datetime(1, 1, 1, tzinfo=datetime.UTC), ahead_minutes=1)


def test_another_time_for_what_waits_moves_it_and_it_is_told_again_only_then(ana: User) -> None:
    reminder = remind(ana)
    tick()
    later = timezone.now() + datetime.timedelta(days=1)
    records.update(reminder, {"starts_at": later}, actor=Actor.of_user(ana))
    follow()
    assert (tick(), state_of(reminder)) == (0, [("snoozed", 1, "")])
    passes(24 * 60 + 1)
    assert (tick(), told(ana)) == (1, [("Call Mr Wang (reminder no. 2)", 2)])


def test_a_ladder_begins_anew_with_whom_it_was_handed_to(ana: User, bo: User) -> None:
    make_team("East", User.objects.create_user("li", "secret words", name="Li"), ana, bo)
    reminder = remind(ana, repeat_minutes=10, urgent=True, ladder=make_ladder({"after_rounds": 3, "to": "manager"}).pk)
    tick()
    passes(10)
    tick()
    do(ana, "hand_over", reminder, to=bo.pk)
    tick()
    assert state_of(reminder) == [("firing", 3, "")]
    for _n in range(2):
        passes(10)
        tick()
    assert state_of(reminder) == [("escalated", 5, "")]


def test_who_may_not_read_the_record_is_told_without_its_name(ana: User, bo: User) -> None:
    lead = records.create(Task, {"subject": "Secret talks"}, actor=SYSTEM)
    User.objects.filter(pk=ana.pk).update(is_administrator=True)
    remind(bo, by=User.objects.get(pk=ana.pk), related_to=f"task:{lead.pk}")
    tick()
    assert told(bo) == [("Call Mr Wang", 1)]


def test_who_was_told_once_may_answer_and_neither_edit_nor_delete(ana: User, bo: User) -> None:
    User.objects.filter(pk=ana.pk).update(deputy=bo, away_from=timezone.now() - MINUTE)
    reminder = remind(User.objects.get(pk=ana.pk), repeat_minutes=10)
    tick()
    object_type = objects.get("reminder")
    rights = {verb: access.reaches(Actor.of_user(bo), object_type, reminder, verb) for verb in ("update", "delete")}
    assert rights == {"update": True, "delete": False}
    do(ana, "done", reminder)
    assert not access.reaches(Actor.of_user(bo), object_type, reminder, "update")


def test_repetitions_follow_a_clock_that_was_set_back_but_not_what_somebody_put_off(ana: User) -> None:
    nag = remind(ana, subject="Nag", repeat_minutes=30, urgent=True)
    put_off = remind(ana, subject="Put off")
    assert tick() == 2
    do(ana, "snooze", put_off, minutes=60)
    follow()
    passes(-24 * 60)  # as a clock that was a day ahead would have written it
    beats.Heartbeat.objects.create(name="reminders", process="one:1", at=timezone.now() + datetime.timedelta(days=1))
    until = put_off.occurrences.get().look_at
    assert until is not None
    assert set_back.notice() is not None
    passes(31)
    assert tick() == 1
    assert (nag.occurrences.get().round, put_off.occurrences.get().round) == (2, 1)
    assert put_off.occurrences.get().look_at == until - 31 * MINUTE


def test_a_second_process_helps_only_when_what_is_due_was_not_told_at_once(ana: User) -> None:
    assert not clock.is_behind()
    remind(ana, minutes=0.5)
    remind(ana, minutes=0)
    assert not clock.is_behind()
    passes(0.1)
    assert clock.is_behind()
    assert tick() == 1
    assert not clock.is_behind()
