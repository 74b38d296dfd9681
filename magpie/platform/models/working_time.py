"""When the company works: calendars of opening hours, and the days that differ."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.models.record import Tracked

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINARY_HOURS = "09:00-18:00"


class WorkingCalendar(Tracked):
    """A week of opening hours; a day's hours are written "09:00-12:00, 13:00-18:00", none means closed."""

    name = columns.text(_("Name"), required=True)
    description = columns.text(_("Description"), max_length=500)
    is_default = columns.boolean(_("Used unless another is chosen"))
    time_zone = columns.text(_("Time zone"), max_length=60)  # empty: the company's
    country = columns.text(
        _("Public holidays of"),
        max_length=10,
        help_text=_("The two letters of a country, or of a part of it: CN, DE-BY"),
    )
    monday = columns.text(_("Monday"), max_length=100)
    tuesday = columns.text(_("Tuesday"), max_length=100)
    wednesday = columns.text(_("Wednesday"), max_length=100)
    thursday = columns.text(_("Thursday"), max_length=100)
    friday = columns.text(_("Friday"), max_length=100)
    saturday = columns.text(_("Saturday"), max_length=100)
    sunday = columns.text(_("Sunday"), max_length=100)

    class Meta:
        verbose_name = _("Working calendar")
        verbose_name_plural = _("Working calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_working_calendar"
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkingDay(Tracked):
    """A day on which the company works, or does not, whatever the week and the public holidays say."""

    name = columns.text(_("Name"), required=True)
    description = columns.text(_("Description"), max_length=500)
    day = models.DateField(_("Day"))
    calendar = columns.reference(_("Working calendar"), WorkingCalendar, on_delete=models.CASCADE)  # empty: all
    is_working = columns.boolean(_("Worked"))
    hours = columns.text(
        _("Hours"),
        max_length=100,
        help_text=_("Such as 09:00-12:00, 13:00-18:00; if left empty, those of that weekday."),
    )

    class Meta:
        verbose_name = _("Special day")
        verbose_name_plural = _("Special days")
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], nulls_distinct=False, name="one_special_day_per_calendar_and_day"
            )
        ]

    def __str__(self) -> str:
        return self.name
