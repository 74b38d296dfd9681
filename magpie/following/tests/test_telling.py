"""Who is told what by which rule, to the word."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from magpie.activities.models import Note
from magpie.following.models import Gathered, Mute, NoticeRule, Told
from magpie.following.tests.make import (
    LATER,
    begin,
    change,
    follow,
    make_account,
    make_role,
    make_rule,
    make_team,
    make_user,
    told,
)
from magpie.notices import following
from magpie.notices.models import Delivery, Notice
from magpie.platform import bulk, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused

pytestmark = pytest.mark.django_db
OWNER = {"kind": "field", "path": "owner"}


@pytest.fixture
def people() -> tuple[User, User, User]:
    """Ana, who reads all accounts; Bo, who changes them; Mia, who manages Ana's team."""
    role = make_role("Sales", read="all")
    ana, bo, mia = (make_user(name, roles=[role.pk]) for name in ("ana", "bo", "mia"))
    make_team("North", mia, ana)
    return ana, bo, mia


def test_each_kind_of_happening_is_told_once_in_words_of_what_happened(people: Any) -> None:
    ana, bo, _mia = people
    hot = {"field": "tax_number", "is": "Hot"}
    make_rule(ana, name="New", events=[{"on": "created"}])
    make_rule(ana, name="Moves", events=[{"on": "updated", "fields": ["type"], "after": ["partner"]}])
    make_rule(ana, name="Hot ones", filter=hot, events=[{"on": "entered"}, {"on": "left"}])
    make_rule(ana, name="Gone", events=[{"on": "deleted"}])
    begin()
    account = make_account("Wang", bo)
    follow()
    change(account, bo, tax_number="Hot")
    follow()
    change(account, bo, type="partner", tax_number="Cold")
    follow()
    change(account, bo, employees=5)
    follow()
    records.delete(account, actor=SYSTEM)
    assert follow() == 1
    assert told(ana) == [
        "Account “Wang”: New (Bo)",
        "Account “Wang”: Now in “Hot ones”: Tax number – → Hot (Bo)",
        "Account “Wang”: Type Customer → Partner; Tax number Hot → Cold (Bo)",
        "Account “Wang”: No longer in “Hot ones”: Type Customer → Partner; Tax number Hot → Cold (Bo)",
        "Account “Wang”: Deleted (Magpie)",
    ]
    assert told(bo) == []
    assert not Gathered.objects.exists()


def test_a_status_from_another_value_and_to_another_value_is_not_told(people: Any) -> None:
    ana, bo, _mia = people
    make_rule(ana, events=[{"on": "updated", "fields": ["type"], "before": ["partner"], "after": ["reseller"]}])
    account = make_account("Wang", bo)
    begin()
    change(account, bo, type="reseller")
    assert follow() == 0
    change(account, bo, type="partner")
    assert follow() == 0
    change(account, bo, type="reseller")
    assert follow() == 1


def test_a_note_on_a_record_is_told_with_its_text(people: Any) -> None:
    ana, bo, _mia = people
    make_rule(ana, name="Notes", events=[{"on": "note"}])
    account = make_account("Wang", bo)
    begin()
    records.create(Note, {"body": "Wants a sample", "related_to": f"account:{account.pk}"}, actor=Actor.of_user(bo))
    follow()
    assert told(ana) == ["Account “Wang”: New note (Bo)"]
    notice = Notice.objects.get(recipient=ana)
    assert "Wants a sample" in notice.body
    assert (notice.object, notice.record_id) == ("account", account.pk)


def test_a_rule_of_the_company_reaches_the_owner_the_manager_a_role_and_followers_but_not_the_doer(people: Any) -> None:
    ana, bo, mia = people
    boss_role = make_role("Boss", read="all")
    boss, fan, away = (make_user(name, roles=[boss_role.pk]) for name in ("boss", "fan", "away"))
    User.objects.filter(pk=away.pk).update(is_active=False)
    User.objects.filter(pk=fan.pk).update(roles=[*ana.roles])
    account = make_account("Wang", owner=ana.pk)
    following.follow(account, fan)
    rule = make_rule(
        name="Status",
        events=[{"on": "updated", "fields": ["type"]}],
        receivers=[
            OWNER, {"kind": "manager", "path": "owner"}, {"kind": "role", "id": boss_role.pk}, {"kind": "followers"},
        ],
    )  # fmt: skip
    begin()
    change(account, boss, type="partner")
    follow()
    title = "Account “Wang”: Type Customer → Partner (Boss)"
    assert [told(user) for user in (ana, mia, boss, bo)] == [[title], [title], [], []]
    assert told(fan) == [title, title]  # by the rule, and because they follow the record
    notice = Notice.objects.get(recipient=mia)
    assert notice.reason == {"kind": "notice_rule.company", "id": rule.pk, "title": "Status"}
    assert "You are told by the company's rule “Status”." in notice.body
    assert Told.objects.filter(rule=rule).count() == 3


def test_values_that_the_receiver_may_not_read_are_not_told(people: Any) -> None:
    ana, bo, _mia = people
    narrow = make_role("Narrow", read="all", fields={"credit_limit": "hidden"})
    cy = make_user("cy", roles=[narrow.pk])
    make_rule(events=[{"on": "updated"}], receivers=[{"kind": "user", "id": cy.pk}, {"kind": "user", "id": ana.pk}])
    account = make_account("Wang", bo)
    begin()
    change(account, bo, credit_limit="5000", employees=50)
    follow()
    change(account, bo, credit_limit="7000")
    follow()
    assert told(cy) == ["Account “Wang”: Employees – → 50 (Bo)"]
    assert len(told(ana)) == 2
    assert "5000" not in Notice.objects.get(recipient=cy).body


