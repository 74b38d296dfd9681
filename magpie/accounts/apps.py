"""Django's name for this capability."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.accounts"
    label = "accounts"

    def ready(self) -> None:
        from magpie.accounts import objects  # noqa: F401  (declares the objects)
