"""Matters: what waits for a person's answer, wherever they were told of it.

A notice names its matter ("reminder:12").  Once that has its answer, by whomever and on whatever channel, it is
settled everywhere: what has not gone out yet is called back, and open pages take it away.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from magpie.notices.models import NOT_YET_OUT, Delivery, Notice
from magpie.platform import live
from magpie.platform.models import User


@dataclass(frozen=True)
class Button:
    """What somebody can answer right in a mail: its word, and an address that serves this one purpose."""

    label: str
    url: str


# By the kind of matter ("reminder"): the buttons of the mail to a notice's recipient, in the current language.
buttons: dict[str, Callable[[Notice], list[Button]]] = {}


def buttons_of(notice: Notice) -> list[Button]:
    """The buttons of the notice's mail; none where nothing waits for an answer."""
    find = buttons.get(notice.matter.partition(":")[0])
    return find(notice) if find is not None and notice.settled_at is None else []


@dataclass(frozen=True)
class Press:
    """What one press on a button of a browser's own notice does, for the notice's recipient."""

    label: Any
    do: Callable[[Notice], object]


# By the kind of matter: what can be answered with one press and no further word, by name, the most usual first.
presses: dict[str, dict[str, Press]] = {}
READ = "read"  # the name that every notice knows
SALT = "magpie.notices.press"
GOOD_FOR = datetime.timedelta(days=14)


def presses_of(notice: Notice) -> list[tuple[str, Press]]:
    """What the recipient may press; nothing where nothing waits for an answer."""
    if notice.settled_at is not None or notice.recipient_id is None:
        return []
    return list(presses.get(notice.matter.partition(":")[0], {}).items())


def token(notice: Notice, name: str) -> str:
    """What lets the recipient's browser do this one thing without signing in."""
    return signing.dumps([notice.pk, notice.recipient_id, name], salt=SALT)


def pressed(given: str) -> tuple[Notice, str] | None:
    """The notice, and the name of what is to be done; None if the token is not ours, too old, or its person is gone."""
    try:
        number, recipient, name = signing.loads(given, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Notice.objects.filter(pk=number, recipient_id=recipient, recipient__is_active=True)
    notice = found.select_related("recipient").first()
    return (notice, str(name)) if notice is not None else None


def settle(matters: Collection[str], outcome: str, by: User | None = None) -> int:
    """Settle all notices of these matters; how many there were that still waited."""
    if not matters:
        return 0
    now = timezone.now()
    waiting = Notice.objects.filter(matter__in=list(matters), settled_at=None).select_for_update()
    found = list(waiting.order_by("id").values_list("pk", "recipient_id", "matter"))
    numbers = [number for number, _recipient, _matter in found]
    Notice.objects.filter(pk__in=numbers).update(
        settled_at=now, settled_by=by, outcome=outcome, read_at=Coalesce("read_at", now)
    )
    deliveries = Delivery.objects.filter(notice__in=numbers)
    deliveries.filter(status__in=NOT_YET_OUT).update(status="withdrawn", lease_until=None)
    deliveries.filter(channel="popup", status__in=("sent", "delivered"), read_at=None).update(read_at=now)
    of_people = [row for row in found if row[1]]  # the others went to bare addresses
    unread = Counter(unread_of({recipient for _number, recipient, _matter in of_people}))
    live.push_many(
        (
            recipient,
            {"type": "settled", "notice": number, "matter": matter, "outcome": outcome, "unread": unread[recipient]},
        )
        for number, recipient, matter in of_people
    )
    return len(found)


def unread_of(people: Collection[int]) -> dict[int, int]:
    """How many notices each of these people has not read; who has none is left out."""
    unread = Notice.objects.filter(recipient__in=people, read_at=None).values_list("recipient")
    return dict(unread.annotate(count=Count("pk")).order_by())
