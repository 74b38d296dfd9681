"""Cancelling by the link in a mail, looking before subscribing, and one's own subscriptions."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from magpie.platform.models import User
from magpie.subscriptions import cancelling
from magpie.subscriptions.models import Subscription
from magpie.subscriptions.tests.make import comes, make_account, make_team, make_user, results, subscribe, told

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def path_of(subscription: Subscription, user: User) -> str:
    return cancelling.address(subscription.pk, user.pk).removeprefix("http://127.0.0.1:8000")


def test_looking_at_the_link_changes_nothing_and_pressing_its_button_cancels() -> None:
    ana = make_user("ana")
    subscription, mail = subscribe(ana), Client(enforce_csrf_checks=True)
    path = path_of(subscription, ana)
    assert "Do you want to cancel this subscription?" in mail.get(path).content.decode()
    subscription.refresh_from_db()
    assert subscription.status == "active"
    for _twice in range(2):
        answer = mail.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "Cancelled: My accounts" in answer.content.decode()) == (200, True)
    subscription.refresh_from_db()
    assert (subscription.status, subscription.problem, subscription.next_at) == ("ended", "cancelled", None)
    comes(subscription)
    assert (results(subscription), told(ana)) == ([], [])
    mail.post(path, {"again": "1"})
    subscription.refresh_from_db()
    assert (subscription.status, subscription.problem) == ("active", "")
    assert subscription.next_at is not None
    assert subscription.next_at > timezone.now()


def test_forged_old_and_foreign_links_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    ana, cy = make_user("ana"), make_user("cy")
    subscription = subscribe(ana)
    good = path_of(subscription, ana)
    with monkeypatch.context() as earlier:
        earlier.setattr(signing.time, "time", lambda: timezone.now().timestamp() - 184 * 24 * 3600)  # type: ignore[attr-defined]
        old = path_of(subscription, ana)
    foreign = path_of(subscription, cy)
    other_purpose = f"/unsubscribe/{signing.dumps([subscription.pk, ana.pk], salt='magpie.reminders.answer')}"
    for path in (good[:-2] + "xx", old, foreign, other_purpose, "/unsubscribe/x"):
        answer = Client().post(path)
        assert (answer.status_code, "no longer good" in answer.content.decode()) == (404, True)
    subscription.refresh_from_db()
    assert subscription.status == "active"


def test_a_preview_shows_what_who_asks_may_see_and_a_trial_sends_it_to_them_alone() -> None:
    ana, cy = make_user("ana"), make_user("cy")
    make_account(ana, "Acme", "1000")
    what = {"source": "list", "parameters": {"object": "account", "columns": ["name", "annual_revenue"]}}
    for user, count in ((ana, 1), (cy, 0)):
        made = client_of(user).post("/api/subscription-preview", what, content_type="application/json").json()
        assert (made["count"], "Acme" in made["html"], made["suggested"]) == (count, count == 1, "Accounts")
    names = [f["name"] for f in made["figures"]]
    assert names == ["count"]
    sent = client_of(ana).post("/api/subscription-trial", {**what, "title": "Try"}, content_type="application/json")
    assert sent.status_code == 200
    assert [n.title for n in told(ana)] == ["Try · Records 1"]
    assert (told(cy), Subscription.objects.count()) == ([], 0)


def test_everybody_sees_their_own_and_managers_those_of_their_people() -> None:
    boss, ana, cy = make_user("boss"), make_user("ana"), make_user("cy")
    make_team(boss, ana)
    subscription = subscribe(ana)
    comes(subscription)

    def seen(user: User, whose: str) -> list[tuple[str, str]]:
        items = client_of(user).get(f"/api/my-subscriptions?whose={whose}").json()["items"]
        return [(item["name"], item["last"]["status"]) for item in items]

    assert seen(ana, "mine") == [("My accounts", "sent")]
    assert seen(boss, "others") == [("My accounts", "sent")]
    assert (seen(cy, "mine"), seen(cy, "others")) == ([], [])
    assert client_of(cy).get(f"/api/subscriptions/{subscription.pk}/runs").status_code == 404
    (run,) = client_of(boss).get(f"/api/subscriptions/{subscription.pk}/runs").json()["items"]
    assert run["status"] == "sent"
    assert (
        client_of(boss)
        .post(f"/api/subscriptions/{subscription.pk}/actions/cancel", {}, content_type="application/json")
        .status_code
        == 200
    )
    subscription.refresh_from_db()
    assert (subscription.status, subscription.problem) == ("ended", "cancelled")
