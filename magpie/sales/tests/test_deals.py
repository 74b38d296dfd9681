"""What surrounds an opportunity, scores of leads, targets and the forecast."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.accounts.models import Contact
from magpie.activities.models import Call
from magpie.platform import records, search, setup, texts
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.platform.problems import Invalid
from magpie.sales import forecast, rules, scoring
from magpie.sales.models import (
    CloseReason,
    Competitor,
    DealContact,
    ForecastSnapshot,
    Lead,
    Obstacle,
    Opportunity,
    Rival,
    ScoreRule,
    Target,
)
from magpie.sales.tests.make import do, make_lead, make_opportunity, make_team, make_user

pytestmark = pytest.mark.django_db


def ask(user: User, path: str, **query: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    response = client.get(f"/api/{path}", query, headers={"accept-language": "en"})
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def make_rule(name: str, points: int, condition: dict[str, Any]) -> ScoreRule:
    return records.create(ScoreRule, {"name": name, "points": points, "filter": condition}, actor=SYSTEM)


def win(owner: User, amount: int, **values: Any) -> Opportunity:
    deal = make_opportunity(owner=owner.pk, amount=amount, **values)
    do("opportunity.win", deal, SYSTEM)
    return deal


def test_obstacles_are_counted_on_their_opportunity_until_they_are_solved() -> None:
    deal = make_opportunity()
    first, second = (
        records.create(Obstacle, {"name": name, "opportunity": deal.pk}, actor=SYSTEM) for name in ("Price", "Budget")
    )
    deal.refresh_from_db()
    assert deal.open_obstacles == 2
    do("obstacle.solve", first, SYSTEM, solution="A discount")
    assert (first.status, first.solution, first.solved_on) == ("solved", "A discount", timezone.localdate())
    records.delete(second, actor=SYSTEM)
    deal.refresh_from_db()
    assert deal.open_obstacles == 0


def test_a_lost_opportunity_has_a_reason_of_the_list_or_in_words() -> None:
    deal = make_opportunity()
    lost, won = (records.create(CloseReason, {"name_en": kind, "kind": kind}, actor=SYSTEM) for kind in ("lost", "won"))
    with pytest.raises(Invalid):
        do("opportunity.lose", deal, SYSTEM)
    with pytest.raises(Invalid):
        do("opportunity.lose", deal, SYSTEM, main_reason=won.pk)
    do("opportunity.lose", deal, SYSTEM, main_reason=lost.pk)
    assert (deal.status, deal.close_reason_id, deal.forecast_category) == ("lost", lost.pk, "omitted")
    do("opportunity.reopen", deal, SYSTEM, reason="They came back")
    assert (deal.status, deal.close_reason_id, deal.forecast_category) == ("open", None, "pipeline")


def test_the_score_of_a_lead_follows_the_rules_and_says_why() -> None:
    ana = make_user("Ana")
    make_rule("Decides", 40, {"field": "authority", "is": "decides"})
    make_rule("Rich", 45, {"field": "budget", "gte": 1000})
    make_rule("Cold", -60, {"field": "rating", "is": "cold"})
    lead = make_lead(ana, authority="decides", budget=2000)
    assert (lead.score, lead.grade) == (85, "a")
    records.update(lead, {"rating": "cold"}, actor=SYSTEM)
    assert (lead.score, lead.grade) == (25, "c")
    shown = ask(ana, f"leads/{lead.pk}/score")
    assert [(part["name"], part["holds"]) for part in shown["parts"]] == [
        ("Decides", True),
        ("Rich", True),
        ("Cold", True),
    ]
    assert (shown["score"], shown["grade"]) == (25, "c")


def test_a_changed_rule_counts_for_all_open_leads_and_without_rules_scores_stay() -> None:
    lead = make_lead(score=33)
    assert scoring.score_all() == 0
    make_rule("All", 60, {})
    assert scoring.score_all() == 1
    assert scoring.score_all() == 0
    assert Lead.objects.get(pk=lead.pk).score == 60


def test_a_year_is_spread_over_its_months_to_the_cent() -> None:
    bo = make_user("Bo")
    values = {"person": bo.pk, "period": "year", "starts_on": "2026-05-05", "value": "100"}
    target = records.create(Target, values, actor=SYSTEM)
    assert target.starts_on == datetime.date(2026, 1, 1)
    do("target.spread", target, SYSTEM)
    months = Target.objects.filter(period="month").order_by("starts_on")
    assert [m.starts_on.month for m in months] == list(range(1, 13))
    assert [m.value for m in months] == rules.spread(Decimal(100), 12)
    assert sum(m.value for m in months) == 100
    with pytest.raises(Invalid):
        records.create(Target, {"value": 5}, actor=SYSTEM)


def test_targets_and_leader_board_count_what_was_won() -> None:
    boss = make_user("Boss", is_administrator=True)
    team = make_team()
    bo, cy = make_user("Bo", team=team), make_user("Cy", team=team)
    win(bo, 300)
    win(cy, 500)
    win(cy, 70, currency="USD")
    records.update(win(bo, 900), {"close_date": "2020-01-05"}, actor=SYSTEM)
    records.create(Call, {"subject": "c", "owner": bo.pk, "starts_at": timezone.now()}, actor=SYSTEM)
    for values in ({"person": bo.pk, "value": 600}, {"team": team.pk, "value": 1600}):
        records.create(Target, values, actor=SYSTEM)
    records.create(Target, {"person": bo.pk, "measure": "calls", "value": 4}, actor=SYSTEM)
    setup.forget()
    items = ask(boss, "targets/progress")["items"]
    assert sorted((i["measure"], i["achieved"], i["value"]) for i in items) == [
        ("calls", "1", "4.00"),
        ("won_amount", "300.00", "600.00"),
        ("won_amount", "800.00", "1600.00"),
    ]
    leaders = ask(boss, "leader-board")["leaders"]
    assert [(x["place"], x["person"]["title"], x["value"], x["target"]) for x in leaders] == [
        (1, "Cy", "500.00", None),
        (2, "Bo", "300.00", "600.00"),
    ]
    assert next(x["person"]["title"] for x in ask(cy, "leader-board", currency="USD")["leaders"]) == "Cy"


def test_the_forecast_shows_own_opportunities_by_category_and_what_changed_in_a_week() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    today = timezone.localdate()
    deal = make_opportunity(owner=bo.pk, amount=100, close_date=today, forecast_category="commit")
    make_opportunity(owner=cy.pk, amount=999, close_date=today)
    assert forecast.keep_today() == 2
    assert forecast.keep_today() == 0
    ForecastSnapshot.objects.update(day=today - datetime.timedelta(days=8))
    records.update(deal, {"amount": 250}, actor=SYSTEM)
    (line,) = ask(bo, "forecast", months=1)["lines"]
    (month,) = line["months"]
    assert line["owner"]["id"] == bo.pk
    assert (month["total"], month["change"]) == ("250.00", "150.00")
    assert {c["category"]: c["count"] for c in month["categories"] if c["count"]} == {"commit": 1}


def test_who_takes_part_in_a_deal_is_called_by_their_name_as_far_as_one_may_see_them() -> None:
    root, bo = make_user("Root", is_administrator=True), make_user("Bo")
    deal = make_opportunity(owner=bo.pk)
    zhao = records.create(Contact, {"name": "赵建国", "owner": root.pk}, actor=SYSTEM)
    part = records.create(DealContact, {"opportunity": deal.pk, "contact": zhao.pk, "owner": bo.pk}, actor=SYSTEM)
    rival = records.create(Competitor, {"name": "Polar", "owner": root.pk}, actor=SYSTEM)
    records.create(Rival, {"opportunity": deal.pk, "competitor": rival.pk, "name": "Their reseller"}, actor=SYSTEM)
    search.rebuild()
    assert [item["title"] for item in ask(root, "rivals")["items"]] == ["Their reseller"]
    assert [item["title"] for item in ask(root, "deal-contacts", search="建国")["items"]] == ["赵建国"]
    assert texts.record_values(part, "en")["title"] == "赵建国"
    about = [
        item["about"] for item in ask(root, f"opportunities/{deal.pk}/timeline", around=True)["items"] if item["about"]
    ]
    assert {"object": "deal_contact", "id": part.pk, "title": "赵建国"} in about
    told = [item["title"] for item in ask(root, "audit/changes", object="deal_contact")["items"]]
    assert told == ["赵建国"]
    records.update(zhao, {"name": "赵建华"}, actor=SYSTEM)
    search.rebuild()
    assert ask(root, f"deal-contacts/{part.pk}")["title"] == "赵建华"
    assert [item["title"] for item in ask(bo, "deal-contacts")["items"]] == [f"#{part.pk}"]
    assert ask(bo, "deal-contacts", search="建华")["items"] == []
