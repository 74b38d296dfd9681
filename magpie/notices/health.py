"""Whether everything that works in the background does: the loops, how far behind they are, and the channels.

`watch` tells the administrators once when a loop falls silent.  Web processes call it too, for a worker that has died
can tell nobody.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connections
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices import beats, people, ways
from magpie.notices.models import Channel, Delivery
from magpie.notices.tell import KINDS, tell

log = logging.getLogger(__name__)
WATCH_EVERY_SECONDS = 20.0
LATE_SECONDS = 120  # what is due for longer should have been done
KINDS["loop.silent"] = gettext_lazy("Trouble with work in the background")

LABELS: dict[str, Any] = {
    "automation": gettext_lazy("Workflows"),
    "calendars": gettext_lazy("Exchange with outside calendars"),
    "deliveries": gettext_lazy("Sending of messages"),
    "duplicates": gettext_lazy("Search for duplicates"),
    "house": gettext_lazy("Housekeeping"),
    "jobs": gettext_lazy("Imports, exports and schedules"),
    "joining": gettext_lazy("Joining of mail to records"),
    "mail": gettext_lazy("Fetching of people's mail"),
    "outgoing": gettext_lazy("Sending of people's mail"),
    "pools": gettext_lazy("Customer pools"),
    "reminders": gettext_lazy("Reminders"),
    "relief": gettext_lazy("Help with reminders, when many fall due at once"),
    "returns": gettext_lazy("Reading of mails that came back"),
    "subscriptions": gettext_lazy("Subscriptions"),
    "following": gettext_lazy("Notice rules"),
    "watchdog": gettext_lazy("Watchdog"),
    "search": gettext_lazy("Search index"),
}

# When the oldest piece of work was due that is not done yet, by loop: parts above add theirs.
oldest_due: dict[str, Callable[[datetime.datetime], datetime.datetime | None]] = {}
State = Literal["ok", "late", "breaking", "silent"]


@dataclass(frozen=True)
class LoopHealth:
    """How one kind of work in the background is."""

    name: str
    label: str
    state: State
    at: datetime.datetime
    silent_seconds: float
    late_seconds: float
    processes: int
    error: str


@dataclass(frozen=True)
class Health:
    """How everything is; `has_worker` is false where no worker has given a sign of life for long."""

    loops: list[LoopHealth]
    channels_down: list[str]

    @property
    def has_worker(self) -> bool:
        return any(loop.state != "silent" for loop in self.loops)

    @property
    def problems(self) -> list[str]:
        """What is wrong, by name."""
        found = [f"loop:{loop.name}" for loop in self.loops if loop.state != "ok"]
        return (found if self.loops else ["no worker"]) + [f"channel:{name}" for name in self.channels_down]

    @property
    def is_good(self) -> bool:
        return not self.problems


def look(now: datetime.datetime | None = None) -> Health:
    """How everything is now."""
    now = now or timezone.now()
    loops = [_loop(loop, now) for loop in beats.loops(now)]
    in_force = ways.in_force()
    down = Channel.objects.filter(state="down", name__in=in_force).order_by("name").values_list("name", flat=True)
    return Health(loops, list(down))


def label_of(name: str) -> str:
    """What people call a loop."""
    if name.startswith("deliveries."):
        return _("Sending: %(channel)s") % {"channel": ways.label_of(name.partition(".")[2])}
    return str(LABELS.get(name, name))


def _loop(loop: beats.Loop, now: datetime.datetime) -> LoopHealth:
    due = oldest_due[loop.name](now) if loop.name in oldest_due else None
    late = max(0.0, (now - due).total_seconds()) if due else 0.0
    state: State = "ok"
    if loop.is_silent(now):
        state = "silent"
    elif loop.is_breaking(now):
        state = "breaking"
    elif late > LATE_SECONDS:
        state = "late"
    return LoopHealth(
        loop.name, label_of(loop.name), state, loop.at, loop.silent_seconds(now), late, loop.processes, loop.error
    )


def _oldest_delivery(now: datetime.datetime) -> datetime.datetime | None:
    """Of channels that work: what waits for one that does not is that channel's trouble."""
    down = Channel.objects.filter(state="down").values("name")
    found = Delivery.objects.filter(status__in=("queued", "retrying"), next_attempt_at__lte=now)
    return found.exclude(channel__in=down).order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()


oldest_due["deliveries"] = _oldest_delivery


def watch(now: datetime.datetime | None = None) -> list[str]:
    """Tell the administrators of loops that have fallen silent, once for each time; the names of those loops."""
    now = now or timezone.now()
    silent = [loop for loop in look(now).loops if loop.state == "silent"]
    administrators = people.administrators() if silent else []
    for loop in silent:
        for administrator in administrators:
            with translation.override(administrator.language):
                words = {"name": label_of(loop.name), "minutes": max(1, round(loop.silent_seconds / 60))}
                title = _("Work in the background stands still: %(name)s") % words
                body = _("There has been no sign of life for %(minutes)d minutes. Is the worker running?") % words
            tell(
                administrator,
                kind="loop.silent",
                title=title,
                body=body,
                link="/health",
                urgent=True,
                key=f"loop:{loop.name}:{loop.at.timestamp():.0f}:{administrator.pk}",
            )
    return [loop.name for loop in silent]


class Watcher:
    """A thread that watches, in a web process."""

    def __init__(self) -> None:
        self.stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="watcher", daemon=True).start()

    def _run(self) -> None:
        while not self.stopping.wait(WATCH_EVERY_SECONDS):
            try:
                watch()
            except Exception:  # the database may be away
                log.warning("nobody could be told how the background work is", exc_info=True)
                connections.close_all()
        connections.close_all()
