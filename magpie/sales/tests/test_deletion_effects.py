"""Before something is deleted it is told what goes with it, what loses its place, what ends and who is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magpie.activities.models import Task
from magpie.approvals.models import Approval
from magpie.notices.following import Follower
from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import Event, Gate, Role, User
from magpie.platform.tests.test_api import root, send  # noqa: F401
from magpie.reminders.models import Reminder
from magpie.sales.tests.test_effects import standing

pytestmark = pytest.mark.django_db
Account: Any = objects.get("account").model
Lead: Any = objects.get("lead").model
Opportunity: Any = objects.get("opportunity").model
Obstacle: Any = objects.get("obstacle").model


def world() -> tuple[Any, User]:
    """A deal with an obstacle, a task, two reminders and a request for approval, which Bo follows."""
    bo = User.objects.create_user("bo", email="bo@example.com", name="Bo", is_administrator=True, language="en")
    account = records.create(Account, {"name": "Acme"}, actor=SYSTEM)
    deal = records.create(Opportunity, {"name": "D", "account": account.pk}, actor=SYSTEM)
    link = f"opportunity:{deal.pk}"
    records.create(Obstacle, {"name": "Price", "opportunity": deal.pk}, actor=SYSTEM)
    records.create(Task, {"subject": "Call", "related_to": link}, actor=SYSTEM)
    plain = {"owner": bo.pk, "related_to": link, "starts_at": "2030-01-01T09:00:00Z"}
    records.create(Reminder, {"subject": "Ring", **plain}, actor=SYSTEM)
    records.create(
        Reminder, {"subject": "While open", "condition": {"field": "name", "is": "D"}, **plain}, actor=SYSTEM
    )
    Approval.objects.create(name="D", object="opportunity", operation="update", about=link, asked_by=bo)
    Follower.objects.create(object="opportunity", record_id=deal.pk, user=bo)
    return deal, bo


def look(client: Client, path: str, body: Any = None) -> dict[str, Any]:
    answer = send(client, "post", path, body)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def test_all_that_a_deletion_brings_about_is_told_and_nothing_of_it_done(root: Client) -> None:  # noqa: F811
    deal, _bo = world()
    before = standing()
    seen = look(root, f"/api/opportunities/{deal.pk}/deletion/preview")
    assert (seen["problem"], seen["others"], seen["hidden"]) == ("", 1, 0)
    assert [(r["object"], r["title"], r["kind"], r["is_own"]) for r in seen["records"]] == [
        ("opportunity", "D", "deleted", True), ("obstacle", "Price", "deleted", False),
    ]  # fmt: skip
    assert seen["ends"] == [
        "1 request for approval cannot be carried out any more",
        "1 reminder that follows the record does not come any more",
        "1 reminder about the record still comes",
        "Stay, and name a record that is gone: Approvals (1), Tasks (1), Reminders (2)",
    ]
    assert (seen["told"], seen["told_count"]) == ([{"name": "Bo", "channels": [], "why": "follows the record"}], 1)
    assert standing() == before


def test_what_loses_its_place_is_named(root: Client) -> None:  # noqa: F811
    account = records.create(Account, {"name": "Acme"}, actor=SYSTEM)
    child = records.create(Account, {"name": "Acme East", "parent": account.pk}, actor=SYSTEM)
    seen = look(root, f"/api/accounts/{account.pk}/deletion/preview")
    gone, left = seen["records"]
    assert (gone["title"], gone["kind"], gone["changes"]) == ("Acme", "deleted", [])
    assert (left["title"], left["kind"], left["changes"]) == (
        "Acme East", "updated", [{"label": "Parent account", "old": "Acme", "new": ""}],
    )  # fmt: skip
    assert Account.objects.get(pk=child.pk).parent_id == account.pk


def test_a_record_that_is_needed_and_a_gate_say_why_it_stays(root: Client) -> None:  # noqa: F811
    lead = records.create(Lead, {"name": "Li"}, actor=SYSTEM)
    gate = {"name": "G", "object": "lead", "operation": "delete", "outcome": "ask", "message_en": "Really?"}
    made = records.create(Gate, gate, actor=SYSTEM)
    path = f"/api/leads/{lead.pk}/deletion/preview"
    assert look(root, path)["gates"] == [{"outcome": "ask", "text": "Really?", "approvers": ""}]
    records.update(made, {"outcome": "refuse"}, actor=SYSTEM)
    refused = look(root, path)
    assert (refused["problem"], refused["records"], Lead.objects.count()) == ("Really?", [], 1)


def test_of_several_records_those_that_would_stay_are_named(root: Client) -> None:  # noqa: F811
    gate = {
        "name": "G", "object": "lead", "operation": "delete", "outcome": "refuse", "message_en": "Too rich.",
        "filter": {"field": "budget", "gt": 1000},
    }  # fmt: skip
    records.create(Gate, gate, actor=SYSTEM)
    rich = records.create(Lead, {"name": "Rich", "budget": 5000}, actor=SYSTEM)
    poor = records.create(Lead, {"name": "Poor"}, actor=SYSTEM)
    before = standing()
    seen = look(root, "/api/leads/bulk/preview", {"do": "delete", "ids": [rich.pk, poor.pk]})
    assert [(r["title"], r["kind"]) for r in seen["records"]] == [("Poor", "deleted")]
    assert (seen["left"], seen["left_count"]) == ([{"title": "Rich", "detail": "Too rich."}], 1)
    all_of_them = look(root, "/api/leads/bulk/preview", {"do": "delete", "filter": {"all": []}})
    assert (all_of_them["left_count"], len(all_of_them["records"])) == (1, 1)
    changed = look(root, "/api/leads/bulk/preview", {"do": "update", "ids": [poor.pk], "values": {"company": "C"}})
    assert [(c["label"], c["new"]) for c in changed["records"][0]["changes"]] == [("Company", "C")]
    assert standing() == before
    assert send(root, "post", "/api/leads/bulk/preview", {"do": "create", "records": []}).status_code == 422
    many = {"do": "delete", "ids": list(range(1, 502))}
    assert send(root, "post", "/api/leads/bulk/preview", many).json()["fields"]["ids"] == [
        "This can be looked ahead at for at most 500 records."
    ]


def test_who_may_not_see_or_delete_it_learns_nothing_of_it() -> None:
    role = Role.objects.create(name="Own", grants={"opportunity": {"read": "own"}, "lead": {"read": "all"}})
    cy = User.objects.create_user("cy", name="Cy", roles=[role.pk], language="en")
    setup.forget()
    deal, _bo = world()
    lead = records.create(Lead, {"name": "Li"}, actor=SYSTEM)
    client = Client(headers={"Authorization": f"Bearer {create_token(cy)}"})
    assert send(client, "post", f"/api/opportunities/{deal.pk}/deletion/preview").status_code == 404
    refused = look(client, f"/api/leads/{lead.pk}/deletion/preview")
    assert (refused["problem"], refused["records"], refused["ends"]) == ("You may not delete this record.", [], [])
    mine = records.create(Opportunity, {"name": "M", "account": deal.account_id, "owner": cy.pk}, actor=SYSTEM)
    records.create(Task, {"subject": "Call", "related_to": f"opportunity:{mine.pk}"}, actor=SYSTEM)
    records.update(role, {"grants": {"opportunity": {"read": "own", "delete": "own"}}}, actor=SYSTEM)
    setup.forget()
    seen = look(client, f"/api/opportunities/{mine.pk}/deletion/preview")
    assert seen["ends"] == ["Stay, and name a record that is gone: records that you may not see (1)"]
    assert Event.objects.filter(kind="deleted").count() == 0
