"""When the clock of the database was set back: what was dated by the wrong clock goes along with the right one.

A mail that is to be tried again "in a minute", a reminder that is repeated "in half an hour": each is a moment in a
row.  If the clock was a day ahead when it was written, it would be a day late.  The signs of life in the database show
it: some lie in the future.  What somebody chose by the calendar stays where it is.
"""

from __future__ import annotations

import datetime
import logging

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from magpie.notices import beats, people
from magpie.notices.beats import Heartbeat
from magpie.notices.tell import KINDS, tell

log = logging.getLogger(__name__)
FROM_SECONDS = 60
KIND = "clock.set_back"
KINDS[KIND] = gettext_lazy("The clock of the server was set back")

# Moments that were reckoned from the clock ("in a minute"), by model, field, and which rows; parts above add theirs.
reckoned: list[tuple[str, str, Q]] = [
    ("notices.Channel", "next_probe_at", Q()),
    ("notices.Delivery", "next_attempt_at", Q(status__in=("queued", "retrying"))),
    ("notices.Delivery", "lease_until", Q(status="sending")),
    ("notices.Delivery", "due_at", Q(status__in=("queued", "retrying"))),
    ("notices.ReturnsSettings", "next_look_at", Q()),
]


def notice() -> datetime.timedelta | None:
    """Whether the clock was set back since the last signs of life, and by how much; if so, everything goes along.

    Any number of processes may call it: the signs of life go along too, so only one finds them in the future.
    """
    now = beats.database_now()
    limit = now + datetime.timedelta(seconds=FROM_SECONDS)
    ahead = Heartbeat.objects.filter(at__gt=limit)
    if not ahead.exists():
        return None
    with transaction.atomic():
        found = list(ahead.select_for_update().order_by("pk"))
        if not found:
            return None
        by = max(row.at for row in found) - now
        log.warning("the clock was set back by %s", by)
        for label, name, which in reckoned:
            rows = apps.get_model(label)._default_manager.filter(which, **{f"{name}__gt": now})
            rows.update(**{name: F(name) - by})
        Heartbeat.objects.filter(pk__in=[row.pk for row in found]).update(at=now)
        _say(by, now)
    return by


def _say(by: datetime.timedelta, now: datetime.datetime) -> None:
    minutes = round(by.total_seconds() / 60)
    for administrator in people.administrators():
        with translation.override(administrator.language):
            title = ngettext(
                "The clock of the server was set back by %(count)d minute",
                "The clock of the server was set back by %(count)d minutes",
                minutes,
            ) % {"count": minutes}
            body = _(
                "What was told or done by the wrong clock was too early and bears its time. Repetitions and new tries"
                " follow the right clock again. Please see to it that the server's clock is kept right by NTP."
            )
        tell(administrator, kind=KIND, title=title, body=body, link="/health", urgent=True,
             key=f"{KIND}:{now.timestamp():.0f}:{administrator.pk}")  # fmt: skip
