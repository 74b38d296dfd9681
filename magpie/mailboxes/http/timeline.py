"""Mails on the timeline of the records that they have to do with, to each person what they may see of them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from magpie.mailboxes import sight
from magpie.mailboxes.models import Letter, Mark
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.rendering import render


def entries(
    actor: Actor, object_name: str, number: int, until: datetime.datetime | None, limit: int
) -> list[dict[str, Any]]:
    """The mails of a record that the actor may read, newest first."""
    boxes = set(sight.mailboxes_of(actor).values_list("pk", flat=True))
    linked = Letter.objects.filter(links__object=object_name, links__record_id=number)
    mine = Q(copies__mailbox__in=boxes) | Q(dropped_by=actor.user_id) if actor.user_id else Q(pk__in=[])
    found = linked.filter(Q(sharing__in=("subject", "shared")) | mine).filter(is_bounce=False)
    if until:
        found = found.filter(sent_at__lt=until)
    found = found.select_related("email").defer("html", "pieces", "references").distinct()
    letters = list(found.order_by("-sent_at", "-id")[:limit])
    held = set(Letter.objects.filter(pk__in=[le.pk for le in letters]).filter(mine).values_list("pk", flat=True))
    kind = objects.get("email_message")
    rows = [letter.email for letter in letters if letter.email is not None]
    bodies = {body["id"]: body for body in render(kind, rows, actor)}
    return [_entry(letter, letter.pk in held, bodies) for letter in letters] + _marks(letters)


def _entry(letter: Letter, is_held: bool, bodies: dict[int, dict[str, Any]]) -> dict[str, Any]:
    is_whole = is_held or letter.sharing == "shared"
    who = letter.from_name or letter.from_address
    to = ", ".join(name or address for name, address in letter.to[:3])
    title = _("%(who)s to %(to)s: %(subject)s") % {"who": who, "to": to, "subject": letter.subject or _("(no subject)")}
    return {
        "at": letter.sent_at,
        "kind": "email",
        "id": letter.email_id or -2 * letter.pk,  # a number that no other e-mail of the timeline has
        "title": title,
        "text": letter.text[:2000].strip() if is_whole else "",
        "actor": None,
        "record": bodies.get(letter.email_id or 0),
        "event": None,
    }


def _marks(letters: list[Letter]) -> list[dict[str, Any]]:
    """That mails sent from here were opened, and which of their links were followed."""
    marks = Mark.objects.filter(outgoing__letter__in=[letter.pk for letter in letters]).select_related("outgoing")
    first: dict[tuple[int, str, str], Mark] = {}
    for mark in marks.order_by("pk"):
        first.setdefault((mark.outgoing_id, mark.kind, mark.url), mark)
    said = {"opened": _("Opened: %(subject)s"), "clicked": _("Link followed: %(subject)s")}
    return [
        {
            "at": mark.at, "kind": "email", "id": -2 * mark.pk - 1, "text": mark.url,
            "title": said[mark.kind] % {"subject": mark.outgoing.subject}, "actor": None, "record": None, "event": None,
        }
        for mark in first.values()
    ]  # fmt: skip


history.personal_sources.append(entries)
