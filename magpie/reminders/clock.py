"""The worker's part: follows the event log, tells what is due, and asks at the end of a working day.

When very many fall due at once, a second process helps (`relieve`): one alone is kept to one processor.
"""

from __future__ import annotations

import threading
import time

from django.db import connection
from django.utils import timezone

from magpie.platform import readers, setup
from magpie.reminders import firing, planning, workday

LONGEST_PAUSE_SECONDS = 1.0
LOOK_AT_DAYS_EVERY_SECONDS = 30.0
RELIEF_EVERY_SECONDS = 2.0
BEHIND_SECONDS = 2.0


def loop(stop: threading.Event) -> None:
    """Remind until told to stop.  What is due is told first: a fault in following the events must not hold it up."""
    days_at = 0.0
    try:
        with readers.Waker() as waker:
            while not stop.is_set():
                setup.refresh()
                busy = firing.tick() > 0
                if time.monotonic() >= days_at:
                    workday.tick()
                    days_at = time.monotonic() + LOOK_AT_DAYS_EVERY_SECONDS
                busy |= planning.read_some() > 0
                if not busy:
                    waker.wait(LONGEST_PAUSE_SECONDS)
    finally:
        connection.close()


def relieve(stop: threading.Event) -> None:
    """Tell what is due as well, while the loop is behind, until told to stop."""
    try:
        while not stop.wait(RELIEF_EVERY_SECONDS):
            setup.refresh()
            while not stop.is_set() and is_behind() and firing.tick() > 0:
                continue
    finally:
        connection.close()


def is_behind() -> bool:
    """Whether something that is due has waited longer than it takes one process to come to it."""
    now = timezone.now()
    due = firing.oldest_due(now)
    return due is not None and (now - due).total_seconds() > BEHIND_SECONDS
