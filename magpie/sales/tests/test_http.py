"""The giver's view of leads handed over, and the actions as the pages ask for them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.platform.models import User
from magpie.sales.actions.inputs import Lose
from magpie.sales.models import HandOver
from magpie.sales.models.lead import LOST_REASONS
from magpie.sales.tests.make import do, make_lead, make_territory, make_user

pytestmark = pytest.mark.django_db


def given(user: User, **query: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    response = client.get("/api/my-leads/given", query, headers={"accept-language": "en"})
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def test_the_giver_sees_what_became_of_a_lead_that_they_may_not_read_any_more() -> None:
    ana = make_user("Ana", language="en")
    bo, cy = make_user("Bo"), make_user("Cy")
    territory = make_territory("All", bo, cy)
    lead = make_lead(ana, company="Acme", phone="010 12345678", status="qualified")
    do("lead.hand_over", lead, ana, note="Call before noon")
    HandOver.objects.update(offered_at=timezone.now() - datetime.timedelta(hours=3))
    lead.__class__.objects.filter(pk=lead.pk).update(handed_over_at=timezone.now() - datetime.timedelta(hours=3))
    (item,) = given(ana)["items"]
    (step,) = item.pop("history")
    last = item.pop("last")
    for name in ("created_at", "handed_over_at"):
        assert item.pop(name)
    assert item == {
        "id": lead.pk, "name": "Li Lei", "company": "Acme", "status": "qualified", "status_label": "Qualified",
        "owner": {"id": bo.pk, "title": "Bo"}, "territory": {"id": territory.pk, "title": "All"}, "accepted_at": None,
        "is_waiting": True, "hours_waiting": 3.0, "can_open": False,
    }  # fmt: skip
    assert (step["receiver"], step["state"], step["note"]) == (
        {"id": bo.pk, "title": "Bo"},
        "offered",
        "Call before noon",
    )
    assert last.pop("at")
    assert last == {"kind": "updated", "text": "Hand over", "actor": {"id": ana.pk, "title": "Ana"}}
    do("lead.accept", lead, bo)
    (item,) = given(ana)["items"]
    assert (item["is_waiting"], item["hours_waiting"], item["last"]["text"]) == (False, 3.0, "Accept")
    assert item["last"]["actor"] == {"id": bo.pk, "title": "Bo"}
    assert [s["state"] for s in item["history"]] == ["accepted"]
    assert (given(bo)["items"], given(cy)["items"]) == ([], [])


def test_only_leads_given_away_are_listed_and_page_by_page() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_lead(ana, name="Kept")
    away = [make_lead(ana, name=f"Given {n}") for n in range(3)]
    for lead in away:
        do("lead.hand_over", lead, ana, by="user", user=bo.pk)
    do("lead.disqualify", away[0], bo, reason="price")
    do("lead.accept", away[1], bo)
    page = given(ana, limit=2)
    assert [i["name"] for i in page["items"]] == ["Given 2", "Given 1"]
    rest = given(ana, limit=2, before=page["next"])
    assert ([i["name"] for i in rest["items"]], rest["next"]) == (["Given 0"], None)
    assert [i["name"] for i in given(ana, state="open")["items"]] == ["Given 2", "Given 1"]
    assert [i["name"] for i in given(ana, state="waiting")["items"]] == ["Given 2"]


def test_a_stranger_is_not_let_in() -> None:
    assert Client().get("/api/my-leads/given").status_code == 401


def test_an_action_of_a_page_tells_what_it_made() -> None:
    ana = make_user("Ana", language="en")
    lead = make_lead(ana, company="Acme")
    client = Client()
    client.force_login(ana)

    def post(verb: str, data: dict[str, Any]) -> Any:
        return client.post(f"/api/leads/{lead.pk}/actions/{verb}", data, content_type="application/json")

    refusal = post("hand-over", {})
    assert (refusal.status_code, refusal.json()["type"]) == (409, "refused")
    assert refusal.json()["detail"] == "No territory takes “Li Lei”. An administrator can add one."
    answer = post("convert", {"amount": ""}).json()
    assert (answer["result"]["object"], answer["result"]["title"]) == ("opportunity", "Acme – Li Lei")
    assert answer["record"]["status"] == "converted"
    assert post("convert", {}).status_code == 409


def test_the_reasons_offered_are_those_of_the_field() -> None:
    offered = Lose.model_json_schema()["properties"]["reason"]["oneOf"]
    assert [o["const"] for o in offered] == [value for value, _label in LOST_REASONS]
    for value, _label in LOST_REASONS:
        assert Lose.model_validate({"reason": value}).reason == value
