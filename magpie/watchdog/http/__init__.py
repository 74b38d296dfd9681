"""Endpoints of the watchdog."""

from ninja import Router

from magpie.watchdog.http.checks import router as checks
from magpie.watchdog.http.late import router as late
from magpie.watchdog.http.quality import router as quality
from magpie.watchdog.http.rules import router as rules

router = Router(tags=["watchdog"])
for part in (rules, late, quality, checks):
    router.add_router("", part)
