"""A customer's file: further ways to reach them, and how they hang together with others."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.accounts.models import ContactPoint, PostalAddress, Relationship, RelationshipKind
from magpie.accounts.tests.make import make_account, make_contact, make_user
from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid

pytestmark = pytest.mark.django_db


def get(client: Any, user: User, path: str) -> Any:
    headers = {"Authorization": f"Bearer {create_token(user)}", "Accept-Language": "en"}
    return client.get(f"/api/{path}", headers=headers)


def relate(source: Any, target: Any, kind: str, **values: Any) -> Relationship:
    found = RelationshipKind.objects.get(name_en=kind)
    ends = {"source": f"{source._meta.model_name}:{source.pk}", "target": f"{target._meta.model_name}:{target.pk}"}
    return records.create(Relationship, {**ends, "kind": found.pk, **values}, actor=SYSTEM)


def test_numbers_are_kept_in_one_form_and_wrong_ones_refused() -> None:
    li = make_contact()
    point = records.create(ContactPoint, {"contact": li.pk, "kind": "mobile", "value": "138 0013 8000"}, actor=SYSTEM)
    assert point.value == "+8613800138000"
    mail = records.create(ContactPoint, {"contact": li.pk, "kind": "email", "value": "Li@Example.com"}, actor=SYSTEM)
    assert mail.value == "li@example.com"
    for kind, value, field in (("email", "li", "value"), ("phone", "none", "value")):
        with pytest.raises(Invalid) as wrong:
            records.create(ContactPoint, {"contact": li.pk, "kind": kind, "value": value}, actor=SYSTEM)
        assert list(wrong.value.fields) == [field]
    for owners in ({}, {"contact": li.pk, "account": make_account().pk}):
        with pytest.raises(Invalid, match="either an account or a contact"):
            records.create(PostalAddress, {**owners, "recipient": "Li"}, actor=SYSTEM)


def test_further_numbers_are_for_those_who_reach_the_customer(client: Any) -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    account = make_account(ana)
    values = {"account": account.pk, "kind": "wechat", "value": "lilei88"}
    point = records.create(ContactPoint, values, actor=Actor.of_user(ana))
    assert [p["value"] for p in get(client, ana, "contact-points").json()["items"]] == ["lilei88"]
    assert get(client, bo, "contact-points").json()["items"] == []
    assert get(client, bo, f"contact-points/{point.pk}").status_code == 404
    with pytest.raises(Invalid):
        records.create(ContactPoint, values, actor=Actor.of_user(bo))
    with pytest.raises(Forbidden):
        records.update(point, {"value": "other"}, actor=Actor.of_user(bo))
    records.delete(point, actor=Actor.of_user(ana))
    assert not ContactPoint.objects.exists()


def test_the_graph_shows_the_tree_the_people_and_the_relationships(client: Any) -> None:
    ana = make_user("Ana")
    group, mill, rival = (
        make_account(ana, name="Group"),
        make_account(ana, name="Mill"),
        make_account(ana, name="Rival"),
    )
    records.update(mill, {"parent": group.pk}, actor=SYSTEM)
    boss = make_contact(ana, name="Boss", account=mill.pk, job_title="Director")
    clerk = make_contact(ana, name="Clerk", account=mill.pk, reports_to=boss.pk)
    wife = make_contact(ana, name="Wife")
    relate(wife, boss, "spouse of")
    relate(rival, mill, "competitor of", note="Since 2020")
    told = get(client, ana, f"accounts/{mill.pk}/relations").json()
    assert {n["title"] for n in told["nodes"]} == {"Group", "Mill", "Rival", "Boss", "Clerk", "Wife"}
    lines = {(line["source"], line["label"], line["target"]) for line in told["lines"]}
    assert lines == {
        (f"account:{group.pk}", "includes", f"account:{mill.pk}"),
        (f"account:{mill.pk}", "employs", f"contact:{boss.pk}"),
        (f"account:{mill.pk}", "employs", f"contact:{clerk.pk}"),
        (f"contact:{boss.pk}", "leads", f"contact:{clerk.pk}"),
        (f"contact:{wife.pk}", "spouse of", f"contact:{boss.pk}"),
        (f"account:{rival.pk}", "competitor of", f"account:{mill.pk}"),
    }
    assert next(n["text"] for n in told["nodes"] if n["title"] == "Boss") == "Director"


def test_the_graph_leaves_out_what_one_may_not_read(client: Any) -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    mine, hidden = make_account(ana, name="Mine"), make_account(bo, name="Hidden")
    relate(hidden, mine, "supplier of")
    told = get(client, ana, f"accounts/{mine.pk}/relations")
    assert [n["title"] for n in told.json()["nodes"]] == ["Mine"]
    assert "Hidden" not in told.content.decode()
    assert get(client, bo, f"accounts/{mine.pk}/relations").status_code == 404
    assert get(client, ana, "leads/1/relations").status_code == 404


def test_nobody_reports_to_themselves_or_is_related_to_themselves() -> None:
    boss = make_contact(name="Boss")
    clerk = make_contact(name="Clerk", reports_to=boss.pk)
    with pytest.raises(Invalid, match="Nobody reports to themselves"):
        records.update(boss, {"reports_to": clerk.pk}, actor=SYSTEM)
    with pytest.raises(Invalid, match="Nobody is related to themselves"):
        relate(boss, boss, "spouse of")
