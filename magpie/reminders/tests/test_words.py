"""Quick entry and the preview of recurrences, as pages ask for them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from magpie.platform.models import User
from magpie.reminders.tests.make import make_user

pytestmark = pytest.mark.django_db
ZONE = "Asia/Shanghai"


@pytest.fixture
def ana(client: Client) -> Client:
    client.force_login(make_user("Ana", time_zone=ZONE))
    return client


def ask(client: Client, path: str, body: dict[str, Any], status: int = 200, language: str = "en") -> Any:
    answer = client.post(f"/api/{path}", body, content_type="application/json", headers={"Accept-Language": language})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_line_is_understood_with_moments_and_a_sentence(ana: Client) -> None:
    found = ask(ana, "words", {"text": "😀 call Mr Smith back on 3 Dec 2099 at 4pm, remind every 30 min"})
    assert (found["kind"], found["due"], found["people"]) == ("promise", "2099-12-03T08:00:00+00:00", ["Mr Smith"])
    assert found["sentence"] == (
        "Promise: 😀 call Mr Smith back; Thu 3 Dec 2099 16:00; repeated every 30 minutes until it is confirmed"
    )
    text = "😀 call Mr Smith back on 3 Dec 2099".encode("utf-16-le")
    spans = {each["what"]: text[each["start"] * 2 : each["end"] * 2].decode("utf-16-le") for each in found["spans"][:2]}
    assert spans == {"person": "Mr Smith", "when": "on 3 Dec 2099"}


def test_a_recurrence_comes_as_it_is_kept_and_is_said_in_both_languages(ana: Client) -> None:
    text = {"text": "每月最后一个工作日17:00对账，提前一天提醒"}
    found = ask(ana, "words", text)
    assert found["recurrence"]["rule"] == "FREQ=MONTHLY;BYWORKDAY=-1"
    assert found["sentence"] == "Reminder: 对账; Every month on the last working day at 17:00; reminded 1 day before"
    User.objects.filter(username="Ana").update(language="zh-hans")
    assert ask(ana, "words", text)["sentence"] == "提醒：对账；每月最后一个工作日 17:00；提前 1 天提醒"
    shown = ask(ana, "recurrence/preview", found["recurrence"])
    assert shown["recurrence"] == found["recurrence"]
    assert shown["times"][0]["at"] == found["due"]


def test_words_that_name_no_day_are_named(ana: Client) -> None:
    found = ask(ana, "words", {"text": "2月30日交货"})
    assert (found["due"], found["problem"]["words"]) == (None, "2月30日")
    assert found["sentence"] == "There is no such day: “2月30日”. Please write another one."


def test_the_preview_says_which_times_were_moved_and_why(ana: Client) -> None:
    rule = {"rule": "FREQ=WEEKLY;BYDAY=MO,TH", "first": "2026-09-28T10:00:00", "zone": ZONE, "days_off": "next"}
    shown = ask(ana, "recurrence/preview", rule | {"after": "2026-09-27T00:00:00Z"})
    assert shown["sentence"] == (
        "Every Monday and Thursday at 10:00, moved to the next working day when it falls on a day off"
    )
    assert [time["local"] for time in shown["times"][:3]] == [
        "2026-09-28T10:00:00", "2026-10-08T10:00:00", "2026-10-12T10:00:00",
    ]  # fmt: skip
    assert shown["times"][1]["merged"] == ["2026-10-01", "2026-10-05"]
    assert (len(shown["times"]), shown["goes_on"]) == (8, True)
    yearly = {"rule": "FREQ=YEARLY", "first": "2026-10-01T10:00:00", "zone": ZONE, "days_off": "previous"}
    first = ask(ana, "recurrence/preview", yearly | {"after": "2026-09-01T00:00:00Z"})["times"][0]
    assert (first["local"], first["day"], first["moved"], first["why"], first["name"]) == (
        "2026-09-30T10:00:00", "2026-10-01", True, "holiday", "National Day",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"rule": "FREQ=HOURLY"}, "rule", "Repeat every day or more seldom"),
        ({"rule": "FREQ=DAILY;BYHOUR=3"}, "rule", "“BYHOUR” is not supported. Please leave it out."),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule", "No day fits this rule"),
        ({"zone": "Moon/Base"}, "zone", "This time zone is not known."),
        ({"first": "2026-01-01T10:00:00Z"}, "first", "Give the first time as a local date"),
        ({"first": "0900-01-01T10:00:00"}, "first", "Give the first time as a local date"),
    ],
)
def test_a_recurrence_that_cannot_be_is_refused_with_what_to_do(
    ana: Client, change: dict[str, str], field: str, text: str
) -> None:
    rule = {"rule": "FREQ=DAILY", "first": "2026-01-01T10:00:00", "zone": ZONE}
    problem = ask(ana, "recurrence/preview", rule | change, 422)
    assert list(problem["fields"]) == [field]
    assert problem["fields"][field][0].startswith(text)


def test_an_ended_recurrence_has_no_times_left(ana: Client) -> None:
    rule = {"rule": "FREQ=DAILY;COUNT=2", "first": "2026-01-01T10:00:00", "zone": ZONE, "besides": []}
    after = datetime.datetime(2026, 1, 2, 2, tzinfo=datetime.UTC).isoformat()
    shown = ask(ana, "recurrence/preview", rule | {"after": after})
    assert (shown["times"], shown["goes_on"]) == ([], False)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert ask(client, "words", {"text": "x"}, 401)["type"] == "not-signed-in"
