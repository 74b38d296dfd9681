"""Customers book, move and call off meetings without an account; calendar programs read feeds."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from magpie.accounts.models import Contact
from magpie.activities.models import Meeting
from magpie.calendars import visits
from magpie.calendars.models import BookingPage, Feed, Visit
from magpie.calendars.tests.test_taken import HOUR, in_a_week, make_meeting, make_user
from magpie.notices import mail, mail_server
from magpie.notices.models import Delivery, Notice
from magpie.platform.models import User

pytestmark = pytest.mark.django_db


def make_page(*people: User, **values: Any) -> BookingPage:
    given = {"name": "First talk", "slug": "first-talk", "people": [u.pk for u in people], "minutes": 60, **values}
    page: BookingPage = BookingPage.objects.create(**given)
    return page


def visitor_form(at: datetime.datetime, **values: str) -> dict[str, str]:
    return {"at": at.isoformat(), "name": "Li Wei", "email": "li@huahai.example", "lang": "en", **values}


def clocks(client: Client, day: datetime.datetime) -> list[str]:
    page = client.get("/book/first-talk", {"from": str(day.date()), "lang": "en"}).content.decode()
    section = page.split(f"{day:%A}, {day.day}")[1].split("<h2>")[0]
    return re.findall(r">(\d\d:\d\d)<", section)


def test_only_times_free_for_the_person_with_the_break_around_them_are_offered(client: Client) -> None:
    ana = make_user("Ana")
    make_page(ana, buffer_minutes=30)
    make_meeting(ana, in_a_week(12), subject="Secret")
    afternoon = [f"{hour}:{minute}" for hour in (14, 15, 16) for minute in ("00", "30")]
    offered = clocks(client, in_a_week(12))  # the break before and after the meeting from 12 to 13 is kept free
    assert offered == ["09:00", "09:30", "10:00", "10:30", "13:30", *afternoon, "17:00"]
    assert "Secret" not in client.get("/book/first-talk").content.decode()


def test_a_customer_books_moves_and_calls_off_a_meeting(client: Client) -> None:
    ana = make_user("Ana", email="ana@acme.example")
    contact = Contact.objects.create(name="Li Wei", email="Li@huahai.example")
    make_page(ana, heading="A first talk", question="What about?")
    answer = client.post("/book/first-talk", visitor_form(in_a_week(10), answer="Pumps"))
    assert answer.status_code == 303
    meeting = Meeting.objects.get()
    assert (meeting.owner_id, meeting.starts_at, meeting.ends_at - meeting.starts_at) == (ana.pk, in_a_week(10), HOUR)
    assert (meeting.subject, meeting.related_to) == ("First talk: Li Wei", f"contact:{contact.pk}")
    assert "Pumps" in meeting.description
    letter, notice = Notice.objects.get(address="li@huahai.example"), Notice.objects.get(recipient=ana)
    assert letter.title == f"Confirmed: A first talk, {in_a_week(10):%Y-%m-%d %H:%M}"
    assert notice.title == f"Li Wei booked a meeting: {in_a_week(10):%Y-%m-%d %H:%M}"
    message = mail.compose(Delivery.objects.get(notice=letter), mail_server.in_force())
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    assert part["content-type"].params["method"] == "REQUEST"
    event = Calendar.from_ical(part.get_content()).walk("VEVENT")[0]
    assert (event.decoded("dtstart"), str(event["summary"])) == (in_a_week(10), "A first talk")

    where = answer["Location"]
    token = where.split("/")[-1].split("?")[0]
    assert "Your meeting is booked." in client.get(where).content.decode()
    moved = client.post(f"/book/first-talk?move={token}&lang=en", {"at": in_a_week(10, 30).isoformat()})
    assert moved.status_code == 303
    meeting.refresh_from_db()
    assert meeting.starts_at == in_a_week(10, 30)
    assert client.post(where, {"lang": "en"}).status_code == 303
    meeting.refresh_from_db()
    assert meeting.status == "not_held"
    last = Notice.objects.filter(address="li@huahai.example").latest("id")
    assert ("METHOD:CANCEL" in last.calendar, last.title.startswith("Called off:")) == (True, True)
    assert "This meeting is over or was called off." in client.post(where, {"lang": "en"}).content.decode()


def test_a_time_that_is_gone_is_refused_without_a_word_of_what_took_it(client: Client) -> None:
    ana = make_user("Ana")
    make_page(ana)
    make_meeting(ana, in_a_week(10), subject="Secret")
    answer = client.post("/book/first-talk", visitor_form(in_a_week(10)))
    text = answer.content.decode()
    assert (answer.status_code, Visit.objects.count(), "Secret" in text) == (409, 0, False)
    assert "This time is not free any more. Please choose another one." in text


def test_people_are_booked_in_turns_and_all_together_when_the_page_says_so() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    page = make_page(ana, bo, distribution="turns")
    owners = []
    for number, hour in enumerate((9, 11, 13)):
        visitor = visits.Visitor(name="Li", email=f"li{number}@huahai.example")
        owners.append(visits.book(page, visitor, in_a_week(hour)).meeting.owner)
    assert owners == [ana, bo, ana]
    both = make_page(ana, bo, distribution="all", slug="both")
    visit = visits.book(both, visits.Visitor(name="Li", email="x@huahai.example"), in_a_week(16))
    assert (visit.meeting.owner, visit.meeting.attendees) == (ana, [bo.pk])
    assert in_a_week(11) not in visits.free_times(both, in_a_week(9).date(), in_a_week(9).date())


@pytest.mark.parametrize("wrong", [{"name": ""}, {"email": "no address"}, {"website": "http://spam.example"}])
def test_what_is_not_filled_in_rightly_books_nothing(client: Client, wrong: dict[str, str]) -> None:
    make_page(make_user("Ana"))
    answer = client.post("/book/first-talk", visitor_form(in_a_week(10), **wrong))
    assert (answer.status_code, Meeting.objects.count()) == (422, 0)


def test_nobody_books_without_end_and_closed_pages_and_wrong_addresses_are_not_there(client: Client) -> None:
    page = make_page(make_user("Ana"))
    for number in range(visits.MOST_PER_ADDRESS):
        assert client.post("/book/first-talk", visitor_form(in_a_week(9 + number))).status_code == 303
    assert client.post("/book/first-talk", visitor_form(in_a_week(16))).status_code == 409
    BookingPage.objects.filter(pk=page.pk).update(is_active=False)
    for address in ("/book/first-talk", "/book/none", "/book/visit/x:y:z", "/calendar-feeds/none.ics"):
        assert client.get(address).status_code == 404


def test_a_feed_gives_the_meetings_with_their_zone_or_only_when_one_is_busy_until_it_is_revoked(client: Client) -> None:
    ana = make_user("Ana")
    make_meeting(ana, in_a_week(10), subject="Price talk", location="Room 3")
    make_meeting(make_user("Cy"), in_a_week(10), subject="Not hers")
    client.force_login(ana)

    def make(**values: Any) -> Any:
        answer = client.post("/api/calendar/feeds", values, content_type="application/json")
        assert answer.status_code == 201
        return answer.json()

    def read(feed: Any) -> Any:
        answer = Client().get(feed["address"].split("/", 3)[3].join(["/", ""]))
        return Calendar.from_ical(answer.content) if answer.status_code == 200 else None

    full, busy = make(name="Phone", alarm_minutes=15), make(detail="busy")
    found = read(full)
    event = found.walk("VEVENT")[0]
    assert (len(found.walk("VEVENT")), str(event["summary"]), str(event["location"])) == (1, "Price talk", "Room 3")
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert [str(z["tzid"]) for z in found.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert found.walk("VALARM")[0].decoded("trigger") == datetime.timedelta(minutes=-15)
    hidden = read(busy).walk("VEVENT")[0]
    assert (str(hidden["summary"]), "location" in hidden, str(hidden["class"])) == ("Busy", False, "PRIVATE")
    assert all(feed["address"] is None for feed in client.get("/api/calendar/feeds").json())
    other = Client()
    other.force_login(make_user("Bo"))
    assert other.delete(f"/api/calendar/feeds/{full['id']}").status_code == 404
    assert client.delete(f"/api/calendar/feeds/{full['id']}").status_code == 204
    assert (read(full), Feed.objects.count()) == (None, 1)
