"""Endpoints of the notices, of followers and of the mail server."""

from ninja import Router

from magpie.notices.http import channels, deputies, following, mail, notices, timeline  # noqa: F401  (the timeline adds its entries)

router = Router()
router.add_router("", notices.router)
router.add_router("", mail.router)
router.add_router("", channels.router)
router.add_router("", deputies.router)
router.add_router("", following.router)  # the most general paths last
