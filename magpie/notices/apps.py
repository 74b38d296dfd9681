"""Django's name for the notices; what must be loaded with them."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Loads the workflow step that sends a notice, and what listens to exports."""

    name = "magpie.notices"
    label = "notices"

    def ready(self) -> None:
        from magpie.notices import actions, exports, told  # noqa: F401
        from magpie.platform import effects

        effects.tellers.append(told.would_be_told)
