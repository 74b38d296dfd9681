"""Ends of waits, windows, schedules and dates, over changes of clocks and days without work."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from magpie.automation import times
from magpie.automation.document import Schedule, Wait, Window
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import WorkingDay
from magpie.platform.problems import Refused

SHANGHAI, BERLIN, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
with_calendar = pytest.mark.django_db


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone)


def window(**values: Any) -> Window:
    return Window.model_validate(values)


def wait(**values: Any) -> Wait:
    return Wait.model_validate(values)


def schedule(**values: Any) -> Schedule:
    return Schedule.model_validate(values)


def test_zones_by_name() -> None:
    class Owner:
        time_zone = "Europe/Berlin"

    company = timezone.get_default_timezone()
    assert times.zone_named("America/New_York") == NEW_YORK
    assert times.zone_named("owner", Owner()) == BERLIN
    assert [times.zone_named(""), times.zone_named("owner"), times.zone_named("Mars")] == [company] * 3


# ---- after


def test_days_keep_the_clock_and_hours_pass_over_a_change_of_clocks() -> None:
    before = at("2027-03-27 09:00", BERLIN)
    assert times.after(before, {"days": 1}, BERLIN) == at("2027-03-28 09:00", BERLIN)
    assert times.after(before, {"hours": 24}, BERLIN) == at("2027-03-28 10:00", BERLIN)
    autumn = at("2026-10-24 09:00", BERLIN)
    assert times.after(autumn, {"days": 1}, BERLIN) == at("2026-10-25 09:00", BERLIN)
    assert times.after(autumn, {"hours": 24}, BERLIN) == at("2026-10-25 08:00", BERLIN)
    assert times.after(before, {"seconds": 90}, BERLIN) == at("2027-03-27 09:01:30", BERLIN)


def test_an_amount_beyond_all_calendars_never_comes() -> None:
    assert times.after(at("2026-11-22 09:00"), {"months": 100_000}, SHANGHAI) == times.NEVER
    assert times.moved(datetime.date(2026, 1, 1), {"days": -1_000_000}, None, SHANGHAI) == times.NEVER


@with_calendar
def test_working_days_and_hours() -> None:
    friday = at("2026-11-20 17:00")
    assert times.after(friday, {"days": 2}, SHANGHAI, working=True) == at("2026-11-24 17:00")
    assert times.after(friday, {"hours": 2}, SHANGHAI, working=True) == at("2026-11-23 10:00")


# ---- until


def test_until_a_day_means_its_morning_or_the_clock_time_given() -> None:
    day = datetime.date(2026, 11, 30)
    assert times.until(day, wait(until="close_date"), SHANGHAI) == at("2026-11-30 09:00")
    assert times.until(day, wait(until="close_date", at="15:30"), BERLIN) == at("2026-11-30 15:30", BERLIN)
    assert times.until(day, wait(until="close_date", offset={"days": -3}), SHANGHAI) == at("2026-11-27 09:00")
    assert times.until(day, wait(until="close_date", offset={"months": -9}), SHANGHAI) == at("2026-02-28 09:00")
    assert times.until(day, wait(until="close_date", offset={"hours": -2}), SHANGHAI) == at("2026-11-30 07:00")


def test_until_a_moment_is_exact_unless_a_clock_time_is_given() -> None:
    moment = at("2026-11-30 14:20")
    assert times.until(moment, wait(until="next_contact_at", offset={"hours": -1}), SHANGHAI) == at("2026-11-30 13:20")
    assert times.until(moment, wait(until="next_contact_at", at="08:00", offset={"days": -1}), SHANGHAI) == at(
        "2026-11-29 08:00"
    )


def test_until_the_next_of_some_weekdays() -> None:
    sunday = datetime.date(2026, 11, 29)
    assert times.until(sunday, wait(until="close_date", weekdays=[2, 4]), SHANGHAI) == at("2026-12-01 09:00")
    assert times.until(sunday, wait(until="close_date", weekdays=[7]), SHANGHAI) == at("2026-11-29 09:00")


@with_calendar
def test_working_days_before_a_day_and_a_day_without_work() -> None:
    sunday = datetime.date(2026, 11, 29)
    before = wait(until="close_date", offset={"days": -3}, working=True)
    assert times.until(sunday, before, SHANGHAI) == at("2026-11-25 09:00")
    assert times.until(sunday, wait(until="close_date", working=True), SHANGHAI) == at("2026-11-30 09:00")
    late = wait(until="next_contact_at", working=True)
    assert times.until(at("2026-11-28 22:00"), late, SHANGHAI) == at("2026-11-30 09:00")
    assert times.until(at("2026-11-27 17:00"), wait(until="x", working=True, offset={"hours": 2}), SHANGHAI) == at(
        "2026-11-30 10:00"
    )


def test_a_clock_time_that_is_left_out_or_comes_twice() -> None:
    left_out = wait(until="close_date", at="02:30")
    assert times.until(datetime.date(2027, 3, 28), left_out, BERLIN) == at("2027-03-28 03:00", BERLIN)
    assert times.until(datetime.date(2026, 10, 25), left_out, BERLIN).isoformat() == "2026-10-25T00:30:00+00:00"


# ---- next at


def test_the_next_time_it_is_nine_on_a_monday() -> None:
    monday = wait(at="09:00", weekdays=[1])
    assert times.next_at(monday, at("2026-11-22 12:00"), SHANGHAI) == at("2026-11-23 09:00")
    assert times.next_at(monday, at("2026-11-23 08:59"), SHANGHAI) == at("2026-11-23 09:00")
    assert times.next_at(monday, at("2026-11-23 09:00"), SHANGHAI) == at("2026-11-30 09:00")
    assert times.next_at(wait(at="09:00"), at("2026-11-22 12:00"), NEW_YORK) == at("2026-11-22 09:00", NEW_YORK)


@with_calendar
def test_the_next_time_on_a_working_day() -> None:
    assert times.next_at(wait(at="09:00", working=True), at("2026-09-30 12:00"), SHANGHAI) == at("2026-10-08 09:00")


# ---- windows


def test_a_window_of_the_day() -> None:
    office = window(**{"from": "09:00", "to": "18:00", "days": [1, 2, 3, 4, 5]})
    assert times.next_in_window(office, at("2026-11-23 12:00"), SHANGHAI) == at("2026-11-23 12:00")
    assert times.next_in_window(office, at("2026-11-23 07:00"), SHANGHAI) == at("2026-11-23 09:00")
    assert times.next_in_window(office, at("2026-11-27 18:00"), SHANGHAI) == at("2026-11-30 09:00")


def test_a_window_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    night = window(**{"from": "22:00", "to": "06:00", "days": [5]})
    assert times.next_in_window(night, at("2026-11-28 05:59"), SHANGHAI) == at("2026-11-28 05:59")
    assert times.next_in_window(night, at("2026-11-28 06:00"), SHANGHAI) == at("2026-12-04 22:00")


@with_calendar
def test_a_window_on_working_days_and_one_that_never_opens() -> None:
    assert times.next_in_window(window(working_days=True), at("2026-09-30 18:00"), SHANGHAI) == at("2026-10-08 09:00")
    records.create(WorkingDay, {"name": "Move", "day": "2026-10-08"}, actor=SYSTEM)
    assert times.next_in_window(window(working_days=True), at("2026-09-30 18:00"), SHANGHAI) == at("2026-10-09 09:00")


def test_a_window_in_a_gap_of_the_clocks_is_left_out() -> None:
    gap = window(**{"from": "02:10", "to": "02:40", "days": [7]})
    assert times.next_in_window(gap, at("2027-03-27 12:00", BERLIN), BERLIN) == at("2027-04-04 02:10", BERLIN)


# ---- schedules


def local(schedule_: Schedule, since: datetime.datetime, zone: ZoneInfo, count: int) -> list[str]:
    found = times.upcoming_times(schedule_, since, times.NEVER, zone, count)
    return [moment.astimezone(zone).strftime("%a %d %b %H:%M") for moment in found]


def test_every_kind_of_schedule() -> None:
    since = at("2026-11-22 12:10")
    assert local(schedule(every="minutes", minutes=45), since, SHANGHAI, 2) == ["Sun 22 Nov 12:45", "Sun 22 Nov 13:30"]
    assert local(schedule(every="hour", at="00:15"), since, SHANGHAI, 2) == ["Sun 22 Nov 12:15", "Sun 22 Nov 13:15"]
    assert local(schedule(every="day", at="08:00"), since, SHANGHAI, 2) == ["Mon 23 Nov 08:00", "Tue 24 Nov 08:00"]
    assert local(schedule(every="week", weekdays=[1, 5]), since, SHANGHAI, 3) == [
        "Mon 23 Nov 09:00", "Fri 27 Nov 09:00", "Mon 30 Nov 09:00",
    ]  # fmt: skip
    assert local(schedule(every="month", day=31), since, SHANGHAI, 3) == [
        "Mon 30 Nov 09:00", "Thu 31 Dec 09:00", "Sun 31 Jan 09:00",
    ]  # fmt: skip
    assert local(schedule(every="month", day=-1), at("2027-02-01 00:00"), SHANGHAI, 1) == ["Sun 28 Feb 09:00"]


@with_calendar
def test_schedules_of_working_days() -> None:
    since = at("2026-09-30 12:00")
    assert local(schedule(every="day", working_days=True), since, SHANGHAI, 2) == [
        "Thu 08 Oct 09:00", "Fri 09 Oct 09:00",
    ]  # fmt: skip
    monthly = schedule(every="month", day=1, working_days=True)
    assert local(monthly, since, SHANGHAI, 2) == ["Thu 08 Oct 09:00", "Mon 02 Nov 09:00"]
    last = schedule(every="month", day=-1, working_days=True)  # Saturday 31 October goes over to Monday
    assert local(last, at("2026-10-20 00:00"), SHANGHAI, 2) == ["Mon 02 Nov 09:00", "Mon 30 Nov 09:00"]


def test_a_daily_schedule_fires_once_on_the_days_on_which_clocks_change() -> None:
    daily = schedule(every="day", at="02:30")
    assert local(daily, at("2027-03-27 12:00", BERLIN), BERLIN, 2) == ["Sun 28 Mar 03:00", "Mon 29 Mar 02:30"]
    assert local(daily, at("2026-10-24 12:00", BERLIN), BERLIN, 2) == ["Sun 25 Oct 02:30", "Mon 26 Oct 02:30"]


def test_an_hourly_schedule_fires_every_hour_that_passes() -> None:
    hourly = schedule(every="hour", at="00:00")
    assert len(times.times_on(hourly, datetime.date(2027, 3, 28), BERLIN)) == 23
    assert len(times.times_on(hourly, datetime.date(2026, 10, 25), BERLIN)) == 25


def test_after_a_silence_the_latest_missed_time_counts_once() -> None:
    hourly = schedule(every="hour", at="00:00")
    silent = times.last_scheduled(hourly, at("2026-11-21 12:00"), at("2026-11-22 12:30"), SHANGHAI)
    assert silent == (at("2026-11-22 12:00"), 23)
    assert times.last_scheduled(hourly, at("2026-11-22 12:00"), at("2026-11-22 12:59"), SHANGHAI) is None


MOMENTS = some.datetimes(
    datetime.datetime.fromisoformat("2025-01-01"), datetime.datetime.fromisoformat("2029-12-31"),
    timezones=some.just(datetime.UTC),
)  # fmt: skip
ZONES = some.sampled_from([SHANGHAI, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")])
CLOCKS = some.times().map(lambda t: t.strftime("%H:%M"))
WEEKDAYS = some.lists(some.integers(1, 7), max_size=3, unique=True)
SCHEDULES = some.builds(
    schedule, every=some.sampled_from(["minutes", "hour", "day", "week", "month"]),
    minutes=some.integers(1, 1440), at=CLOCKS, weekdays=WEEKDAYS,
    day=some.sampled_from([-1, 1, 15, 29, 31]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(SCHEDULES, MOMENTS, ZONES)
def test_times_of_a_schedule_go_on_and_nothing_lies_between(
    rule: Schedule, since: datetime.datetime, zone: ZoneInfo
) -> None:
    first = times.next_scheduled(rule, since, zone)
    assert first is not None
    assert first > since
    middle = since + (first - since) / 2
    assert middle <= since or times.next_scheduled(rule, middle, zone) == first
    assert times.last_scheduled(rule, since, first, zone) == (first, 0)
    second = times.next_scheduled(rule, first, zone)
    assert second is not None
    assert second > first
    assert times.last_scheduled(rule, since, second, zone) == (second, 1)


@settings(max_examples=80, deadline=None)
@given(CLOCKS, CLOCKS, WEEKDAYS, MOMENTS, ZONES)
def test_a_window_is_open_when_it_opens(
    begin: str, end: str, days: list[int], now: datetime.datetime, zone: ZoneInfo
) -> None:
    rule = window(**{"from": begin, "to": end, "days": days})
    opens = times.next_in_window(rule, now, zone)
    assert opens >= now
    assert times.next_in_window(rule, opens, zone) == opens


@settings(max_examples=80, deadline=None)
@given(
    some.dates(datetime.date(2025, 1, 1), datetime.date(2029, 1, 1)),
    some.integers(0, 400),
    CLOCKS,
    ZONES,
    some.sampled_from(["days", "weeks", "months", "hours"]),
    some.integers(-40, 40),
)
def test_a_later_date_does_not_come_earlier(
    day: datetime.date, more: int, at_: str, zone: ZoneInfo, unit: str, count: int
) -> None:
    later = day + datetime.timedelta(days=more)
    first, last = (times.moved(d, {unit: count}, times.clock(at_), zone) for d in (day, later))
    assert first <= last


def test_a_rule_whose_time_never_comes_is_refused() -> None:
    never = window(**{"from": "02:10", "to": "02:40"}).model_copy(update={"days": [8]})
    with pytest.raises(Refused, match="never comes"):
        times.next_in_window(never, at("2026-11-23 12:00"), SHANGHAI)
