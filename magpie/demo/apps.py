"""Django's name for this capability."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.demo"
    label = "demo"
