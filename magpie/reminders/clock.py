"""The worker's part: follows the event log, tells what is due, and asks at the end of a working day."""

from __future__ import annotations

import threading

from django.db import connection

from magpie.platform import readers, setup
from magpie.reminders import firing, planning, workday

LONGEST_PAUSE_SECONDS = 1.0
LOOK_AT_DAYS_EVERY = 30


def loop(stop: threading.Event) -> None:
    """Remind until told to stop."""
    turn = 0
    try:
        with readers.Waker() as waker:
            while not stop.is_set():
                setup.refresh()
                busy = planning.read_some() > 0
                busy |= firing.tick() > 0
                if turn % LOOK_AT_DAYS_EVERY == 0:
                    workday.tick()
                if not busy:
                    turn += 1
                    waker.wait(LONGEST_PAUSE_SECONDS)
    finally:
        connection.close()
