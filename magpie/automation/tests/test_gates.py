"""A gate stops a step of a workflow as it stops people, and its words stand in the run."""

from __future__ import annotations

import pytest

from magpie.automation.models import Run, Step
from magpie.automation.tests.test_engine import SET_OFFICE, catch_up, make_team, make_workflow, places  # noqa: F401
from magpie.platform import effects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Gate, Team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("outcome", ["ask", "refuse"])
def test_a_step_that_a_gate_stops_fails_with_its_words_and_writes_nothing(outcome: str) -> None:
    gate = {
        "name": "G", "object": "team", "operation": "update", "filter": {"field": "office", "is": "Beijing"},
        "outcome": outcome, "message_en": "Not to Beijing.",
    }  # fmt: skip
    records.create(Gate, gate, actor=SYSTEM)
    make_workflow([SET_OFFICE])
    team = make_team()
    catch_up()
    team.refresh_from_db()
    step = Step.objects.get(step="office")
    assert (team.office, step.status, step.error) == ("", "failed", "Not to Beijing.")


def test_a_look_ahead_names_the_workflows_that_would_start() -> None:
    make_workflow([SET_OFFICE], name="To Beijing")
    before = Run.objects.count()
    found = effects.preview(SYSTEM, "", make_team)
    assert (found.problem, found.starts, Run.objects.count(), Team.objects.count()) == ("", ["To Beijing"], before, 0)
