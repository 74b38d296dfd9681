"""Heartbeats of the loops that work in the background, and the alarm when one falls silent.

A loop asks its event again and again whether to stop; that asking is its heartbeat, so no loop has to know of this.
Each process writes the beats of its loops every few seconds.  As a process cannot report its own death, the web
processes watch too.
"""

from __future__ import annotations

import datetime
import os
import socket
import threading
import time
from dataclasses import dataclass, replace

from django.db import connection, models
from django.utils import timezone

WRITE_EVERY_SECONDS = 5.0
USUAL_PATIENCE_SECONDS = 60
# Loops whose single pieces of work may take long: imports, a mailbox seen for the first time.
PATIENCE_SECONDS = {"jobs": 3600, "mail": 900, "calendars": 900, "joining": 900, "search": 900, "duplicates": 900}
BREAKING_FOR = datetime.timedelta(minutes=3)
FORGOTTEN_AFTER = datetime.timedelta(days=1)
FROM = f"{socket.gethostname()}:{os.getpid()}"


class Heartbeat(models.Model):
    """The last sign of life of one loop in one process."""

    name = models.CharField(max_length=60)
    process = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended = models.BooleanField(default=False, db_default=False)  # told to stop, and did
    error = models.TextField(default="", db_default="")  # why it last broke off
    broke_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "process"], name="one_heartbeat_per_loop_and_process")]


@dataclass
class _Pulse:
    at: float
    resting: bool = False
    ended: bool = False
    error: str = ""
    broke_at: datetime.datetime | None = None


_pulses: dict[str, _Pulse] = {}
_lock = threading.Lock()


class _Watched(threading.Event):
    """An event that notes when it is asked; otherwise the one that it stands for."""

    def __init__(self, name: str, real: threading.Event) -> None:
        super().__init__()
        self._name, self._real = name, real

    def is_set(self) -> bool:
        beat(self._name)
        return self._real.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        beat(self._name, resting=True)
        said = self._real.wait(timeout)
        beat(self._name)
        return said

    def set(self) -> None:
        self._real.set()


def watched(name: str, stop: threading.Event) -> threading.Event:
    """The event for the loop of that name: asking it is a sign of life."""
    beat(name)
    return _Watched(name, stop)


def beat(name: str, *, resting: bool = False) -> None:
    """A sign of life; who is resting is alive until they say otherwise."""
    with _lock:
        pulse = _pulses.setdefault(name, _Pulse(0.0))
        pulse.at, pulse.resting, pulse.ended = time.monotonic(), resting, False


def end(name: str) -> None:
    """The loop has ended as it was told to."""
    beat(name)
    with _lock:
        _pulses[name].ended = True


def broke(name: str, error: Exception) -> None:
    """The loop broke off and is begun again."""
    beat(name)
    with _lock:
        _pulses[name].error, _pulses[name].broke_at = f"{type(error).__name__}: {error}"[:1000], timezone.now()


def database_now() -> datetime.datetime:
    """The moment by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime.datetime = cursor.fetchone()[0]
    return now


def write() -> None:
    """Write down the beats of this process's loops, by the clock of the database, which all processes share."""
    now, moment = database_now(), time.monotonic()
    with _lock:
        rows = [
            Heartbeat(
                name=name,
                process=FROM,
                at=now if pulse.resting else now - datetime.timedelta(seconds=moment - pulse.at),
                ended=pulse.ended,
                error=pulse.error,
                broke_at=pulse.broke_at,
            )
            for name, pulse in _pulses.items()
        ]
    if rows:
        Heartbeat.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["name", "process"],
            update_fields=["at", "ended", "error", "broke_at"],
        )


def patience_of(name: str) -> int:
    """After how many seconds without a sign of life a loop counts as silent."""
    return PATIENCE_SECONDS.get(name, USUAL_PATIENCE_SECONDS)


@dataclass(frozen=True)
class Loop:
    """One kind of work, wherever it is done."""

    name: str
    at: datetime.datetime
    processes: int  # in how many it lives
    error: str = ""
    broke_at: datetime.datetime | None = None

    def silent_seconds(self, now: datetime.datetime) -> float:
        return max(0.0, (now - self.at).total_seconds())

    def is_silent(self, now: datetime.datetime) -> bool:
        return self.silent_seconds(now) > patience_of(self.name)

    def is_breaking(self, now: datetime.datetime) -> bool:
        """Whether it broke off a moment ago; it may do so again and again."""
        return self.broke_at is not None and now - self.broke_at < BREAKING_FOR


def loops(now: datetime.datetime) -> list[Loop]:
    """Each kind of work with its latest sign of life in any process; what ended on purpose everywhere is left out."""
    found: dict[str, Loop] = {}
    since = now - FORGOTTEN_AFTER
    for row in Heartbeat.objects.filter(ended=False, at__gte=since).order_by("name", "-at"):
        age = (now - row.at).total_seconds()
        lives = age <= (patience_of(row.name) if row.name not in found else USUAL_PATIENCE_SECONDS)
        known = found.get(row.name)
        if known is None:
            found[row.name] = Loop(row.name, row.at, int(lives), row.error, row.broke_at)
        elif lives:
            found[row.name] = replace(known, processes=known.processes + 1)
    return list(found.values())


def forget() -> None:
    """Take away the rows of processes that are long gone."""
    Heartbeat.objects.filter(at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
