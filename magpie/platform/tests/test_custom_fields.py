"""Custom fields: made by an administrator, usable wherever a built-in field is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from magpie.platform import custom_indexes, objects, records, setup, texts
from magpie.platform.actor import SYSTEM
from magpie.platform.models import CustomField
from magpie.platform.tests.test_api import root, send  # noqa: F401

pytestmark = pytest.mark.django_db
Account: Any = objects.get("account").model


def make_field(name: str, type: str, **values: Any) -> CustomField:
    return records.create(
        CustomField, {"object": "account", "name": name, "label_en": name.title(), "type": type, **values}, actor=SYSTEM
    )


SEGMENTS = [
    {"value": "smb", "label_en": "Small", "label_zh": "小型"},
    {"value": "ent", "label_en": "Enterprise", "label_zh": "大型"},
]


def names(client: Client, condition: dict[str, Any], sort: str = "") -> list[str]:
    answer = client.get("/api/accounts", {"filter": json.dumps(condition), "sort": sort})
    assert answer.status_code == 200, answer.content
    return [item["name"] for item in answer.json()["items"]]


def test_a_custom_field_is_written_read_filtered_sorted_and_remembered(root: Client) -> None:  # noqa: F811
    make_field("tier", "choice", options=SEGMENTS)
    make_field("score", "number")
    made = send(root, "post", "/api/accounts", {"name": "A", "tier": "smb", "score": "9.5"}).json()
    assert (made["tier"], made["score"]) == ("smb", "9.5000")
    send(root, "post", "/api/accounts", {"name": "B", "tier": "ent", "score": "10"})
    send(root, "post", "/api/accounts", {"name": "C"})
    assert names(root, {"field": "tier", "is": "smb"}) == ["A"]
    assert names(root, {"field": "score", "gt": 9.75}) == ["B"]
    assert names(root, {"field": "tier", "is_empty": True}) == ["C"]
    assert names(root, {}, "score") == ["A", "B", "C"]
    assert names(root, {}, "-score") == ["C", "B", "A"]
    send(root, "patch", f"/api/accounts/{made['id']}", {"tier": "ent"})
    (change,) = root.get(f"/api/accounts/{made['id']}/events").json()["items"][0]["changes"]
    assert (change["field"], change["old_text"], change["new_text"]) == ("tier", "Small", "Enterprise")
    assert send(root, "post", "/api/accounts", {"name": "D", "tier": "huge"}).json()["fields"].keys() == {"tier"}


def test_a_computed_field_follows_from_others_and_can_be_filtered(root: Client) -> None:  # noqa: F811
    make_field("score", "number")
    make_field("doubled", "computed", formula="score * 2 + 1")
    made = send(root, "post", "/api/accounts", {"name": "A", "score": "1.5"}).json()
    assert made["doubled"] == "4.0000"
    send(root, "post", "/api/accounts", {"name": "B"})
    assert names(root, {"field": "doubled", "gte": 4}) == ["A"]
    assert names(root, {"field": "doubled", "is_empty": True}) == ["B"]
    refused = send(
        root,
        "post",
        "/api/fields",
        {
            "object": "account",
            "name": "bad",
            "label_en": "Bad",
            "type": "computed",
            "formula": "name + __import__('os')",
        },
    )
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["formula"])


def test_own_numbers_read_without_zeros_at_their_end_while_programs_get_them_exact(root: Client) -> None:  # noqa: F811
    make_field("score", "number")
    make_field("doubled", "computed", formula="score * 2")
    made = send(root, "post", "/api/accounts", {"name": "A", "score": "4", "annual_revenue": "1000"}).json()
    assert (made["score"], made["doubled"]) == ("4.0000", "8.0000")
    send(root, "patch", f"/api/accounts/{made['id']}", {"score": "100.50"})
    (change,) = root.get(f"/api/accounts/{made['id']}/events").json()["items"][0]["changes"]
    assert (change["old_text"], change["new_text"]) == ("4", "100.5")
    record = texts.record_values(Account.objects.get(pk=made["id"]), "en")
    filled = (
        "{{ record.score }} {{ record.doubled }} {{ record.score | number | times: 2 }} {{ rows | total: 'score' }}"
    )
    assert texts.render(filled, {"record": record, "rows": [record, record]}) == "100.5 201 201.0 201.0"
    table = b"".join(root.get("/api/accounts/export?format=csv&columns=name,score,doubled")).decode()
    assert table.splitlines()[1:] == ["A,100.5,201"]


def test_a_field_may_be_required_from_a_stage_on(root: Client) -> None:  # noqa: F811
    send(root, "post", "/api/stage-requirements", {"object": "lead", "field": "phone", "stage": "qualified"})
    lead = send(root, "post", "/api/leads", {"name": "A"}).json()
    refused = send(root, "patch", f"/api/leads/{lead['id']}", {"status": "qualified"})
    assert (refused.status_code, refused.json()["fields"]) == (
        422,
        {"phone": ["This field is required from this stage on."]},
    )
    assert (
        send(root, "patch", f"/api/leads/{lead['id']}", {"status": "qualified", "phone": "13800138000"}).status_code
        == 200
    )
    assert send(root, "patch", f"/api/leads/{lead['id']}", {"phone": ""}).status_code == 422
    assert send(root, "patch", f"/api/leads/{lead['id']}", {"status": "disqualified", "phone": ""}).status_code == 200


def test_names_that_clash_or_could_be_code_are_refused(root: Client) -> None:  # noqa: F811
    for name in ("name", "owner", "Segment", "x'; DROP TABLE", "a" * 60, "title"):
        answer = send(root, "post", "/api/fields", {"object": "account", "name": name, "label_en": "X", "type": "text"})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["name"]), name


@pytest.mark.django_db(transaction=True)
def test_every_custom_field_that_lists_filter_by_gets_an_index() -> None:
    make_field("score", "number")
    make_field("tier", "choice", options=SEGMENTS)
    made = custom_indexes.ensure()
    assert len(made) == 2
    assert custom_indexes.ensure() == []
    Account.objects.bulk_create([Account(name=f"A{n}", custom={"score": str(n)}) for n in range(3000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_account")
        cursor.execute("EXPLAIN SELECT id FROM accounts_account WHERE (custom ->> 'score')::numeric = 5")
        assert "custom_" in " ".join(row[0] for row in cursor.fetchall())
    records.delete(CustomField.objects.get(name="score"), actor=SYSTEM)
    setup.forget()
    assert custom_indexes.ensure() == []
    assert len(custom_indexes.wanted()) == 1
