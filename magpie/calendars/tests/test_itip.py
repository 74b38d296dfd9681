"""Calendar objects as Outlook, Google, Exchange and Chinese services write them are understood; nonsense is refused."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magpie.calendars.invitations import itip
from magpie.calendars.outside.reading import Unreadable

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
TEN = datetime.datetime(2026, 12, 1, 2, tzinfo=datetime.UTC)  # 10:00 in China
FIXED = "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nEND:STANDARD\n"
BERLIN = (
    "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n"
    "TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\n"
    "DTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)
OUTLOOK = (
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nPRODID:Microsoft Exchange Server 2010\nVERSION:2.0\n" + BERLIN +
    'BEGIN:VEVENT\nORGANIZER;CN="Mueller, Jan":MAILTO:Jan.Mueller@Partner.example\n'
    "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=bo@ours.exam\n ple:MAILTO:bo@ours.example\n"
    "UID:040000008200E00074C5B7101A82E00800000000\nSUMMARY;LANGUAGE=de-DE:Abnahme der Prüfma\n schine\n"
    "DTSTART;TZID=W. Europe Standard Time:20261201T030000\nDTEND;TZID=W. Europe Standard Time:20261201T040000\n"
    "DTSTAMP:20261120T090000Z\nSEQUENCE:3\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\nEND:VEVENT\nEND:VCALENDAR\n"
)  # fmt: skip
GOOGLE = (
    "BEGIN:VCALENDAR\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\nVERSION:2.0\nCALSCALE:GREGORIAN\n"
    "METHOD:REPLY\nBEGIN:VEVENT\nDTSTART:20261201T020000Z\nDTEND:20261201T030000Z\nDTSTAMP:20261120T090000Z\n"
    "ORGANIZER;CN=Bo:mailto:bo@ours.example\nUID:abc@ours.example\n"
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=li@cust\n"
    " omer.example;X-NUM-GUESTS=0:mailto:li@customer.example\nCOMMENT:Next week\\, please\nSEQUENCE:1\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)


def chinese(zone: str, *, names_it: bool = True) -> str:
    """An invitation whose zone has a name of its own, as Exchange, Feishu and DingTalk in China write it."""
    block = f"BEGIN:VTIMEZONE\nTZID:{zone}\n{FIXED}END:VTIMEZONE\n" if names_it else ""
    shown = f'"{zone}"' if any(c in zone for c in ":;,") else zone
    return (
        f"BEGIN:VCALENDAR\nMETHOD:REQUEST\nVERSION:2.0\n{block}BEGIN:VEVENT\nUID:x@y\nDTSTAMP:20261120T090000Z\n"
        f"ORGANIZER;CN=李伟:mailto:li@customer.example\nSUMMARY:样机评审，第二轮\n"
        f"DTSTART;TZID={shown}:20261201T100000\nDTEND;TZID={shown}:20261201T110000\nEND:VEVENT\nEND:VCALENDAR\n"
    )


def test_an_invitation_of_outlook_with_folded_lines_and_its_own_zone() -> None:
    told = itip.read(OUTLOOK, SHANGHAI)
    assert (told.method, told.sequence, told.first.title) == ("REQUEST", 3, "Abnahme der Prüfmaschine")
    assert (told.first.starts_at, told.organizer) == (TEN, ("Mueller, Jan", "jan.mueller@partner.example"))
    assert [(each.address, each.state) for each in told.attendees] == [("bo@ours.example", "needs_action")]


def test_an_answer_of_google_with_a_comment() -> None:
    told = itip.read(GOOGLE, SHANGHAI)
    said = told.attendee({"li@customer.example"})
    assert said is not None
    assert (told.uid, told.sequence, said.state, told.comment) == (
        "abc@ours.example",
        1,
        "declined",
        "Next week, please",
    )


@pytest.mark.parametrize("zone", ["China Standard Time", "Asia/Shanghai", "(UTC+08:00) 北京，重庆", "GMT+0800", "北京"])
def test_chinese_zones_by_any_name(zone: str) -> None:
    assert itip.read(chinese(zone), datetime.UTC).first.starts_at == TEN


@pytest.mark.parametrize("zone", ["China Standard Time", "Asia/Shanghai", "Somewhere/Else"])
def test_a_zone_that_is_not_described_is_known_by_name_or_is_the_readers(zone: str) -> None:
    assert itip.read(chinese(zone, names_it=False), SHANGHAI).first.starts_at == TEN


def test_the_answer_names_the_event_the_person_and_what_they_say() -> None:
    told = itip.read(OUTLOOK, SHANGHAI)
    text = itip.reply(told, ("博", "bo@ours.example"), "tentative", "也许", TEN)
    back = itip.read(text, SHANGHAI)
    said = back.attendee({"bo@ours.example"})
    assert said is not None
    assert (back.method, back.uid, back.sequence, back.first.starts_at) == ("REPLY", told.uid, 3, TEN)
    assert (said.name, said.state, back.comment) == ("博", "tentative", "也许")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(OUTLOOK)), st.integers(0, 40), st.text(max_size=8))
def test_a_damaged_text_is_understood_or_unreadable(at: int, gone: int, instead: str) -> None:
    try:
        itip.read(OUTLOOK[:at] + instead + OUTLOOK[at + gone :], SHANGHAI)
    except Unreadable:
        return
