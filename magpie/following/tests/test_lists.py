"""Following a saved list: its filter is taken over when it changes, and the last one kept when it is gone."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.following import lists, matching
from magpie.following.models import NoticeRule
from magpie.following.tests.make import begin, follow, make_account, make_role, make_rule, make_user, told
from magpie.following.tests.test_http import call
from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, SavedList, User
from magpie.platform.problems import Refused

pytestmark = pytest.mark.django_db
HOT, COLD = {"field": "tax_number", "is": "Hot"}, {"field": "tax_number", "is": "Cold"}
CREATED = [{"on": "created"}]


@pytest.fixture
def ana() -> User:
    return make_user("ana", roles=[make_role("Sales", read="all").pk])


def make_list(owner: User, **values: Any) -> SavedList:
    given = {"name": "Hot ones", "object": "account", "filter": HOT, "visibility": "public", **values}
    return records.create(SavedList, given, actor=Actor.of_user(owner))


def look() -> int:
    """Let the worker see what happened to lists."""
    matching.read_events(list(Event.objects.filter(object__in=("list", "user", "team"))))
    return lists.keep_in_step()


def test_the_rule_takes_over_the_filter_of_the_list_and_every_change_of_it(ana: User) -> None:
    saved = make_list(make_user("bo"))
    rule = make_rule(ana, object="account", list_id=saved.pk, filter={}, events=CREATED)
    assert rule.filter == HOT
    assert look() == 0
    records.update(saved, {"filter": COLD}, actor=SYSTEM)
    assert [look(), look()] == [1, 0]
    begin()
    make_account("Frozen", tax_number="Cold")
    make_account("Boiling", tax_number="Hot")
    follow()
    assert [title for title in told(ana) if "Boiling" in title] == []
    assert len([title for title in told(ana) if "Frozen" in title]) == 1
    shown = call(ana, "get", "notice-rules-mine")[1]["rules"][0]
    assert (shown["list_id"], shown["list_title"]) == (saved.pk, "Hot ones")


@pytest.mark.parametrize("ends", ["deleted", "private"])
def test_a_list_that_is_gone_is_told_once_and_its_last_filter_goes_on(ana: User, ends: str) -> None:
    saved = make_list(make_user("bo"))
    rule = make_rule(ana, name="Hot accounts", object="account", list_id=saved.pk, events=CREATED)
    if ends == "deleted":
        records.delete(saved, actor=SYSTEM)
    else:
        records.update(saved, {"visibility": "private", "filter": COLD}, actor=SYSTEM)
    assert [look(), look()] == [1, 0]
    rule.refresh_from_db()
    assert (rule.list_id, rule.filter, rule.is_active) == (None, HOT, True)
    assert told(ana) == ["The list that you follow by “Hot accounts” is gone or no longer shared"]


def test_a_list_that_one_may_not_see_or_of_another_object_cannot_be_followed(ana: User) -> None:
    bo = make_user("bo")
    for saved in (make_list(bo, visibility="private"), make_list(bo, object="contact", filter={})):
        with pytest.raises(Refused):
            make_rule(ana, object="account", list_id=saved.pk, events=CREATED)
    assert not NoticeRule.objects.exists()


@pytest.mark.parametrize("is_administrator", [False, True])
def test_a_condition_written_by_hand_follows_the_list_no_more(ana: User, is_administrator: bool) -> None:
    ana.is_administrator = is_administrator
    ana.save()
    saved = make_list(ana)
    rule = make_rule(ana, object="account", list_id=saved.pk, events=CREATED)
    rule = records.update(rule, {"name": "Renamed", "filter": HOT}, actor=Actor.of_user(ana))
    assert (rule.list_id, rule.filter) == (saved.pk, HOT)
    rule = records.update(rule, {"filter": COLD}, actor=Actor.of_user(ana))
    assert (rule.list_id, rule.filter) == (None, COLD)
    assert look() == 0
