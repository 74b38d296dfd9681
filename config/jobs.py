"""The queue of jobs (imports, exports, housekeeping) of the worker, carried by Procrastinate."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import threading

from django.db import connection


def loop(stop: threading.Event) -> None:
    """Do queued jobs until told to stop; a job cut off by kill -9 is taken up again."""
    asyncio.run(_work(stop))


async def _work(stop: threading.Event) -> None:
    from asgiref.sync import sync_to_async
    from procrastinate.contrib.django import app

    await sync_to_async(_keep_house)()
    worker = app.with_connector(app.connector.get_worker_connector())
    async with worker.open_async():
        running = asyncio.create_task(worker.run_worker_async(install_signal_handlers=False, concurrency=2, wait=True, listen_notify=True))
        minutes = 0
        while not stop.is_set() and not running.done():
            await asyncio.sleep(0.5)
            minutes += 1
            if minutes % 7200 == 0:
                await sync_to_async(_keep_house)()
        if running.done():
            running.result()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def _keep_house() -> None:
    """The partitions of the coming months, ahead of time."""
    from magpie.platform import triggers

    triggers.make_partitions(datetime.date.today())
    connection.close()
