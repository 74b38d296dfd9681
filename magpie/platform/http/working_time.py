"""The days of a working calendar, as pages draw them: the week, public holidays and special days taken together."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema

from magpie.lib import public_holidays
from magpie.lib.working_hours import Reason, write_hours
from magpie.platform import objects, working_time
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import WorkingDay
from magpie.platform.problems import Invalid

MOST_DAYS = 400
router = Router(tags=["working-calendars"])


class CalendarDay(Schema):
    """A day: its hours ("" if it is not worked), why it has them, and what it is called."""

    day: datetime.date
    hours: str
    reason: Reason
    name: str
    special: int | None


class CalendarDays(Schema):
    """The days, and whether the public holidays of some of them are not known yet."""

    items: list[CalendarDay]
    unpublished: list[int]


@router.get(
    "/working-calendars/{number}/days", response={200: CalendarDays, **PROBLEM_RESPONSES},
    operation_id="days_of_working_calendar",
)  # fmt: skip
def days(request: HttpRequest, number: Number, first: datetime.date, last: datetime.date) -> HttpResponse:
    """The days from the first to the last, both included, as the calendar has them."""
    row = find(objects.get("working_calendar"), number, actor_of(request))
    count = (last - first).days + 1
    if not 0 < count <= MOST_DAYS:
        raise Invalid({"last": [_("Some values do not fit.")]})
    calendar, language = working_time.calendar(row.pk), get_language() or "en"
    special = WorkingDay.objects.filter(day__range=(first, last)).order_by("calendar_id")
    own = {d.day: d for d in special if d.calendar_id is None} | {d.day: d for d in special if d.calendar_id == row.pk}
    items = []
    for day in (first + datetime.timedelta(days=n) for n in range(count)):
        reason = calendar.reason_on(day)
        name = own[day].name if day in own else ""
        if reason in ("holiday", "moved"):
            name = public_holidays.name_on(calendar.country, day, language)
        items.append({
            "day": day, "hours": write_hours(calendar.hours_on(day)), "reason": reason, "name": name,
            "special": own[day].pk if day in own else None,
        })  # fmt: skip
    noon = datetime.time(12)
    unpublished = calendar.unpublished(
        datetime.datetime.combine(first, noon, calendar.zone), datetime.datetime.combine(last, noon, calendar.zone)
    )
    return answer({"items": items, "unpublished": list(unpublished)})
