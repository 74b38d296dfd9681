"""Django's name for this capability."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.reminders"
    label = "reminders"

    def ready(self) -> None:
        """Declare the objects, and what can be done with them."""
        from django.db.models import Q

        from magpie.notices import health, set_back
        from magpie.platform import effects, merging_references
        from magpie.reminders import actions, firing, mail_buttons, objects, planning, standing_in  # noqa: F401

        told = "tells who was told at the time"
        told_again = Q(round__gt=0, answered_at=None) & ~Q(status="snoozed")
        for name in ("look_at", "tell_at", "first_told_at"):
            set_back.reckoned.append(("reminders.Occurrence", name, told_again))
        health.oldest_due["reminders"] = firing.oldest_due
        effects.enders.append(planning.would_end)
        merging_references.NOT_MOVED["reminders.Occurrence"] = told
