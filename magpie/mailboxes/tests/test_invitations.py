"""Invitations through real mailboxes: ours go out and are answered; of others they are booked, moved and called off."""

from __future__ import annotations

import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from magpie.activities.models import Meeting
from magpie.calendars.invitations import telling
from magpie.calendars.invitations.models import Guest, Received
from magpie.calendars.tests.test_taken import in_a_week
from magpie.mailboxes import parse, sending
from magpie.mailboxes.models import Letter, Outgoing
from magpie.mailboxes.tests.conftest import Api, fetch, make_contact, make_mailbox, make_user
from magpie.notices.models import Notice
from magpie.notices.tests.smtp_server import MailServer
from tests.dovecot import Dovecot

pytestmark = pytest.mark.django_db
CUSTOMER = "li@customer.example"
HOUR = datetime.timedelta(hours=1)


def work() -> None:
    """As the workers do: tell the guests, and send what is due."""
    while telling.tell_next(timezone.now() + HOUR):
        pass
    while sending.send_next():
        pass


def letter(sender: str, to: str, calendar: str, method: str, *, name: str = "") -> bytes:
    """A mail with a calendar object, as mail programs send it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, f"{method} {name}"
    message["Message-ID"] = f"<{abs(hash((sender, calendar)))}@test>"
    message["Date"] = timezone.now() - datetime.timedelta(minutes=1)
    message.set_content("See the calendar.")
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    return message.as_bytes()


def stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def invitation(
    to: str, starts_at: datetime.datetime, *, method: str = "REQUEST", sequence: int = 0, more: str = "",
    sent: datetime.datetime | None = None,
) -> str:  # fmt: skip
    """What Exchange in China writes: times in a zone with a name of its own."""
    local = starts_at.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    return (
        f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n"
        "BEGIN:VTIMEZONE\r\nTZID:China Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
        f"ORGANIZER;CN=李伟:mailto:{CUSTOMER}\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{to}\r\n"
        f"UID:040000008200E00074C5B7101A82E008\r\nDTSTAMP:{stamp(sent or timezone.now())}\r\nSEQUENCE:{sequence}\r\n"
        f"DTSTART;TZID=China Standard Time:{local:%Y%m%dT%H%M%S}\r\n"
        f"DTEND;TZID=China Standard Time:{local + HOUR:%Y%m%dT%H%M%S}\r\n"
        f"SUMMARY:样机评审\r\nLOCATION:苏州\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def reply(asked: Any, state: str, *, method: str = "REPLY", more: str = "", later: int = 1) -> str:
    """What a guest's program answers to the letter that asked."""
    event = Calendar.from_ical(asked.get_content()).walk("VEVENT")[0]
    sent = timezone.now() + datetime.timedelta(seconds=later)
    start = event.decoded("dtstart")
    return (
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nVERSION:2.0\nBEGIN:VEVENT\nUID:{event['UID']}\nDTSTAMP:{stamp(sent)}\n"
        f"SEQUENCE:{event['SEQUENCE']}\nDTSTART:{stamp(start)}\nDTEND:{stamp(start + HOUR)}\n{more}"
        f"ATTENDEE;PARTSTAT={state};CN=Li:MAILTO:{CUSTOMER.upper()}\nEND:VEVENT\nEND:VCALENDAR\n"
    )


def calendar_of(message: Any) -> Any:
    return next(part for part in message.walk() if part.get_content_type() == "text/calendar")


def plan(api: Api, contact: Any, starts_at: datetime.datetime) -> int:
    guest = {"name": contact.name, "address": CUSTOMER, "record": f"contact:{contact.pk}"}
    values = {"subject": "Price talk", "starts_at": stamp(starts_at), "ends_at": stamp(starts_at + HOUR)}
    for name in ("starts_at", "ends_at"):
        values[name] = (starts_at if name == "starts_at" else starts_at + HOUR).isoformat()
    body = {"values": values, "guests": {"items": [guest], "language": "en"}}
    return int(api.post("/calendar/meetings", body, 201)["record"]["id"])


