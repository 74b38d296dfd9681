"""Records that nobody works on fall into the pool; others claim them, within the limits."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from magpie.accounts.models import Account, Contact, PoolMove
from magpie.accounts.pools import clock, reckoning
from magpie.accounts.tests.make import (
    age,
    days_ago,
    do,
    make_account,
    make_contact,
    make_pool,
    make_team,
    make_user,
    tick,
)
from magpie.activities.models import Note
from magpie.notices.models import Notice
from magpie.platform import access, actions, bulk, objects, readers, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, User
from magpie.platform.problems import Forbidden, NotFound, Refused

pytestmark = pytest.mark.django_db


def visible_to(user: User) -> list[int]:
    return sorted(access.visible(Actor.of_user(user), objects.get("account")).values_list("pk", flat=True))


def test_what_nobody_follows_up_falls_into_the_pool_and_its_owner_is_told() -> None:
    ana = make_user("Ana")
    pool, account = make_pool(not_followed_days=30), make_account(ana, name="Hengli")
    contact = make_contact(ana, account=account.pk)
    age(account, 29)
    assert (account.pool_due_at - account.owned_since).days == 30
    assert tick() == 0
    age(account, 31)
    assert tick() == 1
    account.refresh_from_db()
    contact.refresh_from_db()
    assert (account.owner_id, account.pool_id, contact.owner_id) == (None, pool.pk, None)
    assert account.pool_due_at is None
    told = Notice.objects.get(recipient=ana)
    assert (told.kind, told.title) == ("pool.recycled", "“Hengli” has fallen into the pool “Free”.")
    event = Event.objects.get(object="account", record_id=account.pk, kind="pool_recycled")
    assert (event.data, event.actor_kind) == ({"pool": "Free", "reason": "", "former_owner": ana.pk}, "system")
    assert tick() == 0
    assert PoolMove.objects.filter(kind="recycled").count() == 1


def test_the_owner_is_warned_once_before_and_a_follow_up_saves_the_record() -> None:
    ana = make_user("Ana")
    make_pool(not_followed_days=30, warn_days=3)
    account = make_account(ana, name="Hengli")
    age(account, 28)
    assert tick() == 1
    assert tick() == 0
    told = Notice.objects.get(recipient=ana)
    assert told.title == "“Hengli” falls into the pool in 1 day unless you follow up."
    records.create(Note, {"body": "Called", "related_to": f"account:{account.pk}"}, actor=Actor.of_user(ana))
    reckoning.reckon(objects.get("account"), [account.pk])
    account.refresh_from_db()
    assert (account.pool_due_at - timezone.now()).days == 29
    assert tick(5) == 0
    assert tick(28) == 1
    assert Notice.objects.filter(recipient=ana, kind="pool.warning").count() == 2


def test_one_notice_warns_of_many_records() -> None:
    ana = make_user("Ana")
    make_pool(not_followed_days=30, warn_days=3)
    for number in range(5):
        age(make_account(ana, name=f"Company {number}"), 28)
    assert tick() == 5
    told = Notice.objects.get(recipient=ana)
    assert told.title == "5 of your records fall into the pool, the first in 1 day, unless you follow up."
    assert len(told.body.splitlines()) == 5


def test_a_note_about_a_contact_is_a_follow_up_of_the_account() -> None:
    ana = make_user("Ana")
    make_pool(not_followed_days=30)
    account = make_account(ana)
    contact = make_contact(ana, account=account.pk)
    age(account, 40)
    note = records.create(Note, {"body": "Met", "related_to": f"contact:{contact.pk}"}, actor=Actor.of_user(ana))
    reckoning.reckon(objects.get("account"), [account.pk])
    account.refresh_from_db()
    assert account.followed_up_at == note.created_at
    row = {"id": note.pk, "related_to": note.related_to}
    assert reckoning.touched_by("note", row)["account"] == {account.pk}
    assert tick() == 0


def test_quiet_dates_make_no_events_and_no_versions() -> None:
    ana = make_user("Ana")
    make_pool(not_followed_days=30)
    account = make_account(ana)
    events, version = Event.objects.count(), account.version
    reckoning.reckon(objects.get("account"), [account.pk])
    account.refresh_from_db()
    assert account.pool_due_at is not None
    assert (Event.objects.count(), account.version) == (events, version)


def test_the_worker_finds_the_dates_of_new_records_from_the_event_log_and_of_old_ones_after_a_new_rule() -> None:
    ana = make_user("Ana")
    readers.begin(clock.READER)
    old = make_account(ana)
    pool = make_pool(not_followed_days=30)
    assert pool.reckon_from == 0
    clock.reckon_some()
    old.refresh_from_db()
    assert old.pool_due_at is not None
    assert clock.reckon_some() == 0
    new = make_account(ana)
    clock.read_events(list(Event.objects.filter(object="account", record_id=new.pk)))
    new.refresh_from_db()
    assert new.pool_due_at is not None
    records.update(pool, {"is_active": False}, actor=SYSTEM)
    clock.reckon_some()
    old.refresh_from_db()
    assert old.pool_due_at is None


def test_rules_spare_what_is_excluded_won_or_protected() -> None:
    ana = make_user("Ana")
    make_pool(
        not_followed_days=30, excluded={"field": "level", "is": "a"}, filter={"field": "type", "is_not": "partner"}
    )
    key, partner, plain = make_account(ana, level="a"), make_account(ana, type="partner"), make_account(ana)
    for account in (key, partner, plain):
        age(account, 60)
    assert [a.pool_due_at is None for a in (key, partner, plain)] == [True, True, False]
    lead_pool = make_pool(object="lead", not_won_days=10, protect_days=20)
    model: Any = objects.get("lead").model
    lead: Any = records.create(model, {"name": "Li Lei"}, actor=Actor.of_user(ana))
    age(lead, 15)
    assert (lead.pool_due_at - lead.owned_since).days == 20
    age(lead, 21)
    assert tick() == 2
    lead.refresh_from_db()
    assert lead.pool_id == lead_pool.pk


def test_members_see_and_claim_what_is_in_the_pool_and_nobody_else() -> None:
    east = make_team()
    ana, bo, cy = make_user("Ana"), make_user("Bo", team=east), make_user("Cy")
    pool = make_pool(is_for_all=False, teams=[east.pk])
    account, other = make_account(ana), make_account(ana)
    contact = make_contact(ana, account=account.pk)
    do("account.return_to_pool", account, ana, reason="Moved away", pool=pool.pk)
    assert (account.owner_id, account.pool_id) == (None, pool.pk)
    assert visible_to(ana) == [other.pk]
    assert visible_to(bo) == [account.pk]
    assert visible_to(cy) == []
    with pytest.raises(NotFound):
        do("account.claim", account, cy)
    with pytest.raises(Forbidden):
        records.update(account, {"name": "Mine"}, actor=Actor.of_user(bo))
    do("account.claim", account, bo)
    contact.refresh_from_db()
    assert (account.owner_id, account.pool_id, contact.owner_id) == (bo.pk, None, bo.pk)
    assert [m.kind for m in PoolMove.objects.order_by("id")] == ["returned", "claimed"]
    with pytest.raises(Refused, match="does not apply"):
        do("account.claim", account, bo)


def test_somebody_without_any_right_to_accounts_sees_no_pool() -> None:
    from magpie.platform.models import Role

    nobody = make_user("No", roles=[Role.objects.create(name="None", grants={"account": {"read": "none"}}).pk])
    make_pool()
    account = make_account(make_user("Ana"))
    do("account.return_to_pool", account, SYSTEM, reason="Gone")
    assert visible_to(nobody) == []


def test_a_claim_is_refused_over_the_limits_with_the_reason() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_pool(claim_per_day=2, holdings_limit=3)
    found = [make_account(ana) for _ in range(4)]
    for account in found:
        do("account.return_to_pool", account, ana, reason="Too many")
    for account in found[:2]:
        do("account.claim", account, bo)
    with pytest.raises(Refused, match="you may claim 2 records a day"):
        do("account.claim", found[2], bo)
    PoolMove.objects.filter(user=bo).update(at=days_ago(2))
    do("account.claim", found[2], bo)
    with pytest.raises(Refused, match="Bo already holds 3 records"):
        do("account.claim", found[3], bo)
    assert Account.objects.get(pk=found[3].pk).owner_id is None


def test_many_are_claimed_at_once_up_to_the_limit() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_pool(claim_per_day=2)
    found = [make_account(ana) for _ in range(3)]
    for account in found:
        do("account.return_to_pool", account, ana, reason="Too many")
    result = bulk.act_many(
        objects.get("account"), [a.pk for a in found], actions.get("account.claim"), {}, actor=Actor.of_user(bo)
    )
    assert (result.count, len(result.failed)) == (2, 1)
    assert "2 records a day" in result.failed[0].detail


def test_the_former_owner_waits_before_claiming_again() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_pool(former_owner_days=7)
    account = make_account(ana)
    do("account.return_to_pool", account, ana, reason="Tired")
    with pytest.raises(Refused, match="You had this record before"):
        do("account.claim", account, ana)
    PoolMove.objects.update(at=days_ago(8))
    do("account.claim", account, ana)
    assert account.owner_id == ana.pk
    assert (timezone.now() - account.owned_since) < datetime.timedelta(minutes=1)
    assert bo.pk != account.owner_id


def test_managers_assign_and_the_receiver_is_told() -> None:
    ana, bo, boss = make_user("Ana"), make_user("Bo"), make_user("Boss")
    make_pool(managers=[boss.pk])
    account = make_account(ana, name="Hengli")
    do("account.return_to_pool", account, ana, reason="Moved")
    with pytest.raises(Forbidden, match="Only the managers"):
        do("account.assign_from_pool", account, bo, user=bo.pk)
    do("account.assign_from_pool", account, boss, user=bo.pk)
    assert account.owner_id == bo.pk
    assert Notice.objects.get(recipient=bo).title == "Assigned to you from “Free”: Hengli"


def test_a_record_goes_back_only_where_a_pool_takes_it() -> None:
    ana = make_user("Ana")
    make_pool(filter={"field": "type", "is": "partner"})
    account = make_account(ana)
    with pytest.raises(Refused, match="No pool takes"):
        do("account.return_to_pool", account, ana, reason="Moved")
    assert account.owner_id == ana.pk


def test_giving_a_pooled_record_an_owner_by_hand_takes_it_out() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_pool()
    account = make_account(ana)
    do("account.return_to_pool", account, ana, reason="Moved")
    records.update(account, {"owner": bo.pk}, actor=SYSTEM)
    assert (account.owner_id, account.pool_id, account.pool_since) == (bo.pk, None, None)
    assert not Contact.objects.exists()


def test_a_gate_that_refuses_holds_the_record_back_and_the_others_fall() -> None:
    from magpie.platform.models import Gate

    ana = make_user("Ana")
    make_pool(not_followed_days=30)
    held, falls = make_account(ana, level="a"), make_account(ana)
    gate = {"name": "Keep", "object": "account", "operation": "update", "outcome": "refuse", "message_en": "No."}
    records.create(Gate, {**gate, "filter": {"field": "level", "is": "a"}}, actor=SYSTEM)
    age(held, 40)
    age(falls, 40)
    assert tick() == 1
    held.refresh_from_db()
    falls.refresh_from_db()
    assert (held.owner_id, falls.owner_id) == (ana.pk, None)
    assert tick() == 0
