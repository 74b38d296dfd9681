"""Reminders at the screen: told in every tab with one sound, then to the manager, answered once for all; and nobody
signs out with something open.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.runtime.running import magpie, sql

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]

COUNT_TONES = """
window.tones = 0;
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { window.tones += 1; return make.call(this); };
"""
TONES_OF_AN_URGENT_NOTICE = 4


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()


def ready_to_sound(page: Page) -> Page:
    """Browsers let a page sound once somebody has touched it."""
    page.locator(".shell").wait_for()
    page.mouse.click(700, 5)
    return page


def sounded(*pages: Page) -> int:
    return sum(int(page.evaluate("window.tones")) for page in pages)


def test_a_reminder_nags_in_all_tabs_and_at_the_manager_until_one_of_them_answers(
    browser: Browser, company: Company
) -> None:
    root = Desk(browser, company, "root", "en")
    ladder = root.ask(
        "POST", "/api/escalation-ladders", {"name": "Nag", "rungs": [{"after_rounds": 2, "to": "manager"}]}
    )
    bo, jing = Desk(browser, company, "bo", "zh-hans"), Desk(browser, company, "jing", "en")
    bo.context.add_init_script(COUNT_TONES)
    one, two = (ready_to_sound(bo.page(path)) for path in ("/leads", "/reminder-desk"))
    hers = ready_to_sound(jing.page("/leads"))
    reminder: dict[str, Any] = bo.ask(
        "POST",
        "/api/reminders",
        {
            "subject": "给王总回交期", "kind": "promise", "starts_at": now(), "repeat_minutes": 30, "urgent": True,
            "ladder": ladder["id"],
        },
    )  # fmt: skip
    toasts = [page.locator(".notice-toast").filter(has_text="给王总回交期") for page in (one, two)]
    for toast in toasts:
        expect(toast).to_be_visible()
    expect(one.get_by_role("alert").filter(has_text="给王总回交期").first).to_be_visible()
    assert sounded(one, two) == TONES_OF_AN_URGENT_NOTICE
    sql(
        company.home,
        f"UPDATE reminders_occurrence SET look_at = now(), tell_at = now() WHERE reminder_id = {reminder['id']}",
    )
    for toast in toasts:
        expect(toast).to_contain_text("第 2 次提醒")
    assert sounded(one, two) == 2 * TONES_OF_AN_URGENT_NOTICE
    escalated = hers.locator(".notice-toast").filter(has_text="给王总回交期")
    expect(escalated).to_contain_text("Has not answered yet: 王博")
    escalated.get_by_role("button", name=re.compile("^Done")).click()
    for toast in (*toasts, escalated):
        expect(toast).to_have_count(0)
    expect(two.get_by_role("region", name="最近七天已答复")).to_contain_text("李静")
    times = bo.ask("GET", f"/api/reminders/{reminder['id']}/times")["items"]
    assert [(t["status"], t["round"], t["answered_by"]["title"]) for t in times] == [("confirmed", 2, "李静")]
    assert bo.faults + jing.faults == []


def test_nobody_signs_out_with_something_open(browser: Browser, company: Company) -> None:
    made = magpie(company.home, "user", "create", "evening", "--name", "Eve Ning", stdin=f"{company.password}\n")
    assert made.returncode == 0, made.stderr
    eve = Desk(browser, company, "evening", "en", 390)
    page = eve.page("/worklog")
    quick = page.get_by_role("textbox").first
    for words in ("call Mr Wang back about the delivery date in 1 minute", "remind me to write the report in 2 hours"):
        quick.fill(words)
        expect(page.get_by_role("button", name="Make", exact=True)).to_be_enabled()
        quick.press("Enter")
        expect(quick).to_have_value("")
    expect(page.get_by_role("region", name="Promised")).to_contain_text("delivery date")
    page.get_by_role("button", name="My menu").click()
    page.get_by_text("Sign out", exact=True).click()
    dialog = page.get_by_role("dialog")
    leave = dialog.get_by_role("button", name="Sign out", exact=True)
    expect(leave).to_be_disabled()
    dialog.get_by_role("button", name=re.compile("^Tomorrow: .*delivery date")).click()
    expect(dialog.get_by_text("delivery date")).to_have_count(0)
    expect(leave).to_be_disabled()
    dialog.get_by_role("button", name=re.compile("^Done: .*report")).click()
    expect(dialog).to_contain_text("Everything is dealt with.")
    leave.click()
    page.wait_for_url("**/sign-in**")
    states = sql(
        company.home,
        "SELECT string_agg(o.status, ',' ORDER BY o.status) FROM reminders_occurrence o JOIN reminders_reminder r"
        " ON r.id = o.reminder_id JOIN platform_user u ON u.id = r.owner_id WHERE u.username = 'evening'",
    )
    assert states == "confirmed,snoozed"
    assert eve.faults == []


def test_who_cannot_deal_with_what_is_open_signs_out_all_the_same_and_it_is_noted(
    browser: Browser, company: Company
) -> None:
    made = magpie(company.home, "user", "create", "stuck", "--name", "Stu Ck", stdin=f"{company.password}\n")
    assert made.returncode == 0, made.stderr
    stuck = Desk(browser, company, "stuck", "en")
    stuck.ask("POST", "/api/reminders", {"subject": "Call Mr Li", "starts_at": now()})
    page = stuck.page("/worklog")
    expect(page.get_by_role("region", name="Due and not done")).to_contain_text("Call Mr Li")
    page.route("**/api/workday/deal", lambda route: route.fulfill(status=500, json={"title": "Broken"}))
    page.get_by_role("button", name="My menu").click()
    page.get_by_text("Sign out", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Sign out all the same …").click()
    insist = dialog.get_by_role("button", name="Sign out all the same", exact=True)
    expect(insist).to_be_disabled()  # a reason is missing, and nothing has failed yet
    dialog.get_by_role("button", name="Done: Call Mr Li").click()
    expect(dialog).to_contain_text("It could not be dealt with just now.")
    dialog.get_by_label("Why? (if you like)").fill("The server is broken")
    insist.click()
    page.wait_for_url("**/sign-in**")
    noted = sql(
        company.home,
        "SELECT part || ': ' || note FROM reminders_daycheck c JOIN platform_user u ON u.id = c.user_id"
        " WHERE u.username = 'stuck' AND part = 'left'",
    )
    assert noted == "left: The server is broken"
    assert stuck.faults == []
