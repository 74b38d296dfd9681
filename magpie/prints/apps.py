"""Django's name for this capability."""

from django.apps import AppConfig


class PrintsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.prints"
    label = "prints"

    def ready(self) -> None:
        from magpie.prints import actions, objects  # noqa: F401  (declare them)
