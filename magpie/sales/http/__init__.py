"""Endpoints of sales that are neither CRUD nor an action."""

from ninja import Router

from magpie.sales.http import given, performance, playbooks, stages, work

router = Router()
for part in (given, performance, playbooks, stages, work):
    router.add_router("", part.router)
