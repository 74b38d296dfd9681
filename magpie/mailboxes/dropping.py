"""The drop-box: mails that people send, copy or forward to an address of their own, to have them with the customer.

The address is the drop-box mailbox's with a secret part after a plus sign.  Only a mail that comes from its owner's own
address is taken; everything else is put aside where administrators see it.
"""

from __future__ import annotations

import re
import secrets

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from magpie.mailboxes import keeping, matching, publishing
from magpie.mailboxes.models import Conversation, DropAddress, Folder, Letter, Mailbox
from magpie.mailboxes.parse import Parsed
from magpie.platform.models import User

NO_OWNER = gettext_noop("There is no such drop-box address.")
NOT_THEIRS = gettext_noop("It does not come from the address of who has this drop-box.")
NO_RECORD = gettext_noop("No record has an address that is in it.")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FROM_LINE = re.compile(r"^[>\s*]*(?:From|Von|De|发件人|寄件者)\s*[:：](.{0,300})", re.IGNORECASE | re.MULTILINE)


def box() -> Mailbox | None:
    """The mailbox that drop-box mail comes to, if administrators have set one up."""
    return Mailbox.objects.filter(is_drop_box=True, is_active=True).first()


def address_of(user: User) -> str:
    """The person's own address; empty where there is no drop-box."""
    mailbox = box()
    if mailbox is None:
        return ""
    mine, _made = DropAddress.objects.get_or_create(user=user, defaults={"token": secrets.token_hex(5)})
    name, _at, domain = mailbox.address.rpartition("@")
    return f"{name}+{mine.token}@{domain}"


def take(parsed: Parsed, mailbox: Mailbox, folder: Folder, number: int) -> Letter:
    """Keep a mail that came to the drop-box, with its owner's records or aside."""
    user, reason = _user_of(parsed, mailbox)
    with transaction.atomic():
        letter = keeping.keep(parsed, mailbox, folder=folder, number=number, is_read=True)
        letter.refresh_from_db()
        conversation = Conversation.objects.get(mailbox=mailbox, thread=letter.thread)
        if user is not None:
            letter.dropped_by = user
            if not letter.copies.exclude(mailbox=mailbox).exists():  # others' choices stay
                letter.sharing = "shared"  # whoever drops a mail wants it to be seen with the record
            letter.is_outbound = parsed.sender[1] != "" and not _is_forwarded(parsed)
            letter.save(update_fields=["dropped_by", "sharing", "is_outbound"])
            keeping.add_links(letter, matching.records_of(_others(parsed, mailbox)))
            if not letter.links.exists():
                reason = NO_RECORD
        publishing.bring_in_step(letter)
        keeping.refresh(conversation)
        Conversation.objects.filter(pk=conversation.pk).update(put_aside=reason)
    return letter


def _user_of(parsed: Parsed, mailbox: Mailbox) -> tuple[User | None, str]:
    """Whose drop-box address it came to; nobody, and why, if that is not for sure."""
    name, _at, domain = mailbox.address.lower().rpartition("@")
    wanted = re.compile(rf"{re.escape(name)}\+([0-9a-f]+)@{re.escape(domain)}")
    named = [*parsed.delivered_to, *(a for _n, a in [*parsed.to, *parsed.cc])]
    tokens = [found[1] for address in named if (found := wanted.fullmatch(address.lower()))]
    mine = DropAddress.objects.filter(token__in=tokens, user__is_active=True).select_related("user").first()
    if mine is None:
        return None, NO_OWNER
    user: User = mine.user
    boxes = Mailbox.objects.filter(owner=user).values_list("address", flat=True)
    theirs = {user.email.lower(), *(address.lower() for address in boxes)}
    return (user, "") if parsed.sender[1] in theirs - {""} else (None, NOT_THEIRS)


def _is_forwarded(parsed: Parsed) -> bool:
    return bool(_FROM_LINE.search(parsed.text)) and not _outside(parsed)


def _outside(parsed: Parsed) -> list[str]:
    own = matching.own_addresses()
    return [a for _n, a in [*parsed.to, *parsed.cc] if a not in own and "+" not in a.partition("@")[0]]


def _others(parsed: Parsed, mailbox: Mailbox) -> list[str]:
    """Whom the mail is about: its other recipients, or, where it was forwarded, who wrote it first."""
    people = _outside(parsed)
    for line in _FROM_LINE.findall(parsed.text)[:3]:
        people += [a.lower() for a in _ADDRESS.findall(line)]
    return matching.outsiders(people, mailbox)


def reason_text(reason: str) -> str:
    """Why a mail was put aside, in the reader's language."""
    return _(reason) if reason else ""
