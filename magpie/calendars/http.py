"""Endpoints of the calendars."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["calendars"])
