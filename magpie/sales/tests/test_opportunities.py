"""Opportunities follow their stage, by whatever way it is changed."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from magpie.platform import bulk, objects, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event
from magpie.platform.problems import Invalid, Refused
from magpie.sales import pipelines
from magpie.sales.models import Opportunity, Pipeline, Stage
from magpie.sales.tests.make import count_events, do, make_opportunity

pytestmark = pytest.mark.django_db


def stage(name: str) -> Stage:
    found: Stage = Stage.objects.get(name_en=name)
    return found


def state(opportunity: Opportunity) -> tuple[str, int, datetime.date | None, str]:
    opportunity.refresh_from_db()
    return opportunity.stage.name_en, opportunity.probability, opportunity.close_date, opportunity.lost_reason


def test_a_company_starts_with_the_usual_pipeline() -> None:
    rows = Stage.objects.order_by("position").values_list("name_en", "name_zh", "probability", "kind")
    assert list(rows) == [
        ("Prospecting", "初步接触", 10, "open"),
        ("Qualification", "需求确认", 20, "open"),
        ("Proposal", "方案报价", 50, "open"),
        ("Negotiation", "商务谈判", 80, "open"),
        ("Closed won", "赢单", 100, "won"),
        ("Closed lost", "输单", 0, "lost"),
    ]
    assert Pipeline.objects.get().is_default
    assert pipelines.default_pipeline() == Pipeline.objects.get()


def test_a_new_opportunity_begins_in_the_first_stage_of_the_usual_pipeline() -> None:
    opportunity = make_opportunity(amount="2000")
    opportunity.refresh_from_db()
    assert state(opportunity) == ("Prospecting", 10, None, "")
    assert opportunity.pipeline == Pipeline.objects.get()
    assert (opportunity.weighted_amount, opportunity.engaged_on) == (Decimal("200.00"), None)


def test_the_weighted_amount_is_the_databases_own() -> None:
    opportunity = make_opportunity(amount="999.99")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_opportunity SET probability = 50 WHERE id = %s", [opportunity.pk])
        cursor.execute("UPDATE sales_opportunity SET probability = 50 WHERE id = %s", [opportunity.pk])
    opportunity.refresh_from_db()
    assert (opportunity.weighted_amount, opportunity.version) == (Decimal("500.00"), 2)
    event = Event.objects.filter(object="opportunity", record_id=opportunity.pk).latest("id")
    assert event.changed == {"probability": (10, 50), "weighted_amount": (Decimal("100.00"), Decimal("500.00"))}


@pytest.mark.parametrize("directly", [True, False])
def test_winning_and_losing_have_one_result_by_every_way(directly: bool) -> None:
    won, lost = make_opportunity(), make_opportunity()
    if directly:
        records.update(won, {"stage": stage("Closed won").pk}, actor=SYSTEM)
        records.update(lost, {"stage": stage("Closed lost").pk, "lost_reason": "Price"}, actor=SYSTEM)
    else:
        do("opportunity.win", won, SYSTEM)
        do("opportunity.lose", lost, SYSTEM, reason="Price")
    assert (won.status, lost.status) == ("won", "lost")
    assert state(won) == ("Closed won", 100, timezone.localdate(), "")
    assert state(lost) == ("Closed lost", 0, timezone.localdate(), "Price")


def test_reopening_needs_a_reason_and_keeps_it_in_the_history() -> None:
    opportunity = make_opportunity()
    with pytest.raises(Refused):
        do("opportunity.reopen", opportunity, SYSTEM, reason="They called again")
    do("opportunity.lose", opportunity, SYSTEM, reason="Price")
    events = count_events()
    with pytest.raises(Invalid):
        do("opportunity.reopen", opportunity, SYSTEM)
    with pytest.raises(Refused):
        do("opportunity.win", opportunity, SYSTEM)
    assert (state(opportunity)[0], count_events()) == ("Closed lost", events)
    do("opportunity.reopen", opportunity, SYSTEM, reason="They called again")
    assert state(opportunity) == ("Prospecting", 10, None, "")
    assert opportunity.status == "open"
    event = Event.objects.filter(object="opportunity", record_id=opportunity.pk).latest("id")
    assert (event.kind, event.data) == ("reopened", {"reason": "They called again"})


def test_a_probability_given_with_an_open_stage_is_kept() -> None:
    opportunity = make_opportunity()
    records.update(opportunity, {"stage": stage("Proposal").pk, "probability": 65}, actor=SYSTEM)
    assert state(opportunity) == ("Proposal", 65, None, "")
    records.update(opportunity, {"name": "Twelve lathes"}, actor=SYSTEM)
    assert state(opportunity)[1] == 65
    with pytest.raises(Invalid):
        records.update(opportunity, {"probability": 101}, actor=SYSTEM)


def test_the_pipeline_follows_the_stage_and_the_stage_the_pipeline() -> None:
    opportunity = make_opportunity()
    other = records.create(Pipeline, {"name": "Renewals"}, actor=SYSTEM)
    with pytest.raises(Refused, match="no stages yet"):
        records.update(opportunity, {"pipeline": other.pk}, actor=SYSTEM)
    first = records.create(Stage, {"pipeline": other.pk, "name_en": "Due", "probability": 70}, actor=SYSTEM)
    with pytest.raises(Invalid):
        make_opportunity(pipeline=Pipeline.objects.get(is_default=True).pk, stage=first.pk)
    opportunity.refresh_from_db()
    records.update(opportunity, {"pipeline": other.pk}, actor=SYSTEM)
    assert (opportunity.stage, opportunity.probability) == (first, 70)
    records.update(opportunity, {"stage": stage("Proposal").pk}, actor=SYSTEM)
    assert opportunity.pipeline.is_default


def test_stages_are_the_choices_of_the_board_in_their_order() -> None:
    setup.forget()
    choices = objects.get("opportunity").field("stage").choices
    assert (str(choices[0].label), choices[0].kind) == ("Prospecting", "open")
    assert [c.kind for c in choices] == ["open", "open", "open", "open", "won", "lost"]


def test_a_stage_in_use_cannot_be_deleted() -> None:
    opportunity = make_opportunity(stage=stage("Proposal").pk)
    with pytest.raises(Refused, match="Ten lathes"):
        records.delete(opportunity.stage, actor=SYSTEM)


def test_a_stage_in_use_keeps_its_kind() -> None:
    used = make_opportunity(stage=stage("Proposal").pk).stage
    with pytest.raises(Refused, match="its kind stays"):
        records.update(used, {"kind": "won"}, actor=SYSTEM)
    records.update(stage("Negotiation"), {"kind": "lost"}, actor=SYSTEM)
    assert (stage("Proposal").kind, stage("Negotiation").kind) == ("open", "lost")


def test_bulk_work_has_the_same_result() -> None:
    declared = objects.get("opportunity")
    result = bulk.create_many(declared, [{"name": "A"}, {"name": "B", "stage": stage("Closed won").pk}], actor=SYSTEM)
    first, second = (Opportunity.objects.get(pk=pk) for pk in result.ids)
    assert (state(first), first.status) == (("Prospecting", 10, None, ""), "open")
    assert (state(second), second.status) == (("Closed won", 100, timezone.localdate(), ""), "won")
    assert (first.pipeline, second.pipeline) == (first.stage.pipeline, first.pipeline)
    assert (first.engaged_on, second.engaged_on) == (None, timezone.localdate())  # engaged past the first stage
    both = Opportunity.objects.filter(pk__in=result.ids)
    bulk.update_many(declared, both, {"stage": stage("Closed lost").pk}, actor=SYSTEM)
    assert {state(o) for o in both} == {("Closed lost", 0, timezone.localdate(), "")}
