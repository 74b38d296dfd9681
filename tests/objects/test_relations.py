"""Conditions on what points to a record, and on who works under whom: SQL and one record give the same answers."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.notices import following
from magpie.platform import filters, objects, setup
from magpie.platform.filters.describe import describe
from magpie.platform.models import Team, User
from magpie.sales.models import Lead
from tests.make import make

pytestmark = pytest.mark.django_db
LEAD = objects.get("lead")


def found(node: Any, me: User | None = None) -> list[int]:
    """The leads that satisfy the filter, which both ways must name alike."""
    caller = filters.Caller(me.pk if me else None, timezone.get_default_timezone(), timezone.now())
    tree = filters.parse(LEAD, node)
    by_sql = list(Lead.objects.filter(filters.to_q(LEAD, tree, caller)).order_by("pk").values_list("pk", flat=True))
    by_record = [
        r.pk for r in Lead.objects.order_by("pk") if filters.matches(LEAD, tree, filters.RecordView(r), caller)
    ]
    assert by_sql == by_record
    return by_sql


def lead(**values: Any) -> Lead:
    return make("lead", **values)  # type: ignore[no-any-return]


def task(about: Lead, days: int, status: str = "not_started", **values: Any) -> None:
    due = timezone.now() + datetime.timedelta(days=days)
    make("task", related_to=f"lead:{about.pk}", due_at=due.isoformat(), status=status, **values)


def test_a_condition_on_tasks_finds_the_records_they_are_about() -> None:
    due, done, later, bare = (lead() for _ in range(4))
    task(due, 0)
    task(done, -1, "completed")
    task(later, 3)
    open_today = {"all": [{"field": "status", "is_not": "completed"}, {"field": "due_at", "by_end_of": "today"}]}
    by = {"by": "task.related_to", "filter": open_today}
    assert found({"related": by}) == [due.pk]
    assert found({"not": {"related": by}}) == [done.pk, later.pk, bare.pk]
    assert found({"related": {"by": "task.related_to"}}) == [due.pk, done.pk, later.pk]
    assert found({"any": [{"field": "id", "is": bare.pk}, {"related": by}]}) == [due.pk, bare.pk]


def test_a_condition_goes_through_references_and_further_on() -> None:
    ours, other = lead(), lead()
    make("hand_over", lead=ours.pk)
    node = {"related": {"by": "hand_over.lead", "filter": {"field": "lead.name", "is": ours.name}}}
    assert found(node) == [ours.pk]
    rest = found({"not": node})
    assert (other.pk in rest, ours.pk in rest) == (True, False)


@pytest.mark.parametrize(
    "node",
    [
        {"related": {"by": "task.owner"}},
        {"related": {"by": "task.subject"}},
        {"related": {"by": "nothing.related_to"}},
        {"related": {"by": 5}},
        {"related": "task"},
        {"related": {"by": "task.related_to", "filter": {"field": "no_such", "is": 1}}},
        {"related": {"by": "task.related_to", "other": 1}},
        {"followed_by": "bo"},
        {"followed_by": True},
    ],
)
def test_what_cannot_be_understood_is_refused(node: Any) -> None:
    with pytest.raises(filters.FilterError):
        filters.parse(LEAD, node)


def test_followed_records_are_those_one_follows_oneself() -> None:
    ana, bo = make("user"), make("user")
    first, second, third = lead(), lead(), lead()
    following.follow(first, ana)
    following.follow(second, bo)
    assert found({"followed_by": "$me"}, ana) == [first.pk]
    assert found({"followed_by": bo.pk}, ana) == [second.pk]
    assert found({"not": {"followed_by": "$me"}}, ana) == [second.pk, third.pk]
    assert found({"followed_by": "$me"}) == []


def test_people_under_somebody_are_those_of_their_teams_and_below_without_themselves() -> None:
    boss, head, seller, outside = (make("user") for _ in range(4))
    top = make("team", manager=boss.pk)
    below = make("team", parent=top.pk, manager=head.pk)
    Team.objects.exclude(pk__in=[top.pk, below.pk]).update(manager=None, parent=None)
    User.objects.filter(pk=boss.pk).update(team=top)
    User.objects.filter(pk__in=[head.pk, seller.pk]).update(team=below)
    setup.forget()
    of = {user.pk: lead(owner=user.pk).pk for user in (boss, head, seller, outside)}
    under = {"field": "owner", "under": "$me"}
    assert found(under, boss) == [of[head.pk], of[seller.pk]]
    assert found(under, head) == [of[seller.pk]]
    assert found(under, seller) == []
    assert found({"field": "owner", "under": boss.pk}, seller) == [of[head.pk], of[seller.pk]]
    assert found({"not": under}, boss) == [of[boss.pk], of[outside.pk]]


def test_scenes_are_told_with_filters_that_lists_understand(client: Client) -> None:
    root = make("user")
    User.objects.filter(pk=root.pk).update(is_administrator=True)
    mine = lead(owner=root.pk, next_contact_at=None)
    task(mine, -1)
    followed = lead()
    following.follow(followed, root)
    client.force_login(User.objects.get(pk=root.pk))
    metas = client.get("/api/objects").json()
    told = {meta["name"]: [scene["name"] for scene in meta["scenes"]] for meta in metas}
    assert told["lead"] == ["mine", "due", "followed"]
    assert told["task"] == ["mine", "due"]
    assert told["team"] == told["product"] * 0
    import json

    answers = {}
    for meta in metas:
        for scene in meta["scenes"]:
            answer = client.get(f"/api/{meta['plural']}", {"filter": json.dumps(scene["filter"])})
            assert answer.status_code == 200, (meta["name"], scene, answer.content)
            answers[meta["name"], scene["name"]] = [row["id"] for row in answer.json()["items"]]
    assert answers["lead", "mine"] == [mine.pk]
    assert answers["lead", "due"] == [mine.pk]
    assert answers["lead", "followed"] == [followed.pk]


def test_a_filter_on_what_one_may_not_read_finds_nothing_by_it(client: Client) -> None:
    seller = make("user")
    role = make("role", grants={"lead": {"read": "all"}, "task": {"read": "own"}})
    User.objects.filter(pk=seller.pk).update(roles=[role.pk])
    setup.forget()
    about = lead()
    task(about, 0, subject="secret plan", owner=make("user").pk)
    client.force_login(User.objects.get(pk=seller.pk))
    node = '{"related": {"by": "task.related_to", "filter": {"field": "subject", "is": "secret plan"}}}'
    assert client.get("/api/leads", {"filter": node}).json()["items"] == []
    User.objects.filter(pk=seller.pk).update(is_administrator=True)
    assert [r["id"] for r in client.get("/api/leads", {"filter": node}).json()["items"]] == [about.pk]


def test_who_may_not_see_the_field_that_points_here_cannot_ask_by_it(client: Client) -> None:
    seller, customer = make("user"), make("account")
    make("opportunity", account=customer.pk)
    role = make(
        "role", grants={"account": {"read": "all"}, "opportunity": {"read": "all", "fields": {"account": "hidden"}}}
    )
    User.objects.filter(pk=seller.pk).update(roles=[role.pk])
    setup.forget()
    client.force_login(User.objects.get(pk=seller.pk))
    node = '{"related": {"by": "opportunity.account"}}'
    assert client.get("/api/accounts", {"filter": node}).status_code == 422
    User.objects.filter(pk=seller.pk).update(is_administrator=True)
    assert [r["id"] for r in client.get("/api/accounts", {"filter": node}).json()["items"]] == [customer.pk]


def test_such_conditions_and_their_opposites_are_told_in_words() -> None:
    ana = make("user", name="Ana")
    task_open = {"related": {"by": "task.related_to", "filter": {"field": "subject", "is": "x"}}}
    said = [
        describe(LEAD, node)
        for some in (task_open, {"related": {"by": "task.related_to"}}, {"followed_by": "$me"}, {"followed_by": ana.pk})
        for node in (some, {"not": some})
    ]
    assert said == [
        "there is a Task for which Subject is x", "there is no Task for which Subject is x",
        "there is a Task", "there is no Task", "I follow it", "I do not follow it",
        "Ana follows it", "Ana does not follow it",
    ]  # fmt: skip
