"""Gates hold in an undo as in any change: they ask, refuse and remark; only who goes straight back is not asked."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client

from magpie.platform import context, objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk import background
from magpie.platform.http.auth import create_token
from magpie.platform.importing import running
from magpie.platform.models import Event, Gate, User
from magpie.platform.tests.test_api import root, send  # noqa: F401
from magpie.platform.tests.test_gate_ways import _files, answered  # noqa: F401
from magpie.platform.tests.test_gates import Lead, make_gate
from magpie.platform.tests.test_import import upload

pytestmark = pytest.mark.django_db
Account: Any = objects.get("account").model
Opportunity: Any = objects.get("opportunity").model
Obstacle: Any = objects.get("obstacle").model


def long_ago() -> None:
    """Everything that happened was an hour before."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE platform_event SET at = at - interval '1 hour'")


def take_back(client: Client, operation: str, **headers: str) -> Any:
    return send(client, "post", f"/api/operations/{operation}/undo", **headers)


def deal_with_obstacle() -> str:
    """The operation in which Root made an opportunity, an obstacle of it, and changed the opportunity once more."""
    root = Actor.of_user(User.objects.get(username="root"))  # noqa: F811
    with context.acting(root) as current:
        account = records.create(Account, {"name": "Acme"}, actor=root)
        deal = records.create(Opportunity, {"name": "D", "account": account.pk}, actor=root)
        records.create(Obstacle, {"name": "O", "opportunity": deal.pk}, actor=root)
        records.update(deal, {"name": "E"}, actor=root)
    return str(current.operation)


def rich_lead(client: Client, **values: Any) -> Any:
    made = send(client, "post", "/api/leads", {"name": "A", "budget": 5000, **values})
    return Lead.objects.get(pk=made.json()["id"])


def passed() -> list[tuple[str, str]]:
    kept = Event.objects.filter(kind="gate_passed").order_by("id")
    return [(event.action, (event.data or {})["reason"]) for event in kept]


