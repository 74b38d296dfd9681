"""The worker's part: follows the event log, tells what was gathered, and sends summaries at their hour."""

from __future__ import annotations

import threading

from django.db import connection

from magpie.following import lists, matching, telling
from magpie.platform import readers, setup

LONGEST_PAUSE_SECONDS = 1.0
LOOK_FOR_SUMMARIES_EVERY = 15  # quiet turns
MOST_BATCHES = 200


def loop(stop: threading.Event) -> None:
    """Gather and tell until told to stop."""
    turn = batches = 0
    try:
        with readers.Waker() as waker:
            while not stop.is_set():
                setup.refresh()
                if matching.read_some() >= matching.BATCH and batches < MOST_BATCHES:
                    batches += 1  # what one operation did is told when all of it has been read
                    continue
                batches = 0
                lists.keep_in_step()
                busy = telling.tick() > 0
                if turn % LOOK_FOR_SUMMARIES_EVERY == 0:
                    telling.summaries()
                if not busy:
                    turn += 1
                    waker.wait(LONGEST_PAUSE_SECONDS)
    finally:
        connection.close()
