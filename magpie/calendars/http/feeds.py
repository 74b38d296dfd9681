"""Secret addresses at which calendar programs read one's meetings: made, listed and revoked by their owner alone."""

from __future__ import annotations

import datetime
import secrets
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.calendars.models import Feed
from magpie.platform.http.auth import digest
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound, Refused

router = Router()
MOST_FEEDS = 20


class FeedInput(Schema):
    """For which program it is, how much it may read, and whether it shall ring so many minutes before."""

    name: Annotated[str, Field(max_length=100)] = ""
    detail: Literal["full", "busy"] = "full"
    alarm_minutes: Annotated[int | None, Field(ge=0, le=10_080)] = None


class FeedAnswer(Schema):
    """A feed.  Its address can be read only in the answer to its making."""

    id: int
    name: str
    detail: Literal["full", "busy"]
    alarm_minutes: int | None
    created_at: datetime.datetime
    last_read_at: datetime.datetime | None
    address: str | None = None


@router.get("/calendar/feeds", response={200: list[FeedAnswer], **PROBLEM_RESPONSES}, operation_id="list_feeds")
def feeds(request: HttpRequest) -> HttpResponse:
    """One's own feeds."""
    own = Feed.objects.filter(user=actor_of(request).user_id or 0).order_by("id")
    return answer([_shown(feed) for feed in own])


@router.post("/calendar/feeds", response={201: FeedAnswer, **PROBLEM_RESPONSES}, operation_id="create_feed")
def create(request: HttpRequest, payload: FeedInput) -> HttpResponse:
    """A new feed.  Whoever knows its address reads the calendar, so it is shown once and kept only as a hash."""
    user = actor_of(request).user
    if user is None:
        raise Forbidden(_("You may not do this."))
    if Feed.objects.filter(user=user).count() >= MOST_FEEDS:
        raise Refused(_("There are %(count)s already. Revoke one that is not used any more.") % {"count": MOST_FEEDS})
    secret = secrets.token_urlsafe(32)
    feed = Feed.objects.create(user=user, digest=digest(secret), **payload.model_dump())
    address = f"{settings.PUBLIC_URL.rstrip('/')}/calendar-feeds/{secret}.ics"
    return answer({**_shown(feed), "address": address}, 201)


@router.delete("/calendar/feeds/{number}", response={204: None, **PROBLEM_RESPONSES}, operation_id="revoke_feed")
def revoke(request: HttpRequest, number: Number) -> HttpResponse:
    """From now on the address gives nothing."""
    gone, _each = Feed.objects.filter(pk=number, user=actor_of(request).user_id or 0).delete()
    if not gone:
        raise NotFound
    return HttpResponse(status=204)


def _shown(feed: Feed) -> dict[str, object]:
    names = ("id", "name", "detail", "alarm_minutes", "created_at", "last_read_at")
    return {**{name: getattr(feed, name) for name in names}, "address": None}
