"""Bulk over HTTP, and taking operations back."""

from __future__ import annotations

import pytest
from django.test import Client

from magpie.platform.models import Event, Team
from magpie.platform.tests.test_api import root, send  # noqa: F401

pytestmark = pytest.mark.django_db


def test_bulk_creates_changes_deletes_and_is_taken_back(root: Client) -> None:  # noqa: F811
    made = send(
        root, "post", "/api/teams/bulk", {"do": "create", "records": [{"name": "A"}, {"name": ""}, {"name": "B"}]}
    )
    assert (made.status_code, made.json()["count"], len(made.json()["failed"])) == (200, 2, 1)
    changed = send(
        root,
        "post",
        "/api/teams/bulk",
        {"do": "update", "filter": {"field": "name", "lt": "B"}, "values": {"office": "X"}},
    )
    assert changed.status_code == 422
    changed = send(root, "post", "/api/teams/bulk", {"do": "update", "filter": {}, "values": {"office": "X"}})
    assert (changed.json()["count"], Team.objects.filter(office="X").count()) == (2, 2)
    undone = send(root, "post", f"/api/operations/{changed['Magpie-Operation']}/undo")
    assert (undone.json()["count"], undone.json()["skipped"]) == (2, [])
    assert Team.objects.filter(office="X").count() == 0
    ids = list(Team.objects.values_list("id", flat=True))
    gone = send(root, "post", "/api/teams/bulk", {"do": "delete", "ids": ids})
    assert (gone.json()["count"], Team.objects.count()) == (2, 0)
    back = send(root, "post", f"/api/operations/{gone.json()['operation']}/undo")
    assert (back.json()["count"], sorted(Team.objects.values_list("id", "name"))) == (
        2,
        sorted(zip(ids, ["A", "B"], strict=True)),
    )
    assert Event.objects.filter(object="team", record_id=ids[0]).count() == 5
