"""Django's name for this capability."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.following"
    label = "following"

    def ready(self) -> None:
        """Declare the object, its reader of the event log and the kinds of notices."""
        from magpie.following import alarms, foretelling, matching, objects, telling  # noqa: F401
        from magpie.platform import effects

        effects.foretellers.append(foretelling.would_be_told)
