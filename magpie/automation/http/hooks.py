"""Endpoints of webhooks: where other programs call, and the addresses for who keeps the workflow."""

from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema

from magpie.automation.engine.program import program_of
from magpie.automation.hooks import body, keys, receiving
from magpie.automation.hooks.models import Hook
from magpie.automation.http.router import router, wake, workflow_for
from magpie.automation.models import Workflow
from magpie.platform.http.problems import PROBLEM_RESPONSES, ProblemDocument, document
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Invalid, NotFound, Problem, Refused


class HookItem(Schema):
    """The address of a webhook trigger."""

    trigger: int
    url: str
    used_at: str | None


class Received(Schema):
    """What came of a call: the run that was begun, or why none was."""

    run: int | None
    record: dict[str, Any] | None
    detail: str


@router.post(
    "/hooks/{key}", auth=None, response={202: Received, **PROBLEM_RESPONSES, 429: ProblemDocument},
    operation_id="call_webhook",
)  # fmt: skip
def call(request: HttpRequest, key: str) -> HttpResponse:
    """Start a workflow from outside, with JSON or a form of at most 256 kB.

    A call that comes again with the same `Idempotency-Key` (or a delivery number, such as `X-GitHub-Delivery`) starts
    nothing new and gives the same run.
    """
    try:
        hook = receiving.admit(key)
        sent = body.read(request)
        received = receiving.receive(hook, sent, receiving.delivery_of(request.headers))
    except receiving.TooMany:
        found = document(429, "too-many", _("Too many calls."), _("Too many calls; try again in a minute."))
        found["Retry-After"] = "60"
        return found
    except body.TooLarge:
        return document(413, "too-large", _("The request is too large."), _("The request is too large."))
    except NotFound as problem:
        return document(404, "not-found", _("There is nothing at this address."), str(problem))
    except Invalid as problem:
        return document(422, "invalid", _("Some values do not fit."), str(problem), fields=problem.fields)
    except DataError:
        return document(422, "invalid", _("Some values do not fit."), _("Some values do not fit."))
    except Problem as problem:
        return document(409, "refused", _("This is not possible now."), str(problem))
    wake()
    record = {"object": received.object, "id": received.record} if received.record else None
    return answer({"run": received.run, "record": record, "detail": received.detail}, 202)


@router.get("/workflows/{number}/hooks", response={200: list[HookItem], **PROBLEM_RESPONSES}, operation_id="hooks")
def hooks(request: HttpRequest, number: Number) -> HttpResponse:
    """The addresses of a workflow's webhooks, for who may change it: whoever knows one may call it."""
    workflow = workflow_for(number, actor_of(request), "update")
    return answer([_item(workflow, trigger) for trigger in _webhooks(workflow)])


@router.post(
    "/workflows/{number}/hooks/{trigger}/renew", response={200: HookItem, **PROBLEM_RESPONSES},
    operation_id="renew_hook",
)  # fmt: skip
def renew(request: HttpRequest, number: Number, trigger: int) -> HttpResponse:
    """Another address; the former one stops working at once."""
    workflow = workflow_for(number, actor_of(request), "update")
    if trigger not in _webhooks(workflow):
        raise NotFound
    keys.renew(workflow, trigger)
    return answer(_item(workflow, trigger))


def _webhooks(workflow: Workflow) -> list[int]:
    """The places of the webhook triggers in the published document."""
    if workflow.active_version_id is None:
        raise Refused(_("Publish a version first."))
    triggers = program_of(workflow.active_version_id).document.triggers
    return [number for number, trigger in enumerate(triggers) if trigger.on == "webhook"]


def _item(workflow: Workflow, trigger: int) -> dict[str, Any]:
    url = f"{settings.PUBLIC_URL}/api/hooks/{keys.key_of(workflow, trigger)}"
    used = Hook.objects.filter(workflow=workflow, trigger=trigger).values_list("used_at", flat=True).first()
    return {"trigger": trigger, "url": url, "used_at": used}
