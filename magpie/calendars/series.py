"""Repeated meetings: making them ahead, and changing or calling off this one, this and the following, or all.

Each meeting is a record of its own; a series only says how to go on.  A meeting that was moved by itself stays where it
was put when the others are moved.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from magpie.activities.models import Meeting
from magpie.calendars import repeating
from magpie.calendars.models import Series
from magpie.calendars.repeating import Repeat
from magpie.platform import access, context, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid, Refused

Scope = Literal["this", "following", "all"]
COPIED = (
    "subject", "location", "attendees", "rooms", "related_to", "description", "shows_as", "may_overlap", "owner_id",
)  # fmt: skip
AHEAD = datetime.timedelta(days=repeating.FURTHEST_DAYS)


def zone_of(user: User | None) -> datetime.tzinfo:
    """The zone whose clocks the owner's meetings keep to."""
    for name in (user.time_zone if user else "", settings.TIME_ZONE):
        if name:
            try:
                return zoneinfo.ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                continue
    return datetime.UTC


def begin(meeting: Meeting, repeat: Repeat, *, times: int | None = None, actor: Actor) -> int:
    """Repeat this meeting; gives how many there are now.  `times` counts this one too.

    Refused if any of them would take somebody who is taken: nothing is written then.
    """
    if meeting.series:
        raise Refused(_("This meeting is repeated already. Change the series instead."))
    if meeting.starts_at is None or meeting.ends_at is None:
        raise Refused(_("Give the meeting a beginning and an end first."))
    zone = zone_of(meeting.owner)
    local = meeting.starts_at.astimezone(zone)
    first, clock = local.date(), local.time().replace(tzinfo=None)
    if repeat.until and repeat.until < first:
        raise Invalid({"until": [_("The end lies before the beginning.")]})
    last = first + AHEAD
    planned = [day for day in repeating.days(repeat, first, last, repeating.MOST_TIMES) if day > first]
    if times is not None:
        furthest = first + datetime.timedelta(days=repeating.LONGEST_SEARCH_DAYS)
        every = [day for day in repeating.days(repeat, first, furthest, repeating.MOST_TIMES) if day > first]
        every = every[: max(0, times - 1)]
        repeat = repeat.model_copy(update={"until": every[-1] if every else first})
        planned = [day for day in planned if day <= (repeat.until or last)]
    with context.acting(actor, "meeting.repeat"):
        row = Series.objects.create(
            repeat=repeat.stored(), zone=str(zone), first_on=first, clock=clock, made_until=_made(planned, last, repeat)
        )
        records.update(meeting, {"series": row.pk, "occurs_on": first}, actor=actor)
        for day in planned:
            _make(row, meeting, day, zone, actor)
    return len(planned) + 1


def _made(planned: list[datetime.date], last: datetime.date, repeat: Repeat) -> datetime.date:
    """Up to which day the meetings are there: less than planned if there were too many at once."""
    return planned[-1] if len(planned) >= repeating.MOST_TIMES - 1 else last


def _make(row: Series, like: Meeting, day: datetime.date, zone: datetime.tzinfo, actor: Actor) -> None:
    starts_at = repeating.moment(day, row.clock, zone)
    values = {name.removesuffix("_id"): getattr(like, name) for name in COPIED}
    values |= {"starts_at": starts_at, "ends_at": starts_at + (like.ends_at - like.starts_at)}
    records.create(Meeting, {**values, "series": row.pk, "occurs_on": day}, actor=actor)


def nominal(row: Series, day: datetime.date) -> datetime.datetime:
    """When the meeting of that day would begin had nobody moved it."""
    return repeating.moment(day, row.clock, zoneinfo.ZoneInfo(row.zone))


def reached(meeting: Meeting, scope: Scope, actor: Actor, verb: Literal["update", "delete"]) -> list[Meeting]:
    """The meetings that a change of this one is meant for, this one among them; what is over stays as it was."""
    if scope == "this" or not meeting.series:
        return [meeting]
    found = access.visible(actor, objects.get("meeting"), verb).filter(series=meeting.series)
    found = found.order_by("occurs_on", "id")
    if scope == "following":
        found = found.filter(occurs_on__gte=meeting.occurs_on)
    return [each for each in found if each.pk == meeting.pk or each.status == "planned"]


