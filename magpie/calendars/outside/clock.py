"""When outside calendars are looked at: every few minutes, at once after a change of a meeting, later where it fails.

An account is claimed with a lease, so any number of workers may run, and one that is killed leaves nothing half-done.
"""

from __future__ import annotations

import datetime
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.calendars.invitations import telling
from magpie.calendars.outside import feeds
from magpie.calendars.outside.caldav import Away, Refusal, Server
from magpie.calendars.outside.models import OutsideAccount
from magpie.calendars.outside.syncing import Round
from magpie.notices.tell import tell
from magpie.platform import readers, setup, triggers
from magpie.platform.models import Event

log = logging.getLogger(__name__)
READER = "calendars"
WAKE = telling.WAKE
AT_ONCE = 2
EVERY_SECONDS = {"caldav": 180.0, "feed": 3600.0}
AGAIN_SECONDS = 5.0
LEASE = datetime.timedelta(minutes=10)
FIRST_PAUSE_SECONDS = 60
LONGEST_PAUSE_SECONDS = 3600
FAILURES_TOLD = 5
triggers.more_readers.append(READER)


def loop(stop: threading.Event) -> None:
    """Look at calendars until told to stop, several at once: a slow server holds up no other."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="calendars") as pool:
        running = [pool.submit(_keep_looking, stop) for _number in range(AT_ONCE)]
        for one in running:
            one.result()


def _keep_looking(stop: threading.Event) -> None:
    try:
        with readers.Waker("magpie_event", WAKE) as waker:
            while not stop.is_set():
                setup.refresh()
                found = readers.read_lanes(READER, 500, read_events)
                if not (telling.tell_next() or sync_next() or found):
                    waker.wait(5.0)
                    stop.wait(0.5)
    finally:
        connection.close()


def read_events(events: list[Event]) -> None:
    """After a change of a meeting, the calendars of those who take part are due, and so may be a word to its guests."""
    telling.note(events)
    people: set[int] = set()
    for event in events:
        if event.object == "meeting":
            for values in (event.record, event.old or {}):
                people |= {n for n in [values.get("owner_id"), *(values.get("attendees") or [])] if n}
    if people:
        OutsideAccount.objects.filter(user__in=people, kind="caldav", failures=0, next_sync_at__gt=Now()).update(
            next_sync_at=Now()
        )


def wake() -> None:
    """Have the workers look at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])


def sync_next() -> bool:
    """Look at the account that has waited longest; whether there was one."""
    account = claim()
    if account is None:
        return False
    sync(account)
    return True


def claim() -> OutsideAccount | None:
    """An account that is due, ours until the lease runs out."""
    with transaction.atomic():
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        due = OutsideAccount.objects.filter(free, is_active=True, next_sync_at__lte=Now(), user__is_active=True)
        rows = due.order_by("next_sync_at").select_for_update(skip_locked=True, of=("self",))
        account = rows.select_related("user").first()
        if account is not None:
            account.lease_until = timezone.now() + LEASE
            account.save(update_fields=["lease_until"])
    return account


def sync(account: OutsideAccount) -> None:
    """Bring an account in step; what goes wrong is written down, and tried again later."""
    started = timezone.now()
    try:
        again = look(account)
    except (Away, Refusal) as error:
        _failed(account, str(error), for_good=isinstance(error, Refusal))
        return
    except Exception as error:
        log.exception("outside calendars %s could not be read", account.pk)
        _failed(account, f"{type(error).__name__}: {error}", for_good=False)
        return
    values: dict[str, Any] = {
        "synced_at": timezone.now(), "error": "", "failures": 0, "failing_since": None, "lease_until": None,
    }  # fmt: skip
    OutsideAccount.objects.filter(pk=account.pk).update(**values)
    pause = AGAIN_SECONDS if again else EVERY_SECONDS[account.kind]
    # Who asked meanwhile for another look gets it: the time is only moved where it was not.
    OutsideAccount.objects.filter(pk=account.pk, next_sync_at__lte=started).update(
        next_sync_at=timezone.now() + datetime.timedelta(seconds=pause)
    )


def look(account: OutsideAccount) -> bool:
    """One look at an account; whether another is due at once."""
    if account.kind == "feed":
        feeds.read(account)
        return False
    return Round(account, Server.of(account)).go()


def _failed(account: OutsideAccount, text: str, *, for_good: bool) -> None:
    """Write down what is wrong and wait longer each time; a refused password longest, as servers lock accounts."""
    failures, since = account.failures + 1, account.failing_since or timezone.now()
    pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(failures - 1, 10))
    if for_good:
        pause = LONGEST_PAUSE_SECONDS
    OutsideAccount.objects.filter(pk=account.pk).update(
        error=text[:1000].replace("\x00", ""), failures=failures, failing_since=since, lease_until=None,
        next_sync_at=timezone.now() + datetime.timedelta(seconds=pause),
    )  # fmt: skip
    if for_good or failures == FAILURES_TOLD:
        with translation.override(account.user.language):
            title = _("The calendar “%(name)s” cannot be read") % {"name": account}
        key = f"calendar:{account.pk}:{since.isoformat()}"
        tell(account.user, kind="calendar", title=title, body=text[:500], key=key, link="/calendar")
