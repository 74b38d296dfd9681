"""What a gate sends for approval is kept, not done, until those asked agree; then it is done as by whoever asked."""

from __future__ import annotations

import datetime
import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from magpie.approvals import broken
from magpie.approvals.models import Approval
from magpie.notices.models import Notice
from magpie.platform import objects, records, setup, undo
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import CustomField, Event, Gate, Role, Team, User
from magpie.platform.problems import Asked

pytestmark = pytest.mark.django_db
Lead: Any = objects.get("lead").model


class World:
    """Bo asks, Di leads his team, Ed stands in for her, Cy is somebody else, Root looks after all."""

    def __init__(self) -> None:
        everything = {"read": "all", "update": "all", "delete": "all", "create": True}
        role = records.create(Role, {"name": "R", "grants": {"lead": everything}}, actor=SYSTEM)
        self.di, self.ed, self.cy = (self.user(n, role) for n in ("di", "ed", "cy"))
        team = records.create(Team, {"name": "East", "manager": self.di.pk}, actor=SYSTEM)
        self.bo = self.user("bo", role, team=team)
        self.root = User.objects.create_user(
            "root", email="root@example.com", name="Root", is_administrator=True, language="en"
        )
        setup.forget()

    def user(self, name: str, role: Any, **values: Any) -> User:
        return User.objects.create_user(
            name, email=f"{name}@example.com", name=name.title(), roles=[role.pk], language="en", **values
        )


@pytest.fixture
def world() -> World:
    return World()


def make_gate(operation: str = "update", **values: Any) -> Gate:
    usual = {
        "name": "Big budget", "object": "lead", "operation": operation, "outcome": "approve",
        "filter": {"field": "budget", "gt": 1000}, "message_en": "Budget of {{ record.budget }}.",
        "message_zh": "预算 {{ record.budget }}。", "approvers": [{"kind": "owner_manager"}],
    }  # fmt: skip
    return records.create(Gate, {**usual, **values}, actor=SYSTEM)


def send(user: User, method: str, path: str, data: Any = None, **answers: str) -> Any:
    headers = {"Authorization": f"Bearer {create_token(user)}"}
    if answers:
        headers["Magpie-Answers"] = quote(json.dumps({k.removeprefix("gate_"): v for k, v in answers.items()}))
    call = getattr(Client(headers=headers), method)
    return call(path, json.dumps(data or {}), content_type="application/json") if method != "get" else call(path)


def ask(world: World, gate: Gate, lead: Any, remark: str = "A good customer", **values: Any) -> Approval:
    """Bo changes the lead and sends it for approval."""
    given = values or {"budget": 5000}
    sent = send(world.bo, "patch", f"/api/leads/{lead.pk}", given, **{f"gate_{gate.pk}": remark})
    assert (sent.status_code, sent.json()["type"]) == (409, "sent-for-approval"), sent.json()
    found: Approval = Approval.objects.get(pk=sent.json()["approval"])
    return found


def lead_of(world: World, **values: Any) -> Any:
    return records.create(Lead, {"name": "Acme", "owner": world.bo.pk, **values}, actor=SYSTEM)


def answer(user: User, approval: Approval, outcome: str, comment: str = "", **answers: str) -> Any:
    path = f"/api/approval-desk/{approval.pk}/answer"
    return send(user, "post", path, {"outcome": outcome, "comment": comment}, **answers)