def test_a_guest_answers_from_their_own_program_and_proposes_another_time(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    contact = make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port, smtp.port, name="Bo")
    api = Api(bo)
    number = plan(api, contact, in_a_week(10))
    work()
    work()
    assert [str(m["From"]) for m in smtp.mails] == [f"Bo <{box.address}>"]
    asked = calendar_of(smtp.mails[0])
    assert asked["content-type"].params["method"] == "REQUEST"
    assert [part.get_filename() for part in smtp.mails[0].iter_attachments()] == ["invite.ics"]
    assert str(Calendar.from_ical(asked.get_content()).walk("VEVENT")[0]["ORGANIZER"]) == f"mailto:{box.address}"
    imap.put(box.address, letter(CUSTOMER, box.address, reply(asked, "ACCEPTED"), "REPLY"))
    forged = reply(asked, "DECLINED", later=60)
    imap.put(box.address, letter("thief@bad.example", box.address, forged, "REPLY"))
    imap.put(box.address, letter(CUSTOMER, box.address, reply(asked, "DECLINED", later=-90), "REPLY"))  # an older one
    fetch(box)
    assert Guest.objects.get().state == "accepted"
    assert Notice.objects.get(recipient=bo).title == f"Li Wei accepted: Price talk, {in_a_week(10):%m-%d} 10:00"
    timeline = api.get(f"/contacts/{contact.pk}/timeline")["items"]
    assert "Li Wei accepted: Price talk" in [entry["title"] for entry in timeline]
    card = api.get(f"/mail/letters/{Letter.objects.get(calendar__contains='PARTSTAT=ACCEPTED').pk}")["invitation"]
    assert (card["kind"], card["name"], card["state"], card["meeting"]) == ("reply", "Li Wei", "accepted", number)

    wanted = in_a_week(15)
    proposal = reply(asked, "TENTATIVE", method="COUNTER", later=30, more="COMMENT:Later please\n")
    proposal = proposal.replace(stamp(in_a_week(10)), stamp(wanted)).replace(stamp(in_a_week(11)), stamp(wanted + HOUR))
    imap.put(box.address, letter(CUSTOMER, box.address, proposal, "COUNTER"))
    fetch(box)
    guest = api.get(f"/calendar/meetings/{number}/guests")["items"][0]
    assert (guest["comment"], guest["proposed_starts_at"][:16]) == ("Later please", stamped(wanted))
    api.post(f"/calendar/meetings/{number}/guests/{guest['id']}/take-proposal")
    assert Meeting.objects.get().starts_at == wanted
    work()
    event = Calendar.from_ical(calendar_of(smtp.mails[1]).get_content()).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event.decoded("dtstart")) == (1, wanted)
    imap.put(box.address, letter(CUSTOMER, box.address, reply(asked, "DECLINED", later=99), "REPLY"))  # the old time
    fetch(box)
    assert Guest.objects.get().state == "needs_action"


def stamped(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()[:16]


def test_an_invitation_is_answered_booked_moved_and_called_off(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    box = make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    imap.put(box.address, letter(CUSTOMER, box.address, invitation(box.address, in_a_week(10)), "REQUEST"))
    fetch(box)
    fetch(box)
    found = Letter.objects.get()
    card = api.get(f"/mail/letters/{found.pk}")["invitation"]
    assert (card["title"], card["location"], card["name"], card["state"]) == (
        "样机评审",
        "苏州",
        "李伟",
        "needs_action",
    )
    assert (card["can_answer"], card["clashes"], Meeting.objects.count()) == (True, [], 0)
    own = {"subject": "Lunch", "starts_at": in_a_week(10, 30).isoformat(), "ends_at": in_a_week(12).isoformat()}
    lunch = api.post("/meetings", own, 201)["id"]
    path = f"/mail/letters/{found.pk}/answer"
    assert api.get(f"/mail/letters/{found.pk}")["invitation"]["clashes"][0]["title"] == "Lunch"
    asked = api.post(path, {"state": "accepted"}, 409)
    assert ("Lunch" in asked["questions"][0]["text"], Outgoing.objects.count()) == (True, 0)
    api.ask("delete", f"/meetings/{lunch}", status=204)
    card = api.post(path, {"state": "accepted", "comment": "With pleasure"})["invitation"]
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.subject, meeting.location) == (in_a_week(10), "样机评审", "苏州")
    assert (meeting.owner_id, meeting.may_overlap, card["meeting"], card["state"]) == (
        bo.pk,
        False,
        meeting.pk,
        "accepted",
    )
    work()
    answer = Calendar.from_ical(calendar_of(smtp.mails[0]).get_content())
    event = answer.walk("VEVENT")[0]
    assert (str(answer["METHOD"]), event["ATTENDEE"].params["PARTSTAT"], str(event["COMMENT"])) == (
        "REPLY", "ACCEPTED", "With pleasure",
    )  # fmt: skip
    assert (str(event["ATTENDEE"]), str(smtp.mails[0]["Subject"])) == (f"mailto:{box.address}", "Accepted: 样机评审")

    later = timezone.now() + datetime.timedelta(minutes=1)
    moved = invitation(box.address, in_a_week(15), sequence=1, sent=later)
    imap.put(box.address, letter(CUSTOMER, box.address, moved, "REQUEST"))
    old = invitation(box.address, in_a_week(9), sequence=0, sent=later + HOUR)
    imap.put(box.address, letter(CUSTOMER, box.address, old, "REQUEST"))
    thief = invitation(box.address, in_a_week(15), sequence=5, method="CANCEL", sent=later + HOUR)
    imap.put(box.address, letter("thief@bad.example", box.address, thief, "CANCEL"))
    fetch(box)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.status, Meeting.objects.count()) == (in_a_week(15), "planned", 1)
    said = Notice.objects.get(recipient=bo)
    assert said.title == f"李伟 changed a meeting: 样机评审, {in_a_week(15):%Y-%m-%d %H:%M}"
    assert api.get(f"/mail/letters/{found.pk}")["invitation"]["is_old"]
    off = invitation(box.address, in_a_week(15), sequence=2, method="CANCEL", sent=later + HOUR)
    imap.put(box.address, letter(CUSTOMER, box.address, off, "CANCEL"))
    fetch(box)
    meeting.refresh_from_db()
    assert (meeting.status, Received.objects.get().is_off, Notice.objects.filter(recipient=bo).count()) == (
        "not_held", True, 2,
    )  # fmt: skip
    api.post(path, {"state": "accepted"}, 409)


