"""Mails that come back: the mailbox to which they do is read, and what it says goes to the delivery it belongs to.

Mail servers often take a mail and find out later that nobody is there.  Such a delivery has failed then, with their
words; its person is told another way, whoever sent it hears of it, and the address counts as suspicious.
"""

from __future__ import annotations

import datetime
import logging
import threading
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.notices import addresses, envelopes, imap, people, reports, ways
from magpie.notices.delivery import fail
from magpie.notices.envelopes import ReturnsSettings
from magpie.notices.models import Attempt, Delivery
from magpie.notices.reports import Report
from magpie.notices.tell import tell
from magpie.platform import setup

log = logging.getLogger(__name__)
EVERY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 1800
LEASE = datetime.timedelta(minutes=10)
MOST_AT_A_TIME = 200
LARGEST_BYTES = 5 * 1024 * 1024
TELL_AFTER = datetime.timedelta(hours=1)
STILL_OPEN = ("sent", "delivered", "retrying", "queued", "sending")
SEEN = b"\\Seen"


def loop(stop: threading.Event) -> None:
    """Read the mailbox again and again until told to stop; any number of workers may."""
    try:
        while not stop.is_set():
            setup.refresh()
            look(stop)
            stop.wait(5.0)
    finally:
        connection.close()


def look(stop: threading.Event | None = None) -> int:
    """Read what is new if it is time; how many mails belonged to deliveries of ours."""
    settings = _claim()
    if settings is None:
        return 0
    try:
        with imap.line(server_of(settings)) as client:
            done, has_more = _read(settings, client, stop or threading.Event())
    except (imap.Away, imap.Refusal) as error:
        _failed(settings, str(error), for_good=isinstance(error, imap.Refusal))
        return 0
    pause = datetime.timedelta(seconds=0 if has_more else EVERY_SECONDS)
    ReturnsSettings.objects.filter(pk=1).update(
        looked_at=timezone.now(), next_look_at=timezone.now() + pause, error="", failing_since=None, failures=0
    )
    return done


def server_of(settings: ReturnsSettings) -> imap.Server:
    """Where the mailbox is."""
    username = settings.username or settings.address
    return imap.Server(settings.host, settings.port, settings.security, username, settings.password)


def _claim() -> ReturnsSettings | None:
    due = ReturnsSettings.objects.filter(pk=1, is_on=True, next_look_at__lte=Now()).exclude(host="")
    mine = due.update(next_look_at=timezone.now() + LEASE)
    return ReturnsSettings.objects.get(pk=1) if mine else None


def _read(settings: ReturnsSettings, client: Any, stop: threading.Event) -> tuple[int, bool]:
    found = client.select_folder(settings.folder)
    validity = int(found[b"UIDVALIDITY"])
    if validity != settings.uid_validity:  # the server has numbered everything anew
        settings.uid_validity, settings.last_uid = validity, 0
    numbers = [n for n in client.search(["UID", f"{settings.last_uid + 1}:*"]) if n > settings.last_uid]
    some, done = sorted(numbers)[:MOST_AT_A_TIME], 0
    sizes = client.fetch(some, ["RFC822.SIZE"]) if some else {}
    for number in some:
        if stop.is_set():
            return done, True
        size = int(sizes.get(number, {}).get(b"RFC822.SIZE", 0))
        raw = client.fetch([number], ["BODY.PEEK[]"]).get(number, {}).get(b"BODY[]") if size <= LARGEST_BYTES else None
        with transaction.atomic():
            done += take_in(raw) if raw else 0
            ReturnsSettings.objects.filter(pk=1).update(uid_validity=validity, last_uid=number)
        client.add_flags([number], [SEEN])
    return done, len(numbers) > len(some)


def take_in(raw: bytes) -> int:
    """Note what a mail says of mails of ours; of how many deliveries it spoke.  Anything else says nothing."""
    try:
        found = reports.read(raw)
    except Exception:
        log.exception("a mail that came back cannot be read")
        return 0
    return sum(_note(report) for report in found)


def _note(report: Report) -> bool:
    delivery = _delivery(report)
    if delivery is None:
        return False
    if report.verdict == "delayed":
        Attempt.objects.create(delivery=delivery, outcome="delayed", detail=report.words)
        return True
    addresses.mark(delivery.address, report.words, delivery.pk)
    if delivery.status in STILL_OPEN:
        fail(delivery, report.words, "bounced")
    return True


def _delivery(report: Report) -> Delivery | None:
    """By the mail's own Message-ID, else by the address to which it came back."""
    known = Delivery.objects.filter(channel=ways.EMAIL).select_related("notice__recipient", "notice__sender")
    known = known.select_for_update(of=("self",))
    found = known.filter(message_id__in=report.message_ids).order_by("-id").first() if report.message_ids else None
    if found is None and (number := envelopes.delivery_of(report.sent_to)) is not None:
        found = known.filter(pk=number).first()
    return found


def _failed(settings: ReturnsSettings, text: str, *, for_good: bool) -> None:
    """Write down what is wrong and wait longer each time; the administrators hear of it once."""
    failures = settings.failures + 1
    since = settings.failing_since or timezone.now()
    pause = min(LONGEST_PAUSE_SECONDS, EVERY_SECONDS * 2 ** min(failures, 10))
    ReturnsSettings.objects.filter(pk=1).update(
        error=text[:1000], failing_since=since, failures=failures,
        next_look_at=timezone.now() + datetime.timedelta(seconds=pause),
    )  # fmt: skip
    if not for_good and timezone.now() - since < TELL_AFTER:
        return
    for administrator in people.administrators():
        with translation.override(administrator.language):
            title: Any = _("The mailbox to which mails come back cannot be read.")
        tell(
            administrator, kind="channel.down", title=title, body=text[:500], link="/setup/mail",
            key=f"returns:{since.timestamp():.0f}:{administrator.pk}",
        )  # fmt: skip
