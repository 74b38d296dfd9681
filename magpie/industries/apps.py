"""Django's name for this capability."""

from django.apps import AppConfig


class IndustriesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.industries"
    label = "industries"
