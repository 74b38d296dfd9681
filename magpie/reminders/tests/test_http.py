"""The desk, the working day and the answers by mail, as browsers ask for them."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from magpie.activities.models import Meeting, Task
from magpie.notices import mail
from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.reminders import mail_buttons, workday
from magpie.reminders.models import DayCheck, Occurrence, Reminder
from magpie.reminders.tests.make import MINUTE, do, make_team, make_user, remind, state_of, tick, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db: None) -> User:
    return make_user("ana")


@pytest.fixture
def bo(db: None) -> User:
    return make_user("bo", language="zh-hans")


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": user.language})
    client.force_login(user)
    return client


def test_the_desk_shows_what_waits_what_comes_and_what_was_answered(ana: User, bo: User) -> None:
    waiting = remind(ana, subject="Waiting", by=bo, checklist=[{"text": "Bring the sample", "done": False}])
    remind(ana, subject="Coming", minutes=60)
    remind(ana, subject="Far", minutes=60 * 24 * 30)
    snoozed, answered = remind(ana, subject="Snoozed"), remind(ana, subject="Answered")
    tick()
    do(ana, "snooze", snoozed, minutes=30)
    do(ana, "done", answered, note="All right")
    desk = browser(ana).get("/api/reminder-desk").json()
    shown = {part: [item["subject"] for item in desk[part]] for part in ("waiting", "snoozed", "coming", "answered")}
    assert shown == {
        "waiting": ["Waiting"], "snoozed": ["Snoozed"], "coming": ["Coming"], "answered": ["Answered"],
    }  # fmt: skip
    assert desk["counts"] == {"waiting": 1, "snoozed": 1, "coming": 1, "answered": 1}
    (item,) = desk["waiting"]
    assert (item["owner"]["title"], item["created_by"]["title"], item["round"]) == ("Ana", "Bo", 1)
    assert (desk["answered"][0]["note"], desk["answered"][0]["outcome"]) == ("All right", "done")
    made = browser(bo).get("/api/reminder-desk?whose=made").json()
    assert [i["subject"] for i in made["waiting"]] == ["Waiting"]
    assert browser(make_user("cy")).get("/api/reminder-desk").json()["waiting"] == []
    ticked = browser(ana).post(
        f"/api/reminders/{waiting.pk}/points", {"place": 0, "done": True}, content_type="application/json"
    )
    waiting.refresh_from_db()
    assert (ticked.status_code, waiting.checklist) == (204, [{"text": "Bring the sample", "done": True}])


def test_managers_see_the_reminders_of_their_people_but_answer_only_what_they_were_told(ana: User, bo: User) -> None:
    make_team("Sales", bo, ana)
    reminder = remind(ana)
    tick()
    client = browser(bo)
    assert [i["subject"] for i in client.get("/api/reminder-desk?whose=team").json()["waiting"]] == ["Call Mr Wang"]
    done = client.post(f"/api/reminders/{reminder.pk}/actions/done", {}, content_type="application/json")
    assert (done.status_code, state_of(reminder)) == (403, [("firing", 1, "")])


def links_of(notice: Notice) -> list[str]:
    """The addresses behind the buttons of the notice's mail, as paths."""
    return re.findall(r"https?://[^/]+(/answer/[^\s\"]+)", mail.content(notice).text)


def test_a_reminder_is_answered_from_its_mail_without_signing_in_only_when_the_button_is_pressed(ana: User) -> None:
    reminder = remind(ana)
    tick()
    done, later, not_needed = links_of(Notice.objects.get())
    client = Client()
    page = client.get(done)
    assert page.status_code == 200
    assert "Call Mr Wang" in page.content.decode()
    assert state_of(reminder) == [("firing", 1, "")]
    assert client.post(not_needed, {"note": ""}).status_code == 400
    assert client.post(later).status_code == 200
    assert state_of(reminder) == [("snoozed", 1, "")]
    assert client.post(done, {"note": "He was glad"}).status_code == 200
    occurrence = reminder.occurrences.get()
    assert (occurrence.outcome, occurrence.note, occurrence.answered_by) == ("done", "He was glad", ana)
    assert "This has been answered by Ana." in client.get(done).content.decode()
    assert client.post(not_needed, {"note": "again"}).status_code == 200
    assert reminder.occurrences.get().outcome == "done"


