"""What a gate wants approval of is asked for in an undo as in any change, and done as soon as those asked agree."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from magpie.approvals.models import Approval
from magpie.approvals.tests.test_approvals import Lead, World, answer, lead_of, make_gate, send, world  # noqa: F401
from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, Gate

pytestmark = pytest.mark.django_db


def long_ago() -> None:
    """Everything that happened was an hour before."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE platform_event SET at = at - interval '1 hour'")


def lowered(world: World, lead: Any) -> str:  # noqa: F811
    """The operation in which Bo lowered the budget of the lead, an hour ago."""
    done = send(world.bo, "patch", f"/api/leads/{lead.pk}", {"budget": 10})["Magpie-Operation"]
    long_ago()
    return str(done)


def sent(world: World, operation: str, gate: Gate) -> Approval:  # noqa: F811
    """Bo takes the operation back and sends it for approval."""
    path = f"/api/operations/{operation}/undo"
    question = send(world.bo, "post", path).json()
    assert [q["approvers"] for q in question["questions"]] == ["Di"]
    kept = send(world.bo, "post", path, **{f"gate_{gate.pk}": "Entered wrongly"})
    assert (kept.status_code, kept.json()["type"]) == (409, "sent-for-approval"), kept.json()
    found: Approval = Approval.objects.get(pk=kept.json()["approval"])
    return found


def test_an_undo_that_needs_approval_is_kept_and_done_when_they_agree(world: World) -> None:  # noqa: F811
    lead = lead_of(world, budget=5000)
    done = lowered(world, lead)
    gate = make_gate(fields=["budget"])
    approval = sent(world, done, gate)
    lead.refresh_from_db()
    assert (lead.budget, approval.about, approval.operation) == (10, f"lead:{lead.pk}", "undo")
    told = Notice.objects.get()
    assert (told.title, told.body) == (
        "Bo asks for your approval: Lead: Undo “Acme”", "Budget of 5,000.00.\nEntered wrongly",
    )  # fmt: skip
    card = send(world.di, "get", f"/api/approval-desk/{approval.pk}").json()
    assert (card["what"], card["values"]) == (
        "Lead: Undo",
        [
            {"label": "Is taken back", "old": "", "new": "Changed, by Bo"},
            {"label": "Budget", "old": "10.00", "new": "5,000.00"},
        ],
    )
    agreed = answer(world.di, approval, "approved", "Fine")
    assert (agreed.status_code, agreed.json()["state"]) == (200, "approved"), agreed.json()
    lead.refresh_from_db()
    passed = Event.objects.get(kind="gate_passed")
    assert (lead.budget, passed.actor_id, (passed.data or {})["reason"]) == (
        5000, world.bo.pk, "Approved by Di: Fine",
    )  # fmt: skip


def test_a_deletion_comes_back_when_they_agree(world: World) -> None:  # noqa: F811
    lead = lead_of(world, budget=5000)
    gone = send(world.bo, "delete", f"/api/leads/{lead.pk}")["Magpie-Operation"]
    long_ago()
    approval = sent(world, gone, make_gate("create"))
    assert (approval.name, approval.about, Lead.objects.count()) == ("Acme", "", 0)
    answer(world.di, approval, "approved")
    assert Lead.objects.get().pk == lead.pk


def test_a_creation_goes_when_they_agree(world: World) -> None:  # noqa: F811
    made = send(world.bo, "post", "/api/leads", {"name": "Acme", "budget": 5000})["Magpie-Operation"]
    approval = sent(world, made, make_gate("delete"))
    assert Lead.objects.count() == 1
    answer(world.di, approval, "approved")
    assert Lead.objects.count() == 0


def test_of_many_records_each_is_sent_by_itself_if_the_gate_is_answered(world: World) -> None:  # noqa: F811
    rich, poor = lead_of(world, budget=5000), lead_of(world, name="Poor", budget=20)
    asked = {"do": "update", "ids": [rich.pk, poor.pk], "values": {"budget": 10}}
    done = send(world.bo, "post", "/api/leads/bulk", asked).json()["operation"]
    long_ago()
    gate, path = make_gate(), f"/api/operations/{done}/undo"
    undone = send(world.bo, "post", path).json()
    assert (undone["count"], [(s["id"], s["reason"]) for s in undone["skipped"]], Approval.objects.count()) == (
        1, [(rich.pk, "Budget of 5,000.00.\nNeeds the approval of Di.")], 0,
    )  # fmt: skip
    send(world.bo, "post", path, **{f"gate_{gate.pk}": ""})
    approval = Approval.objects.get()
    assert approval.about == f"lead:{rich.pk}"
    answer(world.di, approval, "approved")
    rich.refresh_from_db()
    poor.refresh_from_db()
    assert (rich.budget, poor.budget) == (5000, 20)


def test_what_cannot_be_taken_back_any_more_leaves_the_request_open(world: World) -> None:  # noqa: F811
    lead = lead_of(world, budget=5000)
    done = lowered(world, lead)
    approval = sent(world, done, make_gate(fields=["budget"]))
    records.delete(lead, actor=SYSTEM)
    refused = answer(world.di, approval, "approved")
    assert (refused.status_code, refused.json()["detail"]) == (
        409, "It cannot be done now: The record has been deleted since.",
    )  # fmt: skip
    approval.refresh_from_db()
    assert approval.state == "pending"


def test_a_merge_is_taken_back_whole_when_they_agree(world: World) -> None:  # noqa: F811
    kept, gone = lead_of(world, budget=1), lead_of(world, name="Big", budget=5000)
    merged = send(world.bo, "post", "/api/leads/merge", {"ids": [kept.pk, gone.pk], "winner": kept.pk}).json()["merge"]
    long_ago()
    gate, path = make_gate("create"), f"/api/merges/{merged['id']}/undo"
    assert send(world.bo, "post", path).json()["type"] == "question"
    asked = send(world.bo, "post", path, **{f"gate_{gate.pk}": ""}).json()
    assert (asked["type"], Lead.objects.count()) == ("sent-for-approval", 1)
    done = answer(world.di, Approval.objects.get(pk=asked["approval"]), "approved")
    assert (done.json()["state"], sorted(Lead.objects.values_list("name", flat=True))) == ("approved", ["Acme", "Big"])
