"""The worker's loop of automation: read events, wake what is due, advance runs; sleeps until the database calls."""

from __future__ import annotations

import threading

from django.utils import timezone

from magpie.automation import asks, broken, engine, matching, plugin_clock, waiting
from magpie.automation.clock import setting, ticking
from magpie.automation.engine import calls
from magpie.automation.starts import rolling_out
from magpie.platform import readers, setup

LONGEST_SLEEP_SECONDS = 1.0
EVENTS_AT_ONCE = 500


def work_once() -> int:
    """One round: everything that can be done now in each kind of work, a batch each; gives how much there was."""
    _look_at_set_up(setup.refresh())
    done = readers.read(waiting.READER, 0, EVENTS_AT_ONCE, matching.read_events)
    due = waiting.what_is_due()
    if due.timers and done < EVENTS_AT_ONCE:  # first what people did, for that may be what is waited for
        done += waiting.wake_by_time()
    if due.timers or due.runs:
        done += engine.advance_queued()
    if due.unarmed:
        done += waiting.arm()
    if due.calls:
        done += calls.make_due()
    if due.reminders:
        done += asks.tick()
    done += ticking.tick()
    done += plugin_clock.tick()
    done += rolling_out.tick()
    if not done:  # bulk work only when nobody waits
        done += readers.read(waiting.READER, 1, EVENTS_AT_ONCE, matching.read_events)
    return done


def _look_at_set_up(number: int) -> None:
    """See which workflows a change of set-up has broken or mended."""
    if number != _looked.number:
        _looked.number = number
        broken.check_all()
        setting.keep_in_step()


class _Looked:
    """The state of the set-up for which this process has looked through the workflows."""

    number: int | None = None


_looked = _Looked()


def work_until_idle(rounds: int = 10_000) -> int:
    """Rounds until nothing is left to do now (for tests and commands); gives how many."""
    for number in range(rounds):
        if not work_once():
            return number
    return rounds


def loop(stop: threading.Event) -> None:
    """Work until told to stop."""
    with readers.Waker("magpie_event") as waker:
        while not stop.is_set():
            if work_once():
                continue
            due = waiting.next_due()
            sleep = LONGEST_SLEEP_SECONDS
            if due is not None:
                sleep = min(sleep, max((due - timezone.now()).total_seconds(), 0.001))
            waker.wait(sleep)
