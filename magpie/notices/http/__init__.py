"""Endpoints of the notices, of followers, of the mail server and of the other channels."""

from ninja import Router

from magpie.notices.http import channels, deputies, following, health, ledger, mail, notices, push, told
from magpie.notices.http import timeline as timeline  # it adds its entries

router = Router()
for part in (ledger, push, notices, mail, channels, health, told, deputies, following):  # the most general paths last
    router.add_router("", part.router)
