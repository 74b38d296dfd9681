"""The choices of built-in fields: added, named, coloured, ordered, retired and moved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from magpie.accounts.models import Account
from magpie.platform import objects, records, setup, undo
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk import background
from magpie.platform.fields.textual import match_choice
from magpie.platform.http.auth import create_token
from magpie.platform.models import BulkJob, ChoiceSet, Event, OwnName, User
from magpie.platform.problems import Invalid
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db
DOUYIN = {"en": "Douyin", "zh": "抖音", "color": "purple"}


@pytest.fixture
def user() -> User:
    setup.refresh()
    return User.objects.create_user("root", name="Root", is_administrator=True, language="en")


@pytest.fixture
def root(user: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def read(client: Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/choices/{name}").json()
    return found


def put(client: Client, name: str, choices: list[dict[str, Any]], version: int | None = None) -> Any:
    given = [{k: c[k] for k in ("value", "en", "zh", "color", "inactive") if k in c} for c in choices]
    body = {"choices": given} if version is None else {"choices": given, "version": version}
    return client.put(f"/api/choices/{name}", json.dumps(body), content_type="application/json")


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/{path}", json.dumps(body), content_type="application/json")


def add(client: Client, name: str, *choices: dict[str, Any]) -> Any:
    answer = put(client, name, [*read(client, name)["choices"], *choices])
    assert answer.status_code == 200, answer.content
    return answer


def with_changed(client: Client, name: str, value: str, **changes: Any) -> Any:
    return put(client, name, [{**c, **(changes if c["value"] == value else {})} for c in read(client, name)["choices"]])


def choices_of(client: Client, name: str, field: str) -> dict[str, dict[str, Any]]:
    meta = next(o for o in client.get("/api/objects").json() if o["name"] == name)
    return {c["value"]: c for f in meta["fields"] if f["name"] == field for c in f["choices"]}


def test_an_added_choice_is_offered_written_filtered_and_imported_by_its_name(root: Client) -> None:
    add(root, "source", DOUYIN)
    offered = choices_of(root, "lead", "source")["douyin"]
    assert (offered["label"], offered["color"], offered["inactive"]) == ("Douyin", "purple", False)
    made = post(root, "leads", {"name": "Li", "source": "douyin"})
    assert (made.status_code, made.json()["source"]) == (201, "douyin")
    filter = json.dumps({"field": "source", "is": "douyin"})
    assert root.get("/api/leads", {"filter": filter}).json()["items"][0]["name"] == "Li"
    field = objects.get("lead").field("source")
    assert [match_choice(text, field) for text in ("抖音", "DOUYIN", "微博")] == ["douyin", "douyin", None]
    with override("zh-hans"):
        assert field.type.to_text("douyin", field) == "抖音"
    assert post(root, "leads", {"name": "Li", "source": "weibo"}).status_code == 422


def test_fields_that_share_their_choices_get_them_together(root: Client) -> None:
    add(root, "source", DOUYIN)
    assert "douyin" in choices_of(root, "opportunity", "source")
    fields = [(f["object"], f["field"]) for f in read(root, "source")["fields"]]
    assert fields == [("lead", "source"), ("opportunity", "source")]


def test_delivered_choices_are_named_by_the_same_names_as_on_the_page_of_names(root: Client) -> None:
    with_changed(root, "source", "website", en="Our site", zh="官网")
    rows = OwnName.objects.filter(key="source:website").order_by("object")
    assert [(r.object, r.text_en, r.text_zh) for r in rows] == [
        ("lead", "Our site", "官网"), ("opportunity", "Our site", "官网"),
    ]  # fmt: skip
    assert not ChoiceSet.objects.filter(options__contains=[{"label_en": "Our site"}]).exists()
    shown = next(c for c in read(root, "source")["choices"] if c["value"] == "website")
    assert (shown["label"], shown["en"], shown["delivered_en"]) == ("Our site", "Our site", "Website")
    with_changed(root, "source", "website", en="", zh="")
    assert not OwnName.objects.filter(key="source:website").exists()


def test_an_added_choice_is_named_on_the_page_of_names_too(root: Client) -> None:
    add(root, "lead.rating", {"en": "Frozen", "zh": ""})
    body = {"changes": [{"id": "lead/choice/rating:frozen", "zh": "冻结"}]}
    assert root.put("/api/names", json.dumps(body), content_type="application/json").status_code == 200
    assert read(root, "lead.rating")["choices"][-1]["zh"] == "冻结"


def test_order_and_colour_are_those_of_the_company(root: Client) -> None:
    choices = read(root, "lead.rating")["choices"]
    turned = [{**c, "color": "red" if c["value"] == "hot" else ""} for c in reversed(choices)]
    assert put(root, "lead.rating", turned).status_code == 200
    found = choices_of(root, "lead", "rating")
    assert (list(found), found["hot"]["color"]) == (["cold", "warm", "hot"], "red")


def test_a_retired_choice_stays_on_records_and_in_filters_and_leaves_forms_of_actions(root: Client) -> None:
    lead = records.create(Lead, {"name": "Old", "rating": "cold", "lost_reason": "timing"}, actor=SYSTEM)
    assert with_changed(root, "lead.rating", "cold", inactive=True).status_code == 200
    assert with_changed(root, "lead.lost_reason", "timing", inactive=True).status_code == 200
    assert choices_of(root, "lead", "rating")["cold"]["inactive"] is True
    assert root.get(f"/api/leads/{lead.pk}").json()["rating"] == "cold"
    filter = json.dumps({"field": "rating", "is": "cold"})
    assert [r["id"] for r in root.get("/api/leads", {"filter": filter}).json()["items"]] == [lead.pk]
    meta = next(o for o in root.get("/api/objects").json() if o["name"] == "lead")
    action = next(a for a in meta["actions"] if a["name"].endswith("disqualify"))
    assert "timing" not in [o["const"] for o in action["input"]["properties"]["reason"]["oneOf"]]


def test_actions_take_added_choices_and_name_them_in_the_language_of_the_reader(root: Client) -> None:
    add(root, "lead.lost_reason", {"en": "Moved abroad", "zh": "迁往国外"})
    lead = records.create(Lead, {"name": "Far"}, actor=SYSTEM)
    assert post(root, f"leads/{lead.pk}/actions/disqualify", {"reason": "no such"}).status_code == 422
    answer = post(root, f"leads/{lead.pk}/actions/disqualify", {"reason": "moved_abroad"})
    assert (answer.status_code, answer.json()["record"]["lost_reason"]) == (200, "moved_abroad")
    User.objects.update(language="zh-hans")
    meta = next(o for o in root.get("/api/objects").json() if o["name"] == "lead")
    action = next(a for a in meta["actions"] if a["name"].endswith("disqualify"))
    assert {"const": "moved_abroad", "title": "迁往国外"} in action["input"]["properties"]["reason"]["oneOf"]


def test_what_the_product_itself_writes_stays_in_use(root: Client) -> None:
    answer = with_changed(root, "source", "website", inactive=True)
    assert (answer.status_code, "Website" in answer.json()["detail"]) == (422, True)
    assert with_changed(root, "account.type", "customer", inactive=True).status_code == 422
    left = [c for c in read(root, "source")["choices"] if c["value"] != "phone"]
    answer = put(root, "source", left)
    assert (answer.status_code, "Retire it instead" in answer.json()["detail"]) == (422, True)
    assert not ChoiceSet.objects.exists()


def test_choices_with_a_meaning_are_only_named_and_coloured(root: Client) -> None:
    assert with_changed(root, "lead.status", "new", en="Fresh", color="blue").status_code == 200
    found = choices_of(root, "lead", "status")["new"]
    assert (found["label"], found["color"]) == ("Fresh", "blue")
    choices = read(root, "lead.status")["choices"]
    for wrong in ([*choices, DOUYIN], choices[::-1], [{**choices[0]}, {**choices[1], "inactive": True}, *choices[2:]]):
        assert put(root, "lead.status", wrong).status_code == 422
    assert next(iter(choices_of(root, "lead", "status"))) == "new"


def test_a_choice_in_use_cannot_be_removed_until_its_records_are_moved(root: Client) -> None:
    add(root, "industry", {"en": "Robots", "zh": "机器人"})
    lead = records.create(Lead, {"name": "R", "industry": "robots"}, actor=SYSTEM)
    account = records.create(Account, {"name": "R", "industry": "robots"}, actor=SYSTEM)
    shown = read(root, "industry")["choices"]
    assert (shown[-1]["value"], shown[-1]["used"]) == ("robots", 2)
    answer = put(root, "industry", shown[:-1])
    assert (answer.status_code, "used by 2 records" in answer.json()["detail"]) == (422, True)
    for to in ("robots", "nothing"):
        assert post(root, "choices/industry/move", {"value": "robots", "to": to}).status_code == 422
    jobs = post(root, "choices/industry/move", {"value": "robots", "to": "energy"}).json()["jobs"]
    assert [background.run(number).changed for number in jobs] == [1, 1]
    assert {Lead.objects.get(pk=lead.pk).industry, Account.objects.get(pk=account.pk).industry} == {"energy"}
    assert put(root, "industry", shown[:-1]).status_code == 200
    assert "robots" not in choices_of(root, "lead", "industry")
    assert BulkJob.objects.count() == 2


def test_a_set_goes_back_to_what_was_delivered_only_when_no_record_needs_what_was_added(root: Client) -> None:
    add(root, "source", DOUYIN)
    lead = post(root, "leads", {"name": "Li", "source": "douyin"}).json()["id"]
    path = f"/api/choice-sets/{ChoiceSet.objects.get(name='source').pk}"
    refused = root.delete(path)
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("“Douyin” is used by 1 record. Retire it, or move")
    root.delete(f"/api/leads/{lead}")
    assert root.delete(path).status_code == 204
    assert "douyin" not in choices_of(root, "lead", "source")


def test_names_are_there_once_and_values_are_made_from_them(root: Client) -> None:
    answer = put(root, "source", [*read(root, "source")["choices"], {"en": "website", "zh": "网站二"}])
    assert (answer.status_code, "website" in answer.json()["detail"]) == (422, True)
    answer = put(root, "source", [*read(root, "source")["choices"], {"en": "", "zh": ""}])
    assert answer.status_code == 422
    add(root, "source", {"en": "", "zh": "视频号"})
    assert read(root, "source")["choices"][-1]["value"] == "shi_pin_hao"
    answer = put(root, "source", [*read(root, "source")["choices"], {"value": "No Way", "en": "N", "zh": "N"}])
    assert answer.status_code == 422


def test_a_change_is_in_the_history_and_is_taken_back(root: Client, user: User) -> None:
    operation = add(root, "source", DOUYIN).headers["Magpie-Operation"]
    event = Event.objects.get(object="choice_set")
    assert (event.kind, event.action, event.actor_id) == ("created", "choices.change", user.pk)
    undo.undo(operation, actor=Actor.of_user(user))
    setup.refresh()
    assert "douyin" not in choices_of(root, "lead", "source")


def test_somebody_elses_change_meanwhile_is_not_overwritten(root: Client) -> None:
    add(root, "source", DOUYIN)
    seen = read(root, "source")
    add(root, "source", {"en": "Kuaishou", "zh": "快手"})
    assert put(root, "source", seen["choices"], seen["version"]).status_code == 409


def test_only_administrators_change_choices(root: Client) -> None:
    ana = User.objects.create_user("ana", name="Ana")
    client = Client(headers={"Authorization": f"Bearer {create_token(ana)}"})
    assert client.get("/api/choices").status_code == 403
    assert client.get("/api/choices/source").status_code == 403
    assert put(client, "source", [DOUYIN]).status_code == 403
    assert post(client, "choices/source/move", {"value": "phone", "to": "email"}).status_code == 403
    assert root.get("/api/choices/no.such").status_code == 404


def test_every_set_can_be_read_and_its_fields_have_the_same_choices(root: Client) -> None:
    items = root.get("/api/choices").json()["items"]
    assert {"source", "industry", "lead.rating", "lead.status", "contact_role"} <= {item["name"] for item in items}
    for item in items:
        values = [
            [c.value for c in objects.get(f["object"]).field(f["field"]).choices] for f in item["fields"]
        ]  # fmt: skip
        assert all(each == values[0] for each in values), item["name"]
        assert item["is_changed"] is False


def test_choices_cost_no_query_once_the_set_up_is_there(root: Client) -> None:
    add(root, "source", DOUYIN)
    setup.refresh()
    objects.get("lead").fields()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert "douyin" in [c.value for c in objects.get("lead").field("source").choices]
    assert len(asked) == 0


def test_a_line_of_the_generic_api_is_checked_like_the_page() -> None:
    setup.refresh()
    for options in ("x", [{"value": "A b"}], [{"value": "new_one"}], [{"value": "phone", "color": "pink"}]):
        with pytest.raises(Invalid):
            records.create(ChoiceSet, {"name": "source", "options": options}, actor=SYSTEM)
    with pytest.raises(Invalid):
        records.create(ChoiceSet, {"name": "user.language", "options": []}, actor=SYSTEM)
