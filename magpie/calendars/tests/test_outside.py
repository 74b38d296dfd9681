"""Exchange with a real calendar server: both ways, conflicts, series, private events, and servers that are away."""

from __future__ import annotations

import datetime
import http.server
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone

from magpie.activities.models import Meeting
from magpie.calendars import taken
from magpie.calendars.outside import clock
from magpie.calendars.outside.caldav import Server
from magpie.calendars.outside.models import OutsideAccount, OutsideTime
from magpie.calendars.tests import radicale
from magpie.calendars.tests.radicale import Radicale
from magpie.calendars.tests.test_taken import HOUR, in_a_week, make_meeting, make_user
from magpie.notices import seal
from magpie.notices.models import Notice
from magpie.platform import outgoing, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, User

pytestmark = pytest.mark.django_db
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def the_server() -> Iterator[Radicale]:
    with radicale.running() as server:
        yield server


@pytest.fixture
def server(the_server: Radicale, monkeypatch: pytest.MonkeyPatch) -> Radicale:
    monkeypatch.setattr(outgoing, "inner_hosts", [lambda: ["127.0.0.1"]])
    if the_server.process is None:
        the_server.start()
    return the_server


def make_account(server: Radicale, user: User, use: str = "write") -> tuple[OutsideAccount, str]:
    """An account with a calendar of its own, and that calendar's name."""
    name = f"work{next(_numbers)}"
    href = server.make_calendar("ana", name)
    account = OutsideAccount.objects.create(user=user, url=server.url, username="ana", password=seal.seal("secret"))
    account.calendars.create(href=href, name=name, use=use)
    return account, name


def sync(account: OutsideAccount) -> OutsideAccount:
    """Look as often as the clock would at once."""
    OutsideAccount.objects.filter(pk=account.pk).update(next_sync_at=timezone.now())
    account = OutsideAccount.objects.select_related("user").get(pk=account.pk)
    clock.sync(account)
    account.refresh_from_db()
    return account


