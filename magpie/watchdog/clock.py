"""The worker's part: follows the event log, goes through the records, and chases what has become late."""

from __future__ import annotations

import threading

from django.db import connection

from magpie.platform import readers, setup
from magpie.watchdog import alarms, chasing, own_checks, people_days, quality, watching

LONGEST_PAUSE_SECONDS = 1.0
LOOK_EVERY = 5
WARN_EVERY = 300


def loop(stop: threading.Event) -> None:
    """Watch until told to stop."""
    turn = 0
    try:
        with readers.Waker() as waker:
            while not stop.is_set():
                setup.refresh()
                busy = watching.read_some() > 0
                if turn % LOOK_EVERY == 0:
                    watching.sweep_some()
                    busy |= quality.sweep_some() > 0
                    busy |= chasing.chase_some() + people_days.look_some() > 0
                if turn % WARN_EVERY == 0:
                    alarms.warn_some()
                    quality.count_day()
                    own_checks.tell_some()
                if not busy:
                    turn += 1
                    waker.wait(LONGEST_PAUSE_SECONDS)
    finally:
        connection.close()
