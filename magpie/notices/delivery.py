"""Sending what waits, in batches, on any channel.

A batch is claimed with a lease and committed before anything is sent; each message is marked in a transaction of its
own as soon as the other side has taken it.  If a worker is killed in between, the lease runs out and the message is
sent once more (a mail with the same Message-ID).  That gap cannot be closed; keep it as small as it is.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from magpie.notices import channel, fallback, manners, ways
from magpie.notices.channels.interface import Line, Message, Taken
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.mail import LETTER
from magpie.notices.models import Attempt, Delivery
from magpie.notices.tell import tell_sender

log = logging.getLogger(__name__)
BATCH = 50
PROBE = 5  # taken while the other side is thought to be away: enough that one bad message does not hold up the others
LEASE_SECONDS = 60
RENEW_AFTER_SECONDS = 15
MOST_DEFERRED_IN_A_ROW = 3
MOST_SET_ASIDE = 3
GIVE_UP_AFTER = datetime.timedelta(days=3)
LONGEST_WAIT_SECONDS = 900
STALE_AFTER = datetime.timedelta(minutes=1)  # what waited so long and was read meanwhile need not be sent
LONGEST_SHORT_TEXT = 280


def claim(most: int, *, early: bool = False, name: str = channel.EMAIL) -> list[Delivery]:
    """The next deliveries, ours until the lease runs out; with `early` also some that were to be tried again later.

    A look at a server that deferred everything needs one of those: that it lets us in proves nothing.
    """
    waiting = Q(status__in=("queued", "retrying")) & (Q() if early else Q(next_attempt_at__lte=Now()))
    abandoned = Q(status="sending", lease_until__lt=Now())
    with transaction.atomic():
        due = Delivery.objects.filter(waiting | abandoned, channel=name).order_by("next_attempt_at", "id")
        numbers = [d.pk for d in due.only("pk").select_for_update(skip_locked=True)[:most]]
        if not numbers:
            return []
        Delivery.objects.filter(pk__in=numbers).update(
            status="sending", attempts=F("attempts") + 1, lease_until=_lease()
        )
    found = Delivery.objects.filter(pk__in=numbers).select_related("notice__recipient", "notice__sender")
    return list(found.order_by("next_attempt_at", "id"))


class Batch:
    """Claimed deliveries on their way over one line."""

    def __init__(self, deliveries: list[Delivery], name: str, was_down: bool) -> None:
        self.waiting, self.name, self.was_down = deliveries, name, was_down
        self.leased_at = time.monotonic()
        self.deferred_in_a_row = 0
        self.set_aside: list[tuple[Delivery, Away]] = []
        self.answered = 0  # messages that the other side took or turned down for good

    def send(self, line: Line, stop: threading.Event) -> bool:
        """Send them; False if the channel should be left alone for now, Away if it cannot be used: the rest waits."""
        try:
            answered = self._send_all(line, stop)
        finally:
            release([*(aside for aside, _error in self.set_aside), *self.waiting])
        if answered and self.was_down:
            channel.mark_ok(self.name)
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
                    channel.mark_down(str(error), self.name)
                    return False
                continue
            except Away as error:
                if error.uncertain:
                    self.waiting.pop(0)
                    defer(delivery, str(error), "uncertain")
                if error.uncertain or not error.refused or not self._can_set_aside(delivery, error):
                    raise
                continue
            self.waiting.pop(0)
            self.answered += 1
            self.deferred_in_a_row = 0
            for aside, why in self.set_aside:  # the other side takes messages, only not these
                defer(aside, str(why), "refused")
            self.set_aside = []
        if self.set_aside:
            raise self.set_aside[0][1]
        return True

    def _can_set_aside(self, delivery: Delivery, error: Away) -> bool:
        """Leave a message out that may alone be the cause; False if too many were."""
        if len(self.set_aside) >= MOST_SET_ASIDE:
            return False
        self.waiting.pop(0)
        self.set_aside.append((delivery, error))
        return True

    def _send_one(self, line: Line, delivery: Delivery) -> None:
        if withdraw_if_needless(delivery) or hold_if_late(delivery):
            return
        began = time.monotonic()
        try:
            taken = line.send(message_of(delivery))
        except TurnedDown as error:
            fail(delivery, str(error))
            return
        except (Away, NotNow):
            raise
        except Exception as error:  # a fault of ours in one message: it waits, and the others go
            log.exception("delivery %d could not be sent", delivery.pk)
            raise NotNow(f"{type(error).__name__}: {error}"[:500], whole=False) from error
        accept(delivery, taken, time.monotonic() - began)

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


def message_of(delivery: Delivery) -> Message:
    """What is said on a channel; mails are made of the delivery itself."""
    notice = delivery.notice
    body = " ".join(notice.body.split())
    if delivery.channel != ways.EMAIL and len(body) > LONGEST_SHORT_TEXT:
        body = f"{body[: LONGEST_SHORT_TEXT - 1]}…"
    return Message(
        address=delivery.address,
        title=notice.title,
        body=body,
        url=notice.url,
        urgent=notice.urgent,
        language=notice.language,
        key=f"magpie-{delivery.pk}",
        matter=notice.matter,
        notice=notice.pk,
        name=notice.recipient.name if notice.recipient is not None else "",
        delivery=delivery,
    )


def withdraw_if_needless(delivery: Delivery) -> bool:
    """Call back what has its answer already, or waited for long and was read elsewhere meanwhile."""
    notice = delivery.notice
    notice.refresh_from_db(fields=["settled_at", "read_at", "round"])
    waited = timezone.now() - delivery.due_at > STALE_AFTER
    is_letter = notice.kind == LETTER or notice.files or notice.calendar or notice.recipient_id is None
    read = notice.read_at is not None and notice.read_at > delivery.due_at
    is_old = delivery.round < notice.round  # the same is told anew, with the words of now
    if notice.settled_at is None and not is_old and not (waited and read and not is_letter):
        return False
    _set(delivery, "withdrawn", "")
    return True


def hold_if_late(delivery: Delivery) -> bool:
    """What waited for the channel into its person's quiet hours waits until they end."""
    user = delivery.notice.recipient
    if user is None or timezone.now() - delivery.due_at < STALE_AFTER:
        return False
    held = manners.until_quiet_ends(delivery, timezone.now())
    if held is None:
        return False
    Delivery.objects.filter(pk=delivery.pk).update(
        status="held", held_for=manners.QUIET, next_attempt_at=held, lease_until=None, attempts=F("attempts") - 1
    )
    return True


