"""An operation with a password in its input is never kept: no gate sends it for approval, however it came to be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from magpie.approvals.models import Approval
from magpie.approvals.tests.test_approvals import World, make_gate, send, world  # noqa: F401
from magpie.notices.models import Notice
from magpie.platform import actions, objects, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.gates.declaring import problem_of
from magpie.platform.models import Event, Gate, User
from magpie.platform.problems import Invalid

pytestmark = pytest.mark.django_db
SECRET = "Wn7-rabbit-Kiosk"
WHY = (
    "This operation cannot be sent for approval: it takes a password, which would be kept until it is approved."
    " Choose another outcome for the gate."
)


def places_with(text: str) -> list[str]:
    """The tables in which a text stands anywhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}" t WHERE to_jsonb(t)::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(name)
    return found


def old_gate(world: World, object_name: str, operation: str) -> Gate:  # noqa: F811
    """A gate as it could be made before it was looked whether the operation takes a secret."""
    gate: Gate = Gate.objects.create(
        name="Old", object=object_name, operation=operation, outcome="approve", message_en="Sure?",
        approvers=[{"kind": "user", "id": world.di.pk}],
    )  # fmt: skip
    setup.forget()
    return gate


def test_the_actions_that_take_a_secret_are_known() -> None:
    found = [a.name for a in actions.all_actions() if a.on not in ("", "*") and actions.takes_secret(a.name)]
    assert sorted(found) == ["document_link.protect", "user.set_password"]


@pytest.mark.parametrize(
    ("object_name", "operation"), [("user", "user.set_password"), ("document_link", "document_link.protect")]
)
def test_such_a_gate_is_not_taken(world: World, object_name: str, operation: str) -> None:  # noqa: F811
    values: dict[str, Any] = {
        "name": "G", "object": object_name, "operation": operation, "filter": {}, "message_en": "Sure?",
        "approvers": [{"kind": "user", "id": world.di.pk}],
    }  # fmt: skip
    with pytest.raises(Invalid) as invalid:
        make_gate(**{**values, "outcome": "approve"})
    assert invalid.value.fields == {"outcome": [WHY]}
    refused = send(world.root, "post", "/api/gates", {**values, "outcome": "approve"})
    assert (refused.status_code, refused.json()["fields"]) == (422, {"outcome": [WHY]})
    asked = send(world.root, "post", "/api/gate-trials", {**values, "outcome": "approve"})
    assert asked.json()["problems"] == {"outcome": WHY}
    gate = make_gate(**{**values, "outcome": "ask"})
    with pytest.raises(Invalid):
        records.update(gate, {"outcome": "approve"}, actor=SYSTEM)
    assert Gate.objects.get().outcome == "ask"


def test_one_that_is_there_already_refuses_and_keeps_nothing(world: World, caplog: Any) -> None:  # noqa: F811
    gate = old_gate(world, "user", "user.set_password")
    assert problem_of(gate) == WHY
    path = f"/api/users/{world.bo.pk}/actions/set-password"
    before = User.objects.get(pk=world.bo.pk).password
    for answers in ({}, {f"gate_{gate.pk}": "Forgotten"}):
        refused = send(world.root, "post", path, {"password": SECRET}, **answers)
        assert (refused.status_code, refused.json()["type"], refused.json()["detail"]) == (
            409, "refused", f"Sure?\n{WHY}",
        )  # fmt: skip
    looked = send(world.root, "post", f"{path}/preview", {"password": SECRET}).json()
    assert looked["problem"] == f"Sure?\n{WHY}"
    assert User.objects.get(pk=world.bo.pk).password == before
    assert (Approval.objects.count(), Notice.objects.count()) == (0, 0)
    assert Event.objects.filter(object__in=["approval", "user"], kind="gate_passed").count() == 0
    assert (places_with(SECRET), SECRET in caplog.text) == ([], False)


def test_the_password_of_a_link_is_not_kept_either(world: World) -> None:  # noqa: F811
    links: Any = objects.get("document_link")
    document: Any = objects.get("document").model.objects.create(name="Prices")  # type: ignore[attr-defined]
    link = links.model.objects.create(name="Prices", document=document)
    gate = old_gate(world, "document_link", "document_link.protect")
    path = f"/api/{links.plural}/{link.pk}/actions/protect"
    refused = send(world.root, "post", path, {"password": SECRET}, **{f"gate_{gate.pk}": ""})
    assert (refused.status_code, refused.json()["detail"]) == (409, f"Sure?\n{WHY}")
    assert (Approval.objects.count(), places_with(SECRET)) == (0, [])
