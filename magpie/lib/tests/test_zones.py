"""From what clocks show to moments, where they are put forward and back."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from magpie.lib import periods, zones

BERLIN, NEW_YORK, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")
ZONES = [*map(ZoneInfo, ("Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC")), BERLIN, NEW_YORK, SHANGHAI]
DAYS = some.dates(datetime.date(2005, 1, 1), datetime.date(2040, 12, 31))


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def clock(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


def test_an_ordinary_time() -> None:
    assert zones.at(datetime.date(2026, 11, 22), clock("09:00"), SHANGHAI) == utc("2026-11-22 01:00")


def test_a_time_that_the_clocks_leave_out_is_the_first_moment_after_the_gap() -> None:
    day = datetime.date(2027, 3, 28)
    assert zones.at(day, clock("01:59"), BERLIN) == utc("2027-03-28 00:59")
    assert [zones.at(day, clock(c), BERLIN) for c in ("02:00", "02:30", "02:59", "03:00")] == [
        utc("2027-03-28 01:00")
    ] * 4


def test_a_time_that_comes_twice_is_its_first() -> None:
    day = datetime.date(2026, 10, 25)
    assert zones.at(day, clock("02:30"), BERLIN) == utc("2026-10-25 00:30")
    assert zones.at(day, clock("03:00"), BERLIN) == utc("2026-10-25 02:00")


def test_a_day_that_a_country_left_out_is_the_moment_after_it() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went over the date line: there was no 30 December 2011
    assert zones.at(datetime.date(2011, 12, 30), clock("12:00"), apia) == utc("2011-12-30 10:00")


@given(DAYS, some.times(), DAYS, some.times(), some.sampled_from(ZONES))
def test_the_order_of_local_times_is_the_order_of_their_moments(
    day: datetime.date, time: datetime.time, other: datetime.date, later: datetime.time, zone: ZoneInfo
) -> None:
    first, last = sorted([(day, time), (other, later)])
    assert zones.at(*first, zone) <= zones.at(*last, zone)


@given(
    some.datetimes(datetime.datetime.fromisoformat("2005-01-01"), datetime.datetime.fromisoformat("2040-01-01")),
    some.sampled_from(ZONES),
)
def test_a_moment_is_found_again_from_what_the_clock_shows(naive: datetime.datetime, zone: ZoneInfo) -> None:
    local = naive.replace(tzinfo=datetime.UTC).astimezone(zone)
    found = zones.at(local.date(), local.time(), zone)
    assert found == local.astimezone(datetime.UTC) or local.fold == 1


def test_a_day_later_the_clock_shows_the_same_time() -> None:
    before = datetime.datetime(2027, 3, 27, 9, tzinfo=BERLIN)
    after = periods.shift(before, {"days": 1})
    assert after == datetime.datetime(2027, 3, 28, 9, tzinfo=BERLIN)
    assert after - before.astimezone(datetime.UTC) == datetime.timedelta(hours=23)


def test_hours_really_pass() -> None:
    before = datetime.datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN)
    assert periods.shift(before, {"hours": 1}).isoformat() == "2027-03-28T03:30:00+02:00"
    back = periods.shift(datetime.datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), {"hours": 1})
    assert back.isoformat() == "2026-10-25T02:30:00+01:00"


def test_months_and_days_go_by_the_calendar() -> None:
    last = datetime.datetime(2027, 1, 31, 8, tzinfo=SHANGHAI)
    assert periods.shift(last, {"months": 1}).isoformat() == "2027-02-28T08:00:00+08:00"
    assert periods.shift(last, {"months": 1, "days": 1}).isoformat() == "2027-03-01T08:00:00+08:00"
    assert periods.shift(last, {"weeks": 1}, -1).isoformat() == "2027-01-24T08:00:00+08:00"
