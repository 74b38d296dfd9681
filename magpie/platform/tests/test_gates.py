"""Gates let an operation pass with a remark, ask before it goes on, or refuse it; by whatever way it comes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from magpie.platform import actions, listing, objects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, Gate
from magpie.platform.problems import Refused
from magpie.platform.tests.test_api import root, send  # noqa: F401

pytestmark = pytest.mark.django_db
Lead: Any = objects.get("lead").model


def make_gate(operation: str, outcome: str, **values: Any) -> Gate:
    usual = {
        "name": f"{operation} {outcome}", "object": "lead", "operation": operation, "outcome": outcome,
        "filter": {"field": "budget", "gt": 1000}, "message_en": f"Gate says {outcome}", "message_zh": "关卡",
    }  # fmt: skip
    return records.create(Gate, {**usual, **values}, actor=SYSTEM)


def test_a_gate_that_asks_is_answered_and_the_reason_is_kept(root: Client) -> None:  # noqa: F811
    gate = make_gate("update", "ask", needs_reason=True)
    lead = records.create(Lead, {"name": "A"}, actor=SYSTEM)
    path = f"/api/leads/{lead.pk}"
    asked = send(root, "patch", path, {"budget": 5000})
    assert (asked.status_code, asked.json()["type"]) == (409, "question")
    assert asked.json()["questions"] == [{"gate": str(gate.pk), "text": "Gate says ask", "needs_reason": True}]
    empty = send(root, "patch", path, {"budget": 5000}, **{"Magpie-Answers": quote(json.dumps({str(gate.pk): " "}))})
    assert empty.status_code == 409
    lead.refresh_from_db()
    assert (lead.budget, Event.objects.filter(object="lead", record_id=lead.pk).count()) == (None, 1)
    answers = quote(json.dumps({str(gate.pk): "老板同意"}))
    done = send(root, "patch", path, {"budget": 5000}, **{"Magpie-Answers": answers})
    assert (done.status_code, done.json()["budget"]) == (200, "5000.00")
    kept = Event.objects.get(object="lead", record_id=lead.pk, kind="gate_passed")
    assert kept.data == {"gate": gate.pk, "name": "update ask", "outcome": "ask", "reason": "老板同意"}


def test_a_gate_refuses_edits_actions_bulk_and_workflows_alike(root: Client) -> None:  # noqa: F811
    make_gate("lead.qualify", "refuse")
    lead = records.create(Lead, {"name": "A", "budget": 5000}, actor=SYSTEM)
    small = records.create(Lead, {"name": "B", "budget": 10}, actor=SYSTEM)
    refused = send(root, "post", f"/api/leads/{lead.pk}/actions/qualify", {})
    assert (refused.status_code, refused.json()["type"]) == (409, "refused")
    assert refused.json()["detail"] == "Gate says refuse"
    bulk = send(root, "post", "/api/leads/bulk", {"do": "action", "action": "qualify", "ids": [lead.pk, small.pk]})
    assert (bulk.json()["count"], [f["detail"] for f in bulk.json()["failed"]]) == (1, ["Gate says refuse"])
    with pytest.raises(Refused):
        actions.perform(actions.get("lead.qualify"), lead, {}, actor=SYSTEM)
    lead.refresh_from_db()
    assert lead.status == "new"


def test_several_gates_give_one_answer(root: Client) -> None:  # noqa: F811
    make_gate("create", "ask")
    make_gate("create", "refuse", message_en="First reason.")
    make_gate("create", "refuse", message_en="Second reason.")
    answer = send(root, "post", "/api/leads", {"name": "A", "budget": 5000})
    assert (answer.status_code, answer.json()["detail"]) == (409, "First reason.\nSecond reason.")
    assert Lead.objects.count() == 0


def test_a_remark_passes_and_is_remembered(root: Client) -> None:  # noqa: F811
    make_gate("delete", "pass")
    lead = records.create(Lead, {"name": "A", "budget": 5000}, actor=SYSTEM)
    assert root.delete(f"/api/leads/{lead.pk}").status_code == 204
    found = Event.objects.filter(object="lead", record_id=lead.pk).order_by("id")
    assert list(found.values_list("kind", flat=True)) == ["created", "gate_passed", "deleted"]


def test_the_sentence_is_in_the_readers_language(root: Client) -> None:  # noqa: F811
    make_gate("create", "refuse", message_en="No.", message_zh="不行。")
    send(root, "patch", "/api/me", {"language": "zh-hans"})
    assert send(root, "post", "/api/leads", {"name": "A", "budget": 5000}).json()["detail"] == "不行。"


@pytest.mark.django_db
def test_set_up_is_found_by_words_of_its_title() -> None:
    first = Gate.objects.create(name="No cold leads", object="lead", operation="update", message_en="No")
    Gate.objects.create(name="No late leads", object="lead", operation="update", message_en="No")
    gates = objects.get("gate")
    assert [found.pk for found in listing.page(gates, SYSTEM, text="LEADS cold").records] == [first.pk]
    assert listing.query(gates, SYSTEM, text="leads no").count() == 2
    assert listing.page(gates, SYSTEM, text="nothing").records == []
