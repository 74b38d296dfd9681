"""Django's name for deputies; what must be loaded with them."""

from django.apps import AppConfig


class DelegationsConfig(AppConfig):
    """Declares the object."""

    name = "magpie.notices.delegations"
    label = "delegations"

    def ready(self) -> None:
        from magpie.notices.delegations import objects  # noqa: F401