def test_a_change_is_taken_back_only_with_the_reason_that_a_gate_asks_for(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    done = send(root, "patch", f"/api/leads/{lead.pk}", {"budget": 10})["Magpie-Operation"]
    gate = make_gate("update", "ask", needs_reason=True, fields=["budget"])
    long_ago()
    before = Event.objects.count()
    asked = take_back(root, done)
    assert (asked.status_code, asked.json()["type"]) == (409, "question")
    assert asked.json()["questions"] == [{"gate": str(gate.pk), "text": "Gate says ask", "needs_reason": True}]
    lead.refresh_from_db()
    assert (lead.budget, Event.objects.count()) == (10, before)
    undone = take_back(root, done, **answered(gate, "Entered wrongly"))
    assert (undone.status_code, undone.json()["count"], undone.json()["skipped"]) == (200, 1, [])
    lead.refresh_from_db()
    assert (lead.budget, passed()) == (5000, [("undo", "Entered wrongly")])


def test_a_refusal_stops_the_undo_of_one_record_with_what_would_make_it_possible(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    done = send(root, "patch", f"/api/leads/{lead.pk}", {"budget": 10})["Magpie-Operation"]
    make_gate("update", "refuse", message_en="{{ record.name }}: too much.", possible_en="Ask the boss.")
    long_ago()
    refused = take_back(root, done)
    assert (refused.status_code, refused.json()["type"], refused.json()["detail"]) == (
        409, "refused", "A: too much.\nWhat would make it possible: Ask the boss.",
    )  # fmt: skip
    lead.refresh_from_db()
    assert lead.budget == 10
    uses = send(root, "get", "/api/gate-uses").json()["items"]
    assert [(use["passed"], use["stopped"]) for use in uses] == [(0, 1)]


def test_a_gate_on_other_fields_and_one_that_does_not_speak_let_an_undo_pass(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    done = send(root, "patch", f"/api/leads/{lead.pk}", {"company": "C"})["Magpie-Operation"]
    make_gate("update", "refuse", fields=["budget"])
    make_gate("update", "refuse", filter={"field": "budget", "lt": 5})
    long_ago()
    assert take_back(root, done).json()["count"] == 1
    lead.refresh_from_db()
    assert lead.company == ""


def test_a_remark_is_handed_to_whoever_takes_back(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    done = send(root, "patch", f"/api/leads/{lead.pk}", {"budget": 10})["Magpie-Operation"]
    make_gate("update", "pass", message_en="Tell the boss.")
    long_ago()
    undone = take_back(root, done)
    assert json.loads(unquote(undone.headers["Magpie-Remarks"])) == ["Tell the boss."]
    assert passed() == [("undo", "")]


def test_taking_a_creation_back_is_a_deletion_however_new_the_record_is(root: Client) -> None:  # noqa: F811
    gate = make_gate("delete", "ask", needs_reason=True)
    done = send(root, "post", "/api/leads", {"name": "A", "budget": 5000})["Magpie-Operation"]
    assert take_back(root, done).json()["questions"][0]["gate"] == str(gate.pk)
    assert Lead.objects.count() == 1
    assert take_back(root, done, **answered(gate, "A mistake")).json()["count"] == 1
    assert (Lead.objects.count(), passed()) == (0, [("undo", "A mistake")])
    records.update(gate, {"outcome": "refuse"}, actor=SYSTEM)
    again = send(root, "post", "/api/leads", {"name": "B", "budget": 5000})["Magpie-Operation"]
    assert take_back(root, again).json()["type"] == "refused"
    assert Lead.objects.count() == 1


def test_who_goes_straight_back_is_not_asked_and_who_comes_later_is(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    make_gate("update", "refuse")
    make_gate("create", "refuse")
    path = f"/api/leads/{lead.pk}"
    done = send(root, "patch", path, {"budget": 10})["Magpie-Operation"]
    assert take_back(root, done).json()["count"] == 1
    lead.refresh_from_db()
    assert lead.budget == 5000
    gone = root.delete(path)["Magpie-Operation"]
    assert take_back(root, gone).json()["count"] == 1
    assert Lead.objects.get().budget == 5000
    gone = root.delete(path)["Magpie-Operation"]
    long_ago()
    late = take_back(root, gone)
    assert (late.status_code, late.json()["detail"]) == (409, "Gate says refuse")
    assert Lead.objects.count() == 0


def test_somebody_else_and_who_finds_the_record_changed_do_not_go_straight_back(root: Client) -> None:  # noqa: F811
    other = User.objects.create_user("eve", name="Eve", is_administrator=True, language="en")
    eve = Client(headers={"Authorization": f"Bearer {create_token(other)}"})
    lead = rich_lead(root)
    path = f"/api/leads/{lead.pk}"
    make_gate("update", "refuse")
    mine = send(root, "patch", path, {"budget": 10})["Magpie-Operation"]
    assert take_back(eve, mine).json()["detail"] == "Gate says refuse"
    send(eve, "patch", path, {"company": "C"})
    assert take_back(root, mine).json()["detail"] == "Gate says refuse"
    lead.refresh_from_db()
    assert (lead.budget, lead.company) == (10, "C")


def test_of_many_records_those_that_a_gate_holds_back_are_named_and_the_others_go(root: Client) -> None:  # noqa: F811
    rich, poor = rich_lead(root), rich_lead(root, name="B", budget=20)
    asked = {"do": "update", "ids": [rich.pk, poor.pk], "values": {"budget": 10}}
    done = send(root, "post", "/api/leads/bulk", asked).json()["operation"]
    gate = make_gate("update", "refuse")
    long_ago()
    undone = take_back(root, done).json()
    assert (undone["count"], undone["skipped"]) == (
        1, [{"object": "lead", "id": rich.pk, "title": "A", "reason": "Gate says refuse"}],
    )  # fmt: skip
    assert list(Lead.objects.order_by("pk").values_list("budget", flat=True)) == [10, 20]
    records.update(gate, {"outcome": "ask"}, actor=SYSTEM)
    assert take_back(root, done).json()["type"] == "question"
    assert take_back(root, done, **answered(gate)).json()["count"] == 1
    assert list(Lead.objects.order_by("pk").values_list("budget", flat=True)) == [5000, 20]


def test_an_import_is_taken_back_but_for_what_a_gate_holds_back(root: Client) -> None:  # noqa: F811
    made = upload(root, "Name,Budget\nA,5000\nB,10\n").json()["id"]
    send(root, "post", f"/api/imports/{made}/start")
    done = running.run(made)
    make_gate("delete", "refuse")
    undone = take_back(root, str(done.operation)).json()
    assert (undone["count"], [(s["title"], s["reason"]) for s in undone["skipped"]]) == (1, [("A", "Gate says refuse")])
    assert list(Lead.objects.values_list("name", flat=True)) == ["A"]


def test_what_goes_with_a_record_is_asked_about_too(root: Client) -> None:  # noqa: F811
    make_gate("delete", "refuse", object="obstacle", filter={})
    undone = take_back(root, deal_with_obstacle()).json()
    assert [(s["title"], s["reason"]) for s in undone["skipped"]] == [
        ("E", "This cannot be deleted: Obstacle “O” needs it."),
        ("O", "Gate says refuse"),
    ]
    assert (Opportunity.objects.count(), Obstacle.objects.count()) == (1, 1)


def test_a_job_in_the_background_asks_before_it_takes_back(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    job = {"object": "lead", "do": "update", "ids": [lead.pk], "values": {"budget": 10}}
    begun = send(root, "post", "/api/bulk-jobs", job)
    background.run(begun.json()["id"])
    gate = make_gate("update", "ask", needs_reason=True)
    long_ago()
    number = send(root, "post", f"/api/bulk-jobs/{begun.json()['id']}/undo").json()["id"]
    assert background.run(number).status == "asking"
    assert send(root, "post", f"/api/bulk-jobs/{number}/resume").json()["type"] == "question"
    send(root, "post", f"/api/bulk-jobs/{number}/resume", {}, **answered(gate, "Wrong"))
    done = background.run(number)
    lead.refresh_from_db()
    assert (done.status, done.changed, lead.budget, passed()) == ("done", 1, 5000, [("undo", "Wrong")])


def test_a_merge_is_taken_back_whole_or_not_at_all(root: Client) -> None:  # noqa: F811
    kept, gone = rich_lead(root, budget=1), rich_lead(root, name="B")
    merged = send(root, "post", "/api/leads/merge", {"ids": [kept.pk, gone.pk], "winner": kept.pk}).json()["merge"]
    gate: Gate = make_gate("create", "refuse")
    long_ago()
    path = f"/api/merges/{merged['id']}/undo"
    refused = send(root, "post", path)
    assert (refused.status_code, refused.json()["detail"], Lead.objects.count()) == (409, "Gate says refuse", 1)
    records.update(gate, {"outcome": "ask", "needs_reason": True}, actor=SYSTEM)
    assert send(root, "post", path).json()["questions"][0]["gate"] == str(gate.pk)
    assert Lead.objects.count() == 1
    undone = send(root, "post", path, **answered(gate, "Two people"))
    assert (undone.status_code, Lead.objects.count(), passed()) == (200, 2, [("undo", "Two people")])


def test_the_audit_takes_back_with_the_gates_too(root: Client) -> None:  # noqa: F811
    lead = rich_lead(root)
    done = send(root, "patch", f"/api/leads/{lead.pk}", {"budget": 10})["Magpie-Operation"]
    gate = make_gate("update", "ask")
    long_ago()
    path = f"/api/audit/operations/{done}/take-back"
    assert send(root, "post", path, {"reason": "Too low"}).json()["type"] == "question"
    taken = send(root, "post", path, {"reason": "Too low"}, **answered(gate))
    lead.refresh_from_db()
    assert (taken.json()["count"], lead.budget) == (1, 5000)


def test_a_merge_that_needs_approval_is_refused_with_the_way_out(root: Client) -> None:  # noqa: F811
    boss = User.objects.create_user("boss", name="Boss", language="en")
    make_gate("delete", "approve", approvers=[{"kind": "user", "id": boss.pk}])
    setup.forget()
    why = "A merge cannot be sent for approval. An administrator can change the gate."
    kept, gone = rich_lead(root, budget=1), rich_lead(root, name="B")
    refused = send(root, "post", "/api/leads/merge", {"ids": [kept.pk, gone.pk], "winner": kept.pk})
    assert (refused.status_code, refused.json()["type"], refused.json()["detail"]) == (
        409, "refused", f"Gate says approve\nNeeds the approval of Boss.\n{why}",
    )  # fmt: skip
    assert Lead.objects.count() == 2
