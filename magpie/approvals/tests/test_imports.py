"""Rows of an import that need approval are sent for it one by one, and belong to the import when they are approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from magpie.approvals.models import Approval
from magpie.approvals.tests.test_approvals import Lead, World, answer, lead_of, make_gate, send, world  # noqa: F401
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.importing import rows, running
from magpie.platform.models import Event, Gate, Import, Role, User

pytestmark = pytest.mark.django_db
TABLE = "Name,Budget\nAda,5000\nBea,10\nCai,7000\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def may_import() -> None:
    role = Role.objects.get()
    records.update(role, {"grants": {"lead": {**role.grants["lead"], "import": True}}}, actor=SYSTEM)
    setup.forget()


def upload(user: User, text: str, **values: Any) -> int:
    file = SimpleUploadedFile("leads.csv", text.encode(), content_type="text/csv")
    client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    made = client.post("/api/imports", {"file": file, "object": "lead"})
    assert made.status_code == 201, made.json()
    Import.objects.filter(pk=made.json()["id"]).update(**values)
    return int(made.json()["id"])


def begin(user: User, number: int, gate: Gate | None = None, remark: str = "") -> Import:
    """The import as the worker leaves it, the rows sent for approval if a gate is given."""
    headers = {"Authorization": f"Bearer {create_token(user)}"}
    if gate:
        headers["Magpie-Answers"] = quote(json.dumps({str(gate.pk): remark}))
    begun = Client(headers=headers).post(f"/api/imports/{number}/start", "{}", content_type="application/json")
    assert begun.status_code == 200, begun.json()
    return running.run(number)


def shown(user: User, number: int) -> dict[str, Any]:
    found: dict[str, Any] = send(user, "get", f"/api/imports/{number}").json()
    return found


def test_without_an_answer_the_rows_are_left_out_and_say_whose_approval_they_need(world: World) -> None:  # noqa: F811
    gate = make_gate("create")
    may_import()
    number = upload(world.bo, TABLE)
    looked = send(world.bo, "post", f"/api/imports/{number}/preview").json()
    assert [(g["gate"], g["outcome"], g["approvers"], g["rows"]) for g in looked["gates"]] == [
        (str(gate.pk), "approve", "Di", 2)
    ]
    done = begin(world.bo, number)
    assert (done.created, done.failed, Approval.objects.count()) == (1, 2, 0)
    assert done.problems.order_by("row")[0].reason == "Budget of 5,000.00.\nNeeds the approval of Di."


def test_each_row_is_sent_and_made_as_by_who_imported_when_it_is_approved(world: World) -> None:  # noqa: F811
    gate = make_gate("create")
    may_import()
    number = upload(world.bo, TABLE, automation="skip")
    done = begin(world.bo, number, gate, "From the fair")
    assert (done.created, done.failed, shown(world.bo, number)["sent"]) == (1, 0, {"pending": 2})
    reason = "Sent to Di. It will be done as soon as they agree; you will be told."
    assert [(p.row, p.reason, p.is_remark) for p in done.problems.order_by("row")] == [
        (2, reason, False), (4, reason, False),
    ]  # fmt: skip
    first, second = Approval.objects.order_by("pk")
    assert (first.name, first.input, first.remark, first.asked_in, first.automation) == (
        "Ada", {"name": "Ada", "budget": "5000.00"}, "From the fair", done.operation, "skip",
    )  # fmt: skip
    answer(world.di, first, "approved")
    answer(world.di, second, "rejected", "Too much")
    assert shown(world.bo, number)["sent"] == {"approved": 1, "rejected": 1}
    ada = Lead.objects.get(name="Ada")
    made = Event.objects.get(object="lead", record_id=ada.pk, kind="created")
    assert (ada.owner, ada.budget, made.actor_id, made.operation, made.automation) == (
        world.bo, 5000, world.bo.pk, done.operation, "skip",
    )  # fmt: skip
    mine = f"/api/approval-desk?show=mine&asked_in={done.operation}"
    assert [card["title"] for card in send(world.bo, "get", mine).json()["items"]] == ["Cai", "Ada"]
    assert send(world.cy, "get", mine).json()["items"] == []


def test_taking_the_import_back_takes_back_what_was_approved_and_withdraws_the_rest(world: World) -> None:  # noqa: F811
    gate = make_gate("create")
    may_import()
    done = begin(world.bo, upload(world.bo, TABLE), gate)
    first, second = Approval.objects.order_by("pk")
    answer(world.di, first, "approved")
    undone = send(world.bo, "post", f"/api/operations/{done.operation}/undo").json()
    second.refresh_from_db()
    assert (undone["count"], undone["skipped"], Lead.objects.count(), second.state) == (2, [], 0, "withdrawn")
    first.refresh_from_db()
    assert first.state == "approved"
    assert answer(world.di, second, "approved").status_code == 409


def test_rows_that_change_records_are_shown_and_sent_too(world: World) -> None:  # noqa: F811
    gate, lead = make_gate(), lead_of(world, email="acme@example.com")
    may_import()
    number = upload(
        world.bo, "E-mail,Name,Budget\nacme@example.com,Acme,5000\n", match_by=["email"], on_duplicate="create"
    )
    looked = send(world.bo, "post", f"/api/imports/{number}/preview").json()
    assert [(g["outcome"], g["text"], g["rows"]) for g in looked["gates"]] == [("approve", "Budget of 5,000.00.", 1)]
    done = begin(world.bo, number, gate)
    approval = Approval.objects.get()
    assert (done.updated, done.failed, approval.about, approval.operation) == (0, 0, f"lead:{lead.pk}", "update")
    answer(world.di, approval, "approved")
    lead.refresh_from_db()
    assert lead.budget == 5000


def test_a_row_that_only_the_import_can_write_is_left_out(world: World) -> None:  # noqa: F811
    gate = make_gate("create", approvers=[{"kind": "user", "id": world.di.pk}])
    number = upload(world.root, "Name,Budget,Created\nAda,5000,2020-02-03\n")
    Import.objects.filter(pk=number).update(mapping={"Name": "name", "Budget": "budget", "Created": "created_at"})
    done = begin(world.root, number, gate)
    assert (done.created, done.failed, Approval.objects.count()) == (0, 1, 0)
    assert done.problems.get().reason.endswith("can only be written by the import itself, not when it is approved.")


def test_no_more_rows_are_sent_than_anybody_could_answer(world: World) -> None:  # noqa: F811
    gate = make_gate("create")
    may_import()
    lines = "".join(f"Lead {n},5000\n" for n in range(rows.MOST_SENT + 2))
    done = begin(world.bo, upload(world.bo, f"Name,Budget\n{lines}"), gate)
    assert (Approval.objects.count(), done.failed) == (rows.MOST_SENT, 2)
    last = done.problems.order_by("-row")[0]
    assert last.reason.endswith("Of one import at most 200 rows are sent for approval.")
