"""Declares rooms and booking pages."""

from __future__ import annotations

import re
import zoneinfo
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.calendars.models import BookingPage, Room
from magpie.platform import objects

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,58}")


def _check_room(values: dict[str, Any], room: Any) -> dict[str, str]:
    if (seats := values.get("seats")) is not None and seats < 0:
        return {"seats": now_("Enter 0 or more.")}
    return {}


def _check_page(values: dict[str, Any], page: Any) -> dict[str, str]:
    problems: dict[str, str] = {}
    if "slug" in values and not SLUG.fullmatch(values["slug"] or ""):
        problems["slug"] = now_("Use small letters, digits and hyphens, such as first-talk.")
    limits = {"minutes": (5, 480), "buffer_minutes": (0, 240), "notice_hours": (0, 720), "horizon_days": (1, 180)}
    for name, (least, most) in limits.items():
        value = values.get(name)
        if value is not None and not least <= value <= most:
            problems[name] = now_("Enter %(least)s to %(most)s.") % {"least": least, "most": most}
    if zone := values.get("time_zone"):
        try:
            zoneinfo.ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            problems["time_zone"] = now_("There is no such time zone. Examples: Asia/Shanghai, Europe/Berlin.")
    return problems


objects.register(
    name="room", named_once=True, model=Room, title="name", group="setup", icon="home", is_setup=True, open_to_all=True,
    columns=("name", "location", "seats", "equipment", "is_active"),
    sections=((_("Room"), ("name", "location", "seats", "equipment", "description", "is_active")),),
    search=("name", "location"), subtitle="location", check=_check_room,
)  # fmt: skip
objects.register(
    name="booking_page", model=BookingPage, plural="booking-pages", title="name", group="setup", icon="calendar",
    is_setup=True, open_to_all=True,
    columns=("name", "slug", "people", "distribution", "minutes", "is_active"),
    sections=(
        (_("Booking page"), ("name", "slug", "people", "distribution", "is_active")),
        (_("What customers see"), ("heading", "about", "location", "question")),
        (_("Times"), ("minutes", "buffer_minutes", "notice_hours", "horizon_days", "time_zone")),
    ),
    read_only=("next_person",), check=_check_page,
)  # fmt: skip
