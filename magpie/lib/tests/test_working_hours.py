"""Arithmetic in working time."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from magpie.lib import public_holidays
from magpie.lib.working_hours import Hours, NeverOpen, WorkingHours, read_hours, write_hours

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
OFFICE = read_hours("09:00-12:00, 13:00-18:00")
WEEK = (*[OFFICE] * 5, (), ())


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone)


def calendar(country: str = "CN", zone: ZoneInfo = SHANGHAI, week: tuple[Hours, ...] = WEEK) -> WorkingHours:
    return WorkingHours(zone, week, country)


CHINA = calendar()


def test_hours_are_read_and_written() -> None:
    assert read_hours("9:00–12:00，13:30-24:00") == ((540, 720), (810, 1440))
    assert read_hours(" 09:00-12:00 13:30 - 18:00 ") == ((540, 720), (810, 1080))
    assert write_hours(OFFICE) == "09:00-12:00, 13:00-18:00"
    assert read_hours("") == ()


@pytest.mark.parametrize("text", ["9-12", "09:00-25:00", "12:00-09:00", "09:60-10:00", "09:00-12:00, 11:00-13:00"])
def test_what_is_no_list_of_spans_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        read_hours(text)


def test_what_is_working_time() -> None:
    times = ("08:59", "09:00", "11:59", "12:00", "13:00", "17:59", "18:00")
    assert [CHINA.is_working(at(f"2026-11-23 {t}")) for t in times] == [False, True, True, False, True, True, False]


def test_why_a_day_has_its_hours() -> None:
    days = [datetime.date(2026, 10, day) for day in (1, 8, 10, 11)]
    own = WorkingHours(SHANGHAI, WEEK, "CN", {days[3]: None})
    assert [own.reason_on(day) for day in days] == ["holiday", "week", "moved", "special"]
    assert WorkingHours(SHANGHAI, WEEK).reason_on(days[0]) == "week"
    assert [public_holidays.name_on("CN", day, "en") for day in days[:3]] == ["National Day", "", "National Day"]
    assert public_holidays.name_on("CN", days[0], "zh-hans") == "国庆节"
    assert public_holidays.name_on("DE-BY", datetime.date(2026, 1, 6), "en") == "Epiphany"


def test_chinese_holidays_and_the_weekends_worked_for_them() -> None:
    worked = {day: CHINA.works_on(datetime.date.fromisoformat(day)) for day in (
        "2026-02-13", "2026-02-14", "2026-02-16", "2026-02-23", "2026-02-24", "2026-02-28", "2026-10-07", "2026-10-10",
    )}  # fmt: skip
    assert worked == {
        "2026-02-13": True, "2026-02-14": True, "2026-02-16": False, "2026-02-23": False, "2026-02-24": True,
        "2026-02-28": True, "2026-10-07": False, "2026-10-10": True,
    }  # fmt: skip
    assert CHINA.add(at("2026-02-13 17:00"), {"days": 2}) == at("2026-02-24 17:00")  # 14 February is worked
    assert CHINA.add(at("2026-02-14 17:00"), {"hours": 2}) == at("2026-02-24 10:00")


def test_a_year_that_is_not_announced_counts_weekdays_and_is_named() -> None:
    assert CHINA.works_on(datetime.date(2029, 10, 1))
    assert CHINA.unpublished(at("2026-12-31 12:00"), at("2029-01-01 12:00")) == [
        year for year in (2027, 2028, 2029) if public_holidays.of_year("CN", year) is None
    ]
    assert 2029 in CHINA.unpublished(at("2029-01-01 12:00"), at("2029-01-01 12:00"))
    assert calendar("").unpublished(at("2026-12-31 12:00"), at("2029-01-01 12:00")) == []


def test_holidays_of_other_countries_and_their_parts() -> None:
    epiphany = datetime.date(2027, 1, 6)
    assert calendar("DE", BERLIN).works_on(epiphany)
    assert not calendar("DE-BY", BERLIN).works_on(epiphany)
    assert not calendar("DE", BERLIN).works_on(datetime.date(2026, 12, 25))
    assert calendar("DE", BERLIN).unpublished(at("2026-12-31 12:00"), at("2029-01-01 12:00")) == []
    assert public_holidays.is_known("DE-BY")
    assert not public_holidays.is_known("DE-XX")
    assert not public_holidays.is_known("XX")
    assert public_holidays.of_year("XX", 2026) is None


def test_the_companys_own_days_come_before_the_published_ones() -> None:
    own = WorkingHours(SHANGHAI, WEEK, "CN", {
        datetime.date(2026, 10, 1): None, datetime.date(2026, 11, 23): (), datetime.date(2026, 11, 28): ((600, 720),),
    })  # fmt: skip
    assert own.hours_on(datetime.date(2026, 10, 1)) == OFFICE
    assert not own.works_on(datetime.date(2026, 11, 23))
    assert own.next_opening(at("2026-11-27 18:00")) == at("2026-11-28 10:00")


def test_days_hours_weeks_and_months() -> None:
    friday = at("2026-11-20 17:00")
    assert CHINA.add(friday, {"days": 1}) == at("2026-11-23 17:00")
    assert CHINA.add(friday, {"hours": 2}) == at("2026-11-23 10:00")
    assert CHINA.add(friday, {"days": 1, "hours": 2}) == at("2026-11-24 10:00")
    assert CHINA.add(friday, {"hours": 1}) == at("2026-11-20 18:00")
    assert CHINA.add(friday, {"weeks": 2}) == at("2026-12-04 17:00")
    assert CHINA.add(at("2026-08-22 10:00"), {"months": 3}) == at("2026-11-23 09:00")  # 22 November is a Sunday
    assert CHINA.add(at("2026-11-21 12:00"), {"days": 1}) == at("2026-11-24 09:00")
    assert CHINA.add(at("2026-11-23 12:30"), {"days": 1}) == at("2026-11-24 13:00")


def test_back_from_a_moment() -> None:
    monday = at("2026-11-23 10:00")
    assert CHINA.add(monday, {"hours": 2}, -1) == at("2026-11-20 17:00")
    assert CHINA.add(monday, {"days": 3}, -1) == at("2026-11-18 10:00")
    assert CHINA.add(at("2026-11-22 10:00"), {"days": 1}, -1) == at("2026-11-19 18:00")
    assert CHINA.between(monday, at("2026-11-20 17:00")) == datetime.timedelta(hours=-2)


def test_a_night_in_which_clocks_change_is_as_long_as_it_is() -> None:
    always = calendar("", BERLIN, tuple([((0, 1440),)] * 7))
    assert always.between(at("2027-03-28 00:00", BERLIN), at("2027-03-29 00:00", BERLIN)) == datetime.timedelta(
        hours=23
    )
    assert always.between(at("2026-10-25 00:00", BERLIN), at("2026-10-26 00:00", BERLIN)) == datetime.timedelta(
        hours=25
    )
    night = calendar("", BERLIN, tuple([((60, 240),)] * 7))  # one to four o'clock
    assert night.add(at("2027-03-28 01:00", BERLIN), {"hours": 2}) == at("2027-03-28 04:00", BERLIN)
    assert night.add(at("2026-10-25 01:00", BERLIN), {"hours": 4}) == at("2026-10-25 04:00", BERLIN)
    gap = calendar("", BERLIN, (*[()] * 6, ((130, 150),)))  # only Sunday 2:10 to 2:30, which is left out once a year
    assert gap.next_opening(at("2027-03-27 00:00", BERLIN)) == at("2027-04-04 02:10", BERLIN)


def test_office_hours_stay_where_the_clock_says_after_the_change() -> None:
    office = calendar("", BERLIN)
    assert office.add(at("2027-03-26 17:30", BERLIN), {"hours": 1}) == at("2027-03-29 09:30", BERLIN)
    assert office.next_opening(at("2027-03-28 12:00", BERLIN)) == at("2027-03-29 09:00", BERLIN)
    assert office.next_opening(at("2027-03-28 12:00", BERLIN)).astimezone(datetime.UTC).hour == 7


def test_a_calendar_that_never_opens_says_so() -> None:
    closed = calendar("", week=tuple([()] * 7))
    with pytest.raises(NeverOpen):
        closed.next_opening(at("2026-11-23 10:00"))
    with pytest.raises(NeverOpen):
        closed.add(at("2026-11-23 10:00"), {"days": 1})
    assert closed.between(at("2026-11-23 10:00"), at("2026-11-29 10:00")) == datetime.timedelta()


MOMENTS = some.datetimes(
    datetime.datetime.fromisoformat("2025-01-01"),
    datetime.datetime.fromisoformat("2029-12-31"),
    timezones=some.just(datetime.UTC),
)
SPANS = some.lists(some.integers(0, 1440), min_size=0, max_size=6, unique=True).map(
    lambda points: tuple((a, b) for a, b in zip(sorted(points)[::2], sorted(points)[1::2], strict=False))
)


@some.composite
def calendars(draw: some.DrawFn) -> WorkingHours:
    week = tuple(draw(SPANS) for _day in range(6))
    zone = ZoneInfo(draw(some.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])))
    return WorkingHours(zone, (*week, ((480, 1020),)), draw(some.sampled_from(["", "CN", "DE-BY", "US"])))


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, some.integers(0, 300), some.integers(0, 59))
def test_adding_hours_passes_just_that_much_working_time(
    hours: WorkingHours, moment: datetime.datetime, count: int, minutes: int
) -> None:
    ended = hours.add(moment, {"hours": count, "minutes": minutes})
    passed = datetime.timedelta(hours=count, minutes=minutes)
    assert hours.between(moment, ended) == passed
    begun = hours.add(moment, {"hours": count, "minutes": minutes}, -1)
    assert hours.between(begun, moment) == passed


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, MOMENTS, some.integers(0, 30))
def test_who_begins_later_does_not_end_earlier(
    hours: WorkingHours, moment: datetime.datetime, other: datetime.datetime, days: int
) -> None:
    first, last = sorted((moment, other))
    for amount in ({"days": days}, {"hours": days}, {"weeks": days, "days": 1}):
        assert hours.add(first, amount) <= hours.add(last, amount)


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS)
def test_the_next_opening_is_the_first_working_time(hours: WorkingHours, moment: datetime.datetime) -> None:
    opens = hours.next_opening(moment)
    assert hours.is_working(opens)
    assert hours.between(moment, opens) == datetime.timedelta()
    assert hours.next_opening(opens) == opens


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, some.integers(1, 20))
def test_days_later_is_that_many_worked_days_later(hours: WorkingHours, moment: datetime.datetime, count: int) -> None:
    start = hours.next_opening(moment)
    ended = hours.add(moment, {"days": count})
    last = hours.day_of(ended if hours.is_working(ended) else ended - datetime.timedelta(microseconds=1))
    first = hours.day_of(start)
    days = [first + datetime.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(bool(hours.spans_on(day)) for day in days) == count
