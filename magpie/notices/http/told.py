"""The endpoint that says whom an operation told, and who got it."""

from __future__ import annotations

import datetime
import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from magpie.notices import told
from magpie.notices.models import Notice
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import Event
from magpie.platform.problems import NotFound

router = Router(tags=["notices"])


class ToldChannel(Schema):
    """How far a notice came on one channel."""

    channel: str
    label: str
    status: str
    status_label: str
    at: datetime.datetime | None
    error: str


class ToldPerson(Schema):
    """Somebody who was told, what, and by which channels."""

    name: str
    title: str
    why: str
    read_at: datetime.datetime | None
    channels: list[ToldChannel]


class ToldAnswer(Schema):
    """Whom an operation told, with what the workflows told that it started; so far."""

    people: int
    items: list[ToldPerson]


@router.get(
    "/operations/{operation}/told",
    response={200: ToldAnswer, **PROBLEM_RESPONSES},
    operation_id="read_told_of_operation",
)
def of_operation(request: HttpRequest, operation: uuid.UUID) -> HttpResponse:
    """Whom an operation told, for whoever did it and for administrators."""
    actor = actor_of(request)
    done = Event.objects.filter(operation=operation)
    if not (done if actor.is_trusted else done.filter(actor_id=actor.user_id or 0)).exists():
        raise NotFound

    def may_read(notice: Notice) -> bool:
        return actor.is_trusted or actor.user_id in (notice.recipient_id, notice.sender_id)

    items = [
        {
            "name": told.name_of(notice),
            "title": notice.title if may_read(notice) else "",
            "why": str(notice.reason.get("title") or "") if may_read(notice) else "",
            "read_at": notice.read_at,
            "channels": [
                {
                    "channel": delivery.channel,
                    "label": str(delivery.get_channel_display()),
                    "status": delivery.status,
                    "status_label": str(delivery.get_status_display()),
                    "at": delivery.delivered_at or delivery.sent_at,
                    "error": delivery.error if may_read(notice) else "",
                }
                for delivery in sorted(notice.deliveries.all(), key=lambda one: one.pk)
            ],
        }
        for notice in told.notices_of(operation)
    ]
    return answer({"people": len({item["name"] for item in items}), "items": items})
