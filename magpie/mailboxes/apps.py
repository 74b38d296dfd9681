"""Django's name for this capability."""

from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.mailboxes"
    label = "mailboxes"

    def ready(self) -> None:
        """Declare the templates, and what follows from other parts' records."""
        from django.db.models import Q

        from magpie.mailboxes import answering, consenting, joining, objects  # noqa: F401
        from magpie.notices import set_back

        set_back.reckoned.append(("mailboxes.Mailbox", "next_fetch_at", Q()))
