"""Publishing workflows and letting their runs go on, for the tests of the engine."""

from __future__ import annotations

import datetime
from typing import Any

from magpie.automation import worker
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.publishing import publish
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Team

CREATED = {"on": "created"}


def publish_steps(
    *steps: dict[str, Any], triggers: list[dict[str, Any]] | None = None, settings: dict[str, Any] | None = None,
    name: str = "Rule", object_name: str = "team", **values: Any,
) -> Workflow:  # fmt: skip
    """A new active workflow with these steps; on new teams unless told otherwise."""
    workflow = records.create(Workflow, {"name": name, "object": object_name, **values}, actor=SYSTEM)
    drawn = {"object": object_name, "triggers": triggers or [CREATED], "steps": list(steps)}
    publish(workflow, {**drawn, **({"settings": settings} if settings else {})}, actor=SYSTEM)
    catch_up()
    return workflow


def catch_up() -> None:
    """Do everything that can be done now."""
    worker.work_until_idle()


def make_team(**values: Any) -> Team:
    """A new team, whose workflows have done what they can."""
    team = records.create(Team, {"name": "East", **values}, actor=SYSTEM)
    catch_up()
    return team


def move_clock(step: str, **amount: int) -> None:
    """As if that much time had passed for the steps of that name which wait."""
    for row in Step.objects.filter(step=step, status__in=("waiting", "retrying")):
        Step.objects.filter(pk=row.pk).update(wake_at=row.wake_at - datetime.timedelta(**amount))
    catch_up()


def mark(step: str, text: str = "", **more: Any) -> dict[str, Any]:
    """A step that adds a word to the team's office."""
    values = {"office": "{{ record.office }}" + (text or f" {step}")}
    return {"id": step, "action": "record.update", "input": {"values": values}, **more}


def office(team: Team) -> str:
    """What the steps have written."""
    team.refresh_from_db()
    return team.office.strip()


def took(run: Run | None = None) -> list[tuple[str, str, str]]:
    """The steps of the only run, or of this one: (step, path, status)."""
    run = run or Run.objects.get()
    return list(run.steps.order_by("id").values_list("step", "path", "status"))
