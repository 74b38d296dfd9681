"""Whether a channel works at the moment, in one row so that all workers know, with the times at which to look again.

An outage is a matter of the channel, not of the messages: they wait, and the administrators are told once.
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

from magpie.notices import people, ways
from magpie.notices.models import Channel
from magpie.notices.tell import tell, wake

log = logging.getLogger(__name__)
EMAIL = "email"
LONGEST_BACK_OFF_SECONDS = 60
LOOK_EVERY_SECONDS = 30


def is_down(name: str = EMAIL) -> bool:
    """Whether the channel was last found unusable."""
    return Channel.objects.filter(name=name, state="down").exists()


def take_probe(name: str = EMAIL) -> bool:
    """Whether this worker is the one to look now whether the channel is back; only one gets a yes."""
    soon = timezone.now() + datetime.timedelta(seconds=LONGEST_BACK_OFF_SECONDS)
    due = Q(next_probe_at=None) | Q(next_probe_at__lte=Now())
    return Channel.objects.filter(due, name=name, state="down").update(next_probe_at=soon) == 1


def take_look(name: str) -> bool:
    """Whether this worker is the one to look now whether a channel that nobody uses still works."""
    now = timezone.now()
    Channel.objects.get_or_create(name=name)
    due = Q(looked_at=None) | Q(looked_at__lte=now - datetime.timedelta(seconds=LOOK_EVERY_SECONDS))
    return Channel.objects.filter(due, name=name, state="ok").update(looked_at=now) == 1


def must_be_tried(name: str) -> bool:
    """Whether the channel is there and refuses what is ours: only a message that it takes proves the contrary."""
    return Channel.objects.filter(name=name, state="down", refused=True).exists()


def mark_down(error: str, name: str = EMAIL, *, refused: bool = False) -> None:
    """Note that the channel cannot be used; the next look is a little later each time (2 to 60 seconds)."""
    with transaction.atomic():
        channel = _locked(name)
        if channel.state != "down":
            channel.state, channel.since, channel.failures = "down", timezone.now(), 0
            log.warning("%s cannot be used: %s", name, error)
            _tell_administrators(channel, error)
        channel.failures += 1
        wait = min(LONGEST_BACK_OFF_SECONDS, 2 ** min(channel.failures, 10))
        channel.last_error, channel.next_probe_at = error, timezone.now() + datetime.timedelta(seconds=wait)
        channel.refused, channel.looked_at = refused, timezone.now()
        channel.save()


def mark_ok(name: str = EMAIL) -> None:
    """Note that the channel takes messages (again)."""
    with transaction.atomic():
        channel = _locked(name)
        if channel.state == "ok":
            return
        _tell_administrators(channel, "")
        channel.state, channel.since, channel.failures = "ok", timezone.now(), 0
        channel.last_error, channel.next_probe_at, channel.refused = "", None, False
        channel.looked_at = timezone.now()
        channel.save()
        log.warning("%s works again", name)


def look_again(name: str = EMAIL) -> None:
    """Have the workers try at once, after the settings have changed."""
    Channel.objects.filter(name=name).update(looked_at=None)
    Channel.objects.filter(name=name, state="down").update(next_probe_at=timezone.now(), failures=0, refused=False)
    wake()


def _locked(name: str) -> Channel:
    Channel.objects.get_or_create(name=name)
    return Channel.objects.select_for_update().get(name=name)


def _tell_administrators(channel: Channel, error: str) -> None:
    news = f"channel:{channel.name}:{'down' if error else 'ok'}:{channel.since.timestamp():.0f}"
    for administrator in people.administrators():
        with translation.override(administrator.language):
            title: Any = _news_of(channel.name, is_down=bool(error))
        tell(
            administrator,
            kind="channel.down",
            title=title,
            body=error,
            channels=("popup",),
            key=f"{news}:{administrator.pk}",
        )


def _news_of(name: str, *, is_down: bool) -> str:
    if name == EMAIL:
        if is_down:
            return _("The mail server cannot be used. Mails wait and are sent later.")
        return _("The mail server works again.")
    words = {"name": ways.label_of(name)}
    if is_down:
        return _("The channel “%(name)s” cannot be used. Messages wait and are sent later.") % words
    return _("The channel “%(name)s” works again.") % words
