"""Endpoints of the watchdog."""

from ninja import Router

from magpie.watchdog.http.late import router as late
from magpie.watchdog.http.rules import router as rules

router = Router(tags=["watchdog"])
for part in (rules, late):
    router.add_router("", part)
