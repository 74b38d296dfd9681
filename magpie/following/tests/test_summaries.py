"""Summaries: at their hour, on working days, with what changed and what stands still."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest

from magpie.following import rules, telling
from magpie.following.models import Gathered
from magpie.following.tests.make import (
    begin,
    change,
    follow,
    make_account,
    make_role,
    make_rule,
    make_team,
    make_user,
    told,
)
from magpie.notices.models import Notice
from magpie.platform.models import User

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
MINUTE = datetime.timedelta(minutes=1)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def works_on(day: datetime.date) -> bool:
    """Monday to Friday, but the 2nd of October is a holiday and Saturday the 10th makes up for it."""
    return (day.weekday() < 5 or day.isoformat() == "2026-10-10") and day.isoformat() != "2026-10-02"


@pytest.mark.parametrize(
    ("timing", "now", "due"),
    [
        ("daily", "2026-10-01T17:29", "2026-09-30T17:30"),
        ("daily", "2026-10-01T17:30", "2026-10-01T17:30"),
        ("daily", "2026-10-04T12:00", "2026-10-01T17:30"),  # a holiday and a weekend
        ("daily", "2026-10-10T18:00", "2026-10-10T17:30"),  # a make-up Saturday
        ("weekly", "2026-10-06T12:00", "2026-10-05T17:30"),  # Friday was a holiday: the next working day
        ("weekly", "2026-10-09T18:00", "2026-10-09T17:30"),
        ("weekly", "2026-10-12T12:00", "2026-10-09T17:30"),
    ],
)
def test_a_summary_is_due_on_working_days(timing: str, now: str, due: str) -> None:
    assert rules.last_due(timing, datetime.time(17, 30), 4, at(now), SHANGHAI, works_on) == at(due)


def test_nothing_is_due_where_nobody_works() -> None:
    assert rules.last_due("daily", datetime.time(9), 0, at("2026-10-01T12:00"), SHANGHAI, lambda _day: False) is None


@pytest.mark.django_db
def test_the_manager_reads_once_a_day_what_changed_and_what_stands_still() -> None:
    role = make_role("Sales", read="all")
    ana, bo, mia = (make_user(n, roles=[role.pk], time_zone="Asia/Shanghai") for n in ("ana", "bo", "mia"))
    make_team("North", mia, ana)
    rule = make_rule(
        name="Progress", filter={"field": "employees", "is": 50}, events=[{"on": "updated", "fields": ["type"]}],
        receivers=[{"kind": "manager", "path": "owner"}], timing="daily", at="17:30", tells_still=True,
        shown=["type", "tax_number"],
    )  # fmt: skip
    moved = make_account("Moved", owner=ana.pk, employees=50, tax_number="A")
    make_account("Stands", owner=ana.pk, employees=50, tax_number="B")
    make_account("Elsewhere", owner=ana.pk, employees=9)
    begin()
    change(moved, bo, type="partner")
    assert follow() == 0
    today = Gathered.objects.get().gathered_at.astimezone(SHANGHAI).date()
    noon = datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time(12), SHANGHAI)
    while not (due := telling.due_at(rule, SHANGHAI, noon + datetime.timedelta(hours=12))) or due < noon:
        noon += datetime.timedelta(days=1)
    assert telling.summaries(due - MINUTE) == 0  # the first look
    assert telling.summaries(due) == 1
    assert telling.summaries(due + MINUTE) == 0
    notice = Notice.objects.get(recipient=mia)
    assert notice.title == "Progress: 2 Accounts"
    assert notice.body.splitlines()[:2] == [
        "• Moved: Type Customer → Partner (Bo) | Type Partner · Tax number A",
        "• Stands: Type Customer · Tax number B",
    ]
    assert told(ana) == []
    assert not Gathered.objects.exists()
    User.objects.filter(pk=mia.pk).update(is_active=False)
    assert telling.summaries(due + datetime.timedelta(days=10)) == 0
