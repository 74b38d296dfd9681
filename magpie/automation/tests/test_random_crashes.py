"""Random workflows, with crashes at random statements: every run ends with a reason, every effect happened once.

A crash is an exception that nobody catches, raised instead of a statement: the connection rolls back what was open, as
the database does for a process that was killed.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magpie.automation import engine, worker
from magpie.automation.models import Run, Step
from magpie.automation.tests.world import catch_up, publish_steps
from magpie.platform import readers
from magpie.platform.models import Event, Team

pytestmark = pytest.mark.django_db(transaction=True)
MOST_ROUNDS = 400
names = itertools.count()


class Killed(BaseException):
    """The process ends here."""


def leaf(draw: Callable[[Any], Any], number: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(["make", "make", "make", "wait", "fail", "stop"]))
    if kind == "make":
        values = {"name": f"made {{{{ workflow }}}} b{number}"}
        return {"id": f"b{number}", "action": "record.create", "input": {"object": "team", "values": values}}
    if kind == "wait":
        return {"id": f"b{number}", "wait": {"time": {"hours": 1}}}
    if kind == "fail":
        return {"id": f"b{number}", "action": "record.update", "input": {"values": {"parent": 999_999}}}
    return {"id": f"b{number}", "stop": draw(st.sampled_from(["done", "error"]))}


@st.composite
def trees(draw: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """The steps of a workflow, three levels deep at most."""
    numbers = itertools.count()

    def steps(depth: int, least: int = 0) -> list[dict[str, Any]]:
        return [block(depth) for _n in range(draw(st.integers(least, 3)))]

    def block(depth: int) -> dict[str, Any]:
        number = next(numbers)
        kind = draw(st.sampled_from(["leaf", "leaf", "if", "switch", "loop", "parallel", "try"])) if depth else "leaf"
        here: dict[str, Any] = {"id": f"b{number}"}
        if kind == "if":
            condition = {"field": "name", "starts_with": draw(st.sampled_from(["T", "X"]))}
            return {**here, "if": condition, "then": steps(depth - 1), "else": steps(depth - 1)}
        if kind == "switch":
            cases = [{"if": {"field": "name", "contains": "T"}, "steps": steps(depth - 1)} for _n in range(2)]
            return {**here, "switch": {"every": draw(st.booleans()), "cases": cases, "default": steps(depth - 1)}}
        if kind == "loop":
            return {**here, "loop": {"items": list(range(draw(st.integers(0, 3))))}, "steps": steps(depth - 1)}
        if kind == "parallel":
            branches = [{"steps": steps(depth - 1, 1)}, {"steps": steps(depth - 1)}]
            return {**here, "parallel": {"branches": branches, "join": draw(st.sampled_from(["all", "any"]))}}
        if kind == "try":
            return {**here, "try": steps(depth - 1, 1), "on_error": steps(depth - 1)}
        return leaf(draw, number)

    return steps(2, 1)


def work_with_crashes(dice: random.Random, often: float) -> None:
    """Rounds of a worker that is killed at random statements and begun again."""

    def strike(execute: Any, statement: Any, parameters: Any, many: Any, about: Any) -> Any:
        if dice.random() < often:
            raise Killed
        return execute(statement, parameters, many, about)

    for _round in range(MOST_ROUNDS):
        try:
            with connection.execute_wrapper(strike):
                done = worker.work_once()
        except Killed:
            connection.close()
            continue
        if not done:
            if not Step.objects.filter(status="waiting", wake_at__isnull=False).exists():
                return
            Step.objects.filter(status="waiting").update(wake_at=timezone.now())
    raise AssertionError("the runs do not end")


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    catch_up()


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(tree=trees(), seed=st.integers(0, 10**6), often=st.sampled_from([0.0, 0.01, 0.05]))
def test_every_run_ends_and_every_effect_happens_once(tree: list[dict[str, Any]], seed: int, often: float) -> None:
    name = f"w{next(names)}"
    workflow = publish_steps(*tree, name=name, settings={"limits": {"failures": 0}})
    Team.objects.bulk_create([Team(name=f"T{name} {n}") for n in range(3)])
    work_with_crashes(random.Random(seed), often)
    workflow.refresh_from_db()
    type(workflow).objects.filter(pk=workflow.pk).update(is_active=False)

    runs = list(Run.objects.filter(workflow=workflow))
    assert {run.status for run in runs} <= {"completed", "failed"}
    assert all((run.error != "") == (run.status == "failed") for run in runs)
    assert all(run.finished_at is not None for run in runs)
    steps = Step.objects.filter(run__workflow=workflow)
    assert not steps.filter(status__in=("waiting", "retrying", "calling")).exists()
    done = Counter(steps.filter(kind="action", status="done").values_list("step", flat=True))
    made = Counter(
        team.rpartition(" ")[2]
        for team in Team.objects.filter(name__startswith=f"made {name} ").values_list("name", flat=True)
    )
    assert made == done
    created = Event.objects.filter(object="team", kind="created", run_id__in=[r.pk for r in runs])
    assert created.count() == sum(done.values())
    outcomes = {
        (run.status, tuple(run.steps.order_by("step", "path").values_list("step", "path", "status"))) for run in runs
    }
    assert len(outcomes) == 1  # the same workflow on the same kind of record does the same
    assert engine.advance_queued() == 0
