"""What letters that come ask or answer: invitations of others, and the answers of our guests.

What follows from them is decided by the calendars below.  Nothing in here may keep a letter from being fetched.
"""

from __future__ import annotations

import logging

from django.db import transaction

from magpie.calendars.invitations import itip, receiving
from magpie.calendars.invitations.itip import Told
from magpie.calendars.invitations.models import Guest, Received
from magpie.calendars.outside.reading import Unreadable
from magpie.mailboxes.models import Letter, Mailbox
from magpie.platform.models import User

log = logging.getLogger(__name__)


def take(letter: Letter, mailbox: Mailbox) -> None:
    """See what an incoming letter asks or answers.  What cannot be understood is left to its reader."""
    try:
        with transaction.atomic():
            told = itip.read(letter.calendar, receiving.zone_of(mailbox.owner))
            if told.method in ("REPLY", "COUNTER"):
                receiving.take_answer(told, letter.from_address)
            else:
                receiving.take_invitation(
                    told, letter.calendar, mailbox.address, letter.from_address, mailbox.owner
                )  # fmt: skip
    except Unreadable as error:
        log.info("letter %s carries a calendar object that cannot be read: %s", letter.pk, error)
    except Exception:  # it must not hold up the mailbox
        log.exception("the calendar object of letter %s could not be taken", letter.pk)


def told_by(letter: Letter, user: User | None) -> Told | None:
    """What the letter's calendar object says; None if it has none that can be read."""
    if not letter.calendar:
        return None
    try:
        return itip.read(letter.calendar, receiving.zone_of(user))
    except Unreadable:
        return None


def received(letter: Letter, told: Told, boxes: list[Mailbox]) -> tuple[Received, Mailbox] | None:
    """The invitation that the letter is about, and in which of these mailboxes."""
    own = {box.address.lower(): box for box in boxes}
    found = Received.objects.filter(uid=told.uid, address__in=own).select_related("user").order_by("pk").first()
    return (found, own[found.address]) if found else None


def guest_of(letter: Letter, told: Told) -> Guest | None:
    """Whose answer the letter is, if it answers an invitation of ours."""
    return receiving.guest_of(told, letter.from_address)
