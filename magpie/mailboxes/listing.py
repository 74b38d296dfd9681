"""Pages of conversations by keyset, each mailbox by its own index, however much mail there is."""

from __future__ import annotations

import base64
import datetime
import heapq
import json
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from magpie.lib import grams
from magpie.mailboxes import sight
from magpie.mailboxes.models import Conversation, Letter, Mailbox
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid

Box = Literal["inbox", "unread", "unmatched", "assigned", "sent", "archive", "all", "aside"]


@dataclass(frozen=True)
class Page:
    """Some conversations, and the cursor of those after them."""

    items: list[Conversation]
    next: str | None


def condition_of(box: Box, actor: Actor) -> Q:
    """Which conversations lie in a box."""
    return {
        "inbox": Q(in_inbox=True),
        "unread": Q(in_inbox=True, unread__gt=0),
        "unmatched": Q(in_inbox=True, is_matched=False),
        "assigned": Q(in_inbox=True, assignee=actor.user_id),
        "sent": Q(has_sent=True),
        "archive": Q(in_inbox=False),
        "all": Q(),
        "aside": ~Q(put_aside=""),
    }[box]


def boxes_of(actor: Actor, only: int | None, box: Box) -> list[Mailbox]:
    """The mailboxes whose conversations are listed; what the drop-box put aside is for administrators too."""
    if box == "aside" and actor.is_trusted:
        return list(Mailbox.objects.filter(is_drop_box=True))
    found = sight.mailboxes_of(actor)
    if box != "aside":
        found = found.filter(is_drop_box=False)
    return list(found.filter(pk=only) if only else found)


def page(actor: Actor, box: Box, *, mailbox: int | None, search: str, before: str, limit: int) -> Page:
    """A page of conversations, newest first."""
    condition = condition_of(box, actor)
    if before:
        at, number = _place(before)
        condition &= Q(last_at__lt=at) | Q(last_at=at, pk__lt=number)
    parts = []
    for each in boxes_of(actor, mailbox, box):
        found = Conversation.objects.filter(condition, mailbox=each)
        if search.strip():
            letters = _letters_with(search).filter(copies__mailbox=each)
            found = found.filter(pk__in=letters.values("copies__conversation"))
        parts.append(list(found.select_related("assignee").order_by("-last_at", "-pk")[: limit + 1]))
    merged = list(heapq.merge(*parts, key=lambda c: (c.last_at, c.pk), reverse=True))
    items = merged[:limit]
    return Page(items, _cursor(items[-1]) if len(merged) > limit else None)


def _letters_with(search: str) -> Any:
    words, pieces = grams.cut(search[:200])
    found = Letter.objects.filter(pieces__contains=grams.numbers(pieces))
    for word in words:
        if not grams.is_piece(word):
            places = ("subject", "text", "from_name", "from_address", "to", "cc")
            wanted = Q()
            for place in places:
                wanted |= Q(**{f"{place}__icontains": word})
            found = found.filter(wanted)
    return found if words else found.none()


def _cursor(last: Conversation) -> str:
    return base64.urlsafe_b64encode(json.dumps([last.last_at.isoformat(), last.pk]).encode()).decode()


def _place(cursor: str) -> tuple[datetime.datetime, int]:
    try:
        at, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        found = datetime.datetime.fromisoformat(at)
        if found.tzinfo is None or not isinstance(number, int) or not 0 < number < 2**63:
            raise ValueError
        return found, number
    except (ValueError, TypeError, RecursionError):
        raise Invalid({"before": [_("This is no place in the list.")]}) from None
