"""Django's name for this capability."""

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.mailboxes"
    label = "mailboxes"

    def ready(self) -> None:
        """Declare the templates."""
        from magpie.mailboxes import objects  # noqa: F401
