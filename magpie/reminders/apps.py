"""Django's name for this capability."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.reminders"
    label = "reminders"

    def ready(self) -> None:
        """Declare the objects, and what can be done with them."""
        from magpie.notices import health
        from magpie.platform import effects, merging_references
        from magpie.reminders import actions, firing, mail_buttons, objects, planning, standing_in  # noqa: F401

        told = "tells who was told at the time"
        health.oldest_due["reminders"] = firing.oldest_due
        effects.enders.append(planning.would_end)
        merging_references.NOT_MOVED["reminders.Occurrence"] = told
