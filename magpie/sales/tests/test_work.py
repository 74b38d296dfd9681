"""Handing over work of any kind: what moves, who gets it, what becomes of it, and taking it back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from magpie.accounts.models import Account, Contact
from magpie.activities.models import Note, Task
from magpie.notices.following import follow
from magpie.notices.models import Notice
from magpie.platform import records, setup, undo
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, User
from magpie.platform.problems import Forbidden, Refused
from magpie.sales import pipelines
from magpie.sales.models import HandedRecord, Opportunity, WorkHandOver
from magpie.sales.tests.make import do, make_lead, make_opportunity, make_team, make_territory, make_user
from magpie.sales.work import moving

pytestmark = pytest.mark.django_db


def call(user: User, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    response = client.post(
        f"/api/{path}", json.dumps(body), content_type="application/json", headers={"accept-language": "en"}
    )
    assert response.status_code == status, response.content
    answer: dict[str, Any] = response.json()
    return answer


def make_customer(owner: User, name: str = "Acme", **values: Any) -> Account:
    """A customer of this owner with a contact, an open and a lost opportunity, open and done tasks, and a note."""
    mine = {"owner": owner.pk}
    account = records.create(Account, {"name": name, **mine, **values}, actor=SYSTEM)
    contact = records.create(Contact, {"name": "Han Mei", "account": account.pk, **mine}, actor=SYSTEM)
    deal = make_opportunity(account=account.pk, **mine)
    lost = pipelines.stages_of(pipelines.default_pipeline().pk, "lost")[0]
    make_opportunity(name="Lost", account=account.pk, stage=lost.pk, **mine)
    tasks = (("Call", f"opportunity:{deal.pk}", "not_started"), ("Done", f"account:{account.pk}", "completed"))
    for subject, link, status in tasks:
        records.create(Task, {"subject": subject, "related_to": link, "status": status, **mine}, actor=SYSTEM)
    records.create(Note, {"subject": "N", "body": "b", "related_to": f"contact:{contact.pk}", **mine}, actor=SYSTEM)
    return account


def owned(user: User) -> dict[str, int]:
    models = {"account": Account, "contact": Contact, "opportunity": Opportunity, "task": Task, "note": Note}
    counts = {name: model.objects.filter(owner=user).count() for name, model in models.items()}
    return {name: count for name, count in counts.items() if count}


MOVED = {"account": 1, "contact": 1, "opportunity": 1, "task": 1}
KEPT = {"opportunity": 1, "task": 1, "note": 1}


def test_a_customer_goes_with_what_is_open_and_finished_work_stays() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    account = make_customer(bo)
    other = records.create(Contact, {"name": "Of Cy", "account": account.pk, "owner": cy.pk}, actor=SYSTEM)
    do("account.hand_over", account, bo, user=cy.pk, note="Likes tea")
    hand_over = WorkHandOver.objects.get()
    assert (hand_over.state, hand_over.total, hand_over.moved, hand_over.note) == ("offered", 4, 4, "Likes tea")
    assert hand_over.counts == MOVED
    assert owned(cy) == {**MOVED, "contact": 2}
    assert owned(bo) == KEPT
    assert not HandedRecord.objects.filter(object="contact", record_id=other.pk).exists()
    assert Notice.objects.get(kind="hand_over").recipient == cy


def test_a_decline_gives_everything_back_but_what_was_passed_on() -> None:
    bo, cy, di = make_user("Bo"), make_user("Cy"), make_user("Di")
    account = make_customer(bo)
    do("account.hand_over", account, bo, user=cy.pk)
    task = Task.objects.get(owner=cy)
    records.update(task, {"owner": di.pk}, actor=SYSTEM)
    hand_over = WorkHandOver.objects.get()
    do("work_hand_over.decline", hand_over, cy, reason="On leave")
    assert (hand_over.state, hand_over.reason) == ("declined", "On leave")
    assert owned(cy) == {}
    assert owned(di) == {"task": 1}
    assert owned(bo) == {**MOVED, "task": 1, "opportunity": 2, "note": 1}
    stayed = HandedRecord.objects.get(state="moved")
    assert (stayed.object, stayed.record_id) == ("task", task.pk)
    assert Notice.objects.filter(kind="hand_over", recipient=bo).count() == 1


def test_an_accepted_hand_over_is_neither_declined_nor_taken_back() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    do("account.hand_over", make_customer(bo), bo, user=cy.pk)
    hand_over = WorkHandOver.objects.get()
    with pytest.raises(Refused):
        do("work_hand_over.accept", hand_over, bo)
    do("work_hand_over.accept", hand_over, cy)
    assert hand_over.state == "accepted"
    for name, person, data in (("decline", cy, {"reason": "x"}), ("withdraw", bo, {})):
        with pytest.raises(Refused):
            do(f"work_hand_over.{name}", hand_over, person, **data)
    assert owned(cy) == MOVED


def test_the_giver_takes_back_what_nobody_has_answered() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    do("account.hand_over", make_customer(bo), bo, user=cy.pk)
    hand_over = WorkHandOver.objects.get()
    with pytest.raises(Forbidden):
        do("work_hand_over.withdraw", hand_over, cy)
    do("work_hand_over.withdraw", hand_over, bo)
    assert hand_over.state == "withdrawn"
    assert owned(cy) == {}


def test_all_work_of_a_person_is_shared_evenly_and_customers_stay_whole() -> None:
    role = Role.objects.create(name="Boss", grants={"*": dict.fromkeys(("read", "update"), "all")})
    boss = make_user("Boss", language="en")
    User.objects.filter(pk=boss.pk).update(roles=[role.pk])
    boss.refresh_from_db()
    bo, cy, di = make_user("Bo"), make_user("Cy"), make_user("Di")
    for name in ("A", "B", "C", "D"):
        make_customer(bo, name)
    make_lead(bo)
    asked = {"person": bo.pk, "how": "evenly", "receivers": [cy.pk, di.pk]}
    shown = call(boss, "work-hand-overs/preview", asked)
    assert shown["count"] == 17
    assert {k["object"]: k["count"] for k in shown["kinds"]} == {
        "account": 4,
        "contact": 4,
        "opportunity": 4,
        "task": 4,
        "lead": 1,
    }
    assert sorted((s["count"], s["customers"]) for s in shown["shares"]) == [(8, 2), (9, 3)]
    assert WorkHandOver.objects.count() == 0
    given = call(boss, "work-hand-overs/give", asked)
    assert (given["count"], len(given["hand_overs"]), given["is_moving"]) == (17, 2, False)
    for user in (cy, di):
        for account in Account.objects.filter(owner=user):
            assert Opportunity.objects.get(account=account, status="open").owner_id == user.pk
    assert owned(bo) == {"opportunity": 4, "task": 4, "note": 4}


def test_by_territory_goes_by_the_address_of_the_customer() -> None:
    bo, cy, di = make_user("Bo"), make_user("Cy"), make_user("Di")
    make_territory("South", cy, rule={"field": "city", "is": "Shenzhen"})
    make_territory("North", di, rule={"field": "city", "is": "Beijing"})
    south = make_customer(bo, "S", billing_address={"city": "Shenzhen"})
    north = make_customer(bo, "N", billing_address={"city": "Beijing"})
    west = make_customer(bo, "W", billing_address={"city": "Chengdu"})
    given = call(bo, "work-hand-overs/give", {"person": bo.pk, "how": "territory"})
    assert (given["count"], given["left"]) == (8, 4)
    for account, owner in ((south, cy), (north, di), (west, bo)):
        account.refresh_from_db()
        assert account.owner_id == owner.pk


def test_only_a_manager_decides_for_the_receiver() -> None:
    boss, bo = make_user("Boss"), make_user("Bo")
    cy = make_user("Cy", team=make_team(parent=make_team("Sales", manager=boss.pk).pk))
    mine = make_customer(bo)
    with pytest.raises(Forbidden):
        do("account.hand_over", mine, bo, user=cy.pk, at_once=True)
    assert WorkHandOver.objects.count() == 0
    do("account.hand_over", make_customer(boss), boss, user=cy.pk, at_once=True)
    assert WorkHandOver.objects.get().state == "accepted"


def test_a_hand_over_is_taken_back_as_one_operation() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    account = make_customer(bo)
    before = owned(bo)
    given = call(bo, "work-hand-overs/give", {"object": "account", "ids": [account.pk], "receivers": [cy.pk]})
    assert owned(cy) == MOVED
    undone = undo.undo(given["operation"], Actor.of_user(bo))
    setup.forget()
    assert (undone.count, undone.skipped) == (5, [])
    assert owned(bo) == before
    assert owned(cy) == {}
    assert WorkHandOver.objects.count() == 0


def test_a_hand_over_that_was_cut_off_goes_on_and_moves_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    bo, cy, ana = make_user("Bo"), make_user("Cy"), make_user("Ana")
    for name in ("A", "B"):
        follow(make_customer(bo, name), ana)
    monkeypatch.setattr(moving, "AT_MOST_INLINE", 3)
    monkeypatch.setattr(moving, "BATCH", 3)
    given = call(bo, "work-hand-overs/give", {"person": bo.pk, "receivers": [cy.pk]})
    assert given["is_moving"]
    assert owned(cy) == {}
    hand_over = WorkHandOver.objects.get()
    account = Account.objects.filter(owner=bo).order_by("-pk")[0]
    records.update(account, {"owner": ana.pk}, actor=SYSTEM)
    moving.go_on(hand_over.pk)
    moving.go_on(hand_over.pk)
    hand_over.refresh_from_db()
    assert (hand_over.state, hand_over.total, hand_over.moved) == ("offered", 8, 7)
    kept = HandedRecord.objects.get(state="kept")
    assert (kept.object, kept.record_id) == ("account", account.pk)
    assert kept.reason
    assert Notice.objects.filter(kind="hand_over", recipient=cy).count() == 1
    assert Notice.objects.filter(kind="hand_over", recipient=ana).count() == 1


def test_who_may_not_change_a_record_hands_nothing_over() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    account = make_customer(bo)
    answer = call(cy, "work-hand-overs/give", {"object": "account", "ids": [account.pk], "receivers": [cy.pk]}, 409)
    assert answer["detail"]
    assert call(cy, "work-hand-overs/preview", {"person": bo.pk, "receivers": [cy.pk]})["count"] == 0
    assert owned(bo)
    assert WorkHandOver.objects.count() == 0