def clocks(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def event(at: datetime.datetime, summary: str, *more: str, uid: str = "from-phone") -> str:
    return "\n".join([f"UID:{uid}", f"DTSTART:{clocks(at)}", f"DTEND:{clocks(at + HOUR)}", f"SUMMARY:{summary}", *more])


def test_meetings_go_there_and_changes_come_back(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    meeting = make_meeting(ana, in_a_week(10), subject="报价会 Price talk", location="Room 3")
    assert sync(account).error == ""
    [(file, text)] = server.texts("ana", name).items()
    assert "SUMMARY:报价会 Price talk" in text
    assert "LOCATION:Room 3" in text
    sync(account)
    assert server.texts("ana", name) == {file: text}  # nothing changed, so nothing is written
    records.update(meeting, {"subject": "Price talk 2"}, actor=SYSTEM)
    sync(account)
    assert "SUMMARY:Price talk 2" in server.texts("ana", name)[file]
    # A telephone moves it, sets an alarm, and keeps all else.
    zones, _begin, rest = server.texts("ana", name)[file].partition("BEGIN:VEVENT")
    kept = [line for line in rest.splitlines() if not line.startswith(("DTSTART", "DTEND"))]
    lines = [*zones.splitlines(), "BEGIN:VEVENT", *kept[1:]]
    at = lines.index("END:VEVENT")
    lines[at:at] = [f"DTSTART:{clocks(in_a_week(15))}", f"DTEND:{clocks(in_a_week(16))}", "X-ALARM:5"]
    server.ask("ana", "PUT", f"ana/{name}/{file}", "\r\n".join(lines) + "\r\n")
    sync(account)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.ends_at) == (in_a_week(15), in_a_week(16))
    records.update(meeting, {"location": "Room 4"}, actor=SYSTEM)
    sync(account)
    assert "X-ALARM:5" in server.texts("ana", name)[file]
    assert "LOCATION:Room 4" in server.texts("ana", name)[file]
    records.delete(meeting, actor=SYSTEM)
    sync(account)
    assert server.texts("ana", name) == {}


def test_an_event_made_there_is_a_meeting_here_until_it_is_deleted_there(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    sync(account)
    server.put("ana", name, "a.ics", event(in_a_week(9), "Visit Acme", "LOCATION:Suzhou", "DESCRIPTION:Bring samples"))
    sync(account)
    meeting = Meeting.objects.get()
    shown = (meeting.subject, meeting.location, meeting.description, meeting.starts_at, meeting.owner, meeting.status)
    assert shown == ("Visit Acme", "Suzhou", "Bring samples", in_a_week(9), ana, "planned")
    server.remove("ana", name, "a.ics")
    sync(account)
    meeting.refresh_from_db()
    assert meeting.status == "not_held"
    records.update(meeting, {"status": "planned"}, actor=SYSTEM)  # it takes place after all
    sync(account)
    assert len(server.texts("ana", name)) == 1
    sync(account)
    assert Meeting.objects.count() == 1


def test_a_calendar_that_was_taken_away_and_is_there_again_makes_nothing_twice(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    make_meeting(ana, in_a_week(14), subject="Planned here")
    server.put("ana", name, "a.ics", event(in_a_week(9), "Planned there"))
    sync(account)
    href = account.calendars.get().href
    account.delete()
    again = OutsideAccount.objects.create(user=ana, url=server.url, username="ana", password=seal.seal("secret"))
    again.calendars.create(href=href, name=name, use="write")
    for _time in range(2):
        assert sync(again).error == ""
    assert (Meeting.objects.count(), len(server.texts("ana", name)), Notice.objects.count()) == (2, 2, 0)


def test_of_what_both_changed_the_server_has_its_way_and_the_rest_is_joined(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    server.put("ana", name, "a.ics", event(in_a_week(9), "Visit"))
    sync(account)
    meeting = Meeting.objects.get()
    records.update(meeting, {"subject": "Visit with samples", "location": "Suzhou"}, actor=SYSTEM)
    server.put("ana", name, "a.ics", event(in_a_week(9), "Visit of the factory"))
    sync(account)
    meeting.refresh_from_db()
    assert (meeting.subject, meeting.location) == ("Visit of the factory", "Suzhou")
    text = server.texts("ana", name)["a.ics"]
    assert "SUMMARY:Visit of the factory" in text
    assert "LOCATION:Suzhou" in text


def test_a_write_that_comes_second_is_refused_by_the_server_and_joined_at_the_next_look(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    server.put("ana", name, "a.ics", event(in_a_week(9), "Visit"))
    sync(account)
    meeting = Meeting.objects.get()
    # The telephone writes between our reading and our writing: our mark is an old one.
    known = OutsideTime.objects.get().event
    server.put("ana", name, "a.ics", event(in_a_week(9), "Visit of the factory"))
    calendar = account.calendars.get()
    calendar.state, calendar.looked_on = Server.of(account).state(calendar.href), timezone.now().date()
    calendar.save()
    records.update(meeting, {"location": "Suzhou"}, actor=SYSTEM)
    account = sync(account)
    assert known.calendar.events.get().etag == known.etag
    assert account.next_sync_at <= timezone.now() + datetime.timedelta(seconds=clock.AGAIN_SECONDS)
    sync(account)
    text = server.texts("ana", name)["a.ics"]
    assert "SUMMARY:Visit of the factory" in text
    assert "LOCATION:Suzhou" in text


def test_a_move_there_onto_another_meeting_is_taken_over_and_told(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    make_meeting(ana, in_a_week(14), subject="Board")
    server.put("ana", name, "a.ics", event(in_a_week(9), "Visit"))
    sync(account)
    server.put("ana", name, "a.ics", event(in_a_week(14), "Visit"))
    sync(account)
    visit = Meeting.objects.get(subject="Visit")
    assert (visit.starts_at, visit.may_overlap) == (in_a_week(14), True)
    notice = Notice.objects.get(recipient=ana)
    assert notice.title.startswith(f"“Visit {in_a_week(14):%m-%d} 14:00–15:00” overlaps another meeting")
    assert "“Board”" in notice.title + notice.body


def test_a_series_there_is_meetings_here_and_one_of_them_is_changed_by_itself(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    first = in_a_week(10)
    second, third = first + datetime.timedelta(days=7), first + datetime.timedelta(days=14)
    weekly = event(first, "Weekly", "RRULE:FREQ=WEEKLY;COUNT=4", f"EXDATE:{clocks(third)}")
    exception = event(second + HOUR, "Weekly later", f"RECURRENCE-ID:{clocks(second)}")
    server.put("ana", name, "w.ics", f"{weekly}\n--\n{exception}")
    sync(account)
    rows = list(Meeting.objects.order_by("starts_at").values_list("subject", "starts_at"))
    fourth = first + datetime.timedelta(days=21)
    assert rows == [("Weekly", first), ("Weekly later", second + HOUR), ("Weekly", fourth)]
    # Changed here: an exception there.  Deleted here: left out there.
    records.update(Meeting.objects.get(starts_at=fourth), {"subject": "Last one"}, actor=SYSTEM)
    records.delete(Meeting.objects.get(starts_at=first), actor=SYSTEM)
    sync(account)
    text = server.texts("ana", name)["w.ics"]
    assert text.count("BEGIN:VEVENT") == 3
    assert f"EXDATE:{clocks(first)}" in text
    assert "SUMMARY:Last one" in text
    sync(account)
    sync(account)
    assert sorted(Meeting.objects.values_list("subject", flat=True)) == ["Last one", "Weekly later"]
    assert server.texts("ana", name)["w.ics"] == text


def test_a_series_moved_to_another_hour_stays_the_same_meetings(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    server.put("ana", name, "w.ics", event(in_a_week(10), "Weekly", "RRULE:FREQ=WEEKLY;COUNT=3"))
    sync(account)
    before = list(Meeting.objects.order_by("starts_at").values_list("pk", flat=True))
    server.put("ana", name, "w.ics", event(in_a_week(15), "Weekly", "RRULE:FREQ=WEEKLY;COUNT=3"))
    sync(account)
    after = list(Meeting.objects.filter(status="planned").order_by("starts_at").values_list("pk", "starts_at"))
    assert after == [(number, in_a_week(15) + datetime.timedelta(days=7 * n)) for n, number in enumerate(before)]


def test_days_and_zones_are_kept(server: Radicale) -> None:
    ana = make_user("Ana", time_zone="Asia/Shanghai")
    account, name = make_account(server, ana)
    day = in_a_week(10).date()
    until = day + datetime.timedelta(days=2)
    server.put(
        "ana", name, "d.ics", f"UID:d\nDTSTART;VALUE=DATE:{day:%Y%m%d}\nDTEND;VALUE=DATE:{until:%Y%m%d}\nSUMMARY:Fair"
    )
    server.put(
        "ana", name, "z.ics",
        f"UID:z\nDTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T100000\nDURATION:PT45M\nSUMMARY:Berlin",
    )  # fmt: skip
    sync(account)
    fair, berlin = Meeting.objects.get(subject="Fair"), Meeting.objects.get(subject="Berlin")
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    assert fair.starts_at == datetime.datetime.combine(day, datetime.time(), shanghai)
    assert (fair.ends_at - fair.starts_at, fair.may_overlap) == (datetime.timedelta(days=2), True)
    assert berlin.ends_at - berlin.starts_at == datetime.timedelta(minutes=45)
    later = datetime.timedelta(days=7)
    records.update(fair, {"starts_at": fair.starts_at + later, "ends_at": fair.ends_at + later}, actor=SYSTEM)
    records.update(berlin, {"starts_at": berlin.starts_at + HOUR, "ends_at": berlin.ends_at + HOUR}, actor=SYSTEM)
    sync(account)
    assert f"DTSTART;VALUE=DATE:{day + later:%Y%m%d}" in server.texts("ana", name)["d.ics"]
    assert f"DTSTART;TZID=Europe/Berlin:{day:%Y%m%d}T110000" in server.texts("ana", name)["z.ics"]


def test_private_events_and_other_calendars_are_only_times_at_which_one_is_busy(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    other = server.make_calendar("ana", f"{name}x")
    account.calendars.create(href=other, name="Family", use="busy")
    server.put("ana", name, "p.ics", event(in_a_week(9), "Doctor", "CLASS:PRIVATE", uid="p"))
    server.put("ana", f"{name}x", "f.ics", event(in_a_week(14), "School", uid="f"))
    server.put("ana", f"{name}x", "t.ics", event(in_a_week(16), "Birthday", "TRANSP:TRANSPARENT", uid="t"))
    sync(account)
    assert Meeting.objects.count() == 0
    starts = taken.free_starts([("user", ana.pk)], in_a_week(8), HOUR, last=in_a_week(18), most=50)
    hours = {timezone.localtime(at).hour for at in starts if timezone.localtime(at).minute == 0}
    assert hours.isdisjoint({9, 14})
    assert {10, 15} <= hours


def test_a_move_by_somebody_who_only_takes_part_is_taken_back_there(server: Radicale) -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    meeting = make_meeting(bo, in_a_week(10), attendees=[ana.pk])
    reader = Role.objects.create(name="Reader", grants={"meeting": {"read": "all", "update": "none"}})
    User.objects.filter(pk=ana.pk).update(roles=[reader.pk])
    account, name = make_account(server, User.objects.get(pk=ana.pk))
    sync(account)
    [(file, text)] = server.texts("ana", name).items()
    uid = next(line[4:] for line in text.splitlines() if line.startswith("UID:"))
    server.put("ana", name, file, event(in_a_week(15), "Visit", uid=uid))
    sync(account)
    meeting.refresh_from_db()
    assert meeting.starts_at == in_a_week(10)
    local = in_a_week(10).astimezone(timezone.get_default_timezone())
    assert any(stamp in server.texts("ana", name)[file] for stamp in (f"{local:%Y%m%dT%H%M%S}", clocks(in_a_week(10))))
    assert Notice.objects.get(recipient=ana).title.endswith("You may not change this record.")


def test_a_refused_password_is_told_once_and_a_server_that_is_away_is_tried_again(server: Radicale) -> None:
    ana = make_user("Ana")
    account, name = make_account(server, ana)
    OutsideAccount.objects.filter(pk=account.pk).update(password=seal.seal("wrong"))
    for _time in range(2):
        account = sync(account)
    assert account.error == "The server refuses the user name or password."
    assert account.next_sync_at > timezone.now() + datetime.timedelta(minutes=50)
    assert [n.title for n in Notice.objects.filter(recipient=ana)] == [f"The calendar “{server.url}” cannot be read"]
    OutsideAccount.objects.filter(pk=account.pk).update(password=seal.seal("secret"), failures=0, failing_since=None)
    server.stop()
    account = sync(account)
    assert account.failures == 1
    assert account.next_sync_at < timezone.now() + datetime.timedelta(minutes=2)
    server.start()
    make_meeting(ana, in_a_week(10))
    account = sync(account)
    assert (account.error, account.failures, len(server.texts("ana", name))) == ("", 0, 1)


def test_a_change_of_a_meeting_makes_its_peoples_calendars_due(server: Radicale) -> None:
    from magpie.platform.models import Event

    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    late = timezone.now() + HOUR
    for user in (ana, bo, cy):
        OutsideAccount.objects.create(user=user, url=server.url, next_sync_at=late)
    records.create(Meeting, {"subject": "A", "starts_at": in_a_week(9), "attendees": [bo.pk]}, actor=Actor.of_user(ana))
    clock.read_events(list(Event.objects.filter(object="meeting")))
    due = OutsideAccount.objects.filter(next_sync_at__lte=timezone.now())
    assert set(due.values_list("user", flat=True)) == {ana.pk, bo.pk}


def test_an_account_is_added_tried_and_seen_by_its_owner_alone(server: Radicale, client: Any) -> None:
    from magpie.platform.http.auth import create_token

    ana, bo = make_user("Ana"), make_user("Bo")
    name = f"own{next(_numbers)}"
    server.make_calendar("bo", name)
    headers = {"Authorization": f"Bearer {create_token(ana)}"}

    def ask(method: str, path: str, body: Any = None, who: dict[str, str] = headers) -> Any:
        options: Any = {"content_type": "application/json"} if method != "get" else {}
        return getattr(client, method)(f"/api/calendar/outside{path}", body, headers=who, **options)

    wrong = ask("post", "", {"url": server.url, "username": "bo", "password": "wrong"})
    assert (wrong.status_code, wrong.json()["fields"]["password"]) == (
        422, ["The server refuses the user name or password."],
    )  # fmt: skip
    made = ask("post", "", {"url": server.url, "username": "bo", "password": "secret", "name": "Phone"})
    assert made.status_code == 201, made.content
    shown = made.json()
    assert "password" not in shown
    calendar = next(each for each in shown["calendars"] if each["name"] == name)
    assert (calendar["use"], calendar["color"]) == ("off", "#2f8f83")
    chosen = {"name": "Phone", "calendars": [{"id": calendar["id"], "use": "write"}]}
    changed = ask("put", f"/{shown['id']}", chosen)
    assert changed.status_code == 200, changed.content
    assert [c["use"] for c in changed.json()["calendars"] if c["id"] == calendar["id"]] == ["write"]
    stranger = {"Authorization": f"Bearer {create_token(bo)}"}
    assert ask("get", "", who=stranger).json()["items"] == []
    assert ask("delete", f"/{shown['id']}", who=stranger).status_code == 404
    assert ask("delete", f"/{shown['id']}").status_code == 204
    assert OutsideAccount.objects.count() == 0


def test_a_feed_is_read_before_it_is_kept_and_shown_to_who_subscribed(server: Radicale, client: Any) -> None:
    from magpie.platform.http.auth import create_token

    ana, bo = make_user("Ana", time_zone="Asia/Shanghai"), make_user("Bo")
    name = f"feed{next(_numbers)}"
    server.make_calendar("ana", name)
    day = in_a_week(10).date()
    server.put("ana", name, "h.ics", f"UID:h\nDTSTART;VALUE=DATE:{day:%Y%m%d}\nSUMMARY:National day")
    server.put("ana", name, "w.ics", event(in_a_week(14), "Stand-up", "RRULE:FREQ=DAILY;COUNT=3", uid="w"))
    headers = {"Authorization": f"Bearer {create_token(ana)}"}

    def ask(body: Any) -> Any:
        given = {"content_type": "application/json", "headers": headers}
        return client.post("/api/calendar/subscriptions", body, **given)

    address = f"{server.url}ana/{name}/".replace("http://", "http://ana:secret@")
    assert "must not hold a user name" in str(ask({"url": address}).json())
    page = ask({"url": server.url + ".web/"})
    assert (page.status_code, page.json()["fields"]) == (422, {"url": ["There is no calendar at this address."]})
    with feed_of(server, name) as url:
        made = ask({"url": url, "color": "#8a4fb0", "name": "Holidays"})
    assert made.status_code == 201, made.content
    shown = client.get(f"/api/calendar?first={day}&last={day + datetime.timedelta(days=2)}", headers=headers).json()
    items = [(i["kind"], i["title"], i["all_day"], i["calendar"], i["color"]) for i in shown["items"]]
    standup = ("outside", "Stand-up", False, "Holidays", "#8a4fb0")
    assert items == [("outside", "National day", True, "Holidays", "#8a4fb0"), standup, standup, standup]
    others = {"Authorization": f"Bearer {create_token(bo)}"}
    assert client.get(f"/api/calendar?first={day}&last={day}&users={ana.pk}", headers=others).json()["items"] == []
    account = sync(OutsideAccount.objects.get())
    assert (account.failures, OutsideTime.objects.count()) == (1, 4)  # away: what was known stays


@contextmanager
def feed_of(server: Radicale, name: str) -> Iterator[str]:
    """An address at which the calendar is read without a password."""
    text = server.ask("ana", "GET", f"ana/{name}/").content

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/calendar.ics"
        running.shutdown()
        thread.join()
