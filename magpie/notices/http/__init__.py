"""Endpoints of the notices, of followers, of the mail server and of the other channels."""

from ninja import Router

from magpie.notices.http import channels, following, mail, notices, timeline, told  # noqa: F401  (the timeline adds its entries)

router = Router()
for part in (notices, mail, channels, told, following):  # the most general paths last
    router.add_router("", part.router)
