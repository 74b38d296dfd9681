"""Declares the working calendars and their special days, which administrators keep on the generic pages."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.lib import public_holidays, working_hours
from magpie.platform import objects
from magpie.platform.models.working_time import WEEKDAYS, WorkingCalendar, WorkingDay


def _check_hours(values: dict[str, Any], *names: str) -> dict[str, str]:
    problems = {}
    for name in names:
        try:
            working_hours.read_hours(values.get(name) or "")
        except ValueError:
            problems[name] = now_("Write hours one after the other, like 09:00-12:00, 13:00-18:00.")
    return problems


def _check_calendar(values: dict[str, Any], calendar: Any) -> dict[str, str]:
    problems = _check_hours(values, *WEEKDAYS)
    if not problems and not any(values[name] if name in values else getattr(calendar, name, "") for name in WEEKDAYS):
        problems["monday"] = now_("Give the hours of at least one day.")
    zone = values.get("time_zone")
    if zone and zone not in zoneinfo.available_timezones():
        problems["time_zone"] = now_("“%(zone)s” is not a time zone; write it like Asia/Shanghai.") % {"zone": zone}
    country = values.get("country")
    if country and not public_holidays.is_known(country):
        problems["country"] = now_("The holidays of “%(name)s” are not known; write it like CN or DE-BY.") % {
            "name": country
        }
    return problems


def _check_day(values: dict[str, Any], day: Any) -> dict[str, str]:
    problems = _check_hours(values, "hours")
    is_working = values["is_working"] if "is_working" in values else getattr(day, "is_working", False)
    hours = values["hours"] if "hours" in values else getattr(day, "hours", "")
    if hours and not is_working and not problems:
        problems["hours"] = now_("A day that is not worked has no hours.")
    return problems


objects.register(
    name="working_calendar", model=WorkingCalendar, title="name", group="setup", icon="calendar", is_setup=True,
    named_once=True, open_to_all=True, listed=False, plural="working-calendars", check=_check_calendar,
    columns=("name", "time_zone", "country", "is_default"),
    sections=(
        (_("Working calendar"), ("name", "description", "is_default", "time_zone", "country")),
        (_("Hours"), WEEKDAYS),
    ),
)  # fmt: skip
objects.register(
    name="working_day", model=WorkingDay, title="name", group="setup", icon="calendar", is_setup=True,
    open_to_all=True, listed=False, plural="working-days", check=_check_day,
    columns=("day", "name", "is_working", "hours", "calendar"),
    sections=((_("Special day"), ("name", "day", "is_working", "hours", "calendar", "description")),),
)  # fmt: skip
