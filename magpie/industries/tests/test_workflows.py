"""All set-ups together in one company; one workflow of each does what its sentence says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from magpie.accounts.models import Account, Contact
from magpie.activities.models import Task
from magpie.automation import document, sentence, worker
from magpie.automation.asks import answering
from magpie.automation.asks.models import Ask
from magpie.automation.models import Run, Workflow
from magpie.industries import applying, files
from magpie.notices.models import Notice
from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import OwnObject, Team, User
from magpie.sales.models import Opportunity, Pipeline

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def without_own_tables() -> Iterator[None]:
    """The tables of own objects are no part of what a test's end empties."""
    yield
    with connection.cursor() as cursor:
        for number in OwnObject.objects.values_list("pk", flat=True):
            cursor.execute(f"DROP TABLE own_{number}")


def make(model: Any, owner: User, **values: Any) -> Any:
    return records.create(model, {"owner": owner.pk, **values}, actor=SYSTEM)


def change(record: Any, **values: Any) -> Any:
    record.refresh_from_db()
    return records.update(record, values, actor=SYSTEM)


def catch_up() -> None:
    Run.objects.filter(status="queued").update(ready_at=timezone.now())
    worker.work_until_idle()


def test_all_set_ups_stand_beside_each_other_and_a_workflow_of_each_does_what_it_says() -> None:
    setup.forget()
    root = Actor.of_user(User.objects.create_user("root", name="Root", is_administrator=True, language="en"))
    jing = User.objects.create_user("jing", name="Jing", language="en")
    ana = User.objects.create_user("ana", name="Ana", language="en", team=Team.objects.create(name="T", manager=jing))
    setups = files.all_setups()
    for industry in setups:
        made, _operation = applying.apply(industry, actor=root)
        assert made.of("conflict", "keep") == []
    assert Pipeline.objects.get(is_default=True).name == "Software sale"
    for workflow in Workflow.objects.select_related("active_version"):
        assert workflow.active_version is not None
        for language in ("en", "zh-hans"):
            with translation.override(language):
                assert "{" not in sentence.sentence(document.read(workflow.active_version.document))
    assert Workflow.objects.filter(is_active=False).count() == len(setups)  # one of each
    setup.forget()
    catch_up()

    steel = make(Account, ana, name="Harbour Steel")
    drawing = make(objects.get("drawing").model, ana, name="D-7", account=steel.pk, drawing_version="B")
    sale = make(Opportunity, ana, name="Sale", bid_bond=5000)
    member = make(Contact, ana, name="Li", member_level="silver")
    catch_up()
    change(sale, poc_result="passed", bid_result="lost", discount_wanted=45)
    change(steel, risk_level="watch", satisfaction=4)
    change(member, spent_year=12000)
    change(drawing, state="released")
    catch_up()

    assert sorted(Task.objects.filter(owner=ana).exclude(subject="").values_list("subject", flat=True)) == [
        "Call Harbour Steel about our service",
        "Claim the bid bond of Sale back",
        "Quote drawing D-7, version B",
        "Risk check of Harbour Steel",
        "Send the offer for Sale",
        "Tell Li: now a gold member",
    ]
    member.refresh_from_db()
    assert member.custom["member_level"] == "gold"
    told = Notice.objects.filter(recipient__in=[ana, jing]).exclude(kind="ask")
    assert sorted(told.values_list("recipient__username", "title")) == [
        ("ana", "Risk: Harbour Steel is now Special mention"),
        ("ana", "Unhappy: Harbour Steel gives 4"),
        ("jing", "Risk: Harbour Steel is now Special mention"),
        ("jing", "Unhappy: Harbour Steel gives 4"),
    ]
    answering.answer(Ask.objects.get(status="open").pk, Actor.of_user(jing), "rejected", "Too much", {})
    catch_up()
    sale.refresh_from_db()
    assert float(sale.custom["discount_wanted"]) == 30
    assert Run.objects.exclude(status="completed").count() == 0
