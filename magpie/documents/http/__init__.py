"""Endpoints of the documents."""

from __future__ import annotations

from ninja import Router

from magpie.documents.http.links import router as links
from magpie.documents.http.person import router as person

router = Router(tags=["documents"])
for part in (links, person):
    router.add_router("", part)
