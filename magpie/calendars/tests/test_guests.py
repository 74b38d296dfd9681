"""Guests of meetings are asked, told what changes, and heard; each word is said once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db.models import Max
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from magpie.activities.models import Meeting
from magpie.calendars import series
from magpie.calendars.invitations import telling
from magpie.calendars.invitations.models import Guest, Invitation
from magpie.calendars.repeating import Repeat
from magpie.calendars.tests.test_taken import HOUR, in_a_week, make_meeting, make_user
from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Event, User

pytestmark = pytest.mark.django_db
LI = {"name": "Li Wei", "address": "Li@Huahai.example", "record": ""}
_read = {"until": 0}


@pytest.fixture(autouse=True)
def _from_now_on() -> None:
    _read["until"] = Event.objects.aggregate(last=Max("id"))["last"] or 0


def work() -> None:
    """As the worker does: read what happened, then tell whom it concerns."""
    rows = list(Event.objects.filter(id__gt=_read["until"]).order_by("id"))
    _read["until"] = rows[-1].pk if rows else _read["until"]
    telling.note(rows)
    while telling.tell_next(timezone.now() + HOUR):
        pass


def ask(user: User, method: str, path: str, body: Any = None, status: int = 200, answers: str = "{}") -> Any:
    sent = {"Authorization": f"Bearer {create_token(user)}", "Magpie-Answers": answers}
    options: Any = {"content_type": "application/json"} if method != "get" else {}
    response = getattr(Client(), method)(f"/api/calendar{path}", body, headers=sent, **options)
    assert response.status_code == status, response.content
    return response.json()


def values(user: User, at: datetime.datetime, **more: Any) -> dict[str, Any]:
    given = {"subject": "Price talk", "starts_at": at.isoformat(), "ends_at": (at + HOUR).isoformat(), **more}
    return {"owner": user.pk, **given}


def plan(user: User, at: datetime.datetime, **more: Any) -> Meeting:
    body = {"values": values(user, at), "guests": {"items": [LI], "language": "en"}, **more}
    number = int(ask(user, "post", "/meetings", body, 201)["record"]["id"])
    found: Meeting = Meeting.objects.get(pk=number)
    return found


def letters() -> list[tuple[str, str, int]]:
    """To whom, with which method and number, the letters went, in their order."""
    found = []
    for notice in Notice.objects.filter(recipient=None).order_by("id"):
        calendar = Calendar.from_ical(notice.calendar)
        found.append((notice.address, str(calendar["METHOD"]), int(str(calendar.walk("VEVENT")[0]["SEQUENCE"]))))
    return found


def events_of(notice: Notice) -> list[Any]:
    return list(Calendar.from_ical(notice.calendar).walk("VEVENT"))


def test_a_guest_is_asked_told_of_a_move_and_of_the_end_each_once() -> None:
    ana = make_user("Ana", email="ana@acme.example")
    meeting = plan(ana, in_a_week(10))
    work()
    work()
    assert letters() == [("li@huahai.example", "REQUEST", 0)]
    notice = Notice.objects.get()
    event = events_of(notice)[0]
    assert (str(event["ORGANIZER"]), event["ATTENDEE"].params["PARTSTAT"]) == (
        "mailto:ana@acme.example",
        "NEEDS-ACTION",
    )
    assert notice.title == f"Invitation: Price talk, {in_a_week(10):%A, %-d %B %Y} 10:00–11:00"
    change = {"values": {"starts_at": in_a_week(14).isoformat(), "ends_at": in_a_week(15).isoformat()}}
    ask(ana, "patch", f"/meetings/{meeting.pk}", change)
    work()
    records.update(meeting, {"related_to": "", "may_overlap": True}, actor=SYSTEM)  # nothing that guests need to know
    work()
    assert letters()[1:] == [("li@huahai.example", "REQUEST", 1)]
    assert events_of(Notice.objects.latest("id"))[0].decoded("dtstart") == in_a_week(14)
    ask(make_admin(), "delete", f"/meetings/{meeting.pk}")
    work()
    work()
    assert letters()[2:] == [("li@huahai.example", "CANCEL", 2)]
    assert str(events_of(Notice.objects.latest("id"))[0]["STATUS"]) == "CANCELLED"


def make_admin() -> User:
    return User.objects.create(username="root", name="Root", is_administrator=True, language="en")


def test_who_is_taken_off_is_told_and_the_others_are_not() -> None:
    ana = make_user("Ana")
    other = {"name": "王芳", "address": "wang@huahai.example"}
    meeting = plan(ana, in_a_week(10), guests={"items": [LI, other], "language": "en"})
    work()
    assert Notice.objects.get(address="wang@huahai.example").title.startswith("邀请：Price talk")
    ask(ana, "patch", f"/meetings/{meeting.pk}", {"values": {}, "guests": {"items": [other]}})
    work()
    assert letters()[2:] == [("li@huahai.example", "CANCEL", 1)]
    assert [g["name"] for g in ask(ana, "get", f"/meetings/{meeting.pk}/guests")["items"]] == ["王芳"]


def test_a_change_made_anywhere_is_told_and_one_that_is_taken_back_is_not() -> None:
    ana = make_user("Ana")
    meeting = plan(ana, in_a_week(10))
    work()
    records.update(meeting, {"location": "Room 5"}, actor=Actor.of_user(ana))
    records.update(meeting, {"location": ""}, actor=Actor.of_user(ana))
    records.update(meeting, {"description": "Their budget is 90,000"}, actor=Actor.of_user(ana))  # a note of ours
    work()
    assert len(letters()) == 1
    records.update(meeting, {"status": "not_held"}, actor=SYSTEM)
    work()
    records.update(meeting, {"status": "planned"}, actor=SYSTEM)
    work()
    assert [(method, number) for _to, method, number in letters()] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    records.update(meeting, {"status": "held", "subject": "Price talk: 5% off"}, actor=SYSTEM)
    work()
    assert len(letters()) == 3


def test_the_organiser_may_keep_it_back_and_tell_later() -> None:
    ana = make_user("Ana")
    meeting = plan(ana, in_a_week(10), tell_guests=False)
    work()
    shown = ask(ana, "get", f"/meetings/{meeting.pk}/guests")
    assert (letters(), shown["waiting"], shown["kept_back"], shown["items"][0]["knows"]) == ([], 1, True, False)
    ask(ana, "post", f"/meetings/{meeting.pk}/guests/tell", {})
    work()
    shown = ask(ana, "get", f"/meetings/{meeting.pk}/guests")
    assert (len(letters()), shown["waiting"], shown["items"][0]["knows"]) == (1, 0, True)


def test_addresses_that_are_none_are_refused_and_nothing_is_written() -> None:
    ana = make_user("Ana")
    body = {"values": values(ana, in_a_week(10)), "guests": {"items": [{"address": "li at home"}]}}
    answer = ask(ana, "post", "/meetings", body, 422)
    assert "“li at home” is not an e-mail address." in answer["detail"]
    assert (Meeting.objects.count(), Invitation.objects.count()) == (0, 0)
    bo = make_user("Bo")
    meeting = plan(ana, in_a_week(10))
    ask(bo, "get", f"/meetings/{meeting.pk}/guests", status=404)
    ask(bo, "post", f"/meetings/{meeting.pk}/answer", {"state": "accepted"}, 404)


def test_a_series_is_one_invitation_with_what_differs() -> None:
    ana = make_user("Ana")
    body = {
        "values": values(ana, in_a_week(10)), "guests": {"items": [LI], "language": "en"},
        "repeat": {"every": "week", "times": 4},
    }  # fmt: skip
    ask(ana, "post", "/meetings", body, 201)
    work()
    event = events_of(Notice.objects.get())[0]
    last = (in_a_week(10) + datetime.timedelta(days=21)).date()
    until = f"{last:%Y%m%d}T155959Z"
    assert event["RRULE"].to_ical().decode() == f"FREQ=WEEKLY;UNTIL={until};INTERVAL=1;BYDAY=WE"
    _first, second, third, _fourth = Meeting.objects.order_by("starts_at")
    records.update(second, {"starts_at": second.starts_at + HOUR, "ends_at": second.ends_at + HOUR}, actor=SYSTEM)
    records.update(third, {"status": "not_held"}, actor=SYSTEM)
    work()
    main, other = events_of(Notice.objects.latest("id"))
    assert [each.dt for each in main["EXDATE"].dts] == [third.starts_at]
    assert (other["RECURRENCE-ID"].dt, other.decoded("dtstart")) == (second.starts_at - HOUR, second.starts_at)
    assert letters() == [("li@huahai.example", "REQUEST", 0), ("li@huahai.example", "REQUEST", 1)]
    moved = {"values": {"subject": "Price talk II"}, "scope": "following"}
    ask(ana, "patch", f"/meetings/{second.pk}", moved)
    work()
    assert [(method, number) for _to, method, number in letters()[2:]] == [("REQUEST", 2), ("REQUEST", 0)]
    assert Guest.objects.filter(address="li@huahai.example").count() == 2


def test_a_meeting_that_repeats_later_takes_its_guests_along_under_the_same_name() -> None:
    ana = make_user("Ana")
    meeting = plan(ana, in_a_week(10))
    work()
    series.begin(meeting, Repeat(every="week"), times=3, actor=SYSTEM)
    work()
    first, second = (events_of(notice)[0] for notice in Notice.objects.order_by("id"))
    assert (first["UID"] == second["UID"], "RRULE" in first, "RRULE" in second) == (True, False, True)


def test_a_guest_answers_on_the_page_of_their_letter_until_the_meeting_is_over(client: Client) -> None:
    ana = make_user("Ana")
    meeting = plan(ana, in_a_week(10))
    work()
    body = Notice.objects.get(recipient=None).body
    where = next(line for line in body.splitlines() if line.startswith("Decline: ")).split("8000")[-1].split(" ")[-1]
    where = "/invite/" + where.split("/invite/")[1]
    page = client.get(where, {"lang": "en"})
    assert (page.status_code, "Will you come?" in page.content.decode()) == (200, True)
    assert Guest.objects.get().state == "needs_action"  # looking is no answer
    path = where.split("?")[0]
    assert client.post(path, {"answer": "declined", "comment": "On holiday", "lang": "en"}).status_code == 303
    assert client.post(path, {"answer": "nonsense", "lang": "zh-hans"}).status_code == 200
    assert "您已谢绝" in client.get(path, {"lang": "zh-hans"}).content.decode()
    guest = Guest.objects.get()
    assert (guest.state, guest.comment) == ("declined", "On holiday")
    said = Notice.objects.get(recipient=ana)
    assert (said.title, said.body) == (f"Li Wei declined: Price talk, {in_a_week(10):%m-%d} 10:00", "On holiday")
    assert Event.objects.filter(object="meeting", kind="guest_declined", data__name="Li Wei").count() == 1
    assert client.get("/invite/forged").status_code == 404
    records.update(meeting, {"status": "not_held"}, actor=SYSTEM)
    work()
    assert client.get(path).status_code == 404


def test_colleagues_are_told_and_answer_and_who_declines_is_free_again() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    meeting = make_meeting(ana, in_a_week(10), attendees=[bo.pk])
    work()
    assert Notice.objects.get(recipient=bo).title.startswith("Ana invites you: Visit, ")
    assert [item["meeting"] for item in ask(bo, "get", "/invitations")["items"]] == [meeting.pk]
    ask(bo, "post", f"/meetings/{meeting.pk}/answer", {"state": "declined", "comment": "Away"})
    work()
    meeting.refresh_from_db()
    assert (meeting.attendees, ask(bo, "get", "/invitations")["items"]) == ([], [])
    assert Notice.objects.get(recipient=ana, kind="invitation").title.startswith("Bo declined: Visit, ")
    assert Notice.objects.filter(recipient=bo, kind="invitation").count() == 1  # nobody tells them that they are off it
    assert ask(ana, "get", f"/meetings/{meeting.pk}/guests")["items"][0]["state"] == "declined"
    make_meeting(bo, in_a_week(10, 30), subject="Lunch")
    asked = ask(bo, "post", f"/meetings/{meeting.pk}/answer", {"state": "accepted"}, 409)
    assert "Lunch" in asked["questions"][0]["text"]
    yes = '{"invitation-overlap": ""}'
    ask(bo, "post", f"/meetings/{meeting.pk}/answer", {"state": "accepted"}, answers=yes)
    meeting.refresh_from_db()
    assert (meeting.attendees, meeting.may_overlap) == ([bo.pk], True)
