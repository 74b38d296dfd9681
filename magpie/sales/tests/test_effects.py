"""Looking ahead: what an operation would do is told, and nothing of it survives."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from magpie.notices.models import Delivery, Notice
from magpie.notices.tell import tell
from magpie.platform import effects, objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Event, Gate, Role, User
from magpie.platform.tests.test_api import root, send  # noqa: F401

pytestmark = pytest.mark.django_db
Lead: Any = objects.get("lead").model
Account: Any = objects.get("account").model


def standing() -> tuple[Any, ...]:
    """All that an operation leaves: rows, events, notices, deliveries, jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        jobs = cursor.fetchone()
    rows = [(o.name, o.model._default_manager.count()) for o in objects.all_objects()]
    versions = list(Lead.objects.order_by("pk").values_list("pk", "version", "status", "owner"))
    return rows, versions, Event.objects.count(), Notice.objects.count(), Delivery.objects.count(), jobs


def test_nothing_survives_a_look_ahead_and_its_effects_are_told(root: Client) -> None:  # noqa: F811
    bo = User.objects.create_user("bo", email="bo@example.com", name="Bo", language="en")
    lead = records.create(Lead, {"name": "Li", "company": "Acme"}, actor=SYSTEM)
    before = standing()
    path = f"/api/leads/{lead.pk}"
    changed = send(root, "post", f"{path}/preview", {"company": "New", "status": "working"}).json()
    (record,) = changed["records"]
    assert (record["title"], record["is_own"], record["kind"]) == ("Li", True, "updated")
    assert {c["label"]: (c["old"], c["new"]) for c in record["changes"]}["Company"] == ("Acme", "New")
    assert (changed["problem"], changed["others"], changed["hidden"]) == ("", 0, 0)
    converted = send(root, "post", f"{path}/actions/convert/preview", {}).json()
    assert converted["problem"] == ""
    assert {r["object"] for r in converted["records"]} >= {"lead", "account", "contact"}
    assert {r["title"] for r in converted["records"] if r["object"] == "account"} == {"Acme"}
    found = effects.preview(SYSTEM, "", lambda: tell(bo, kind="workflow", title="Look"))
    assert found.told == [effects.Told("Bo", ("Popup", "E-mail"))]
    made = send(root, "post", "/api/leads/new/preview", {"name": "Wu"}).json()
    assert [(r["title"], r["kind"], r["is_own"]) for r in made["records"]] == [("Wu", "created", True)]
    assert standing() == before


def test_gates_say_what_they_would_say_and_a_refusal_stops_it(root: Client) -> None:  # noqa: F811
    gate = {"name": "G", "object": "lead", "operation": "update", "outcome": "ask", "message_en": "Sure?"}
    first = records.create(Gate, gate, actor=SYSTEM)
    lead = records.create(Lead, {"name": "Li"}, actor=SYSTEM)
    path = f"/api/leads/{lead.pk}/preview"
    asked = send(root, "post", path, {"company": "New"}).json()
    assert (asked["gates"], asked["problem"], len(asked["records"])) == (
        [{"outcome": "ask", "text": "Sure?", "approvers": ""}], "", 1,
    )  # fmt: skip
    records.update(first, {"outcome": "refuse"}, actor=SYSTEM)
    refused = send(root, "post", path, {"company": "New"}).json()
    assert (refused["problem"], refused["records"]) == ("Sure?", [])
    uses = send(root, "get", "/api/gate-uses").json()["items"]
    assert [(use["passed"], use["stopped"]) for use in uses] == [(0, 0)]


def test_what_does_not_fit_or_may_not_be_done_is_said(root: Client) -> None:  # noqa: F811
    lead = records.create(Lead, {"name": "Li"}, actor=SYSTEM)
    wrong = send(root, "post", f"/api/leads/{lead.pk}/preview", {"email": "nonsense"}).json()
    assert wrong["problem"].startswith("E-mail:")
    assert send(root, "post", f"/api/leads/{lead.pk}/actions/nothing/preview", {}).status_code == 404
    assert send(root, "post", "/api/nothing/new/preview", {}).status_code == 404
    reader = Role.objects.create(name="Reader", grants={"lead": {"read": "all"}})
    cy = User.objects.create_user("cy", name="Cy", roles=[reader.pk], language="en")
    setup.forget()
    looking = Client(headers={"Authorization": f"Bearer {create_token(cy)}"})
    assert send(looking, "post", f"/api/leads/{lead.pk}/preview", {"name": "X"}).json()["problem"] == (
        "You may not change this record."
    )


def test_other_records_that_one_may_not_see_are_only_counted() -> None:
    role = Role.objects.create(name="Leads", grants={"lead": {"read": "all", "update": "all"}})
    cy = User.objects.create_user("cy", name="Cy", roles=[role.pk], language="en")
    setup.forget()
    lead = records.create(Lead, {"name": "Li"}, actor=SYSTEM)
    account = records.create(Account, {"name": "Secret"}, actor=SYSTEM)

    def both() -> None:
        records.update(lead, {"company": "New"}, actor=Actor.of_user(cy))
        records.update(account, {"name": "Other"}, actor=SYSTEM)

    from magpie.platform.http.effects import _shown

    found = effects.preview(Actor.of_user(cy), "", both)
    shown = _shown(found, objects.get("lead"), lead.pk, Actor.of_user(cy))
    assert ([r["title"] for r in shown["records"]], shown["others"], shown["hidden"]) == (["Li"], 1, 1)
    account.refresh_from_db()
    assert account.name == "Secret"
