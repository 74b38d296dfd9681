"""One gate holds whichever way an operation comes, and its page tells what it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.test import Client

from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.importing import running
from magpie.platform.models import CustomField, Event, Gate, Import, User
from magpie.platform.problems import Invalid
from magpie.platform.tests.test_api import root, send  # noqa: F401
from magpie.platform.tests.test_gates import Lead, make_gate
from magpie.platform.tests.test_import import upload

pytestmark = pytest.mark.django_db
Account: Any = objects.get("account").model
Opportunity: Any = objects.get("opportunity").model


def answered(gate: Gate, reason: str = "") -> dict[str, str]:
    return {"Magpie-Answers": quote(json.dumps({str(gate.pk): reason}))}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_bulk_change_leaves_refused_records_and_names_them_with_the_words(root: Client) -> None:  # noqa: F811
    gate = make_gate("update", "refuse", filter={"field": "budget", "gt": 1000})
    rich = records.create(Lead, {"name": "Rich", "budget": 5000}, actor=SYSTEM)
    poor = records.create(Lead, {"name": "Poor", "budget": 5}, actor=SYSTEM)
    asked = {"do": "update", "ids": [rich.pk, poor.pk], "values": {"company": "C"}}
    done = send(root, "post", "/api/leads/bulk", asked).json()
    assert (done["count"], done["failed"]) == (1, [{"id": rich.pk, "title": "Rich", "detail": "Gate says refuse"}])
    assert list(Lead.objects.order_by("pk").values_list("company", flat=True)) == ["", "C"]
    records.update(gate, {"operation": "delete"}, actor=SYSTEM)
    gone = send(root, "post", "/api/leads/bulk", {"do": "delete", "ids": [rich.pk, poor.pk]}).json()
    assert (gone["count"], [f["detail"] for f in gone["failed"]]) == (1, ["Gate says refuse"])
    assert list(Lead.objects.values_list("name", flat=True)) == ["Rich"]


def test_one_answer_and_reason_holds_for_a_whole_bulk_change(root: Client) -> None:  # noqa: F811
    gate = make_gate("update", "ask", needs_reason=True)
    leads = [records.create(Lead, {"name": n, "budget": 5000}, actor=SYSTEM) for n in "AB"]
    asked = {"do": "update", "ids": [lead.pk for lead in leads], "values": {"company": "C"}}
    question = send(root, "post", "/api/leads/bulk", asked)
    assert (question.status_code, question.json()["type"], Lead.objects.filter(company="C").count()) == (
        409, "question", 0,
    )  # fmt: skip
    done = send(root, "post", "/api/leads/bulk", asked, **answered(gate, "Moved"))
    assert done.json()["count"] == 2
    assert [(e.data or {})["reason"] for e in Event.objects.filter(kind="gate_passed")] == ["Moved", "Moved"]


def test_an_import_reports_the_rows_that_a_gate_stops_and_takes_an_answer_for_all(root: Client) -> None:  # noqa: F811
    gate = make_gate("create", "ask", message_en="More than 1,000?")
    table = "Name,Budget\nA,5000\nB,10\nC,7000\n"
    made = upload(root, table).json()["id"]
    seen = send(root, "post", f"/api/imports/{made}/preview").json()
    assert [(g["gate"], g["outcome"], g["rows"], g["text"]) for g in seen["gates"]] == [
        (str(gate.pk), "ask", 2, "More than 1,000?")
    ]
    send(root, "post", f"/api/imports/{made}/start")
    first = running.run(made)
    assert (first.created, first.failed, list(Lead.objects.values_list("name", flat=True))) == (1, 2, ["B"])
    assert [(p.row, p.reason) for p in first.problems.order_by("row")] == [
        (2, "More than 1,000?"), (4, "More than 1,000?"),
    ]  # fmt: skip
    second = upload(root, table).json()["id"]
    Import.objects.filter(pk=second).update(match_by=[], on_duplicate="create")
    send(root, "post", f"/api/imports/{second}/start", {}, **answered(gate, "The fair"))
    assert running.run(second).created == 3
    assert [(e.data or {})["reason"] for e in Event.objects.filter(kind="gate_passed")] == ["The fair", "The fair"]


def test_an_import_that_changes_records_asks_the_gates_of_changes(root: Client) -> None:  # noqa: F811
    make_gate("update", "refuse", message_en="Too much.")
    records.create(Lead, {"name": "A", "email": "a@example.com"}, actor=SYSTEM)
    made = upload(root, "E-mail,Name,Budget\na@example.com,A,5000\n").json()["id"]
    Import.objects.filter(pk=made).update(match_by=["email"])
    send(root, "post", f"/api/imports/{made}/start")
    done = running.run(made)
    assert (done.updated, done.failed, done.problems.get().reason) == (0, 1, "Too much.")
    assert Lead.objects.get().budget is None


def test_a_gate_on_some_fields_is_silent_while_others_change(root: Client) -> None:  # noqa: F811
    field = {"object": "lead", "name": "rank", "label_en": "Rank", "type": "number"}
    records.create(CustomField, field, actor=SYSTEM)
    make_gate("update", "refuse", fields=["company", "rank"])
    lead = records.create(Lead, {"name": "A", "budget": 5000, "rank": 1}, actor=SYSTEM)
    path = f"/api/leads/{lead.pk}"
    assert send(root, "patch", path, {"name": "B", "rank": 1}).status_code == 200
    assert send(root, "patch", path, {"company": "C"}).status_code == 409
    assert send(root, "patch", path, {"rank": 2}).status_code == 409
    bulk = {"do": "update", "ids": [lead.pk], "values": {"rank": 2}}
    assert send(root, "post", "/api/leads/bulk", bulk).json()["count"] == 0


def test_the_words_are_filled_with_the_record_and_computed_numbers(root: Client) -> None:  # noqa: F811
    make_gate(
        "update", "refuse", object="opportunity", filter={},
        formulas=[{"name": "over", "formula": "amount - account.credit_limit"}],
        message_en="Credit of {{ record.account.name }} used up by {{ record.over | money }}.",
        possible_en="A payment of {{ over | money }}.",
    )  # fmt: skip
    account = records.create(Account, {"name": "Acme", "credit_limit": 1000}, actor=SYSTEM)
    deal = records.create(Opportunity, {"name": "D", "account": account.pk, "amount": 500}, actor=SYSTEM)
    refused = send(root, "patch", f"/api/opportunities/{deal.pk}", {"amount": "13500.50"})
    assert refused.json()["detail"] == (
        "Credit of Acme used up by 12,500.50.\nWhat would make it possible: A payment of 12,500.50."
    )


def test_a_remark_is_handed_to_whoever_acts(root: Client) -> None:  # noqa: F811
    make_gate("update", "pass", message_en="Tell the boss.")
    lead = records.create(Lead, {"name": "A"}, actor=SYSTEM)
    done = send(root, "patch", f"/api/leads/{lead.pk}", {"budget": 5000})
    assert json.loads(unquote(done.headers["Magpie-Remarks"])) == ["Tell the boss."]
    assert "Magpie-Remarks" not in send(root, "patch", f"/api/leads/{lead.pk}", {"budget": 5}).headers


def test_the_page_tells_how_often_a_gate_spoke(root: Client) -> None:  # noqa: F811
    asks, refuses = make_gate("update", "ask"), make_gate("delete", "refuse")
    lead = records.create(Lead, {"name": "A", "budget": 1}, actor=SYSTEM)
    path = f"/api/leads/{lead.pk}"
    for _time in range(3):
        assert send(root, "patch", path, {"budget": 5000}).status_code == 409
    assert send(root, "patch", path, {"budget": 5000}, **answered(asks)).status_code == 200
    assert root.delete(path).status_code == 409
    uses = {u["id"]: u for u in send(root, "get", "/api/gate-uses").json()["items"]}
    assert [(uses[g.pk]["passed"], uses[g.pk]["stopped"]) for g in (asks, refuses)] == [(1, 2), (0, 1)]
    assert uses[asks.pk]["condition"] == "Budget is above 1,000.00"


def test_a_gate_that_nobody_understands_any_more_is_shown_and_can_be_switched_off(root: Client) -> None:  # noqa: F811
    made = records.create(
        CustomField, {"object": "lead", "name": "rank", "label_en": "R", "type": "number"}, actor=SYSTEM
    )
    gate = make_gate("update", "ask", filter={"field": "rank", "gt": 3})
    records.delete(made, actor=SYSTEM)
    setup.forget()
    (use,) = send(root, "get", "/api/gate-uses").json()["items"]
    assert use["problem"] == "Lead has no field “rank”."
    lead = records.create(Lead, {"name": "A"}, actor=SYSTEM)
    assert send(root, "patch", f"/api/leads/{lead.pk}", {"name": "B"}).json()["type"] == "refused"
    assert send(root, "patch", f"/api/gates/{gate.pk}", {"is_active": False}).status_code == 200
    assert send(root, "patch", f"/api/leads/{lead.pk}", {"name": "B"}).status_code == 200


def test_a_draft_is_tried_on_a_record_and_nothing_is_written(root: Client) -> None:  # noqa: F811
    lead = records.create(Lead, {"name": "A", "budget": 5000}, actor=SYSTEM)
    records.create(Lead, {"name": "B", "budget": 5}, actor=SYSTEM)
    before = Event.objects.count()
    draft = {
        "object": "lead", "operation": "update", "filter": {"field": "budget", "gt": 1000}, "record": lead.pk,
        "message_en": "{{ record.name }}!",
    }  # fmt: skip
    found = send(root, "post", "/api/gate-trials", draft).json()
    assert (found["speaks"], found["text"], found["count"], found["problems"]) == (True, "A!", 1, {})
    wrong = send(root, "post", "/api/gate-trials", {**draft, "outcome": "approve", "message_en": "{{"}).json()
    assert sorted(wrong["problems"]) == ["approvers", "message_en"]
    assert (Event.objects.count(), Gate.objects.count()) == (before, 0)


def test_only_administrators_see_and_try_gates() -> None:
    from magpie.platform.tests.test_import import client_of

    ana = client_of(User.objects.create_user("ana", name="Ana"))
    assert send(ana, "get", "/api/gate-uses").status_code == 403
    assert send(ana, "post", "/api/gate-trials", {"object": "lead", "operation": "update"}).status_code == 403


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fields": ["nothing"]}, "fields"),
        ({"formulas": [{"name": "over", "formula": "name - 1"}]}, "formulas"),
        ({"formulas": [{"name": "Over", "formula": "budget"}]}, "formulas"),
        ({"formulas": [{"name": "over", "formula": "__import__('os')"}]}, "formulas"),
        ({"outcome": "approve"}, "approvers"),
        ({"outcome": "approve", "approvers": [{"kind": "user", "id": 77}]}, "approvers"),
        ({"possible_zh": "{% if %}"}, "possible_zh"),
    ],
)
def test_what_a_gate_could_not_use_is_not_taken(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        make_gate("update", "ask", **values) if "outcome" not in values else make_gate("update", **values)
    assert list(invalid.value.fields) == [field]
