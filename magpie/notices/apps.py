"""Django's name for the notices, and the workflow step that sends one."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Loads the workflow step that sends a notice."""

    name = "magpie.notices"
    label = "notices"

    def ready(self) -> None:
        from magpie.notices import actions  # noqa: F401
