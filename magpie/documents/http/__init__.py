"""Endpoints of the documents."""

from __future__ import annotations

from ninja import Router

from magpie.documents.http.links import router as links

router = Router(tags=["documents"])
router.add_router("", links)
