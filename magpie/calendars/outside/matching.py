"""Which time of an event is which, before and after it changed; and which events are meetings of our own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from magpie.calendars.outside.models import OutsideTime
from magpie.calendars.outside.reading import Occurrence
from magpie.notices.mail_server import own_domain

OWN = re.compile(r"meeting-(\d{1,18})@(.+)")


def own_meeting(uid: str) -> int | None:
    """The number of the meeting that was planned here under this name; None for events of others."""
    found = OWN.fullmatch(uid)
    return int(found[1]) if found and found[2] == own_domain() else None


def rename(
    times: dict[str, OutsideTime], old: dict[str, Occurrence], new: Mapping[str, Occurrence], zone: datetime.tzinfo
) -> None:
    """Give the times the keys that they have now, where a series was moved, or one became a series or the reverse.

    Those of the same day are the same; of the others, where as many were lost as came, each is the next one.
    """
    lost = sorted((k for k in times if k not in new and (k in old or not k)), key=lambda k: times[k].starts_at)
    came = sorted((k for k in new if k not in times), key=lambda k: new[k].starts_at)
    if not lost or not came:
        return
    pairs = []
    days = {new[key].starts_at.astimezone(zone).date(): key for key in reversed(came)}
    for key in list(lost):
        day = times[key].starts_at.astimezone(zone).date()
        if (same := days.pop(day, None)) is not None:
            pairs.append((key, same))
            lost.remove(key)
            came.remove(same)
    if len(lost) == len(came):
        pairs += zip(lost, came, strict=True)
    for before, after in pairs:
        time = times.pop(before)
        time.key = after
        times[after] = time
        if before in old:
            old[after] = old[before]
