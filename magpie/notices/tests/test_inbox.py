"""The inbox: groups with counts, what was read, and what was put off and comes back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.notices import addresses, groups, matters, snoozing
from magpie.notices.models import Attempt, Notice
from magpie.notices.tell import tell
from magpie.platform.models import User

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def client(ana: User) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def page(client: Client, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/notices", query).json()
    return found


def titles(client: Client, **query: Any) -> list[str]:
    return [item["title"] for item in page(client, **query)["items"]]


def put_off(client: Client, notice: Notice, until: datetime.datetime) -> Any:
    body = {"until": until.isoformat()}
    return client.post(f"/api/notices/{notice.pk}/snooze", body, content_type="application/json")


def test_notices_stand_in_groups_with_their_unread_counts(client: Client, ana: User) -> None:
    kinds = ("workflow", "visit", "mention", "hand_over", "reminder", "approval", "ask", "delivery.failed", "export")
    for kind in kinds:
        tell(ana, kind=kind, title=kind)
    found = page(client)
    assert found["groups"] == {
        "mine": 2, "mentions": 1, "assigned": 1, "reminders": 1, "approvals": 2, "system": 2,
    }  # fmt: skip
    assert (found["unread"], found["snoozed"]) == (9, 0)
    assert titles(client, group="approvals") == ["ask", "approval"]
    assert titles(client, group="mine") == ["visit", "workflow"]
    assert {item["group"] for item in page(client, group="system")["items"]} == {"system"}
    assert client.get("/api/notices", {"group": "others"}).status_code == 422


def test_a_group_is_marked_as_read_alone(client: Client, ana: User, bo: User) -> None:
    tell(ana, kind="mention", title="m")
    tell(ana, kind="workflow", title="w")
    tell(bo, kind="mention", title="of bo")
    assert client.post("/api/notices/read-all?group=mentions").json() == {"unread": 1}
    assert (titles(client, state="unread"), titles(client, state="read")) == (["w"], ["m"])
    assert Notice.objects.filter(recipient=bo, read_at=None).count() == 1


def test_what_is_put_off_leaves_the_inbox_and_comes_back_unread_at_its_time(client: Client, ana: User) -> None:
    notice, other = tell(ana, kind="workflow", title="Call"), tell(ana, kind="workflow", title="Other")
    client.post(f"/api/notices/{notice.pk}/shown")
    until = timezone.now() + HOUR
    assert put_off(client, notice, until).json() == {"unread": 1}
    assert (titles(client), titles(client, state="snoozed"), page(client)["snoozed"]) == (["Other"], ["Call"], 1)
    assert snoozing.wake_due(until - datetime.timedelta(seconds=1)) == 0
    assert (snoozing.wake_due(until), snoozing.wake_due(until)) == (1, 0)
    assert sorted(titles(client, state="unread")) == ["Call", "Other"]
    assert list(Attempt.objects.values_list("delivery__notice", "delivery__channel", "outcome")) == [
        (notice.pk, "popup", "snoozed")
    ]
    other.refresh_from_db()
    assert other.snoozed_until is None


def test_it_can_be_brought_back_before_its_time_and_stays_read(client: Client, ana: User) -> None:
    notice = tell(ana, kind="workflow", title="Call")
    put_off(client, notice, timezone.now() + HOUR)
    assert client.post(f"/api/notices/{notice.pk}/unsnooze").json() == {"unread": 0}
    assert (titles(client, state="read"), titles(client, state="snoozed")) == (["Call"], [])


def test_what_was_answered_meanwhile_comes_back_without_a_word(client: Client, ana: User) -> None:
    notice = tell(ana, kind="approval", title="Discount", matter="approval:5")
    until = timezone.now() + HOUR
    put_off(client, notice, until)
    matters.settle(["approval:5"], "approved")
    assert snoozing.wake_due(until) == 1
    assert (titles(client, state="unread"), titles(client, state="read")) == ([], ["Discount"])
    assert not Attempt.objects.exists()


def test_what_is_told_again_while_it_is_put_off_is_there_at_once(client: Client, ana: User) -> None:
    notice = tell(ana, kind="approval", title="Discount", key="k", matter="approval:5")
    put_off(client, notice, timezone.now() + HOUR)
    tell(ana, kind="approval", title="Discount", key="k", matter="approval:5", round=2)
    assert titles(client, state="unread") == ["Discount"]


def test_a_time_that_is_over_or_far_away_is_refused_and_a_reminder_has_its_own(
    client: Client, ana: User, bo: User
) -> None:
    notice = tell(ana, kind="workflow", title="Call")
    now = timezone.now()
    for until in (now - HOUR, now + datetime.timedelta(days=400)):
        said = put_off(client, notice, until)
        assert (said.status_code, list(said.json()["fields"])) == (422, ["until"])
    reminder = tell(ana, kind="reminder", title="Report", matter="reminder:1")
    assert put_off(client, reminder, now + HOUR).status_code == 409
    assert put_off(client, tell(bo, kind="workflow", title="Of Bo"), now + HOUR).status_code == 404
    assert not Notice.objects.filter(snoozed_until__isnull=False).exists()


def test_every_kind_stands_in_one_group() -> None:
    assert [groups.of_kind(kind) for kind in ("approval", "loop.silent", "anything new")] == [
        "approvals", "system", "mine",
    ]  # fmt: skip


def test_an_address_at_which_mails_came_back_is_known_until_somebody_says_otherwise(ana: User) -> None:
    addresses.mark("Ana@Example.com", "550 no such user", 7)
    addresses.mark("ana@example.com", "550 mailbox gone", 8)
    addresses.mark("someone@outside.example", "550")
    found = {one.address: one for one in addresses.suspicious()}
    assert (found["ana@example.com"].user, found["ana@example.com"].times) == (ana, 2)
    assert (found["ana@example.com"].words, found["ana@example.com"].delivery_id) == ("550 mailbox gone", 8)
    assert found["someone@outside.example"].user is None
    assert (addresses.clear("ANA@example.com"), addresses.is_suspicious("ana@example.com")) == (True, False)
