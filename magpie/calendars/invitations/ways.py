"""How letters of invitations leave the house: by a person's own mailbox if there is one, else as the company's mail.

Mailboxes stand above the calendars and put their way in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from magpie.notices import mail, mail_server
from magpie.notices.tell import tell
from magpie.platform.models import User


@dataclass(frozen=True)
class Mail:
    """A letter with a calendar object.  The same key is the same letter, sent once."""

    name: str
    address: str
    subject: str
    text: str
    html: str
    calendar: str
    key: str
    language: str
    about: str = ""  # the record whose timeline it stands on, "contact:5"


class Way(Protocol):
    """A way by which a person's letters go out."""

    def address_of(self, user: User) -> str:
        """The address that they come from; empty if this person has no such way."""

    def send(self, user: User, letter: Mail) -> None:
        """Send it inside the caller's transaction."""


ways: list[Way] = []


def _way_of(user: User | None) -> tuple[Way, str] | None:
    if user is None or not user.is_active:
        return None
    return next(((way, address) for way in ways if (address := way.address_of(user))), None)


def address_of(user: User | None) -> str:
    """To what address answers come: the person's mailbox, their e-mail, or the company's."""
    if found := _way_of(user):
        return found[1]
    return (user.email if user else "") or mail_server.in_force().from_address


def sender_of(user: User | None) -> str:
    """The address that the person's letters to guests come from."""
    found = _way_of(user)
    return found[1] if found else mail_server.in_force().from_address


def send(user: User | None, letter: Mail) -> None:
    """Send it from this person."""
    if user is not None and (found := _way_of(user)):
        found[0].send(user, letter)
        return
    tell(
        letter.address, kind=mail.LETTER, title=letter.subject, body=letter.text, html=letter.html, channels=("email",),
        language=letter.language, calendar=letter.calendar, sender=user, key=letter.key,
    )  # fmt: skip