def accept(delivery: Delivery, taken: Taken, seconds: float) -> None:
    """The other side has it; what it stands in for need not go out any more."""
    now = timezone.now()
    with transaction.atomic():
        changed = Delivery.objects.filter(pk=delivery.pk).update(
            status="sent", sent_at=now, error="", lease_until=None, provider_id=taken.number[:200]
        )
        if changed:
            Attempt.objects.create(delivery_id=delivery.pk, outcome="accepted", detail=taken.words, seconds=seconds)
        manners.digest_went(delivery.pk, "sent", sent_at=now)
        fallback.has_gone_out(delivery)


def release(deliveries: list[Delivery]) -> None:
    """Give back what was claimed and not tried; it counts as no attempt."""
    for delivery in deliveries:
        Delivery.objects.filter(pk=delivery.pk, status="sending", attempts=delivery.attempts).update(
            status="queued", attempts=Greatest(F("attempts") - 1, 0), lease_until=None
        )


def defer(delivery: Delivery, error: str, outcome: str = "deferred") -> None:
    """Try again later, after twice the time of the last; after three days it has failed."""
    if timezone.now() - delivery.due_at > GIVE_UP_AFTER:
        fail(delivery, error)
        return
    wait = datetime.timedelta(seconds=min(LONGEST_WAIT_SECONDS, 2 ** min(delivery.attempts, 20)))
    Delivery.objects.filter(pk=delivery.pk).update(
        status="retrying", error=error, next_attempt_at=timezone.now() + wait, lease_until=None
    )
    Attempt.objects.create(delivery_id=delivery.pk, outcome=outcome, detail=error)


def fail(delivery: Delivery, error: str, outcome: str = "refused") -> None:
    """It will never arrive this way: say so to who sent it, and take another way to the recipient."""
    with transaction.atomic():
        _set(delivery, "failed", error)
        Attempt.objects.create(delivery_id=delivery.pk, outcome=outcome, detail=error)
        manners.digest_went(delivery.pk, "failed", error=error)
        fallback.after_failure(delivery)
        tell_sender(delivery)


def _set(delivery: Delivery, status: str, error: str) -> None:
    delivery.status, delivery.error, delivery.lease_until = status, error, None
    delivery.save(update_fields=["status", "error", "lease_until"])


def _lease() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=LEASE_SECONDS)
