"""Sending what people wrote, each mail through its mailbox's own server.

A mail keeps one Message-ID from the first try to the last.  It is marked sent as soon as the server has taken it; where
a worker was killed in between, the server's folder of sent mail is asked first, and otherwise the mail goes out again
with the same number, so that programs know it for the same.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import smtplib
import threading
import uuid
from email.message import EmailMessage

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.mailboxes import composing, consenting, fetching, filing, imap, keeping, parse
from magpie.mailboxes.models import Folder, Mailbox, Outgoing
from magpie.notices.channels.troubles import Away
from magpie.notices.mail_server import MailServer
from magpie.notices.smtp import Line, words_of
from magpie.notices.tell import tell
from magpie.platform import live, readers, setup

log = logging.getLogger(__name__)
WAKE = "magpie_outgoing"
UNDO_SECONDS = 10
LEASE_SECONDS = 120
GIVE_UP_AFTER = datetime.timedelta(days=2)
LONGEST_PAUSE_SECONDS = 900


class NotNow(Exception):
    """The server asks to try again later."""


class TurnedDown(Exception):
    """The server will not take this mail."""


def new_number(mailbox: Mailbox) -> str:
    """A Message-ID that no other mail has."""
    domain = mailbox.address.rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4().hex}@{domain}>"


def loop(stop: threading.Event) -> None:
    """Send until told to stop; looks every second, and at once when somebody asks."""
    try:
        setup.refresh()
        keep_forgotten()
        with readers.Waker(WAKE) as waker:
            while not stop.is_set():
                setup.refresh()
                while not stop.is_set() and send_next():
                    pass
                waker.wait(1.0)
    finally:
        connection.close()


def send_next() -> bool:
    """Send the mail that has waited longest; whether there was one."""
    outgoing, was_tried = claim()
    if outgoing is None:
        return False
    with translation.override(outgoing.author.language if outgoing.author else None):
        _send(outgoing, was_tried)
    return True


def claim() -> tuple[Outgoing | None, bool]:
    """A mail that is due, ours until the lease runs out, and whether another try at it was cut off."""
    with transaction.atomic():
        due = Q(status="scheduled", due_at__lte=Now()) | Q(status="sending", lease_until__lt=Now())
        rows = Outgoing.objects.filter(due).order_by("due_at").select_for_update(skip_locked=True, of=("self",))
        found = rows.select_related("mailbox", "author", "answers").first()
        if found is None:
            return None, False
        was_tried = found.status == "sending"
        found.status, found.attempts = "sending", found.attempts + 1
        found.lease_until = timezone.now() + datetime.timedelta(seconds=LEASE_SECONDS)
        found.sent_at = found.sent_at or timezone.now()  # the Date header is the same at each try
        found.save(update_fields=["status", "attempts", "lease_until", "sent_at"])
    return found, was_tried


def _send(outgoing: Outgoing, was_tried: bool) -> None:
    if not was_tried and (objections := consenting.objections(outgoing)):  # said since it was put off
        _fail(outgoing, " ".join(objections))
        return
    try:
        message = composing.compose(outgoing)
    except Exception as error:  # a mail that cannot be made must not hold up the others
        log.exception("outgoing mail %s cannot be made", outgoing.pk)
        _fail(outgoing, f"{type(error).__name__}: {error}")
        return
    refused: list[str] = []
    try:
        if not (was_tried and _lies_among_sent(outgoing)):
            refused = _deliver(outgoing, message)
    except TurnedDown as error:
        _fail(outgoing, str(error))
        return
    except (Away, NotNow) as error:
        _defer(outgoing, str(error))
        return
    said = _("Not taken for: %(addresses)s") % {"addresses": ", ".join(refused)} if refused else ""
    with transaction.atomic():
        Outgoing.objects.filter(pk=outgoing.pk).update(status="sent", lease_until=None, error=said[:1000])
        consenting.note(outgoing)
    outgoing.status = "sent"
    keep_sent(outgoing)
    Mailbox.objects.filter(pk=outgoing.mailbox_id).update(next_fetch_at=Now())
    fetching.wake()
    _push(outgoing)


def keep_sent(outgoing: Outgoing) -> None:
    """The letter of a mail that has been sent, on the timelines of its records."""
    raw = composing.compose(outgoing, for_own_folder=True).as_bytes()
    parsed = parse.parse(raw)
    with transaction.atomic():
        letter = keeping.keep(parsed, outgoing.mailbox, is_sent=True, size=len(raw), outgoing=outgoing)
        Outgoing.objects.filter(pk=outgoing.pk).update(letter=letter)


def keep_forgotten() -> None:
    """Letters of mails that were sent just before a worker was killed."""
    for outgoing in Outgoing.objects.filter(status__in=("sent", "bounced"), letter=None, is_filed=False)[:50]:
        keep_sent(outgoing)


def server_of(mailbox: Mailbox) -> MailServer:
    """The mailbox's own way out."""
    return MailServer(
        mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, mailbox.username or mailbox.address,
        mailbox.password, "", mailbox.address, mailbox.name, "settings",
    )  # fmt: skip


