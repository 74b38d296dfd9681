"""Django's name for this capability."""

from django.apps import AppConfig


class WatchdogConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.watchdog"
    label = "watchdog"

    def ready(self) -> None:
        """Declare the object, its condition for reminders, and who is responsible for a request for approval."""
        from magpie.approvals import people
        from magpie.platform import merging_references
        from magpie.watchdog import conditions, objects, own_checks, people_days, receivers  # noqa: F401

        for name in ("Watched", "WatchCase", "QualityFinding"):
            merging_references.NOT_MOVED[f"watchdog.{name}"] = "of a record as it is; what is merged away is dropped"
        receivers.responsible["approval"] = people.asked_now
