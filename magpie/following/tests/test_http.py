"""The endpoints of notice rules: who may see and change what, trying a rule, muting."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.following.models import NoticeRule
from magpie.following.tests.make import begin, change, follow, make_account, make_role, make_rule, make_team, make_user
from magpie.notices import following
from magpie.platform.models import User

pytestmark = pytest.mark.django_db
OWNER = {"kind": "field", "path": "owner"}


def call(user: User, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    client = Client()
    client.force_login(user)
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    answered = getattr(client, method)(f"/api/{path}", **sent)
    return answered.status_code, json.loads(answered.content or b"{}")


@pytest.fixture
def people() -> tuple[User, User, User]:
    role = make_role("Sales", read="all")
    ana, bo = (make_user(name, roles=[role.pk]) for name in ("ana", "bo"))
    root = make_user("root", is_administrator=True)
    make_team("North", bo, ana)
    return ana, bo, root


def test_a_rule_is_tried_on_the_last_days_without_telling_anybody(people: Any) -> None:
    ana, bo, root = people
    own = make_role("Own", read="own")
    cy = make_user("cy", roles=[own.pk])
    account = make_account("Wang", owner=ana.pk)
    change(account, bo, type="partner")
    draft = {
        "object": "account",
        "events": [{"on": "updated", "fields": ["type"]}],
        "receivers": [OWNER, {"kind": "user", "id": cy.pk}],
    }
    status, found = call(root, "post", "notice-rule-trials", draft)
    assert status == 200
    assert found["sentence"] == "Account: Type changes. Told at once: Owner, Cy."
    assert (found["count"], found["records"], found["is_whole"]) == (1, 1, True)
    assert found["people"] == [
        {"id": ana.pk, "title": "Ana", "count": 1, "unseen": 0},
        {"id": cy.pk, "title": "Cy", "count": 0, "unseen": 1},
    ]
    assert found["examples"] == ["Account “Wang”: Type Customer → Partner (Bo)"]
    assert call(root, "post", "notice-rule-trials", {**draft, "receivers": [{"kind": "field", "path": "name"}]})[1][
        "problems"
    ] == {"receivers": "Account has no person in “name”."}
    assert call(ana, "post", "notice-rule-trials", draft)[0] == 403
    assert call(ana, "post", "notice-rule-trials", {**draft, "object": "nothing"})[0] == 404


def test_what_one_follows_and_the_rules_that_reach_one_stand_on_one_page(people: Any) -> None:
    ana, bo, root = people
    account = make_account("Wang", owner=bo.pk)
    following.follow(account, ana)
    make_rule(ana, name="Partners", filter={"field": "type", "is": "partner"}, events=[{"on": "entered"}])
    team = [{"kind": "team", "id": ana.team_id}]
    rule = make_rule(name="New", events=[{"on": "created"}], receivers=team)
    make_rule(name="Others", events=[{"on": "created"}], receivers=[{"kind": "user", "id": root.pk}])
    begin()
    make_account("Li", root)
    follow()
    mine = call(ana, "get", "notice-rules-mine")[1]
    assert [one["title"] for one in mine["records"]] == ["Wang"]
    assert [(one["name"], one["state"], one["sentence"]) for one in mine["rules"]] == [
        ("Partners", "active", "Account (Type is Partner): comes to satisfy the condition. Told at once.")
    ]
    assert [(one["name"], one["told"], one["muted"], one["may_change"]) for one in mine["company"]] == [
        ("New", 1, False, False)
    ]
    assert call(ana, "post", f"notice-rules/{rule.pk}/mute")[1]["muted"] is True
    states = call(root, "get", "notice-rule-states")[1]
    assert [(one["name"], one["muted_by"], one["told"]) for one in states["items"]] == [
        ("New", ["Ana"], 2), ("Others", [], 0),
    ]  # fmt: skip
    assert call(ana, "post", f"notice-rules/{rule.pk}/unmute")[1]["muted"] is False
    NoticeRule.objects.filter(pk=rule.pk).update(may_be_muted=False)
    assert call(ana, "post", f"notice-rules/{rule.pk}/mute")[0] == 409
    User.objects.filter(pk=ana.pk).update(roles=[])
    assert [one["state"] for one in call(ana, "get", "notice-rules-mine")[1]["rules"]] == ["no_right"]


def test_only_the_owner_sees_and_changes_a_personal_rule_and_few_change_the_companys(people: Any) -> None:
    ana, bo, root = people
    own = make_rule(ana, name="Mine", events=[{"on": "created"}])
    rule = make_rule(name="Ours", events=[{"on": "created"}], receivers=[OWNER])
    assert call(bo, "get", f"notice-rules/{own.pk}")[0] == 404
    assert call(bo, "get", f"notice-rules/{rule.pk}")[0] == 200
    changed = {"is_active": False, "version": 1}
    assert call(bo, "patch", f"notice-rules/{rule.pk}", changed)[0] in (403, 404)
    assert call(root, "patch", f"notice-rules/{rule.pk}", changed)[0] == 200
    assert (
        call(ana, "patch", f"notice-rules/{own.pk}", {"reach": "company", "receivers": [OWNER], "version": 1})[0] == 409
    )


def test_a_ready_made_rule_is_made_once(people: Any) -> None:
    ana, _bo, root = people
    offered = [one["key"] for one in call(root, "get", "notice-rule-states")[1]["templates"]]
    assert "stage_changed" in offered
    assert call(ana, "post", "notice-rule-templates/stage_changed")[0] == 403
    status, made = call(root, "post", "notice-rule-templates/stage_changed")
    assert status == 201
    rule = NoticeRule.objects.get(pk=made["id"])
    assert (rule.is_active, rule.timing, str(rule.at)) == (True, "daily", "17:30:00")
    assert call(root, "post", "notice-rule-templates/stage_changed")[0] == 409
    assert call(root, "post", "notice-rule-templates/nothing")[0] == 404
    assert timezone.localdate() >= rule.created_at.date()
