"""Django's name for this capability."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.documents"
    label = "documents"
