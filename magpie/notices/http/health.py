"""Endpoints that tell whether everything works: a word for monitoring, and all of it for administrators."""

from __future__ import annotations

import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from magpie.notices import health, ways
from magpie.notices.models import UNFINISHED, Channel, Delivery
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden

router = Router(tags=["health"])


class Word(Schema):
    """Whether everything works, and the names of what does not."""

    status: Literal["ok", "trouble"]
    problems: list[str]


class LoopAnswer(Schema):
    """One kind of work in the background.  `late_seconds` is how long the oldest piece of work has been due."""

    name: str
    label: str
    state: Literal["ok", "late", "breaking", "silent"]
    at: datetime.datetime
    silent_seconds: int
    late_seconds: int
    processes: int
    error: str


class ChannelHealth(Schema):
    """One channel.  `looked_at` is when it was last looked after or used."""

    name: str
    label: str
    state: Literal["ok", "down"]
    since: datetime.datetime | None
    looked_at: datetime.datetime | None
    error: str
    queued: int


class HealthAnswer(Schema):
    """How everything is."""

    status: Literal["ok", "trouble"]
    now: datetime.datetime
    loops: list[LoopAnswer]
    channels: list[ChannelHealth]


@router.get("/health", auth=None, response={200: Word, **PROBLEM_RESPONSES}, operation_id="read_health")
def read_health(request: HttpRequest) -> HttpResponse:
    """For monitoring, without signing in: `status` is "ok" as long as everything works."""
    found = health.look()
    return answer({"status": "ok" if found.is_good else "trouble", "problems": found.problems})


@router.get("/health/all", response={200: HealthAnswer, **PROBLEM_RESPONSES}, operation_id="read_whole_health")
def read_all(request: HttpRequest) -> HttpResponse:
    """Every loop and every channel, for administrators."""
    if not actor_of(request).is_trusted:
        raise Forbidden(_("Only administrators may see how the system works."))
    now = datetime.datetime.now(datetime.UTC)
    found = health.look(now)
    rows = Channel.objects.in_bulk()
    channels = []
    for name in ways.in_force():
        row = rows.get(name)
        is_down = name in found.channels_down
        channels.append(
            {
                "name": name,
                "label": ways.label_of(name),
                "state": "down" if is_down else "ok",
                "since": row.since if row and is_down else None,
                "looked_at": row.looked_at if row else None,
                "error": row.last_error if row and is_down else "",
                "queued": Delivery.objects.filter(channel=name, status__in=UNFINISHED).count(),
            }
        )
    return answer(
        {
            "status": "ok" if found.is_good else "trouble",
            "now": now,
            "loops": [
                {
                    **vars(loop),
                    "silent_seconds": round(loop.silent_seconds),
                    "late_seconds": round(loop.late_seconds),
                }
                for loop in found.loops
            ],
            "channels": channels,
        }
    )
