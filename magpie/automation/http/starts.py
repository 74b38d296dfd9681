"""Endpoints that start workflows by hand: buttons, and the records that are there already."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from magpie.automation.http.router import object_named, router, wake, workflow_for
from magpie.automation.models import Workflow
from magpie.automation.starts import buttons, rolling_out
from magpie.automation.starts.models import Rollout
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound, Refused


class StartInput(Schema):
    """For which records: by number, by a filter and search text, or all that the workflow's own condition means.

    `button` is the trigger that is pressed; without it the workflow is started by who may change it.
    """

    ids: list[Annotated[int, Field(gt=0, lt=2**63)]] | None = None
    filter: dict[str, Any] | None = None
    search: Annotated[str, Field(max_length=200)] = ""
    matching: Literal[True] | None = None
    button: Annotated[int, Field(ge=0, lt=100)] | None = None


class NotStarted(Schema):
    """A record for which nothing was started, and why."""

    id: int
    title: str
    detail: str


class Started(Schema):
    """How many runs were begun, and for which records none; `count` is that of the records if a roll-out goes on."""

    count: int
    failed: list[NotStarted]
    rollout: int | None


class RolloutItem(Schema):
    """How far a roll-out is."""

    id: int
    workflow: int
    status: str
    total: int
    done: int
    started: int
    refused: list[NotStarted]
    created_at: str
    finished_at: str | None
    created_by: str


class ButtonItem(Schema):
    """A button of a workflow."""

    workflow: dict[str, Any]
    trigger: int
    label: str


@router.post("/workflows/{number}/start", response={200: Started, **PROBLEM_RESPONSES}, operation_id="start_workflow")
def start(request: HttpRequest, number: Number, payload: StartInput) -> HttpResponse:
    """Start a workflow for records: by its button, or for those that are there already; many are worked off later."""
    actor = actor_of(request)
    workflow = _pressed(number) if payload.button is not None else workflow_for(number, actor, "update")
    which = rolling_out.Which(payload.ids, payload.filter, payload.search, bool(payload.matching))
    outcome, rollout = rolling_out.begin(workflow, which, payload.button, actor=actor)
    wake()
    if rollout is not None:
        return answer({"count": rollout.total, "failed": rollout.refused, "rollout": rollout.pk})
    return answer({"count": outcome.started, "failed": outcome.refused, "rollout": None})


def _pressed(number: int) -> Workflow:
    """The workflow of a button: who may press it need not see how it is drawn."""
    found: Workflow | None = Workflow.objects.filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


@router.get(
    "/automation/buttons", response={200: list[ButtonItem], **PROBLEM_RESPONSES}, operation_id="buttons_of_object"
)
def buttons_of_object(request: HttpRequest, object: str) -> HttpResponse:
    """The buttons that the caller may press for records of an object, for the bar above a list."""
    found = buttons.of_object(object_named(object), actor_of(request))
    return answer([buttons.described(button) for button in found])


@router.get(
    "/workflows/{number}/rollouts", response={200: list[RolloutItem], **PROBLEM_RESPONSES},
    operation_id="rollouts_of_workflow",
)  # fmt: skip
def rollouts(request: HttpRequest, number: Number) -> HttpResponse:
    """The latest roll-outs of a workflow, newest first."""
    workflow = workflow_for(number, actor_of(request))
    found = workflow.rollouts.select_related("created_by").order_by("-id")[:20]
    return answer([rolling_out.progress(rollout) for rollout in found])


@router.get("/rollouts/{number}", response={200: RolloutItem, **PROBLEM_RESPONSES}, operation_id="read_rollout")
def rollout(request: HttpRequest, number: Number) -> HttpResponse:
    """How far a roll-out is."""
    return answer(rolling_out.progress(_rollout(number, actor_of(request))))


@router.post(
    "/rollouts/{number}/cancel", response={200: RolloutItem, **PROBLEM_RESPONSES}, operation_id="cancel_rollout"
)
def cancel(request: HttpRequest, number: Number) -> HttpResponse:
    """Start no more; what has begun goes on."""
    actor = actor_of(request)
    found = _rollout(number, actor)
    may_cancel = access.reaches(actor, objects.get("workflow"), found.workflow, "update")
    if found.created_by_id != actor.user_id and not may_cancel:
        raise Forbidden(_("You may not change this workflow."))
    if not rolling_out.cancel(found):
        raise Refused(_("This roll-out is over already."))
    return answer(rolling_out.progress(_rollout(number, actor)))


def _rollout(number: int, actor: Actor) -> Rollout:
    """A roll-out that the caller began, or of a workflow that they may read."""
    found = Rollout.objects.select_related("workflow", "created_by").filter(pk=number).first()
    if found is None:
        raise NotFound
    if found.created_by_id != actor.user_id and not access.may(actor, objects.get("workflow"), "read"):
        raise NotFound
    return found
