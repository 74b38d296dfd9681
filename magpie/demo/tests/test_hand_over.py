"""The workflow “Lead hand-over” from end to end, with the clock moved on instead of waiting for days."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.activities.models import Note, Task
from magpie.automation import worker
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.publishing import publish
from magpie.demo import people, workflows
from magpie.notices import mail
from magpie.notices.models import Delivery, Notice
from magpie.platform import actions, readers, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Role, Team, User
from magpie.sales.models import HandOver, Lead, Opportunity, Territory, TerritoryMember

pytestmark = pytest.mark.django_db(transaction=True)
CAST = {"ana": "en", "jing": "zh-hans", "bo": "zh-hans", "lin": "en"}
KNOWN = {"budget": 80_000, "authority": "decides", "purchase_timeframe": "now", "need": "两条焊接线自动化"}


@pytest.fixture(autouse=True)
def company() -> dict[str, User]:
    """Ana of marketing; Bo and Lin, who take turns in East China; Jing, their manager; the workflows in force."""
    readers.begin("automation", "search")
    roles = {
        key: records.create(Role, {"name": name, "grants": grants}, actor=SYSTEM).pk
        for key, ((name, _english), grants) in people.ROLES.items()
    }
    east = records.create(Team, {"name": "East"}, actor=SYSTEM)
    cast: dict[str, User] = {}
    for name, language in CAST.items():
        values = {"username": name, "name": name.title(), "email": f"{name}@dawn.example", "language": language}
        role = "marketing" if name == "ana" else "field_sales"
        team = None if name == "ana" else east.pk
        cast[name] = records.create(User, {**values, "roles": [roles[role]], "team": team}, actor=SYSTEM)
    records.update(east, {"manager": cast["jing"].pk}, actor=SYSTEM)
    territory = records.create(Territory, {"name": "East China"}, actor=SYSTEM)
    for position, name in enumerate(("bo", "lin"), 1):
        member = {"territory": territory.pk, "user": cast[name].pk, "position": position}
        records.create(TerritoryMember, member, actor=SYSTEM)
    for name in ("lead_hand_over", "declined_hand_over"):
        drawn = workflows.document(name)
        workflow = records.create(Workflow, {"name": name, "object": drawn["object"]}, actor=SYSTEM)
        publish(workflow, drawn, actor=SYSTEM)
    worker.work_until_idle()
    return cast


def qualify(ana: User, **values: Any) -> Lead:
    """A lead that Ana makes and then fills in; the workflow has done what it can do at once."""
    actor = Actor.of_user(ana)
    given = {
        "name": "陈晓明",
        "company": "苏州精密",
        "mobile": "13000000001",
        "email": "chen@precision.example",
        **values,
    }
    lead = records.create(Lead, given, actor=actor)
    worker.work_until_idle()
    assert Run.objects.count() == 0
    records.update(lead, KNOWN, actor=actor)
    return caught_up(lead)


def caught_up(lead: Lead) -> Lead:
    worker.work_until_idle()
    lead.refresh_from_db()
    return lead


def days_pass(step: str, days: int) -> None:
    row = Step.objects.get(step=step, status="waiting")
    assert row.wake_at is not None
    Step.objects.filter(pk=row.pk).update(wake_at=row.wake_at - datetime.timedelta(days=days))


def mails() -> list[tuple[str, str, str]]:
    """(step, whom, language) of every mail, in order; each notice has one mail and one popup."""
    for notice in Notice.objects.all():
        assert sorted(notice.deliveries.values_list("channel", flat=True)) == ["email", "popup"]
    found = Delivery.objects.filter(channel="email").order_by("id").select_related("notice__recipient")
    return [(d.notice.step.split(":")[1], name_of(d.notice.recipient), d.notice.language) for d in found]


def name_of(user: User | None) -> str:
    return user.username if user else ""


def do(name: str, lead: Lead, by: User, **data: Any) -> None:
    actions.perform(actions.get(name), lead, data, actor=Actor.of_user(by))


TOLD = [("tell_rep", "bo", "zh-hans"), ("tell_giver", "ana", "en")]
REMINDED = [*TOLD, ("remind_rep", "bo", "zh-hans"), ("remind_manager", "jing", "zh-hans")]


def test_a_lead_that_meets_the_criteria_is_qualified_handed_over_and_told(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    assert (lead.status, lead.owner, lead.handed_over_by) == ("qualified", company["bo"], company["ana"])
    assert mails() == TOLD
    to_bo, to_ana = Notice.objects.order_by("id")
    assert to_bo.title == "新线索移交给您：陈晓明（苏州精密）"
    assert to_ana.title == "Your lead 陈晓明 is qualified and now with Bo"
    link = f"http://127.0.0.1:8000/leads/{lead.pk}"
    for notice in (to_bo, to_ana):
        assert notice.url == link
        for text in ("+8613000000001", "chen@precision.example", "80,000.00", "两条焊接线自动化"):
            assert text in notice.body
        assert "{" not in notice.title + notice.body
        assert mail.content(notice).text.count(link) == 1
    offer = HandOver.objects.get()
    assert (offer.state, offer.receiver, offer.giver) == ("offered", company["bo"], company["ana"])
    assert offer.note.splitlines() == [
        "陈晓明, 苏州精密",
        "Need: 两条焊接线自动化",
        "Budget: 80,000.00 Chinese yuan",
        "Authority: Decides",
        "Wants to buy: Now",
    ]
    wait = Step.objects.get(status="waiting")
    assert wait.wake_at is not None
    hours = (wait.wake_at - timezone.now()).total_seconds() / 3600
    assert (wait.step, round(hours)) == ("wait_two_days", 48)


@pytest.mark.parametrize(
    "missing",
    [{"budget": 49_999}, {"authority": "none"}, {"purchase_timeframe": "later"}, {"need": ""}],
    ids=["budget", "authority", "timeframe", "need"],
)
def test_a_lead_that_misses_one_criterion_stays_where_it_is(company: dict[str, User], missing: dict[str, Any]) -> None:
    ana = Actor.of_user(company["ana"])
    lead = records.create(Lead, {"name": "Li Lei", **KNOWN, **missing}, actor=ana)
    caught_up(lead)
    assert (Run.objects.count(), lead.owner, lead.status) == (0, company["ana"], "new")


def test_the_deputy_of_a_rep_who_is_away_gets_the_lead(company: dict[str, User]) -> None:
    records.update(company["bo"], {"away_from": timezone.now(), "deputy": company["jing"].pk}, actor=SYSTEM)
    lead = qualify(company["ana"])
    assert lead.owner == company["jing"]
    assert mails() == [("tell_rep", "jing", "zh-hans"), ("tell_giver", "ana", "en")]


def test_accepting_ends_the_timer_and_nobody_is_reminded(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    do("lead.accept", lead, company["bo"])
    caught_up(lead)
    assert Run.objects.get().status == "completed"
    assert Step.objects.get(step="wait_two_days").output == {"outcome": "condition"}
    assert mails() == TOLD


@pytest.mark.parametrize("touch", ["edit", "note"])
def test_working_on_the_lead_ends_the_timer_too(company: dict[str, User], touch: str) -> None:
    lead = qualify(company["ana"])
    bo = Actor.of_user(company["bo"])
    if touch == "edit":
        records.update(lead, {"rating": "hot"}, actor=bo)
    else:
        records.create(Note, {"body": "Called.", "related_to": f"lead:{lead.pk}"}, actor=bo)
    caught_up(lead)
    assert Run.objects.get().status == "completed"
    output = Step.objects.get(step="wait_two_days").output
    assert output is not None
    assert (output["outcome"], output["by"]) == ("event", company["bo"].pk)
    assert mails() == TOLD


def test_what_others_do_does_not_count_as_the_owners_work(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    records.update(lead, {"rating": "hot"}, actor=SYSTEM)
    caught_up(lead)
    assert Step.objects.get(step="wait_two_days").status == "waiting"


def test_after_two_days_rep_and_manager_are_reminded_once(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    days_pass("wait_two_days", 2)
    caught_up(lead)
    assert mails() == REMINDED
    worker.work_until_idle()
    assert mails() == REMINDED
    assert lead.owner == company["bo"]
    do("lead.accept", lead, company["bo"])
    caught_up(lead)
    assert (Run.objects.get().status, mails()) == ("completed", REMINDED)


def test_after_three_days_the_next_rep_has_it_and_everybody_is_told(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    days_pass("wait_two_days", 2)
    caught_up(lead)
    days_pass("wait_one_day", 1)
    caught_up(lead)
    assert (lead.owner, lead.handed_over_by, lead.status) == (company["lin"], company["ana"], "qualified")
    passed_on = [
        ("tell_next_rep", "lin", "en"),
        ("tell_former_rep", "bo", "zh-hans"),
        ("tell_giver_again", "ana", "en"),
        ("tell_manager", "jing", "zh-hans"),
    ]
    assert mails() == [*REMINDED, *passed_on]
    assert list(HandOver.objects.order_by("id").values_list("state", flat=True)) == ["superseded", "offered"]
    assert Notice.objects.get(step__contains="tell_former_rep").title == "线索 陈晓明 已转交给 Lin"
    do("lead.accept", lead, company["lin"])
    caught_up(lead)
    assert Run.objects.get().status == "completed"
    assert mails() == [*REMINDED, *passed_on]
    given = as_user(company["ana"]).get("/api/my-leads/given").json()["items"]
    assert [(item["name"], item["status"], item["owner"]["title"], item["is_waiting"]) for item in given] == [
        ("陈晓明", "qualified", "Lin", False)
    ]
    assert sorted(offer["state"] for offer in given[0]["history"]) == ["accepted", "superseded"]


def test_if_the_next_rep_does_nothing_either_the_manager_decides(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    for step, days in (("wait_two_days", 2), ("wait_one_day", 1), ("wait_next", 2)):
        days_pass(step, days)
        caught_up(lead)
    assert mails()[-1] == ("call_manager", "jing", "zh-hans")
    assert (Run.objects.get().status, lead.owner) == ("completed", company["lin"])


def test_a_declined_lead_goes_on_at_once_and_is_chased_there(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    do("lead.decline", lead, company["bo"], reason="On leave")
    caught_up(lead)
    assert lead.owner == company["lin"]
    first, second = Run.objects.order_by("id")
    assert (first.status, second.status, second.object) == ("completed", "waiting", "hand_over")
    assert mails() == [*TOLD, ("tell_next", "lin", "en"), ("tell_giver", "ana", "en")]
    days_pass("wait", 2)
    caught_up(lead)
    assert mails()[4:] == [("remind", "lin", "en"), ("remind", "jing", "zh-hans")]


def test_a_lead_that_was_accepted_is_not_handed_over_again(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    do("lead.accept", lead, company["bo"])
    caught_up(lead)
    bo = Actor.of_user(company["bo"])
    for status in ("working", "qualified", "working"):
        records.update(lead, {"status": status}, actor=bo)
        caught_up(lead)
    assert (Run.objects.count(), lead.owner) == (1, company["bo"])


def test_every_step_is_in_the_leads_history_with_the_run_that_did_it(company: dict[str, User]) -> None:
    lead = qualify(company["ana"])
    run = Run.objects.get()
    events = Event.objects.filter(object="lead", record_id=lead.pk).order_by("id")
    assert [(e.actor_kind, e.action, e.run_id) for e in events] == [
        ("user", "", None),
        ("user", "", None),
        ("workflow", "lead.qualify", run.pk),
        ("workflow", "lead.hand_over", run.pk),
    ]


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_won_opportunity_is_congratulated_and_becomes_a_task(company: dict[str, User]) -> None:
    drawn = workflows.document("won_opportunity")
    publish(records.create(Workflow, {"name": "Won", "object": "opportunity"}, actor=SYSTEM), drawn, actor=SYSTEM)
    worker.work_until_idle()
    bo = Actor.of_user(company["bo"])
    deal = records.create(Opportunity, {"name": "十台机器人", "amount": "860000"}, actor=bo)
    actions.perform(actions.get("opportunity.win"), deal, {}, actor=bo)
    worker.work_until_idle()
    assert Run.objects.get().status == "completed"
    told = Notice.objects.order_by("id").values_list("recipient__username", "title")
    assert list(told) == [
        ("bo", "恭喜赢单！十台机器人：860,000.00 人民币"),
        ("jing", "Bo 赢得 十台机器人：860,000.00 人民币"),
    ]
    task = Task.objects.get()
    assert (task.subject, task.owner, task.related_to) == (
        "与交付团队交接：十台机器人",
        company["bo"],
        f"opportunity:{deal.pk}",
    )
    due = timezone.localtime(timezone.now() + datetime.timedelta(days=3))
    assert task.due_at is not None
    assert timezone.localtime(task.due_at) == due.replace(hour=17, minute=0, second=0, microsecond=0)


def test_a_lead_from_the_website_becomes_a_task_to_call_within_a_day(company: dict[str, User]) -> None:
    drawn = workflows.document("website_lead")
    publish(records.create(Workflow, {"name": "Website", "object": "lead"}, actor=SYSTEM), drawn, actor=SYSTEM)
    worker.work_until_idle()
    ana = Actor.of_user(company["ana"])
    records.create(Lead, {"name": "Li Lei", "source": "website"}, actor=ana)
    lead = records.create(Lead, {"name": "Han Mei", "source": "website", "mobile": "13000000002"}, actor=ana)
    worker.work_until_idle()
    task = Task.objects.get()
    assert (task.subject, task.owner, task.related_to) == (
        "Call Han Mei within a day",
        company["ana"],
        f"lead:{lead.pk}",
    )
    assert task.description == "Came through the website. Mobile: +8613000000002."
    assert task.due_at is not None
    assert 0.98 < (task.due_at - timezone.now()).total_seconds() / 86_400 <= 1
