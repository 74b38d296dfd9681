"""Endpoints of the clock: what a trigger that somebody draws would start in the next days."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from magpie.automation.clock import ahead
from magpie.automation.document import Trigger
from magpie.automation.http.router import object_named, router
from magpie.platform import access, filters, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid


class PreviewInput(Schema):
    """A trigger of the clock, for an object or none, and how far to look."""

    object: str = ""
    trigger: Trigger
    days: Annotated[int, Field(ge=1, le=366)] = 7


class PreviewItem(Schema):
    """A record for which the trigger would start a run, and when."""

    id: int
    title: str
    at: str


class Preview(Schema):
    """What would start: how many runs (null if too many to count), the first of them, and the times of a schedule."""

    count: int | None
    items: list[PreviewItem]
    times: list[str]


@router.post("/automation/upcoming", response={200: Preview, **PROBLEM_RESPONSES}, operation_id="preview_clock_trigger")
def preview(request: HttpRequest, payload: PreviewInput) -> HttpResponse:
    """What a schedule, a date or a long stay would start in the next days, as the records are now."""
    actor = actor_of(request)
    if not access.may(actor, objects.get("workflow"), "read"):
        raise Forbidden(_("You may not see workflows."))
    object_type: Any = object_named(payload.object) if payload.object else None
    try:
        return answer(ahead.preview(object_type, payload.trigger, actor=actor, days=payload.days))
    except filters.FilterError as error:
        raise Invalid({"filter": [str(error)]}) from None
