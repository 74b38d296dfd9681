"""Whom an operation told, and on which channels it reached them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext as _

from magpie.notices.models import CHANNELS, Notice
from magpie.platform.effects import Told

MOST = 200
# Automation adds its own: the numbers of the runs that an operation started.
runs_of: list[Callable[[uuid.UUID], list[int]]] = []


def notices_of(operation: uuid.UUID) -> list[Notice]:
    """What was told in an operation and in the workflows that it started, the first first."""
    runs = [number for source in runs_of for number in source(operation)]
    found = Notice.objects.filter(Q(operation=operation) | Q(run_id__in=runs))
    return list(found.select_related("recipient").prefetch_related("deliveries").order_by("pk")[:MOST])


def name_of(notice: Notice) -> str:
    """Who was told."""
    return str(notice.recipient) if notice.recipient else notice.address


def would_be_told(operation: uuid.UUID) -> list[Told]:
    """Who is told by what stands in the open transaction under this number."""
    labels = {name: str(label) for name, label in CHANNELS}
    found = []
    for notice in notices_of(operation):
        deliveries = sorted(notice.deliveries.all(), key=lambda one: one.pk)
        channels = tuple(labels.get(one.channel, one.channel) for one in deliveries) or (_("in the list of notices"),)
        found.append(Told(name_of(notice), channels, str(notice.reason.get("title") or "")))
    return found
