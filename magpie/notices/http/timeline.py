"""Notices on the timeline of the record that they are about: who was told what, and whether it arrived."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from magpie.notices.models import Notice
from magpie.platform.http import history


def entries(object_name: str, number: int, until: datetime.datetime | None, limit: int) -> list[dict[str, Any]]:
    """The notices about a record, newest first, each with the state of its deliveries."""
    found = Notice.objects.filter(object=object_name, record_id=number)
    if until:
        found = found.filter(created_at__lt=until)
    notices = found.select_related("recipient", "sender").prefetch_related("deliveries").order_by("-id")[:limit]
    return [_entry(notice) for notice in notices]


def _entry(notice: Notice) -> dict[str, Any]:
    channels = ", ".join(f"{d.get_channel_display()}: {d.get_status_display()}" for d in notice.deliveries.all())
    sender = notice.sender
    return {
        "at": notice.created_at,
        "kind": "notice",
        "id": notice.pk,
        "title": _("Told %(name)s: %(title)s")
        % {"name": str(notice.recipient or notice.address), "title": notice.title},
        "text": channels,
        "actor": {"kind": "user", "id": sender.pk, "title": str(sender)} if sender else None,
        "record": None,
        "event": None,
    }


history.sources.append(entries)
