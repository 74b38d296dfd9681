"""Django's name for this capability."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.accounts"
    label = "accounts"

    def ready(self) -> None:
        from magpie.accounts import file_objects, objects, setup_objects  # noqa: F401  (declare the objects)
        from magpie.accounts.pools import clock, scene  # noqa: F401  (a reader of the event log; a tab of lists)
