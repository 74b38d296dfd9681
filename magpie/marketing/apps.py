"""Django's name for this capability."""

from django.apps import AppConfig


class MarketingConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.marketing"
    label = "marketing"

    def ready(self) -> None:
        from magpie.marketing import objects  # noqa: F401  (declares the objects)
