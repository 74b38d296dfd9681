"""Whom an operation told, and on which channels it reached them."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from magpie.notices.models import CHANNELS, Notice
from magpie.platform.effects import Told


def would_be_told(operation: uuid.UUID) -> list[Told]:
    """Who is told by what stands in the open transaction under this number."""
    labels = {name: str(label) for name, label in CHANNELS}
    found = Notice.objects.filter(operation=operation).select_related("recipient").prefetch_related("deliveries")
    return [
        Told(
            str(notice.recipient) if notice.recipient else notice.address,
            tuple(labels.get(d.channel, d.channel) for d in sorted(notice.deliveries.all(), key=lambda d: d.pk))
            or (_("in the list of notices"),),
            str(notice.reason.get("title") or ""),
        )
        for notice in found.order_by("pk")
    ]
