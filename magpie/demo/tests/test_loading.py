"""The demo company: made once, whole, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count

from magpie import demo
from magpie.automation import document
from magpie.automation.models import Workflow
from magpie.automation.publishing import publish
from magpie.demo import workflows
from magpie.demo.leads import PEOPLE
from magpie.demo.people import USERS
from magpie.demo.workflows.hurrying import hurried
from magpie.platform import objects, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, User
from magpie.watchdog import chasing, own_checks, quality, watching

pytestmark = pytest.mark.django_db
MADE = {
    "user": 15,
    "team": 7,
    "role": 6,
    "territory": 4,
    "territory_member": 9,
    "product": 12,
    "campaign": 6,
    "lead": 57,
    "account": 39,
    "contact": 69,
    "opportunity": 44,
    "hand_over": 12,
    "gate": 5,
    "approval": 1,
    "list": 6,
    "field": 1,
    "workflow": 4,
    "data_check": 2,
    "subscription": 5,
    "watch_rule": 5,
    "escalation_ladder": 1,
}


def counts() -> dict[str, int]:
    return {o.name: o.model._default_manager.count() for o in objects.all_objects()}


def test_loading_twice_makes_nothing_double() -> None:
    demo.load()
    setup.forget()
    first, events = counts(), Event.objects.count()
    demo.load()
    assert counts() == first
    assert Event.objects.count() == events
    assert {name: first[name] for name in MADE} == MADE
    assert all(User.objects.get(username=name).check_password(password) for name, password, _who in demo.SIGN_INS)
    assert Event.objects.filter(automation="run", kind="updated", object="lead").count() == 3


def test_data_to_repair_and_late_work_have_something_in_them() -> None:
    demo.load()
    setup.refresh()
    while quality.sweep_some():
        pass
    found = dict(quality.open_ones().order_by().values_list("kind").annotate(count=Count("pk")))
    own = {check.name: found.get(own_checks.kind_of(check), 0) for check in own_checks.active().values()}
    assert own["联系人没有电话和邮箱"] == 4
    assert (found["terms"], found["date"]) == (4, 1)
    watching.sweep_some()
    assert chasing.chase_some() > 0


def test_every_person_of_the_lists_is_there_once() -> None:
    assert len({row[0] for row in PEOPLE}) == len(PEOPLE) == 57
    assert {name for name, *_rest in demo.SIGN_INS} <= set(USERS)


@pytest.mark.parametrize("name", list(workflows.WORKFLOWS))
def test_every_workflow_is_valid_and_speaks_both_languages(name: str) -> None:
    drawn = document.read(workflows.document(name))
    assert drawn.object == workflows.WORKFLOWS[name][0]
    for block in document.blocks_of(drawn.steps):
        assert set(block.title) == {"en", "zh-hans"}
    assert texts_in_one_language(workflows.document(name)["steps"]) == []


def texts_in_one_language(part: Any) -> list[Any]:
    """Every text in languages that lacks one."""
    if isinstance(part, list):
        return [found for item in part for found in texts_in_one_language(item)]
    if not isinstance(part, dict):
        return []
    mine = [part] if part.keys() & {"en", "zh-hans"} and part.keys() != {"en", "zh-hans"} else []
    return mine + [found for value in part.values() for found in texts_in_one_language(value)]


def test_a_hurried_version_left_in_force_is_taken_back_and_an_own_one_is_kept() -> None:
    workflow = Workflow.objects.create(name="Lead hand-over", object="lead")
    drawn = workflows.document("lead_hand_over")
    publish(workflow, drawn, actor=SYSTEM)
    assert workflows.calm() == 0
    publish(workflow, hurried(drawn), actor=SYSTEM)
    assert workflows.calm() == 1
    workflow.refresh_from_db()
    assert workflow.active_version is not None
    assert (workflow.active_version.number, workflow.active_version.document) == (3, drawn)
    own = {**drawn, "steps": drawn["steps"][:3]}
    publish(workflow, own, actor=SYSTEM)
    assert workflows.calm() == 0


def test_a_hurried_workflow_differs_only_in_its_waits() -> None:
    drawn = workflows.document("lead_hand_over")
    fast = hurried(drawn)
    waits = [b.wait.at_most for b in document.blocks_of(document.read(fast).steps) if hasattr(b, "wait")]
    assert waits == [{"seconds": 10}, {"seconds": 5}, {"seconds": 10}]
    assert drawn == workflows.document("lead_hand_over")
