"""Pages arranged as an administrator wants them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from magpie.platform import layouts, objects, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import CustomField, Layout, User
from magpie.platform.problems import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Client:
    setup.refresh()
    user = User.objects.create_user("root", name="Root", is_administrator=True, language="en")
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    return getattr(client, method)(path, json.dumps(body or {}), content_type="application/json")


def shown(client: Client, language: str = "en") -> dict[str, Any]:
    User.objects.update(language=language)
    setup.forget()
    found = next(o for o in client.get("/api/objects").json() if o["name"] == "team")
    return {"sections": [(s["label"], s["fields"]) for s in found["sections"]], "columns": found["columns"]}


def test_a_layout_arranges_the_pages_until_it_is_taken_away(root: Client) -> None:
    standard = shown(root)
    sections = [
        {"label_en": "Place", "label_zh": "地点", "fields": ["office"]},
        {"label_en": "", "label_zh": "人员", "fields": ["manager", "name"]},
    ]
    made = send(
        root, "post", "/api/layouts", {"object": "team", "sections": sections, "list_columns": ["office", "name"]}
    )
    assert made.status_code == 201, made.content
    assert shown(root) == {
        "sections": [("Place", ["office"]), ("人员", ["manager", "name"])],
        "columns": ["office", "name"],
    }
    assert shown(root, "zh-hans")["sections"][0] == ("地点", ["office"])
    assert root.delete(f"/api/layouts/{made.json()['id']}").status_code == 204
    assert shown(root) == standard


def test_who_arranges_a_page_gets_its_headings_in_both_languages(root: Client) -> None:
    asked = [(s["label_en"], s["label_zh"]) for s in root.get("/api/objects/account/sections").json()]
    assert asked[0] == ("Account", "客户")
    assert all(english and chinese for english, chinese in asked)
    records.create(CustomField, {"object": "account", "name": "tier", "label_en": "Tier", "type": "text"}, actor=SYSTEM)
    added = root.get("/api/objects/account/sections").json()[len(asked) :]
    assert added == [{"label_en": "More", "label_zh": "更多", "fields": ["tier"]}]
    assert root.get("/api/objects/nothing/sections").status_code == 404


def test_a_part_that_is_empty_stays_as_declared(root: Client) -> None:
    standard = shown(root)
    records.create(Layout, {"object": "team", "list_columns": ["office"]}, actor=SYSTEM)
    assert shown(root) == {"sections": standard["sections"], "columns": ["office"]}


def test_a_field_that_is_gone_is_left_out(root: Client) -> None:
    field = records.create(
        CustomField, {"object": "lead", "name": "region", "label_en": "Region", "type": "text"}, actor=SYSTEM
    )
    sections = [{"label_en": "All", "label_zh": "", "fields": ["region", "name"]}]
    records.create(Layout, {"object": "lead", "sections": sections, "list_columns": ["region"]}, actor=SYSTEM)
    assert layouts.sections_of(objects.get("lead"))[0][1] == ["region", "name"]
    records.delete(field, actor=SYSTEM)
    assert layouts.sections_of(objects.get("lead"))[0][1] == ["name"]
    assert layouts.columns_of(objects.get("lead")) == list(objects.get("lead").columns)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"object": "nothing"}, "object"),
        ({"list_columns": ["nothing"]}, "list_columns"),
        ({"list_columns": ["name", "name"]}, "list_columns"),
        ({"list_columns": "name"}, "list_columns"),
        ({"sections": [{"label_en": "", "label_zh": "", "fields": []}]}, "sections"),
        ({"sections": [{"label_en": "A", "fields": ["name"]}, {"label_en": "B", "fields": ["name"]}]}, "sections"),
        ({"sections": [{"label_en": "A", "fields": "name"}]}, "sections"),
        ({"sections": ["A"]}, "sections"),
    ],
)
def test_a_layout_that_cannot_be_drawn_is_refused(values: dict[str, Any], field: str) -> None:
    setup.refresh()
    with pytest.raises(Invalid) as refused:
        records.create(Layout, {"object": "team", **values}, actor=SYSTEM)
    assert list(refused.value.fields) == [field]
    assert not Layout.objects.exists()


def test_a_declared_heading_kept_in_one_language_is_shown_in_both(root: Client) -> None:
    declared = shown(root, "zh-hans")["sections"][0][0]
    kept = [{"label_en": "", "label_zh": declared, "fields": ["name"]}]
    records.create(Layout, {"object": "team", "sections": kept}, actor=SYSTEM)
    assert declared == "团队"
    assert shown(root)["sections"] == [("Team", ["name"])]
    assert shown(root, "zh-hans")["sections"] == [("团队", ["name"])]
