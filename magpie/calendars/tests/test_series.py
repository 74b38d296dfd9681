"""Repeated meetings keep to the clock, and are changed one by one, from one on, or all together."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import pytest
from django.test import Client

from magpie.activities.models import Meeting
from magpie.calendars import repeating, series
from magpie.calendars.models import Booking, Series
from magpie.calendars.repeating import Repeat
from magpie.calendars.tests.test_taken import HOUR, in_a_week, make_meeting, make_user
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.problems import Refused

pytestmark = pytest.mark.django_db
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
WEEK = datetime.timedelta(days=7)


def starts(number: int) -> list[datetime.datetime]:
    return list(Meeting.objects.filter(series=number).order_by("occurs_on").values_list("starts_at", flat=True))


def days_from(moment: datetime.datetime, more: datetime.timedelta = datetime.timedelta()) -> dict[str, Any]:
    return {"first": str(moment.date()), "last": str((moment + more).date())}


def test_a_weekly_meeting_stays_at_nine_when_the_clocks_change() -> None:
    repeat, first = Repeat(every="week", weekdays=[0]), datetime.date(2027, 3, 22)
    found = repeating.days(repeat, first, datetime.date(2027, 4, 5))
    moments = [repeating.moment(day, datetime.time(9), BERLIN).isoformat() for day in found]
    assert moments == ["2027-03-22T08:00:00+00:00", "2027-03-29T07:00:00+00:00", "2027-04-05T07:00:00+00:00"]


@pytest.mark.parametrize(
    ("repeat", "text", "days"),
    [
        (Repeat(every="workday"), "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR", [29]),
        (Repeat(every="day", interval=2), "FREQ=DAILY;INTERVAL=2", [29, 31]),
        (Repeat(every="month_weekday"), "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR", [29]),
        (Repeat(every="month", until=datetime.date(2027, 2, 1)), "FREQ=MONTHLY;INTERVAL=1;UNTIL=20270201T235959", [29]),
    ],
)
def test_rules_are_written_as_the_standard_has_them(repeat: Repeat, text: str, days: list[int]) -> None:
    first = datetime.date(2027, 1, 29)
    assert repeating.as_text(repeat, first) == text
    assert [day.day for day in repeating.days(repeat, first, datetime.date(2027, 1, 31))] == days


def test_repeating_takes_every_time_and_refuses_all_if_one_is_taken() -> None:
    ana = make_user("Ana")
    blocked = make_meeting(ana, in_a_week(10) + 2 * WEEK)
    meeting = make_meeting(ana, in_a_week(10))
    with pytest.raises(Refused):
        series.begin(meeting, Repeat(every="week"), times=4, actor=SYSTEM)
    assert (Meeting.objects.count(), Series.objects.count()) == (2, 0)
    records.delete(blocked, actor=SYSTEM)
    meeting.refresh_from_db()
    assert series.begin(meeting, Repeat(every="week"), times=4, actor=SYSTEM) == 4
    assert starts(meeting.series) == [in_a_week(10) + n * WEEK for n in range(4)]
    assert Booking.objects.count() == 4


def test_this_one_the_following_and_all_can_be_moved_and_one_that_was_moved_alone_stays() -> None:
    ana = make_user("Ana")
    meeting = make_meeting(ana, in_a_week(10))
    series.begin(meeting, Repeat(every="week"), times=5, actor=SYSTEM)
    rows = list(Meeting.objects.filter(series=meeting.series).order_by("occurs_on"))
    first = meeting.series
    series.change(
        rows[3],
        {"starts_at": rows[3].starts_at + 5 * HOUR, "ends_at": rows[3].ends_at + 5 * HOUR},
        "this",
        actor=SYSTEM,
    )
    later = {"starts_at": rows[2].starts_at + HOUR, "ends_at": rows[2].ends_at + 2 * HOUR, "subject": "Longer"}
    assert series.change(rows[2], later, "following", actor=SYSTEM) == 3
    begin = in_a_week(10)
    rows[2].refresh_from_db()
    assert starts(first) == [begin, begin + WEEK]
    assert starts(rows[2].series) == [begin + 2 * WEEK + HOUR, begin + 3 * WEEK + 5 * HOUR, begin + 4 * WEEK + HOUR]
    assert (
        list(Meeting.objects.order_by("occurs_on").values_list("subject", flat=True)) == ["Visit"] * 2 + ["Longer"] * 3
    )
    last = Meeting.objects.get(pk=rows[4].pk)
    assert last.ends_at - last.starts_at == 2 * HOUR
    day = datetime.timedelta(days=1)
    rows[0].refresh_from_db()
    all_moved = {"starts_at": rows[0].starts_at + day, "ends_at": rows[0].ends_at + day}
    assert series.change(rows[0], all_moved, "all", actor=SYSTEM) == 2
    assert starts(first) == [begin + day, begin + day + WEEK]


def test_a_series_without_end_is_made_a_year_ahead_and_goes_on() -> None:
    ana = make_user("Ana")
    meeting = make_meeting(ana, in_a_week(10))
    count = series.begin(meeting, Repeat(every="month"), actor=SYSTEM)
    assert count in (13, 14)
    today = in_a_week(10).date()
    assert series.go_on(today) == 0
    assert series.go_on(today + 8 * WEEK) == 1
    assert Meeting.objects.filter(series=meeting.series).count() in (count + 1, count + 2)
    rows = Meeting.objects.filter(series=meeting.series).order_by("occurs_on")
    made = rows.count()
    assert series.drop(rows[3], "following", actor=SYSTEM) == made - 3
    assert (rows.count(), series.go_on(today + 30 * WEEK)) == (3, 0)


def test_the_api_plans_a_series_shows_it_and_deletes_the_rest_of_it(client: Client) -> None:
    ana = make_user("Ana")
    client.force_login(ana)
    begin = in_a_week(10)
    answer = client.post(
        "/api/calendar/meetings",
        {"values": {"subject": "Round", "starts_at": begin.isoformat(), "ends_at": (begin + HOUR).isoformat()},
         "repeat": {"every": "week", "times": 3}},
        content_type="application/json",
    )  # fmt: skip
    assert (answer.status_code, answer.json()["count"]) == (201, 3)
    number = answer.json()["record"]["id"]
    shown = client.get("/api/calendar", days_from(begin, 3 * WEEK)).json()
    assert [(i["kind"], i["title"], i["may_change"]) for i in shown["items"]] == [("meeting", "Round", True)] * 3
    assert len(shown["days"]) == 22
    asked = client.get(f"/api/calendar/meetings/{number}/repeat").json()
    assert (asked["count"], asked["repeat"]["every"]) == (3, "week")
    last = Meeting.objects.order_by("-occurs_on").first()
    assert last is not None
    dropped = client.delete(f"/api/calendar/meetings/{last.pk}?scope=following")
    assert (dropped.status_code, Meeting.objects.count()) == (403, 3)  # the role gives no right to delete


def test_colleagues_are_shown_as_busy_and_times_free_for_all_are_found(client: Client) -> None:
    ana, cy = make_user("Ana"), make_user("Cy")
    make_meeting(cy, in_a_week(10), subject="Secret")
    client.force_login(ana)
    day = in_a_week(10)
    shown = client.get("/api/calendar", {**days_from(day), "users": [cy.pk]}).json()["items"]
    assert [(i["kind"], i["title"], i["id"], i["users"]) for i in shown] == [("busy", "", None, [cy.pk])]
    assert client.get("/api/calendar", days_from(day)).json()["items"] == []
    found = client.get("/api/calendar/free-times", {**days_from(day), "minutes": 60, "users": [ana.pk, cy.pk]}).json()[
        "items"
    ]
    times = [datetime.datetime.fromisoformat(i["starts_at"]) for i in found]
    assert times[:4] == [in_a_week(9), in_a_week(11), in_a_week(11, 30), in_a_week(12)]
