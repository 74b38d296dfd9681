"""The forecast, the pipeline and targets, as what somebody subscribes to: their own rights, exact figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid
from magpie.sales.models import Target
from magpie.sales.tests.make import do, make_opportunity, make_user
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


def test_who_may_read_none_of_it_is_refused_and_nonsense_too() -> None:
    ana, guest = make_user("Ana"), User.objects.create(username="guest", name="Guest")
    for kind in ("forecast", "pipeline", "targets"):
        with pytest.raises(Forbidden):
            report(guest, kind)
    # ISO 4217 keeps XXX for "no currency": it has the form of one, and the company cannot have it.
    for parameters in ({"months": 13}, {"currency": "XXX"}, {"nothing": 1}):
        with pytest.raises(Invalid):
            report(ana, "forecast", **parameters)
