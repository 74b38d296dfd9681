"""What colleagues may see of a letter, as an e-mail on the timelines: an EmailMessage that is there or not.

A private letter has none, so that no list, search, export or workflow can show it.  Of one whose subject only is
shared, the text is not in it.  When a letter becomes stricter, its record is deleted and another one written, so that
the record's history does not show what was taken back.
"""

from __future__ import annotations

import datetime

from django.utils import timezone

from magpie.activities.models import EmailMessage
from magpie.mailboxes.matching import PREFERRED
from magpie.mailboxes.models import Letter, Mailbox
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM

LONGEST_BODY = 20_000
NEWS_FOR = datetime.timedelta(days=1)  # workflows do not act on what came longer ago


def bring_in_step(letter: Letter) -> None:
    """Write, change or delete the e-mail of the letter as its sharing and its records say now."""
    letter.save(update_fields=["sharing"])
    wanted = letter.sharing != "private" and not letter.is_bounce and letter.links.exists()
    is_news = timezone.now() - letter.sent_at < NEWS_FOR and not letter.is_automatic
    current = letter.email
    with context.acting(SYSTEM, "email_message.keep", automation="run" if is_news else "skip"):
        body = _body(letter)
        if current is not None and (not wanted or (current.body and not body)):
            letter.email = None
            letter.save(update_fields=["email"])
            records.delete(current, actor=SYSTEM)
            current = None
        if not wanted:
            return
        if current is not None:
            records.update(current, {"related_to": _primary(letter), "body": body}, actor=SYSTEM)
            return
        letter.email = records.create(EmailMessage, _values(letter, body), actor=SYSTEM)
        letter.save(update_fields=["email"])


def _body(letter: Letter) -> str:
    return letter.text[:LONGEST_BODY] if letter.sharing == "shared" else ""


def _values(letter: Letter, body: str) -> dict[str, object]:
    taken = EmailMessage.objects.filter(message_id=letter.message_id).exists() if letter.message_id else True
    box = Mailbox.objects.filter(copies__letter=letter).exclude(owner=None).order_by("pk").first()
    owner = letter.dropped_by_id or (box.owner_id if box else None)
    return {
        "subject": letter.subject,
        "from_address": letter.from_address,
        "to_addresses": _joined(letter.to),
        "cc_addresses": _joined(letter.cc),
        "body": body,
        "direction": "outbound" if letter.is_outbound else "inbound",
        "sent_at": letter.sent_at,
        "message_id": "" if taken else letter.message_id,
        "related_to": _primary(letter),
        "owner": owner,
        "from_mailbox": True,
        "is_automatic": letter.is_automatic,
    }


def _joined(pairs: list[list[str]]) -> str:
    """As many addresses as the field holds, none cut in two."""
    text = ""
    for _name, address in pairs:
        longer = f"{text}, {address}" if text else address
        if len(longer) > 2000:
            break
        text = longer
    return text


def _primary(letter: Letter) -> str:
    links = list(letter.links.order_by("id"))
    links.sort(key=lambda link: PREFERRED.index(link.object) if link.object in PREFERRED else 0)
    return f"{links[0].object}:{links[0].record_id}" if links else ""