def test_who_may_not_see_the_record_is_not_told_and_a_deputy_is(people: Any) -> None:
    ana, bo, mia = people
    own = make_role("Own only", read="own")
    cy = make_user("cy", roles=[own.pk])
    make_rule(events=[{"on": "created"}], receivers=[{"kind": "user", "id": cy.pk}, {"kind": "user", "id": ana.pk}])
    now = timezone.now()
    User.objects.filter(pk=ana.pk).update(deputy=mia, away_from=now - LATER, away_until=now + LATER)
    begin()
    make_account("Wang", bo)
    follow()
    assert (told(cy), len(told(ana)), len(told(mia))) == ([], 1, 1)


def test_a_bulk_change_is_one_notice_with_a_table_and_a_link_to_the_list(people: Any) -> None:
    ana, bo, _mia = people
    accounts = [make_account(f"Account {n}", bo) for n in range(70)]
    make_rule(ana, name="Cities", events=[{"on": "updated", "fields": ["employees"]}])
    begin()
    bulk.update_many(objects.get("account"), [one.pk for one in accounts], {"employees": 50}, actor=Actor.of_user(bo))
    assert follow() == 0  # more of it may come
    assert follow(timezone.now() + LATER) == 1
    notice = Notice.objects.get(recipient=ana)
    assert notice.title == "Cities: 70 Accounts"
    assert notice.body.count("•") == 50
    assert "… and 20 more" in notice.body
    assert notice.html.count("<tr>") == 51
    assert notice.url.endswith("/accounts")


def test_changes_that_leave_automation_out_tell_nobody(people: Any) -> None:
    ana, bo, _mia = people
    make_rule(ana, events=[{"on": "updated"}])
    account = make_account("Wang", bo)
    begin()
    bulk.update_many(objects.get("account"), [account.pk], {"employees": 50}, actor=SYSTEM, automation="skip")
    assert follow(timezone.now() + LATER) == 0


def test_a_followed_record_tells_its_followers_unless_they_have_said_more_exactly_what_they_want(people: Any) -> None:
    ana, bo, mia = people
    account = make_account("Wang", bo)
    for user in (ana, mia):
        following.follow(account, user)
    make_rule(mia, name="Only the status", record_id=account.pk, events=[{"on": "updated", "fields": ["type"]}])
    begin()
    change(account, bo, employees=50)
    follow()
    assert (told(ana), told(mia)) == (["Account “Wang”: Employees – → 50 (Bo)"], [])
    assert Notice.objects.get(recipient=ana).reason["kind"] == "following.record"


def test_a_muted_rule_is_silent_for_that_person_only_where_it_may_be_muted(people: Any) -> None:
    ana, bo, mia = people
    team: dict[str, Any] = {"receivers": [{"kind": "team", "id": ana.team_id}], "events": [{"on": "created"}]}
    quiet, firm = make_rule(name="Quiet", **team), make_rule(name="Firm", may_be_muted=False, **team)
    for rule in (quiet, firm):
        Mute.objects.create(rule=rule, user=ana, since=timezone.now())
    begin()
    make_account("Wang", bo)
    follow()
    assert (len(told(ana)), len(told(mia))) == (1, 2)


def test_a_personal_rule_of_who_lost_the_right_is_silent(people: Any) -> None:
    ana, bo, _mia = people
    rule = make_rule(ana, events=[{"on": "created"}])
    User.objects.filter(pk=ana.pk).update(roles=[])
    begin()
    make_account("Wang", bo)
    assert follow() == 0
    NoticeRule.objects.filter(pk=rule.pk).update(is_active=False)
    make_account("Li", bo)
    assert follow() == 0


def test_the_rules_own_words_are_filled_in_for_the_receivers_language(people: Any) -> None:
    ana, bo, _mia = people
    User.objects.filter(pk=ana.pk).update(language="zh-hans")
    make_rule(
        events=[{"on": "updated", "fields": ["type"]}], receivers=[OWNER],
        text_zh="{{ record.name }}：{{ changes }}，由{{ by }}", text_en="{{ record.name }} moved", urgent=True,
    )  # fmt: skip
    account = make_account("王总", owner=ana.pk)
    begin()
    change(account, bo, type="partner")
    follow()
    assert told(ana) == ["王总：类型 客户 → 合作伙伴，由Bo"]
    assert Delivery.objects.filter(notice__recipient=ana, channel="popup").count() == 1
    assert Notice.objects.get(recipient=ana).urgent


def test_only_who_keeps_the_companys_rules_makes_one_and_nobody_follows_what_they_may_not_see(people: Any) -> None:
    ana, _bo, _mia = people
    with pytest.raises(Refused):
        make_rule(ana, reach="company", events=[{"on": "created"}], receivers=[OWNER])
    narrow = make_role("Narrow", read="all", fields={"credit_limit": "hidden"})
    cy = make_user("cy", roles=[narrow.pk])
    with pytest.raises(Refused):
        make_rule(cy, filter={"field": "credit_limit", "gt": 5}, events=[{"on": "created"}])
    with pytest.raises(Refused):
        make_rule(ana, events=[])
    assert not NoticeRule.objects.exists()
