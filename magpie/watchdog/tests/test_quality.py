"""Doubtful data: found by events and by sweeps, gone when it is mended, left as it is with a reason."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.accounts.models import Contact
from magpie.activities.models import Task
from magpie.notices import addresses
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.reminders.tests.make import make_user, remind
from magpie.watchdog import quality
from magpie.watchdog.http.quality import moment_shown
from magpie.watchdog.models import QualityCount, QualityFinding, QualityRun
from magpie.watchdog.tests.make import follow

pytestmark = pytest.mark.django_db


def found() -> set[tuple[str, str, str, int]]:
    """What is on the list: kind, object, field, record."""
    return set(quality.open_ones().values_list("kind", "object", "field", "record_id"))


def task(owner: User, **values: Any) -> Task:
    made: Task = records.create(Task, {"subject": "Send samples", "owner": owner.pk, **values}, actor=SYSTEM)
    follow()
    return made


def ask(user: User, method: str, path: str, body: Any = None) -> Any:
    client = Client()
    client.force_login(user)
    return client.generic(method, path, json.dumps(body), content_type="application/json")


def test_a_date_that_cannot_be_right_is_found_and_gone_when_it_is_mended() -> None:
    bo = make_user("bo")
    wrong = task(bo, due_at="0206-11-20T09:00:00Z")
    task(bo, due_at="2026-11-20T09:00:00Z")
    assert found() == {("date", "task", "due_at", wrong.pk)}
    records.update(wrong, {"due_at": "2026-11-20T09:00:00Z"}, actor=SYSTEM)
    follow()
    assert found() == set()


def test_addresses_numbers_and_owners_are_looked_at() -> None:
    bo, gone = make_user("bo"), make_user("gone")
    contact = records.create(Contact, {"name": "Wang", "owner": bo.pk}, actor=SYSTEM)
    follow()
    Contact.objects.filter(pk=contact.pk).update(email="wang@nowhere", phone="+861")
    left = records.create(Contact, {"name": "Li", "owner": gone.pk}, actor=SYSTEM)
    records.update(gone, {"is_active": False}, actor=SYSTEM)
    follow()
    doubtful = {
        ("email", "contact", "email", contact.pk), ("phone", "contact", "phone", contact.pk),
        ("owner", "contact", "owner", left.pk),
    }  # fmt: skip
    assert found() == doubtful
    while quality.sweep_some():
        pass
    assert found() == doubtful
    assert QualityRun.objects.count() == len(quality.checks())
    quality.count_day()
    assert dict(QualityCount.objects.values_list("kind", "count")) == {
        "date": 0, "owner": 1, "email": 1, "bounced": 0, "phone": 1, "user_email": 0, "terms": 0,
        "reminder": 0,
    }  # fmt: skip


def test_what_was_left_as_it_is_comes_back_when_its_value_changes() -> None:
    root = make_user("root", is_administrator=True)
    wrong = task(root, due_at="2150-01-01T09:00:00Z")
    number = quality.open_ones().get().pk
    assert ask(root, "POST", f"/api/data-quality/items/{number}/leave", {"reason": "A joke"}).status_code == 204
    assert found() == set()
    records.update(wrong, {"subject": "Another"}, actor=SYSTEM)
    follow()
    assert found() == set()
    assert QualityFinding.objects.get().reason == "A joke"
    records.update(wrong, {"due_at": "2160-01-01T09:00:00Z"}, actor=SYSTEM)
    follow()
    assert found() == {("date", "task", "due_at", wrong.pk)}


def test_a_reminder_on_a_doubtful_date_is_not_told_but_stands_on_the_list() -> None:
    root = make_user("root", is_administrator=True)
    wrong = task(root, due_at="1026-01-01T09:00:00Z")
    reminder = remind(root, related_to=f"task:{wrong.pk}", relative={"field": "due_at"})
    while quality.sweep_some():
        pass
    assert found() == {("date", "task", "due_at", wrong.pk), ("reminder", "reminder", "problem", reminder.pk)}
    items = ask(root, "GET", "/api/data-quality/items?kind=reminder").json()
    assert [(i["title"], i["value"]) for i in items["items"]] == [
        ("Call Mr Wang", "What is wrong: The date of the record cannot be right")
    ]


def test_one_sees_only_the_doubtful_data_of_records_that_one_may_read() -> None:
    bo, root = make_user("bo"), make_user("root", is_administrator=True)
    task(root, due_at="2150-01-01T09:00:00Z")
    number = quality.open_ones().get().pk
    assert ask(bo, "GET", "/api/data-quality/items").json() == {"items": [], "count": 0}
    assert ask(bo, "POST", f"/api/data-quality/items/{number}/leave", {"reason": "No"}).status_code == 404
    assert found() != set()


def test_an_address_from_which_mails_came_back_is_found_until_it_is_changed() -> None:
    contact = records.create(Contact, {"name": "Wang", "owner": make_user("bo").pk}, actor=SYSTEM)
    records.update(contact, {"email": "Wang@Acme.example"}, actor=SYSTEM)
    addresses.mark("wang@acme.example", "550 no such user")
    follow()
    assert ("bounced", "contact", "email", contact.pk) in found()
    records.update(contact, {"email": "wang.li@acme.example"}, actor=SYSTEM)
    follow()
    assert found() == set()


def test_colleagues_whom_mails_do_not_reach_are_found_and_see_only_themselves() -> None:
    root, bo = make_user("root", is_administrator=True), make_user("bo")
    silent, wrong = make_user("silent", email=""), make_user("wrong", email="wrong@nowhere")
    make_user("left", email="", is_active=False)
    addresses.mark("BO@example.com", "550 no such user")
    while quality.sweep_some():
        pass
    listed = ask(root, "GET", "/api/data-quality/items?kind=user_email").json()["items"]
    assert {(i["record"], i["title"], i["value"]) for i in listed} == {
        (bo.pk, "Bo", "E-mail: bo@example.com"), (silent.pk, "Silent", "E-mail: (empty)"),
        (wrong.pk, "Wrong", "E-mail: wrong@nowhere"),
    }  # fmt: skip
    assert [i["record"] for i in ask(bo, "GET", "/api/data-quality/items?mine=1").json()["items"]] == [bo.pk]
    assert ask(make_user("cy"), "GET", "/api/data-quality/items").json() == {"items": [], "count": 0}
    records.update(silent, {"email": "silent@acme.example"}, actor=SYSTEM)
    addresses.clear("bo@example.com")
    QualityRun.objects.filter(kind="user_email").update(at=timezone.now() - datetime.timedelta(minutes=11))
    follow()
    while quality.sweep_some():
        pass
    assert found() == {("user_email", "user", "email", wrong.pk)}


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("2206-01-01 00:00:00+00", "2206-01-01 08:00"),
        ("0044-03-15 12:00:00+00 BC", "0044-03-15 12:00:00+00 BC"),
        ("", ""),
    ],
)
def test_moments_are_shown_by_the_readers_clock(kept: str, shown: str) -> None:
    with timezone.override("Asia/Shanghai"):
        assert moment_shown(kept) == shown
