"""Endpoints of the calendars."""

from __future__ import annotations

from ninja import Router

from magpie.calendars.http.feeds import router as feeds
from magpie.calendars.http.finding import router as finding
from magpie.calendars.http.guests import router as guests
from magpie.calendars.http.meetings import router as meetings
from magpie.calendars.http.outside import router as outside
from magpie.calendars.http.shown import router as shown

router = Router(tags=["calendars"])
for part in (shown, finding, feeds, outside, guests, meetings):
    router.add_router("", part)
