"""What a reminder says to whom: in their language and zone, with what has to be known."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.reminders.models import Occurrence

MOST_MISSED_SHOWN = 5
LATE_FROM_SECONDS = 120  # what is told within two minutes is not late


def zone_of(user: User) -> datetime.tzinfo:
    """The zone in which somebody reads times."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()


def may_read(user: User, record: Any) -> bool:
    """Whether somebody may know what the record is called; a reminder may go to whom the record is closed."""
    return access.reaches(Actor.of_user(user), objects.of(record), record, "read")


def title(occurrence: Occurrence, user: User, record: Any = None) -> str:
    """One line: of what, and the how manieth time if it was told before."""
    said = str(occurrence.reminder.subject)
    name = objects.of(record).title_of(record) if record is not None else ""
    if name and name not in said and may_read(user, record):
        said = f"{said} · {name}"
    if occurrence.round > 1:
        with translation.override(user.language):
            said = _("%(title)s (reminder no. %(count)d)") % {"title": said, "count": occurrence.round}
    return said


def body(occurrence: Occurrence, user: User, record: Any = None) -> str:
    """When it was due, how late this is, what was missed, who has not answered, and how to prepare."""
    reminder = occurrence.reminder
    with translation.override(user.language):
        zone = zone_of(user)
        lines = [_("Due: %(when)s") % {"when": moment(occurrence.due_at, zone)}]
        if occurrence.late_seconds >= LATE_FROM_SECONDS:
            lines.append(_("Told %(time)s late.") % {"time": duration(occurrence.late_seconds)})
        if missed := occurrence.missed:
            shown = [moment(datetime.datetime.fromisoformat(at), zone) for at in missed[:MOST_MISSED_SHOWN]]
            more = len(missed) - len(shown)
            text = ngettext("It was also due at: %(times)s", "It was also due at: %(times)s", len(missed))
            lines.append(text % {"times": ", ".join(shown) + (f" … (+{more})" if more else "")})
        if reminder.owner is not None and reminder.owner.pk != user.pk:
            lines.append(_("Has not answered yet: %(name)s") % {"name": reminder.owner.name})
        if reminder.related_to and record is None:
            lines.append(_("The record that it is about is gone."))
        if reminder.notes:
            lines += ["", str(reminder.notes)]
        if open_points := [str(p.get("text", "")) for p in reminder.checklist if not p.get("done")]:
            lines += ["", *(f"☐ {text}" for text in open_points)]
    return "\n".join(lines)


def moment(at: datetime.datetime, zone: datetime.tzinfo) -> str:
    """A time as a clock and calendar in that zone show it."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def duration(seconds: int) -> str:
    """So long, in words of the current language."""
    minutes = seconds // 60
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