def test_it_is_asked_then_kept_then_done_as_by_who_asked(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    question = send(world.bo, "patch", f"/api/leads/{lead.pk}", {"budget": 5000})
    assert (question.status_code, question.json()["type"]) == (409, "question")
    assert question.json()["questions"] == [
        {
            "gate": str(gate.pk), "text": "Budget of 5,000.00.\nNeeds the approval of Di.", "needs_reason": False,
            "approvers": "Di",
        }
    ]  # fmt: skip
    approval = ask(world, gate, lead)
    lead.refresh_from_db()
    assert (lead.budget, approval.state, approval.remark) == (None, "pending", "A good customer")
    told = Notice.objects.get()
    assert (told.recipient, told.matter, told.title, told.body) == (
        world.di, f"approval:{approval.pk}", "Bo asks for your approval: Lead: Change “Acme”",
        "Budget of 5,000.00.\nA good customer",
    )  # fmt: skip
    card = send(world.di, "get", "/api/approval-desk").json()["items"][0]
    assert (card["may_answer"], card["values"]) == (True, [{"label": "Budget", "old": "", "new": "5,000.00"}])
    assert send(world.di, "get", "/api/approval-desk/count").json() == {"waiting": 1}
    done = answer(world.di, approval, "approved", "Fine")
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    lead.refresh_from_db()
    assert lead.budget == 5000
    changed = Event.objects.get(object="lead", record_id=lead.pk, kind="updated")
    passed = Event.objects.get(object="lead", record_id=lead.pk, kind="gate_passed")
    assert (changed.actor_id, passed.data) == (
        world.bo.pk,
        {"gate": gate.pk, "name": "Big budget", "outcome": "approve", "reason": "Approved by Di: Fine"},
    )
    told.refresh_from_db()
    assert (told.outcome, told.settled_by) == ("approved", world.di)
    assert Notice.objects.get(recipient=world.bo).title == "Approved by Di and done: Lead: Change “Acme”"


def test_asking_twice_keeps_one_request(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    assert ask(world, gate, lead) == ask(world, gate, lead)
    assert (Approval.objects.count(), Notice.objects.count()) == (1, 1)


def test_nobody_approves_their_own_and_strangers_see_nothing(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    approval = ask(world, gate, lead)
    assert answer(world.bo, approval, "approved").status_code == 403
    assert answer(world.cy, approval, "approved").status_code == 404
    assert send(world.cy, "get", f"/api/approvals/{approval.pk}").status_code == 404
    assert send(world.cy, "get", f"/api/approval-desk/of-record?about=lead:{lead.pk}").json()["items"] == []
    lead.refresh_from_db()
    assert lead.budget is None


def test_who_alone_approves_may_approve_what_they_asked_for(world: World) -> None:
    gate = make_gate(approvers=[{"kind": "user", "id": world.bo.pk}])
    approval = ask(world, gate, lead_of(world))
    assert answer(world.bo, approval, "approved").json()["state"] == "approved"


def test_a_rejection_needs_a_reason_and_is_told(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    approval = ask(world, gate, lead)
    assert answer(world.di, approval, "rejected").status_code == 422
    assert answer(world.di, approval, "rejected", "Too much").json()["state"] == "rejected"
    told = Notice.objects.get(recipient=world.bo)
    assert (told.title, told.body) == ("Not approved by Di: Lead: Change “Acme”", "Too much")
    over = answer(world.di, approval, "approved")
    assert (over.status_code, over.json()["type"]) == (409, "refused")
    assert Event.objects.filter(object="lead", kind="updated").count() == 0


def test_who_asked_takes_it_back_and_nobody_is_asked_any_more(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    approval = ask(world, gate, lead)
    assert send(world.di, "post", f"/api/approval-desk/{approval.pk}/withdraw").status_code == 403
    assert send(world.bo, "post", f"/api/approval-desk/{approval.pk}/withdraw").json()["state"] == "withdrawn"
    assert Notice.objects.get().outcome == "withdrawn"
    assert send(world.di, "get", "/api/approval-desk").json()["items"] == []


def test_a_deputy_answers_in_the_place_of_who_is_away(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    day = datetime.timedelta(days=1)
    User.objects.filter(pk=world.di.pk).update(
        away_from=timezone.now() - day, away_until=timezone.now() + day, deputy=world.ed
    )
    approval = ask(world, gate, lead)
    assert Notice.objects.filter(recipient=world.ed).count() == 1
    card = send(world.ed, "get", "/api/approval-desk").json()["items"][0]
    assert card["in_place_of"] == [{"id": world.di.pk, "title": "Di"}]
    answer(world.ed, approval, "approved")
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.decided_for) == ("approved", world.ed, world.di)
    passed = Event.objects.get(object="lead", kind="gate_passed")
    assert (passed.data or {})["reason"] == "Approved by Ed in place of Di"


def test_two_gates_need_the_agreement_of_both(world: World) -> None:
    first, lead = make_gate(), lead_of(world)
    second = make_gate(name="Finance", approvers=[{"kind": "user", "id": world.cy.pk}])
    sent = send(
        world.bo, "patch", f"/api/leads/{lead.pk}", {"budget": 5000},
        **{f"gate_{first.pk}": "", f"gate_{second.pk}": ""},
    )  # fmt: skip
    approval = Approval.objects.get(pk=sent.json()["approval"])
    assert answer(world.di, approval, "approved").json()["state"] == "pending"
    assert answer(world.di, approval, "approved").status_code == 409
    lead.refresh_from_db()
    assert lead.budget is None
    assert answer(world.cy, approval, "approved").json()["state"] == "approved"
    lead.refresh_from_db()
    assert lead.budget == 5000


def test_a_record_changed_meanwhile_is_said_and_asked_about(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    approval = ask(world, gate, lead)
    send(world.cy, "patch", f"/api/leads/{lead.pk}", {"company": "New"})
    card = send(world.di, "get", f"/api/approval-desk/{approval.pk}").json()
    assert card["changed"] == "Cy: Company"
    asked = answer(world.di, approval, "approved")
    (question,) = asked.json()["questions"]
    assert question["text"].startswith("The record was changed after this was asked for: Cy: Company")
    done = answer(world.di, approval, "approved", **{f"gate_{question['gate']}": ""})
    assert done.json()["state"] == "approved"


def test_other_gates_and_rights_count_again_at_that_moment(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    approval = ask(world, gate, lead)
    other = make_gate(name="Never", outcome="refuse", message_en="Not this year.", approvers=[])
    refused = answer(world.di, approval, "approved")
    assert (refused.status_code, refused.json()["detail"]) == (409, "It cannot be done now: Not this year.")
    records.delete(other, actor=SYSTEM)
    User.objects.filter(pk=world.bo.pk).update(roles=[])
    setup.forget()
    assert answer(world.di, approval, "approved").status_code == 409
    approval.refresh_from_db()
    lead.refresh_from_db()
    assert (approval.state, lead.budget, Event.objects.filter(object="lead", kind="updated").count()) == (
        "pending", None, 0,
    )  # fmt: skip


def test_creating_deleting_and_acting_wait_for_approval_too(world: World) -> None:
    gates = {name: make_gate(name) for name in ("create", "delete", "lead.disqualify")}
    new = {"name": "New", "budget": 5000}
    made = send(world.bo, "post", "/api/leads", new, **{f"gate_{gates['create'].pk}": ""}).json()["approval"]
    assert Lead.objects.count() == 0
    created = answer(world.root, Approval.objects.get(pk=made), "approved").json()
    lead = Lead.objects.get()
    assert (lead.owner, created["record"]["id"]) == (world.bo, lead.pk)
    path = f"/api/leads/{lead.pk}/actions/disqualify"
    acted = send(world.bo, "post", path, {"reason": "no_budget"}, **{f"gate_{gates['lead.disqualify'].pk}": ""}).json()
    assert acted["type"] == "sent-for-approval", acted
    done = answer(world.di, Approval.objects.get(pk=acted["approval"]), "approved")
    lead.refresh_from_db()
    assert (done.status_code, lead.status) == (200, "disqualified"), done.json()
    gone = send(world.bo, "delete", f"/api/leads/{lead.pk}", **{f"gate_{gates['delete'].pk}": ""}).json()["approval"]
    assert Lead.objects.count() == 1
    answer(world.di, Approval.objects.get(pk=gone), "approved")
    assert Lead.objects.count() == 0


def test_a_bulk_change_names_what_needs_approval_and_sends_it_when_asked(world: World) -> None:
    gate = make_gate()
    rich, poor = lead_of(world, budget=5000), lead_of(world, name="Poor", budget=1)
    asked = {"do": "update", "ids": [rich.pk, poor.pk], "values": {"company": "C"}}
    done = send(world.bo, "post", "/api/leads/bulk", asked).json()
    assert (done["count"], [f["detail"] for f in done["failed"]]) == (
        1, ["Budget of 5,000.00.\nNeeds the approval of Di."],
    )  # fmt: skip
    assert Approval.objects.count() == 0
    send(world.bo, "post", "/api/leads/bulk", asked, **{f"gate_{gate.pk}": "All"})
    approval = Approval.objects.get()
    assert (approval.about, approval.input, approval.remark) == (f"lead:{rich.pk}", {"company": "C"}, "All")
    answer(world.di, approval, "approved")
    rich.refresh_from_db()
    assert rich.company == "C"


def test_a_workflow_is_stopped_with_the_words(world: World) -> None:
    make_gate()
    with pytest.raises(Asked) as asked:
        records.update(lead_of(world), {"budget": 5000}, actor=SYSTEM)
    assert str(asked.value) == "Budget of 5,000.00.\nNeeds the approval of Di."


def test_the_maker_of_a_gate_that_nobody_understands_any_more_is_told_once(world: World) -> None:
    field = records.create(
        CustomField, {"object": "lead", "name": "rank", "label_en": "Rank", "type": "number"}, actor=SYSTEM
    )
    gate = make_gate(outcome="ask", filter={"field": "rank", "gt": 1})
    assert broken.tell_makers() == 0
    records.delete(field, actor=SYSTEM)
    setup.forget()
    assert [broken.tell_makers(), broken.tell_makers()] == [1, 1]
    told = Notice.objects.get()
    assert (told.recipient, told.title) == (
        world.root,
        "The gate “Big budget” cannot be understood any more and stops everybody: Lead has no field “rank”.",
    )
    records.update(gate, {"is_active": False}, actor=SYSTEM)
    assert broken.tell_makers() == 0


def test_who_did_something_sees_who_was_told_and_who_got_it(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    ask(world, gate, lead)
    asked = Event.objects.get(object="approval", kind="created").operation
    told = send(world.bo, "get", f"/api/operations/{asked}/told").json()
    (item,) = told["items"]
    assert (told["people"], item["name"], item["why"]) == (1, "Di", "Big budget")
    assert [c["channel"] for c in item["channels"]] == ["popup", "email"]
    assert send(world.cy, "get", f"/api/operations/{asked}/told").status_code == 404


def test_who_agreed_before_the_record_was_changed_is_asked_again(world: World) -> None:
    first, lead = make_gate(), lead_of(world)
    second = make_gate(name="Finance", approvers=[{"kind": "user", "id": world.cy.pk}])
    remarks = {f"gate_{first.pk}": "", f"gate_{second.pk}": ""}
    sent = send(world.bo, "patch", f"/api/leads/{lead.pk}", {"budget": 5000}, **remarks)
    approval = Approval.objects.get(pk=sent.json()["approval"])
    answer(world.di, approval, "approved")
    send(world.cy, "patch", f"/api/leads/{lead.pk}", {"company": "New"})
    (question,) = answer(world.cy, approval, "approved").json()["questions"]
    passing = {f"gate_{question['gate']}": ""}
    assert answer(world.cy, approval, "approved", **passing).json()["state"] == "pending"
    assert answer(world.di, approval, "approved", **passing).json()["state"] == "approved"
    assert Notice.objects.filter(recipient=world.di, kind="approval").count() == 2


def test_a_decision_stands_though_what_was_done_is_taken_back(world: World) -> None:
    gate, lead = make_gate(), lead_of(world)
    approval = ask(world, gate, lead)
    answer(world.di, approval, "approved")
    operation = Event.objects.filter(object="lead", record_id=lead.pk).latest("id").operation
    undone = undo.undo(operation, SYSTEM)
    approval.refresh_from_db()
    lead.refresh_from_db()
    assert (undone.count, approval.state, lead.budget) == (1, "approved", None)
