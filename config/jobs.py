"""The queue of jobs (imports, exports) of the worker, carried by Procrastinate, and the housekeeping beside it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

log = logging.getLogger(__name__)
HOUSEKEEPING_EVERY_SECONDS = 2.0
INTERRUPTED_EVERY_SECONDS = 10.0  # the database needs a moment to notice that a killed worker is gone


def loop(stop: threading.Event) -> None:
    """Do queued jobs until told to stop; a job cut off by kill -9 is taken up again."""
    asyncio.run(_work(stop))


async def _work(stop: threading.Event) -> None:
    from procrastinate.contrib.django import app

    connector: Any = app.connector  # Django's, which has one of its own for workers
    worker_app = app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        running = asyncio.create_task(
            worker_app.run_worker_async(install_signal_handlers=False, concurrency=2, wait=True)
        )
        while not stop.is_set() and not running.done():  # noqa: ASYNC110 - `stop` belongs to another thread
            await asyncio.sleep(0.2)
        if running.done():
            running.result()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def keep_house(stop: threading.Event) -> None:
    """Take up imports, hand-overs, prints and bulk changes that were cut off; then what must be ready before it is
    needed: indexes of new custom fields and of dates that workflows look at, partitions of the coming months, repeated
    meetings of the year, the scores that depend on time, and the sums of the forecast; old files of exports go,
    sessions whose time has passed, and browsers that were told in them.
    After a change of the set-up, the makers of gates that nobody understands any more are told.
    """
    from django.contrib.sessions.backends.db import SessionStore

    from magpie.approvals import broken
    from magpie.automation.clock import indexes
    from magpie.calendars import series
    from magpie.calendars.invitations import receiving
    from magpie.notices import browsers
    from magpie.notices.delegations import keeping
    from magpie.platform import custom_indexes, setup, triggers
    from magpie.platform.bulk import background, exports
    from magpie.platform.duplicates import searching
    from magpie.platform.importing import running
    from magpie.prints import jobs as prints
    from magpie.sales import forecast, scoring
    from magpie.sales.work import moving

    indexed, partitioned = None, None
    looked_at = -INTERRUPTED_EVERY_SECONDS
    while not stop.is_set():
        number = setup.refresh()
        if number != indexed:
            custom_indexes.ensure()
            indexes.ensure()
            broken.tell_makers()
            indexed = number
        if partitioned != (today := timezone.now().date()):
            triggers.make_partitions(today)
            while series.go_on(today) and not stop.is_set():
                pass
            while receiving.go_on(today) and not stop.is_set():
                pass
            scoring.score_all.defer()
            forecast.keep_today()
            exports.forget_old()
            SessionStore.clear_expired()
            browsers.forget_ended()
            partitioned = today
        if time.monotonic() - looked_at > INTERRUPTED_EVERY_SECONDS:
            running.resume_interrupted()
            moving.resume_interrupted()
            background.resume_interrupted()
            searching.resume_interrupted()
            keeping.tick()
            prints.resume_interrupted()
            looked_at = time.monotonic()
        stop.wait(HOUSEKEEPING_EVERY_SECONDS)
    close_old_connections()
