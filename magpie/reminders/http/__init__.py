"""Endpoints of reminders and of the working day."""

from ninja import Router

from magpie.reminders.http.desk import router as desk
from magpie.reminders.http.words import router as words
from magpie.reminders.http.workday import router as workday

router = Router(tags=["reminders"])
for part in (desk, workday, words):
    router.add_router("", part)
