"""The threads that send: one for each channel that is set up, so that none waits for another.

A channel that nobody uses is looked after every half minute, so that a dead one is known before it is needed.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import Any

from django.db import connection, connections
from django.utils.translation import gettext as _

from magpie.notices import beats, channel, fallback, mail_server, manners, receipts, snoozing, ways
from magpie.notices.channels import email
from magpie.notices.channels.interface import Line
from magpie.notices.channels.troubles import Away
from magpie.notices.delivery import BATCH, PROBE, Batch, claim, fail, release
from magpie.notices.models import Delivery
from magpie.notices.tell import WAKE
from magpie.platform import readers

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0
RULES_EVERY_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 10.0
ONE_LINE = 0x6D61_6770  # the space of advisory locks for channels that keep one line


def loop(stop: threading.Event) -> None:
    """Keep a thread for each channel until told to stop, and see to the rules for what waits too long."""
    threads: dict[str, _Thread] = {}
    ended = threading.Event()  # of this run: it may break off and begin anew, and its threads must not go on beside
    rules_at = 0.0
    try:
        with readers.Waker(WAKE) as waker:
            while not stop.is_set():
                names = {ways.EMAIL, *ways.in_force(), *_still_waiting()} - {ways.POPUP}
                for name in names - threads.keys():
                    threads[name] = _Thread(name, ended)
                    threads[name].start()
                if time.monotonic() >= rules_at:
                    manners.release_due()
                    fallback.apply_rules()
                    snoozing.wake_due()
                    rules_at = time.monotonic() + RULES_EVERY_SECONDS
                for thread in threads.values():
                    thread.poke.set()
                waker.wait(EVERY_SECONDS)
    finally:
        ended.set()
        for thread in threads.values():
            thread.poke.set()
        for thread in threads.values():
            thread.join(10)
        connection.close()


def _still_waiting() -> set[str]:
    """Channels with messages that wait, though they are set up no more."""
    found = Delivery.objects.filter(status__in=("queued", "retrying")).order_by()
    return set(found.values_list("channel", flat=True).distinct())


class _Thread(threading.Thread):
    """One channel's thread."""

    def __init__(self, name: str, stop: threading.Event) -> None:
        super().__init__(name=f"deliveries.{name}", daemon=True)
        self.channel, self.stop, self.poke = name, beats.watched(f"deliveries.{name}", stop), threading.Event()

    def run(self) -> None:
        carrier = Carrier(self.channel)
        pause = 0.5
        while not self.stop.is_set():
            try:
                carrier.turn(self.stop)
                pause = 0.5
            except Exception as error:
                log.exception("sending on %s broke off; going on in %.1f s", self.channel, pause)
                beats.broke(self.name, error)
                carrier.close()
                connections.close_all()
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self.poke.wait(EVERY_SECONDS * 2)
            self.poke.clear()
        carrier.close()
        beats.end(self.name)
        connection.close()


def send_due(stop: threading.Event | None = None, name: str = ways.EMAIL) -> None:
    """Send everything that is due on a channel, in order, as long as the other side takes it."""
    carrier = Carrier(name)
    try:
        carrier.send(stop or threading.Event())
    finally:
        carrier.close()


class Carrier:
    """Sends on one channel; keeps its line where the channel wants that."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._line: Line | None = None
        self._made_from: Any = None
        self._holds_lock = False
        self._proved_at = 0.0

    def turn(self, stop: threading.Event) -> None:
        """Send what is due, take in what came back, and look whether the other side still is there."""
        try:
            self.send(stop)
            self._listen()
            self._look()
        except Away as error:
            self.close()
            channel.mark_down(str(error), self.name, refused=error.refused)

    def send(self, stop: threading.Event) -> None:
        """Send everything that is due."""
        while not stop.is_set():
            if not ways.is_set(self.name):
                self._give_up()
                return
            if not self._may_send():  # asked first: who may not send must not take the next look from who may
                return
            was_down = channel.is_down(self.name)
            if was_down and not channel.take_probe(self.name):
                return
            batch = claim(PROBE, early=True, name=self.name) if was_down else claim(BATCH, name=self.name)
            if not batch and (not was_down or channel.must_be_tried(self.name)):
                return
            shipment = Batch(batch, self.name, was_down)
            try:
                went_well = self._send(shipment, stop)
            except Away as error:
                self.close()
                channel.mark_down(str(error), self.name, refused=error.refused)
                return
            if not went_well or not batch:
                return

    def _send(self, shipment: Batch, stop: threading.Event) -> bool:
        try:
            line = self._open()
            if not shipment.waiting:
                line.probe()
            went_well = shipment.send(line, stop)
            self._proved_at = time.monotonic()
        except BaseException as error:
            release(shipment.waiting)
            self._let_go(error)
            raise
        if not self._keeps_line():
            self._let_go(None)
        return went_well

    def _open(self) -> Line:
        """The line, the one held open as long as the settings are the same."""
        made_from = ways.fingerprint(self.name)
        if self._line is not None and made_from == self._made_from:
            return self._line
        self._let_go(None)
        line = ways.line(self.name)
        if line is None:
            raise Away("not set up")
        line.__enter__()
        self._line, self._made_from = line, made_from
        return line

    def _let_go(self, error: BaseException | None) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(Exception):
                line.__exit__(type(error) if error else None, error, None)

    def _listen(self) -> None:
        if self._line is not None:
            receipts.take_in(self.name, self._line.receipts())

    def _look(self) -> None:
        """Whether a channel that is thought to work, and was not used for a while, still does."""
        if time.monotonic() - self._proved_at < channel.LOOK_EVERY_SECONDS or not ways.is_set(self.name):
            return
        if not self._may_send() or not channel.take_look(self.name):
            return
        if self.name == ways.EMAIL:
            email.look(mail_server.in_force())
        else:
            self._open().probe()
            if not self._keeps_line():
                self._let_go(None)
        self._proved_at = time.monotonic()

    def _keeps_line(self) -> bool:
        return self.name != ways.EMAIL and ways.keeps_line(self.name)

    def _may_send(self) -> bool:
        """Of a channel that keeps one line, only one worker in the installation may have it."""
        if not self._keeps_line():
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [ONE_LINE, self.name])
            got = bool(cursor.fetchone()[0])
            if got and self._holds_lock:  # locks of a session are counted
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [ONE_LINE, self.name])
        self._holds_lock = got
        return got

    def _give_up(self) -> None:
        """Without its settings, what waits for a mail server is kept in the outbox, and other messages cannot go."""
        self.close()
        waiting = Delivery.objects.filter(channel=self.name, status__in=("queued", "retrying"))
        if self.name == ways.EMAIL:
            waiting.update(status="kept", error="")
            return
        for delivery in claim(BATCH, early=True, name=self.name):
            fail(delivery, _not_set_up(self.name))

    def close(self) -> None:
        """Let the line go, and let another worker have it."""
        self._let_go(None)
        if self._holds_lock:
            with contextlib.suppress(Exception), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [ONE_LINE, self.name])
        self._holds_lock = False


def _not_set_up(name: str) -> str:
    return _("The channel “%(name)s” is not set up.") % {"name": ways.label_of(name)}
