"""What automation has to do with one record; its path is the most general one, so it comes last."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from magpie.automation import explaining, sentence_triggers
from magpie.automation.clock import ahead
from magpie.automation.clock.starting import of_clock
from magpie.automation.http.router import router
from magpie.automation.starts import buttons
from magpie.platform import objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import NotFound


class RecordAutomation(Schema):
    """What automation has to do with one record."""

    waiting: list[dict[str, Any]]
    ran: list[dict[str, Any]]
    not_run: list[dict[str, Any]]
    asks: list[dict[str, Any]]
    buttons: list[dict[str, Any]]
    upcoming: list[dict[str, Any]]


def record_automation(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """What waits on a record, what ran on it, why other workflows did not, what can be started and what is to come."""
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    actor = actor_of(request)
    record = find(object_type, number, actor)
    upcoming = [
        {
            "workflow": {"id": c.workflow_id, "title": explaining.name_of(c.workflow)}, "on": c.kind, "at": at,
            "text": sentence_triggers.clock_text(object_type, of_clock(c)[1]),
        }
        for c, at in ahead.upcoming(object_type, record)
    ]  # fmt: skip
    return answer({
        **explaining.about(object_type, record, actor),
        "buttons": buttons.of_record(object_type, record, actor), "upcoming": upcoming,
    })  # fmt: skip


router.get(
    "/{plural}/{number}/automation",
    response={200: RecordAutomation, **PROBLEM_RESPONSES},
    operation_id="record_automation",
)(record_automation)
