"""The days of a calendar over HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import WorkingCalendar, WorkingDay
from magpie.platform.tests.test_api import root, send  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_days_of_a_calendar_tell_their_hours_and_why(root: Client) -> None:  # noqa: F811
    week = {"monday": "09:00-12:00 13:00-18:00", "saturday": ""}
    calendar = records.create(WorkingCalendar, {"name": "China", "country": "CN", **week}, actor=SYSTEM)
    for every in (None, calendar.pk):
        values = {"name": "Party" if every else "Stocktaking", "day": "2026-10-12", "calendar": every}
        records.create(WorkingDay, values, actor=SYSTEM)
    path = f"/api/working-calendars/{calendar.pk}/days"
    days = send(root, "get", f"{path}?first=2026-10-07&last=2026-10-12").json()
    own = WorkingDay.objects.get(calendar=calendar).pk
    assert days == {
        "items": [
            {"day": "2026-10-07", "hours": "", "reason": "holiday", "name": "National Day", "special": None},
            {"day": "2026-10-08", "hours": "", "reason": "week", "name": "", "special": None},
            {"day": "2026-10-09", "hours": "", "reason": "week", "name": "", "special": None},
            {"day": "2026-10-10", "hours": "09:00-12:00, 13:00-18:00", "reason": "moved", "name": "National Day",
             "special": None},
            {"day": "2026-10-11", "hours": "", "reason": "week", "name": "", "special": None},
            {"day": "2026-10-12", "hours": "", "reason": "special", "name": "Party", "special": own},
        ],
        "unpublished": [],
    }  # fmt: skip
    assert send(root, "get", f"{path}?first=2034-12-31&last=2035-01-01").json()["unpublished"] == [2034, 2035]
    refused = send(root, "get", f"{path}?first=2026-10-07&last=2026-10-06")
    assert (refused.status_code, refused.json()["fields"]) == (422, {"last": ["Some values do not fit."]})
    assert send(root, "get", f"{path}?first=2026-10-07&last=9999-12-31").status_code == 422
    assert send(root, "get", "/api/working-calendars/999999/days?first=2026-10-07&last=2026-10-08").status_code == 404
