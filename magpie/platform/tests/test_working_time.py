"""The company's calendars as administrators keep them."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from magpie.platform import records, working_time
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User, WorkingCalendar, WorkingDay
from magpie.platform.problems import Forbidden, Invalid, Refused

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def make_calendar(**values: Any) -> WorkingCalendar:
    return records.create(WorkingCalendar, {"name": "Other", **values}, actor=SYSTEM)


def make_day(day: str, **values: Any) -> WorkingDay:
    return records.create(WorkingDay, {"name": "Special", "day": day, **values}, actor=SYSTEM)


@pytest.fixture(params=["none", "the first"], autouse=True)
def company(request: pytest.FixtureRequest) -> None:
    WorkingCalendar.objects.all().delete()
    if request.param == "the first":
        WorkingCalendar.objects.create(**working_time.first_values())


def test_a_company_that_has_set_up_nothing_works_nine_to_six_with_the_holidays_of_its_country() -> None:
    assert working_time.next_opening(at("2026-10-01 12:00")) == at("2026-10-08 09:00")
    assert working_time.works_on(datetime.date(2026, 10, 10))  # a Saturday worked for the holiday
    assert working_time.add(at("2026-09-30 17:00"), {"hours": 2}) == at("2026-10-08 10:00")
    assert working_time.between(at("2026-11-20 12:00"), at("2026-11-23 12:00")) == datetime.timedelta(hours=9)


def test_special_days_hold_from_the_moment_they_are_written() -> None:
    assert working_time.works_on(datetime.date(2026, 11, 23))
    day = make_day("2026-11-23")
    make_day("2026-11-28", is_working=True, hours="10:00-12:00")
    make_day("2026-11-29", is_working=True)
    assert working_time.next_opening(at("2026-11-22 12:00")) == at("2026-11-24 09:00")
    assert working_time.next_opening(at("2026-11-27 18:00")) == at("2026-11-28 10:00")
    assert working_time.next_opening(at("2026-11-28 12:00")) == at("2026-11-29 09:00")
    records.delete(day, actor=SYSTEM)
    assert working_time.works_on(datetime.date(2026, 11, 23))


def test_a_calendar_has_its_own_hours_zone_holidays_and_days() -> None:
    WorkingCalendar.objects.all().delete()
    WorkingCalendar.objects.create(**working_time.first_values())
    munich = make_calendar(monday="08:00-16:00", time_zone="Europe/Berlin", country="DE-BY")
    make_day("2026-12-28", calendar=munich.pk)
    berlin = ZoneInfo("Europe/Berlin")
    opens = working_time.next_opening(at("2026-12-22 12:00"), munich.pk)
    assert opens == datetime.datetime(2027, 1, 4, 8, tzinfo=berlin)
    assert working_time.works_on(datetime.date(2026, 12, 28))  # the company's own calendar is another
    assert working_time.works_on(datetime.date(2026, 12, 28), 10**9)  # one that is gone: the company's


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"monday": "9 to 6"}, "monday"),
        ({}, "monday"),
        ({"monday": "09:00-18:00", "time_zone": "Mars"}, "time_zone"),
        ({"monday": "09:00-18:00", "country": "XX"}, "country"),
    ],
)
def test_a_calendar_that_cannot_be_counted_with_is_refused(values: dict[str, Any], field: str) -> None:
    count = WorkingCalendar.objects.count()
    with pytest.raises(Invalid) as problem:
        make_calendar(**values)
    assert list(problem.value.fields) == [field]
    assert WorkingCalendar.objects.count() == count


def test_the_last_hours_of_a_calendar_cannot_be_emptied() -> None:
    calendar = make_calendar(monday="08:00-16:00", tuesday="08:00-16:00")
    records.update(calendar, {"monday": ""}, actor=SYSTEM)
    with pytest.raises(Invalid):
        records.update(calendar, {"tuesday": ""}, actor=SYSTEM)


def test_a_day_is_special_once_and_a_free_one_has_no_hours() -> None:
    make_day("2026-11-23")
    with pytest.raises(Invalid):
        make_day("2026-11-23")
    with pytest.raises(Invalid):
        make_day("2026-11-24", hours="09:00-10:00")
    assert WorkingDay.objects.count() == 1


def test_only_administrators_change_them() -> None:
    ana = User.objects.create(username="ana", name="Ana")
    with pytest.raises(Forbidden):
        records.create(WorkingDay, {"name": "Party", "day": "2026-11-23"}, actor=Actor.of_user(ana))
    assert WorkingDay.objects.count() == 0


def test_time_that_never_comes_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="not so much working time"):
        working_time.add(at("2026-11-23 10:00"), {"days": 100_000})
    with pytest.raises(Refused):
        working_time.add(at("2026-11-23 10:00"), {"months": 100_000})


def test_years_without_published_holidays_are_named() -> None:
    assert working_time.unpublished_note(at("2026-11-23 10:00"), at("2026-11-24 10:00")) == ""
    note = working_time.unpublished_note(at("2034-11-23 10:00"), at("2035-11-24 10:00"))
    assert note == "The public holidays of 2034–2035 are not published yet; plain weekdays were counted."
