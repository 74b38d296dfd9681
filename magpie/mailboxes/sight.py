"""Who may see which letter, decided in this one place.

Whoever has a letter in a mailbox of theirs sees it whole.  Everybody else sees it only through a record that they may
read, and only as far as `sharing` says; administrators are no exception.
"""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Q

from magpie.mailboxes.models import STRICTEST_FIRST, Conversation, Letter, Mailbox
from magpie.platform import access, objects
from magpie.platform.actor import Actor

Sight = Literal["", "subject", "whole"]


def mailboxes_of(actor: Actor) -> Any:
    """The mailboxes that the actor uses, as a queryset."""
    if actor.user_id is None or actor.viewer is not None:  # nobody looks into the mail of somebody else
        return Mailbox.objects.none()
    return Mailbox.objects.filter(Q(owner=actor.user_id) | Q(members__contains=[actor.user_id]))


def may_manage(actor: Actor, mailbox: Mailbox) -> bool:
    """Whether the actor may change the mailbox: its owner, and administrators for those of teams."""
    return mailbox.owner_id == actor.user_id if mailbox.owner_id else actor.is_trusted


def conversations_of(actor: Actor) -> Any:
    """The conversations in the actor's mailboxes, as a queryset."""
    return Conversation.objects.filter(mailbox__in=mailboxes_of(actor))


def holds(actor: Actor, letter: Letter) -> bool:
    """Whether it lies in a mailbox of the actor's, or was dropped by them."""
    if letter.dropped_by_id is not None and actor.viewer is None and letter.dropped_by_id == actor.user_id:
        return True
    return bool(letter.copies.filter(mailbox__in=mailboxes_of(actor)).exists())


def of(actor: Actor, letter: Letter) -> Sight:
    """How much of the letter the actor sees."""
    if holds(actor, letter):
        return "whole"
    if letter.sharing == "private":
        return ""
    links = [(link.object, link.record_id) for link in letter.links.all()]
    if not any(_reads(actor, name, number) for name, number in links):
        return ""
    return "whole" if letter.sharing == "shared" else "subject"


def _reads(actor: Actor, name: str, number: int) -> bool:
    object_type = objects.find(name)
    if object_type is None or not access.may(actor, object_type, "read"):
        return False
    return bool(access.visible(actor, object_type).filter(pk=number).exists())


def strictest(*sharings: str) -> str:
    """Of several people's choices the one that shows least."""
    return min(sharings, key=STRICTEST_FIRST.index)
