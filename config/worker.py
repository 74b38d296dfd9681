"""The worker: every kind of background work in a thread of its own.

Any number of workers may run on any number of machines against one database: all claim their work from its tables.
What somebody waits for (automation, mails) has a process to itself; imports, exports and the search index are done by a
second one beside it, so that a large import makes nobody wait.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Literal

from config import tether

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

log = logging.getLogger("magpie.worker")
LONGEST_PAUSE_SECONDS = 10.0
PATIENCE_SECONDS = 8.0
Loop = Callable[[threading.Event], None]
Part = Literal["prompt", "background"]


def main(part: Part = "prompt") -> None:
    """Work until SIGTERM or SIGINT; the prompt part keeps a process for the background part beside it."""
    import django

    django.setup()
    stop, asked = threading.Event(), list[int]()
    for number in (signal.SIGTERM, signal.SIGINT):
        # No more than a note: an event has a lock, which the thread that is interrupted may hold at that moment.
        signal.signal(number, lambda number, _frame: asked.append(number))
    threads = [
        threading.Thread(target=_keep, args=(name, loop, stop), name=name, daemon=True)
        for name, loop in loops(part).items()
    ]
    for thread in threads:
        thread.start()
    beside = _Beside() if part == "prompt" else None
    health = threading.Thread(target=_tell_signs_of_life, args=(stop,), name="health", daemon=True)
    health.start()
    while not asked:
        if beside:
            beside.keep()
        time.sleep(0.25)
    stop.set()
    if beside:
        beside.end()
    patience = time.monotonic() + PATIENCE_SECONDS  # what is cut off then was not committed, and is done again
    for thread in threads:
        thread.join(timeout=max(0.0, patience - time.monotonic()))
    if beside:
        beside.wait(max(0.0, patience - time.monotonic()))
    health.join(timeout=1.0)
    _write_signs_of_life()
    if still := [thread.name for thread in threads if thread.is_alive()]:
        log.warning("ending without %s, whose work is done again", ", ".join(still))
        logging.shutdown()
        os._exit(0)  # an ordinary exit would wait for the threads that these have begun


def loops(part: Part) -> dict[str, Loop]:
    """What that part of the worker does: functions that run until the event is set."""
    from config import jobs
    from magpie.accounts.pools import clock as pools
    from magpie.automation import worker as automation
    from magpie.calendars.outside import clock as calendars
    from magpie.following import clock as following
    from magpie.mailboxes import fetching, joining, sending
    from magpie.notices import carrying, returns
    from magpie.platform import search
    from magpie.platform.duplicates import index
    from magpie.reminders import clock as reminders
    from magpie.subscriptions import clock as subscriptions
    from magpie.watchdog import clock as watchdog

    if part == "background":
        return {
            "search": search.loop,
            "duplicates": index.loop,
            "jobs": jobs.loop,
            "pools": pools.loop,
            "mail": fetching.loop,
            "returns": returns.loop,
            "calendars": calendars.loop,
            "joining": joining.loop,
            "relief": reminders.relieve,
        }
    return {
        "automation": automation.loop,
        "reminders": reminders.loop,
        "watchdog": watchdog.loop,
        "subscriptions": subscriptions.loop,
        "following": following.loop,
        "deliveries": carrying.loop,
        "outgoing": sending.loop,
        "house": jobs.keep_house,
    }


class _Beside:
    """The process of the background part; started again when it ends, gone when this one is."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.again_at = 0.0
        self.keep()

    def keep(self) -> None:
        """See that it runs; called from the main thread, to which the kernel ties it."""
        if (self.process is None or self.process.poll() is not None) and time.monotonic() >= self.again_at:
            if self.process is not None:
                log.warning("the background part ended with %s and is started again", self.process.returncode)
            self.again_at = time.monotonic() + LONGEST_PAUSE_SECONDS
            self.process = subprocess.Popen(
                [sys.executable, "-m", "magpie", "worker", "--part", "background"],
                stdin=subprocess.DEVNULL,
                env={**os.environ, tether.SUPERVISOR_VARIABLE: str(os.getpid())},
            )

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is not None:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()


def _keep(name: str, loop: Loop, stop: threading.Event) -> None:
    """Run a loop again when it breaks: the database may have been away."""
    from django.db import connections

    from magpie.notices import beats

    pause = 0.5
    watched = beats.watched(name, stop)
    while not stop.is_set():
        try:
            loop(watched)
            pause = 0.5
        except Exception as error:
            log.exception("%s broke off; going on in %.1f s", name, pause)
            beats.broke(name, error)
            connections.close_all()
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    beats.end(name)
    connections.close_all()


def _tell_signs_of_life(stop: threading.Event) -> None:
    """Write down every few seconds which loops are alive."""
    from magpie.notices import beats

    while not stop.wait(beats.WRITE_EVERY_SECONDS):
        _write_signs_of_life()


def _write_signs_of_life() -> None:
    from django.db import connections

    from magpie.notices import beats, set_back

    try:
        set_back.notice()
        beats.write()
    except Exception:
        log.warning("the signs of life could not be written", exc_info=True)
        connections.close_all()


if __name__ == "__main__":
    main()
