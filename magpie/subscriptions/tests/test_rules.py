"""Conditions and times, as plain arithmetic."""

from __future__ import annotations

import datetime
import zoneinfo
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magpie.lib.recurrence import Rule
from magpie.platform import working_time
from magpie.subscriptions import planning, rules
from magpie.subscriptions.models import Subscription


def asks(condition: dict[str, Any] | None, now: int, before: int | None, *, rows: int = 3, same: bool = False) -> bool:
    return rules.has_something(
        rules.Condition.model_validate(condition) if condition else None,
        figures={"count": Decimal(now)},
        rows=rows,
        digest="a" if same else "b",
        last_figures=None if before is None else {"count": Decimal(before)},
        last_digest="a",
    )


def figure(compare: str, value: str) -> dict[str, Any]:
    return {"when": "figure", "figure": "count", "compare": compare, "value": value}


@pytest.mark.parametrize(
    ("condition", "now", "before", "expected"),
    [
        (None, 0, 0, True),
        (figure("above", "10"), 11, None, True),
        (figure("above", "10"), 10, None, False),
        (figure("below", "10"), 9, None, True),
        (figure("below", "10"), 10, None, False),
        (figure("changed_by", "5"), 16, 10, True),
        (figure("changed_by", "5"), 5, 10, False),
        (figure("changed_by", "5"), 10, None, True),
        (figure("changed_by_percent", "10"), 89, 100, True),
        (figure("changed_by_percent", "10"), 110, 100, False),
        (figure("changed_by_percent", "10"), 1, 0, True),
        (figure("changed_by_percent", "10"), 0, 0, False),
    ],
)
def test_a_figure_decides_whether_there_is_something_to_tell(
    condition: Any, now: int, before: int | None, expected: bool
) -> None:
    assert asks(condition, now, before) is expected


def test_only_rows_and_only_changes_can_be_asked_for() -> None:
    assert (asks({"when": "rows"}, 0, 0, rows=1), asks({"when": "rows"}, 0, 0, rows=0)) == (True, False)
    changed = {"when": "changed"}
    assert (asks(changed, 1, 1), asks(changed, 1, 1, same=True), asks(changed, 1, None, same=True)) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("now", "before", "in_percent", "said"),
    [
        ("15", "3", False, "▲ 12"), ("97", "100", True, "▼ 3 %"), ("100.5", "100", True, "▲ 0.5 %"),
        ("7", "7", True, ""), ("7", None, False, ""), ("5", "0", True, "▲ 5"), ("1500", "0", False, "▲ 1,500"),
        ("100001", "100000000", True, "▼ 100 %"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_one_word(now: str, before: str | None, in_percent: bool, said: str) -> None:
    assert rules.change(Decimal(now), Decimal(before) if before else None, in_percent=in_percent) == said


days = st.datetimes(datetime.datetime.fromisoformat("2026-01-01"), datetime.datetime.fromisoformat("2027-12-31"))
zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])


@settings(max_examples=40, deadline=None, database=None)
@given(
    zones,
    st.times(),
    st.datetimes(datetime.datetime.fromisoformat("2026-01-01"), datetime.datetime.fromisoformat("2027-12-31")),
)
def test_every_day_comes_once_at_that_clock_also_when_clocks_are_changed(
    zone: str, clock: datetime.time, since: datetime.datetime
) -> None:
    clock = clock.replace(second=0, microsecond=0)
    rule = Rule("FREQ=DAILY", datetime.datetime.combine(datetime.date(2026, 1, 1), clock), zone)
    subscription = Subscription(recurrence=rule.stored(), ends_on=datetime.date(2028, 1, 5))
    first = planning.rule_of(subscription)
    assert first is not None
    at = since.replace(tzinfo=datetime.UTC)
    due = first.after(at)
    assert due is not None
    assert at < due
    days = [due.astimezone(zoneinfo.ZoneInfo(zone)).date()]
    for _n in range(4):
        following = first.after(due)
        assert following is not None
        days.append(following.astimezone(zoneinfo.ZoneInfo(zone)).date())
        due = following
    assert days == [days[0] + datetime.timedelta(days=n) for n in range(5)]


@pytest.mark.django_db
def test_working_days_leave_out_holidays_keep_make_up_days_and_end() -> None:
    """1 to 7 October 2026 are off; Saturday 10 October is worked in their place."""
    working_time.calendar()
    rule = Rule("FREQ=WORKDAY", datetime.datetime.fromisoformat("2026-09-01T17:00"), "Asia/Shanghai")
    subscription = Subscription(recurrence=rule.stored(), ends_on=datetime.date(2026, 10, 10))
    at: datetime.datetime | None = datetime.datetime(2026, 9, 30, 8, tzinfo=datetime.UTC)
    days = []
    while at is not None and (at := planning.next_after(subscription, at)) is not None:
        days.append((at.day, at.hour))
    assert days == [(30, 9), (8, 9), (9, 9), (10, 9)]
