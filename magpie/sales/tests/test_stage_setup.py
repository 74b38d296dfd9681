"""The stages of a pipeline set as a whole."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.test import Client

from magpie.platform import setup
from magpie.platform.actor import Actor
from magpie.platform.models import Event, StageRequirement, User
from magpie.platform.names import catalogue, changing
from magpie.sales import pipelines
from magpie.sales.models import Opportunity, Stage
from magpie.sales.tests.make import make_opportunity, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    setup.refresh()
    return make_user("Root", language="en", is_administrator=True)


def asked(user: User, method: str, body: object = None, operation: str = "") -> Any:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = (
        f"/api/operations/{operation}/undo" if operation else f"/api/pipelines/{pipelines.default_pipeline().pk}/stages"
    )
    return getattr(client, method)(path, json.dumps(body or {}), content_type="application/json")


def lines(user: User) -> list[dict[str, Any]]:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    items = client.get(f"/api/pipelines/{pipelines.default_pipeline().pk}/stages").json()["items"]
    return [{k: v for k, v in item.items() if k != "count"} for item in items]


def test_order_names_chances_and_required_fields_are_set_in_one_step(root: User) -> None:
    before = lines(root)
    first, second, *rest = copy.deepcopy(before)
    first |= {"name_zh": "初步接触", "name_en": "First contact", "probability": 5, "max_days": "14"}
    new = {"name_zh": "现场考察", "kind": "open", "probability": 30, "required": ["amount"]}
    answer = asked(root, "put", {"stages": [second, first, new, *rest]})
    assert answer.status_code == 200, answer.content
    after = lines(root)
    assert [s["id"] for s in after if s["name_en"] != "现场考察"] == [
        second["id"],
        first["id"],
        *(s["id"] for s in rest),
    ]
    assert (after[1]["name_zh"], after[1]["probability"], float(after[1]["max_days"])) == ("初步接触", 5, 14.0)
    assert (after[2]["name_en"], after[2]["required"]) == ("现场考察", ["amount"])
    assert len(set(Event.objects.filter(action="pipeline.set_stages").values_list("operation"))) == 1
    assert asked(root, "post", operation=answer["Magpie-Operation"]).json()["skipped"] == []
    assert lines(root) == before


def test_a_stage_in_use_goes_only_when_its_opportunities_have_a_place(root: User) -> None:
    first, second, *rest = lines(root)
    opportunity = make_opportunity(stage=first["id"])
    answer = asked(root, "put", {"stages": [second, *rest]})
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("1 opportunity is in the stage “")
    assert lines(root)[0]["id"] == first["id"]
    answer = asked(root, "put", {"stages": [second, *rest], "moves": [{"stage": first["id"], "to": 0}]})
    assert answer.status_code == 200
    assert Opportunity.objects.get(pk=opportunity.pk).stage_id == second["id"]
    assert not Stage.objects.filter(pk=first["id"]).exists()
    assert asked(root, "post", operation=answer["Magpie-Operation"]).json()["skipped"] == []
    assert Opportunity.objects.get(pk=opportunity.pk).stage_id == first["id"]


def test_what_does_not_fit_changes_nothing(root: User) -> None:
    before = lines(root)
    events = Event.objects.count()
    without_won = [s for s in before if s["kind"] != "won"]
    nameless = [{**before[0], "name_en": " ", "name_zh": ""}, *before[1:]]
    twice = [{**before[0], "required": ["amount"]}, {**before[1], "required": ["amount"]}, *before[2:]]
    unknown = [{**before[0], "id": 999_999}, *before[1:]]
    for stages in (without_won, nameless, twice, unknown, [before[0], *before], []):
        assert asked(root, "put", {"stages": stages}).status_code == 422
    assert lines(root) == before
    assert (Event.objects.count(), StageRequirement.objects.count()) == (events, 0)


def test_only_who_may_change_stages_does(root: User) -> None:
    answer = asked(make_user("Ana", language="en"), "put", {"stages": lines(root)})
    assert answer.status_code == 403


def test_a_stage_is_named_in_each_language_where_opportunities_are_named(root: User) -> None:
    stage = pipelines.stages_of(pipelines.default_pipeline().pk)[0]
    name = f"stage/record/{stage.pk}.name_zh"
    assert name in [line.id for line in catalogue.lines("opportunity")]
    changing.change([changing.Change(name, chinese="初步接触")], actor=Actor.of_user(root))
    stage.refresh_from_db()
    assert stage.name_zh == "初步接触"
