"""What fetching does for mail that was sent from here: a copy among the sent, and a word on those that came back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from magpie.mailboxes import composing
from magpie.mailboxes.models import Mailbox, Outgoing
from magpie.mailboxes.parse import Parsed
from magpie.notices.tell import tell


def file_sent(mailbox: Mailbox, client: Any, folder: str) -> None:
    """Put what was sent from here into the server's folder of sent mail, unless the server has done so itself."""
    waiting = Outgoing.objects.filter(mailbox=mailbox, status__in=("sent", "bounced"), is_filed=False).order_by("pk")
    for outgoing in waiting[:50]:
        if folder:
            client.select_folder(folder, readonly=True)
            if not client.search(["HEADER", "Message-ID", outgoing.message_id]):
                raw = composing.compose(outgoing, for_own_folder=True).as_bytes()
                client.append(folder, raw, flags=[b"\\Seen"], msg_time=outgoing.sent_at)
        Outgoing.objects.filter(pk=outgoing.pk).update(is_filed=True)


def was_sent(mailbox: Mailbox, client: Any, folder: str, message_id: str) -> bool:
    """Whether the server's folder of sent mail already has it, as providers that file by themselves do."""
    if not folder:
        return False
    client.select_folder(folder, readonly=True)
    return bool(client.search(["HEADER", "Message-ID", message_id]))


def note_bounce(parsed: Parsed) -> None:
    """Note on the mail that came back why, and tell who sent it."""
    found = Outgoing.objects.filter(message_id__in=parsed.bounced_ids, status="sent").select_related("author").first()
    if found is None:
        return
    with transaction.atomic():
        found.status, found.error = "bounced", parsed.bounce_reason
        found.save(update_fields=["status", "error"])
        if found.author is not None:
            with translation.override(found.author.language):
                title = _("Your mail “%(subject)s” came back") % {"subject": found.subject[:120]}
            tell(
                found.author, kind="mail", title=title, body=parsed.bounce_reason, key=f"bounce:{found.pk}",
                link=f"/mail?box=outgoing&out={found.pk}",
            )  # fmt: skip
