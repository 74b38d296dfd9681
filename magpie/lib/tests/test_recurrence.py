"""When something that comes again takes place: against the standard's own library, published holidays, and by hand."""

from __future__ import annotations

import datetime
import itertools
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as some

from magpie.lib import public_holidays, recurrence, recurrence_pattern, zones
from magpie.lib.recurrence import Rule
from magpie.lib.recurrence_pattern import ONE_DAY, RecurrenceError
from magpie.lib.recurrence_words import describe
from magpie.lib.working_hours import WorkingHours, read_hours

DAY = datetime.date
OFFICE = read_hours("09:00-12:00, 13:00-18:00")
WEEK = (*[OFFICE] * 5, (), ())
ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Cairo",
)
CHINA = WorkingHours(ZoneInfo("Asia/Shanghai"), WEEK, "CN")
GERMANY = WorkingHours(ZoneInfo("Europe/Berlin"), WEEK, "DE-BY")
AMERICA = WorkingHours(ZoneInfo("America/New_York"), WEEK, "US")
WEEKDAYS = recurrence_pattern.WEEKDAYS


def local(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def rule(text: str, first: str = "2026-01-01 10:00", zone: str = "Asia/Shanghai", **more) -> Rule:
    return Rule(text, local(first), zone, **more)


def shown(rule: Rule, most: int, works: recurrence.Works = CHINA.works_on, after: str = "") -> list[str]:
    moment = local(after).replace(tzinfo=ZoneInfo(rule.zone)) if after else None
    return [time.local.isoformat(" ", "minutes") for time in rule.upcoming(most, moment, works)]


# ---- against dateutil


@some.composite
def plain_rules(draw) -> str:
    every = draw(some.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={every}", f"INTERVAL={draw(some.integers(1, 5))}"]
    weekdays = draw(some.lists(some.sampled_from(WEEKDAYS), unique=True, max_size=3))
    if every in ("MONTHLY", "YEARLY") and draw(some.booleans()):
        weekdays = [f"{draw(some.sampled_from([1, 2, 3, 4, 5, -1, -2]))}{day}" for day in weekdays]
    if weekdays:
        parts.append("BYDAY=" + ",".join(weekdays))
    if every != "WEEKLY" and draw(some.booleans()):
        days = draw(some.lists(some.sampled_from([1, 2, 15, 29, 30, 31, -1, -2, -29]), min_size=1, max_size=3))
        parts.append("BYMONTHDAY=" + ",".join(map(str, days)))
    if draw(some.integers(0, 3)) == 0:
        parts.append("BYMONTH=" + ",".join(map(str, draw(some.lists(some.integers(1, 12), min_size=1, max_size=4)))))
    if len(parts) > 2 and draw(some.booleans()):
        parts.append("BYSETPOS=" + ",".join(map(str, draw(some.sampled_from([(1,), (-1,), (1, -1), (2,), (3, -2)])))))
    if draw(some.integers(0, 3)) == 0:
        parts.append(f"WKST={draw(some.sampled_from(['SU', 'MO', 'WE']))}")
    end = draw(some.sampled_from(["", "", "COUNT=7", "UNTIL=20270630T235959", "UNTIL=20270630T100000"]))
    return ";".join([*parts, end] if end else parts)


@given(
    plain_rules(), some.dates(DAY(2024, 1, 1), DAY(2027, 6, 1)), some.times().map(lambda t: t.replace(microsecond=0)),
    some.integers(0, 900), some.sampled_from(ZONES),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_plain_rules_have_the_times_of_the_standards_library(
    text: str, first: datetime.date, clock: datetime.time, wait: int, zone: str
) -> None:
    begin = datetime.datetime.combine(first, clock)
    end, skip = begin + datetime.timedelta(days=1500), first + wait * ONE_DAY
    try:
        found = Rule(text, begin, zone)
    except recurrence.Never:  # the library would search until the year 9999
        return
    expected = itertools.takewhile(lambda t: t < end, rrule.rrulestr(text, dtstart=begin))
    tz = ZoneInfo(zone)
    moments = [zones.at(each.date(), clock, tz) for each in expected if each.date() >= skip]
    assert found.between(zones.at(skip, datetime.time(), tz), zones.at(end.date(), end.time(), tz), 5000) == moments
    assert recurrence.read(found.stored() | {"first": begin.isoformat()}) == Rule(found.pattern.text, begin, zone)


# ---- days that are not worked


@given(
    some.sampled_from(["DAILY", "DAILY;INTERVAL=3", "WEEKLY;BYDAY=MO,SA", "MONTHLY;BYMONTHDAY=1,15,-1"]),
    some.sampled_from(["skip", "next", "previous"]), some.sampled_from([CHINA, GERMANY, AMERICA]),
    some.dates(DAY(2019, 1, 1), DAY(2026, 6, 1)), some.integers(0, 60),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_days_off_are_left_out_or_moved_as_counting_day_by_day_says(
    text: str, how: recurrence.DaysOff, hours: WorkingHours, first: datetime.date, wait: int
) -> None:
    zone, text = str(hours.zone), f"FREQ={text}"
    days = list(recurrence_pattern.read(text).days(first, last=first + 120 * ONE_DAY))
    wanted = set()
    for day in days:
        step = {"skip": 0, "next": 1, "previous": -1}[how]
        while not hours.works_on(day) and step:
            day += step * ONE_DAY  # noqa: PLW2901
        if hours.works_on(day):
            wanted.add(day)
    after = zones.at(first + wait * ONE_DAY, datetime.time(10), hours.zone)
    found = Rule(text, datetime.datetime.combine(first, datetime.time(10)), zone, how)
    end = zones.at(first + 90 * ONE_DAY, datetime.time(10), hours.zone)
    expected = sorted(zones.at(day, datetime.time(10), hours.zone) for day in wanted)
    assert found.between(after, end, 500, hours.works_on) == [at for at in expected if after <= at < end]
    assert found.after(after, hours.works_on) == next(at for at in expected if at > after)


@given(some.integers(1, 5), some.dates(DAY(2019, 1, 1), DAY(2026, 9, 1)), some.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_every_nth_working_day_is_counted_from_the_first(n: int, first: datetime.date, wait: int) -> None:
    worked = [first + k * ONE_DAY for k in range(200) if CHINA.works_on(first + k * ONE_DAY)]
    found = recurrence_pattern.read(f"FREQ=WORKDAY;INTERVAL={n}").days(
        first, since=first + wait * ONE_DAY, last=first + 199 * ONE_DAY, works=CHINA.works_on
    )
    assert list(found) == [day for day in worked[::n] if day >= first + wait * ONE_DAY]


@pytest.mark.parametrize("year", range(2019, 2027))
def test_working_days_are_those_that_china_published_with_the_weekends_worked(year: int) -> None:
    from chinese_calendar import is_workday

    days = [DAY(year, 1, 1) + n * ONE_DAY for n in range(366 if year % 4 == 0 else 365)]
    worked = [day for day in days if is_workday(day)]
    found = list(recurrence_pattern.read("FREQ=WORKDAY").days(days[0], last=days[-1], works=CHINA.works_on))
    assert found == worked
    text = "FREQ=MONTHLY;BYWORKDAY=1,3,-1"
    by_month = [[day for day in worked if day.month == month] for month in range(1, 13)]
    ends = [day for month in by_month for day in (month[0], month[2], month[-1])]
    assert list(recurrence_pattern.read(text).days(days[0], last=days[-1], works=CHINA.works_on)) == ends


# Written out from the yearly notices of the State Council (国务院办公厅关于部分节假日安排的通知): (off, worked).
NOTICES = [
    (("2019-02-04", "2019-02-10"), ("2019-02-02", "2019-02-03")),
    (("2019-10-01", "2019-10-07"), ("2019-09-29", "2019-10-12")),
    (("2020-10-01", "2020-10-08"), ("2020-09-27", "2020-10-10")),
    (("2021-02-11", "2021-02-17"), ("2021-02-07", "2021-02-20")),
    (("2022-01-31", "2022-02-06"), ("2022-01-29", "2022-01-30")),
    (("2023-09-29", "2023-10-06"), ("2023-10-07", "2023-10-08")),
    (("2024-02-10", "2024-02-17"), ("2024-02-04", "2024-02-18")),
    (("2025-10-01", "2025-10-08"), ("2025-09-28", "2025-10-11")),
    (("2026-02-15", "2026-02-23"), ("2026-02-14", "2026-02-28")),
]


@pytest.mark.parametrize(("off", "worked"), NOTICES)
def test_a_daily_reminder_waits_for_the_end_of_a_published_holiday(
    off: tuple[str, str], worked: tuple[str, str]
) -> None:
    begin, end = (DAY.fromisoformat(day) for day in off)
    daily = rule("FREQ=DAILY", f"{begin - 10 * ONE_DAY} 10:00", days_off="skip")
    found = {time.local.date() for time in daily.upcoming(40, works=CHINA.works_on)}
    assert not found & {begin + n * ONE_DAY for n in range((end - begin).days + 1)}
    assert {DAY.fromisoformat(day) for day in worked} <= found
    moved = rule(f"FREQ=YEARLY;BYMONTH={begin.month};BYMONTHDAY={begin.day}", f"{begin} 10:00", days_off="next")
    first = moved.upcoming(1, works=CHINA.works_on)[0]
    opens = next(end + n * ONE_DAY for n in range(1, 9) if CHINA.works_on(end + n * ONE_DAY))
    assert (first.day, first.local.date(), first.is_moved) == (begin, opens, True)


def test_two_days_moved_to_one_working_day_are_one_time_and_both_are_named() -> None:
    every = rule("FREQ=WEEKLY;BYDAY=MO,TH", "2026-09-28 10:00", days_off="next")
    times = every.upcoming(3, works=CHINA.works_on)
    assert [time.local.date() for time in times] == [DAY(2026, 9, 28), DAY(2026, 10, 8), DAY(2026, 10, 12)]
    assert (times[1].day, times[1].merged, times[1].is_moved) == (
        DAY(2026, 10, 8), (DAY(2026, 10, 1), DAY(2026, 10, 5)), False,
    )  # fmt: skip


def test_exceptions_name_the_day_of_the_rule_and_added_times_have_their_own_clock() -> None:
    every = rule(
        "FREQ=WEEKLY;BYDAY=MO", "2026-09-28 10:00", days_off="next", without=(DAY(2026, 10, 5), DAY(2026, 10, 21)),
        besides=(local("2026-10-11 15:30"), local("2026-10-21 09:00"), local("2026-10-12 10:00")),
    )  # fmt: skip
    assert shown(every, 5) == [
        "2026-09-28 10:00", "2026-10-11 15:30", "2026-10-12 10:00", "2026-10-19 10:00", "2026-10-26 10:00",
    ]  # fmt: skip
    assert recurrence.read(every.stored()) == every


def test_the_clock_stays_when_the_clocks_change_and_a_time_left_out_comes_after_the_gap() -> None:
    berlin = rule("FREQ=DAILY", "2027-03-27 02:30", "Europe/Berlin")
    assert [each.at.isoformat() for each in berlin.upcoming(3)] == [
        "2027-03-27T01:30:00+00:00", "2027-03-28T01:00:00+00:00", "2027-03-29T00:30:00+00:00",
    ]  # fmt: skip
    assert shown(berlin, 3) == ["2027-03-27 02:30", "2027-03-28 03:00", "2027-03-29 02:30"]


def test_the_end_may_be_a_day_a_local_time_or_a_moment() -> None:
    ends = ("UNTIL=20260105", "UNTIL=20260105T095900", "UNTIL=20260105T020000Z", "UNTIL=20260105T015959Z", "COUNT=2")
    assert [len(shown(rule(f"FREQ=DAILY;{end}"), 99)) for end in ends] == [5, 4, 5, 4, 2]
    ended = rule("FREQ=DAILY;COUNT=2")
    assert ended.after(datetime.datetime(2026, 1, 2, 2, tzinfo=datetime.UTC)) is None


def test_a_calendar_without_working_days_moves_nothing() -> None:
    assert shown(rule("FREQ=WEEKLY;BYDAY=TH", days_off="next"), 2, lambda _day: False) == [
        "2026-01-01 10:00", "2026-01-08 10:00",
    ]  # fmt: skip
    assert shown(rule("FREQ=WORKDAY"), 2, lambda _day: False) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"), ("FREQ=OFTEN", "unreadable"), ("FREQ=DAILY;FREQ=DAILY", "unreadable"),
        ("FREQ=DAILY;COLOUR=3", "unreadable"), ("FREQ=WEEKLY;BYDAY=MON", "unreadable"),
        ("FREQ=DAILY;INTERVAL=x", "unreadable"), ("FREQ=DAILY;UNTIL=soon", "unreadable"),
        ("FREQ=HOURLY", "too_frequent"), ("FREQ=MINUTELY;INTERVAL=30", "too_frequent"),
        ("FREQ=DAILY;BYHOUR=3", "not_supported"), ("FREQ=YEARLY;BYWEEKNO=3", "not_supported"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "contradiction"), ("FREQ=WEEKLY;BYDAY=2MO", "contradiction"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "contradiction"), ("FREQ=WORKDAY;BYDAY=MO", "contradiction"),
        ("FREQ=DAILY;BYWORKDAY=1", "contradiction"), ("FREQ=MONTHLY;BYWORKDAY=1;BYDAY=MO", "contradiction"),
        ("FREQ=DAILY;BYSETPOS=1", "contradiction"),
        ("FREQ=DAILY;INTERVAL=0", "out_of_range"), ("FREQ=MONTHLY;BYMONTHDAY=32", "out_of_range"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "out_of_range"), ("FREQ=MONTHLY;BYDAY=6MO", "out_of_range"),
        ("FREQ=DAILY;UNTIL=20270230", "out_of_range"), ("FREQ=DAILY;COUNT=0", "out_of_range"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"), ("FREQ=DAILY;UNTIL=20251231", "never"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(RecurrenceError) as refused:
        rule(text)
    assert refused.value.code == code


def test_a_rule_needs_a_zone_a_local_time_and_a_year_that_comes() -> None:
    for more in (
        {"zone": "Moon/Base"},
        {"days_off": "dance"},
        {"first": "2026-01-01 10:00+08:00"},
        {"first": "0999-01-01"},
    ):
        with pytest.raises(RecurrenceError):
            rule("FREQ=DAILY", **more)
    for stored in (
        {},
        {"rule": "FREQ=DAILY", "first": 3, "zone": "UTC"},
        rule("FREQ=DAILY").stored() | {"without": ["x"]},
    ):
        with pytest.raises(RecurrenceError):
            recurrence.read(stored)


@given(some.text(some.sampled_from("FREQ=DAILYWK;BYDAY=MO1,-23UNTILCOUNT"), max_size=40))
@settings(max_examples=80, deadline=None)
def test_random_text_is_refused_and_never_breaks(text: str) -> None:
    try:
        assert rule(text).pattern == recurrence_pattern.read(rule(text).pattern.text)
    except RecurrenceError:
        return


@pytest.mark.parametrize(
    ("text", "days_off", "chinese", "english"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", "next", "每周一 10:00，遇节假日顺延到下一个工作日",
         "Every Monday at 10:00, moved to the next working day when it falls on a day off"),
        ("FREQ=WORKDAY", "next", "每个工作日 10:00", "Every working day at 10:00"),
        ("FREQ=DAILY;INTERVAL=2;COUNT=10", "skip", "每 2 天 10:00，遇节假日跳过，共 10 次",
         "Every 2 days at 10:00, left out on days off, 10 times"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "previous", "每 2 周的周一、周三 10:00，遇节假日提前到上一个工作日",
         "Every 2 weeks on Monday and Wednesday at 10:00, moved to the working day before when it falls on a day off"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261231", "as_is", "每周一至周五 10:00，到 2026 年 12 月 31 日为止",
         "Every Monday to Friday at 10:00, until 31 December 2026"),
        ("FREQ=MONTHLY", "as_is", "每月 3 日 10:00", "Every month on the 3rd at 10:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "as_is", "每月 1 日、15 日、最后一天 10:00",
         "Every month on the 1st, the 15th and the last day at 10:00"),
        ("FREQ=MONTHLY;BYWORKDAY=-1", "as_is", "每月最后一个工作日 10:00",
         "Every month on the last working day at 10:00"),
        ("FREQ=MONTHLY;BYDAY=2TU", "as_is", "每月第二个周二 10:00", "Every month on the second Tuesday at 10:00"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "as_is", "每 3 个月的最后一个周五 10:00",
         "Every 3 months on the last Friday at 10:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "as_is", "每月周一至周五中的最后一天 10:00",
         "On the last weekday of the month, every month at 10:00"),
        ("FREQ=YEARLY", "as_is", "每年 12 月 3 日 10:00", "Every year on 3 December at 10:00"),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYWORKDAY=-1", "as_is", "每年 3、6、9、12 月的最后一个工作日 10:00",
         "Every year on the last working day of March, June, September and December at 10:00"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "as_is", "每年 5 月的第二个周日 10:00",
         "Every year on the second Sunday of May at 10:00"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_both_languages(text: str, days_off: recurrence.DaysOff, chinese: str, english: str) -> None:
    said = rule(text, "2026-12-03 10:00", days_off=days_off)
    assert (describe(said, "zh-hans"), describe(said, "en")) == (chinese, english)


def test_exceptions_are_said_too() -> None:
    said = rule("FREQ=DAILY", without=(DAY(2026, 1, 4),), besides=(local("2026-01-04 15:00"),))
    assert describe(said, "zh") == "每天 10:00，2026 年 1 月 4 日除外，另加 2026 年 1 月 4 日 15:00"
    assert describe(said, "en") == "Every day at 10:00, except on 4 January 2026, and also on 4 January 2026 at 15:00"


def test_holidays_of_other_countries_move_too() -> None:
    assert public_holidays.of_year("US", 2026) is not None
    assert shown(rule("FREQ=MONTHLY;BYWORKDAY=1", zone="Europe/Berlin"), 5, GERMANY.works_on) == [
        "2026-01-02 10:00", "2026-02-02 10:00", "2026-03-02 10:00", "2026-04-01 10:00", "2026-05-04 10:00",
    ]  # fmt: skip
    thanksgiving = rule("FREQ=WEEKLY;BYDAY=TH", "2026-11-26 10:00", "America/New_York", days_off="previous")
    assert shown(thanksgiving, 2, AMERICA.works_on) == ["2026-11-25 10:00", "2026-12-03 10:00"]
