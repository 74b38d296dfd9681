"""What people agreed to decides whether one may contact them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from magpie.accounts import consent
from magpie.accounts.models import ConsentEntry, ContactCap, ContactPoint, Purpose
from magpie.accounts.tests.make import days_ago, make_account, make_contact, make_user
from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token

pytestmark = pytest.mark.django_db


def say(who: Any, state: str, purpose: str = "", channel: str = "email", **more: Any) -> None:
    consent.record(
        who,
        state=state,
        purpose=consent.purpose_of(purpose) if purpose else None,
        channel=channel,
        actor=SYSTEM,
        **more,
    )


def reason(who: Any, purpose: str = "newsletter", channel: str = "email", **more: Any) -> str:
    verdict = consent.may_contact(who, purpose, channel, **more)
    assert verdict.ok is (verdict.reason == "")
    return verdict.reason


def test_what_needs_consent_is_sent_to_nobody_who_has_not_agreed() -> None:
    li = make_contact(email="li@example.com")
    assert reason(li) == "They have not agreed to “Newsletter”."
    assert reason(li, "service") == ""
    say(li, "granted", "newsletter")
    assert reason(li) == ""
    assert reason(li, "offers") == "They have not agreed to “Offers and advertising”."
    assert reason(li, channel="sms") == "They have not agreed to “Newsletter”."


def test_the_newest_word_counts_whatever_it_is_about() -> None:
    li = make_contact(email="li@example.com")
    say(li, "granted", "newsletter", at=days_ago(3))
    say(li, "refused", at=days_ago(2))
    assert reason(li).startswith("They refused “Newsletter” on ")
    assert reason(li, "service").startswith("They refused “Service of what they bought” on ")
    say(li, "granted", "newsletter", at=days_ago(1))
    assert reason(li) == ""
    assert reason(li, "service") != ""
    say(li, "withdrawn", "newsletter")
    assert reason(li).startswith("They withdrew their consent to “Newsletter” on ")
    assert reason(li, at=days_ago(0.5)) == ""
    assert ConsentEntry.objects.count() == 4


def test_consent_ends_on_its_day() -> None:
    li = make_contact(email="li@example.com")
    today = timezone.localdate()
    say(li, "granted", "newsletter", expires_on=today)
    assert reason(li) == ""
    assert reason(li, at=timezone.now() + datetime.timedelta(days=2)).startswith(
        "Their consent to “Newsletter” ended on"
    )


def test_a_refused_address_is_refused_for_everybody_who_has_it() -> None:
    li, han = make_contact(email="li@example.com"), make_contact(name="Han", email="LI@Example.com")
    more = make_contact(name="Wu", email="wu@example.com")
    records.create(ContactPoint, {"contact": more.pk, "kind": "email", "value": "Li@example.com"}, actor=SYSTEM)
    say(li, "refused", "service")
    for who in (li, han, more, "li@EXAMPLE.com"):
        assert reason(who, "service").startswith("They refused")
    assert reason("other@example.com", "service") == ""
    assert reason(make_account(name="Co", email="li@example.com"), "service").startswith("They refused")


def test_do_not_call_holds_for_calls_and_messages_to_any_record_with_that_number() -> None:
    li = make_contact(mobile="13800138000", do_not_call=True)
    for channel in ("phone", "sms"):
        for who in (li, "138 0013 8000", make_account(phone="+8613800138000")):
            assert reason(who, "service", channel) == "They do not want to be called."
    assert reason(li, "service", "email") == ""
    assert reason(make_contact(mobile="13800138001"), "service", "phone") == ""


def test_nobody_is_contacted_more_often_than_the_limit() -> None:
    li = make_contact(email="li@example.com")
    records.create(ContactCap, {"channel": "email", "most": 2, "days": 7}, actor=SYSTEM)
    newsletter = Purpose.objects.get(code="research")
    records.create(ContactCap, {"channel": "email", "purpose": newsletter.pk, "most": 1, "days": 30}, actor=SYSTEM)
    setup.forget()
    say(li, "granted")
    consent.note_contact(li, "service", "email", days_ago(8))
    consent.note_contact("li@example.com", "service", "email")
    assert reason(li, "service") == ""
    consent.note_contact(li, "research", "email", days_ago(6))
    assert reason(li, "service") == "They were contacted 2 times in 7 days, which is the limit."
    in_five_days = timezone.now() + datetime.timedelta(days=5)
    assert reason(li, "service", at=in_five_days) == ""
    assert reason(li, "research", at=in_five_days) == "They were contacted 1 time in 30 days, which is the limit."
    assert reason(li, "service", "post") == ""


def test_what_was_said_cannot_be_changed() -> None:
    say(make_contact(email="li@example.com"), "granted")
    appended = pytest.raises((InternalError, ProgrammingError), match="only ever appended")
    with appended, transaction.atomic():
        ConsentEntry.objects.update(state="refused")
    with appended, transaction.atomic():
        ConsentEntry.objects.all().delete()
    assert ConsentEntry.objects.get().state == "granted"


def test_the_api_tells_and_keeps_what_a_person_says(client: Any) -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    li = make_contact(ana, email="li@example.com")
    headers = {"Authorization": f"Bearer {create_token(ana)}", "Accept-Language": "en"}
    path = f"/api/contacts/{li.pk}/consent"
    told = client.get(path, headers=headers).json()
    assert [p["name"] for p in told["purposes"]][:2] == ["Newsletter", "Offers and advertising"]
    assert len(told["purposes"]) == 5
    assert (len(told["cells"]), told["entries"], told["may_change"]) == (5 * 6, [], True)  # on six channels
    body = {
        "state": "granted",
        "purpose": told["purposes"][0]["id"],
        "channel": "email",
        "source": "Fair",
        "proof": "Card",
    }
    told = client.post(path, body, content_type="application/json", headers=headers).json()
    cell = next(c for c in told["cells"] if c["purpose"] == body["purpose"] and c["channel"] == "email")
    assert (cell["state"], cell["ok"]) == ("granted", True)
    assert [(e["purpose"], e["source"], e["proof"], e["by"]) for e in told["entries"]] == [
        ("Newsletter", "Fair", "Card", "Ana")
    ]
    others = {"Authorization": f"Bearer {create_token(bo)}"}
    assert client.get(path, headers=others).status_code == 404
    assert client.post(path, body, content_type="application/json", headers=others).status_code == 404
    wrong = client.post(path, {"state": "granted", "purpose": 9999}, content_type="application/json", headers=headers)
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["purpose"])
    assert ConsentEntry.objects.count() == 1


def test_leads_contacts_and_accounts_are_people() -> None:
    people = [o.name for o in objects.all_objects() if consent.is_person(o)]
    assert sorted(set(people) & {"account", "contact", "lead", "task", "call", "email_message", "user"}) == [
        "account",
        "contact",
        "lead",
    ]
    assert Actor.of_user(make_user("Ana")).is_trusted is False
