"""False alarms teach: a rule that is often wrong is told to whoever answers for it, once a week, with the reasons."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import F

from magpie.lib.recurrence import Rule
from magpie.notices.models import Notice
from magpie.platform.models import User
from magpie.reminders.models import Occurrence, Reminder
from magpie.reminders.tests.make import do, make_user, remind
from magpie.watchdog import alarms
from magpie.watchdog.models import FalseAlarmWarning, WatchRule
from magpie.watchdog.tests.make import follow, look, make_rule, make_task, passes

pytestmark = pytest.mark.django_db


def answer(rule: WatchRule, bo: User, *outcomes: str) -> None:
    """Let so many tasks become late, and answer each reminder in this way."""
    for _n in outcomes:
        make_task(bo)
    passes(3)
    look()
    waiting = Reminder.objects.filter(origin__startswith=f"watchdog:{rule.pk}:", status="firing").order_by("id")
    for number, (reminder, outcome) in enumerate(zip(list(waiting), outcomes, strict=True)):
        do(bo, outcome, reminder, note=f"reason {number}")
    follow()


def test_five_false_alarms_of_thirty_answers_are_told_once_a_week_with_their_reasons() -> None:
    bo, root = make_user("bo"), make_user("root", is_administrator=True)
    rule = make_rule(responsible=root.pk)
    answer(rule, bo, *["false_alarm"] * 4)
    assert alarms.warn_some() == 0
    answer(rule, bo, "false_alarm", "done")
    assert [alarms.warn_some(), alarms.warn_some()] == [1, 0]
    notice = Notice.objects.get(recipient=root)
    assert notice.title == "“Task not done” is often a false alarm: 5 of the last 6 answers"
    assert "· reason 3" in notice.body
    assert alarms.of_rules([rule.pk])[rule.pk].are_many
    FalseAlarmWarning.objects.update(told_at=F("told_at") - datetime.timedelta(days=8))
    assert alarms.warn_some() == 1
    assert Notice.objects.filter(recipient=root).count() == 2


def test_a_rule_that_is_seldom_wrong_is_not_complained_of() -> None:
    bo = make_user("bo")
    rule = make_rule()
    answer(rule, bo, *["false_alarm"] * 5, *["done"] * 21)
    found = alarms.of_rules([rule.pk])[rule.pk]
    assert (found.answered, found.false, found.are_many) == (26, 5, False)
    assert alarms.warn_some() == 0


def test_whoever_made_a_repeating_reminder_is_told_that_it_is_often_wrong() -> None:
    bo, jing = make_user("bo"), make_user("jing")
    rule = Rule("FREQ=DAILY", datetime.datetime(2026, 1, 1, 9), "UTC", "as_is")  # noqa: DTZ001 - a local time
    reminder = remind(bo, by=jing, recurrence=rule.stored())
    for n in range(5):
        Occurrence.objects.create(
            reminder=reminder, due_at=reminder.created_at - datetime.timedelta(days=n + 1), status="confirmed",
            outcome="false_alarm", note="No stock left", answered_by=bo, answered_at=reminder.created_at,
        )  # fmt: skip
    assert [alarms.warn_some(), alarms.warn_some()] == [1, 0]
    assert list(Notice.objects.values_list("recipient__username", "title")) == [
        ("jing", "“Call Mr Wang” is often a false alarm: 5 of the last 5 answers")
    ]
