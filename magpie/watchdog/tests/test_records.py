"""Rules about records: what becomes late is chased once, by events and by sweeps, and is over when it is done."""

from __future__ import annotations

import pytest

from magpie.notices.models import Notice
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.reminders.models import Reminder
from magpie.reminders.tests.make import do, make_team, make_user
from magpie.watchdog import watching
from magpie.watchdog.models import Sweep, WatchCase, Watched, WatchRule
from magpie.watchdog.tests.make import cases, chased, follow, look, make_rule, make_task, passes

pytestmark = pytest.mark.django_db


def test_what_is_late_is_chased_once_and_its_owner_is_told() -> None:
    bo = make_user("bo")
    rule = make_rule(message_en="Not done: {{ record.subject }}")
    task = make_task(bo)
    passes(1)
    assert look() == 0
    passes(1.1)
    assert [look(), look(), look()] == [1, 0, 0]
    assert cases(rule) == [(task.pk, 1, True, "")]
    assert chased(rule) == [(bo.pk, "firing")]
    notice = Notice.objects.get(recipient=bo)
    assert notice.title == "Not done: Send samples"
    assert "Expected: Status is Completed" in notice.body


def test_what_is_done_in_time_is_not_chased_and_what_is_done_later_ends_the_chase() -> None:
    bo = make_user("bo")
    rule = make_rule()
    done, late = make_task(bo), make_task(bo)
    records.update(done, {"status": "completed"}, actor=SYSTEM)
    passes(3)
    look()
    assert cases(rule) == [(late.pk, 1, True, "")]
    records.update(late, {"status": "completed"}, actor=SYSTEM)
    look()
    assert cases(rule) == [(late.pk, 1, False, "")]
    assert chased(rule) == [(bo.pk, "resolved")]


def test_late_again_is_a_new_round() -> None:
    bo = make_user("bo")
    rule = make_rule(since="stage", expected={})
    task = make_task(bo)
    passes(3)
    look()
    records.update(task, {"status": "in_progress"}, actor=SYSTEM)
    look()
    assert cases(rule) == [(task.pk, 1, False, "")]
    passes(3)
    look()
    assert cases(rule) == [(task.pk, 1, False, ""), (task.pk, 2, True, "")]
    assert chased(rule) == [(bo.pk, "resolved"), (bo.pk, "firing")]


def test_one_answer_is_enough_and_is_kept_with_its_reason() -> None:
    jing, bo = make_user("jing"), make_user("bo")
    make_team("East", jing, bo)
    rule = make_rule(receivers=[{"kind": "owner"}, {"kind": "owner_manager"}])
    task = make_task(bo)
    passes(3)
    look()
    assert chased(rule) == [(bo.pk, "firing"), (jing.pk, "firing")]
    do(bo, "false_alarm", Reminder.objects.get(owner=bo), note="The customer has cancelled")
    look()
    assert cases(rule) == [(task.pk, 1, True, "false_alarm")]
    assert chased(rule) == [(bo.pk, "confirmed"), (jing.pk, "resolved")]
    assert WatchCase.objects.get().note == "The customer has cancelled"
    assert look() == 0


def test_a_sweep_finds_what_no_event_told_and_after_a_week_off_it_is_told_late_and_once() -> None:
    bo = make_user("bo")
    rule = make_rule()
    task = make_task(bo)
    passes(24 * 7)
    Watched.objects.all().delete()  # as if no event had been read
    assert look() == 0
    Sweep.objects.update(next_at=None)
    assert [look(), look()] == [1, 0]
    assert cases(rule) == [(task.pk, 1, True, "")]
    assert "Noticed 6 days late." in Notice.objects.get(recipient=bo).body


def test_a_rule_that_is_switched_off_stops_its_reminders() -> None:
    bo = make_user("bo")
    rule = make_rule()
    make_task(bo)
    passes(3)
    look()
    records.update(rule, {"is_active": False}, actor=SYSTEM)
    look()
    look()
    assert chased(rule) == [(bo.pk, "resolved")]
    assert not Watched.objects.exists()


def test_the_owner_who_has_left_is_stood_for_by_their_manager() -> None:
    jing, bo = make_user("jing"), make_user("bo")
    make_team("East", jing, bo)
    rule = make_rule()
    make_task(bo)
    records.update(bo, {"is_active": False}, actor=SYSTEM)
    passes(3)
    look()
    assert chased(rule) == [(jing.pk, "firing")]


def test_a_rule_that_cannot_be_understood_any_more_says_so_and_holds_up_nothing() -> None:
    bo = make_user("bo")
    broken, sound = make_rule(), make_rule()
    WatchRule.objects.filter(pk=broken.pk).update(filter={"field": "gone", "is": 1})
    setup.forget()
    make_task(bo)
    passes(3)
    Sweep.objects.filter(rule=broken.pk).update(next_at=None)
    look()
    assert "gone" in Sweep.objects.get(rule=broken.pk).error
    assert [len(cases(broken)), len(cases(sound))] == [0, 1]


@pytest.mark.parametrize("order", ["esss", "sese", "sses", "eess"])
def test_each_late_record_is_chased_once_whatever_the_order_of_events_and_sweeps(order: str) -> None:
    bo = make_user("bo")
    rule = make_rule()
    tasks = [records.create(type(make_task(bo)), {"subject": str(n), "owner": bo.pk}, actor=SYSTEM) for n in range(3)]
    for letter in order:
        passes(1) if letter == "e" else None
        follow() if letter == "e" else Sweep.objects.update(version=0)
        watching.sweep_some()
        look()
    passes(3)
    look()
    look()
    found = [number for number, _round, _lasts, _outcome in cases(rule)]
    assert sorted(found) == sorted(WatchCase.objects.values_list("record_id", flat=True).distinct())
    assert {task.pk for task in tasks} <= set(found)
