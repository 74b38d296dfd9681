"""Django's name for this capability."""

from django.apps import AppConfig


class PrintsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.prints"
    label = "prints"
