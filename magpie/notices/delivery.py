"""Sending what waits, in batches.

A batch is claimed with a lease and committed before anything is sent; each mail is marked in a transaction of its own
as soon as the server has taken it.  If a worker is killed in between, the lease runs out and the mail is sent once more
with the same Message-ID.  That gap cannot be closed with SMTP; keep it as small as it is.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from magpie.notices import channel, mail, mail_server
from magpie.notices.mail_server import MailServer
from magpie.notices.models import Delivery
from magpie.notices.smtp import Away, Line, NotNow, TurnedDown
from magpie.notices.tell import WAKE, as_message, tell_sender
from magpie.platform import live, readers

log = logging.getLogger(__name__)
BATCH = 50
PROBE = 5  # taken while the server is thought to be away: enough that one bad mail does not hold up the others
LEASE_SECONDS = 60
RENEW_AFTER_SECONDS = 15
MOST_DEFERRED_IN_A_ROW = 3
GIVE_UP_AFTER = datetime.timedelta(days=3)
LONGEST_WAIT_SECONDS = 900


def loop(stop: threading.Event) -> None:
    """Send until told to stop; wakes up when there is something to send, and every second."""
    try:
        with readers.Waker(WAKE) as waker:
            while not stop.is_set():
                send_due(stop)
                waker.wait(1.0)
    finally:
        connection.close()


def send_due(stop: threading.Event | None = None) -> None:
    """Send everything that is due, in order, as long as the server takes it."""
    stop = stop or threading.Event()
    while not stop.is_set():
        server = mail_server.in_force()
        if not server.is_set:
            _keep()
            return
        was_down = channel.is_down()
        if was_down and not channel.take_probe():
            return
        batch = claim(PROBE, early=True) if was_down else claim(BATCH)
        if not batch and not was_down:
            return
        try:
            went_well = Batch(batch, server, was_down).send(stop)
        except Away as error:
            channel.mark_down(str(error))
            return
        if not went_well or not batch:
            return


def claim(most: int, *, early: bool = False) -> list[Delivery]:
    """The next deliveries, ours until the lease runs out; with `early` also some that were to be tried again later.

    A look at a server that deferred everything needs one of those: that it lets us in proves nothing.
    """
    waiting = Q(status__in=("queued", "retrying")) & (Q() if early else Q(next_attempt_at__lte=Now()))
    abandoned = Q(status="sending", lease_until__lt=Now())
    with transaction.atomic():
        due = Delivery.objects.filter(waiting | abandoned, channel=channel.EMAIL).order_by("next_attempt_at", "id")
        numbers = [d.pk for d in due.only("pk").select_for_update(skip_locked=True)[:most]]
        if not numbers:
            return []
        Delivery.objects.filter(pk__in=numbers).update(
            status="sending", attempts=F("attempts") + 1, lease_until=_lease()
        )
    found = Delivery.objects.filter(pk__in=numbers).select_related("notice__recipient", "notice__sender")
    return list(found.order_by("next_attempt_at", "id"))


class Batch:
    """Claimed deliveries on their way over one connection."""

    def __init__(self, deliveries: list[Delivery], server: MailServer, was_down: bool) -> None:
        self.waiting, self.server, self.was_down = deliveries, server, was_down
        self.leased_at = time.monotonic()
        self.deferred_in_a_row = 0
        self.answered = 0  # mails that the server took or turned down for good

    def send(self, stop: threading.Event) -> bool:
        """Send them; False if the server should be left alone for now, Away if it cannot be used: the rest waits."""
        try:
            with Line(self.server) as line:
                answered = self._send_all(line, stop)
        finally:
            release(self.waiting)
        if answered and self.was_down:
            channel.mark_ok()
        return answered

    def _send_all(self, line: Line, stop: threading.Event) -> bool:
        while self.waiting and not stop.is_set():
            self._renew_lease()
            if not self.waiting:
                break
            delivery = self.waiting[0]
            try:
                self._send_one(line, delivery)
            except NotNow as error:
                self.waiting.pop(0)
                defer(delivery, str(error))
                self.deferred_in_a_row += 1
                still_down = self.was_down and not self.waiting and not self.answered
                if error.whole or still_down or self.deferred_in_a_row >= MOST_DEFERRED_IN_A_ROW:
                    channel.mark_down(str(error))
                    return False
                continue
            self.waiting.pop(0)
            self.answered += 1
            self.deferred_in_a_row = 0
        return True

    def _send_one(self, line: Line, delivery: Delivery) -> None:
        try:
            message = mail.compose(delivery, self.server)
        except Exception as error:  # a mail that cannot be made must not hold up the others
            log.exception("the mail of delivery %s cannot be made", delivery.pk)
            fail(delivery, f"{type(error).__name__}: {error}"[:1000])
            return
        try:
            line.send(message, delivery.address)
        except TurnedDown as error:
            fail(delivery, str(error))
            return
        Delivery.objects.filter(pk=delivery.pk).update(status="sent", sent_at=Now(), error="", lease_until=None)

    def _renew_lease(self) -> None:
        """Hold on to what is left; what another worker has taken meanwhile is no longer ours."""
        if time.monotonic() - self.leased_at < RENEW_AFTER_SECONDS:
            return
        with transaction.atomic():
            mine = {d.pk: d.attempts for d in self.waiting}
            rows = Delivery.objects.filter(pk__in=mine, status="sending").select_for_update()
            held = {d.pk for d in rows if d.attempts == mine[d.pk]}
            Delivery.objects.filter(pk__in=held).update(lease_until=_lease())
        self.waiting = [d for d in self.waiting if d.pk in held]
        self.leased_at = time.monotonic()


def release(deliveries: list[Delivery]) -> None:
    """Give back what was claimed and not tried; it counts as no attempt."""
    for delivery in deliveries:
        Delivery.objects.filter(pk=delivery.pk, status="sending", attempts=delivery.attempts).update(
            status="queued", attempts=Greatest(F("attempts") - 1, 0), lease_until=None
        )


def defer(delivery: Delivery, error: str) -> None:
    """Try again later, after twice the time of the last; after three days it has failed."""
    if timezone.now() - delivery.created_at > GIVE_UP_AFTER:
        fail(delivery, error)
        return
    wait = datetime.timedelta(seconds=min(LONGEST_WAIT_SECONDS, 2 ** min(delivery.attempts, 20)))
    Delivery.objects.filter(pk=delivery.pk).update(
        status="retrying", error=error, next_attempt_at=timezone.now() + wait, lease_until=None
    )


def fail(delivery: Delivery, error: str) -> None:
    """It will never arrive this way: say so to who sent it, and show it to the recipient in the product."""
    with transaction.atomic():
        delivery.status, delivery.error, delivery.lease_until = "failed", error, None
        delivery.save(update_fields=["status", "error", "lease_until"])
        notice = delivery.notice
        user = notice.recipient
        if user is not None and user.is_active and not notice.deliveries.filter(channel="popup").exists():
            Delivery.objects.create(notice=notice, channel="popup", status="sent", sent_at=timezone.now())
            live.push(user.pk, {"type": "notice", "notice": as_message(notice)})
        tell_sender(delivery)


def _keep() -> None:
    """Without a mail server, what waits is kept in the outbox."""
    Delivery.objects.filter(channel=channel.EMAIL, status__in=("queued", "retrying")).update(status="kept", error="")


def _lease() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=LEASE_SECONDS)
