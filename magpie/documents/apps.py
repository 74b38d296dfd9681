"""Django's name for this capability."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.documents"
    label = "documents"

    def ready(self) -> None:
        """Declare the objects, and what can be done with them."""
        from magpie.documents import actions, objects, visits  # noqa: F401
        from magpie.documents.person import words  # noqa: F401  (says whose data were erased)
        from magpie.platform import merging_references

        told = "tells what was done with the data of one record at the time"
        merging_references.NOT_MOVED["documents.PersonRequest"] = told
