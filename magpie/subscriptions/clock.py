"""The worker's part: makes what is due, and looks at all times anew when the set-up, so perhaps a calendar, changes."""

from __future__ import annotations

import threading

from django.db import connection
from django.utils import timezone

from magpie.platform import readers, setup
from magpie.subscriptions import keeping, sending

LONGEST_PAUSE_SECONDS = 1.0
FORGET_EVERY = 600  # turns


def loop(stop: threading.Event) -> None:
    """Send until told to stop."""
    turn, known = 0, None
    try:
        with readers.Waker() as waker:
            while not stop.is_set():
                if (number := setup.refresh()) != known:
                    sending.plan_changed(all_of_them=True)
                    known = number
                busy = sending.tick() > 0
                if turn % FORGET_EVERY == 0:
                    keeping.forget_old(timezone.now())
                if not busy:
                    turn += 1
                    waker.wait(LONGEST_PAUSE_SECONDS)
    finally:
        connection.close()
