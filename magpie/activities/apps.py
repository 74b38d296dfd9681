"""Django's name for this capability."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.activities"
    label = "activities"

    def ready(self) -> None:
        from magpie.activities import actions, objects  # noqa: F401  (declares what can be done, and the objects)
