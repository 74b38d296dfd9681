"""A deputy's week at the screen: named, told and acting in somebody's place, and at its end what was done is told."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, choose
from tests.runtime.running import magpie, sql

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]


def test_a_deputy_acts_for_a_week_and_the_person_gets_a_summary(browser: Browser, company: Company) -> None:
    for username, name in (("lan", "兰心"), ("dai", "代明")):
        made = magpie(company.home, "user", "create", username, "--name", name, stdin=f"{company.password}\n")
        assert made.returncode == 0 or "already" in made.stderr, made.stderr  # a second try
    lan, dai = Desk(browser, company, "lan", "zh-hans"), Desk(browser, company, "dai", "en", 390)
    page = lan.page("/deputies")
    page.get_by_role("button", name="指定代理人").click()
    dialog = page.get_by_role("dialog")
    choose(dialog, "代理人", "代明")
    dialog.get_by_role("button", name=re.compile("指\\s*定")).click()
    expect(page.get_by_text("已由 代明 代理。")).to_be_visible()
    (row,) = lan.ask("GET", "/api/deputies")["items"]
    sql(
        company.home,
        f"UPDATE delegations_delegation SET ends_at = starts_at + interval '7 days' WHERE id = {row['id']}",
    )
    sql(company.home, f"UPDATE platform_user SET away_until = away_from + interval '7 days' WHERE id = {lan.me['id']}")

    hers = dai.page("/leads")
    hers.locator(".shell").wait_for()
    now = datetime.datetime.now(datetime.UTC)
    lan.ask("POST", "/api/reminders", {"subject": "给王总寄样品", "kind": "promise", "starts_at": now.isoformat()})
    toast = hers.locator(".notice-toast").filter(has_text="给王总寄样品")
    expect(toast).to_contain_text("For 兰心, who is away")
    toast.get_by_role("button", name=re.compile("^Done")).click()
    expect(toast).to_have_count(0)

    sql(
        company.home,
        "UPDATE delegations_delegation SET starts_at = starts_at - interval '7 days',"
        f" ends_at = now() WHERE id = {row['id']}",
    )
    sql(
        company.home,
        "UPDATE platform_user SET away_from = away_from - interval '7 days', away_until ="
        f" (SELECT ends_at FROM delegations_delegation WHERE id = {row['id']}) WHERE id = {lan.me['id']}",
    )
    expect(page.locator(".notice-toast").filter(has_text="代明 的代理已结束")).to_be_visible(timeout=60_000)
    page.goto(f"{lan.base}/deputies")
    page.get_by_role("button", name="处理情况").first.click()
    done = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="给王总寄样品").filter(has_text="提醒")
    expect(done.filter(has_text="完成").first).to_be_visible()
    ended = lan.ask("GET", "/api/deputies")["ended"][0]
    assert (ended["id"], ended["status"]) == (row["id"], "ended")
    assert lan.faults + dai.faults == []
