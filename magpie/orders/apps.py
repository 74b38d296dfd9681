"""Django's name for this capability."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.orders"
    label = "orders"

    def ready(self) -> None:
        from magpie.orders import objects  # noqa: F401  (declares the objects)
