"""The watchdog at the screen: a rule from a ready-made one, tried and switched on; its false alarm counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, choose

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]


def test_a_rule_is_made_tried_and_switched_on_and_its_false_alarm_is_counted(
    browser: Browser, company: Company
) -> None:
    bo = Desk(browser, company, "bo", "en")
    task = bo.ask("POST", "/api/tasks", {"subject": "Watch journey", "due_at": "2024-01-05T09:00:00Z"})
    root = Desk(browser, company, "root", "en")
    page = root.page("/setup/watchdog")
    page.get_by_role("button", name="Ready-made").click()
    page.get_by_role("menuitem", name="Task overdue").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name", exact=True).fill("Very old task")
    form.get_by_label("How many", exact=True).fill("600")
    choose(form, "Unit", "days")
    expect(form.locator(".watch-sentence")).to_contain_text("within 600 days after Due")
    expect(form.locator(".watch-count")).to_have_text("Records that would be chased now: 1")
    expect(form.locator(".watch-sample")).to_contain_text("Watch journey")
    form.get_by_role("switch", name="On").click()
    form.get_by_role("button", name="Save", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Very old task")
    expect(row).to_contain_text("Otherwise it chases the owner")

    late = bo.page("/watchdog")
    mine = late.get_by_role("region", name="Very old task").get_by_role("row").filter(has_text="Watch journey")
    expect(mine).to_contain_text("×1")
    mine.get_by_role("button", name="More").click()
    late.get_by_role("menuitem", name="False alarm").click()
    dialog = late.get_by_role("dialog")
    dialog.get_by_label("Because").fill("Done by telephone")
    dialog.get_by_role("button", name="False alarm").click()
    expect(mine).to_contain_text("Done by telephone")

    page.reload()
    expect(row).to_contain_text("1 of 1 answers")
    expect(row).to_contain_text("Done by telephone")
    for rule in root.ask("GET", "/api/watch-rules", search="Very old task")["items"]:
        root.ask("PATCH", f"/api/watch-rules/{rule['id']}", {"is_active": False})
    bo.ask("PATCH", f"/api/tasks/{task['id']}", {"status": "completed"})
    assert root.faults + bo.faults == []
    root.context.close()
    bo.context.close()
