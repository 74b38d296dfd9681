"""Endpoints that show how workflows and processes go: where they wait and fail, how long things take."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from magpie.automation import alarms, measures, process
from magpie.automation.http.router import Ids, router, workflow_for
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer

Days = Annotated[int, Query(ge=1, le=366)]


class WorkflowAlarms(Schema):
    """Of the last answers to what the workflow told and reminded of, how many were false alarms."""

    answered: int
    false: int
    reasons: list[str]
    are_many: bool


class Measures(Schema):
    """The runs of a workflow in so many days, and what waits now; `step` and the like lead to `/runs`."""

    since: datetime.datetime
    runs: dict[str, Any]
    blocks: dict[str, dict[str, Any]]
    waits: list[dict[str, Any]]
    by_day: list[dict[str, Any]]
    alarms: WorkflowAlarms


class ProcessView(Schema):
    """How records move through the values of a field."""

    since: datetime.datetime
    stages: list[dict[str, Any]]
    moves: list[dict[str, Any]]
    paths: list[dict[str, Any]]


class Behind(Schema):
    """The records behind a number, by their numbers; `there` is false for those that were deleted."""

    items: list[dict[str, Any]]
    next: str | None


@router.get(
    "/workflows/{number}/measures", response={200: Measures, **PROBLEM_RESPONSES}, operation_id="workflow_measures"
)
def workflow_measures(request: HttpRequest, number: Number, days: Days = 30) -> HttpResponse:
    """Where the runs wait and fail, which ways they take, how long each block lasts."""
    workflow = workflow_for(number, actor_of(request))
    wrong = alarms.of_workflow(workflow.pk)
    told = {name: getattr(wrong, name) for name in WorkflowAlarms.model_fields}
    return answer({**measures.of_workflow(workflow, days), "alarms": told})


@router.get("/automation/process", response={200: ProcessView, **PROBLEM_RESPONSES}, operation_id="process_view")
def process_view(request: HttpRequest, object: str, field: str, days: Days = 90) -> HttpResponse:
    """How long records stay in each stage, how they move, and the paths most of them take."""
    return answer(process.of(object, field, days, actor_of(request)).view())


@router.get("/automation/process/records", response={200: Behind, **PROBLEM_RESPONSES}, operation_id="process_records")
def process_records(
    request: HttpRequest, object: str, field: str, what: Literal["entered", "move", "path"], values: str,
    days: Days = 90, after: Ids = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> HttpResponse:  # fmt: skip
    """The records that entered a stage ([value]), made a move ([from, to]) or went a path ([value, value, …])."""
    found = process.of(object, field, days, actor_of(request))
    return answer(found.records(what, process.values_from(values), after, limit))
