"""When a person wants to be told: quiet hours, days off, and many mails gathered into one.

Only what is not urgent is held, and never the popup: on the page it always is.  What is held has its time in
`next_attempt_at`, and goes by itself when that has come.
"""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from magpie.notices import mail, ways
from magpie.notices.models import Delivery, Manner, Notice
from magpie.platform import working_time
from magpie.platform.models import User

AT_ONCE, HOURLY, DAILY = "at_once", "hourly", "daily"
QUIET, DIGEST = "quiet", "digest"
DIGEST_KIND = "digest"
LONGEST_LOOK_DAYS = 21  # holidays at most


def of_people(numbers: set[int]) -> dict[int, Manner]:
    """The manners of those who have chosen any."""
    return {row.user_id: row for row in Manner.objects.filter(user_id__in=numbers)} if numbers else {}


def hold(delivery: Delivery, manner: Manner | None, now: datetime.datetime) -> None:
    """Hold back a delivery that is to go out now, if its person wants it later."""
    notice, user = delivery.notice, delivery.notice.recipient
    if manner is None or user is None or _comes_at_once(notice) or delivery.status != "queued":
        return
    zone = zone_of(user)
    if delivery.channel == ways.EMAIL and manner.digest != AT_ONCE:
        delivery.status, delivery.held_for = "held", DIGEST
        delivery.next_attempt_at = end_of_quiet(manner, next_digest(manner, now, zone), zone)
    elif (until := end_of_quiet(manner, now, zone)) > now:
        delivery.status, delivery.held_for, delivery.next_attempt_at = "held", QUIET, until


def _comes_at_once(notice: Notice) -> bool:
    """What is urgent, letters, and what comes at an hour that its reader has chosen, whatever else they want later."""
    is_chosen = notice.kind == mail.LETTER or notice.kind in mail.calling_off
    return bool(notice.urgent or is_chosen or notice.files or notice.calendar)


def until_quiet_ends(delivery: Delivery, now: datetime.datetime) -> datetime.datetime | None:
    """When a delivery that is to go out now may go; None if it may at once."""
    notice, user = delivery.notice, delivery.notice.recipient
    manner = Manner.objects.filter(user=user).first() if user is not None else None
    if user is None or manner is None or _comes_at_once(notice):
        return None
    until = end_of_quiet(manner, now, zone_of(user))
    return until if until > now else None


def zone_of(user: User) -> datetime.tzinfo:
    """The person's time zone, or the installation's."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone or settings.TIME_ZONE)
    except (KeyError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def end_of_quiet(manner: Manner, moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """The first moment from then on at which the person may be told; that moment itself if it is not quiet."""
    for _day in range(LONGEST_LOOK_DAYS):
        local = moment.astimezone(zone)
        if manner.quiet_days_off and not working_time.works_on(local.date()):
            moment = _at(local.date() + datetime.timedelta(days=1), datetime.time(), zone)
        elif (until := _quiet_until(manner, local, zone)) is not None:
            moment = until
        else:
            return moment
    return moment


def _quiet_until(manner: Manner, local: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime | None:
    first, last = manner.quiet_from, manner.quiet_until
    if first is None or last is None or first == last:
        return None
    time, day = local.time(), local.date()
    if first < last:
        return _at(day, last, zone) if first <= time < last else None
    if time >= first:  # over midnight
        return _at(day + datetime.timedelta(days=1), last, zone)
    return _at(day, last, zone) if time < last else None


def next_digest(manner: Manner, now: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """When the next mail with all that was gathered is due."""
    local = now.astimezone(zone)
    if manner.digest == HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)
    today = _at(local.date(), manner.digest_at, zone)
    return today if today > now else _at(local.date() + datetime.timedelta(days=1), manner.digest_at, zone)


def _at(day: datetime.date, time: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    return datetime.datetime.combine(day, time, zone).astimezone(datetime.UTC)


def release_due(now: datetime.datetime | None = None) -> int:
    """Let go what was held until now; how many deliveries.  What was read or answered meanwhile is withdrawn."""
    now = now or timezone.now()
    done = 0
    with transaction.atomic():
        due = Delivery.objects.filter(status="held", digest=None, next_attempt_at__lte=now)
        rows = due.select_related("notice__recipient").select_for_update(skip_locked=True, of=("self",)).order_by("id")
        needed: list[Delivery] = []
        for row in rows[:500]:
            done += 1
            if row.notice.settled_at or (row.notice.read_at and row.notice.read_at > row.created_at):
                Delivery.objects.filter(pk=row.pk).update(status="withdrawn")
            else:
                needed.append(row)
        for user_id in dict.fromkeys(row.notice.recipient_id for row in needed if row.held_for == DIGEST):
            _gather([row for row in needed if row.held_for == DIGEST and row.notice.recipient_id == user_id], now)
        quiet = [row.pk for row in needed if row.held_for != DIGEST]
        Delivery.objects.filter(pk__in=quiet).update(status="queued", due_at=Now(), next_attempt_at=Now(), held_for="")
    return done


def _gather(rows: list[Delivery], now: datetime.datetime) -> None:
    """One mail with all of them; a single one goes as it is."""
    user = rows[0].notice.recipient
    if user is None or not user.is_active:
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(status="withdrawn")
        return
    if len(rows) == 1:
        Delivery.objects.filter(pk=rows[0].pk).update(status="queued", due_at=Now(), next_attempt_at=Now(), held_for="")
        return
    with translation.override(user.language):
        title = _("%(count)d notices") % {"count": len(rows)}
    notice = Notice.objects.create(
        recipient=user, language=user.language, kind=DIGEST_KIND, title=title, url=f"{settings.PUBLIC_URL}/notices",
        body="\n\n".join(_plain(row.notice) for row in rows), html="".join(_shown(row.notice) for row in rows),
        read_at=now,
    )  # fmt: skip
    whole = Delivery.objects.create(
        notice=notice, channel=ways.EMAIL, address=user.email, message_id=mail.new_message_id(),
        status="queued" if ways.is_set(ways.EMAIL) else "kept",
    )  # fmt: skip
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(digest=whole)


def _plain(notice: Notice) -> str:
    return "\n".join(filter(None, (notice.title, notice.body.strip(), notice.url)))


def _shown(notice: Notice) -> str:
    title = str(escape(notice.title))
    if notice.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(notice.url)}">{title}</a>'
    body = f"<br>{escape(notice.body.strip())}" if notice.body.strip() else ""
    return f'<p style="margin:0 0 12px"><b>{title}</b>{body}</p>'


def digest_went(number: int, status: str, **values: Any) -> None:
    """What was gathered in that mail has the same fate."""
    held: models.QuerySet[Delivery] = Delivery.objects.filter(digest=number, status="held")
    held.update(status=status, **values)
