"""Making and changing meetings from the calendar: with their repetition, one or the whole series at once."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.activities.models import Meeting
from magpie.calendars import series
from magpie.calendars.http.guests import GuestList, write_guests
from magpie.calendars.invitations import telling
from magpie.calendars.models import Series
from magpie.calendars.repeating import Every, Repeat
from magpie.calendars.series import Scope
from magpie.platform import access, cleaning, context, objects, records
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer, render_one
from magpie.platform.problems import Forbidden

router = Router()


class MeetingRepeat(Schema):
    """How a meeting repeats; without `until` and `times` it goes on."""

    every: Every = "week"
    interval: Annotated[int, Field(ge=1, le=99)] = 1
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = []
    until: datetime.date | None = None
    times: Annotated[int, Field(ge=2, le=400)] | None = None


class NewMeeting(Schema):
    """A new meeting by its fields, how it repeats, who from outside is asked to come, and whether they are told."""

    values: dict[str, Any]
    repeat: MeetingRepeat | None = None
    guests: GuestList | None = None
    tell_guests: bool = True


class MeetingChange(Schema):
    """New values, for which meetings of the series they are meant, and whether guests are told; `guests` are all."""

    values: dict[str, Any]
    scope: Scope = "this"
    guests: GuestList | None = None
    tell_guests: bool = True


class MeetingsWritten(Schema):
    """How many meetings were written, and the one that was asked about."""

    count: int
    record: dict[str, Any] | None = None


class MeetingRepetition(Schema):
    """How a meeting repeats; nothing if it does not."""

    repeat: MeetingRepeat | None
    count: int


@router.post("/calendar/meetings", response={201: MeetingsWritten, **PROBLEM_RESPONSES}, operation_id="plan_meeting")
def plan(request: HttpRequest, payload: NewMeeting) -> HttpResponse:
    """Make a meeting, and the others that its repetition asks for: all or none."""
    actor = actor_of(request)
    with context.acting(actor, whole=True, **options_of(request)) as current:
        meeting = records.create(Meeting, payload.values, actor=actor)
        count = 1
        if payload.repeat is not None:
            given = payload.repeat.model_dump()
            times = given.pop("times")
            count = series.begin(meeting, Repeat(**given), times=times, actor=actor)
        if payload.guests is not None:
            write_guests(meeting, payload.guests)
        telling.settle(meeting, None, tell=payload.tell_guests, by=actor.user_id)
        operation = str(current.operation)
        body = {"count": count, "record": render_one(meeting, actor)}
    return answer(body, 201, Magpie_Operation=operation)


@router.get(
    "/calendar/meetings/{number}/repeat", response={200: MeetingRepetition, **PROBLEM_RESPONSES},
    operation_id="repetition_of_meeting",
)  # fmt: skip
def repetition(request: HttpRequest, number: Number) -> HttpResponse:
    """How the meeting repeats, and how many meetings of its series are planned."""
    meeting = find(objects.get("meeting"), number, actor_of(request))
    row = Series.objects.filter(pk=meeting.series or 0).first()
    planned = Meeting.objects.filter(series=meeting.series, status="planned").count() if row else 0
    return answer({"repeat": row.repeat if row else None, "count": planned})


@router.patch(
    "/calendar/meetings/{number}", response={200: MeetingsWritten, **PROBLEM_RESPONSES}, operation_id="change_meetings"
)
def change(request: HttpRequest, number: Number, payload: MeetingChange) -> HttpResponse:
    """Change a meeting, it and the following ones of its series, or all of them."""
    actor = actor_of(request)
    meetings = objects.get("meeting")
    meeting = find(meetings, number, actor)
    if not access.reaches(actor, meetings, meeting, "update"):
        raise Forbidden(_("You may not change this record."))
    with context.acting(actor, whole=True, **options_of(request)) as current:
        plain = cleaning.clean(meetings, payload.values, actor, meeting, inside_action=False)
        former = meeting.series
        count = series.change(meeting, plain, payload.scope, actor=actor)
        if payload.guests is not None:
            write_guests(meeting, payload.guests)
        telling.settle(meeting, former, tell=payload.tell_guests, by=actor.user_id)
        operation = str(current.operation)
    meeting.refresh_from_db()
    seen = access.reaches(actor, meetings, meeting, "read")
    body = {"count": count, "record": render_one(meeting, actor) if seen else None}
    return answer(body, Magpie_Operation=operation)


@router.delete(
    "/calendar/meetings/{number}", response={200: MeetingsWritten, **PROBLEM_RESPONSES}, operation_id="drop_meetings"
)
def drop(
    request: HttpRequest, number: Number, scope: Annotated[Scope, Query()] = "this", tell_guests: bool = True
) -> HttpResponse:
    """Delete a meeting, it and the following ones of its series, or all that are not over."""
    actor = actor_of(request)
    meeting = find(objects.get("meeting"), number, actor)
    with context.acting(actor, whole=True, **options_of(request)) as current:
        gone, whole = meeting.pk, meeting.series
        count = series.drop(meeting, scope, actor=actor)
        meeting.pk = gone
        telling.settle(meeting, whole, tell=tell_guests, by=actor.user_id)
        operation = str(current.operation)
    return answer({"count": count, "record": None}, Magpie_Operation=operation)
