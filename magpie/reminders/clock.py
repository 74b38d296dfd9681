"""The worker's part: follows the event log, tells what is due, and asks at the end of a working day."""

from __future__ import annotations

import threading
import time

from django.db import connection

from magpie.platform import readers, setup
from magpie.reminders import firing, planning, workday

LONGEST_PAUSE_SECONDS = 1.0
LOOK_AT_DAYS_EVERY_SECONDS = 30.0


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