def change(meeting: Meeting, values: Mapping[str, Any], scope: Scope, *, actor: Actor) -> int:
    """Change this meeting, it and the following, or all; gives how many were changed.

    Times are moved by as much as this meeting's are, on the clocks of the series' zone.
    """
    row = Series.objects.filter(pk=meeting.series or 0).first()
    if scope == "this" or row is None:
        records.update(meeting, values, actor=actor)
        return 1
    with context.acting(actor, "meeting.change_series"):
        rows = reached(meeting, scope, actor, "update")
        new = {k: v for k, v in values.items() if k not in ("starts_at", "ends_at")}
        starts_at, ends_at = values.get("starts_at", meeting.starts_at), values.get("ends_at", meeting.ends_at)
        zone = zoneinfo.ZoneInfo(row.zone)
        moves = (starts_at, ends_at) != (meeting.starts_at, meeting.ends_at) and starts_at and ends_at
        by, clock = 0, row.clock
        if moves:
            local = starts_at.astimezone(zone)
            was = meeting.starts_at.astimezone(zone).date() if meeting.starts_at else meeting.occurs_on
            by, clock = (local.date() - was).days, local.time().replace(tzinfo=None)
        written = [(each, dict(new)) for each in rows]
        for each, wanted in written:
            if moves and (each.pk == meeting.pk or each.starts_at == nominal(row, each.occurs_on)):
                day = each.occurs_on + datetime.timedelta(days=by)
                begins = starts_at if each.pk == meeting.pk else repeating.moment(day, clock, zone)
                wanted |= {"starts_at": begins, "ends_at": begins + (ends_at - starts_at), "occurs_on": day}
        part = _part(row, meeting, scope, by, clock)
        # Those that move towards the others go last, so that the series does not stand in its own way.
        forward = bool(moves and meeting.starts_at and starts_at > meeting.starts_at)
        for each, wanted in reversed(written) if forward else written:
            records.update(each, {**wanted, "series": part.pk}, actor=actor)
        return len(rows)


def _part(row: Series, meeting: Meeting, scope: Scope, by: int, clock: datetime.time) -> Series:
    """The series that the changed meetings belong to: a new one where earlier ones stay as they were."""
    repeat = Repeat(**row.repeat)
    until = repeat.until + datetime.timedelta(days=by) if repeat.until else None
    moved = repeating.moved(repeat, by).model_copy(update={"until": until})
    shift = datetime.timedelta(days=by)
    if scope == "all" or meeting.occurs_on <= row.first_on:
        row.repeat, row.clock = moved.stored(), clock
        row.first_on, row.made_until = row.first_on + shift, row.made_until + shift
        row.save()
        return row
    made_until, zone = row.made_until + shift, row.zone
    _end_before(row, meeting.occurs_on)
    return Series.objects.create(
        repeat=moved.stored(), zone=zone, clock=clock, first_on=meeting.occurs_on + shift, made_until=made_until
    )


def _end_before(row: Series, day: datetime.date) -> None:
    until = day - datetime.timedelta(days=1)
    row.repeat = Repeat(**row.repeat).model_copy(update={"until": until}).stored()
    row.save()


def drop(meeting: Meeting, scope: Scope, *, actor: Actor) -> int:
    """Delete this meeting, it and the following, or all that are not over; gives how many."""
    if not access.reaches(actor, objects.get("meeting"), meeting, "delete"):
        raise Forbidden(_("You may not delete this record."))
    with context.acting(actor):
        row = Series.objects.filter(pk=meeting.series or 0).first()
        rows = reached(meeting, scope, actor, "delete")
        if row is not None and scope != "this":
            _end_before(row, row.first_on if scope == "all" else meeting.occurs_on)
        for each in rows:
            records.delete(each, actor=actor)
    return len(rows)


def go_on(today: datetime.date, most: int = 50) -> int:
    """Make the meetings that have come into the year ahead; gives how many series were looked at.

    Where somebody is taken by then, the meeting is made all the same and shows as overlapping: it was agreed first.
    """
    last = today + AHEAD
    soon = today + datetime.timedelta(days=repeating.FURTHEST_DAYS - 30)
    due = Series.objects.filter(made_until__lt=soon).order_by("pk")
    numbers = [row.pk for row in due.iterator() if _is_open(row)][:most]
    for number in numbers:
        with context.acting(SYSTEM, "meeting.repeat"):
            row = Series.objects.select_for_update().get(pk=number)
            like = Meeting.objects.filter(series=number).order_by("-occurs_on").first()
            if like is None or like.starts_at is None or like.ends_at is None:
                row.delete()
                continue
            repeat = Repeat(**row.repeat)
            days = [d for d in repeating.days(repeat, row.first_on, last, 5000) if d > row.made_until]
            for day in days[: repeating.MOST_TIMES]:
                _make_anyhow(row, like, day)
            row.made_until = _made(days[: repeating.MOST_TIMES], last, repeat)
            row.save()
    return len(numbers)


def _is_open(row: Series) -> bool:
    until = Repeat(**row.repeat).until
    return until is None or until > row.made_until


def _make_anyhow(row: Series, like: Meeting, day: datetime.date) -> None:
    zone = zoneinfo.ZoneInfo(row.zone)
    try:
        with transaction.atomic():
            _make(row, like, day, zone, SYSTEM)
    except Refused:
        overlapping = Meeting(**{name: getattr(like, name) for name in COPIED})
        overlapping.starts_at, overlapping.ends_at, overlapping.may_overlap = like.starts_at, like.ends_at, True
        _make(row, overlapping, day, zone, SYSTEM)