def _deliver(outgoing: Outgoing, message: EmailMessage) -> list[str]:
    """Have the server take the mail; the addresses that it refused while it took others."""
    mailbox = outgoing.mailbox
    everybody = [address for _name, address in [*outgoing.to, *outgoing.cc, *outgoing.bcc]]
    with Line(server_of(mailbox)) as line:
        try:
            found = line.connection.send_message(message, mailbox.address, list(dict.fromkeys(everybody)))
            return sorted(found)
        except smtplib.SMTPRecipientsRefused as error:
            answers = [words_of(code, said) for code, said in error.recipients.values()]
            if all(400 <= code < 500 for code, _said in error.recipients.values()):
                raise NotNow(answers[0]) from error
            raise TurnedDown("\n".join(dict.fromkeys(answers))[:1000]) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            text = words_of(error.smtp_code, error.smtp_error)
            raise (NotNow(text) if 400 <= error.smtp_code < 500 else TurnedDown(text)) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise TurnedDown(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Away(str(error) or type(error).__name__) from error


def _lies_among_sent(outgoing: Outgoing) -> bool:
    """Whether the server has filed the mail of a try that was cut off; not known where it cannot be asked."""
    folder = Folder.objects.filter(mailbox=outgoing.mailbox, is_sent=True).first()
    with contextlib.suppress(imap.Away, imap.Refusal), imap.line(outgoing.mailbox) as client:
        return filing.was_sent(outgoing.mailbox, client, folder.name if folder else "", outgoing.message_id)
    return False


def _defer(outgoing: Outgoing, error: str) -> None:
    """Try again later, each time after a longer pause; after two days it has failed."""
    if timezone.now() - (outgoing.sent_at or timezone.now()) > GIVE_UP_AFTER:
        _fail(outgoing, error)
        return
    pause = min(LONGEST_PAUSE_SECONDS, 5 * 2 ** min(outgoing.attempts, 10))
    Outgoing.objects.filter(pk=outgoing.pk).update(
        status="scheduled", error=error[:1000], lease_until=None,
        due_at=timezone.now() + datetime.timedelta(seconds=pause),
    )  # fmt: skip
    _push(outgoing)


def _fail(outgoing: Outgoing, error: str) -> None:
    """It will not go out this way: say so to who wrote it."""
    with transaction.atomic():
        Outgoing.objects.filter(pk=outgoing.pk).update(status="failed", error=error[:1000], lease_until=None)
        if outgoing.author is not None:
            title = _("Your mail “%(subject)s” could not be sent") % {"subject": outgoing.subject[:120]}
            key = f"outgoing:{outgoing.pk}:{outgoing.attempts}"
            tell(
                outgoing.author, kind="mail", title=title, body=error[:500], key=key,
                link=f"/mail?box=outgoing&out={outgoing.pk}",
            )  # fmt: skip
    _push(outgoing)


def _push(outgoing: Outgoing) -> None:
    if outgoing.author_id:
        live.push(outgoing.author_id, {"type": "mail"})


def retry(outgoing: Outgoing) -> None:
    """Send again now what failed; its number stays, so whoever has it already does not get it twice."""
    Outgoing.objects.filter(pk=outgoing.pk, status="failed").update(
        status="scheduled", due_at=Now(), error="", sent_at=None
    )
    wake()


def wake() -> None:
    """Have the workers look at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])
