"""Django's name for this capability."""

from django.apps import AppConfig


class IndustriesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.industries"
    label = "industries"

    def ready(self) -> None:
        """Declare the object, and join the undo."""
        from magpie.industries import objects, removing  # noqa: F401
        from magpie.platform import merging_references, undo

        undo.after.append(removing.forget_lost)
        kept = "what a set-up added is kept apart from what became of it"
        merging_references.NOT_MOVED["industries.Part"] = kept
