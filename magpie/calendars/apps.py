"""Django's name for this capability."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.calendars"
    label = "calendars"
