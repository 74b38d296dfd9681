"""Endpoints of the notices and of the mail server."""

from ninja import Router

from magpie.notices.http import mail, notices, timeline  # noqa: F401  (the timeline adds its entries)

router = Router()
router.add_router("", notices.router)
router.add_router("", mail.router)
