"""Letters of invitations that go out by a person's own mailbox: to guests of ours, and answers to who invites us."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from magpie.calendars.invitations import itip, receiving, ways
from magpie.calendars.invitations.answers import Answer
from magpie.calendars.invitations.models import Received
from magpie.mailboxes import sending
from magpie.mailboxes.models import Letter, Mailbox, Outgoing
from magpie.platform.models import User


def answer(
    letter: Letter, found: Received, mailbox: Mailbox, user: User, state: Answer, comment: str, given: dict[str, str]
) -> Outgoing | None:
    """Answer an invitation: its meetings are booked or called off, and the organiser gets a mail from that mailbox."""
    with transaction.atomic():
        receiving.answer(found, user, state, comment, given=given)
        found.refresh_from_db()
        told = itip.read(found.text, receiving.zone_of(user))
        person = (user.name, found.attendee or mailbox.address)
        calendar = itip.reply(told, person, state, comment, timezone.now())
        said = {
            "accepted": _("Accepted: %(subject)s"), "tentative": _("Maybe: %(subject)s"),
            "declined": _("Declined: %(subject)s"),
        }[state]  # fmt: skip
        subject = said % {"subject": found.title}
        text = {
            "accepted": _("%(name)s accepts the invitation."), "tentative": _("%(name)s may come."),
            "declined": _("%(name)s cannot come."),
        }[state]  # fmt: skip
        lines = [text % {"name": user.name}, comment]
        return _write(
            mailbox, user, to=[[found.organizer_name, found.organizer_address]], subject=subject,
            html="".join(f"<p>{escape(line)}</p>" for line in lines if line), calendar=calendar, answers=letter,
        )  # fmt: skip


def _write(
    mailbox: Mailbox, user: User, *, to: list[list[str]], subject: str, html: str, calendar: str, key: str = "",
    answers: Letter | None = None, about: str = "",
) -> Outgoing | None:  # fmt: skip
    """A mail that goes out at once; None without a server to send by."""
    if not mailbox.smtp_host or (key and Outgoing.objects.filter(key=key).exists()):
        return None
    made = Outgoing.objects.create(
        mailbox=mailbox, author=user, status="scheduled", mode="reply" if answers else "new", answers=answers, to=to,
        subject=subject[:500], html=html, calendar=calendar, key=key, due_at=timezone.now(),
        message_id=sending.new_number(mailbox), about=[about] if about else [],
    )  # fmt: skip
    sending.wake()
    return made


class OwnMailbox:
    """A person's letters to guests go out by their own mailbox, and so answers come back to it."""

    def address_of(self, user: User) -> str:
        """The address of the person's own mailbox that can send."""
        box = self._box(user)
        return box.address if box else ""

    def send(self, user: User, letter: ways.Mail) -> None:
        """Have the workers send the letter."""
        box = self._box(user)
        if box is not None:
            with translation.override(letter.language):
                _write(
                    box, user, to=[[letter.name, letter.address]], subject=letter.subject, html=letter.html,
                    calendar=letter.calendar, key=letter.key, about=letter.about,
                )  # fmt: skip

    def _box(self, user: User) -> Mailbox | None:
        usable = Mailbox.objects.filter(owner=user, is_active=True, is_drop_box=False).exclude(smtp_host="")
        return usable.exclude(imap_host="").order_by("pk").first()


ways.ways.append(OwnMailbox())