def test_a_series_of_others_is_booked_time_by_time_and_one_of_them_called_off(imap: Dovecot) -> None:
    bo = make_user("bo")
    box = make_mailbox(bo, imap.port)
    asked = invitation(box.address, in_a_week(10), more="RRULE:FREQ=WEEKLY;COUNT=4\r\n")
    imap.put(box.address, letter(CUSTOMER, box.address, asked, "REQUEST"))
    fetch(box)
    api, found = Api(bo), Letter.objects.get()
    card = api.post(f"/mail/letters/{found.pk}/answer", {"state": "tentative"})["invitation"]
    assert (card["rule"], card["can_send"], Outgoing.objects.count()) == ("FREQ=WEEKLY;COUNT=4", False, 0)
    days = [in_a_week(10) + datetime.timedelta(days=7 * n) for n in range(4)]
    assert list(Meeting.objects.order_by("starts_at").values_list("starts_at", flat=True)) == days
    local = days[1].astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    single = f"RECURRENCE-ID;TZID=China Standard Time:{local:%Y%m%dT%H%M%S}\r\n"
    later = timezone.now() + HOUR
    off = invitation(box.address, days[1], method="CANCEL", more=single, sequence=1, sent=later)
    imap.put(box.address, letter(CUSTOMER, box.address, off, "CANCEL"))
    fetch(box)
    states = dict(Meeting.objects.values_list("starts_at", "status"))
    assert [states[day] for day in days] == ["planned", "not_held", "planned", "planned"]
    api.post(f"/mail/letters/{found.pk}/answer", {"state": "declined"})
    assert set(Meeting.objects.values_list("status", flat=True)) == {"not_held"}


def test_a_calendar_object_is_found_in_old_chinese_character_sets_and_as_a_file() -> None:
    text = invitation("bo@ours.example", in_a_week(10)).encode("gbk")
    head = b"From: li@customer.example\nTo: bo@ours.example\nSubject: x\nContent-Transfer-Encoding: 8bit\n"
    told = parse.parse(head + b"Content-Type: text/calendar; charset=gb2312; method=REQUEST\n\n" + text).calendar
    assert "SUMMARY:样机评审" in told
    kind = b'Content-Type: application/octet-stream; name="invite.ics"\n\n'
    assert "SUMMARY:样机评审" in parse.parse(head + kind + text).calendar


def test_what_cannot_be_understood_stays_a_letter_and_holds_nothing_up(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    good = invitation(box.address, in_a_week(10))
    broken = [
        "nonsense", good[:300], good.replace("DTSTART", "DTSTARE"), good.replace("UID:", "X-UID:"),
        good.replace("T100000", "T990000"), "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n", good.replace(":", ";"),
        good.replace("SEQUENCE:0", "SEQUENCE:many"), good.replace("METHOD:REQUEST", "METHOD:DANCE"),
    ]  # fmt: skip
    for number, text in enumerate(broken):
        imap.put(box.address, letter(f"x{number}@customer.example", box.address, text, "REQUEST", name=str(number)))
    fetch(box)
    assert (box.error, Letter.objects.count(), Meeting.objects.count()) == ("", len(broken), 0)
    api = Api(box.owner)
    for found in Letter.objects.all():
        api.get(f"/mail/letters/{found.pk}")
    assert Received.objects.count() == 1  # a sequence that is no number is 0
