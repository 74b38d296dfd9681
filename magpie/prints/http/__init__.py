"""Endpoints of the prints; that of lists last, as its path is the most general."""

from __future__ import annotations

from ninja import Router

from magpie.prints.http.designing import router as designing
from magpie.prints.http.lists import router as lists
from magpie.prints.http.records import router as records

router = Router(tags=["prints"])
for part in (records, designing, lists):
    router.add_router("", part)