def test_an_address_serves_its_person_and_purpose_alone_and_not_for_ever(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminder = remind(ana)
    tick()
    (path, *_others) = links_of(Notice.objects.get())
    assert Client().get(path[:-3] + "abc").status_code == 404
    ana.is_active = False
    ana.save()
    assert Client().post(path).status_code == 404
    ana.is_active = True
    ana.save()
    monkeypatch.setattr(mail_buttons, "GOOD_FOR", datetime.timedelta(seconds=-1))
    assert Client().post(path).status_code == 404
    assert state_of(reminder) == [("firing", 1, "")]


def test_the_day_holds_what_is_open_and_what_was_done(ana: User) -> None:
    now, actor = timezone.now(), Actor("system", ana)
    User.objects.filter(pk=ana.pk).update(is_administrator=True)
    records.create(Task, {"subject": "Send the offer", "owner": ana.pk, "due_at": now - MINUTE}, actor=actor)
    records.create(Task, {"subject": "Next month", "owner": ana.pk, "due_at": now + 60 * 24 * 30 * MINUTE}, actor=actor)
    records.create(Meeting, {"subject": "Visit", "owner": ana.pk, "starts_at": now}, actor=actor)
    remind(ana, subject="Promise", kind="promise")
    done = remind(ana, subject="Done")
    tick()
    do(ana, "done", done)
    day = browser(ana).get("/api/workday").json()
    assert [r["subject"] for r in day["reminders"]] == ["Promise"]
    assert [t["subject"] for t in day["tasks"]] == ["Send the offer"]
    assert [m["subject"] for m in day["meetings"]] == ["Visit"]
    assert [r["subject"] for r in day["done"]] == ["Done"]


def test_what_is_open_is_done_put_off_until_the_next_working_day_or_given_away(ana: User, bo: User) -> None:
    role_free = Actor("system", ana)
    task = records.create(Task, {"subject": "T", "owner": ana.pk, "due_at": timezone.now()}, actor=role_free)
    reminder, given = remind(ana), remind(ana, subject="Given")
    tick()
    client = browser(ana)

    def deal(**values: object) -> int:
        return client.post("/api/workday/deal", values, content_type="application/json").status_code

    assert deal(object="reminder", id=reminder.pk, what="tomorrow") == 204
    until = reminder.occurrences.get().tell_at
    assert until == workday.next_working_moment(ana, timezone.now())
    assert deal(object="reminder", id=given.pk, what="hand_over") == 422
    assert deal(object="reminder", id=given.pk, what="hand_over", to=bo.pk) == 204
    given.refresh_from_db()
    assert given.owner == bo
    assert deal(object="task", id=task.pk, what="done") == 404  # her role lets her see no tasks
    task.refresh_from_db()
    assert task.status == "not_started"


def evening_of(user: User) -> datetime.datetime:
    """Ten minutes before work ends on a working day to come."""
    day = workday.next_working_moment(user, timezone.now())
    closes = workday.day_of(user, day).closes
    assert closes is not None
    return closes - 10 * MINUTE


def test_who_leaves_something_open_is_asked_once_before_the_working_day_ends(
    ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(ana, subject="Call back about the delivery date", kind="promise")
    tick()
    at = evening_of(ana)
    monkeypatch.setattr(timezone, "now", lambda: at - datetime.timedelta(hours=2))
    assert workday.tick() == 0
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert (workday.tick(), workday.tick()) == (1, 0)
    assert [title for title, _round in told(ana)][1:] == ["1 thing is still open today"]
    assert Notice.objects.filter(kind="workday").get().url.endswith("/worklog?check=evening")
    assert told(bo) == []
    assert workday.is_due(ana, "evening", at)
    workday.deal_with(ana, "evening", at - datetime.timedelta(hours=5))
    assert workday.is_due(ana, "evening", at)  # who leaves at noon is asked in the evening all the same
    workday.deal_with(ana, "evening", at)
    assert not workday.is_due(ana, "evening", at)
    assert DayCheck.objects.get().part == "evening"


def test_who_signs_out_with_something_open_is_told_the_next_working_morning_what_still_is(
    ana: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(ana, subject="Call back about the delivery date", kind="promise")
    closed = remind(ana, subject="Write the report")
    tick()
    at = evening_of(ana)
    monkeypatch.setattr(timezone, "now", lambda: at)
    sent = browser(ana).post("/api/workday/left", {"reason": " The train "}, content_type="application/json")
    assert sent.status_code == 204
    assert browser(bo).post("/api/workday/left", {}, content_type="application/json").status_code == 204
    check = DayCheck.objects.get()  # nothing was open for Bo
    assert (check.user, check.part, check.note) == (ana, "left", "The train")
    shown = browser(ana).get("/api/workday").json()
    assert shown["left"] == {"at": at.isoformat(), "reason": "The train"}
    assert len(shown["reminders"]) == 2
    do(ana, "done", closed)
    told_before = len(told(ana))
    morning = workday.next_working_moment(ana, at)
    for now, expected in ((morning - 30 * MINUTE, 0), (morning + MINUTE, 1), (morning + 2 * MINUTE, 0)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        assert workday.tick() == expected
    notice = Notice.objects.filter(recipient=ana).latest("id")
    assert len(told(ana)) == told_before + 1
    assert notice.title.startswith("1 thing is still open since you signed out on ")
    assert notice.body == "☐ Call back about the delivery date\n\nYou wrote then: The train"
    assert notice.url.endswith("/worklog")
    assert browser(ana).get("/api/workday").json()["left"] is None  # that was another day


def test_who_has_dealt_with_it_before_the_morning_is_told_nothing(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reminder = remind(ana, subject="Call back about the delivery date")
    tick()
    at = evening_of(ana)
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert workday.leave_open(ana, "", at)
    do(ana, "done", reminder)
    titles = told(ana)
    morning = workday.next_working_moment(ana, at) + MINUTE
    monkeypatch.setattr(timezone, "now", lambda: morning)
    assert workday.tick() == 0
    assert told(ana) == titles
    assert DayCheck.objects.get().told_at == morning


def test_the_morning_list_comes_up_until_it_was_seen_and_never_on_a_day_off(ana: User) -> None:
    morning = workday.next_working_moment(ana, timezone.now())
    assert workday.is_due(ana, "morning", morning)
    workday.deal_with(ana, "morning", morning)
    assert not workday.is_due(ana, "morning", morning)
    day_off = morning
    while workday.day_of(ana, day_off).closes is not None:
        day_off += datetime.timedelta(days=1)
    assert not workday.is_due(ana, "morning", day_off)


def test_a_reminder_made_by_the_api_is_whole(ana: User) -> None:
    due = timezone.now() + 30 * MINUTE
    made = browser(ana).post(
        "/api/reminders", {"subject": "Call", "starts_at": due.isoformat()}, content_type="application/json"
    )
    assert made.status_code == 201
    assert made.json()["status"] == "scheduled"
    assert Reminder.objects.get().owner == ana
    someday = browser(ana).post("/api/reminders", {"subject": "Write"}, content_type="application/json").json()
    assert datetime.datetime.fromisoformat(someday["starts_at"]) == workday.next_closing(ana, timezone.now())
    assert Occurrence.objects.count() == 0  # the reader plans it


def test_a_day_beyond_the_calendar_is_refused(ana: User) -> None:
    for day in ("9999-12-31", "0001-01-01"):
        assert browser(ana).get(f"/api/workday?date={day}").status_code == 422
