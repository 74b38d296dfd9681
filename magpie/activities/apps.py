"""Django's name for this capability."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.activities"
    label = "activities"

    def ready(self) -> None:
        from magpie.activities import actions, objects, scenes  # noqa: F401  (declares what can be done, and the objects)
        from magpie.activities.completeness import actions as campaign_actions  # noqa: F401
        from magpie.activities.completeness import objects as campaign_objects  # noqa: F401
