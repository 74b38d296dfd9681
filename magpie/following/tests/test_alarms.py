"""What notice rules told for nothing is counted and told to who follows by the rule, or changed the company's last."""

from __future__ import annotations

import pytest

from magpie.following import alarms
from magpie.following.models import NoticeRule
from magpie.following.tests.make import begin, follow, make_account, make_role, make_rule, make_user
from magpie.following.tests.test_http import call
from magpie.notices import alarms as sources
from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import Actor
from magpie.platform.models import User

pytestmark = pytest.mark.django_db


def company_rule(by: User, whom: User) -> NoticeRule:
    values = {
        "name": "New accounts", "object": "account", "reach": "company", "events": [{"on": "created"}],
        "receivers": [{"kind": "user", "id": whom.pk}],
    }  # fmt: skip
    rule: NoticeRule = records.create(NoticeRule, values, actor=Actor.of_user(by))
    begin()
    return rule


def tell(user: User, count: int) -> list[Notice]:
    for number in range(count):
        make_account(f"Account {number}")
        follow()
    return list(Notice.objects.filter(recipient=user).order_by("id"))


def test_a_companys_rule_that_is_often_wrong_is_told_to_who_last_changed_it() -> None:
    role = make_role("Sales", read="all")
    ana, root = make_user("ana", roles=[role.pk]), make_user("root", is_administrator=True)
    rule = company_rule(root, ana)
    notices = tell(ana, 7)
    for notice in notices[:5]:
        said = call(ana, "post", f"notices/{notice.pk}/false-alarm", {"reason": "Only a test"})
        assert said[0] == 200
    found = alarms.of_rule(rule.pk)
    assert (found.answered, found.false, found.are_many) == (5, 5, True)  # what nobody has read is no answer
    [source] = [s for some in sources.sources for s in some() if s.key == f"notice_rule:{rule.pk}"]
    assert (source.name(), source.responsible, source.link) == (
        "New accounts", (root,), f"/setup/notice-rules?rule={rule.pk}",
    )  # fmt: skip
    shown = call(root, "get", "notice-rule-states")[1]["items"][0]
    assert (shown["answered"], shown["false_alarms"], shown["often_false"]) == (5, 5, True)
    assert shown["reasons"] == ["Only a test"] * 5
    seen = call(ana, "get", "notice-rule-states")[1]["items"][0]
    assert (seen["answered"], seen["reasons"]) == (0, [])


def test_ones_own_rule_is_told_to_oneself() -> None:
    role = make_role("Sales", read="all")
    ana = make_user("ana", roles=[role.pk])
    rule = make_rule(ana, name="All", events=[{"on": "created"}])
    begin()
    notice = tell(ana, 1)[0]
    call(ana, "post", f"notices/{notice.pk}/false-alarm", {"reason": "Too many"})
    [source] = [s for some in sources.sources for s in some() if s.key == f"notice_rule:{rule.pk}"]
    assert (source.responsible, source.alarms.false, source.alarms.are_many) == ((ana,), 1, False)
    assert source.link == f"/following?rule={rule.pk}"
