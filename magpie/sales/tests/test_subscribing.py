"""The forecast, the pipeline and targets, as what somebody subscribes to: their own rights, exact figures."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone, translation

from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid
from magpie.sales.models import HandOver, Target
from magpie.sales.tests.make import do, make_lead, make_opportunity, make_user
from magpie.subscriptions import sources
from magpie.subscriptions.sources import Report

pytestmark = pytest.mark.django_db


def report(user: User, kind: str, **parameters: Any) -> Report:
    with translation.override("en"):
        return sources.compute(Actor.of_user(user), kind, parameters, timezone.now())


def figures(made: Report) -> dict[str, Decimal]:
    return {figure.name: figure.value for figure in made.figures}


def test_forecast_and_pipeline_hold_what_the_reader_may_see_in_their_currency() -> None:
    ana, cy = make_user("Ana"), make_user("Cy")
    for owner, amount in ((ana, 1000), (ana, 500), (cy, 70)):
        make_opportunity(owner=owner.pk, amount=amount, close_date=timezone.localdate(), probability=50, currency="EUR")
    pipeline = report(ana, "pipeline")
    assert figures(pipeline) == {"count": 2, "total": 1500, "weighted": 750}
    (row,) = pipeline.tables[0].rows
    assert (row.cells[2:], row.currency) == ((2, Decimal(1500), Decimal(750)), "EUR")
    forecast = report(ana, "forecast", months=1)
    assert (figures(forecast)["total"], forecast.about) == (Decimal(1500), "EUR")
    assert [row.cells for row in forecast.tables[0].rows] == [("Ana", 1500, 750)]
    assert figures(report(cy, "forecast"))["total"] == 70
    assert figures(report(cy, "forecast", currency="CNY"))["total"] == 0
    before = pipeline.digest
    make_opportunity(owner=cy.pk, amount=1, currency="EUR")
    assert report(ana, "pipeline").digest == before


def test_targets_say_what_is_achieved_and_what_is_behind() -> None:
    ana = make_user("Ana")
    first = timezone.localdate().replace(day=1)
    values = {"measure": "won_count", "period": "month", "starts_on": first.isoformat(), "person": ana.pk}
    records.create(Target, {**values, "value": 1}, actor=Actor.of_user(ana))
    assert figures(report(ana, "targets")) == {"count": 1, "reached": 0, "behind": 1}
    do("opportunity.win", make_opportunity(owner=ana.pk, amount=5), SYSTEM)
    made = report(ana, "targets")
    assert figures(made) == {"count": 1, "reached": 1, "behind": 0}
    assert [row.cells for row in made.tables[0].rows] == [("Ana", "Opportunities won", 1, 1, 100)]


def test_the_leader_board_has_everybody_in_order_and_targets_that_one_may_read() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    first = timezone.localdate().replace(day=1)
    for user, value in ((ana, 4000), (bo, 100)):
        values = {"measure": "won_amount", "period": "month", "starts_on": first.isoformat(), "currency": "EUR"}
        records.create(Target, {**values, "person": user.pk, "value": value}, actor=Actor.of_user(user))
    for user, amount in ((ana, 1000), (bo, 3000)):
        do("opportunity.win", make_opportunity(owner=user.pk, amount=amount, currency="EUR"), SYSTEM)
    made = report(ana, "leader_board", currency="EUR")
    assert [row.cells for row in made.tables[0].rows] == [
        (1, "Bo", "", 3000, None, None), (2, "Ana", "", 1000, 4000, Decimal("25.0")),
    ]  # fmt: skip
    assert figures(made) == {"total": 4000, "people": 2, "place": 2}
    calls = report(ana, "leader_board", measure="calls")
    assert (calls.rows, calls.figures[0].unit) == (0, "")
    with pytest.raises(Invalid):
        report(ana, "leader_board", measure="luck")


def test_hand_overs_are_counted_by_person_and_those_that_wait_are_named() -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    taken, waiting = make_lead(ana, name="Taken"), make_lead(ana, name="Waits")
    for lead in (taken, waiting):
        do("lead.hand_over", lead, ana, by="user", user=bo.pk)
    do("lead.accept", taken, bo)
    HandOver.objects.filter(lead=taken).update(answered_at=F("offered_at") + datetime.timedelta(hours=3))
    made = report(bo, "hand_overs")
    assert figures(made) == {"count": 2, "accepted": 1, "declined": 0, "waiting": 1}
    open_ones, by_person = made.tables
    assert [row.cells[:3] for row in open_ones.rows] == [("Waits", "Bo", "Ana")]
    assert [row.cells for row in by_person.rows] == [("Bo", 2, 1, 0, 0, Decimal("3.0"))]
    assert figures(report(cy, "hand_overs")) == {"count": 0, "accepted": 0, "declined": 0, "waiting": 0}
    HandOver.objects.update(offered_at=timezone.now() - datetime.timedelta(days=10))
    later = report(bo, "hand_overs")
    assert figures(later) == {"count": 0, "accepted": 0, "declined": 0, "waiting": 1}
    assert figures(report(bo, "hand_overs", days=30))["count"] == 2


def test_who_may_read_none_of_it_is_refused_and_nonsense_too() -> None:
    ana, guest = make_user("Ana"), User.objects.create(username="guest", name="Guest")
    for kind in ("forecast", "pipeline", "targets", "leader_board", "hand_overs"):
        with pytest.raises(Forbidden):
            report(guest, kind)
    # ISO 4217 keeps XTS for tests: it has the form of a currency, and no company has it.
    for parameters in ({"months": 13}, {"currency": "XTS"}, {"nothing": 1}):
        with pytest.raises(Invalid):
            report(ana, "forecast", **parameters)
