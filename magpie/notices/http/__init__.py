"""Endpoints of the notices, of followers and of the mail server."""

from ninja import Router

from magpie.notices.http import channels, following, health, ledger, mail, notices
from magpie.notices.http import timeline as timeline  # it adds its entries

router = Router()
router.add_router("", ledger.router)
router.add_router("", notices.router)
router.add_router("", mail.router)
router.add_router("", channels.router)
router.add_router("", health.router)
router.add_router("", following.router)  # the most general paths last
