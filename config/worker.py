"""The worker process: every kind of background work in a thread of its own.

Any number of workers may run on any number of machines against one database: all claim their work from its tables.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

log = logging.getLogger("magpie.worker")
LONGEST_PAUSE_SECONDS = 10.0
PATIENCE_SECONDS = 8.0


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    import django

    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        threading.Thread(target=_keep, args=(name, loop, stop), name=name, daemon=True)
        for name, loop in loops().items()
    ]
    for thread in threads:
        thread.start()
    while not stop.wait(0.5):
        pass
    patience = time.monotonic() + PATIENCE_SECONDS  # what is cut off then was not committed, and is done again
    for thread in threads:
        thread.join(timeout=max(0.0, patience - time.monotonic()))


def loops() -> dict[str, Callable[[threading.Event], None]]:
    """What the worker does: functions that run until the event is set."""
    from config import jobs
    from magpie.automation import worker as automation
    from magpie.notices import delivery
    from magpie.platform import search

    return {
        "automation": automation.loop,
        "deliveries": delivery.loop,
        "search": search.loop,
        "jobs": jobs.loop,
        "house": jobs.keep_house,
    }


def _keep(name: str, loop: Callable[[threading.Event], None], stop: threading.Event) -> None:
    """Run a loop again when it breaks: the database may have been away."""
    from django.db import connections

    pause = 0.5
    while not stop.is_set():
        try:
            loop(stop)
            pause = 0.5
        except Exception:
            log.exception("%s broke off; going on in %.1f s", name, pause)
            connections.close_all()
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    connections.close_all()


if __name__ == "__main__":
    main()
