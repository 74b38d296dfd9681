"""What the other side says later of messages that it took: that they arrived, or why not."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone

from magpie.notices.channels.interface import Receipt
from magpie.notices.delivery import fail
from magpie.notices.models import Attempt, Delivery

REMEMBERED = datetime.timedelta(days=7)


def take_in(channel: str, receipts: list[Receipt]) -> int:
    """Note what the receipts say; how many belonged to a delivery of ours that still waited for one."""
    done = 0
    for receipt in receipts:
        since = timezone.now() - REMEMBERED
        sent = Delivery.objects.filter(channel=channel, status="sent", sent_at__gte=since)
        delivery = _meant(sent.select_related("notice__recipient", "notice__sender"), receipt.number)
        if delivery is None or receipt.is_good is None:
            continue
        done += 1
        if receipt.is_good:
            Delivery.objects.filter(pk=delivery.pk).update(status="delivered", delivered_at=timezone.now())
            Attempt.objects.create(delivery=delivery, outcome="delivered", detail=receipt.words)
        else:
            fail(delivery, receipt.words, "bounced")
    return done


def _meant(sent: models.QuerySet[Delivery], number: str) -> Delivery | None:
    """The delivery of exactly that number; else the only one that fits another way of writing it."""
    exact = sent.filter(provider_id=number).order_by("-id").first()
    if exact is not None:
        return exact
    others = list(sent.filter(provider_id__in=_forms(number))[:2])
    return others[0] if len(others) == 1 else None


def _forms(number: str) -> list[str]:
    """Some centres give a number in hexadecimal when they take a message and in decimal when they report."""
    forms = [number, number.lower(), number.upper()]
    if number.isdigit():
        forms += [f"{int(number):x}", f"{int(number):X}", number.lstrip("0") or "0"]
    try:
        forms.append(str(int(number, 16)))
    except ValueError:
        pass
    return list(dict.fromkeys(form for form in forms if form))
