"""Endpoints of the mailboxes: set-up, reading, writing, marks; and the mails on the timelines of records."""

from ninja import Router

from magpie.mailboxes.http import mailboxes, marks, reading, timeline, writing  # noqa: F401  (adds its entries)

router = Router()
router.add_router("", mailboxes.router)
router.add_router("", reading.router)
router.add_router("", writing.router)
router.add_router("", marks.router)
