"""Endpoints of the mailboxes."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["mailboxes"])
