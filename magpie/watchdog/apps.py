"""Django's name for this capability."""

from django.apps import AppConfig


class WatchdogConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.watchdog"
    label = "watchdog"

    def ready(self) -> None:
        """Declare the object, its condition for reminders, and who is responsible for a request for approval."""
        from magpie.approvals import people
        from magpie.watchdog import conditions, objects, people_days, receivers  # noqa: F401

        receivers.responsible["approval"] = people.asked_now
