"""Every set-up applies on an empty database, says the same twice, and goes again without a trace."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

from magpie.accounts.models import Account
from magpie.industries import applying, files, planning, removing
from magpie.industries.files import Item, SetUp
from magpie.industries.models import Part
from magpie.platform import context, objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import CustomField, Event, Layout, OwnObject, SavedList, User
from magpie.platform.problems import Refused
from magpie.platform.undo import undo
from magpie.sales import pipelines
from magpie.sales.models import Opportunity, Pipeline, Stage
from tests.objects.test_import_undone import tables

pytestmark = pytest.mark.django_db
PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
COUNTED = {"platform_setupversion"}  # how often set-up was written
KEYS = [found.key for found in files.all_setups()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What is the same in both languages: names of standards, ratings, units.
UNTRANSLATED = re.compile(r"^(ISO 9001|IATF 16949|CE|RoHS|UL|CCC|AAA|AA|A|BBB|kWh|[\d.]+ kV|kWh?)$")


@pytest.fixture
def root() -> Actor:
    setup.forget()
    return Actor.of_user(User.objects.create(username="root", name="Root", is_administrator=True, language="en"))


def industry(key: str) -> SetUp:
    found = files.find(key)
    assert found is not None
    return found


def verbs(found: SetUp) -> dict[str, str]:
    """What applying would do with the parts, but for those that are as the file says."""
    setup.forget()
    return {step.item.key: step.verb for step in planning.plan(found).steps if step.verb != "same"}


def changed(found: SetUp, key: str, **values: Any) -> SetUp:
    """A newer version of the set-up, in which one part has other values."""
    items = [Item(i.key, i.kind, {**i.values, **values}) if i.key == key else i for i in found.items]
    return dataclasses.replace(found, items=tuple(items))


def texts_of(value: Any) -> Iterator[dict[str, str]]:
    """Every text in languages."""
    if isinstance(value, dict):
        if value.keys() & {"en", "zh-hans"}:
            yield value
        else:
            for part in value.values():
                yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)


def test_there_are_the_seven_industries() -> None:
    assert KEYS == [
        "information_technology", "services", "retail", "banking", "manufacturing", "energy", "communications_media",
    ]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_set_up_applies_changes_nothing_the_second_time_and_goes_without_a_trace(key: str, root: Actor) -> None:
    found = industry(key)
    before = tables()
    made, operation = applying.apply(found, actor=root)
    assert {step.verb for step in made.steps} == {"add"}
    assert Event.objects.filter(operation=operation).values_list("action").distinct().get() == (applying.ACTION,)
    assert verbs(found) == {}
    again, nothing = applying.apply(found, actor=root)
    assert (again.is_empty, Event.objects.filter(operation=nothing).count()) == (True, 0)
    assert undo(operation, root).skipped == []
    after = tables()
    assert {name: rows for name, rows in after.items() if before.get(name) != rows and name not in COUNTED} == {}


@pytest.mark.parametrize("key", KEYS)
def test_the_files_are_whole_in_both_languages(key: str) -> None:
    found = industry(key)
    kinds = {item.kind for item in found.items}
    assert kinds >= {"own_object", "field", "pipeline", "stage", "stage_requirement", "layout", "playbook", "workflow"}
    for text in (found.name, found.about, *(t for item in found.items for t in texts_of(item.values))):
        assert text.keys() == {"en", "zh-hans"}
        assert all(part.strip() for part in text.values())
        plain = PLACEHOLDER.sub("", text["en"])
        is_same = UNTRANSLATED.match(plain) or not re.search(r"[A-Za-z]{3}", plain)
        assert CHINESE.search(text["zh-hans"]) or is_same, text
        assert not CHINESE.search(text["en"])
    for values in (each for item in found.items for each in (item.values, *item.values.get("options", ()))):
        for english in [name for name in values if name.endswith("_en")]:
            chinese = values.get(english.removesuffix("_en") + "_zh") or values.get(english.removesuffix("_en"))
            assert values[english].strip()
            assert not CHINESE.search(values[english])
            assert CHINESE.search(chinese) or UNTRANSLATED.match(values[english]), values[english]


def test_what_the_company_changed_or_deleted_stays_so_and_only_what_is_new_is_offered(root: Actor) -> None:
    found = industry("services")
    applying.apply(found, actor=root)
    sla, until = (CustomField.objects.get(object="account", name=name) for name in ("sla", "service_until"))
    records.update(sla, {"label_en": "Our level"}, actor=root)
    records.delete(SavedList.objects.get(name="Satisfaction below 7"), actor=root)
    assert verbs(found) == {"field.account.sla": "keep", "list.unhappy": "keep"}

    newer = changed(found, "field.account.sla", label_en="Level of service")
    newer = changed(newer, "field.account.service_until", label_en="Served until")
    further = {"object": "account", "name": "last_audit", "label_en": "Audit", "label_zh": "审计", "type": "date"}
    extra = Item("field.account.last_audit", "field", further)
    newer = dataclasses.replace(newer, items=(*newer.items, extra))
    plan = planning.plan(newer)
    assert {s.item.key: s.verb for s in plan.steps if s.verb != "same"} == {
        "field.account.sla": "keep", "field.account.service_until": "change", "list.unhappy": "keep",
        "field.account.last_audit": "add",
    }  # fmt: skip
    assert [dataclasses.astuple(c) for s in plan.of("change") for c in s.changes] == [
        ("Label in English", "Service until", "Served until")
    ]
    applying.apply(newer, actor=root)
    sla.refresh_from_db()
    until.refresh_from_db()
    assert (sla.label_en, until.label_en) == ("Our level", "Served until")
    assert CustomField.objects.filter(name="last_audit").exists()


def test_something_else_of_the_same_name_is_named_and_nothing_is_written(root: Actor) -> None:
    field = {"object": "account", "name": "sla", "label_en": "SLA", "type": "text"}
    records.create(CustomField, field, actor=root)
    before = tables()
    with pytest.raises(Refused, match="Account Service level"):
        applying.apply(industry("services"), actor=root)
    assert tables() == before


def test_what_is_there_already_is_used_and_left_alone(root: Actor) -> None:
    field = {"object": "account", "name": "service_until", "label_en": "Ours", "type": "date"}
    own = records.create(CustomField, field, actor=root)
    made, _operation = applying.apply(industry("services"), actor=root)
    assert [step.item.key for step in made.of("keep")] == ["field.account.service_until"]
    removing.remove(industry("services"), actor=root)
    assert list(CustomField.objects.values_list("pk", flat=True)) == [own.pk]


def test_a_layout_of_the_company_only_gets_the_new_fields(root: Actor) -> None:
    own = {"object": "account", "sections": [{"label_en": "All", "label_zh": "全部", "fields": ["name", "phone"]}]}
    layout = records.create(Layout, {**own, "list_columns": ["name", "owner"]}, actor=root)
    applying.apply(industry("banking"), actor=root)
    layout.refresh_from_db()
    assert [s["label_en"] for s in layout.sections] == ["All", "Credit and risk"]
    assert layout.list_columns == ["name", "credit_rating", "risk_level", "review_on", "owner"]
    sections = copy.deepcopy(layout.sections)
    sections[1]["fields"].remove("main_bank")
    records.update(layout, {"sections": sections}, actor=root)
    assert verbs(industry("banking")) == {}
    removing.remove(industry("banking"), actor=root)
    layout.refresh_from_db()
    assert (layout.sections, layout.list_columns) == (own["sections"], ["name", "owner"])


def test_a_set_up_that_nobody_used_goes_wholly(root: Actor) -> None:
    before = tables()
    applying.apply(industry("manufacturing"), actor=root)
    things, operation = removing.remove(industry("manufacturing"), actor=root)
    assert [thing for thing in things if thing.reason] == []
    after = tables()
    assert {name: rows for name, rows in after.items() if before.get(name) != rows and name not in COUNTED} == {}
    lost = {skipped.object for skipped in undo(operation, root).skipped}
    assert lost == {"pool", "workflow"}  # they cannot be brought back, so they are offered again
    assert {key.partition(".")[0] for key in verbs(industry("manufacturing"))} == lost
    assert set(verbs(industry("manufacturing")).values()) == {"add"}


def test_what_is_used_stays_with_what_it_needs_and_is_named(root: Actor) -> None:
    found = industry("banking")
    applying.apply(found, actor=root)
    setup.forget()
    account = records.create(Account, {"name": "Harbour Steel", "credit_rating": "aa"}, actor=root)
    lines: Any = objects.get("credit_line").model
    with context.acting(SYSTEM, "test"):
        records.create(lines, {"name": "2026-7", "account": account.pk, "state": "in_use"}, actor=SYSTEM)
    stage = Stage.objects.get(name_en="Contact", pipeline__name="Corporate credit")
    records.create(Opportunity, {"name": "Loan", "stage": stage.pk, "pipeline": stage.pipeline_id}, actor=root)
    things, _operation = removing.remove(found, actor=root)
    kept = {thing.item.key: thing.reason for thing in things if thing.reason}
    assert kept["field.account.credit_rating"] == "Used 1 time."
    assert kept["own_object.credit_line"] == "Used 1 time."
    assert kept["field.credit_line.line_until"] == "It belongs to “Credit line”, which stays."
    assert kept["pipeline.credit"] == "Used 1 time."
    assert kept["stage.credit.approval"] == "It belongs to “Corporate credit”, which stays."
    assert "pipeline.deposits" not in kept
    assert "field.account.risk_level" not in kept
    assert set(Part.objects.values_list("key", flat=True)) == set(kept)
    assert OwnObject.objects.get().name == "credit_line"
    assert CustomField.objects.filter(object="account").values_list("name", flat=True).get() == "credit_rating"
    assert Pipeline.objects.get(is_default=True).name == "Corporate credit"
    assert Pipeline.objects.filter(name="Deposits and settlement").exists() is False


def test_an_untouched_usual_pipeline_gives_way_and_one_in_use_does_not(root: Actor) -> None:
    usual = pipelines.default_pipeline()
    made, operation = applying.apply(industry("energy"), actor=root)
    assert made.usual == usual
    assert Pipeline.objects.get(is_default=True).name == "Tenders"
    undo(operation, root)
    assert Pipeline.objects.get(is_default=True) == usual
    records.create(Opportunity, {"name": "Sale"}, actor=root)
    made, _operation = applying.apply(industry("energy"), actor=root)
    assert (made.usual, Pipeline.objects.get(is_default=True)) == (None, usual)


def test_what_one_pipeline_requires_is_not_asked_in_another(root: Actor) -> None:
    applying.apply(industry("information_technology"), actor=root)
    setup.forget()
    offer = Stage.objects.get(pipeline__name="Renewal", name_en="Offer sent")
    made = records.create(Opportunity, {"name": "Renewal", "stage": offer.pk}, actor=root)
    assert made.pipeline == offer.pipeline
