"""Marks in mails that tell when they are opened and which links are followed.

Off unless the sender asks for them in that mail, and put in only where every recipient's consent is known: whoever
keeps consents registers a function here, and without one there are no marks at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from django.conf import settings
from django.core import signing

from magpie.mailboxes.models import Mark, Outgoing

# (address) → whether this person agreed to be measured; all must say yes.
consents: list[Callable[[str], bool]] = []
SALT = "magpie.mailboxes.marks"
_HREF = re.compile(r'(<a\b[^>]*?\bhref=")(https?://[^"]{1,2000})(")', re.IGNORECASE)
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
MOST_MARKS = 200  # of one mail: programs that look again and again fill no table


def are_allowed(outgoing: Outgoing) -> bool:
    """Whether everybody who gets the mail agreed to marks."""
    addresses = [address for _name, address in [*outgoing.to, *outgoing.cc, *outgoing.bcc]]
    return bool(consents) and bool(addresses) and all(asks(a) for a in addresses for asks in consents)


def put_into(outgoing: Outgoing, page: str) -> str:
    """The mail with its links led over this installation and an invisible picture; unchanged where not allowed."""
    if not are_allowed(outgoing):
        return page
    base = f"{settings.PUBLIC_URL}/api/mail/marks"

    def led(found: re.Match[str]) -> str:
        token = signing.dumps([outgoing.pk, unescape(found[2])], salt=SALT, compress=True)
        return f"{found[1]}{escape(f'{base}/{token}')}{found[3]}"

    token = signing.dumps([outgoing.pk], salt=SALT)
    return f'{_HREF.sub(led, page)}<img src="{base}/{token}.gif" width="1" height="1" alt="">'


def read(token: str) -> tuple[int, str] | None:
    """The mail and the link that a mark stands for; None for what was not signed here: there is no open redirect."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return int(found[0]), str(found[1]) if len(found) > 1 else ""


def note(number: int, kind: str, url: str = "") -> None:
    """Keep that it happened."""
    outgoing = Outgoing.objects.filter(pk=number).first()
    if outgoing is not None and outgoing.marks.count() < MOST_MARKS:
        Mark.objects.create(outgoing=outgoing, kind=kind, url=url[:2000])
