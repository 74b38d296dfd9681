"""Endpoints of customers: consent, relations, pools, what people asked about their data."""

from ninja import Router

from magpie.accounts.http.consent import router as consent
from magpie.accounts.http.pools import router as pools
from magpie.accounts.http.relations import router as relations

router = Router()
for part in (consent, pools, relations):
    router.add_router("", part)
