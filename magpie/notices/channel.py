"""Whether e-mail works at the moment, kept in one row so that all workers know, with the times at which to look again.

An outage is a matter of the channel, not of the mails: they wait, and the administrators are told once.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.notices import people
from magpie.notices.models import Channel
from magpie.notices.tell import tell, wake

log = logging.getLogger(__name__)
EMAIL = "email"
LONGEST_BACK_OFF_SECONDS = 60


def is_down() -> bool:
    """Whether the mail server was last found unusable."""
    return Channel.objects.filter(name=EMAIL, state="down").exists()


def take_probe() -> bool:
    """Whether this worker is the one to look now whether the server is back; only one gets a yes."""
    soon = timezone.now() + datetime.timedelta(seconds=LONGEST_BACK_OFF_SECONDS)
    due = Q(next_probe_at=None) | Q(next_probe_at__lte=Now())
    return Channel.objects.filter(due, name=EMAIL, state="down").update(next_probe_at=soon) == 1


def mark_down(error: str) -> None:
    """Note that the server cannot be used; the next look is a little later each time (2 to 60 seconds)."""
    with transaction.atomic():
        channel = _locked()
        if channel.state != "down":
            channel.state, channel.since, channel.failures = "down", timezone.now(), 0
            log.warning("e-mail: the server cannot be used: %s", error)
            _tell_administrators(channel, error)
        channel.failures += 1
        wait = min(LONGEST_BACK_OFF_SECONDS, 2 ** min(channel.failures, 10))
        channel.last_error, channel.next_probe_at = error, timezone.now() + datetime.timedelta(seconds=wait)
        channel.save()


def mark_ok() -> None:
    """Note that the server takes mails (again)."""
    with transaction.atomic():
        channel = _locked()
        if channel.state == "ok":
            return
        _tell_administrators(channel, "")
        channel.state, channel.since, channel.failures = "ok", timezone.now(), 0
        channel.last_error, channel.next_probe_at = "", None
        channel.save()
        log.warning("e-mail: the server takes mails again")


def look_again() -> None:
    """Have the workers try at once, after the settings have changed."""
    Channel.objects.filter(name=EMAIL, state="down").update(next_probe_at=timezone.now(), failures=0)
    wake()


def _locked() -> Channel:
    Channel.objects.get_or_create(name=EMAIL)
    return Channel.objects.select_for_update().get(name=EMAIL)


def _tell_administrators(channel: Channel, error: str) -> None:
    news = f"channel:{channel.name}:{'down' if error else 'ok'}:{channel.since.timestamp():.0f}"
    for administrator in people.administrators():
        with translation.override(administrator.language):
            title: Any = (
                _("The mail server cannot be used. Mails wait and are sent later.")
                if error
                else _("The mail server works again.")
            )
        tell(
            administrator,
            kind="channel.down",
            title=title,
            body=error,
            channels=("popup",),
            key=f"{news}:{administrator.pk}",
        )
